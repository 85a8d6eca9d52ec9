"""Values below a printing limit, as far as their bounds allow: shares of invented towns, of which nothing below 5 % is printed."""

import pandas as pd
import pytest

from analysis import limits, profile, sentences

NAN = float("nan")
ITEM = {"item": "share", "unit": "share", "kind": "ratio", "per": 1}


def values(known: list[float], below: int = 0) -> pd.DataFrame:
    """Known shares of 100 yen each, and so many that are below 5 %."""
    shares = [*known, *[NAN] * below]
    return pd.DataFrame(
        {
            "item": "share",
            "lg_code": [f"99{number:04}" for number in range(len(shares))],
            "value": shares,
            "less_than": [*[NAN] * len(known), *[0.05] * below],
            "numerator": [share * 100 for share in shares],
            "denominator": 100.0,
            "as_of": pd.Timestamp("2025-03-31"),
            "denominator_as_of": pd.Timestamp("2025-03-31"),
        }
    )


@pytest.mark.parametrize(
    ("known", "below", "median"),
    [
        ([0.1, 0.2, 0.3], 2, (0.1, 0.1)),
        ([0.1, 0.2], 3, (0, 0.05)),
        ([0.1, 0.2], 2, (0.05, 0.075)),
        ([0.1, 0.2, 0.3], 0, (0.2, 0.2)),
    ],
)
def test_a_median_is_known_as_far_as_the_bounds_allow(known, below, median):
    assert limits.median(values(known, below)) == pytest.approx(median)


def test_a_median_of_two_is_none():
    assert all(map(pd.isna, limits.median(values([0.1], 1))))


def test_those_below_the_limit_share_the_lowest_place():
    all_values = values([0.1, 0.2], 3)
    placed = profile.standing(all_values.tail(1), all_values, is_one_of=True).iloc[0]
    assert (placed["above"], placed["same"], placed["below"]) == (2, 2, 0)
    assert pd.isna(placed["median"])  # one of those below the limit


def test_a_pooled_share_has_bounds_where_one_of_its_parts_has():
    rows = values([0.1, 0.2], 2)
    pooled = profile.pooled(pd.DataFrame([ITEM]), rows, rows[["lg_code"]].assign(area="群")).iloc[0]
    assert pd.isna(pooled["value"])
    assert (pooled["lowest"], pooled["highest"]) == pytest.approx((30 / 400, 40 / 400))
    assert (pooled["covered"], pooled["members"]) == (4, 4)


def test_a_pooled_share_of_printed_parts_is_a_value():
    rows = values([0.1, 0.2])
    pooled = profile.pooled(pd.DataFrame([ITEM]), rows, rows[["lg_code"]].assign(area="群")).iloc[0]
    assert pooled["value"] == pytest.approx(0.15)
    assert pd.isna(pooled["lowest"])


def test_a_sentence_names_the_limit_and_no_value():
    all_values = values([0.1] * 50 + [0.2] * 30, 15)
    own = profile.standing(all_values.tail(1), all_values, is_one_of=True)
    facts = own.assign(
        item="road_bridge_maintenance_share", label_ja="維持補修の割合", unit="share", digits=0, how="value", covered=1, members=1
    )  # fmt: skip
    (told,) = sentences.every(facts)
    assert told.text_ja == (
        "維持補修の割合は5%未満（2025年3月31日現在）で、値のある95市区町村のうち小さい方から1番目です"
        "（中央値10%、5%未満がほかに14）。"
    )
    assert sentences.unknown(facts) is None
