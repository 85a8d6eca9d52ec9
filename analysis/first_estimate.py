"""What managing in groups would bring, before anybody has entered a number: published facts times declared benchmarks, in ranges.

Nothing is forecast. Every benchmark is drawn from a triangle of its low, base and high value, the same draw for all municipalities and
groups, because nobody knows it better for one than for the other; the staff of a municipality that is estimated is drawn for each on its own.
What stands as base is all at their base; low and high are the 10th and 90th of 100 draws, widened to hold the base.

    inspections  = bridges ÷ inspection_years                       repairs = bridges needing action ÷ repair_years
    contracts now   = Σ max(1, inspections ÷ size) + repairs ÷ size now + Σ max(1, km ÷ km now)        each municipality for itself
    contracts after = max(1, Σ inspections ÷ size) + repairs ÷ size after + max(1, Σ km ÷ km after)    the group as one
    in-house hours now   = technical staff × person_hours × maintenance_time_share
    in-house hours after = now × (1 − in_house_cut) + coordination_hours × municipalities (none where there is one)
    commission now = maintenance spending × commission_share;  after = now × (1 − commission_cut);  management = now × management_share

From there on the formulas are those of `analysis.effects.parts`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis import effects

TOTAL = "計"
# Every benchmark, and between which two its values must lie for the formulas to have a sense (both included): what is divided by is not
# near 0, and of a share is no more than all.
BENCHMARKS: dict[str, tuple[float, float]] = {
    "inspection_years": (0.1, 100),
    "repair_years": (0.1, 100),
    "bridges_per_inspection_contract": (0.1, 100_000),
    "bridges_per_repair_contract_now": (0.1, 100_000),
    "bridges_per_repair_contract_after": (0.1, 100_000),
    "road_km_per_contract_now": (0.1, 1_000_000),
    "road_km_per_contract_after": (0.1, 1_000_000),
    "hours_per_contract": (0, 100_000),
    "maintenance_time_share": (0, 1),
    "in_house_cut": (0, 1),
    "person_hours": (1, 8_760),
    "hourly_rate": (0, 1_000_000),
    "maintenance_yen_per_km": (0, 1_000_000_000),
    "commission_share": (0, 1),
    "commission_cut": (-1, 1),  # below 0: it grows
    "management_share": (0, 1),
    "coordination_hours": (0, 100_000),
    "startup_hours": (0, 1_000_000),
    "startup_cost": (0, 100_000_000_000),
    "startup_share": (0, 1),
    "steady_years": (1, 30),
}
STAFF = ("staff_low", "staff_base", "staff_high")
FACTS = (
    "bridges_managed",
    "bridges_action_needed",
    "road_km",
    "maintenance_yen",
    "maintenance_less_than_yen",
    *STAFF,
)
# What is said of each group: (item, unit of the numbers).
ITEMS = {
    "contracts_now": "件/年", "contracts_after": "件/年", "hours_now": "時間/年", "hours_after": "時間/年", "hours_freed": "時間/年",
    "staff_years_freed": "人年/年", "cost_now": "円/年", "cost_after": "円/年", "saving": "円/年", "startup": "円",
}  # fmt: skip
KNOWN = {
    "bridges": "bridges_managed",
    "roads": "road_km",
    "spending": "maintenance_yen",
    "staff_counts": "is_staff_counted",
}
STARTUP_YEARS = 1
DRAWS, SEED = 2_000, effects.SEED
ENDS = (0.1, 0.9)
Draws = dict[str, np.ndarray]  # the base first, then the random draws


@dataclass(frozen=True)
class Estimate:
    """What the benchmarks give.

    results: one row per group and item, the sum of all groups last where there are several: group, item (ITEMS), unit, low ≤ base ≤ high.
    coverage: one row per group (and TOTAL): group, members, and how many of them have a value of each of KNOWN.
    tables: group (and TOTAL) → the assumptions as `effects.plan` takes them (low, base, high); what stands after moves with what stands
    now, so its low and high are those at the base of now: give `effects.plan` linked=effects.PAIRS.
    """

    results: pd.DataFrame
    coverage: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    def of(self, group: str) -> pd.DataFrame:
        """index item, columns unit, low, base, high of one group."""
        return self.results[self.results["group"] == group].drop(columns="group").set_index("item")


def estimate(members: pd.DataFrame, benchmarks: pd.DataFrame, draws: int = DRAWS, seed: int = SEED) -> Estimate:  # fmt: skip
    """What each group and all of them together would bring.

    members: one row per municipality: lg_code, group (name), FACTS (null where unknown; maintenance_less_than_yen only where that is all
    that is known), is_staff_counted. benchmarks: index = BENCHMARKS, columns low, base, high. Raises ValueError for no members, a
    municipality that stands twice, a missing benchmark, or one whose values are not in order or out of bounds.
    """
    _must_be_usable(members, benchmarks)
    random = np.random.default_rng(seed)
    rates = {name: _drawn(random, draws, *benchmarks.loc[name, ["low", "base", "high"]]) for name in BENCHMARKS}  # fmt: skip
    values = {
        str(group): group_values(own, rates, random) for group, own in members.groupby("group", sort=False)
    }
    counted = {str(group): own for group, own in members.groupby("group", sort=False)}
    if len(values) > 1:
        values[TOTAL] = _together(list(values.values()))
        counted[TOTAL] = members
    rows = []
    for group, own in values.items():
        for item, drawn in _results(own).items():
            rows.append((group, item, ITEMS[item], *_range(drawn)))
    results = pd.DataFrame(rows, columns=["group", "item", "unit", "low", "base", "high"])
    coverage = pd.DataFrame(
        [
            {"group": group, "members": len(own)} | {name: _known(own[column]) for name, column in KNOWN.items()}
            for group, own in counted.items()
        ]
    )  # fmt: skip
    return Estimate(results, coverage, {group: _table(own, benchmarks) for group, own in values.items()})


def problem_ja(name: str, values: Sequence[float], scale: float = 1, unit: str = "") -> str:
    """What is expected of a benchmark's low, base and high where they are not so; nothing where they are. scale, unit: as it is written."""
    least, most = BENCHMARKS[name]
    if len(values) == 3 and least <= values[0] <= values[1] <= values[2] <= most:
        return ""
    return f"{least * scale:,g}〜{most * scale:,.0f}{unit}の数を、低い≦基本≦高い の順に入れてください"


