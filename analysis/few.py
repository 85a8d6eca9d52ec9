"""How few are too few: one place for the numbers below which a figure says more about chance than about places."""

import pandas as pd

RATIO_OF = 10  # a share of fewer facilities is marked: one of them moves it by more than 10 points
MEDIAN_OF = 3  # a median of one or two is their value or the middle between them


def median(values: pd.Series) -> float:
    """The median of the known values; null (NaN) where fewer than MEDIAN_OF are known."""
    return float(values.median()) if values.count() >= MEDIAN_OF else float("nan")
