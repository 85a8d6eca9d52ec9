"""Read 道路メンテナンス年報 橋梁点検結果: one workbook of some 140,000 bridges a year.

Each distinct cell of a column is read once, so that the time goes into opening the workbook.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from etl import municipality_names
from etl.declaration import Many, text
from etl.problems import BadInput
from etl.sheets import Grid, Table, nearest_labels, only_sheet
from etl.source import Edition
from japan import calendar
from japan.cells import normal, parse_number, squeeze

LAYOUT = {
    "columns": {
        "bridge_name": Many(text),
        "route_name": Many(text),
        "built_year": Many(text),
        "manager_name": Many(text),
        "prefecture_name": Many(text),
        "soundness": Many(text),
    },
    "nameless": Many(text),
}
EMPTY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "prefecture_name": "str",
            "manager_name": "str",
            "manager_lg_code": "str",
            "bridge_name": "str",
            "route_name": "str",
            "built_fiscal_year": "Int64",
            "soundness_category": "Int64",
            "inspection_fiscal_year": "Int64",
        }.items()
    }
)
RATINGS = {"I": 1, "II": 2, "III": 3, "IV": 4}
HEADER_ROWS = 10


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per bridge inspected in the edition's fiscal year, as printed; equal rows are different bridges.

    Null: the code of managers that are neither municipality nor prefecture, a bridge without a name, an unknown construction
    year (不明, blank, or after the inspection), a rating not yet given. The name of the year is in no column: the edition has it.
    """
    start = time.perf_counter()
    grid = only_sheet(path)
    assert edition.as_of  # which only an imported edition lacks
    fiscal_year = edition.as_of.year - 1  # as_of is the 31 March that ends it
    table, title = _table(grid, edition.layout["columns"])
    _must_be_of(fiscal_year, grid.place, title)
    nameless = set(edition.layout["nameless"])
    prefectures = _each(table, "prefecture_name", _prefecture, "都道府県名が必要です。")
    managers = _each(table, "manager_name", _name, "管理者名が必要です。")
    years = _each(table, "built_year", _year, "西暦4桁か「不明」が必要です。").astype("Int64")
    is_later = (years > fiscal_year).fillna(False)
    names = _each(table, "bridge_name", squeeze, "").astype("str")
    rows = pd.DataFrame(
        {
            "prefecture_name": prefectures,
            "manager_name": managers,
            "manager_lg_code": _codes(prefectures, managers),
            "bridge_name": names.mask(names.isin(nameless | {"", "-"})),
            "route_name": _each(table, "route_name", squeeze, ""),
            "built_fiscal_year": years.mask(is_later),
            "soundness_category": _each(table, "soundness", _rating, "判定区分 Ⅰ〜Ⅳ が必要です。"),
            "inspection_fiscal_year": fiscal_year,
        }
    )
    rows = rows.astype(EMPTY.dtypes).reset_index(drop=True)
    seconds = time.perf_counter() - start
    unknown = rows[rows["manager_lg_code"].isna()].groupby(["prefecture_name", "manager_name"]).ngroups
    rows.attrs["recognised"] = [
        f"{grid.place}：{table.labels['soundness']}など{len(table.labels)}列、"
        f"{len(rows):,}橋を{seconds:.1f}秒で読みました（毎秒{len(rows) / seconds:,.0f}行）。",
        f"架設年度が不明の橋は{rows['built_fiscal_year'].isna().sum():,}橋です"
        f"（うち点検年度より後の年度を不明としたもの{is_later.sum():,}橋）。",
        f"市区町村・都道府県以外の管理者（団体コードなし）は{unknown:,}者、"
        f"{rows['manager_lg_code'].isna().sum():,}橋です。",
    ]
    return rows


