"""Read a ledger of bridges that a reader of the dashboard brought, in the file its import page writes."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.records import each, printed
from etl.sheets import Table, find_table, read_csv
from etl.source import Edition
from japan.lg_code import is_valid

KINDS = {
    "ledger_title_ja": "str",
    "as_of": "datetime64[s]",
    "bridge_id": "str",
    "bridge_name": "str",
    "route_name": "str",
    "structure_ja": "str",
    "manager_lg_code": "str",
    "manager_kind": "str",
    "location_lg_code": "str",
    "built_fiscal_year": "Int64",
    "length_m": "float64",
    "width_m": "float64",
    "soundness_category": "Int64",
    "inspection_fiscal_year": "Int64",
    "latitude": "float64",
    "longitude": "float64",
}
EMPTY = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in KINDS.items()})
MANAGER_KINDS = (
    "national",
    "prefecture",
    "road_corporation",
    "designated_city",
    "municipality",
    "expressway_company",
)


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per bridge: the columns of table `bridges`, the ledger's title and the day it describes.

    Null: what the ledger does not say. soundness_category is 1–4 (Ⅰ–Ⅳ); lengths in metres, positions in degrees.
    """
    table = find_table(read_csv(path), {name: name for name in KINDS})
    table.must_be_unique(table.text("bridge_id"))
    as_of = each(table, "as_of", date.fromisoformat, "「2024-04-01」の形の日付が必要です。")
    codes = {name: _code(table, name) for name in ("manager_lg_code", "location_lg_code")}
    rows = pd.DataFrame(
        {name: _text(table, name) for name, kind in KINDS.items() if kind == "str"}
        | codes
        | {name: _number(table, name) for name, kind in KINDS.items() if kind in ("Int64", "float64")}
        | {"as_of": pd.to_datetime(as_of)}
    )[list(KINDS)].astype(KINDS)
    for column, is_wrong, expected in _rules(rows):
        found = table.rows.index[is_wrong.fillna(False).to_numpy(dtype=bool)]
        if len(found):
            raise table.fail(found[0], column, expected)
    return rows.reset_index(drop=True)


def _rules(rows: pd.DataFrame) -> list[tuple[str, pd.Series, str]]:
    """(column, rows that break the rule, what was expected)."""
    year = rows["as_of"].dt.year
    is_placed = rows["latitude"].notna()
    return [
        *(
            (name, rows[name].isna(), "空欄にはできません。")
            for name in ("ledger_title_ja", "bridge_id", "location_lg_code")
        ),
        (
            "ledger_title_ja",
            rows["ledger_title_ja"] != rows["ledger_title_ja"].iloc[0],
            "1つのファイルには1つの台帳が必要です。",
        ),
        ("as_of", rows["as_of"] != rows["as_of"].iloc[0], "1つのファイルには1つの時点が必要です。"),
        (
            "manager_kind",
            rows["manager_kind"].notna() & ~rows["manager_kind"].isin(MANAGER_KINDS),
            f"{'・'.join(MANAGER_KINDS)} のどれかが必要です。",
        ),
        *(
            (name, (rows[name] < 1850) | (rows[name] > year), "1850年度から台帳の時点までの年度が必要です。")
            for name in ("built_fiscal_year", "inspection_fiscal_year")
        ),
        *((name, rows[name] <= 0, "0より大きい長さが必要です。") for name in ("length_m", "width_m")),
        ("soundness_category", ~rows["soundness_category"].between(1, 4), "1〜4（判定区分Ⅰ〜Ⅳ）が必要です。"),
        ("latitude", is_placed & ~rows["latitude"].between(20, 46), "日本の緯度（20〜46度）が必要です。"),
        (
            "longitude",
            (rows["longitude"].notna() != is_placed) | (is_placed & ~rows["longitude"].between(122, 154)),
            "緯度と組になる日本の経度（122〜154度）が必要です。",
        ),
    ]


def _text(table: Table, column: str) -> pd.Series:
    said = printed(table, column)
    return said.where(said != "")


def _code(table: Table, column: str) -> pd.Series:
    """Six-digit codes as written (no zero is put back), null where blank."""

    def code(cell: str) -> str | None:
        if cell and not is_valid(cell):
            raise ValueError(cell)
        return cell or None

    return each(table, column, code, "6桁の団体コード（末尾は検査数字）が必要です。").astype("str")


def _number(table: Table, column: str) -> pd.Series:
    return table.number(column, minimum=None, missing=["blank"], whole=KINDS[column] == "Int64")
