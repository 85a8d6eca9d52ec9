"""Where values lie among everyone's, asked again and again: what analysis.profile works out anew each time is here put in order once.

The answers are those of `profile.standing` and `profile.medians`, row by row.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import few, limits, profile, rounding

Numbers = NDArray[np.float64]
Which = NDArray[np.bool_]


class Standings:
    """What everyone has of each item.

    values: item, lg_code, value and, where there are printing limits, less_than. items: item, unit, digits: values are compared as they
    are printed.
    """

    def __init__(self, values: pd.DataFrame, items: pd.DataFrame) -> None:
        known = values.assign(lowest=limits.compared(values), highest=limits.highest(values))
        table = known.pivot(index="lg_code", columns="item", values=["lowest", "highest"])
        self._codes = table.index
        self._items = {str(one["item"]): one for one in items.to_dict("records")}
        nothing = np.full(len(table), np.nan)
        self._lowest, self._highest = (
            {
                item: table[end, item].to_numpy(float) if (end, item) in table else nothing
                for item in self._items
            }
            for end in ("lowest", "highest")
        )
        self._printed = {
            item: rounding.printed(
                pd.Series(self._lowest[item]), str(one["unit"]), int(one["digits"])
            ).to_numpy()
            for item, one in self._items.items()
        }
        self._found: dict[bytes, dict[str, tuple[float, float, int]]] = {}

    def standing(self, own: pd.DataFrame, among: Iterable[str] | None = None) -> pd.DataFrame:
        """As profile.standing of one of these municipalities. among: codes of those compared, its own among them; all when left out."""
        which = self._which(among)
        rows = []
        for item, lowest in zip(own["item"], limits.compared(own), strict=True):
            one = self._items[item]
            value = rounding.printed(float(lowest), str(one["unit"]), int(one["digits"]))
            others = _known(self._printed[item][which])
            above, below = int((others > value).sum()), int((others < value).sum())
            same = 0 if pd.isna(value) else len(others) - above - below - 1
            middle, highest, _ = self._medians(which)[item]
            rows.append((above, same, below, middle if middle == highest else float("nan")))
        names = ("above", "same", "below", "median")
        return own.assign(**dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))

    def medians(self, sets: Mapping[str, Iterable[str]]) -> pd.DataFrame:
        """As profile.medians. sets: name → codes."""
        rows = []
        for name, codes in sets.items():
            for item, (median, highest, count) in sorted(self._medians(self._which(codes)).items()):
                if count < few.MEDIAN_OF:
                    continue
                everyone = _known(self._lowest[item])
                above, below = (everyone > median).sum(), (everyone < median).sum()
                rows.append((name, item, median, highest, count, above, len(everyone) - above - below, below))
        columns = ["reference", "item", "median", "highest", "count", "above", "same", "below"]
        table = pd.DataFrame(rows, columns=columns)
        placed = profile.percentile(table["above"], table["same"], table["below"])
        return table[columns[:5]].assign(percentile=placed)

    def _which(self, codes: Iterable[str] | None) -> Which:
        if codes is None:
            return np.ones(len(self._codes), bool)
        return np.asarray(self._codes.isin(list(codes)), bool)

    def _medians(self, which: Which) -> dict[str, tuple[float, float, int]]:
        """By item: the lowest and the highest the median can be, and how many have a value. Worked out once for the nation and the
        prefectures, which are asked of for each of their municipalities."""
        key = which.tobytes()
        if key in self._found:
            return self._found[key]
        found = {}
        for item in self._items:
            lowest, highest = (_known(ends[item][which]) for ends in (self._lowest, self._highest))
            found[item] = _median(lowest), _median(highest), len(lowest)
        if len(self._found) < 64:
            self._found[key] = found
        return found


def _known(numbers: Numbers) -> Numbers:
    return numbers[~np.isnan(numbers)]


def _median(numbers: Numbers) -> float:
    return float(np.median(numbers)) if len(numbers) else float("nan")
