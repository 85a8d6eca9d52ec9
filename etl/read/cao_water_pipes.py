"""Read 管路経年化率 from 「見える化」データベース: a CSV with a column per year."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from etl.problems import BadInput
from etl.sheets import Table, read_csv
from etl.source import Edition
from japan.cells import squeeze

EMPTY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "lg_code": "str",
            "fiscal_year": "Int64",
            "water_pipe_overage_share": "float64",
        }.items()
    }
)
HEADER_ROWS = 30


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality and fiscal year with a value: water_pipe_overage_share, 0–1 as printed (over the legal 40 years).

    A dash means that there is none; values above 1 are kept as printed.
    """
    grid = read_csv(path)
    header, years = _years(grid.rows[:HEADER_ROWS], grid.place)
    body = {
        number: row
        for number, row in enumerate(grid.rows[header + 1 :], start=header + 2)
        if row and squeeze(row[0]).isdigit()
    }
    if not body:
        raise BadInput(f"{grid.place}：年の行（{header + 1}行目）の下にデータの行がありません。")
    index = pd.Index(body, name="row")
    cells = {"lg_code": [row[0] for row in body.values()]} | {
        str(year): [row[at] if at < len(row) else "" for row in body.values()] for at, year in years.items()
    }
    table = Table(
        grid.place, pd.DataFrame(cells, index=index, dtype=object), dict(zip(cells, cells, strict=True))
    )
    table.labels["lg_code"] = "団体コード"
    table = table.where(~table.text("lg_code").str.zfill(5).str.endswith("000"))  # prefectures
    table.rows["lg_code"] = table.text("lg_code").str.zfill(5)
    lg_code = table.lg_code("lg_code", digits=5)
    table.must_be_unique(lg_code)
    wide = pd.DataFrame(
        {year: table.number(str(year), missing=["dash", "blank"]) for year in years.values()}
    ).assign(lg_code=lg_code)
    rows = wide.melt("lg_code", var_name="fiscal_year", value_name="water_pipe_overage_share")
    return rows.dropna(subset="water_pipe_overage_share").astype(EMPTY.dtypes).reset_index(drop=True)


def _years(head: Sequence[Sequence[object]], place: str) -> tuple[int, dict[int, int]]:
    """The row that holds the years (row 10 as published), and the year of each of its columns."""
    for number, row in enumerate(head):
        years = {at: int(squeeze(cell)) for at, cell in enumerate(row) if at >= 2 and _is_year(cell)}
        if years and len(years) == len([cell for cell in row[2:] if squeeze(cell)]):
            return number, years
    raise BadInput(
        f"{place}：年の行（「1975」のような西暦が並ぶ行）が見つかりません（先頭{HEADER_ROWS}行を調べました）。"
    )


def _is_year(cell: object) -> bool:
    text = squeeze(cell)
    return len(text) == 4 and text.isdigit() and 1900 <= int(text) <= 2100
