"""What changed between two dates, and what is no more than noise."""

import pandas as pd
import pytest

from analysis import change

CODES = ["990001", "990002", "990003", "990004"]


def metric(**facts) -> pd.Series:
    return pd.Series(
        {"kind": "level", "unit": "人", "numerator_unit": "人", "digits": 0, "higher_is": "better"} | facts
    )


def at(day: str, numbers: list[float | None], **columns) -> pd.DataFrame:
    table = pd.DataFrame({"lg_code": CODES, "value": pd.Series(numbers, dtype=float)})
    defaults = {
        "as_of": pd.Timestamp(day),
        "numerator": table["value"],
        "denominator": float("nan"),
        "mark": None,
        "marked_value": float("nan"),
    }
    return table.assign(**(defaults | columns))


def test_counts_change_by_a_share_of_what_was_and_by_one_is_noise():
    found = change.between(metric(), at("2023-04-01", [100, 10, 10, None]), at("2024-04-01", [90, 9, 15, 4]))
    assert found["change"].to_list()[:3] == pytest.approx([-0.1, -0.1, 0.5])
    assert found["noise"].fillna("").to_list() == ["", change.ONE, "", ""]
    assert found["is_worse"].iloc[0]
    assert pd.isna(found["is_worse"].iloc[1])
    assert not found["is_worse"].iloc[2]
    assert pd.isna(found["change"].iloc[3])


def test_two_printed_numbers_one_step_apart_are_noise():
    share = metric(unit="share", digits=1, higher_is="worse", basis="published")
    found = change.between(
        share, at("2023-03-31", [0.100, 0.100, 0.100, 0.100]), at("2024-03-31", [0.101, 0.1021, 0.099, 0.100])
    )
    assert found["noise"].fillna("").to_list() == [change.ROUNDING, "", change.ROUNDING, change.ROUNDING]
    assert found["change"].iloc[1] == pytest.approx(0.0021)
    assert found["is_worse"].iloc[1]


def test_a_ratio_of_few_is_noise_whichever_date_it_is():
    ratio = metric(kind="ratio", unit="share", numerator_unit="橋", digits=1, higher_is="worse")
    found = change.between(
        ratio,
        at("2023-03-31", [0.1, 0.1, 0.1, 0.1], numerator=[1, 2, 9, 9], denominator=[9, 20, 90, 90]),
        at("2024-03-31", [0.3, 0.3, 0.3, 0.11], numerator=[3, 6, 27, 10], denominator=[10, 20, 90, 90]),
    )
    assert found["noise"].fillna("").to_list() == [change.FEW, "", "", change.ONE]


def test_marked_values_are_shown_and_compared_with_nobody():
    share = metric(unit="share", digits=1, higher_is="worse")
    now = at(
        "2024-03-31",
        [None, 0.5, 0.5, 0.5],
        marked_value=[0.9, None, None, None],
        mark=["jump", None, None, None],
    )
    found = change.between(share, at("2023-03-31", [0.1] * 4), now)
    assert found["change"].iloc[0] == pytest.approx(0.8)
    assert found["noise"].iloc[0] == change.LEFT_OUT


def test_a_value_that_is_still_the_old_one_has_not_changed():
    days = [pd.Timestamp("2023-04-01"), *[pd.Timestamp("2024-04-01")] * 3]
    found = change.between(
        metric(), at("2023-04-01", [5, 5, 5, 0]), at("2024-04-01", [5, 7, 9, 3], as_of=days)
    )
    assert found["change"].isna().to_list() == [True, False, False, True]  # and nothing is a share of zero


def test_no_end_is_worse_where_a_metric_says_none():
    found = change.between(metric(higher_is="neither"), at("2023-04-01", [5] * 4), at("2024-04-01", [9] * 4))
    assert found["is_worse"].isna().all()
