"""Workbooks of invented tables, laid out as offices lay them out."""

import io
from collections.abc import Iterable, Mapping, Sequence

import openpyxl

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
