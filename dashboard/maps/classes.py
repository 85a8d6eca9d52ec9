"""Cuts values into a few classes a reader can name: round limits near the quantiles, labels in Japanese."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log10

import pandas as pd

# From this share on, zero is a finding of its own and not the end of a range.
LEAST_SHARE_OF_ZEROS = 0.08
# Up to here whole numbers are counted one by one (1〜5, 6〜10), above they are measured (100〜200).
COUNTED_ONE_BY_ONE = 100


@dataclass(frozen=True)
class Classes:
    """The class of every value (None where it is missing), and the labels of the classes, lowest first."""

    indexes: list[int | None]
    labels: list[str]
    breaks: list[float]


def cut(
    values: Sequence[float | None],
    *,
    unit: str = "",
    digits: int = 0,
    most: int = 7,
    breaks: Sequence[float] | None = None,
) -> Classes:
    """At most `most` classes (3 or more) of values shown with `digits` decimals, or those between given `breaks`.

    A break is the lowest value of its class. Values are taken as shown, so a place never stands in a class
    its printed number contradicts.
    """
    shown = [None if pd.isna(value) else round(float(value), digits) for value in values]
    known = sorted(value for value in shown if value is not None)
    distinct = sorted(set(known))
    if breaks is None and len(distinct) <= most:
        chosen = distinct[1:]
        labels = [f"{_text(value, digits)}{unit}" for value in distinct]
    else:
        chosen = sorted(breaks) if breaks else _breaks(known, digits, most)
        labels = _labels(chosen, unit, digits, nothing_below_zero=not known or known[0] >= 0)
    indexes = [None if value is None else bisect_right(chosen, value) for value in shown]
    return Classes(indexes, labels, chosen)


def with_limit(
    classes: Classes, is_below: Sequence[bool], limit: float, *, unit: str, digits: int
) -> Classes:
    """The classes with one more at the low end, of the values of which only is known that they are below a limit.

    classes: of the known values, all of them at the limit or above.
    """
    indexes = [
        0 if below else None if index is None else index + 1
        for index, below in zip(classes.indexes, is_below, strict=True)
    ]
    lowest = classes.labels[0]
    if lowest.endswith("未満"):  # it begins at the limit
        lowest = f"{_text(limit, digits)}〜{lowest.removesuffix('未満')}"
    labels = [f"{_text(limit, digits)}{unit}未満", lowest, *classes.labels[1:]]
    return Classes(indexes, labels, [limit, *classes.breaks])


def _breaks(known: list[float], digits: int, most: int) -> list[float]:
    if known[0] == 0 and known.count(0) >= LEAST_SHARE_OF_ZEROS * len(known):
        above = [value for value in known if value > 0]
        return [10**-digits, *_breaks_inside(above, digits, most - 1)]
    return _breaks_inside(known, digits, most)


def _breaks_inside(known: list[float], digits: int, most: int) -> list[float]:
    """Round numbers near the quantiles, all above the lowest value."""
    quantiles = sorted({known[len(known) * part // most] for part in range(1, most)} - {known[0]})
    # Where nearly all places are alike, the few above them are one class.
    quantiles = quantiles or sorted(set(known))[1:2]
    if not quantiles:
        return []
    points = [known[0], *quantiles, known[-1]]
    counted = digits == 0 and quantiles[-1] <= COUNTED_ONE_BY_ONE
    found = set()
    for below, quantile, above in zip(points, points[1:], points[2:], strict=False):
        room = 0.35 * min(quantile - below, (above - quantile) or quantile - below)
        # Counted ranges end on the round number (1〜5) and begin after it (6〜10).
        limit = _roundest(quantile - counted, room, digits) + counted
        found.add(limit if known[0] < limit <= known[-1] else quantile)
    return sorted(found)


def _roundest(value: float, room: float, digits: int) -> float:
    """The roundest number within `room` of the value; the value itself when there is none."""
    for power in range(ceil(log10(max(abs(value) + room, 1))), -digits - 1, -1):
        for step in (5, 2, 1):
            size = step * 10.0**power
            nearest = round(value / size) * size
            if abs(nearest - value) <= room:
                return round(nearest, digits)
    return round(value, digits)


def _labels(breaks: list[float], unit: str, digits: int, *, nothing_below_zero: bool) -> list[str]:
    """The last number of a range belongs to it where things are counted, and to the next otherwise."""
    counted = digits == 0 and breaks[-1] <= COUNTED_ONE_BY_ONE + 1
    first, last = breaks[0], breaks[-1]
    if nothing_below_zero and first <= 10**-digits:
        labels = [f"0{unit}"]
    elif counted:
        labels = [f"{_text(first - 1, digits)}{unit}以下"]
    else:
        labels = [f"{_text(first, digits)}{unit}未満"]
    for low, high in pairwise(breaks):
        end = high - 1 if counted else high
        labels.append(_text(low, digits) + (f"〜{_text(end, digits)}" if end > low else "") + unit)
    return [*labels, f"{_text(last, digits)}{unit}以上"]


def _text(number: float, digits: int) -> str:
    return f"{number:,.{digits if number % 1 else 0}f}"
