"""Names of groups: the most populous member, however they stand."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.group_names import group_name, group_names

PLACES = pd.DataFrame(
    [
        ("990001", "甲市", 50_000, "東県"),
        ("990002", "乙町", 9_000, "東県"),
        ("990003", "丙村", 900, "東県"),
        ("990004", "甲市", 70_000, "西県"),
        ("990005", "丁村", None, "西県"),
    ],
    columns=["lg_code", "municipality_name", "population", "prefecture_name"],
)


@given(st.permutations(range(3)))
def test_a_group_is_called_after_its_most_populous_member_in_whatever_order(order):
    assert group_name(PLACES.iloc[order]) == "甲市ほか2団体"


def test_one_alone_bears_its_own_name_and_nobody_none():
    assert group_name(PLACES.iloc[[2]]) == "丙村"
    assert group_name(PLACES.head(0)) == ""


def test_unknown_population_counts_least_and_of_equal_ones_the_lower_code():
    assert group_name(PLACES.iloc[[4, 2]]) == "丙村ほか1団体"
    assert group_name(PLACES.iloc[[4]]) == "丁村"
    assert group_name(PLACES.iloc[[1, 2]].assign(population=[5, 5])) == "乙町ほか1団体"


def test_groups_of_one_name_say_where_they_are():
    hubs = {"990001": "a", "990002": "a", "990004": "b", "990005": "b", "990003": "c"}
    assert group_names(PLACES, hubs).to_dict() == {
        "a": "甲市ほか1団体（東県）",
        "b": "甲市ほか1団体（西県）",
        "c": "丙村",
    }
