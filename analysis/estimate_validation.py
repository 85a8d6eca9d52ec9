"""How far the estimate of technical staff can be trusted: counts and published shares predicted without having been used.

Each count is predicted from the others (one by one while they are few, else in PARTS), beside a naive prediction from staff only.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize

from analysis import staff_distribution, staffing_model
from analysis.staffing_estimate import FEW, HIGH, LOW
from analysis.staffing_model import Data, Draws, Share

FEW_COUNTS = 30  # up to here one is left out at a time, above a fifth
PARTS = 5
OUTSIDE = LOW + 1 - HIGH  # what an 80 % interval leaves out


@dataclass(frozen=True)
class HeldOut:
    """A prefecture whose number of municipalities without technical staff is printed, kept out of the fit."""

    prefecture_code: str
    without_staff: int


@dataclass(frozen=True)
class Scores:
    """Of predictions of counts (means, people unless noted).

    coverage: share within the 80 % interval. width: of the interval. interval_score: width + 10 × the distance of counts outside, lower
    is better (Gneiting & Raftery 2007). absolute_error: of the median. log_score: higher is better. expected_zeros: Σ probability
    of nobody, to be compared with `zeros` counted. brier: mean squared error of that probability (0–1), lower is better.
    """

    coverage: float
    width: float
    interval_score: float
    absolute_error: float
    log_score: float
    expected_zeros: float
    zeros: float
    brier: float


NO_SCORES = Scores(*[np.nan] * 8)
INSIDE_ROW, ZERO_ROW = (list(Scores.__annotations__).index(name) for name in ("coverage", "expected_zeros"))


@dataclass(frozen=True)
class ClassShare:
    """A published share of so many municipalities, as the estimate has it (0–1), and as it has it without shares that are not exact."""

    share: Share
    municipalities: int
    reached: float
    unseen: float


@dataclass(frozen=True)
class Reports:
    """What articles say, by no survey: how many have someone (present) and in how many of them the estimate expects nobody; how many
    have a number of people (numbers) and how many of those lie in the 80 % interval (inside)."""

    present: int
    expected_zeros: float
    numbers: int
    inside: int


@dataclass(frozen=True)
class Validation:
    """How far the estimate can be trusted. Shares, probabilities and their changes are 0–1; correlations are of ranks."""

    counts: int
    mean_count: float
    shares: list[ClassShare]
    model: Scores
    small: Scores
    large: Scores
    naive: Scores
    naive_zero_share: float
    held_out: int
    held_out_low: int
    held_out_mean: float
    held_out_high: int
    reports: Reports
    civil_share_effect: float
    few_effect: float
    correlation_with_staff: float
    correlation_without_counts: float


def validate(
    covariates: pd.DataFrame,
    counts: pd.DataFrame,
    shares: Sequence[Share],
    held_out: HeldOut,
    reports: pd.DataFrame,
) -> Validation:
    """Counts and shares predicted without them, and what the assumptions matter.

    As staffing_estimate.estimate; reports: lg_code, occupation, staff_count, is_at_least of what is known beside the counts, by no survey.
    `small` and `large` are scores of the smaller and larger half of the counted by staff. Scores are missing with fewer than two counts.
    """
    data = staffing_model.data(covariates, counts, shares)
    everything = staffing_model.draw(data)
    ours, naive = _left_out(data, everything.best)
    is_small = data.staff[data.counted] <= (np.median(data.staff[data.counted]) if len(data.counts) else 0)
    in_prefecture = np.char.startswith(data.lg_code.astype(str), held_out.prefecture_code)
    low, mean, high = _number_without(
        staffing_model.draw(data.without(in_prefecture[data.counted])), in_prefecture
    )
    unknown = data.without(np.ones(len(data.counts), dtype=bool))
    zero = everything.at_most(0)
    return Validation(
        counts=len(data.counts),
        mean_count=float(data.counts.mean()) if len(data.counts) else np.nan,
        shares=_class_shares(data, everything),
        model=_mean(ours),
        small=_mean(ours[:, is_small]),
        large=_mean(ours[:, ~is_small]),
        naive=_mean(naive),
        naive_zero_share=_naive_zero_share(data) if len(data.counts) else np.nan,
        held_out=held_out.without_staff,
        held_out_low=low,
        held_out_mean=mean,
        held_out_high=high,
        reports=_reports(data, everything, reports),
        civil_share_effect=_civil_share_effect(data, everything),
        few_effect=_few_effect(data, everything),
        correlation_with_staff=_rank_correlation(zero, data.staff),
        correlation_without_counts=_rank_correlation(zero, staffing_model.draw(unknown).at_most(0)),
    )


def _left_out(data: Data, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the model and of the naive prediction, one column per count that was not known to them; near: the fit to all."""
    if len(data.counts) < 2:
        unknown = np.full((8, len(data.counts)), np.nan)
        return unknown, unknown
    folds = np.arange(len(data.counts)) % (FEW_COUNTS if len(data.counts) <= FEW_COUNTS else PARTS)
    ours, naive = (np.empty((8, len(data.counts))) for _ in range(2))
    for fold in np.unique(folds):
        left_out = folds == fold
        known, actual = data.without(left_out), data.counts[left_out]
        at, part = data.counted[left_out], data.counted_part[left_out]
        ours[:, left_out] = _scores(actual, *staffing_model.draw(known, near).predicted(at, part))
        naive[:, left_out] = _scores(actual, *_naive(known, at, part))
    return ours, naive


