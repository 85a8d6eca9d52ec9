"""Read the tables of 有形固定資産減価償却率 taken from 財務書類の指標一覧: one row per body, one column per fiscal year."""

from pathlib import Path

import pandas as pd

from etl import municipality_names
from etl.declaration import Named, one_of, text
from etl.records import each
from etl.sheets import Table, find_table, read_csv
from etl.source import Edition

LAYOUT = {"key": one_of(("lg_code", "prefecture_code")), "body": text, "rates": Named(text)}
RATE = "tangible_asset_depreciation_rate"


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per body and fiscal year: lg_code or prefecture_code, fiscal_year, tangible_asset_depreciation_rate in percent as
    printed. A year for which a body prints nothing has no row.
    """
    key, rates = edition.layout["key"], edition.layout["rates"]
    table = find_table(read_csv(path), {"body": edition.layout["body"]} | rates)
    body = table.lg_code("body") if key == "lg_code" else _prefecture_code(table)
    table.must_be_unique(body)
    years = [
        pd.DataFrame({key: body, "fiscal_year": int(year), RATE: _percent(table, year)}) for year in rates
    ]
    return pd.concat(years).dropna(subset=RATE).reset_index(drop=True)


def _prefecture_code(table: Table) -> pd.Series:
    codes = {
        place.prefecture_name: code[:2]
        for code, place in municipality_names.places().items()
        if place.is_prefecture
    }
    return each(table, "body", codes, "都道府県名（北海道〜沖縄県）が必要です。").astype("str")


def _percent(table: Table, column: str) -> pd.Series:
    percent = table.number(column, missing=["blank"])
    outside = percent.index[percent > 100]
    if len(outside):
        raise table.fail(outside[0], column, "0〜100の割合（％）が必要です。")
    return percent
