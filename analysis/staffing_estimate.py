"""Technical staff (技術系職員 = 土木技師 + 建築技師) where no count is published: probabilities and intervals, never a count.

The model is a zero-inflated negative binomial one. Of municipality i in prefecture p

    log mean(i)       = level + slopes · logs of what is published about i + deviation of p
    logit no post(i)  = level − slopes · log of general administration staff and being a city (市・区) − deviation of p
    staff(i)          = 0 with probability "no post", else negative binomial with one dispersion

Only a handful of counts are known, so this is a calibration more than a fit. What settles what:

- The two levels: the printed national shares without technical staff and with five or fewer. They hold for counts and estimates
  together (a known zero takes its place among the national zeros), for every draw of the parameters.
- Slopes and dispersion: the known counts, held by priors. Proportional to staff unless counts say otherwise; more staff, more
  works expenditure, longer roads and being a city (市・区) never mean fewer engineers; population and area may mean either.
- The deviation of a prefecture: its own counts, so that 山口県 tells how staff grows with size without setting the national level.
- With every further count the data outweigh the priors; the same code fits a whole national table.

Assumptions that no source states: of technical staff CIVIL_SHARE are 土木技師, each independently, so where only 土木技師 are
known they are a thinned count of the same model; prefectures deviate by PREFECTURE_SPREAD; the share of places without any post
falls with size as fast as PRIORS say. validate() shows how much the first one matters.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import optimize, special

from analysis import staff_distribution

CIVIL_SHARE = 0.75
PREFECTURE_SPREAD = 0.3  # of the log mean, one standard deviation
PREFECTURE_NO_POST_SPREAD = 0.7  # of the no-post logit
# Of the national shares, one standard deviation. The printed 25 % is rounded to whole percents. Counts may be of another date, which
# would distort the last few estimates: the more places are counted, the less the printed shares matter.
TOLERANCE, TOLERANCE_WHEN_COUNTED = 0.002, 0.05
SUREST = 0.999  # no estimate is surer than this; the model does not know what it leaves out
FEW = 5
LOW, HIGH = 0.1, 0.9
DRAWS = 64
FEW_COUNTS = 20  # up to here one is left out at a time, above a fifth
PARTS = 5
MOST_STEPS = 50
LOGS = ["general_admin_staff", "population", "area_km2", "public_works_expenditure_yen", "road_km"]


@dataclass(frozen=True)
class Prior:
    """A normal distribution; a parameter that `rises` is not below zero."""

    mean: float
    spread: float
    rises: bool = False


# Slopes are elasticities: 1 means in proportion.
PRIORS = {
    "level": Prior(1.5, 2.0),
    "general_admin_staff": Prior(1.0, 0.3, rises=True),
    "population": Prior(0.0, 0.1),
    "area_km2": Prior(0.0, 0.1),
    "public_works_expenditure_yen": Prior(0.0, 0.15, rises=True),
    "road_km": Prior(0.0, 0.1, rises=True),
    "is_city": Prior(0.0, 0.3, rises=True),
    "log_dispersion": Prior(0.7, 0.7),
    "no_post_level": Prior(-2.0, 2.0),
    "no_post_slope": Prior(2.0, 0.5, rises=True),
    "no_post_city": Prior(1.0, 0.5, rises=True),
}
NAMES = list(PRIORS)
DISPERSION, NO_POST = NAMES.index("log_dispersion"), NAMES.index("no_post_level")


@dataclass(frozen=True)
class Targets:
    """National shares (0–1) of municipalities without technical staff and with five or fewer."""

    zero_share: float
    five_or_fewer_share: float


@dataclass(frozen=True)
class HeldOut:
    """A prefecture whose number of municipalities without technical staff is printed, kept out of the fit."""

    prefecture_code: str
    without_staff: int


@dataclass(frozen=True)
class Estimate:
    """What is estimated.

    table: one row per municipality with staff: lg_code, zero_probability, five_or_fewer_probability, median, low, high (80 %
    interval, people), is_counted (a count is known, so the count is to be shown instead). national: the shares reached, counts
    and estimates together. parameters: name → median of the draws.
    """

    table: pd.DataFrame
    national: Targets
    parameters: pd.Series


@dataclass(frozen=True)
class Scores:
    """Of predictions of counts: share within the 80 % interval, mean absolute error of the median (people), mean log score (higher
    is better)."""

    coverage: float
    mean_absolute_error: float
    log_score: float


@dataclass(frozen=True)
class Validation:
    """How far the estimate can be trusted. Shares and probabilities are 0–1."""

    counts: int
    reached: Targets
    mean_count: float
    model: Scores
    naive: Scores
    naive_zero_share: float
    held_out: int
    held_out_low: int
    held_out_mean: float
    held_out_high: int
    civil_share_effect: float


@dataclass(frozen=True)
class _Data:
    """Municipalities as arrays, and those of them with a count: which, how many, the share of staff that is counted.

    effects: what log mean, no-post logit and log dispersion change with each parameter, one row per municipality; parameters stand
    in spreads of their priors. lowest: where those that may not fall reach zero, in spreads from the mean.
    """

    lg_code: np.ndarray
    staff: np.ndarray
    effects: list[np.ndarray]
    means: np.ndarray
    spreads: np.ndarray
    lowest: np.ndarray
    counted: np.ndarray
    counts: np.ndarray
    share: np.ndarray
    targets: np.ndarray

    @property
    def tolerance(self) -> float:
        """Of the national shares, one standard deviation."""
        return float(TOLERANCE + TOLERANCE_WHEN_COUNTED * (self.share == 1).sum() / len(self.staff))

    def without(self, left_out: np.ndarray) -> "_Data":
        """The same municipalities with some of the counts unknown; left_out: true or false per count."""
        known = ~left_out
        return replace(self, counted=self.counted[known], counts=self.counts[known], share=self.share[known])


@dataclass(frozen=True)
class _Draws:
    """Parameters drawn from what is known of them: one row per draw, one column per municipality; `best` is the fit itself."""

    best: np.ndarray
    mean: np.ndarray
    no_post: np.ndarray
    dispersion: np.ndarray
    parameters: np.ndarray


def estimate(covariates: pd.DataFrame, counts: pd.DataFrame, national: Targets) -> Estimate:
    """The technical staff of every municipality that has general administration staff.

    covariates: lg_code, LOGS, is_city; a missing covariate is taken as the median, a missing staff number leaves the place out.
    counts: lg_code, civil_engineers, technical_staff (missing where not known), at most one row per municipality.
    """
    data = _data(covariates, counts, national)
    draws = _draw(data)
    predicted = draws.mean, draws.no_post, draws.dispersion
    zero, few = (
        staff_distribution.at_most_with_derivatives(limit, *predicted)[0]
        .mean(axis=0)
        .clip(1 - SUREST, SUREST)
        for limit in (0, FEW)
    )
    low, median, high = (staff_distribution.quantile(level, *predicted) for level in (LOW, 0.5, HIGH))
    table = pd.DataFrame(
        {
            "lg_code": data.lg_code,
            "zero_probability": zero,
            "five_or_fewer_probability": few,
            "median": median,
            "low": low,
            "high": high,
            "is_counted": np.isin(np.arange(len(zero)), data.counted),
        }
    )
    typical = pd.Series(np.median(draws.parameters, axis=0)[: len(NAMES)], NAMES)
    return Estimate(table, _reached(data, draws), typical)


def validate(
    covariates: pd.DataFrame, counts: pd.DataFrame, national: Targets, held_out: HeldOut
) -> Validation:
    """Each count predicted from the others (one by one while they are few, else in PARTS), beside a naive prediction from staff alone; the number
    of municipalities without staff in a prefecture whose counts are kept out; what CIVIL_SHARE matters.

    Naive: a negative binomial count in proportion to staff, fitted to the same other counts. At least two counts are needed to
    score them; without, the scores are missing.
    """
    data = _data(covariates, counts, national)
    everything = _draw(data)
    ours, naive = _left_out(data, everything.best)
    in_prefecture = np.char.startswith(data.lg_code.astype(str), held_out.prefecture_code)
    low, mean, high = _number_without(_draw(data.without(in_prefecture[data.counted])), in_prefecture)
    return Validation(
        counts=len(data.counts),
        reached=_reached(data, everything),
        mean_count=float(data.counts.mean()) if len(data.counts) else np.nan,
        model=ours,
        naive=naive,
        naive_zero_share=float(
            staff_distribution.at_most_with_derivatives(0, *_naive(data, slice(None), 1.0))[0].mean()
        ),
        held_out=held_out.without_staff,
        held_out_low=low,
        held_out_mean=mean,
        held_out_high=high,
        civil_share_effect=_civil_share_effect(data, everything),
    )


def _left_out(data: _Data, near: np.ndarray) -> tuple[Scores, Scores]:
    """Scores of the model and of the naive prediction on counts that were not known to them; near: the fit to all counts."""
    folds = np.arange(len(data.counts)) % (FEW_COUNTS if len(data.counts) <= FEW_COUNTS else PARTS)
    ours, naive = [], []
    if len(data.counts) < 2:
        return Scores(np.nan, np.nan, np.nan), Scores(np.nan, np.nan, np.nan)
    for fold in np.unique(folds):
        left_out = folds == fold
        known, actual = data.without(left_out), data.counts[left_out]
        at, share = data.counted[left_out], data.share[left_out]
        draws = _draw(known, near)
        ours.append(_scores(actual, draws.mean[:, at] * share, draws.no_post[:, at], draws.dispersion))
        naive.append(_scores(actual, *_naive(known, at, share)))
    of_ours, of_naive = (Scores(*np.hstack(scores).mean(axis=1)) for scores in (ours, naive))
    return of_ours, of_naive


def _civil_share_effect(data: _Data, draws: _Draws) -> float:
    """The largest change of any probability of zero or of five or fewer when CIVIL_SHARE is 0.1 lower or higher."""
    changes = []
    for shift in (-0.1, 0.1):
        other = _draw(replace(data, share=np.where(data.share == 1, 1, data.share + shift)), draws.best)
        changes += [
            np.abs(
                staff_distribution.at_most_with_derivatives(
                    limit, draws.mean, draws.no_post, draws.dispersion
                )[0].mean(axis=0)
                - staff_distribution.at_most_with_derivatives(
                    limit, other.mean, other.no_post, other.dispersion
                )[0].mean(axis=0)
            ).max()
            for limit in (0, FEW)
        ]
    return float(max(changes))


def _reached(data: _Data, draws: _Draws) -> Targets:
    """The national shares, counts and estimates together."""
    predicted = _predicted(data, draws.parameters)
    return Targets(*(float(_national(data, limit, *predicted)[0].mean()) for limit in (0, FEW)))


def _data(covariates: pd.DataFrame, counts: pd.DataFrame, national: Targets) -> _Data:
    covariates = covariates[covariates["general_admin_staff"] > 0]
    sizes = covariates[LOGS].astype(float).clip(lower=0.01)
    sizes = pd.DataFrame(np.log(sizes), sizes.index, sizes.columns)
    logs = (sizes.fillna(sizes.median()) - sizes.median()).to_numpy()
    prefecture, prefectures = pd.factorize(covariates["lg_code"].str[:2], sort=True)
    known = counts.set_index("lg_code").reindex(covariates["lg_code"])
    technical, civil = known["technical_staff"].astype(float), known["civil_engineers"].astype(float)
    count = technical.fillna(civil).to_numpy()
    counted = np.flatnonzero(~np.isnan(count))
    one, city = np.ones((len(logs), 1)), covariates[["is_city"]].to_numpy(float)
    own = (prefecture[:, None] == np.arange(len(prefectures))).astype(float)
    of_mean, of_no_post = [one, logs, city], [one, -logs[:, :1], -city]
    none_of_mean, none_of_no_post = (
        np.zeros((len(logs), sum(part.shape[1] for part in parts))) for parts in (of_mean, of_no_post)
    )
    priors = [
        *PRIORS.values(),
        *[Prior(0.0, PREFECTURE_SPREAD)] * len(prefectures),
        *[Prior(0.0, PREFECTURE_NO_POST_SPREAD)] * len(prefectures),
    ]
    means, spreads = (np.array([getattr(prior, name) for prior in priors]) for name in ("mean", "spread"))
    effects = [
        np.hstack([*of_mean, 0 * one, none_of_no_post, own, 0 * own]) * spreads,
        np.hstack([none_of_mean, 0 * one, *of_no_post, 0 * own, -own]) * spreads,
        np.where(np.arange(len(priors)) == DISPERSION, one, 0) * spreads,
    ]
    return _Data(
        lg_code=covariates["lg_code"].to_numpy(),
        staff=covariates["general_admin_staff"].to_numpy(float),
        effects=effects,
        means=means,
        spreads=spreads,
        lowest=np.array([-prior.mean / prior.spread if prior.rises else -np.inf for prior in priors]),
        counted=counted,
        counts=count[counted],
        share=np.where(technical.notna().to_numpy()[counted], 1.0, CIVIL_SHARE),
        targets=np.array([national.zero_share, national.five_or_fewer_share]),
    )


def _draw(data: _Data, near: np.ndarray | None = None) -> _Draws:
    """Parameters drawn around the best fit (normal, in pairs of opposite sign), each then moved onto the national shares.

    near: where the search begins; a fit to nearly the same counts saves most of its steps.
    """
    best, covariance = _fit(data, np.zeros(len(data.means)) if near is None else near)
    root = np.linalg.cholesky(covariance)
    half = np.random.default_rng(0).standard_normal((DRAWS // 2, len(best))) @ root.T
    parameters = data.means + data.spreads * np.maximum(best + np.vstack([half, -half]), data.lowest)
    for _ in range(2):
        parameters[:, [0, NO_POST]] += _step_to_targets(data, parameters)
    log_mean, no_post, dispersion = _predicted(data, parameters)
    return _Draws(best, np.exp(log_mean), special.expit(no_post), dispersion, parameters)


def _fit(data: _Data, best: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The most probable parameters and their covariance, in spreads of their priors from the priors' means; searched from `best`.

    Newton's method; a parameter that may not fall stops at zero.
    """
    loss, gradient, curvature = _improbability(best, data)
    for _ in range(MOST_STEPS):
        free = (best > data.lowest) | (gradient < 0)
        step = np.zeros_like(best)
        step[free] = -np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        for size in 0.5 ** np.arange(12):
            moved = np.maximum(best + size * step, data.lowest)
            moved_loss, *moved_slopes = _improbability(moved, data)
            if moved_loss <= loss:
                break
        else:
            break
        gained = loss - moved_loss
        best, loss, (gradient, curvature) = moved, moved_loss, moved_slopes
        if gained < 1e-6:
            break
    return best, np.linalg.inv(curvature)


