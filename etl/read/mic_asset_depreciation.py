"""Read 統一的な基準による財務書類 市区町村指標一覧: 有形固定資産減価償却率 of the workbook's year and the one before."""

import re
from pathlib import Path

import pandas as pd

from etl import municipality_names
from etl.declaration import text
from etl.problems import BadInput
from etl.sheets import Grid, Table, nearest_labels, read_workbook
from etl.source import Edition
from japan import calendar
from japan.cells import parse_number, squeeze

LAYOUT = {"sheet": text, "rate": text}
EMPTY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "lg_code": "str",
            "fiscal_year": "Int64",
            "tangible_asset_depreciation_rate": "float64",
            "kind": "str",
        }.items()
    }
)
HEADER_ROWS = 12


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality and fiscal year: tangible_asset_depreciation_rate in percent as printed.

    `kind` is `value`, or how its absence is printed (blank, dash, unknown: a text such as 作成中). The file has no codes:
    municipalities are identified by prefecture and name.
    """
    sheets = {
        fiscal_year: grid
        for name, grid in read_workbook(path).items()
        if (fiscal_year := _fiscal_year(name, edition.layout["sheet"]))
    }
    if not sheets:
        raise BadInput(
            f"{path.name}：「R6指標」のような名前のシートがありません。市区町村指標一覧のファイルが必要です。"
        )
    rows = pd.concat([_sheet(grid, year, edition.layout["rate"]) for year, grid in sheets.items()])
    return rows.astype(EMPTY.dtypes).reset_index(drop=True)


def _fiscal_year(sheet: str, pattern: str) -> int | None:
    found = re.fullmatch(pattern, squeeze(sheet))
    return calendar.counted_year(found[1], found[2]) if found else None


def _sheet(grid: Grid, fiscal_year: int, rate: str) -> pd.DataFrame:
    table = _table(grid, rate)
    rows = pd.DataFrame({"lg_code": _codes(table), "fiscal_year": fiscal_year})
    table.must_be_unique(rows["lg_code"])
    kinds = table.rows["rate"].map(_kind)
    if (kinds == "text").any():
        raise table.fail(kinds.index[kinds == "text"][0], "rate", "割合（％）が必要です。")
    rates = table.rows["rate"].map(lambda cell: parse_number(cell)[0]).astype("float64")
    outside = rates.index[(rates < 0) | (rates > 100)]
    if len(outside):
        raise table.fail(outside[0], "rate", "0〜100の割合（％）が必要です。")
    return rows.assign(tangible_asset_depreciation_rate=rates, kind=kinds)


def _table(grid: Grid, rate: str) -> Table:
    """The rows that name a prefecture and, right of it, a municipality, with the column labelled with the rate.

    The label spans the municipality's own value and averages beside it; it stands over the own value, which comes first.
    """
    found = [
        (number, at)
        for number, row in enumerate(grid.rows[:HEADER_ROWS])
        for at, cell in enumerate(row)
        if squeeze(cell).startswith(rate)
    ]
    if not found:
        raise BadInput(f"{grid.place}：見出し「{rate}」が見つかりません。{nearest_labels(grid, rate)}")
    columns = {at for _, at in found}
    if len(columns) > 1:
        raise BadInput(f"{grid.place}：見出し「{rate}」に当たる列が複数あります。1つにしてください。")
    (header, at), *_ = found
    under = [squeeze(row[at]) for row in grid.rows[header + 1 : HEADER_ROWS] if isinstance(row[at], str)]
    if any("平均" in label or "順位" in label for label in under):
        raise BadInput(
            f"{grid.place}：見出し「{rate}」の列が団体の値ではありません（「{'」「'.join(under)}」）。"
        )
    prefectures = _prefecture_column(grid, header)
    body = {
        number: {"prefecture": row[prefectures], "name": row[prefectures + 1], "rate": row[at]}
        for number, row in enumerate(grid.rows[header + 1 :], start=header + 2)
        if municipality_names.prefecture(row[prefectures])
        and squeeze(row[prefectures + 1])[-1:] in {*"市区町村"}
    }
    if not body:
        raise BadInput(f"{grid.place}：見出し（{header + 1}行目）の下に市区町村の行がありません。")
    rows = pd.DataFrame.from_dict(body, orient="index", dtype=object)
    return Table(grid.place, rows, {"prefecture": "都道府県", "name": "団体名", "rate": rate})


def _prefecture_column(grid: Grid, header: int) -> int:
    """The column that names a prefecture in row after row."""
    counts = {
        at: sum(municipality_names.prefecture(row[at]) is not None for row in grid.rows[header + 1 :])
        for at in range(min(5, len(grid.rows[header]) - 1))
    }
    at = max(counts, key=lambda column: counts[column], default=0)
    if not counts.get(at):
        raise BadInput(f"{grid.place}：都道府県名の列が見つかりません（A〜E列を調べました）。")
    return at


def _codes(table: Table) -> pd.Series:
    codes = []
    cells = zip(table.rows.index, table.rows["prefecture"], table.rows["name"], strict=True)
    for row, prefecture, name in cells:
        try:
            place = municipality_names.by_name(name, municipality_names.prefecture(prefecture))
        except municipality_names.NoSuchPlace as problem:
            raise table.fail(row, "name", str(problem)) from problem
        codes.append(place.lg_code)
    return pd.Series(codes, index=table.rows.index, dtype="str")


def _kind(cell: object) -> str:
    """`value`, the kind of absence, or `text` for what holds digits but is no number."""
    kind = parse_number(cell)[1]
    return "unknown" if kind == "text" and not any(letter.isdigit() for letter in squeeze(cell)) else kind
