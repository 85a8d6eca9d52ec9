"""Read 公共施設状況調経年比較表: every year in one sheet, seven rows of header.

What the header prints is only partly known, so the columns are those of the published layout; each must say what it is taken
for, and hold what it should.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from etl import places
from etl.declaration import Many, Named, many_or_none, maybe, text, whole
from etl.problems import BadInput
from etl.sheets import Grid, Table, read_workbook
from etl.source import Edition
from japan.cells import squeeze
from japan.tables import column_letter

COLUMNS = ("road_length_m", "park_area_m2", "public_housing_units", "sewered_population")
CELL = {"at": whole(0, 16383), "says": many_or_none(text)}  # the column from 0, and what its header says
LAYOUT = {
    "sheet": text,
    "header_rows": whole(1, 100),
    "lg_code": CELL,
    "fiscal_year": CELL,
    "name": maybe(CELL),
    "skip_name": maybe(text),  # needs the column `name`
    "columns": Named(Many(CELL), COLUMNS),
}
EMPTY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "lg_code": "str",
            "fiscal_year": "Int64",
            "road_length_m": "float64",
            "park_area_m2": "float64",
            "public_housing_units": "float64",
            "sewered_population": "float64",
        }.items()
    }
)


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality (or prefecture: what it manages itself) and fiscal year, at whose end the survey is.

    Lengths in m, areas in m². A dash means that there is no such facility: 0. sewered_population is null for prefectures.
    The sums of a prefecture's municipalities are left out.
    """
    layout = edition.layout
    grid = _sheet(path, layout["sheet"])
    header = _header(grid, layout["header_rows"])
    parts = {
        f"{name} {number}": column
        for name, columns in layout["columns"].items()
        for number, column in enumerate(columns)
    }
    table = _table(grid, header, layout, parts)
    lg_code = table.lg_code("lg_code")
    fiscal_year = table.number("fiscal_year", minimum=1950, whole=True)
    assert edition.as_of  # which only an imported edition lacks
    late = fiscal_year.index[fiscal_year >= edition.as_of.year]
    if len(late):
        raise table.fail(late[0], "fiscal_year", f"{edition.as_of.year - 1}年度までの年度が必要です。")
    keys = pd.DataFrame({"lg_code": lg_code, "fiscal_year": fiscal_year})
    table.must_be_unique(keys)
    values = {
        name: sum(
            table.number(f"{name} {number}", missing=["dash"]).fillna(0) for number in range(len(columns))
        )
        for name, columns in layout["columns"].items()
    }
    rows = keys.assign(lg_code=places.current(lg_code), **values).reindex(columns=EMPTY.columns)
    return rows.astype(EMPTY.dtypes).reset_index(drop=True)


def _sheet(path: Path, name: str) -> Grid:
    sheets = read_workbook(path)
    if name not in sheets:
        raise BadInput(
            f"{path.name}：シート「{name}」がありません。あるシート：{'、'.join(f'「{one}」' for one in sheets)}。"
        )
    return sheets[name]


def _header(grid: Grid, rows: int) -> list[str]:
    """What the rows above the data say of each column: its labels from top to bottom.

    A label reaches right over the blanks merged with it, until a label above it ends.
    """
    if len(grid.rows) <= rows:
        raise BadInput(f"{grid.place}：見出し{rows}行とデータの行が必要です。")
    labels = [""] * max(map(len, grid.rows[:rows]))
    begins: set[int] = set()
    for number, row in enumerate(grid.rows[:rows]):
        own = {at: squeeze(cell) for at, cell in enumerate(row) if squeeze(cell)}
        begins |= own.keys()
        label = ""
        for at in range(len(labels)):
            if at in begins or number == rows - 1:
                label = own.get(at, "")
            labels[at] += f"/{label}" if label else ""
    return labels


def _table(grid: Grid, header: list[str], layout: dict[str, Any], parts: dict[str, dict[str, Any]]) -> Table:
    """The rows of municipalities or prefectures, once every column says what it is taken for."""
    columns = {"lg_code": layout["lg_code"], "fiscal_year": layout["fiscal_year"]} | parts
    for name, column in columns.items():
        at, says = column["at"], header[column["at"]] if column["at"] < len(header) else ""
        missing = [label for label in column["says"] if squeeze(label) not in says]
        if missing:
            raise BadInput(
                f"{grid.place}：{column_letter(at)}列の見出しに「{missing[0]}」がありません"
                f"（見出し：「{says.strip('/')}」）。表の形が変わったため、{name.split()[0]} を読めません。"
            )
    skipped = layout["skip_name"]
    body = {
        number: row
        for number, row in enumerate(grid.rows[layout["header_rows"] :], start=layout["header_rows"] + 1)
        if squeeze(row[columns["lg_code"]["at"]])
        and not (skipped and squeeze(row[layout["name"]["at"]]) == skipped)
    }
    if not body:
        raise BadInput(f"{grid.place}：見出し（{layout['header_rows']}行）の下にデータの行がありません。")
    cells = {name: [row[column["at"]] for row in body.values()] for name, column in columns.items()}
    labels = {name: f"{column_letter(column['at'])}列" for name, column in columns.items()}
    return Table(grid.place, pd.DataFrame(cells, index=pd.Index(body, name="row"), dtype=object), labels)
