"""Many small works: ordered one by one, by unit prices agreed for a year or for several years, or under a framework.

Nothing is forecast: every figure follows from the assumptions, each with a low, a base and a high value. With t the year from 0:

    market(t)  = (1 + drift)^t                                   what the works would cost then, ordered one by one
    tries      = 1 ÷ (1 − failed)                                tenders until one succeeds
    single     : works × amount × market(t);                     hours: works × hours_single × tries
    yearly     : works × amount × (1 + price) × market(t);       hours: set-up × tries each year + works × call
    several    : paid × amount × (1 + price) × agreed(t);        hours: set-up × tries once + works × call
    framework  : works × amount × (1 + price) × market(t);       hours: set-up × tries once + works × call
    paid       = the larger of works and guarantee × works of the base
    agreed(t)  = 1 (held), market(t) (renewed), or 1 and what the market has moved beyond the part that the contractor bears (slide)
    cost       = paid to contractors + hours × rate
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.draws import BAND, DRAWS, SEED, triangular

SINGLE, YEARLY, SEVERAL, FRAMEWORK = "single", "yearly", "several", "framework"
WAYS = (SINGLE, YEARLY, SEVERAL, FRAMEWORK)
HELD, SLIDE, RENEWED = "held", "slide", "renewed"
COMMON = ("works", "amount", "rate", "failed", "drift", "hours_single", "days_single")
OF_WAY = ("setup", "call", "days", "price")
NAMES = (*COMMON, *(f"{way}_{name}" for way in WAYS[1:] for name in OF_WAY))
SIGNED = ("drift", *(f"{way}_price" for way in WAYS[1:]))
MOST_YEARS, MOST_FAILED = 10, 0.9

Values = Mapping[str, float | np.ndarray]
Found = dict[str, dict[str, np.ndarray]]  # way → quantity → values


class WrongAssumptions(ValueError):
    """Assumptions that cannot be computed with; `wrong`: name → a Japanese sentence."""

    def __init__(self, wrong: dict[str, str]):
        super().__init__(str(wrong))
        self.wrong = wrong


@dataclass(frozen=True)
class Setting:
    """ranges: index NAMES, columns low, base, high; works a year, amount in yen a work, rate in yen an hour, hours, days, and failed,
    drift and prices as shares. years: whole. rule: HELD, SLIDE or RENEWED, how the price of several years moves. borne: share of movement the
    contractor bears under SLIDE. guarantee: share of the base works that are paid in any case."""

    ranges: pd.DataFrame
    years: int
    rule: str = HELD
    borne: float = 0.0
    guarantee: float = 0.0

    def __post_init__(self) -> None:
        wrong: dict[str, str] = {}
        for name in NAMES:
            low, base, high = self.ends(name)
            if not np.isfinite([low, base, high]).all():
                wrong[name] = "数が必要です。"
            elif not low <= base <= high:
                wrong[name] = "「低い」≦「基本」≦「高い」の順にしてください。"
            elif low < 0 and name not in SIGNED:
                wrong[name] = "0以上の数が必要です。"
            elif name in SIGNED and low <= -1:
                wrong[name] = "−100%より大きい数が必要です。"
            elif name == "failed" and high > MOST_FAILED:
                wrong[name] = f"{MOST_FAILED:.0%}までにしてください。"
        if not 1 <= self.years <= MOST_YEARS:
            wrong["years"] = f"1〜{MOST_YEARS}の整数にしてください。"
        if wrong:
            raise WrongAssumptions(wrong)

    def ends(self, name: str) -> tuple[float, float, float]:
        """low, base, high of an assumption."""
        low, base, high = self.ranges.loc[name, ["low", "base", "high"]].to_numpy(dtype=float)
        return float(low), float(base), float(high)

    @property
    def base(self) -> dict[str, float]:
        return {name: self.ends(name)[1] for name in NAMES}


def market(values: Values, years: int) -> np.ndarray:
    """What the works cost in each year against the first, years along the last axis."""
    index: np.ndarray = np.power.outer(1 + np.asarray(values["drift"], dtype=float), np.arange(years))
    return index


def agreed(moved: np.ndarray, rule: str, borne: float) -> np.ndarray:
    """The agreed price of several years against its start. moved: as `market`."""
    if rule == RENEWED:
        return moved
    if rule == HELD:
        return np.ones_like(moved)
    beyond = np.maximum(np.abs(moved - 1) - borne, 0)
    price: np.ndarray = 1 + np.sign(moved - 1) * beyond
    return price


def results(values: Values, setting: Setting) -> Found:
    """Way → over all years: paid (yen to contractors), hours, cost (yen, with hours at the rate), risk (yen of price movement that the
    contractor bears; below 0 the orderer loses), idle (yen paid for works not called); and days until one work begins.

    values may be arrays of one length.
    """
    years, moved = setting.years, market(values, setting.years)
    works = np.asarray(values["works"], dtype=float)
    tries = 1 / (1 - np.asarray(values["failed"], dtype=float))
    usual = works * values["amount"]
    found = {
        SINGLE: {
            "paid": usual * moved.sum(axis=-1),
            "hours": works * values["hours_single"] * tries * years,
            "risk": np.zeros_like(usual),
            "idle": np.zeros_like(usual),
            "days": values["days_single"] * tries,
        }
    }
    promised = np.maximum(works, setting.guarantee * setting.base["works"]) - works
    for way in WAYS[1:]:
        is_several = way == SEVERAL
        price = agreed(moved, setting.rule, setting.borne) if is_several else moved
        level = values["amount"] * (1 + np.asarray(values[f"{way}_price"], dtype=float))
        idle = promised * level * price.sum(axis=-1) if is_several else np.zeros_like(usual)
        setups = tries * values[f"{way}_setup"] * (years if way == YEARLY else 1)
        found[way] = {
            "paid": works * level * price.sum(axis=-1) + idle,
            "hours": setups + works * values[f"{way}_call"] * years,
            "risk": works * level * (moved - price).sum(axis=-1),
            "idle": idle,
            "days": np.asarray(values[f"{way}_days"], dtype=float) + np.zeros_like(usual),
        }
    for one in found.values():
        one["cost"] = one["paid"] + one["hours"] * values["rate"]
    return found


def break_even_price(setting: Setting, way: str) -> float | None:
    """The change of price (share) at which a way costs as much as single orders, at the base; None where nothing is paid."""
    values = setting.base | {f"{way}_price": 0.0}
    found = results(values, setting)
    own = found[way]
    if not own["paid"] > 0:
        return None
    return float((found[SINGLE]["cost"] - (own["cost"] - own["paid"])) / own["paid"] - 1)


def compared(setting: Setting, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """One row per way (index), for paid, hours, cost, risk, idle, days and for saving and freed (cost and hours of single orders − own)
    as _low, _base, _high: 10 and 90 of 100 draws lie below, widened to hold the base; cheaper_share: share of draws in which the way
    costs less than single orders."""
    random = np.random.default_rng(seed)
    drawn = {name: triangular(random, *setting.ends(name), (draws,)) for name in NAMES}
    many, base = results(drawn, setting), results(setting.base, setting)
    rows = {}
    for way in WAYS:
        row: dict[str, float] = {}
        for name, values, at in _quantities(many, base, way):
            low, high = np.quantile(values, (BAND[0], BAND[2]))
            row |= {f"{name}_low": min(low, at), f"{name}_base": at, f"{name}_high": max(high, at)}
        row["cheaper_share"] = float((many[SINGLE]["cost"] > many[way]["cost"]).mean())
        rows[way] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def _quantities(many: Found, base: Found, way: str) -> list[tuple[str, np.ndarray, float]]:
    """name, value in every draw, value at the base."""
    own = [(name, many[way][name], float(base[way][name])) for name in many[way]]
    for name, of in (("saving", "cost"), ("freed", "hours")):
        own.append((name, many[SINGLE][of] - many[way][of], float(base[SINGLE][of] - base[way][of])))
    return own
