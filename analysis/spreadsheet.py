"""Texts that Excel and its like would run: any cell or heading that begins as a formula does."""

import pandas as pd

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