def _table(grid: Grid, columns: dict[str, list[str]]) -> tuple[Table, str]:
    """The bridges under the header, and the text above it. A label counts where it stands itself; the lowest one wins."""
    head = [[squeeze(cell) for cell in row] for row in grid.rows[:HEADER_ROWS]]
    anchor = [number for number, row in enumerate(head) if set(columns["prefecture_name"]) & set(row)]
    if not anchor:
        label = columns["prefecture_name"][0]
        raise BadInput(
            f"{grid.place}：見出し「{label}」が見つかりません（先頭{HEADER_ROWS}行を調べました）。{nearest_labels(grid, label)}"
        )
    bottom = anchor[0]
    top = max(bottom - 1, 0)
    positions, labels = {}, {}
    for name, known in columns.items():
        positions[name], labels[name] = _position(grid, head[top : bottom + 1], known, bottom)
    body = grid.rows[bottom + 1 :]
    rows = pd.DataFrame(
        {name: [row[at] for row in body] for name, at in positions.items()},
        index=pd.RangeIndex(bottom + 2, bottom + 2 + len(body), name="row"),
        dtype=object,
    )
    stated = rows[["prefecture_name", "manager_name", "soundness"]]
    rows = rows[(stated.notna() & (stated != "")).any(axis=1)]  # notes under the table have none of them
    if rows.empty:
        raise BadInput(f"{grid.place}：見出し（{bottom + 1}行目）の下にデータの行がありません。")
    return Table(grid.place, rows, labels), "".join("".join(row) for row in head[:top])


def _position(grid: Grid, header: list[list[str]], known: list[str], bottom: int) -> tuple[int, str]:
    wanted = {squeeze(label): label for label in known}
    for row in reversed(header):
        found = [at for at, label in enumerate(row) if label in wanted]
        if len(found) == 1:
            return found[0], wanted[row[found[0]]]
        if found:
            raise BadInput(
                f"{grid.place} {bottom + 1}行目：列「{known[0]}」に当たる見出しが複数あります。1つにしてください。"
            )
    raise BadInput(
        f"{grid.place} {bottom + 1}行目：列「{known[0]}」がありません。{nearest_labels(grid, known[0])}"
    )


def _must_be_of(fiscal_year: int, place: str, title: str) -> None:
    """Raise BadInput when the title names another fiscal year: the files of all years have one name."""
    stated = set(calendar.fiscal_years_in(title))
    if stated and fiscal_year not in stated:
        shown_years = "・".join(f"{year}年度" for year in sorted(stated))
        raise BadInput(
            f"{place} 1行目：表題は{shown_years}です。{fiscal_year}年度の版として読むことはできません。"
            "ファイルを置く場所（r07 など）か --as-of を確かめてください。"
        )


def _each(table: Table, column: str, meaning: Callable[[object], object], expected: str) -> pd.Series:
    """What each cell means, worked out once per distinct cell. Raises BadInput at the first it cannot be for."""
    codes, distinct = pd.factorize(table.rows[column], use_na_sentinel=False)
    values = []
    for number, cell in enumerate(distinct):
        try:
            values.append(meaning("" if pd.isna(cell) else cell))
        except (ValueError, LookupError) as error:
            row = table.rows.index[(codes == number).argmax()]
            raise table.fail(row, column, expected) from error
    return pd.Series(pd.array(values, dtype=object).take(codes), index=table.rows.index)


def _prefecture(cell: object) -> str:
    name = municipality_names.prefecture(cell)
    if name is None:
        raise ValueError(cell)
    return name


def _name(cell: object) -> str:
    name = re.sub(r"\s+", "", str(cell))
    if not name:
        raise ValueError(cell)
    return name


def _year(cell: object) -> int | None:
    if squeeze(cell) == "不明":
        return None
    value, kind = parse_number(cell)
    if kind in {"blank", "dash"}:
        return None
    if value is None or value != int(value) or not 1000 <= value <= 9999:
        raise ValueError(cell)
    return int(value)


def _rating(cell: object) -> int | None:
    text = normal(str(cell)).strip()
    return None if parse_number(text)[1] in {"blank", "dash"} else RATINGS[text]


def _codes(prefectures: pd.Series, managers: pd.Series) -> pd.Series:
    """The codes of managers that are municipalities or prefectures."""
    pairs = pd.DataFrame({"prefecture": prefectures, "manager": managers})
    distinct = pairs.drop_duplicates()
    codes = {
        (prefecture, manager): _code(prefecture, manager)
        for prefecture, manager in distinct.itertuples(index=False)
    }
    listed = [codes[pair] for pair in zip(prefectures, managers, strict=True)]
    return pd.Series(listed, index=prefectures.index, dtype="str")


def _code(prefecture: str, manager: str) -> str | None:
    own = municipality_names.prefecture(manager)
    if own == manager:
        return next(
            place.lg_code
            for place in municipality_names.places().values()
            if place.is_prefecture and place.prefecture_name == own
        )
    try:
        return municipality_names.by_name(manager, prefecture).lg_code
    except municipality_names.NoSuchPlace:
        return None
