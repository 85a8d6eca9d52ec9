"""「どちらも重い」: two burdens of municipalities at once. The one place that says who is counted, listed and drawn as such.

The municipalities compared are those shown (of the nation, of a prefecture, of a kind) that have both values.
"""

from typing import NamedTuple

import pandas as pd

from analysis import few, rounding

HEAVIEST = 0.1  # 「特に重い」: the top tenth of those compared
BOTH = 3  # the quadrant above both medians


class Middles(NamedTuple):
    """The medians of both burdens; null where too few are compared."""

    first: float
    second: float


def middles(first: pd.Series, second: pd.Series) -> Middles:
    """The medians of the municipalities shown that have both values."""
    known = first.notna() & second.notna()
    return Middles(few.median(first[known]), few.median(second[known]))


def quadrants(first: pd.Series, second: pd.Series, cut: Middles) -> pd.Series:
    """0 above neither median, 1 above the first alone, 2 above the second alone, 3 above both (BOTH); null where either is unknown."""
    return (
        ((first > cut.first) + 2 * (second > cut.second))
        .astype("Int64")
        .where(first.notna() & second.notna())
    )


def compared(first: pd.Series, second: pd.Series, digits: tuple[int, int]) -> pd.DataFrame:
    """The municipalities shown, one row each: rank, is_heavy (どちらも重い: above both medians), is_heaviest (特に重い).

    digits: with how many decimals each burden is printed, in the scale it has here. rank: 1 = heaviest; each burden, as it is printed,
    is turned into the share of places it exceeds, and the lower of the two decides, so that a place stands high only when both are
    heavy; ties share a rank; null where either value is unknown. is_heaviest: of the heavy ones, those whose rank is within the top
    tenth.
    """
    known = first.notna() & second.notna()
    exceeded = pd.DataFrame(
        {
            name: rounding.printed(values[known].astype(float), "", count).rank(pct=True)
            for name, values, count in zip(("first", "second"), (first, second), digits, strict=True)
        }
    )
    rank = exceeded.min(axis=1).rank(ascending=False, method="min").reindex(first.index)
    is_heavy = quadrants(first, second, middles(first, second)).eq(BOTH).fillna(False).astype(bool)
    return pd.DataFrame(
        {"rank": rank, "is_heavy": is_heavy, "is_heaviest": is_heavy & (rank <= known.sum() * HEAVIEST)}
    )
