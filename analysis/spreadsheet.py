"""Texts that Excel and its like would run: any cell or heading that begins as a formula does; and sheets that print well."""

import io
import math
from collections.abc import Mapping
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter

from analysis.printed_numbers import plain

WIDEST = 420  # pixels of a column
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9  # of Excel's paper sizes
ACROSS = 260  # letters across a page of A4 at half their size, below which nobody reads them
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches


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
    safe = table.copy(deep=False)
    for at, (_, cells) in enumerate(table.items()):
        if not pd.api.types.is_numeric_dtype(cells):
            safe.isetitem(at, cells.map(harmless).array)
    return safe.rename(columns=harmless)


def print_on_a4(sheet: xlsxwriter.worksheet.Worksheet, heading_row: int | None = None) -> None:
    """Print a sheet on A4 across, as wide as the paper, pages numbered; its headings stay in view and on every page.

    heading_row: from 0; None where there are no headings.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(**MARGINS)
    sheet.set_footer("&L&A&R&P / &N")
    if heading_row is not None:
        sheet.freeze_panes(heading_row + 1, 0)
        sheet.repeat_rows(heading_row)


def spread(sheet: xlsxwriter.worksheet.Worksheet, letters: float) -> None:
    """Print a sheet set up by `print_on_a4` over as many pages across as its columns need to be read, the first column on each.

    letters: the widths of all columns together.
    """
    if letters > ACROSS:
        sheet.fit_to_pages(math.ceil(letters / ACROSS), 0)
        sheet.repeat_columns(0)


def width(text: str) -> int:
    """Width of a text's longest line in letters; a kanji takes two."""
    return max(sum(2 if east_asian_width(one) in "WFA" else 1 for one in line) for line in text.split("\n"))


def workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as a workbook (xlsx), one sheet for each, by its name; texts are never formulas."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, table in sheets.items():
            page = book.add_worksheet(title)
            print_on_a4(page, heading_row=0)
            page.write_row(0, 0, list(table.columns), bold)
            cells = table.astype(object).where(table.notna(), "")
            for number, row in enumerate(cells.itertuples(index=False), start=1):
                page.write_row(number, 0, [plain(cell) for cell in row])
            page.autofit(WIDEST)
    return output.getvalue()
