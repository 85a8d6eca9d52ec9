"""What changed between two dates of a metric, and which changes are no more than noise."""

import pandas as pd

from analysis import few, profile, rounding

ROUNDING = "丸めの範囲"
ONE = "差が1"
FEW = "母数が少ない"
LEFT_OUT = "印のある値"


def is_relative(metric: pd.Series) -> bool:
    """Whether a change is given as a share of what was before: of counts and money, whose size says most about the size of a place."""
    return metric["kind"] == "level" and metric["unit"] in profile.ADDED_UNITS


def between(metric: pd.Series, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality: what a metric was and is, and how it changed.

    metric: kind, unit, digits, higher_is. before, after: one row per municipality in the same order, as queries.metric_values.
    Columns: those that name the municipality, before, after, before_as_of, as_of, change (after less before; where is_relative the share
    of what was before; null where either is unknown, or both are of one date), noise (ROUNDING: no more than a step of the last printed
    decimal; ONE: a count changed by one; FEW: a ratio of fewer than few.RATIO_OF; LEFT_OUT: marked as implausible), is_worse (null where
    no end is worse, or where the change is noise).
    """
    then = before.set_index("lg_code").reindex(after["lg_code"]).reset_index()
    now = after.reset_index(drop=True)
    was, is_now = _shown(then), _shown(now)
    change = is_now - was
    if is_relative(metric):
        change = change / was.where(was > 0)
    change = change.where(now["as_of"] > then["as_of"])
    noise = _noise(metric, then, now).where(change.notna())
    return now.drop(columns=["value", "numerator", "denominator"], errors="ignore").assign(
        before=was,
        after=is_now,
        before_as_of=then["as_of"],
        change=change,
        noise=noise,
        is_worse=_is_worse(metric, change.where(noise.isna())),
    )


def _shown(values: pd.DataFrame) -> pd.Series:
    return values["value"].fillna(values["marked_value"])


def _noise(metric: pd.Series, then: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Why a change says nothing, the weightiest reason; null where it says something."""
    noise = pd.Series(None, index=now.index, dtype=object)
    difference = (_shown(now) - _shown(then)).abs()
    if not is_relative(metric):
        step = 10.0 ** -(int(metric["digits"]) + 2 * (metric["unit"] == "share"))
        # Two printed numbers are each off by half a step at most.
        noise[rounding.printed(difference, metric["unit"], int(metric["digits"])) <= step] = ROUNDING
    counts = _shown if metric["kind"] == "level" else (lambda values: values["numerator"])
    if _is_counted(metric):
        noise[(counts(now) - counts(then)).abs() <= 1] = ONE
    if metric["kind"] == "ratio":
        noise[then["denominator"].combine(now["denominator"], min) < few.RATIO_OF] = FEW
    for mark in (then["mark"], now["mark"]):
        noise[mark.notna() & (mark != "few")] = LEFT_OUT
    return noise


def _is_counted(metric: pd.Series) -> bool:
    unit = metric["unit"] if metric["kind"] == "level" else metric["numerator_unit"]
    return unit in {"人", "橋", "事業所"}


def _is_worse(metric: pd.Series, change: pd.Series) -> pd.Series:
    """Whether a change is for the worse; null where it is none, or where no end is worse."""
    if metric["higher_is"] == "neither":
        return pd.Series(pd.NA, index=change.index, dtype="boolean")
    rises = change > 0 if metric["higher_is"] == "worse" else change < 0
    return rises.astype("boolean").mask(change.isna() | (change == 0))