def _scores(counts: np.ndarray, mean: np.ndarray, no_post: np.ndarray, dispersion: np.ndarray) -> np.ndarray:
    """The rows of Scores, one column per count."""
    predicted = mean, no_post, dispersion
    low, median, high = (staff_distribution.quantile(level, *predicted) for level in (LOW, 0.5, HIGH))
    below = staff_distribution.probability(counts - 1, *predicted)
    exactly = staff_distribution.probability(counts, *predicted) - below
    zero = staff_distribution.probability(np.zeros_like(counts), *predicted)
    outside = np.maximum(low - counts, 0) + np.maximum(counts - high, 0)
    return np.vstack(
        [
            outside == 0,
            high - low,
            high - low + outside * 2 / OUTSIDE,
            np.abs(counts - median),
            np.log(np.maximum(exactly, 1e-12)),
            zero,
            counts == 0,
            (zero - (counts == 0)) ** 2,
        ]
    )


def _mean(scores: np.ndarray) -> Scores:
    """Means of the rows; of zeros, expected and counted, the sums."""
    if not scores.shape[1]:
        return NO_SCORES
    found = Scores(*scores.mean(axis=1))
    return replace(
        found,
        expected_zeros=found.expected_zeros * scores.shape[1],
        zeros=found.zeros * scores.shape[1],
    )


def _class_shares(data: Data, draws: Draws) -> list[ClassShare]:
    """Every published share beside the model, with and without the shares that are only worded."""
    exact = [(share, places) for share, places in data.shares if share.is_exact]
    without = staffing_model.draw(replace(data, shares=exact), draws.best)
    both = (staffing_model.reached(data, drawn) for drawn in (draws, without))
    return [
        ClassShare(share, len(places), *values)
        for (share, places), *values in zip(data.shares, *both, strict=True)
    ]


def _reports(data: Data, draws: Draws, reports: pd.DataFrame) -> Reports:
    """How the estimate does on what is reported of municipalities that are not counted."""
    counted = set(data.lg_code[data.counted])
    place = pd.Series(range(len(data.lg_code)), data.lg_code)
    open_ = reports[~reports["lg_code"].isin(counted) & reports["lg_code"].isin(data.lg_code)]
    present, numbers = open_[open_["is_at_least"]], open_[~open_["is_at_least"]]
    zeros = [_report_scores(data, draws, place, row)[ZERO_ROW] for row in present.to_dict("records")]
    inside = [_report_scores(data, draws, place, row)[INSIDE_ROW] for row in numbers.to_dict("records")]
    return Reports(len(zeros), float(sum(zeros)), len(inside), int(sum(inside)))


def _report_scores(data: Data, draws: Draws, place: pd.Series, row: dict[Hashable, Any]) -> np.ndarray:
    """The rows of Scores of one reported number."""
    predicted = draws.predicted(np.array([place[row["lg_code"]]]), data.part(row["occupation"]))
    return _scores(np.array([float(row["staff_count"])]), *predicted)[:, 0]


def _civil_share_effect(data: Data, draws: Draws) -> float:
    """The largest change of any probability of zero or of five or fewer when CIVIL_SHARE is 0.1 lower or higher."""
    others = [replace(data, civil_share=data.civil_share + shift) for shift in (-0.1, 0.1)]
    return max(_largest_change(draws, other) for other in others)


def _few_effect(data: Data, draws: Draws) -> float:
    """The same when the worded share with FEW or fewer (「約半数」) is 0.05 lower or higher."""
    others = [
        replace(
            data,
            shares=[
                (replace(share, share=share.share + shift) if share.limit == FEW else share, places)
                for share, places in data.shares
            ],
        )
        for shift in (-0.05, 0.05)
    ]
    return max(_largest_change(draws, other) for other in others)


def _largest_change(draws: Draws, other: Data) -> float:
    changed = staffing_model.draw(other, draws.best)
    return float(max(np.abs(draws.at_most(limit) - changed.at_most(limit)).max() for limit in (0, FEW)))


def _rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(pd.Series(one).corr(pd.Series(other), method="spearman"))


def _naive_zero_share(data: Data) -> float:
    """The national share without technical staff that a prediction from staff only gives (0–1)."""
    predicted = _naive(data, np.arange(len(data.staff)), 1.0)
    return float(staff_distribution.at_most_with_derivatives(0, *predicted)[0].mean())


def _naive(data: Data, at: np.ndarray, part: np.ndarray | float) -> tuple[np.ndarray, ...]:
    """Mean, no-post probability and dispersion for places `at`, of which a `part` is counted: in proportion to staff only."""
    base = data.staff[data.counted] * data.counted_part
    rate = data.counts.sum() / base.sum()

    def improbability(log_dispersion: float) -> float:
        likelihood, *_ = staff_distribution.log_likelihood(
            data.counts, np.log(rate * base), np.full(len(base), -30.0), log_dispersion
        )
        return -float(likelihood.sum())

    dispersion = np.exp(optimize.minimize_scalar(improbability, bounds=(-3, 6), method="bounded").x)
    mean = (rate * data.staff[at] * part)[None]
    return mean, np.zeros_like(mean), np.array([[dispersion]])


def _number_without(draws: Draws, within: np.ndarray) -> tuple[int, float, int]:
    """Of the municipalities `within`, how many have no technical staff: low end of the 80 % interval, mean, high end."""
    zero = staff_distribution.at_most_with_derivatives(0, *draws.predicted(np.flatnonzero(within)))[0]
    chances = np.zeros((len(zero), zero.shape[1] + 1))
    chances[:, 0] = 1
    for probability in zero.T[..., None]:
        more = np.roll(chances, 1, axis=1)
        chances = chances * (1 - probability) + more * probability
    at_most = chances.mean(axis=0).cumsum()
    low, high = (int(np.searchsorted(at_most, level)) for level in (LOW, HIGH))
    return low, float(zero.sum(axis=1).mean()), high
