"""Read a ledger of bridges that a reader of the dashboard brought, in the file its import page writes."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.records import each, printed
from etl.sheets import Table, find_table, read_csv
from etl.source import Edition
from japan.calendar import fiscal_year_of
from japan.facilities import BRIDGE, EARLIEST_FISCAL_YEAR, MANAGER_LABELS, Column
from japan.lg_code import is_valid

DTYPES = {"ledger_title_ja": "str", "as_of": "datetime64[s]", **BRIDGE.dtypes}
EMPTY = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in DTYPES.items()})
REQUIRED = ("ledger_title_ja", "bridge_id", "location_lg_code")
ONCE = {"ledger_title_ja": "台帳", "as_of": "時点"}
YEARS = ("built_fiscal_year", "inspection_fiscal_year")


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per bridge: the columns of table `bridges`, the ledger's title and the day it describes.

    Null: what the ledger does not say. soundness_category is 1–4 (Ⅰ–Ⅳ); lengths in metres, positions in degrees.
    """
    table = find_table(read_csv(path), {name: name for name in DTYPES})
    table.must_be_unique(table.text("bridge_id"))
    as_of = each(table, "as_of", date.fromisoformat, "「2024-04-01」の形の日付が必要です。")
    codes = {name: _code(table, name) for name in ("manager_lg_code", "location_lg_code")}
    rows = pd.DataFrame(
        {name: _text(table, name) for name, kind in DTYPES.items() if kind == "str"}
        | codes
        | {name: _number(table, name) for name, kind in DTYPES.items() if kind in ("Int64", "float64")}
        | {"as_of": pd.to_datetime(as_of)}
    )[list(DTYPES)].astype(DTYPES)
    for column, is_wrong, expected in _rules(rows):
        found = table.rows.index[is_wrong.fillna(False).to_numpy(dtype=bool)]
        if len(found):
            raise table.fail(found[0], column, expected)
    return rows.reset_index(drop=True)


def _rules(rows: pd.DataFrame) -> list[tuple[str, pd.Series, str]]:
    """(column, rows that break the rule, what was expected)."""
    kinds = list(MANAGER_LABELS)
    latest = rows["as_of"].map(fiscal_year_of)
    return [
        *((name, rows[name].isna(), "空欄にはできません。") for name in REQUIRED),
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
            for one in BRIDGE.columns
            if one.expected_ja
        ),
        (
            "longitude",
            rows["longitude"].notna() != rows["latitude"].notna(),
            f"緯度と組になる{BRIDGE.column('longitude').expected_ja}が必要です。",
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


def _number(table: Table, column: str) -> pd.Series:
    return table.number(column, minimum=None, missing=["blank"], whole=DTYPES[column] == "Int64")