def group_values(own: pd.DataFrame, rates: Mapping[str, np.ndarray], random: np.random.Generator) -> Draws:
    """The assumptions of one group as draws, named as in `effects.RANGED`, with person_hours."""
    size = len(rates["person_hours"])
    inspections = _column(own, "bridges_managed") / rates["inspection_years"]
    repairs = (_column(own, "bridges_action_needed") / rates["repair_years"]).sum(axis=0)
    km = _column(own, "road_km")
    after_size = np.maximum(
        rates["bridges_per_repair_contract_after"], rates["bridges_per_repair_contract_now"]
    )
    after_km = np.maximum(rates["road_km_per_contract_after"], rates["road_km_per_contract_now"])
    inspection_size = rates["bridges_per_inspection_contract"]
    bodies = float(len(own))
    staff = sum((_staff(row, random, size - 1) for row in own.itertuples()), start=np.zeros(size))
    hours_now = staff * rates["person_hours"] * rates["maintenance_time_share"]
    coordination = rates["coordination_hours"] * (bodies if bodies > 1 else 0.0)
    commission = _spending(own, rates).sum(axis=0) * rates["commission_share"]
    return {
        "commission_now": commission,
        "commission_after": commission * (1 - rates["commission_cut"]),
        "hours_now": hours_now,
        "hours_after": hours_now * (1 - rates["in_house_cut"]) + coordination,
        "hourly_rate": rates["hourly_rate"],
        "contracts_now": _contracts(inspections / inspection_size).sum(axis=0)
        + repairs / rates["bridges_per_repair_contract_now"]
        + _contracts(km / rates["road_km_per_contract_now"]).sum(axis=0),
        "contracts_after": _contracts(inspections.sum(axis=0) / inspection_size)
        + repairs / after_size
        + _contracts(km.sum(axis=0) / after_km),
        "hours_per_contract": rates["hours_per_contract"],
        "management": commission * rates["management_share"],
        "coordination": np.zeros(size),
        "startup_cost": bodies * rates["startup_cost"],
        "startup_hours": bodies * rates["startup_hours"],
        "startup_share": rates["startup_share"],
        "person_hours": rates["person_hours"],
    }


def _results(own: Draws) -> Draws:
    """The items of ITEMS of one group's draws."""
    one = effects.parts(own)
    now, after = (
        np.asarray(sum(one[f"{kind}_{when}"] for kind in ("in_house", "commission", "new")))
        for when in ("now", "after")
    )
    freed = np.asarray(one["hours_now"] - one["hours_after"])
    return {
        "contracts_now": own["contracts_now"],
        "contracts_after": own["contracts_after"],
        "hours_now": np.asarray(one["hours_now"]),
        "hours_after": np.asarray(one["hours_after"]),
        "hours_freed": freed,
        "staff_years_freed": freed / own["person_hours"],
        "cost_now": now,
        "cost_after": after,
        "saving": now - after,
        "startup": own["startup_cost"] + own["startup_hours"] * own["hourly_rate"],
    }


