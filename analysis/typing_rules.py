"""Strong and weak points of municipalities by declared rules: each is one metric and a bound.

A rule holds, does not hold, or is not known. It is not known where the metric has no value or a marked one (few facilities, not
plausible), and where an estimate is not clear: never "does not hold". Values are compared as they are printed, so that two printed
alike are typed alike.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import limits, rounding

YES, NO, UNKNOWN = "yes", "no", "unknown"
HIGHEST, LOWEST = "highest", "lowest"
QUARTER = 0.25
MISSING, MARKED, UNCLEAR = "missing", "marked", "unclear"
COLUMNS = ["lg_code", "type_id", "state", "metric_id", "value", "bound", "basis", "as_of", "why_unknown"]


@dataclass(frozen=True)
class Instead:
    """A probability that stands in where a count is unknown: where it makes the rule hold, and where it does not."""

    metric_id: str
    holds: float
    fails: float

    @property
    def is_high_yes(self) -> bool:
        """Whether a high probability makes the rule hold."""
        return self.holds > self.fails


@dataclass(frozen=True)
class Rule:
    """end: HIGHEST or LOWEST. at: a fixed bound, None for the quarter at that end."""

    type_id: str
    metric_id: str
    end: str
    at: float | None = None
    instead: Instead | None = None


def bound(rule: Rule, values: pd.DataFrame, unit: str, digits: int) -> float:
    """Where the rule begins to hold, as printed; null where nobody has a value. values: of the rule's metric, value and less_than."""
    if rule.at is not None:
        return rule.at
    known = limits.compared(values).dropna()
    if known.empty:
        return float("nan")
    share = 1 - QUARTER if rule.end == HIGHEST else QUARTER
    return float(rounding.printed(float(known.quantile(share)), unit, digits))


def typed(
    rules: list[Rule], metrics: pd.DataFrame, values: pd.DataFrame, lg_codes: list[str]
) -> pd.DataFrame:
    """One row per municipality and rule (COLUMNS), in the order of lg_codes and rules.

    metrics: metric_id, unit, digits. values: metric_id, lg_code, value (null where there is none), less_than, mark (why a value is
    compared with nobody's, null where it is not), basis, as_of. metric_id, value, basis and as_of of the result are of what the state
    rests on; why_unknown: MISSING, MARKED, UNCLEAR, or null.
    """
    written = {
        str(one["metric_id"]): (str(one["unit"]), int(one["digits"])) for one in metrics.to_dict("records")
    }
    by_metric = {str(metric_id): own.set_index("lg_code") for metric_id, own in values.groupby("metric_id")}
    nobody = values.iloc[:0].set_index("lg_code")
    tables = []
    for rule in rules:
        own = by_metric.get(rule.metric_id, nobody).reindex(lg_codes)
        tables.append(_of_rule(rule, own, by_metric, *written[rule.metric_id]))
    every = pd.concat(tables, ignore_index=True)
    order = {lg_code: at for at, lg_code in enumerate(lg_codes)}
    return every.sort_values("lg_code", key=lambda codes: codes.map(order), kind="stable").reset_index(
        drop=True
    )[COLUMNS]


def _of_rule(
    rule: Rule, own: pd.DataFrame, by_metric: dict[str, pd.DataFrame], unit: str, digits: int
) -> pd.DataFrame:
    usable = own.assign(value=own["value"].where(own["mark"].isna()))
    edge = bound(rule, usable, unit, digits)
    compared = limits.compared(usable)
    printed = rounding.printed(compared.astype(float), unit, digits)
    holds = printed >= edge if rule.end == HIGHEST else printed <= edge
    state = pd.Series(np.where(holds, YES, NO), own.index).mask(compared.isna() | pd.isna(edge), UNKNOWN)
    table = pd.DataFrame(
        {
            "lg_code": own.index,
            "type_id": rule.type_id,
            "state": state.to_numpy(),
            "metric_id": rule.metric_id,
            "value": own["value"].to_numpy(dtype=float),
            "bound": edge,
            "basis": own["basis"].to_numpy(),
            "as_of": own["as_of"].to_numpy(),
            "why_unknown": np.where(own["mark"].notna(), MARKED, MISSING),
        }
    )
    table["why_unknown"] = table["why_unknown"].where(table["state"] == UNKNOWN, None)
    if rule.instead is None:
        return table
    return _with_probabilities(rule.instead, table, by_metric)


def _with_probabilities(
    instead: Instead, table: pd.DataFrame, by_metric: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """The table with estimates where there is no count."""
    if instead.metric_id not in by_metric:
        return table
    estimates = by_metric[instead.metric_id].reindex(table["lg_code"]).reset_index(drop=True)
    chance = estimates["value"].astype(float)
    is_used = (table["state"] == UNKNOWN) & chance.notna()
    if instead.is_high_yes:
        state = np.select([chance >= instead.holds, chance <= instead.fails], [YES, NO], UNKNOWN)
    else:
        state = np.select([chance <= instead.holds, chance >= instead.fails], [YES, NO], UNKNOWN)
    used = pd.DataFrame(
        {
            "state": state,
            "metric_id": instead.metric_id,
            "value": chance,
            "bound": instead.holds,
            "basis": estimates["basis"],
            "as_of": estimates["as_of"],
            "why_unknown": pd.Series(state).map({UNKNOWN: UNCLEAR}),
        }
    )
    table = table.copy()
    for column in used:
        table[column] = table[column].where(~is_used, used[column])
    return table


def counts(types: pd.DataFrame) -> pd.DataFrame:
    """How many municipalities a rule holds for, does not, and is not known of: type_id, yes, no, unknown, in the order of the rules."""
    order = list(dict.fromkeys(types["type_id"]))
    table = pd.crosstab(types["type_id"], types["state"]).reindex(
        index=order, columns=[YES, NO, UNKNOWN], fill_value=0
    )
    return table.rename_axis(columns=None).reset_index()


def number_of(types: pd.DataFrame, type_ids: list[str]) -> pd.DataFrame:
    """How many of these rules hold for each municipality, and how many are not known: lg_code, holding, unknown, in their order."""
    own = types[types["type_id"].isin(type_ids)]
    states = own.groupby("lg_code", sort=False)["state"]
    return pd.DataFrame(
        {
            "holding": states.apply(lambda state: int((state == YES).sum())),
            "unknown": states.apply(lambda state: int((state == UNKNOWN).sum())),
        }
    ).reset_index()
