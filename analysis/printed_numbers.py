"""Numbers of a table as a reader sees them: separators of thousands on screen, plain numbers with the same decimals in files.

A column has the decimals declared for it, else as many as its numbers need, at most MOST. Tables of the database and answers to a
reader's own SQL go out in full, without what arithmetic leaves in the last places (9.850000000000001).
"""

import re
from collections.abc import Mapping
from functools import partial

import pandas as pd

from analysis import rounding

MOST = 4  # decimals where none are declared
FULL = rounding.NOISE  # decimals of the database
CERTAIN = 15  # significant digits that a float holds whatever the number
WITHOUT_SEPARATORS = re.compile(
    r"(年|年度|コード|番号|緯度|経度|year|code|number|latitude|longitude)$|[(（]年度[)）]$"
)


def has_separators(heading: object) -> bool:
    """Whether numbers under a heading have separators of thousands: years, codes and coordinates have none."""
    return not WITHOUT_SEPARATORS.search(str(heading))


def plain(cell: object, most: int = FULL) -> object:
    """A number with at most so many decimals, rounded half away from zero; anything else as it is."""
    if not isinstance(cell, float) or pd.isna(cell) or cell.is_integer() or abs(cell) == float("inf"):
        return cell
    if most < FULL:
        return rounding.printed(cell, "", most)
    return float(f"{round(cell, FULL):.{CERTAIN}g}")


def rounded(table: pd.DataFrame, digits: Mapping[str, int] | None = None, most: int = MOST) -> pd.DataFrame:
    """The table with numbers as they are printed. digits: decimals by column; most: of the other columns."""
    printed = table.copy(deep=False)
    for at, (name, cells) in enumerate(table.items()):
        if cells.dtype.kind == "f" or cells.dtype == object:
            printed.isetitem(at, cells.map(partial(plain, most=(digits or {}).get(str(name), most))).array)
    return printed


def without_empty_decimals(table: pd.DataFrame) -> pd.DataFrame:
    """The table for a text file: a whole number is written 1955678, not 1955678.0."""
    whole = table.copy(deep=False)
    for at, (_, cells) in enumerate(table.items()):
        if cells.dtype.kind == "f" or cells.dtype == object:
            whole.isetitem(at, pd.Series(map(_without_point, cells), dtype=object).array)
    return whole


def _without_point(cell: object) -> object:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def decimals(cell: float) -> int:
    """Decimals that a number needs."""
    return 0 if float(cell).is_integer() else len(f"{cell:.{FULL}f}".rstrip("0").partition(".")[2])


def on_screen(heading: object, digits: int | None) -> str:
    """The printf format of a column on screen. digits: the decimals declared for it; without, those that each number needs."""
    return f"%{_form(heading, digits)}"


def in_words(heading: object, cell: float, digits: int | None) -> str:
    """A number as `on_screen` has it drawn, as text."""
    return f"{cell:{_form(heading, digits)}}"


def _form(heading: object, digits: int | None) -> str:
    """Separators and decimals, in the signs that printf and Python share."""
    comma = "," if has_separators(heading) else ""
    return f"{comma}.{CERTAIN}g" if digits is None else f"{comma}.{digits}f"


def in_excel(heading: object, count: int) -> str:
    """The number format of a cell with so many decimals."""
    whole = "#,##0" if has_separators(heading) else "0"
    return f"{whole}.{'0' * count}" if count else whole
