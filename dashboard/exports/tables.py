"""A table as Excel for the reader's own work: Japanese headings, sources beside the numbers, nothing that runs."""

import io
import math
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import xlsxwriter

from analysis import printed_numbers
from analysis.spreadsheet import print_on_a4, spread, width

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
FIRST_YEAR, LETTERS = 1900, 32_767  # of Excel: of its calendar, of a cell
NARROWEST, WIDEST, OF_HEADING = 8, 42, 18  # letters of a column; a longer heading wraps

Digits = Mapping[str, int]


def xlsx_bytes(
    table: pd.DataFrame,
    title: str,
    sources: pd.DataFrame,
    notes: list[str],
    digits: Digits | None = None,
    most: int = printed_numbers.MOST,
) -> bytes:
    """An Excel workbook: the table on its first sheet, a 出典 sheet with title, notes and where each number comes from.

    table: columns are the headings shown. sources: attribution, publisher, as_of, licence, page. digits, most: as of
    printed_numbers.rounded.
    """
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, OPTIONS) as workbook:
        formats = Looks(workbook)
        shown = printed_numbers.rounded(table, digits, most)
        write_table(workbook.add_worksheet("データ"), shown, formats, digits)
        write_about(workbook, title, sources, notes, formats)
    return output.getvalue()


class Looks:
    """The formats of the sheets of one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook):
        self._workbook = workbook
        self._numbers: dict[str, object] = {}
        self.heading = workbook.add_format(
            {"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self.plain = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.day = workbook.add_format({"num_format": "yyyy/m/d", "valign": "top"})
        self.title = workbook.add_format({"bold": True, "font_size": 14})

    def number(self, heading: str, decimals: int):
        """Of a number under a heading."""
        written = printed_numbers.in_excel(heading, decimals)
        if written not in self._numbers:
            self._numbers[written] = self._workbook.add_format({"num_format": written, "valign": "top"})
        return self._numbers[written]


def write_table(sheet, table: pd.DataFrame, looks: Looks, digits: Digits | None = None) -> None:
    """A table from the first cell on, its headings frozen and filtered, set up to print. table: numbers as they are printed."""
    print_on_a4(sheet, heading_row=0)
    widths = [_width(table[name], str(name)) for name in table.columns]
    spread(sheet, sum(widths))
    for at, name in enumerate(table.columns):
        heading, declared = str(name), (digits or {}).get(name)
        sheet.write_string(0, at, heading, looks.heading)
        sheet.set_column(at, at, widths[at])
        for row, cell in enumerate(table[name], start=1):
            _write(sheet, (row, at), cell, looks, partial(_look_of_number, looks, heading, declared))
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))


def _look_of_number(looks: Looks, heading: str, declared: int | None, cell: float):
    return looks.number(heading, printed_numbers.decimals(cell) if declared is None else declared)


def write_about(workbook, title: str, sources: pd.DataFrame, notes: list[str], looks: Looks) -> None:
    """The sheet 出典: title, notes, and where each number comes from."""
    about = workbook.add_worksheet("出典")
    print_on_a4(about)
    about.set_column(0, 0, 14)
    about.set_column(1, 1, 90)
    rows = [("表題", title), *[("注", note) for note in notes]]
    for source in sources.itertuples():
        rows += [
            ("出典", source.attribution),
            ("公表者", source.publisher),
            ("時点", f"{source.as_of:%Y-%m-%d}"),
            ("利用条件", source.licence),
            ("掲載ページ", source.page),
        ]
    for row, (name, text) in enumerate(rows):
        about.write_string(row, 0, name, looks.heading)
        about.write_string(row, 1, text, looks.plain)


def _write(sheet, at: tuple[int, int], cell, looks: Looks, look_of_number: Callable) -> None:
    """A cell as what it is; texts are never formulas, what is missing stays empty."""
    if cell is None or cell is pd.NA or (not isinstance(cell, str | list) and pd.isna(cell)):
        return
    if isinstance(cell, date):
        _write_day(sheet, at, cell, looks.day)
    elif isinstance(cell, bool | np.bool_):
        sheet.write_boolean(*at, bool(cell))
    elif isinstance(cell, str) or not math.isfinite(cell):
        sheet.write_string(*at, str(cell)[:LETTERS], looks.plain)
    else:
        sheet.write_number(*at, cell, look_of_number(cell))


def _write_day(sheet, at: tuple[int, int], cell: date, day) -> None:
    """A day, or a time, as Excel counts them; those before 1900, which it does not, as texts."""
    if cell.year < FIRST_YEAR:
        sheet.write_string(*at, str(cell))
    else:
        sheet.write_datetime(*at, cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell, day)


def _width(cells: pd.Series, heading: str) -> float:
    """Width of a column in letters: room for its cells, numbers with their separators among them; what is longer wraps."""
    written = (f"{cell:,}" if isinstance(cell, int | float) else str(cell)[: WIDEST * 2] for cell in cells)
    if str(cells.dtype).startswith("datetime"):
        written = iter(["2024/12/31"])
    needed = max((width(one) for one in written), default=0)
    return min(max(needed, min(width(heading), OF_HEADING), NARROWEST) + 2, WIDEST)
