"""What a metric is for each prefecture: its municipalities together, by the rules of analysis.profile."""

import pandas as pd

from analysis import profile, rounding

HALF = 0.5  # of its municipalities must have a value for a prefecture to be compared with others


def together(metric: pd.Series, values: pd.DataFrame) -> pd.DataFrame:
    """One row per prefecture by code: its municipalities together.

    metric: kind, unit, per, digits, higher_is, basis. values: one row per municipality, as queries.metric_values. Columns: prefecture_code,
    prefecture_name, value, lowest and highest (only where some are below a printing limit), numerator, denominator, how (`sum`, `ratio`,
    `median`; `mean` of estimated probabilities, which is the share to be expected), covered (municipalities with a value), members,
    as_of, denominator_as_of, placed (what it is coloured and sorted by: the value, the middle between bounds, null where it is not
    compared), rank (1: where need is greatest, or the highest value; as printed, null where bounds leave it open).

    A sum is compared only where every municipality has a value, any other value where at least half of them have one.
    """
    named = values.assign(item="metric")
    areas = values[["lg_code"]].assign(area=values["prefecture_code"])
    item = pd.DataFrame([{"item": "metric", **metric[["unit", "kind", "per"]]}])
    table = profile.pooled(item, named, areas).rename(columns={"area": "prefecture_code"})
    if metric["basis"] == "estimated":
        mean = values.groupby("prefecture_code")["value"].mean()
        table = table.assign(value=table["prefecture_code"].map(mean), how="mean")
    names = values.drop_duplicates("prefecture_code").set_index("prefecture_code")["prefecture_name"]
    table["prefecture_name"] = table["prefecture_code"].map(names)
    least = table["members"] * (table["how"] == "sum").map({True: 1, False: HALF})
    middle = table["value"].fillna((table["lowest"] + table["highest"]) / 2)
    table["placed"] = middle.where(table["covered"] >= least)
    table["rank"] = _rank(table, metric)
    return table.drop(columns=["item", "first_as_of"]).sort_values("prefecture_code", ignore_index=True)


def _rank(table: pd.DataFrame, metric: pd.Series) -> pd.Series:
    """Ranks of what is compared; null where bounds are printed unlike each other."""
    unit, digits = metric["unit"], int(metric["digits"])
    ranks = rounding.printed(table["placed"], unit, digits).rank(
        method="min", ascending=metric["higher_is"] == "better"
    )
    low, high = (rounding.printed(table[bound], unit, digits) for bound in ("lowest", "highest"))
    return ranks.where(low.isna() | (low == high))
