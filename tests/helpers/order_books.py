"""Invented orders read from workbooks, and what a screen says of them."""

import pandas as pd
from workbooks import Rows, book

from dashboard.forms import declaration, reader
from pages.orders.form import FORM


def read(rows: Rows, **more: object) -> declaration.Filled:
    """The orders of a workbook with one sheet."""
    return reader.read("一覧.xlsx", book({"一覧": rows}, **more), FORM)


def contracts(found: declaration.Filled | pd.DataFrame, *keys: str) -> list[tuple]:
    """The contracts by some columns, None where blank, dates as 2024-04-01."""
    table = found if isinstance(found, pd.DataFrame) else found.rows
    columns = []
    for key in keys or ("title", "contractor", "amount"):
        column = table[key]
        texts = column.dt.strftime("%Y-%m-%d") if column.dtype.kind == "M" else column
        columns.append(texts.astype(object).where(column.notna(), None))
    return list(zip(*columns, strict=True))


def remarks(found: declaration.Filled) -> str:
    """All that a screen says about a reading, a line each."""
    return "\n".join([*found.notes_ja, *(one.message_ja for one in found.problems)])
