"""Which of its own sectors a municipality would bundle first (多分野連携), from its own stock and spending.

A sector weighs what its signals weigh on average; each signal is the share of municipalities it is heavier than (0–1):

- load: stock per general administration staff, among those that have the sector
- need: the share that needs action (bridges Ⅲ+Ⅳ) or is over age (water pipes)
- spending: yen per resident; 道路橋りょう費 counts for roads and for bridges

The first are those heavier than in half of the country, FIRST of them at most. A sector without any stock has no place in a bundle;
one of which nothing is known is said to be unknown, never taken as light.
"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Sector:
    """The columns of a sector's signals; None where no national table holds one."""

    label_ja: str
    stock: str | None = None
    need: str | None = None
    spending: str | None = None


SECTORS = {
    "road": Sector("道路", stock="road_km", spending="road_bridge_expenditure_yen"),
    "bridge": Sector(
        "橋梁",
        stock="bridges_managed",
        need="bridge_action_needed_share",
        spending="road_bridge_expenditure_yen",
    ),
    "park": Sector("公園", stock="park_area_m2"),
    "sewer": Sector("下水道", stock="sewered_population"),
    "water": Sector("水道", need="water_pipe_overage_share"),
    "housing": Sector("公営住宅", stock="public_housing_units", spending="housing_expenditure_yen"),
}
SIGNALS = ["load", "need", "spending"]
FIRST = 3
HEAVY = 0.5


def shares(places: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Of each sector its signals (those of SIGNALS that it has; the share of municipalities each is heavier than, 0–1, null where
    unknown) and has_none (no stock), by lg_code.

    places: all municipalities with lg_code, general_admin_staff, population and the columns of SECTORS; null where unknown.
    """
    # a null of pandas' own types is neither zero nor not zero
    places = places.set_index("lg_code")[_numbers()].astype(float)
    return {
        name: pd.DataFrame(_signals(places, sector), index=places.index).assign(
            has_none=False if sector.stock is None else places[sector.stock].eq(0)
        )
        for name, sector in SECTORS.items()
    }


def weigh(shares: dict[str, pd.DataFrame], lg_code: str) -> pd.DataFrame:
    """One row per sector of a municipality, the heaviest first: sector, load, need, spending (0–1, null where unknown), weight (their
    mean), state (known, none: no stock, unknown) and is_first. shares: as `shares` gives them."""
    rows = []
    for name, table in shares.items():
        signals = {signal: table.at[lg_code, signal] for signal in SIGNALS if signal in table}
        known = pd.Series(signals, dtype=float).dropna()
        state = "none" if table.at[lg_code, "has_none"] else "unknown" if known.empty else "known"
        weight = known.mean() if state == "known" else float("nan")
        rows.append({"sector": name, **signals, "weight": weight, "state": state})
    weighed = pd.DataFrame(rows, columns=["sector", *SIGNALS, "weight", "state"])
    weighed = weighed.sort_values("weight", ascending=False, kind="stable", ignore_index=True)
    return weighed.assign(is_first=(weighed["weight"] > HEAVY) & (weighed.index < FIRST))


def _numbers() -> list[str]:
    """The columns of places that are weighed."""
    of_sectors = [[one.stock, one.need, one.spending] for one in SECTORS.values()]
    return ["general_admin_staff", "population", *{name for names in of_sectors for name in names if name}]


def _signals(places: pd.DataFrame, sector: Sector) -> dict[str, pd.Series]:
    """The signals of a sector for every municipality: the share of municipalities each is heavier than, ties counting half."""
    found = {}
    if sector.stock is not None:
        stock = places[sector.stock]
        found["load"] = stock.where(stock > 0) / places["general_admin_staff"]
    if sector.need is not None:
        found["need"] = places[sector.need]
    if sector.spending is not None:
        found["spending"] = places[sector.spending] / places["population"]
    return {name: _share_below(values) for name, values in found.items()}


def _share_below(values: pd.Series) -> pd.Series:
    return (values.rank() - 0.5) / values.count()
