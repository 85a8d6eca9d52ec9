"""The facts of a municipality, a prefecture or a group, and where it stands among others.

Several municipalities together: counts are added, ratios are made anew of the added parts, and what can be neither (an index, a
percentage without its parts) is given as the median of its municipalities.
"""

import numpy as np
import pandas as pd

ADDED_UNITS = {"人", "橋", "事業所", "km", "km²", "円"}


def how_pooled(items: pd.DataFrame) -> pd.Series:
    """`sum`, `ratio` or `median` for each item. items: kind (level, ratio, change), unit."""
    added = (items["kind"] == "level") & items["unit"].isin(ADDED_UNITS)
    return pd.Series(
        np.select([added, items["kind"] != "level"], ["sum", "ratio"], "median"), items.index, name="how"
    )


def pooled(items: pd.DataFrame, values: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """One row per area and item: the value of its municipalities together.

    items: item, unit, kind, per. values: item, lg_code, numerator, denominator, value, as_of, denominator_as_of. areas: area,
    lg_code; a municipality may lie in several. Columns: area, item, value, numerator, denominator, how, covered (municipalities
    with a value), members, as_of, first_as_of, denominator_as_of. An item none of the area has is null with covered 0.
    """
    members = areas.groupby("area", sort=False).size().reset_index(name="members")
    known = areas.merge(values[values["value"].notna()], on="lg_code")
    parts = (
        known.groupby(["area", "item"])
        .agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            total=("value", "sum"),
            middle=("value", "median"),
            covered=("value", "size"),
            as_of=("as_of", "max"),
            first_as_of=("as_of", "min"),
            denominator_as_of=("denominator_as_of", "max"),
        )
        .reset_index()
    )
    declared = items[["item", "kind", "per"]].assign(how=how_pooled(items))
    table = members.merge(declared, how="cross").merge(parts, how="left", on=["area", "item"])
    share = table["numerator"] / table["denominator"].where(table["denominator"] != 0)
    ratio = (share - (table["kind"] == "change")) * table["per"]
    table["value"] = np.select(
        [table["how"] == "sum", table["how"] == "ratio"], [table["total"], ratio], table["middle"]
    )
    table["covered"] = table["covered"].fillna(0).astype(int)
    dates = ["as_of", "first_as_of", "denominator_as_of"]
    return table[["area", "item", "value", "numerator", "denominator", "how", "covered", "members", *dates]]


def standing(own: pd.DataFrame, compared: pd.DataFrame, is_one_of: bool) -> pd.DataFrame:
    """`own` with its place among others: above, same, below (numbers of others with a higher, the same, a lower value), median.

    own: one row per item: item, value. compared: item, value of everyone compared, oneself among them when is_one_of. The median is
    of all compared; where there is no value of one's own, the counts are 0.
    """
    sets = {item: rows.dropna() for item, rows in compared.groupby("item")["value"]}
    empty = pd.Series(dtype=float)
    rows = []
    for item, value in zip(own["item"], own["value"], strict=True):
        others = sets.get(item, empty)
        above, below = int((others > value).sum()), int((others < value).sum())
        same = 0 if pd.isna(value) else len(others) - above - below - is_one_of
        rows.append((above, same, below, others.median()))
    return own.assign(
        **dict(zip(("above", "same", "below", "median"), map(list, zip(*rows, strict=True)), strict=True))
    )


def percentile(above: pd.Series, same: pd.Series, below: pd.Series) -> pd.Series:
    """Where a value lies among others, 0 (lowest) to 100; those with the same value count half. Null without others."""
    others = above + same + below
    return (below + same / 2) / others.where(others > 0) * 100


def medians(values: pd.DataFrame, sets: dict[str, pd.Series]) -> pd.DataFrame:
    """One row per set of municipalities and item: the median, and where it lies among all municipalities.

    values: item, lg_code, value. sets: name → lg_codes. Columns: reference (name of the set), item, median, count (municipalities
    with a value), percentile (0–100). A set in which nobody has a value has no row.
    """
    known = values[values["value"].notna()]
    tables = [
        known[known["lg_code"].isin(codes.unique())]
        .groupby("item")["value"]
        .agg(median="median", count="size")
        .reset_index()
        .assign(reference=name)
        for name, codes in sets.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    placed = standing(table.rename(columns={"median": "value"}), known[["item", "value"]], is_one_of=False)
    return table.assign(percentile=percentile(placed["above"], placed["same"], placed["below"]))[
        ["reference", "item", "median", "count", "percentile"]
    ]
