"""Columns of codes and names as lists of municipalities print them: codes that changed, and which rows are of the 1,741."""

import pandas as pd

from japan import lg_code as codes


def current(lg_code: pd.Series) -> pd.Series:
    """Codes with those that changed brought up to date."""
    return lg_code.replace(codes.SUCCESSORS)


def is_municipality(lg_code: pd.Series, municipality_name: pd.Series) -> pd.Series:
    """Whether each row is a municipality (see `japan.lg_code.is_municipality`)."""
    rows = zip(lg_code, municipality_name, strict=True)
    return pd.Series([codes.is_municipality(*row) for row in rows], index=lg_code.index, dtype=bool)