def _improbability(scaled: np.ndarray, data: _Data) -> tuple[float, np.ndarray, np.ndarray]:
    """Minus the log of prior × likelihood × agreement with the national shares, its gradient and its curvature."""
    predicted = _predicted(data, data.means + data.spreads * scaled)
    likelihood, slopes, bends = _likelihood(data, *predicted)
    effects = [effect[data.counted] for effect in data.effects]
    loss = scaled @ scaled / 2 - likelihood
    gradient = scaled - sum(slope @ effect for slope, effect in zip(slopes, effects, strict=True))
    curvature = -sum(
        (one * bend[:, None]).T @ other
        for one, row in zip(effects, bends, strict=True)
        for other, bend in zip(effects, row, strict=True)
    )
    # Nothing is known less well than before the counts.
    values, vectors = np.linalg.eigh(curvature)
    curvature = vectors * np.maximum(values, 0) @ vectors.T + np.eye(len(scaled))
    for limit, target in zip((0, FEW), data.targets, strict=True):
        share, *by_place = _national(data, limit, *predicted)
        missed = (share - target) / data.tolerance
        by_parameter = (
            sum(slope @ effect for slope, effect in zip(by_place, data.effects, strict=True)) / data.tolerance
        )
        loss += missed**2 / 2
        gradient += missed * by_parameter
        curvature += np.outer(by_parameter, by_parameter)
    return loss, gradient, curvature


