"""The model behind the estimate of technical staff: what is known of its parameters, and draws of them.

The model is a zero-inflated negative binomial one. Of municipality i in prefecture p

    log mean(i)       = level + slopes · logs of what is published about i + being a city (市・区) + deviation of p
    logit no post(i)  = level − slope · log of general administration staff − being a city + being a village − deviation of p
    staff(i)          = 0 with probability "no post", else negative binomial with one dispersion

Only a handful of counts are known, so this is a calibration more than a fit. What settles what:

- The level of the mean and the three of "no post" (city, town, village): published numbers of municipalities. They hold for counts and
  estimates together (a known zero takes its place among the zeros), for every draw of the parameters.
- How fast "no post" falls with size: published shares by class of population. They are words ("about half") of other years and of
  one occupation each, so they are weighed against the priors, never met exactly.
- How the mean grows with size, and dispersion: the known counts, held by priors. More staff, more works expenditure, longer roads and
  being a city never mean fewer engineers; population and area may mean either.
- The deviation of a prefecture: its own counts, so that 山口県 tells how staff grows with size without setting the national level.

Assumptions that no source states: of technical staff CIVIL_SHARE are 土木技師, each independently, so 土木技師 and 建築技師 are thinned
counts of the same model; prefectures deviate by PREFECTURE_SPREAD; slopes and dispersion are about what PRIORS say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from analysis import staff_distribution

CIVIL_SHARE = 0.75
PREFECTURE_SPREAD = 0.3  # of the log mean, one standard deviation
PREFECTURE_NO_POST_SPREAD = 0.7  # of the no-post logit
# Of published shares, one standard deviation. Counts may be of another date, which would distort the last few estimates: the more
# places are counted, the less the published shares matter.
TOLERANCE, TOLERANCE_WHEN_COUNTED = 0.001, 0.05
DRAWS = 64
MOST_STEPS = 50
LOGS = ["general_admin_staff", "population", "area_km2", "public_works_expenditure_yen", "road_km"]
KINDS = ("city", "town", "village")  # a special ward counts as a city
TECHNICAL, CIVIL, ARCHITECTURAL = "technical_staff", "civil_engineers", "architectural_engineers"


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
    "log_dispersion": Prior(1.0, 1.0),
    "no_post_level": Prior(-2.0, 2.0),
    "no_post_slope": Prior(1.5, 0.75, rises=True),
    "no_post_city": Prior(1.0, 1.0, rises=True),
    "no_post_village": Prior(0.0, 1.0),
}
NAMES = list(PRIORS)
DISPERSION = NAMES.index("log_dispersion")
LEVELS = np.array(
    [NAMES.index(name) for name in ("level", "no_post_level", "no_post_city", "no_post_village")]
)


@dataclass(frozen=True)
class Share:
    """A published share (0–1) of municipalities with at most `limit` people of an occupation.

    Of the municipalities of `kinds` with population_from ≤ residents < population_below. is_exact: counted, so every draw of the
    parameters is moved onto it; else it is weighed by its tolerance (one standard deviation, 0–1).
    """

    share: float
    limit: int = 0
    occupation: str = TECHNICAL
    kinds: tuple[str, ...] = KINDS
    population_from: float = 0
    population_below: float = np.inf
    tolerance: float = TOLERANCE
    is_exact: bool = True

    def within(self, covariates: pd.DataFrame) -> np.ndarray:
        """Positions of the municipalities it is a share of. covariates: kind, population."""
        residents = covariates["population"]
        has_size = (residents >= self.population_from) & (residents < self.population_below)
        if self.population_from == 0 and self.population_below == np.inf:
            has_size |= residents.isna()
        return np.flatnonzero(covariates["kind"].isin(self.kinds) & has_size)


@dataclass(frozen=True)
class Data:
    """Municipalities as arrays, and those of them with a count: which, how many, whether all technical staff are counted.

    effects: what log mean, no-post logit and log dispersion change with each parameter, one row per municipality; parameters stand
    in spreads of their priors. lowest: where those that may not fall reach zero, in spreads from the mean. shares: what is
    published, each with the municipalities it is about.
    """

    lg_code: np.ndarray
    staff: np.ndarray
    effects: list[np.ndarray]
    means: np.ndarray
    spreads: np.ndarray
    lowest: np.ndarray
    counted: np.ndarray
    counts: np.ndarray
    is_whole: np.ndarray
    shares: list[tuple[Share, np.ndarray]]
    civil_share: float = CIVIL_SHARE

    @property
    def counted_part(self) -> np.ndarray:
        """Of each count, the part of technical staff that was counted (0–1)."""
        return np.where(self.is_whole, 1.0, self.civil_share)

    def part(self, occupation: str) -> float:
        """The part of technical staff that an occupation makes up (0–1)."""
        return {TECHNICAL: 1.0, CIVIL: self.civil_share, ARCHITECTURAL: 1 - self.civil_share}[occupation]

    def tolerance(self, share: Share) -> float:
        """Of a published share, one standard deviation."""
        return float(share.tolerance + TOLERANCE_WHEN_COUNTED * self.is_whole.sum() / len(self.staff))

    def without(self, left_out: np.ndarray) -> "Data":
        """The same municipalities with some of the counts unknown; left_out: true or false per count."""
        known = ~left_out
        return replace(
            self, counted=self.counted[known], counts=self.counts[known], is_whole=self.is_whole[known]
        )


@dataclass(frozen=True)
class Draws:
    """Parameters drawn from what is known of them: one row per draw, one column per municipality; `best` is the fit itself."""

    best: np.ndarray
    log_mean: np.ndarray
    no_post_logit: np.ndarray
    dispersion: np.ndarray
    parameters: np.ndarray

    def predicted(
        self, places: np.ndarray | slice = slice(None), part: np.ndarray | float = 1.0
    ) -> tuple[np.ndarray, ...]:
        """Mean, no-post probability and dispersion of `places`, of whose technical staff a `part` is counted (0–1)."""
        mean = np.exp(self.log_mean[:, places]) * part
        return mean, special.expit(self.no_post_logit[:, places]), self.dispersion

    def at_most(self, limit: int, places: np.ndarray | slice = slice(None), part: float = 1.0) -> np.ndarray:
        """The probability of at most `limit` people, averaged over the draws, per municipality."""
        probability, *_ = staff_distribution.at_most_with_derivatives(limit, *self.predicted(places, part))
        mean: np.ndarray = probability.mean(axis=0)
        return mean


def data(covariates: pd.DataFrame, counts: pd.DataFrame, shares: Sequence[Share]) -> Data:
    """What the model is given: see staffing_estimate.estimate."""
    covariates = covariates[covariates["general_admin_staff"] > 0]
    known = counts.set_index("lg_code").reindex(covariates["lg_code"])
    technical, civil = known[TECHNICAL].astype(float), known[CIVIL].astype(float)
    count = technical.fillna(civil).to_numpy()
    counted = np.flatnonzero(~np.isnan(count))
    prefecture, prefectures = pd.factorize(covariates["lg_code"].str[:2], sort=True)
    priors = [
        *PRIORS.values(),
        *[Prior(0.0, PREFECTURE_SPREAD)] * len(prefectures),
        *[Prior(0.0, PREFECTURE_NO_POST_SPREAD)] * len(prefectures),
    ]
    means, spreads = (np.array([getattr(prior, name) for prior in priors]) for name in ("mean", "spread"))
    own = (prefecture[:, None] == np.arange(len(prefectures))).astype(float)
    about = [(share, share.within(covariates)) for share in shares]
    return Data(
        lg_code=covariates["lg_code"].to_numpy(),
        staff=covariates["general_admin_staff"].to_numpy(float),
        effects=[effect * spreads for effect in _effects(covariates, own)],
        means=means,
        spreads=spreads,
        lowest=np.array([-prior.mean / prior.spread if prior.rises else -np.inf for prior in priors]),
        counted=counted,
        counts=count[counted],
        is_whole=technical.notna().to_numpy()[counted],
        shares=[(share, places) for share, places in about if len(places)],
    )


def _effects(covariates: pd.DataFrame, own: np.ndarray) -> list[np.ndarray]:
    """What log mean, no-post logit and log dispersion change with each parameter; own: one column per prefecture, 1 where it lies there."""
    sizes = np.log(covariates[LOGS].astype(float).clip(lower=0.01).to_numpy())
    middle = np.nanmedian(sizes, axis=0)
    logs = np.where(np.isnan(sizes), middle, sizes) - middle
    one = np.ones((len(logs), 1))
    city, village = ((covariates[["kind"]] == kind).to_numpy(float) for kind in ("city", "village"))
    of_mean = np.hstack([one, logs, city])
    of_no_post = np.hstack([one, -logs[:, :1], -city, village])
    dispersion = np.zeros((len(logs), len(NAMES) + 2 * own.shape[1]))
    dispersion[:, DISPERSION] = 1
    return [
        np.hstack([of_mean, 0 * one, 0 * of_no_post, own, 0 * own]),
        np.hstack([0 * of_mean, 0 * one, of_no_post, 0 * own, -own]),
        dispersion,
    ]


def draw(data: Data, near: np.ndarray | None = None) -> Draws:
    """Parameters drawn around the best fit (normal, in pairs of opposite sign), each then moved onto the exact shares.

    near: where the search begins; a fit to nearly the same counts saves most of its steps.
    """
    best, covariance = _fit(data, np.zeros(len(data.means)) if near is None else near)
    root = np.linalg.cholesky(covariance)
    half = np.random.default_rng(0).standard_normal((DRAWS // 2, len(best))) @ root.T
    parameters = data.means + data.spreads * np.maximum(best + np.vstack([half, -half]), data.lowest)
    for _ in range(3):
        parameters[:, LEVELS] += _step_to_shares(data, parameters)
    log_mean, no_post, dispersion = _predicted(data, parameters)
    return Draws(best, log_mean, no_post, dispersion, parameters)


def _fit(data: Data, best: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


def _improbability(scaled: np.ndarray, data: Data) -> tuple[float, np.ndarray, np.ndarray]:
    """Minus the log of prior × likelihood × agreement with the published shares, its gradient and its curvature."""
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
    for share, places in data.shares:
        reached, *by_place = share_reached(data, share, places, *predicted)
        tolerance = data.tolerance(share)
        missed = (reached - share.share) / tolerance
        by_parameter = (
            sum(slope @ effect[places] for slope, effect in zip(by_place, data.effects, strict=True))
            / tolerance
        )
        loss += missed**2 / 2
        gradient += missed * by_parameter
        curvature += np.outer(by_parameter, by_parameter)
    return loss, gradient, curvature


def _likelihood(
    data: Data, log_mean: np.ndarray, no_post: np.ndarray, dispersion: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """The log likelihood of the counts; per count its slopes by log mean, no-post logit and log dispersion, and how they bend."""
    at = data.counted
    place = [log_mean[at] + np.log(data.counted_part), no_post[at], np.log(dispersion)]
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


def _step_to_shares(data: Data, parameters: np.ndarray) -> np.ndarray:
    """How to change the LEVELS of each draw to come to the exact shares; damped where few places are left to estimate."""
    predicted = _predicted(data, parameters)
    missed, slopes = [], []
    for share, places in data.shares:
        if share.is_exact:
            reached, by_mean, by_no_post, _ = share_reached(data, share, places, *predicted)
            missed.append((share.share - reached) / data.tolerance(share))
            by_level = [
                by_mean @ data.effects[0][np.ix_(places, LEVELS)] / data.spreads[LEVELS],
                by_no_post @ data.effects[1][np.ix_(places, LEVELS)] / data.spreads[LEVELS],
            ]
            slopes.append(sum(by_level) / data.tolerance(share))
    along = np.stack(slopes, axis=-2)
    across = along.swapaxes(-1, -2)
    damped = across @ along + np.eye(len(LEVELS))
    return np.linalg.solve(damped, across @ np.stack(missed, axis=-1)[..., None])[..., 0]


def share_reached(
    data: Data,
    share: Share,
    places: np.ndarray,
    log_mean: np.ndarray,
    no_post: np.ndarray,
    dispersion: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """The share of `places` as the model has it, and what it changes with each place's log mean, no-post logit, log dispersion.

    A place where the occupation is counted stands with its count.
    """
    mean, none = (
        np.exp(log_mean[..., places]) * data.part(share.occupation),
        special.expit(no_post[..., places]),
    )
    values = staff_distribution.at_most_with_derivatives(share.limit, mean, none, dispersion)
    count = np.full(len(data.staff), np.nan)
    counted_here = data.is_whole if share.occupation == TECHNICAL else ~data.is_whole
    if share.occupation != ARCHITECTURAL:
        count[data.counted[counted_here]] = data.counts[counted_here]
    known = ~np.isnan(count[places])
    for value in values:
        value[..., known] = 0
    values[0][..., known] = count[places][known] <= share.limit
    return values[0].mean(axis=-1), *(value / len(places) for value in values[1:])


def _predicted(data: Data, parameters: np.ndarray) -> tuple[np.ndarray, ...]:
    """Log mean and no-post logit of every municipality, and the dispersion, for one set of parameters or one per row."""
    by_mean, by_no_post, _ = data.effects
    scaled = parameters / data.spreads
    return scaled @ by_mean.T, scaled @ by_no_post.T, np.exp(parameters[..., [DISPERSION]])


def reached(data: Data, draws: Draws) -> list[float]:
    """Every published share as the model has it, counts and estimates together."""
    predicted = draws.log_mean, draws.no_post_logit, draws.dispersion
    return [float(share_reached(data, share, places, *predicted)[0].mean()) for share, places in data.shares]
