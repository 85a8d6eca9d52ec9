"""What joint management would bring, by the assumptions one makes: total cost and hours before and after.

The formulas follow 群マネの手引き Ver.1, Q2-7: in-house hours at an hourly rate, plus commission, plus what is newly needed. Nothing
is forecast: every figure follows from the assumptions, each of which has a low, a base and a high value.

    hours      = in-house hours + contracts × hours per contract
    cost now   = hours now × rate + commission now
    cost after = hours after × rate + commission after + overall management + coordination
    start-up   = cost now + (cost after − cost now) × share of the effect + start-up cost + start-up hours × rate
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

NEEDED = ("commission_now", "commission_after", "hours_now", "hours_after", "hourly_rate")
OPTIONAL = (
    "contracts_now", "contracts_after", "hours_per_contract", "management", "coordination",
    "startup_cost", "startup_hours", "startup_share",
)  # fmt: skip
RANGED = (*NEEDED, *OPTIONAL)
FIXED = ("startup_years", "steady_years", "person_hours")
ASSUMPTIONS = (*RANGED, *FIXED)
DRAWS, SEED = 10_000, 20_251_014
BAND = (0.1, 0.5, 0.9)
PAIRS = (("commission_now", "commission_after"), ("hours_now", "hours_after"), ("contracts_now", "contracts_after"))  # fmt: skip

Values = Mapping[str, float | np.ndarray]


class NotComputable(ValueError):
    """What is given does not suffice; `missing` and `wrong` name assumptions."""

    def __init__(self, missing: list[str], wrong: dict[str, str]):
        super().__init__(f"missing {missing}, wrong {wrong}")
        self.missing, self.wrong = missing, wrong


@dataclass(frozen=True)
class Plan:
    """Checked assumptions.

    ranges: index = RANGED, columns low ≤ base ≤ high, in yen, hours, contracts, a year each; startup_share 0–1.
    startup_years, steady_years: whole years. person_hours: hours one person works in a year, None when not given. linked: of PAIRS,
    those whose value after is a share of the value now: where the one now moves from its base, the one after moves with it.
    """

    ranges: pd.DataFrame
    startup_years: int
    steady_years: int
    person_hours: float | None
    linked: tuple[tuple[str, str], ...] = ()

    @cached_property
    def base(self) -> dict[str, float]:
        return {str(name): value for name, value in self.ranges["base"].items()}

    @cached_property
    def varied(self) -> list[str]:
        """Assumptions that have a range, in the order of RANGED."""
        return [str(name) for name in self.ranges.index[self.ranges["low"] < self.ranges["high"]]]

    @cached_property
    def drawn(self) -> dict[tuple[int, int], dict[str, float | np.ndarray]]:
        """What was drawn of it already, by number of draws and seed: see `_drawn`."""
        return {}

    def moved(self, values: Values) -> dict[str, float | np.ndarray]:
        """The base with some assumptions at other values, and what is linked moved with them."""
        all_values: dict[str, float | np.ndarray] = {**self.base, **values}
        for now, after in self.linked:
            if self.base[now] > 0:
                all_values[after] = all_values[after] * (all_values[now] / self.base[now])
        return all_values


def plan(table: pd.DataFrame, linked: tuple[tuple[str, str], ...] = ()) -> Plan:
    """Check the assumptions a user gave.

    linked: as in Plan.

    table: index = ASSUMPTIONS, columns low, base, high; blank where not given. A blank low or high is the base. A blank optional cost,
    count or hours is taken as 0; a blank startup_share as 0 (no effect yet); blank startup_years as 0. Raises NotComputable.
    """
    given = table.reindex(ASSUMPTIONS)[["low", "base", "high"]].astype(float)
    base = given["base"]
    missing = [name for name in (*NEEDED, "steady_years") if pd.isna(base[name])]
    wrong: dict[str, str] = {}
    for name, *ends in given.itertuples(name=None):
        values = [end for end in ends if not pd.isna(end)]
        if not all(0 <= value < float("inf") for value in values):
            wrong[name] = "0以上の数が必要です。"
        elif values != sorted(values):
            wrong[name] = "「低い」≦「基本」≦「高い」の順にしてください。"
        elif name == "startup_share" and max(values, default=0) > 1:
            wrong[name] = "0〜100%にしてください。"
        elif name in RANGED and pd.isna(base[name]) and values:
            wrong[name] = "「基本」も入れてください。"
    startup, steady, hours = (base[name] for name in FIXED)
    for name, years, least, most in (("startup_years", startup, 0, 10), ("steady_years", steady, 1, 30)):
        if name not in wrong and pd.notna(years) and not (years == int(years) and least <= years <= most):
            wrong[name] = f"{least}〜{most}の整数にしてください。"
    if hours == 0:
        wrong["person_hours"] = "0より大きい数が必要です。"
    if missing or wrong:
        raise NotComputable(missing, wrong)
    ranges = given.loc[list(RANGED)]
    ranges["base"] = ranges["base"].fillna(0.0)
    ranges = ranges.assign(
        low=ranges["low"].fillna(ranges["base"]), high=ranges["high"].fillna(ranges["base"])
    )
    return Plan(
        ranges,
        0 if pd.isna(startup) else int(startup),
        int(steady),
        None if pd.isna(hours) else hours,
        linked,
    )


def parts(values: Values) -> dict[str, float | np.ndarray]:
    """Hours, and cost by kind, of one year now and of one steady year after (yen, hours): hours_now, hours_after, in_house_now, …"""
    hours_now = values["hours_now"] + values["contracts_now"] * values["hours_per_contract"]
    hours_after = values["hours_after"] + values["contracts_after"] * values["hours_per_contract"]
    return {
        "hours_now": hours_now,
        "hours_after": hours_after,
        "in_house_now": hours_now * values["hourly_rate"],
        "in_house_after": hours_after * values["hourly_rate"],
        "commission_now": values["commission_now"],
        "commission_after": values["commission_after"],
        "new_now": 0.0,
        "new_after": values["management"] + values["coordination"],
    }


def savings(values: Values, startup_years: int, steady_years: int) -> np.ndarray:
    """Yen saved in each year, years along the last axis; values may be arrays of one length."""
    one = parts(values)
    gain = sum(one[f"{kind}_now"] - one[f"{kind}_after"] for kind in ("in_house", "commission", "new"))
    extra = values["startup_cost"] + values["startup_hours"] * values["hourly_rate"]
    begin = np.asarray(gain * values["startup_share"] - extra, dtype=float)
    years = [begin] * startup_years + [np.asarray(gain, dtype=float)] * steady_years
    return np.stack(np.broadcast_arrays(*years), axis=-1)


def yearly(plan: Plan) -> pd.DataFrame:
    """One row per year of the base: year (from 1), phase (startup, steady), in yen in_house_now, commission_now, total_now, in_house_after,
    commission_after, new_after, total_after, saving, cumulative; in hours hours_now, hours_after, hours_freed (start-up hours counted)."""
    base, one = plan.base, parts(plan.base)
    rows = []
    for year in range(1, plan.startup_years + plan.steady_years + 1):
        is_startup = year <= plan.startup_years
        share = base["startup_share"] if is_startup else 1.0
        mixed = {
            name: one[f"{name}_now"] + (one[f"{name}_after"] - one[f"{name}_now"]) * share
            for name in ("hours", "in_house", "commission", "new")
        }
        if is_startup:
            mixed["hours"] += base["startup_hours"]
            mixed["in_house"] += base["startup_hours"] * base["hourly_rate"]
            mixed["new"] += base["startup_cost"]
        rows.append(
            {
                "year": year,
                "phase": "startup" if is_startup else "steady",
                "in_house_now": one["in_house_now"],
                "commission_now": one["commission_now"],
                "total_now": one["in_house_now"] + one["commission_now"],
                "in_house_after": mixed["in_house"],
                "commission_after": mixed["commission"],
                "new_after": mixed["new"],
                "total_after": mixed["in_house"] + mixed["commission"] + mixed["new"],
                "hours_now": one["hours_now"],
                "hours_after": mixed["hours"],
                "hours_freed": one["hours_now"] - mixed["hours"],
            }
        )
    table = pd.DataFrame(rows)
    saving = table["total_now"] - table["total_after"]
    return table.assign(saving=saving, cumulative=saving.cumsum())


def break_even_year(cumulative: pd.Series | np.ndarray) -> int | None:
    """The first year (from 1) from which on the cumulative saving is never below zero; None when the last year is below."""
    below = np.flatnonzero(np.asarray(cumulative) < -1e-6)
    year = 1 if not len(below) else int(below[-1]) + 2
    return year if year <= len(cumulative) else None


def staff_equivalent(hours: float, person_hours: float | None) -> float | None:
    """How many persons' yearly hours these are; None when the hours of a person are not given."""
    return None if person_hours is None else hours / person_hours


