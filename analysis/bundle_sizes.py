"""Which sizes of contractors a bundle fits, told by the contracts that were loaded and nothing else.

There is no national table of grades in it: grades differ from body to body. The bands are the quartiles of the amounts of the loaded
contracts, and beside them stands how many of the loaded companies had as much at once or in a year.
"""

import numpy as np
import pandas as pd

BANDS = ("小", "中", "大", "特大")
FEWEST = 8  # contracts with an amount, for quartiles to say anything


def limits(amounts: pd.Series) -> list[float] | None:
    """The upper ends in yen of all bands but the last: the quartiles; None below FEWEST contracts with an amount."""
    known = amounts.dropna()
    if len(known) < FEWEST:
        return None
    return [float(value) for value in np.quantile(known, [0.25, 0.5, 0.75])]


def fitting(orders: pd.DataFrame, bundles: pd.DataFrame) -> pd.DataFrame:
    """One row per bundle, in their order and index: band (of BANDS; null where there are too few amounts or the bundle has none),
    at_once (companies of the orders with one contract of at least the bundle's amount), in_year (with at least as much in the contracts
    that begin in a fiscal year).

    orders with `company`; bundles: amount (yen), with_amount (contracts that have one).
    """
    upper = limits(orders["amount"])
    known = orders.dropna(subset=["company", "amount"])
    largest = known.groupby("company")["amount"].max()
    year = (known["start"] - pd.DateOffset(months=3)).dt.year
    yearly = known.groupby([known["company"], year])["amount"].sum().groupby("company").max()
    rows: list[tuple[str | None, int, int]] = []
    for amount, with_amount in zip(
        bundles["amount"].astype(float), bundles["with_amount"].astype(int), strict=True
    ):
        if not with_amount:
            rows.append((None, 0, 0))
            continue
        band = None if upper is None else BANDS[sum(limit < amount for limit in upper)]
        rows.append((band, int((largest >= amount).sum()), int((yearly >= amount).sum())))
    return pd.DataFrame(rows, columns=["band", "at_once", "in_year"], index=bundles.index)