def _likelihood(
    data: _Data, log_mean: np.ndarray, no_post: np.ndarray, dispersion: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """The log likelihood of the counts; per count its slopes by log mean, no-post logit and log dispersion, and how they bend."""
    at = data.counted
    place = [log_mean[at] + np.log(data.share), no_post[at], np.log(dispersion)]
    likelihood, *slopes = staff_distribution.log_likelihood(data.counts, *place)
    bends = []
    for moved in np.eye(3) * 1e-4:
        above, below = (
            staff_distribution.log_likelihood(
                data.counts, *(one + sign * move for one, move in zip(place, moved, strict=True))
            )[1:]
            for sign in (1, -1)
        )
        bends.append((np.array(above) - np.array(below)) / 2e-4)
    bent = np.array(bends)
    return likelihood.sum(), np.array(slopes), (bent + bent.swapaxes(0, 1)) / 2


def _step_to_targets(data: _Data, parameters: np.ndarray) -> np.ndarray:
    """How to change the two levels of each draw to come to the national shares; damped where few places are left to estimate."""
    predicted = _predicted(data, parameters)
    missed, slopes = [], []
    for limit, target in zip((0, FEW), data.targets, strict=True):
        share, by_mean, by_no_post, _ = _national(data, limit, *predicted)
        missed.append((target - share) / data.tolerance)
        slopes.append(np.stack([by_mean.sum(axis=-1), by_no_post.sum(axis=-1)], axis=-1) / data.tolerance)
    along = np.stack(slopes, axis=-2)
    across = along.swapaxes(-1, -2)
    return np.linalg.solve(across @ along + np.eye(2), across @ np.stack(missed, axis=-1)[..., None])[..., 0]


def _national(
    data: _Data, limit: int, log_mean: np.ndarray, no_post: np.ndarray, dispersion: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The national share with at most `limit` staff, and what it changes with each place's log mean, no-post logit, log dispersion.

    A place where all technical staff are counted stands with its count.
    """
    values = staff_distribution.at_most_with_derivatives(
        limit, np.exp(log_mean), special.expit(no_post), dispersion
    )
    whole = data.share == 1
    for value in values:
        value[..., data.counted[whole]] = 0
    values[0][..., data.counted[whole]] = data.counts[whole] <= limit
    places = len(data.staff)
    return values[0].mean(axis=-1), *(value / places for value in values[1:])


def _predicted(data: _Data, parameters: np.ndarray) -> tuple[np.ndarray, ...]:
    """Log mean and no-post logit of every municipality, and the dispersion, for one set of parameters or one per row."""
    by_mean, by_no_post, _ = data.effects
    scaled = parameters / data.spreads
    return scaled @ by_mean.T, scaled @ by_no_post.T, np.exp(parameters[..., [DISPERSION]])


def _scores(counts: np.ndarray, mean: np.ndarray, no_post: np.ndarray, dispersion: np.ndarray) -> np.ndarray:
    """Three rows, one column per count: within the 80 % interval, absolute error of the median, log score."""
    predicted = mean, no_post, dispersion
    low, median, high = (staff_distribution.quantile(level, *predicted) for level in (LOW, 0.5, HIGH))
    exactly = staff_distribution.probability(counts, *predicted) - staff_distribution.probability(
        counts - 1, *predicted
    )
    covered = (low <= counts) & (counts <= high)
    return np.vstack([covered, np.abs(counts - median), np.log(np.maximum(exactly, 1e-12))])


def _naive(data: _Data, at: np.ndarray | slice, share: np.ndarray | float) -> tuple[np.ndarray, ...]:
    """Mean, no-post probability and dispersion for places `at`, of which `share` is counted: in proportion to staff alone."""
    base = data.staff[data.counted] * data.share
    rate = data.counts.sum() / base.sum()

    def improbability(log_dispersion: float) -> float:
        likelihood, *_ = staff_distribution.log_likelihood(
            data.counts, np.log(rate * base), np.full(len(base), -30.0), log_dispersion
        )
        return -float(likelihood.sum())

    dispersion = np.exp(optimize.minimize_scalar(improbability, bounds=(-3, 6), method="bounded").x)
    mean = (rate * data.staff[at] * share)[None]
    return mean, np.zeros_like(mean), np.array([[dispersion]])


def _number_without(draws: _Draws, within: np.ndarray) -> tuple[int, float, int]:
    """Of the municipalities `within`, how many have no technical staff: low end of the 80 % interval, mean, high end."""
    zero = staff_distribution.at_most_with_derivatives(
        0, draws.mean[:, within], draws.no_post[:, within], draws.dispersion
    )[0]
    chances = np.zeros((len(zero), zero.shape[1] + 1))
    chances[:, 0] = 1
    for probability in zero.T[..., None]:
        more = np.roll(chances, 1, axis=1)
        chances = chances * (1 - probability) + more * probability
    at_most = chances.mean(axis=0).cumsum()
    low, high = (int(np.searchsorted(at_most, level)) for level in (LOW, HIGH))
    return low, float(zero.sum(axis=1).mean()), high
