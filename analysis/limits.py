"""Values below a printing limit: of them only is known that they are at least 0 and less than `less_than`.

They are neither zero nor unknown: they are compared, ranked and added up as these bounds allow. No known value of a metric lies
below its printing limit (a check of the build holds that), so that all of them share the lowest place.
"""

import pandas as pd

from analysis import few


def compared(values: pd.DataFrame) -> pd.Series:
    """What stands for each value where it is compared: itself; 0, the lowest it can be, where only `less_than` is known.

    values: value, less_than (may be left out where a metric has no printing limit).
    """
    return values["value"].fillna(values["less_than"] * 0) if "less_than" in values else values["value"]


def highest(values: pd.DataFrame) -> pd.Series:
    """The highest each value can be. values: as for `compared`."""
    return values["value"].fillna(values["less_than"]) if "less_than" in values else values["value"]


def median(values: pd.DataFrame) -> tuple[float, float]:
    """The lowest and the highest the median can be: the same where it is known, null (NaN) where too few have a value."""
    return few.median(compared(values)), few.median(highest(values))
