"""The facts of a municipality, a prefecture or a group, and where it stands among others.

Several municipalities together: counts are added, ratios are made anew of the added parts, and what can be neither (an index, a
percentage without its parts) is given as the median of its municipalities, where at least few.MEDIAN_OF of them have a value. Where
some of them are below a printing limit (column less_than), only bounds are known of what they are together.
"""

import numpy as np
import pandas as pd

from analysis import few, limits, rounding

WITHOUT_PARTS = {"", "%", "share", "割合（0〜1）"}  # of a level
ADDED_UNITS = {"人", "橋", "事業所", "km", "km²", "円"}


def how_pooled(items: pd.DataFrame) -> pd.Series:
    """`sum`, `ratio` or `median` for each item. items: kind (level, ratio, change), unit."""
    added = (items["kind"] == "level") & items["unit"].isin(ADDED_UNITS)
    return pd.Series(
        np.select([added, items["kind"] != "level"], ["sum", "ratio"], "median"), items.index, name="how"
    )


def how_over_time(kind: str, unit: str) -> str:
    """How an area's line over time is made of its municipalities: `sum` of counts, `ratio` of the summed parts (a mean weighted by
    the denominators), unweighted `mean` of an index or a share that is published without its parts."""
    if kind != "level":
        return "ratio"
    return "mean" if unit in WITHOUT_PARTS else "sum"


def pooled(items: pd.DataFrame, values: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """One row per area and item: the value of its municipalities together.

    items: item, unit, kind, per. values: item, lg_code, numerator, denominator, value, as_of, denominator_as_of. areas: area,
    lg_code; a municipality may lie in several. Of a ratio the parts of marked values (value null, marked_value not) count as well.
    Columns: area, item, value, lowest and highest (null but where some are below a printing limit; then value is null), numerator,
    denominator, how, covered (municipalities with a value), members, as_of, first_as_of, denominator_as_of. An item none of the area
    has is null with covered 0.
    """
    members = areas.groupby("area", sort=False).size().reset_index(name="members")
    known = areas.merge(_with_open(items, values), on="lg_code")
    parts = (
        known.groupby(["area", "item"])
        .agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            open_part=("open_part", "sum"),
            total=("value", "sum"),
            middle=("value", few.median),
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
    table = table.assign(**_bounds(table))
    table["covered"] = table["covered"].fillna(0).astype(int)
    dates = ["as_of", "first_as_of", "denominator_as_of"]
    return table[
        [
            "area",
            "item",
            "value",
            "lowest",
            "highest",
            "numerator",
            "denominator",
            "how",
            "covered",
            "members",
            *dates,
        ]
    ]


def _bounds(table: pd.DataFrame) -> dict[str, pd.Series]:
    """value, lowest, highest of pooled items: where a part is open (some are below a printing limit) there are only bounds."""
    is_open = table["open_part"].fillna(0) > 0
    parts = table["denominator"].where(table["how"] == "ratio", 1) / table["per"].where(
        table["how"] == "ratio", 1
    )
    return {
        "lowest": table["value"].where(is_open),
        "highest": (table["value"] + table["open_part"] / parts).where(is_open),
        "value": table["value"].mask(is_open),
    }


def _with_open(items: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The known values, and of those below a printing limit 0 with `open_part`: what their numerator may come to, at most."""
    values = _with_marked(items, values)
    less_than = values["less_than"] if "less_than" in values else pd.Series(float("nan"), values.index)
    of_item = items.set_index("item")
    is_ratio = values["item"].map(of_item["kind"]) != "level"
    part = (less_than * values["denominator"] / values["item"].map(of_item["per"])).where(is_ratio, less_than)
    together = values.assign(value=limits.compared(values), open_part=part.fillna(0))
    return together[together["value"].notna()]


def _with_marked(items: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """The values, marked ones among them where they are ratios: few bridges add to a sum of bridges, but make no median."""
    if "marked_value" not in values:
        return values
    ratios = items.loc[items["kind"] == "ratio", "item"]
    marked = values["marked_value"].where(values["item"].isin(ratios) & (values["mark"] == "few"))
    return values.assign(value=values["value"].fillna(marked))


def standing(
    own: pd.DataFrame, compared: pd.DataFrame, is_one_of: bool, items: pd.DataFrame | None = None
) -> pd.DataFrame:
    """`own` with its place among others: above, same, below (numbers of others with a higher, the same, a lower value), median.

    own: one row per item: item, value. compared: item, value of everyone compared, oneself among them when is_one_of. Either may have
    less_than: those below a printing limit have the same, lowest place. The median is of all compared, and null where it is one of
    those; where there is no value of one's own, the counts are 0. items: item, unit, digits: values are compared as they are printed.
    """
    ranked = compared.assign(value=limits.compared(compared), highest=limits.highest(compared))
    sets = {item: rows.dropna() for item, rows in ranked.groupby("item")["value"]}
    highest = ranked.groupby("item")["highest"].median()
    empty = pd.Series(dtype=float)
    written = {} if items is None else {str(one["item"]): one for one in items.to_dict("records")}
    rows = []
    for item, value in zip(own["item"], limits.compared(own), strict=True):
        others = sets.get(item, empty)
        middle = others.median()
        if item in written:
            others, value = (
                rounding.printed(part, str(written[item]["unit"]), int(written[item]["digits"]))
                for part in (others, value)
            )
        above, below = int((others > value).sum()), int((others < value).sum())
        same = 0 if pd.isna(value) else len(others) - above - below - is_one_of
        rows.append((above, same, below, middle if middle == highest.get(item) else float("nan")))
    return own.assign(
        **dict(zip(("above", "same", "below", "median"), map(list, zip(*rows, strict=True)), strict=True))
    )


def percentile(above: pd.Series, same: pd.Series, below: pd.Series) -> pd.Series:
    """Where a value lies among others, 0 (lowest) to 100; those with the same value count half. Null without others."""
    others = above + same + below
    return (below + same / 2) / others.where(others > 0) * 100


def medians(values: pd.DataFrame, sets: dict[str, pd.Series]) -> pd.DataFrame:
    """One row per set of municipalities and item: the median, and where it lies among all municipalities.

    values: item, lg_code, value, less_than. sets: name → lg_codes. Columns: reference (name of the set), item, median and highest (the
    lowest and highest it can be, the same where it is known), count (municipalities with a value), percentile (0–100). A set in which fewer than few.MEDIAN_OF have a value has no row.
    """
    known = values.assign(value=limits.compared(values), highest=limits.highest(values))
    known = known[known["value"].notna()]
    tables = [
        known[known["lg_code"].isin(codes.unique())]
        .groupby("item")
        .agg(median=("value", "median"), highest=("highest", "median"), count=("value", "size"))
        .reset_index()
        .assign(reference=name)
        for name, codes in sets.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    table = table[table["count"] >= few.MEDIAN_OF].reset_index(drop=True)
    placed = standing(table.rename(columns={"median": "value"}), known[["item", "value"]], is_one_of=False)
    return table.assign(percentile=percentile(placed["above"], placed["same"], placed["below"]))[
        ["reference", "item", "median", "highest", "count", "percentile"]
    ]
