"""Read 地方公共団体定員管理調査: the official workbooks of staff by department (第1表, 第2表) and by occupation (第4表).

Where what stands in these workbooks is not known beforehand, so everything is found by its label, and what fits twice is
refused. Columns of one table may be spread over several sheets.
"""

from pathlib import Path

import pandas as pd

from etl import crosstab
from etl.declaration import Many, Named, text
from etl.problems import BadInput, NothingToRead
from etl.read.mic_staffing_survey.columns import categorise
from etl.read.mic_staffing_survey.headings import find_blocks, nothing_found
from etl.read.mic_staffing_survey.lines import read_lines
from etl.read.mic_staffing_survey.model import EMPTY, Block, Confirmed, Layout
from etl.read.mic_staffing_survey.tidy import coverage, must_have_key_columns, recognised, unite
from etl.read.mic_staffing_survey.totals import check_columns, check_lines, must_not_look_moved
from etl.source import Edition

__all__ = ["EMPTY", "LAYOUT", "read"]
LAYOUT = {
    "identity": {"code": Many(text), "prefecture": Many(text), "name": Many(text)},
    "occupations": Named(Many(text)),
    "departments": Named(Many(text)),
    "parts": Named(Many(text)),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per body, survey date, table and category.

    lg_code, as_of, table (see TABLES), occupation or department (an identifier, else the printed label; the other is null),
    label_ja, staff_count (people; null unless status is value), status (value | blank | dash | unknown | suppressed).
    `attrs["recognised"]` says in sentences what was recognised. Raises BadInput when a table cannot be recognised beyond
    doubt: nothing is guessed; NothingToRead for a workbook of changes alone (第3表).
    """
    sheets = crosstab.sheets(path)
    layout: Layout = edition.layout
    blocks, unread = [], []
    for sheet in sheets:
        found, reasons = find_blocks(sheet, layout)
        blocks += found
        unread += reasons
    if not blocks:
        kind = NothingToRead if any("第3表" in reason for reason in unread) else BadInput
        raise kind(nothing_found(path, sheets, unread, layout))
    read_sheets = {block.sheet.name for block in blocks}
    elsewhere = [
        cell for sheet in sheets if sheet.name not in read_sheets for row in sheet.rows for cell in row
    ]
    done: list[Block] = []
    confirmed: Confirmed = set()
    for block in blocks:
        categorise(block, path, edition, elsewhere)
        read_lines(block, layout)
        confirmed |= check_columns(block, layout) | check_lines(block, done)
        done.append(block)
    for block in blocks:  # a total on the last page may confirm the lines of the first
        must_not_look_moved(block, confirmed)
    table = unite(blocks)
    must_have_key_columns(table, path, layout)
    table.attrs["recognised"] = [*map(recognised, blocks), *unread, *coverage(table)]
    return table
