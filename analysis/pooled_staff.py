"""The technical staff of several municipalities together, where each is known only as an estimate.

Of each municipality the estimate says the probability of no one, of five or fewer, the median and the 80 % interval. The
zero-inflated negative binomial distribution (the family of `staffing_estimate`) that comes nearest to these five is taken for it, and
the distributions are added as if municipalities were independent. They are not quite: whatever the model misses in one prefecture it
misses in all its municipalities, so the true interval of the sum is wider.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, signal, special

from analysis.staffing_estimate import FEW, HIGH, LOW

USUAL_LOG_DISPERSION, HOLD = 0.7, 0.01  # settles what five numbers near zero leave open
TAIL = 1e-7


@dataclass(frozen=True)
class Staff:
    """People: median and 80 % interval (low, high) of a sum."""

    median: int
    low: int
    high: int


def total(estimates: pd.DataFrame) -> Staff | None:
    """The technical staff of all rows together; None when there is no row.

    estimates: one row per municipality: median, low, high (people), zero_probability, five_or_fewer_probability (0–1). Raises
    ValueError when a value is missing.
    """
    if estimates.empty:
        return None
    if (
        estimates[["median", "low", "high", "zero_probability", "five_or_fewer_probability"]]
        .isna()
        .any(axis=None)
    ):
        raise ValueError("every value of an estimate is expected")
    if len(estimates) == 1:
        return Staff(*estimates[["median", "low", "high"]].iloc[0].astype(int))
    chances = np.ones(1)
    for row in estimates.itertuples():
        chances = np.maximum(signal.fftconvolve(chances, _chances(row)), 0)
    at_most = chances.cumsum() / chances.sum()
    return Staff(*(int(np.searchsorted(at_most, level - TAIL)) for level in (0.5, LOW, HIGH)))


def _chances(row: Any) -> np.ndarray:
    """The probability of 0, 1, 2 … people."""
    quantiles = [(row.low, LOW), (row.median, 0.5), (row.high, HIGH)]
    # A whole number of people is reached within one step: half a step below, half of it is.
    points = [(count - 0.5, level) for count, level in quantiles if count > 0]
    points += [(0, row.zero_probability), (FEW, row.five_or_fewer_probability)]
    counts, levels = np.array(points).T

    def missed(parameters: np.ndarray) -> np.ndarray:
        distances: np.ndarray = np.r_[
            _at_most(counts, *parameters) - levels, HOLD * (parameters[1] - USUAL_LOG_DISPERSION)
        ]
        return distances

    start = [
        np.log(max(row.median, 0.5)),
        USUAL_LOG_DISPERSION,
        special.logit(np.clip(row.zero_probability, 0.001, 0.99)),
    ]
    found = optimize.least_squares(missed, start, bounds=([-6, -3, -9], [12, 6, 9]))
    size = 2 * int(row.high) + 8
    while _at_most(np.array([size]), *found.x)[0] < 1 - TAIL:
        size *= 2
    return np.diff(_at_most(np.arange(size + 1.0), *found.x), prepend=0)


def _at_most(counts: np.ndarray, log_mean: float, log_dispersion: float, no_post: float) -> np.ndarray:
    mean, dispersion, none = np.exp(log_mean), np.exp(log_dispersion), special.expit(no_post)
    return none + (1 - none) * special.betainc(dispersion, counts + 1, dispersion / (dispersion + mean))
