"""A table as CSV or Excel for the reader's own work: Japanese headings, sources beside the numbers, nothing that runs."""

import io
import math
from datetime import date

import numpy as np
import pandas as pd
import xlsxwriter

from analysis.spreadsheet import neutralised

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
FIRST_YEAR, LETTERS = 1900, 32_767  # of Excel: of its calendar, of a cell


def csv_bytes(table: pd.DataFrame) -> bytes:
    """CSV that Excel opens as Japanese text (UTF-8 with BOM)."""
    return neutralised(table).to_csv(index=False).encode("utf-8-sig")


def xlsx_bytes(table: pd.DataFrame, title: str, sources: pd.DataFrame, notes: list[str]) -> bytes:
    """An Excel workbook: the table on its first sheet, a 出典 sheet with title, notes and where each number comes from.

    table: columns are the headings shown. sources: attribution, publisher, as_of, licence, page.
    """
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, OPTIONS) as workbook:
        formats = looks(workbook)
        write_table(workbook.add_worksheet("データ"), table, formats)
        write_about(workbook, title, sources, notes, formats)
    return output.getvalue()


def looks(workbook: xlsxwriter.Workbook) -> dict:
    """The formats of our sheets by name."""
    return {
        "heading": workbook.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True}),
        "plain": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "day": workbook.add_format({"num_format": "yyyy/m/d"}),
        "title": workbook.add_format({"bold": True, "font_size": 14}),
    }


def write_table(sheet, table: pd.DataFrame, looks: dict) -> None:
    """A table from the first cell on, its headings frozen and filtered."""
    for at, name in enumerate(table.columns):
        sheet.write_string(0, at, str(name), looks["heading"])
        sheet.set_column(at, at, _width(table[name], str(name)))
        for row, cell in enumerate(table[name], start=1):
            _write(sheet, row, at, cell, looks["day"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))


def write_about(workbook, title: str, sources: pd.DataFrame, notes: list[str], looks: dict) -> None:
    """The sheet 出典: title, notes, and where each number comes from."""
    about = workbook.add_worksheet("出典")
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
        about.write_string(row, 0, name, looks["heading"])
        about.write_string(row, 1, text, looks["plain"])


def _write(sheet, row: int, column: int, cell, day) -> None:
    if cell is None or cell is pd.NA or (not isinstance(cell, str | list) and pd.isna(cell)):
        return
    if isinstance(cell, date):
        _write_day(sheet, row, column, cell, day)
    elif isinstance(cell, bool | np.bool_):
        sheet.write_boolean(row, column, bool(cell))
    elif isinstance(cell, str) or not math.isfinite(cell):
        sheet.write_string(row, column, str(cell)[:LETTERS])
    else:
        sheet.write_number(row, column, cell)


def _write_day(sheet, row: int, column: int, cell: date, day) -> None:
    """A day, or a time, as Excel counts them; those before 1900, which it does not, as texts."""
    if cell.year < FIRST_YEAR:
        sheet.write_string(row, column, str(cell))
    else:
        sheet.write_datetime(
            row, column, cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell, day
        )


def _width(cells: pd.Series, heading: str) -> float:
    """Column width in characters; a kanji takes two, a long heading wraps."""
    longest = max((len(str(cell)) for cell in cells.head(200)), default=0)
    wide = 2 if cells.dtype == object or str(cells.dtype).startswith("str") else 1
    return min(max(longest * wide, min(len(heading) * 2, 18), 8) + 2, 40)
