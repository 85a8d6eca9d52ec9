"""Read a ledger of facilities that a reader of the dashboard brought, in the file its import page writes."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.problems import BadInput
from etl.records import each, printed
from etl.sheets import Grid, Table, find_table, read_csv
from etl.source import Edition
from japan.calendar import fiscal_year_of
from japan.facilities import (
    BRIDGE,
    BY_ID,
    EARLIEST_FISCAL_YEAR,
    FACILITY_DTYPES,
    MANAGER_LABELS,
    Column,
    Kind,
)
from japan.lg_code import is_valid

STORED = {"ledger_title_ja": "str", "as_of": "datetime64[s]"}
EMPTY = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in {**STORED, **FACILITY_DTYPES}.items()})
ONCE = {"ledger_title_ja": "台帳", "as_of": "時点"}
YEARS = ("built_fiscal_year", "inspection_fiscal_year")


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per facility: the columns of table `facilities`, the ledger's title and the day it describes.

    Null: what the ledger does not say, and columns that its kind does not have. soundness_category is 1–4 (Ⅰ–Ⅳ); lengths in
    metres, areas in m², diameters in mm, positions in degrees. A file without facility_kind is one of bridges.
    """
    grid = read_csv(path)
    kind = _kind(grid)
    dtypes = {**STORED, **kind.dtypes}
    table = find_table(grid, {name: name for name in dtypes})
    table.must_be_unique(table.text(kind.id_column))
    as_of = each(table, "as_of", date.fromisoformat, "「2024-04-01」の形の日付が必要です。")
    codes = {name: _code(table, name) for name in ("manager_lg_code", "location_lg_code")}
    rows = pd.DataFrame(
        {name: _text(table, name) for name, dtype in dtypes.items() if dtype == "str"}
        | codes
        | {
            name: table.number(name, minimum=None, missing=["blank"], whole=dtype == "Int64")
            for name, dtype in dtypes.items()
            if dtype in ("Int64", "float64")
        }
        | {"as_of": pd.to_datetime(as_of)}
    )[list(dtypes)].astype(dtypes)
    for column, is_wrong, expected in _rules(rows, kind):
        found = table.rows.index[is_wrong.fillna(False).to_numpy(dtype=bool)]
        if len(found):
            raise table.fail(found[0], column, expected)
    return _as_facilities(rows, kind).reset_index(drop=True)


def _kind(grid: Grid) -> Kind:
    """The kind a file names, the same in all of its rows. Raises BadInput."""
    head = [str(cell) for cell in grid.rows[0]] if grid.rows else []
    if "facility_kind" not in head:
        return BRIDGE
    at = head.index("facility_kind")
    named = {str(row[at]) for row in grid.rows[1:] if len(row) > at}
    if len(named) != 1 or not named <= set(BY_ID):
        raise BadInput(f"{grid.place}「facility_kind」：{'・'.join(BY_ID)} のどれか1つが必要です。")
    return BY_ID[named.pop()]


def _as_facilities(rows: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """The rows in the columns that all kinds have together."""
    named = rows.rename(columns={kind.id_column: "facility_id", kind.name_column: "facility_name"})
    every = {**STORED, **FACILITY_DTYPES}
    return named.assign(facility_kind=kind.kind_id).reindex(columns=list(every)).astype(every)


def _rules(rows: pd.DataFrame, kind: Kind) -> list[tuple[str, pd.Series, str]]:
    """(column, rows that break the rule, what was expected)."""
    kinds = list(MANAGER_LABELS)
    latest = rows["as_of"].map(fiscal_year_of)
    return [
        *(
            (name, rows[name].isna(), "空欄にはできません。")
            for name in ("ledger_title_ja", kind.id_column, "location_lg_code")
        ),
        *(
            (name, rows[name] != rows[name].iloc[0], f"1つのファイルには1つの{what}が必要です。")
            for name, what in ONCE.items()
        ),
        (
            "manager_kind",
            rows["manager_kind"].notna() & ~rows["manager_kind"].isin(kinds),
            f"{'・'.join(kinds)} のどれかが必要です。",
        ),
        *(
            (
                name,
                (rows[name] < EARLIEST_FISCAL_YEAR) | (rows[name] > latest),
                f"{EARLIEST_FISCAL_YEAR}年度から台帳の時点までの年度が必要です。",
            )
            for name in YEARS
        ),
        *(
            (one.name, _beyond(rows, one), f"{one.expected_ja}が必要です。")
            for one in kind.columns
            if one.expected_ja
        ),
        (
            "longitude",
            rows["longitude"].notna() != rows["latitude"].notna(),
            f"緯度と組になる{kind.column('longitude').expected_ja}が必要です。",
        ),
    ]


def _beyond(rows: pd.DataFrame, column: Column) -> pd.Series:
    """The rows whose number cannot be right."""
    return rows[column.name].map(column.allows, na_action="ignore").eq(False)


def _text(table: Table, column: str) -> pd.Series:
    text = printed(table, column)
    return text.where(text != "")


def _code(table: Table, column: str) -> pd.Series:
    """Six-digit codes as written (no zero is put back), null where blank."""

    def code(cell: str) -> str | None:
        if cell and not is_valid(cell):
            raise ValueError(cell)
        return cell or None

    return each(table, column, code, "6桁の団体コード（末尾は検査数字）が必要です。").astype("str")