def tornado(plan: Plan) -> pd.DataFrame:
    """One row per assumption with a range, widest effect first: name, low, high, at_low, at_high, span.

    at_low, at_high: yen saved over all years with this assumption at its low or high value and all others at their base.
    """
    rows = []
    for name, low, high in _ends(plan):
        moved = plan.moved({name: np.array([low, high])})
        at_low, at_high = savings(moved, plan.startup_years, plan.steady_years).sum(axis=-1)
        rows.append((name, low, high, at_low, at_high, abs(at_high - at_low)))
    table = pd.DataFrame(rows, columns=["name", "low", "high", "at_low", "at_high", "span"])
    return table.sort_values("span", ascending=False, kind="stable", ignore_index=True)


def extremes(plan: Plan) -> pd.DataFrame:
    """The assumptions under which most and least would be saved: index case (low, base, high), one column per assumption of RANGED.

    The saving is linear in each assumption while the others stand still, so its least and greatest value lie where every assumption
    is at an end of its range; all combinations of ends are tried (a product of two that are linked is linear in each as well).
    """
    ends = _ends(plan)
    corners = np.meshgrid(*([low, high] for _, low, high in ends), indexing="ij")
    grid = {name: corner.ravel() for (name, *_), corner in zip(ends, corners, strict=True)}
    totals = savings(plan.moved(grid), plan.startup_years, plan.steady_years).sum(axis=-1)
    totals = np.atleast_1d(totals)
    chosen = {"low": int(totals.argmin()), "base": None, "high": int(totals.argmax())}
    rows = {
        case: plan.moved({} if at is None else {name: grid[name][at] for name in grid})
        for case, at in chosen.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _ends(plan: Plan) -> list[tuple[str, float, float]]:
    """Name, low and high of each assumption that has a range."""
    return list(plan.ranges.loc[plan.varied, ["low", "high"]].itertuples(name=None))


def scenarios(plan: Plan) -> pd.DataFrame:
    """One row per case low, base, high (see `extremes`): total_now, total_after over all years and saving in yen, saving_share of
    total_now (null when that is 0), hours_freed in a steady year, break_even_year (null when none)."""
    rows = {}
    for case, assumed in extremes(plan).iterrows():
        values: Values = {str(name): value for name, value in assumed.items()}
        one = parts(values)
        saved = savings(values, plan.startup_years, plan.steady_years)
        total_now = (one["in_house_now"] + one["commission_now"]) * len(saved)
        rows[case] = {
            "total_now": total_now,
            "total_after": total_now - saved.sum(),
            "saving": saved.sum(),
            "saving_share": saved.sum() / total_now if total_now else np.nan,
            "hours_freed": one["hours_now"] - one["hours_after"],
            "break_even_year": break_even_year(saved.cumsum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


@dataclass(frozen=True)
class Band:
    """What random draws of all assumptions give.

    years: one row per year: year, low, median, high of the cumulative saving in yen (10, 50, 90 of 100 draws lie below).
    gain_share: share of draws in which something is saved over all years. draws, seed: how they were made.
    """

    years: pd.DataFrame
    gain_share: float
    draws: int
    seed: int


def monte_carlo(plan: Plan, draws: int = DRAWS, seed: int = SEED) -> Band:
    """Draw every assumption on its own from a triangle of low, base, high; the same seed gives the same band."""
    saved = savings(_drawn(plan, draws, seed), plan.startup_years, plan.steady_years)
    cumulative = np.atleast_2d(saved.cumsum(axis=-1))
    low, median, high = np.quantile(cumulative, BAND, axis=0)
    years = pd.DataFrame(
        {"year": range(1, cumulative.shape[1] + 1), "low": low, "median": median, "high": high}
    )
    return Band(years, float((cumulative[:, -1] > 0).mean()), draws, seed)


def spread(plan: Plan, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """What the draws of `monte_carlo` give: index saving_sum (yen, all years), saving (yen, a steady year), hours_freed (hours, a steady
    year); columns low, base, high (10 and 90 of 100 draws lie below, widened to hold the base)."""
    drawn, base = _drawn(plan, draws, seed), plan.moved({})
    rows = {}
    for name, values in (("drawn", drawn), ("base", base)):
        saved, one = savings(values, plan.startup_years, plan.steady_years), parts(values)
        rows[name] = {
            "saving_sum": saved.sum(axis=-1),
            "saving": saved[..., -1],
            "hours_freed": one["hours_now"] - one["hours_after"],
        }
    table = pd.DataFrame(
        {
            item: [*np.quantile(drawn_ones, (BAND[0], BAND[2])), float(rows["base"][item])]
            for item, drawn_ones in rows["drawn"].items()
        },
        index=["low", "high", "base"],
    ).T
    return pd.DataFrame(
        {
            "low": table[["low", "base"]].min(axis=1),
            "base": table["base"],
            "high": table[["high", "base"]].max(axis=1),
        }
    )


def _drawn(plan: Plan, draws: int, seed: int) -> dict[str, float | np.ndarray]:
    """The assumptions as drawn; once for all that is asked of the same draws."""
    if (draws, seed) not in plan.drawn:
        random = np.random.default_rng(seed)
        varied = plan.ranges.loc[plan.varied, ["low", "base", "high"]]
        plan.drawn[draws, seed] = plan.moved(
            {
                name: random.triangular(low, base, high, draws)
                for name, low, base, high in varied.itertuples(name=None)
            }
        )
    return plan.drawn[draws, seed]


@dataclass(frozen=True)
class Ordered:
    """What one fiscal year's orders come to: contracts that run in it, yen of the amounts that fall into it by days, and how many
    orders could not be counted because they name no amount or no start."""

    fiscal_year: int
    contracts: int
    commission: float
    left_out: int


def ordered(orders: pd.DataFrame) -> Ordered | None:
    """The fiscal year in which most contracts run, the later one of equals; None when no order has an amount and a start.

    orders: amount (yen), start, end (dates, null where blank; an order without an end falls into the year of its start).
    """
    known = orders[orders["amount"].notna() & orders["start"].notna()]
    if known.empty:
        return None
    start = known["start"]
    end = known["end"].where(known["end"] >= start, start)
    first, last = ((day - pd.DateOffset(months=3)).dt.year for day in (start, end))
    days = (end - start).dt.days + 1
    best: Ordered | None = None
    for year in range(int(first.min()), int(last.max()) + 1):
        is_running = (first <= year) & (year <= last)
        opening, closing = pd.Timestamp(year, 4, 1), pd.Timestamp(year + 1, 3, 31)
        begin, stop = start.where(start > opening, opening), end.where(end < closing, closing)
        share = (((stop - begin).dt.days + 1) / days)[is_running]
        count = int(is_running.sum())
        if best is None or count >= best.contracts:
            commission = float((known["amount"][is_running] * share).sum())
            best = Ordered(year, count, commission, len(orders) - len(known))
    return best


def scaled_commission(commission: float, size: float, exponent: float) -> float:
    """Commission after bundling by the scale formula C = C₀ · size^(−e): size times the work in one contract, e from 0 (no effect)."""
    return float(commission * size**-exponent)


# The tasks of ① that are hours of a contract (specification, estimate, tender, supervision, inspection); the others are in-house work.
CONTRACT_TASKS = ("設計・積算", "発注・契約の手続き", "工事・業務の監督・検査")
OWN_TASKS = ("点検・診断", "巡回・直営作業", "住民要望・苦情対応")


@dataclass(frozen=True)
class Worked:
    """Actual hours a year of in-house maintenance (OWN_TASKS) and of contracts (CONTRACT_TASKS), and rows without actual hours."""

    own: float
    of_contracts: float
    left_out: int


def worked(hours: pd.DataFrame) -> Worked | None:
    """What the hours of ① come to; None when no task of either kind has hours. hours: task, actual_hours (null where blank)."""
    known = hours[hours["actual_hours"].notna()]
    own, of_contracts = (
        float(known.loc[known["task"].isin(tasks), "actual_hours"].sum())
        for tasks in (OWN_TASKS, CONTRACT_TASKS)
    )
    return Worked(own, of_contracts, len(hours) - len(known)) if own or of_contracts else None
