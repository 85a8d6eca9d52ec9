"""The technical staff of several municipalities together: against chance, and against the estimate of one."""

import numpy as np
import pandas as pd
import pytest

from analysis import pooled_staff
from analysis.pooled_staff import Staff


def described(draws: np.ndarray) -> dict[str, float]:
    """Draws of one municipality's staff, as the table of estimates tells them."""
    low, median, high = np.quantile(draws, [0.1, 0.5, 0.9], method="inverted_cdf")
    return {
        "median": int(median),
        "low": int(low),
        "high": int(high),
        "zero_probability": (draws == 0).mean(),
        "five_or_fewer_probability": (draws <= 5).mean(),
    }


def drawn(chance: np.random.Generator, mean: float, dispersion: float, no_post: float) -> np.ndarray:
    staffed = chance.random(200_000) >= no_post
    return staffed * chance.negative_binomial(dispersion, dispersion / (dispersion + mean), len(staffed))


def test_sum_agrees_with_sums_of_draws():
    chance = np.random.default_rng(7)
    towns = [(2, 2.0, 0.5), (4, 2.0, 0.35), (12, 2.0, 0.1), (30, 4.0, 0.02), (0.4, 1.5, 0.8)]
    draws = [drawn(chance, *town) for town in towns]
    found = pooled_staff.total(pd.DataFrame([described(one) for one in draws]))
    expected = described(np.sum(draws, axis=0))
    assert found.median == pytest.approx(expected["median"], abs=1)
    assert found.low == pytest.approx(expected["low"], abs=1)
    assert found.high == pytest.approx(expected["high"], abs=2)


def test_one_municipality_keeps_its_estimate():
    one = pd.DataFrame([described(drawn(np.random.default_rng(1), 8, 2.0, 0.1))])
    assert pooled_staff.total(one) == Staff(*one[["median", "low", "high"]].iloc[0])


def test_many_small_towns_are_surer_together_than_their_intervals_added():
    town = {"median": 0, "low": 0, "high": 3, "zero_probability": 0.6, "five_or_fewer_probability": 0.97}
    staff = pooled_staff.total(pd.DataFrame([town] * 12))
    assert 0 < staff.low < staff.median < staff.high < 36


def test_nobody_has_no_total():
    assert pooled_staff.total(pd.DataFrame(columns=["median"])) is None


def test_missing_value_is_refused():
    row = described(drawn(np.random.default_rng(1), 8, 2.0, 0.1)) | {"low": None}
    with pytest.raises(ValueError, match="expected"):
        pooled_staff.total(pd.DataFrame([row, row]))


def test_real_estimates_come_back_from_the_distribution_taken_for_them(db):
    """Twice the same town, by its own distribution convolved with nobody, is what the table says within a tenth."""
    rows = db.execute(
        "from technical_staff_estimates where not is_counted order by hash(lg_code) limit 60"
    ).df()
    nobody = {"median": 0, "low": 0, "high": 0, "zero_probability": 0.999, "five_or_fewer_probability": 0.999}
    for row in rows.to_dict("records"):
        staff = pooled_staff.total(pd.DataFrame([row, nobody]))
        assert (staff.low, staff.median, staff.high) == pytest.approx(
            (row["low"], row["median"], row["high"]), rel=0.12, abs=2
        )
