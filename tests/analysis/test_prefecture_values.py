"""Prefectures as units: what is added, divided, taken from the middle, and who is not compared."""

import pandas as pd
import pytest

from analysis import prefecture_values

PLACES = {
    "lg_code": ["990001", "990002", "990003", "980001", "980002"],
    "prefecture_code": ["99"] * 3 + ["98"] * 2,
}


def metric(**facts) -> pd.Series:
    return pd.Series(
        {"kind": "level", "unit": "人", "per": 1, "digits": 0, "higher_is": "worse", "basis": "published"}
        | facts
    )


def values(numbers: list[float | None], **columns) -> pd.DataFrame:
    table = pd.DataFrame(PLACES | {"value": pd.Series(numbers, dtype=float)} | columns)
    table["prefecture_name"] = table["prefecture_code"].map({"99": "甲県", "98": "乙県"})
    day = pd.Timestamp("2024-04-01")
    return table.assign(
        **{
            name: table.get(name, default)
            for name, default in {
                "numerator": table["value"],
                "denominator": float("nan"),
                "as_of": day,
                "denominator_as_of": pd.NaT,
                "less_than": float("nan"),
                "mark": None,
                "marked_value": float("nan"),
            }.items()
        }
    )


def of(code: str, table: pd.DataFrame) -> pd.Series:
    return table.set_index("prefecture_code").loc[code]


def test_counts_are_added_and_an_incomplete_sum_is_not_compared():
    table = prefecture_values.together(metric(), values([1, 2, 3, 10, None]))
    assert of("99", table)[["value", "placed", "rank", "covered", "members"]].to_list() == [6, 6, 1, 3, 3]
    incomplete = of("98", table)
    assert (incomplete["value"], incomplete["covered"]) == (10, 1)
    assert pd.isna(incomplete["placed"])
    assert pd.isna(incomplete["rank"])


def test_ratios_are_made_anew_of_the_added_parts():
    ratio = metric(kind="ratio", unit="km", per=100, digits=1)
    rows = values([100, 10, 10, 50, 50], numerator=[1, 1, 1, 5, 5], denominator=[1, 10, 10, 10, 10])
    table = prefecture_values.together(ratio, rows)
    assert of("99", table)["value"] == pytest.approx(3 / 21 * 100)  # and not the mean of 100, 10 and 10
    assert of("98", table)["rank"] == 1


def test_an_index_is_the_median_and_needs_half_of_the_municipalities():
    table = prefecture_values.together(
        metric(unit="%", digits=1, higher_is="better"), values([1.0, 9.0, 4.0, 3.0, None])
    )
    assert of("99", table)[["value", "how"]].to_list() == [4.0, "median"]
    assert pd.isna(of("98", table)["value"])  # of a single municipality there is no middle


def test_probabilities_are_the_share_to_be_expected():
    chance = metric(unit="share", basis="estimated", digits=0)
    table = prefecture_values.together(chance, values([1.0, 0.5, 0.0, 0.2, 0.4]))
    assert of("99", table)["value"] == pytest.approx(0.5)
    assert of("98", table)["value"] == pytest.approx(0.3)


def test_below_a_printing_limit_only_bounds_are_known_and_no_rank():
    share = metric(kind="ratio", unit="share", per=1)
    rows = values(
        [0.5, None, 0.5, 0.1, 0.1],
        numerator=[50, None, 50, 1, 1],
        denominator=[100.0] * 5,
        less_than=[None, 0.05, None, None, None],
    )
    own = of("99", prefecture_values.together(share, rows))
    assert own["lowest"] == pytest.approx(100 / 300)
    assert own["highest"] == pytest.approx(105 / 300)
    assert own["placed"] == pytest.approx(102.5 / 300)
    assert pd.isna(own["rank"])


def test_values_printed_alike_share_a_rank():
    table = prefecture_values.together(
        metric(kind="ratio", unit="", per=1, digits=2, higher_is="better"),
        values([1, 1, 1, 1, 1], numerator=[9.85, 0, 0, 9.850000000000001, 0], denominator=[1, 0, 0, 1, 0]),
    )
    assert table["rank"].to_list() == [1, 1]
