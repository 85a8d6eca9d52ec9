"""An answer of the sandbox as a table that a page, a file and a chart can take: numbers, truths, days, times and texts.

What no such column holds without loss (huge integers, infinite dates) stays the text DuckDB writes for it.
"""

import re

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.runtime.plain_answer import KIND

EXACT = 2**53  # up to here every whole number is a double of its own
DIGITS = 15  # and every decimal of so many digits
ISO = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,9})?)?")


def frame(table: pa.Table) -> pd.DataFrame:
    """The table as a page shows it. Days are datetime.date, times datetime64[us]."""
    columns = [_column(column, field) for column, field in zip(table.columns, table.schema, strict=True)]
    return pd.DataFrame(dict(zip(table.column_names, columns, strict=True)), index=range(len(table)))


def _column(column: pa.ChunkedArray, field: pa.Field) -> pd.Series:
    kind = (field.metadata or {}).get(KIND, b"").decode()
    values = column.to_pandas()
    if pa.types.is_integer(column.type):
        return values if _is_exact(column) else pd.Series(column.cast(pa.string()).to_pandas())
    if kind == "number":
        return _numbers(values)
    if kind in ("date", "time"):
        return _moments(values, "D" if kind == "date" else "us")
    return values


def _is_exact(column: pa.ChunkedArray) -> bool:
    known = [value for value in column.to_pylist() if value is not None]
    return not known or (min(known) >= -EXACT and max(known) <= EXACT)


def _numbers(texts: pd.Series) -> pd.Series:
    """Doubles when each of them is as exact as its text."""
    known = texts.dropna()
    if known.str.count(r"\d").gt(DIGITS).any() or known.str.contains("[^-.0-9]").any():
        return texts
    return texts.astype("float64")


def _moments(texts: pd.Series, unit: str) -> pd.Series:
    """Days or times when all of them are from the years 1 to 9999."""
    if not all(ISO.fullmatch(text) and text >= "0001" for text in texts.dropna()):
        return texts
    moments = np.array([None if pd.isna(text) else text for text in texts], dtype=f"datetime64[{unit}]")
    return pd.Series(moments.astype(object), dtype=object) if unit == "D" else pd.Series(moments)
