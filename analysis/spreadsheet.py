"""Texts that Excel and its like would run: any cell or heading that begins as a formula does."""

import io
from collections.abc import Mapping

import pandas as pd
import xlsxwriter

WIDEST = 420  # pixels of a column
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """A cell or heading; a text that a spreadsheet would run gets an apostrophe before it.

    A carriage return becomes a line feed: unquoted in a CSV, it would begin a row, and with it a formula, in the middle of a text.
    """
    if not isinstance(cell, str):
        return cell
    mark = "'" if cell.startswith(FORMULA_STARTS) else ""
    return mark + cell.replace("\r\n", "\n").replace("\r", "\n")


def neutralised(table: pd.DataFrame) -> pd.DataFrame:
    """The table with harmless texts and headings; numbers stay as they are."""
    return table.map(harmless).rename(columns=harmless)


def workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as a workbook (xlsx), one sheet for each, by its name; texts are never formulas."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, table in sheets.items():
            page = book.add_worksheet(title)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, list(table.columns), bold)
            cells = table.astype(object).where(table.notna(), "")
            for number, row in enumerate(cells.itertuples(index=False), start=1):
                page.write_row(number, 0, list(row))
            page.autofit(WIDEST)
    return output.getvalue()
