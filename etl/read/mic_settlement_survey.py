"""Read 市町村別決算状況調: the workbooks 概況 and 目的別歳出内訳, of cities and of towns and villages."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import text
from etl.problems import BadInput
from etl.sheets import Grid, Table, listed_columns, nearest_labels, only_sheet
from etl.source import Edition
from japan.cells import squeeze

LAYOUT = {
    "code": text,
    "columns": {
        "total_revenue_yen": text,
        "total_expenditure_yen": text,
        "public_works_expenditure_yen": text,
    },
}
EMPTY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "lg_code": "str",
            "fiscal_year": "Int64",
            "item": "str",
            "value": "Int64",
        }.items()
    }
)
HEADER_ROWS = 30
REFERENCE = "参考"  # repeats labels of the table to its left


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality, fiscal year and item: `value` in yen (printed in 千円), null where a dash is printed.

    A file holds some of the layout's items: 概況 the totals, 目的別歳出内訳 the expenditure by purpose.
    """
    grid = only_sheet(path)
    header, code = _find_code(grid, edition.layout["code"])
    body = _body(grid, header, code)
    head = [[squeeze(cell) for cell in row] for row in grid.rows[header : min(body)]]
    must_be_in_thousands(grid, min(body))
    positions = {
        item: at
        for item, label in edition.layout["columns"].items()
        if (at := position(grid, head, label)) is not None
    }
    if not positions:
        labels = "、".join(edition.layout["columns"].values())
        raise BadInput(
            f"{grid.place} {header + 1}行目：{labels} の列がどれもありません。"
            f"{nearest_labels(grid, edition.layout['columns']['public_works_expenditure_yen'])}"
        )
    cells = {
        name: [row[at] if at < len(row) else "" for row in body.values()]
        for name, at in ({"lg_code": code} | positions).items()
    }
    headings = {"lg_code": edition.layout["code"]} | {
        item: edition.layout["columns"][item] for item in positions
    }
    table = Table(grid.place, pd.DataFrame(cells, index=pd.Index(body, name="row"), dtype=object), headings)
    assert edition.as_of  # which only an imported edition lacks
    lg_code = table.lg_code("lg_code")
    table.must_be_unique(lg_code)
    tables = [
        pd.DataFrame(
            {
                "lg_code": places.current(lg_code),
                "fiscal_year": edition.as_of.year - 1,  # as_of is the 31 March that ends it
                "item": item,
                "value": table.number(item, missing=["dash"], whole=True) * 1000,
            }
        )
        for item in positions
    ]
    return pd.concat(tables, ignore_index=True).astype(EMPTY.dtypes)


def _find_code(grid: Grid, label: str) -> tuple[int, int]:
    """Row and column of the header's label of the code."""
    found = [
        (number, at)
        for number, row in enumerate(grid.rows[:HEADER_ROWS])
        for at, cell in enumerate(row)
        if squeeze(cell) == label
    ]
    if len(found) != 1:
        problem = "複数あります" if found else "見つかりません"
        raise BadInput(
            f"{grid.place}：見出し「{label}」が{problem}（先頭{HEADER_ROWS}行を調べました）。{nearest_labels(grid, label)}"
        )
    return found[0]


def _body(grid: Grid, header: int, code: int) -> dict[int, Sequence[object]]:
    """Rows with a code, by their number; headings of prefectures and sums have none."""
    body = {
        number: row
        for number, row in enumerate(grid.rows[header + 1 :], start=header + 2)
        if code < len(row) and squeeze(row[code])[:1].isdigit()
    }
    if not body:
        raise BadInput(f"{grid.place}：見出し（{header + 1}行目）の下にデータの行がありません。")
    return body


def position(grid: Grid, head: list[list[str]], label: str) -> int | None:
    """The column whose header says the label, alone or after the number of its chapter (八 土木費); None when none does."""
    end = next((at for at, cell in enumerate(head[0]) if REFERENCE in cell), len(head[0]))
    found = sorted(
        {
            at
            for row in head
            for at, cell in enumerate(row[:end])
            if re.fullmatch(rf"[一二三四五六七八九十]*{re.escape(label)}(\(?[A-Z]\)?)?", cell)
        }
    )
    if len(found) > 1:
        columns = listed_columns(found)
        raise BadInput(
            f"{grid.place}：列「{label}」に当たる見出しが複数あります（{columns}列）。1つにしてください。"
        )
    return found[0] if found else None


def must_be_in_thousands(grid: Grid, end: int) -> None:
    """Raise BadInput when the header states another unit than 千円."""
    head = [squeeze(cell) for row in grid.rows[:end] for cell in row]
    units = [cell for cell in head if re.search(r"単位[:・]?.*円", cell)]
    if units and not any("千円" in unit for unit in units):
        raise BadInput(f"{grid.place}：「{units[0]}」となっています。千円単位の表が必要です。")
