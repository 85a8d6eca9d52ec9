"""Workbooks and text files of invented orders, laid out as offices lay them out."""

import io
from collections.abc import Iterable, Mapping, Sequence

import openpyxl
import pandas as pd

from dashboard.forms import declaration, reader
from pages.orders.form import FORM

Rows = Sequence[Sequence[object]]


def book(
    sheets: Mapping[str, Rows],
    merged: Iterable[str] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[str] = (),
    hidden_sheets: Iterable[str] = (),
) -> bytes:
    """An .xlsx; merged, hidden_rows and hidden_columns are of every sheet."""
    excel = openpyxl.Workbook()
    excel.remove(excel.active)
    for name, rows in sheets.items():
        sheet = excel.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for block in merged:
            sheet.merge_cells(block)
        for row in hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for letter in hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        if name in hidden_sheets:
            sheet.sheet_state = "hidden"
    output = io.BytesIO()
    excel.save(output)
    return output.getvalue()


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
