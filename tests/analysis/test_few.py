"""What is too few to compare is not compared."""

import pandas as pd

from analysis import few, profile

VALUES = pd.DataFrame(
    {"item": "x", "lg_code": ["990001", "990002", "990003", "990004"], "value": [1.0, 2.0, 6.0, None]}
)


def test_a_median_needs_three():
    assert pd.isna(few.median(VALUES["value"][:2]))
    assert few.median(VALUES["value"]) == 2.0
    assert pd.isna(few.median(pd.Series(dtype=float)))


def test_a_set_in_which_two_have_a_value_has_no_median():
    sets = {"全国": VALUES["lg_code"], "甲県": VALUES["lg_code"][2:], "乙県": VALUES["lg_code"][:2]}
    assert profile.medians(VALUES, sets)["reference"].to_list() == ["全国"]


def test_what_cannot_be_added_has_no_value_for_a_group_of_two():
    items = pd.DataFrame([{"item": "x", "kind": "level", "unit": "", "per": 1}])
    values = VALUES.assign(numerator=VALUES["value"], denominator=None, as_of=None, denominator_as_of=None)
    areas = pd.DataFrame(
        {"area": ["pair"] * 2 + ["three"] * 3, "lg_code": [*VALUES["lg_code"][:2], *VALUES["lg_code"][:3]]}
    )
    pooled = profile.pooled(items, values, areas).set_index("area")
    assert pd.isna(pooled.loc["pair", "value"]) and pooled.loc["pair", "covered"] == 2
    assert pooled.loc["three", "value"] == 2.0
