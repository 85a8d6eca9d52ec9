"""Numbers as they are printed: the one rule of rounding, by which values are written and by which they are ranked.

Half is rounded away from zero. What arithmetic leaves in the last places of a number (9.85 and 9.850000000000001) decides nothing.
etl/marts/newest_values.sql ranks by the same rule; a test compares the two.
"""

from typing import overload

import numpy as np
import pandas as pd

NOISE = 9  # decimals; what lies beyond them comes from arithmetic
SCALED_NOISE = 6  # decimals, of a value in units of its last printed place


@overload
def printed(values: float, unit: str, digits: int) -> float: ...
@overload
def printed(values: pd.Series, unit: str, digits: int) -> pd.Series: ...
def printed(values: float | pd.Series, unit: str, digits: int) -> float | pd.Series:
    """Values as they are printed with so many decimals, in their own scale: a share (0–1) is printed in percent."""
    scale = 10.0 ** (int(digits) + 2 * (unit == "share"))
    # Scaling leaves its own last places: 0.285 times 100 is 28.499999999999996.
    exact = np.round(np.round(values, NOISE) * scale, SCALED_NOISE)
    rounded = np.sign(exact) * np.floor(np.abs(exact) + 0.5) / scale
    return pd.Series(rounded, index=values.index) if isinstance(values, pd.Series) else float(rounded)
