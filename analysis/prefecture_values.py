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
    table = _compared(metric, values, values["prefecture_code"]).rename(columns={"area": "prefecture_code"})
    names = values.drop_duplicates("prefecture_code").set_index("prefecture_code")["prefecture_name"]
    table["prefecture_name"] = table["prefecture_code"].map(names)
    table["rank"] = _rank(table, metric)
    return table.sort_values("prefecture_code", ignore_index=True)


def nation(metric: pd.Series, values: pd.DataFrame) -> pd.Series:
    """All municipalities together, as a row of `together` without names and rank. metric, values: as for `together`."""
    return _compared(metric, values, pd.Series("nation", values.index)).iloc[0].drop("area")


def whole(metric: pd.Series, values: pd.DataFrame) -> float:
    """A ratio of all these municipalities together; null where some are below a printing limit. metric, values: as for `together`."""
    return float(_pooled(metric, values, "whole")["value"].iloc[0])


def _compared(metric: pd.Series, values: pd.DataFrame, areas: pd.Series) -> pd.DataFrame:
    """_pooled with what is placed. areas: of which each municipality is one."""
    table = _pooled(metric, values, areas)
    if metric["basis"] == "estimated":
        table = table.assign(value=table["area"].map(values.groupby(areas)["value"].mean()), how="mean")
    least = table["members"] * (table["how"] == "sum").map({True: 1, False: HALF})
    middle = table["value"].fillna((table["lowest"] + table["highest"]) / 2)
    return table.assign(placed=middle.where(table["covered"] >= least)).drop(columns=["item", "first_as_of"])


def _pooled(metric: pd.Series, values: pd.DataFrame, areas: pd.Series | str) -> pd.DataFrame:
    """profile.pooled of one metric. areas: of which each municipality is one."""
    item = pd.DataFrame([{"item": "metric", **metric[["unit", "kind", "per"]]}])
    return profile.pooled(item, values.assign(item="metric"), values[["lg_code"]].assign(area=areas))


def _rank(table: pd.DataFrame, metric: pd.Series) -> pd.Series:
    """Ranks of what is compared; null where bounds are printed unlike each other."""
    unit, digits = metric["unit"], int(metric["digits"])
    ranks = rounding.printed(table["placed"], unit, digits).rank(
        method="min", ascending=metric["higher_is"] == "better"
    )
    low, high = (rounding.printed(table[bound], unit, digits) for bound in ("lowest", "highest"))
    return ranks.where(low.isna() | (low == high))
