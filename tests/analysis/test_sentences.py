"""Sentences say one value, its date and its place, and nothing else."""

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import sentences
from dashboard.shared import text

DAY = date(2024, 4, 1)
USUAL = {
    "unit": "share",
    "digits": 1,
    "as_of": DAY,
    "low": None,
    "high": None,
    "zero_probability": None,
    "above": 0,
    "same": 0,
    "below": 0,
    "median": None,
    "how": "value",
    "covered": 1,
    "members": 1,
}
ACTION = {"item": "bridge_action_needed_share", "label_ja": "修繕が必要な橋の割合", "median": 0.1}
ESTIMATE = {
    "item": "technical_staff_estimate",
    "label_ja": "技術系職員数（推計）",
    "unit": "人",
    "digits": 0,
    "value": 2,
    "low": 0,
    "high": 5,
    "zero_probability": 0.2,
}
COUNT = {"item": "civil_engineers", "label_ja": "土木技師数", "unit": "人", "digits": 0}


def facts(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([USUAL | row for row in rows])


def only(*rows: dict, **options) -> str:
    (sentence,) = sentences.every(facts(*rows), **options)
    return sentence.text_ja


def test_a_high_value_is_told_from_the_high_end():
    assert only(ACTION | {"value": 0.25, "above": 2, "below": 97}) == (
        "修繕が必要な橋の割合は25.0%（2024年4月1日現在）で、値のある100市区町村のうち大きい方から3番目です（中央値10.0%）。"
    )


def test_a_low_value_is_told_from_the_low_end_with_its_ties():
    assert only(ACTION | {"value": 0.0, "above": 90, "same": 9}) == (
        "修繕が必要な橋の割合は0.0%（2024年4月1日現在）で、値のある100市区町村のうち小さい方から1番目です（中央値10.0%、同じ値がほかに9）。"
    )


def test_a_value_in_the_middle_stands_beside_the_median_only():
    sentence = only(ACTION | {"value": 0.11, "above": 40, "below": 59})
    assert sentence.endswith("値のある100市区町村の中央値10.0%です。")
    assert "番目" not in sentence


def test_a_projection_is_called_one():
    index = {"item": "population_2050_index", "label_ja": "2050年の人口指数", "unit": "", "median": 64.3}
    assert "29.4（2024年4月1日公表の推計）で" in only(index | {"value": 29.4, "above": 90, "below": 7})


def test_where_all_are_the_same_there_is_no_place():
    assert "すべて同じ値" in only(ACTION | {"value": 0.1, "same": 99})


def test_a_group_is_set_beside_municipalities_and_is_none_of_them():
    sentence = only(ACTION | {"value": 0.25, "above": 2, "below": 98}, is_one_of=False)
    assert "値のある100市区町村の値と並べると大きい方から3番目にあたります" in sentence


def test_prefectures_are_compared_with_prefectures():
    sentence = only(ACTION | {"value": 0.25, "below": 46}, among_ja="都道府県")
    assert "値のある47都道府県のうち大きい方から1番目" in sentence


def test_no_bridges_is_no_sentence_but_named_as_unknown():
    without = facts(ACTION | {"value": None})
    assert sentences.every(without) == []
    assert sentences.outstanding(without) == []
    assert sentences.unknown(without) == "値がないもの：修繕が必要な橋の割合。"


def test_null_projection_leaves_the_other_outlook():
    projection = {"item": "population_2050_index", "label_ja": "2050年の人口指数", "value": None}
    age = {
        "item": "population_65_share",
        "label_ja": "高齢化率",
        "value": 0.3,
        "above": 1,
        "below": 98,
        "median": 0.2,
    }
    shown = sentences.every(facts(projection, age))
    assert [sentence.items for sentence in shown] == [("population_65_share",)]
    assert "2050年の人口指数" in sentences.unknown(facts(projection, age))


def test_an_estimate_is_marked_with_its_interval():
    assert only(ESTIMATE) == (
        "技術系職員は実数が未収録で、推計では中央値2人（80%区間0〜5人）（2024年4月1日現在）です。"
    )


def test_an_estimate_of_nobody_is_a_probability_in_words():
    assert only(ESTIMATE | {"value": 0, "high": 0, "zero_probability": 0.88}) == (
        "技術系職員は実数が未収録で、推計ではいない可能性が高い（確率88%）（2024年4月1日現在）です。"
    )


def test_a_count_is_told_instead_of_an_estimate():
    assert only(COUNT | {"value": 1}, ESTIMATE | {"value": None}) == (
        "土木技師数は1人（2024年4月1日現在、公表値）です。"
    )


def test_nobody_to_divide_by_is_said():
    assert only(COUNT | {"value": 0}) == (
        "土木技師数は0人（2024年4月1日現在、公表値）で、1人当たりの値は計算できません。"
    )


def test_counts_and_estimates_of_a_group_are_not_mixed():
    sentence = only(COUNT | {"value": 5, "covered": 2, "members": 3}, ESTIMATE | {"covered": 1, "members": 3})
    assert sentence == (
        "土木技師数は5人（2024年4月1日現在、公表値の計、3団体のうち2団体）、"
        "実数が未収録の団体の技術系職員は推計では中央値2人（80%区間0〜5人）（2024年4月1日現在、3団体のうち1団体）です。"
    )


def test_among_too_few_there_is_no_place():
    assert sentences.every(facts(ACTION | {"value": 0.5, "below": sentences.ENOUGH - 1})) == []


def test_what_cannot_be_pooled_is_called_a_median():
    sentence = only(
        ACTION | {"value": 0.5, "below": 47, "how": "median", "covered": 3, "members": 4}, among_ja="都道府県"
    )
    assert "は構成市区町村の中央値で50.0%（2024年4月1日現在、4団体のうち3団体）" in sentence


def test_engineers_come_first_then_what_is_furthest_from_the_middle():
    rows = [
        ESTIMATE,
        ACTION | {"value": 0.1, "above": 50, "below": 50},
        ACTION | {"item": "population_65_share", "value": 0.1, "above": 10, "below": 90},
        ACTION | {"item": "bridges_per_100_general_staff", "value": 0.1, "above": 95, "below": 5},
    ]
    shown = sentences.outstanding(facts(*rows))
    assert [sentence.theme for sentence in shown] == ["engineers", "outlook", "burden"]


def test_of_equally_far_themes_the_first_of_the_page_is_told():
    rows = [
        ACTION | {"item": items[0], "value": 0.1, "above": 10, "below": 90}
        for items in sentences.THEMES.values()
    ]
    shown = sentences.outstanding(facts(*rows))
    assert [sentence.theme for sentence in shown] == list(sentences.THEMES)[:3]


NEEDED = {"numerator_ja": "判定区分Ⅲ・Ⅳの橋", "value": 0.0, "above": 90, "below": 0, "same": 10}


def test_no_fact_is_told_twice():
    """A town without a bridge that needs action has 0.0 % of them and 0.0 per staff: one sentence, and the burden tells another item."""
    per_staff = {
        "item": "bridges_action_needed_per_100_general_staff",
        "label_ja": "職員当たり",
        "unit": "橋",
    }
    roads = {"item": "road_km_per_100_general_staff", "label_ja": "道路", "unit": "km", "value": 3.0}
    rows = [ACTION | NEEDED, ACTION | NEEDED | per_staff]
    assert [one.items for one in sentences.every(facts(*rows))] == [("bridge_action_needed_share",)]
    shown = sentences.every(facts(*rows, ACTION | roads | {"above": 40, "below": 60}))
    assert [one.items[0] for one in shown] == ["bridge_action_needed_share", "road_km_per_100_general_staff"]


@pytest.mark.parametrize(
    ("above_of_staff", "themes"), [(20, ["outlook", "staff"]), (40, ["outlook", "money"])]
)
def test_finance_waits_for_staff_facilities_and_load_that_stand_out_too(above_of_staff, themes):
    rows = [
        ACTION | {"item": "population_65_share", "value": 0.1, "above": 1, "below": 99},
        ACTION
        | {
            "item": "general_admin_staff_change",
            "value": 0.1,
            "above": above_of_staff,
            "below": 100 - above_of_staff,
        },
        ACTION | {"item": "current_balance_ratio", "value": 0.1, "above": 0, "below": 100},
    ]
    assert [one.theme for one in sentences.outstanding(facts(*rows), count=2)] == themes


@given(
    value=st.floats(-1e6, 1e6),
    others=st.tuples(st.integers(0, 1740), st.integers(0, 1740), st.integers(0, 1740)).filter(
        lambda counts: sum(counts) >= sentences.ENOUGH
    ),
    unit=st.sampled_from(["share", "%", "人", ""]),
)
def test_every_number_said_is_a_fact(value, others, unit):
    above, same, below = others
    row = ACTION | {"value": value, "above": above, "same": same, "below": below, "unit": unit}
    sentence = only(row)
    rest = sentence.replace("2024年4月1日", "")
    for known in (value, row["median"]):
        rest = rest.replace(sentences.written(known, unit, 1), "", 1)
    counts = {f"{sum(others) + 1:,}", f"{same:,}", f"{min(above, below) + 1:,}"}
    assert set(re.findall(r"-?[\d,.]+", rest)) <= counts
    assert not any(word in sentence for word in ("ため", "原因", "おそれ", "不足", "課題", "優れ"))


@pytest.mark.parametrize(("unit", "digits"), [("share", 1), ("人", 0), ("", 2), ("%", 1)])
@pytest.mark.parametrize("value", [0, 0.1234, -0.5, 1234.5])
def test_values_are_written_as_on_the_page(value, unit, digits):
    assert sentences.written(value, unit, digits) == text.number(value, unit, digits)
