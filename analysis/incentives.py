"""Payment by results: what orderer and contractor gain and risk when a part of the fee hangs on measured indicators.

Nothing is forecast: every figure follows from the terms one writes down.

    rate of an indicator = +bonus where it is good or better, −malus where it is bad or worse, 0 between them
                           (gliding: on a straight line from −malus at bad to +bonus at good)
    payment of a year    = fee × (1 + the sum of the rates, held between −cap_down and +cap_up)
    profit of a year     = payment − fee × cost share (− fee × effort share where the contractor makes an effort)

Three ways are set side by side with the same random draws: a fixed fee, payment by results as things are, and payment by results with
an effort that betters every indicator by its gain.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.draws import BAND, DRAWS, SEED, triangular

FIXED, PLAIN, EFFORT = "fixed", "plain", "effort"
WAYS = (FIXED, PLAIN, EFFORT)
INDICATOR = [
    "label",
    "is_high_better",
    "low",
    "base",
    "high",
    "good",
    "bad",
    "bonus",
    "malus",
    "gain",
    "most",
]
MOST_YEARS = 15
Row = Mapping[Hashable, Any]  # of Terms.indicators


class WrongTerms(ValueError):
    """Terms that contradict themselves; `sentences` says in Japanese which and why."""

    def __init__(self, sentences: list[str]):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Terms:
    """Checked terms of a contract.

    indicators: INDICATOR; low, base, high (as measured now), good, bad, gain and most in the indicator's own unit, bonus and malus as
    shares of the fee, 0 or more. fee: yen a year. cost, effort: low, base, high, shares of the fee. cap_up, cap_down: most the payment
    rises and falls, shares. years: whole. is_gliding: on a straight line between bad and good. is_same_each_year: one draw of every
    indicator holds for all years, else each year has its own.
    """

    indicators: pd.DataFrame
    fee: float
    cost: tuple[float, float, float]
    effort: tuple[float, float, float]
    cap_up: float
    cap_down: float
    years: int
    is_gliding: bool = False
    is_same_each_year: bool = True

    def __post_init__(self) -> None:
        wrong = [sentence for row in self.indicators.to_dict("records") for sentence in _wrong(row)]
        if self.indicators.empty:
            wrong.append("指標が1つもありません。")
        for name, (low, base, high) in (("受注者の費用", self.cost), ("改善の費用", self.effort)):
            if not 0 <= low <= base <= high:
                wrong.append(f"「{name}」：0以上で、低い ≦ 基本 ≦ 高い の順にしてください。")
        if not self.fee > 0:
            wrong.append("「1年の委託料」：0より大きい数が必要です。")
        if not (self.cap_up >= 0 and 0 <= self.cap_down <= 1):
            wrong.append("増減の上限：0以上（減額は100%まで）にしてください。")
        if not 1 <= self.years <= MOST_YEARS:
            wrong.append(f"「契約の年数」：1〜{MOST_YEARS}の整数にしてください。")
        if wrong:
            raise WrongTerms(wrong)


def _wrong(row: Row) -> list[str]:
    """What contradicts itself in an indicator."""
    name, wrong = row["label"], []
    numbers = [row[key] for key in INDICATOR[2:-1]]
    if any(pd.isna(number) for number in numbers):
        return [f"指標「{name}」：空いている欄があります。"]
    if not row["low"] <= row["base"] <= row["high"]:
        wrong.append(f"指標「{name}」：いまの見込みを、低い ≦ 基本 ≦ 高い の順にしてください。")
    if (row["good"] <= row["bad"]) if row["is_high_better"] else (row["good"] >= row["bad"]):
        wrong.append(f"指標「{name}」：加算の境を、減額の境より良い値にしてください。")
    if min(row["bonus"], row["malus"], row["gain"], row["low"]) < 0:
        wrong.append(f"指標「{name}」：値は0以上にしてください。")
    return wrong


def rates(values: np.ndarray, indicator: Row, is_gliding: bool) -> np.ndarray:
    """What measured values change the payment by, as shares of the fee. indicator: a row of Terms.indicators."""
    sign = 1 if indicator["is_high_better"] else -1
    at, good, bad = sign * values, sign * indicator["good"], sign * indicator["bad"]
    if is_gliding:
        reached = np.clip((at - bad) / (good - bad), 0, 1)
        change: np.ndarray = -indicator["malus"] + reached * (indicator["bonus"] + indicator["malus"])
        return change
    return np.select([at >= good, at <= bad], [indicator["bonus"], -indicator["malus"]], 0.0)


def bettered(values: np.ndarray, indicator: Row) -> np.ndarray:
    """Measured values with an effort: better by the gain, not below 0 nor above `most`."""
    step = indicator["gain"] if indicator["is_high_better"] else -indicator["gain"]
    better: np.ndarray = np.clip(values + step, 0, indicator["most"])
    return better


def extent(terms: Terms) -> tuple[float, float]:
    """The least and the most that the orderer may have to pay over all years (yen), whatever is measured."""
    down = min(float(terms.indicators["malus"].sum()), terms.cap_down)
    up = min(float(terms.indicators["bonus"].sum()), terms.cap_up)
    whole = terms.fee * terms.years
    return whole * (1 - down), whole * (1 + up)


@dataclass(frozen=True)
class Simulated:
    """What the draws give.

    payment, profit: way → yen of each draw over all years. bands: one row per indicator: label, and good, between, bad (shares of the
    measured values now) and the same with effort (good_effort, …). rises, falls: way → share of years in which the payment lies above
    or below the fee. draws, seed: how they were made.
    """

    payment: dict[str, np.ndarray]
    profit: dict[str, np.ndarray]
    bands: pd.DataFrame
    rises: dict[str, float]
    falls: dict[str, float]
    draws: int
    seed: int
    effort_cost: np.ndarray = field(repr=False)


def simulate(terms: Terms, draws: int = DRAWS, seed: int = SEED) -> Simulated:
    """Draw every indicator, the cost and the effort on their own; the same seed gives the same draws.

    Cost and effort are drawn once for all years: who misjudged them has misjudged them for the whole contract.
    """
    random = np.random.default_rng(seed)
    shape = (draws, 1 if terms.is_same_each_year else terms.years)
    sums = {PLAIN: np.zeros(shape), EFFORT: np.zeros(shape)}
    bands = []
    for indicator in terms.indicators.to_dict("records"):
        measured = triangular(random, indicator["low"], indicator["base"], indicator["high"], shape)
        better = bettered(measured, indicator)
        sums[PLAIN] += rates(measured, indicator, terms.is_gliding)
        sums[EFFORT] += rates(better, indicator, terms.is_gliding)
        bands.append(
            {"label": indicator["label"]}
            | _shares(measured, indicator, "")
            | _shares(better, indicator, "_effort")
        )
    cost = terms.fee * terms.years * triangular(random, *terms.cost, (draws,))
    effort = terms.fee * terms.years * triangular(random, *terms.effort, (draws,))
    changes = {FIXED: np.zeros(shape)} | {
        way: np.clip(total, -terms.cap_down, terms.cap_up) for way, total in sums.items()
    }
    payment = {
        way: terms.fee * np.broadcast_to(1 + change, (draws, terms.years)).sum(axis=1)
        for way, change in changes.items()
    }
    profit = {way: paid - cost - (effort if way == EFFORT else 0) for way, paid in payment.items()}
    return Simulated(
        payment,
        profit,
        pd.DataFrame(bands),
        {way: float((change > 1e-9).mean()) for way, change in changes.items()},
        {way: float((change < -1e-9).mean()) for way, change in changes.items()},
        draws,
        seed,
        effort,
    )


def _shares(values: np.ndarray, indicator: Row, ending: str) -> dict[str, float]:
    """In which share of the measured values the indicator is good, between, bad."""
    sign = 1 if indicator["is_high_better"] else -1
    good = float((sign * values >= sign * indicator["good"]).mean())
    bad = float((sign * values <= sign * indicator["bad"]).mean())
    return {f"good{ending}": good, f"between{ending}": 1 - good - bad, f"bad{ending}": bad}


def outcomes(found: Simulated) -> pd.DataFrame:
    """One row per way (index): payment and profit over all years in yen as _low, _median, _high (10, 50, 90 of 100 draws lie below) and
    _mean; loss_share: share of draws in which the contractor loses; rises, falls: share of years."""
    rows = {}
    for way in WAYS:
        row: dict[str, float] = {}
        for name, values in (("payment", found.payment[way]), ("profit", found.profit[way])):
            low, median, high = np.quantile(values, BAND)
            row |= {f"{name}_low": low, f"{name}_median": median, f"{name}_high": high}
            row[f"{name}_mean"] = float(values.mean())
        row["loss_share"] = float((found.profit[way] < 0).mean())
        rows[way] = row | {"rises": found.rises[way], "falls": found.falls[way]}
    return pd.DataFrame.from_dict(rows, orient="index")


@dataclass(frozen=True)
class Effort:
    """What an effort brings, over all years in yen. more_paid, cost: low, mean, high of the draws. pays_share: share of draws in which
    more is paid than it costs. worth: what the bettering must be worth to the orderer for the whole change to pay against a fixed fee,
    on average (0 or more)."""

    more_paid: tuple[float, float, float]
    cost: tuple[float, float, float]
    pays_share: float
    worth: float


def effort(found: Simulated) -> Effort:
    """Whether the effort pays for the contractor, and from what worth on it does for the orderer."""
    more = found.payment[EFFORT] - found.payment[PLAIN]
    worth = float((found.payment[EFFORT] - found.payment[FIXED]).mean())
    return Effort(
        _spread(more), _spread(found.effort_cost), float((more > found.effort_cost).mean()), max(worth, 0.0)
    )


def _spread(values: np.ndarray) -> tuple[float, float, float]:
    low, high = np.quantile(values, (BAND[0], BAND[2]))
    return float(low), float(values.mean()), float(high)