def _table(own: Draws, benchmarks: pd.DataFrame) -> pd.DataFrame:
    """The assumptions of a group: index effects.ASSUMPTIONS, columns low, base, high: the ends of the draws, so that drawing between them
    once more gives about the same range of the result."""
    rows = {name: _ends(own[name]) for name in effects.RANGED}
    for now, after in effects.PAIRS:
        if own[now][0] > 0:
            shares = np.divide(own[after], own[now], out=np.ones_like(own[now]), where=own[now] > 0)
            low, base, high = (share * own[now][0] for share in _ends(shares))
            rows[after] = (low, base, high)
    rows["startup_years"] = (np.nan, STARTUP_YEARS, np.nan)
    for name in ("steady_years", "person_hours"):
        rows[name] = (np.nan, float(benchmarks["base"].astype(float)[name]), np.nan)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["low", "base", "high"])
    return table.reindex(effects.ASSUMPTIONS)


def _ends(drawn: np.ndarray) -> tuple[float, float, float]:
    """The least, the base and the greatest of draws."""
    return float(drawn.min()), float(drawn[0]), float(drawn.max())


def _must_be_usable(members: pd.DataFrame, benchmarks: pd.DataFrame) -> None:
    if members.empty:
        raise ValueError("at least one municipality is expected")
    if members["lg_code"].duplicated().any():
        raise ValueError("every municipality is expected in one group only")
    if (members["group"] == TOTAL).any():
        raise ValueError(f"{TOTAL} names all groups together")
    missing = [name for name in BENCHMARKS if name not in benchmarks.index]
    if missing:
        raise ValueError(f"benchmarks are missing: {missing}")
    for name, *values in benchmarks.loc[list(BENCHMARKS), ["low", "base", "high"]].astype(float).itertuples():
        if problem := problem_ja(name, values):
            raise ValueError(f"{name}: {problem}")


def _drawn(random: np.random.Generator, draws: int, low: float, base: float, high: float) -> np.ndarray:
    """The base, then draws from the triangle of the three."""
    drawn = random.triangular(low, base, high, draws) if low < high else np.full(draws, float(base))
    return np.concatenate([[float(base)], drawn])


def _range(drawn: np.ndarray) -> tuple[float, float, float]:
    """low, base, high of draws; the range always holds the base."""
    base = float(drawn[0])
    low, high = np.quantile(drawn[1:], ENDS) if len(drawn) > 1 else (base, base)
    return min(float(low), base), base, max(float(high), base)


def _column(own: pd.DataFrame, name: str) -> np.ndarray:
    """A fact as a column of numbers, one row per municipality; what is unknown adds nothing."""
    return own[name].astype(float).fillna(0.0).to_numpy()[:, None]


def _contracts(sizes: np.ndarray) -> np.ndarray:
    """At least one contract wherever there is anything to order."""
    return np.where(sizes > 0, np.maximum(sizes, 1.0), 0.0)


def _staff(row: Any, random: np.random.Generator, draws: int) -> np.ndarray:
    """The technical staff of one municipality, base first; nobody where nothing is known."""
    ends = [float(getattr(row, name)) for name in STAFF]
    return np.zeros(draws + 1) if np.isnan(ends).any() else _drawn(random, draws, *ends)


def _spending(own: pd.DataFrame, rates: Mapping[str, np.ndarray]) -> np.ndarray:
    """Yen of maintenance a year, one row per municipality: as published; half of the limit (0 … the limit by the same place in the range as
    the benchmark per km) where only that is printed; else by the length of roads."""
    per_km = rates["maintenance_yen_per_km"]
    low, high = min(per_km), max(per_km)
    place = (per_km - low) / (high - low) if high > low else np.full(len(per_km), 0.5)
    place = np.concatenate([[0.5], place[1:]])
    known, limit = (
        own[name].astype(float).to_numpy()[:, None]
        for name in ("maintenance_yen", "maintenance_less_than_yen")
    )
    guessed = np.where(np.isnan(limit), _column(own, "road_km") * per_km, limit * place)
    return np.where(np.isnan(known), guessed, known)


def _together(groups: list[Draws]) -> Draws:
    """The assumptions of all groups as one: counts, hours and yen are added; rates and shares are the same in all."""
    same = ("hourly_rate", "hours_per_contract", "startup_share", "person_hours")
    return {
        name: groups[0][name] if name in same else np.sum([one[name] for one in groups], axis=0)
        for name in groups[0]
    }


def _known(cells: pd.Series) -> int:
    """How many municipalities have a value; of flags how many are true."""
    return int(cells.sum() if cells.dtype == bool else cells.notna().sum())
