"""How a stock of structures grows old: the share 50 years or older, year by year.

「50年」is a convention of the ministry's own table, not a lifetime; structures of unknown year are left out of the denominator,
as the ministry does (国土交通省「社会資本の老朽化の現状と将来」).
"""

import numpy as np
import pandas as pd

AGED_YEARS = 50


def aged_share(
    built_fiscal_years: pd.Series,
    first: int,
    last: int,
    aged_years: int = AGED_YEARS,
    amounts: pd.Series | None = None,
) -> pd.DataFrame:
    """The share of structures at least `aged_years` old in each fiscal year from `first` to `last`.

    built_fiscal_years: one per structure, null where unknown. amounts: how much each counts (its length), null where unknown; each
    counts as one when left out. Today's structures are neither replaced nor added to; a structure
    counts only from the year it was built. Columns: fiscal_year, aged, known, share (0–1; null while nothing stands).
    """
    built = built_fiscal_years.dropna().astype(int)
    each = pd.Series(1, built.index) if amounts is None else amounts.loc[built.index].fillna(0)
    years = pd.DataFrame({"fiscal_year": range(first, last + 1)})
    built_until = each.groupby(built).sum().cumsum()
    for column, until in (("aged", years["fiscal_year"] - aged_years), ("known", years["fiscal_year"])):
        at = built_until.index.searchsorted(until, side="right")
        years[column] = np.concatenate([[0], built_until])[at]
    years["share"] = (years["aged"] / years["known"]).where(years["known"] > 0)
    return years
