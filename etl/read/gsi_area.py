"""Read 国土地理院 全国都道府県市区町村別面積調."""

from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import text
from etl.sheets import find_table, read_csv
from etl.source import Edition
from japan.cells import squeeze

LAYOUT = {"columns": {"code": text, "municipality_name": text, "area": text, "remark": text}}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code, as_of, area_km2, is_reference_value (参考値: a border is undecided)."""
    table = find_table(
        read_csv(path, encoding="cp932"),
        edition.layout["columns"],
        keep=lambda row: squeeze(row["code"]).isdigit() and squeeze(row["municipality_name"]) != "",
    )
    lg_code = table.lg_code("code", digits=5)
    table.must_be_unique(lg_code)
    is_municipality = places.is_municipality(lg_code, table.name("municipality_name"))
    table = table.where(is_municipality)
    return pd.DataFrame(
        {
            "lg_code": lg_code[is_municipality],
            "as_of": edition.as_of,
            "area_km2": table.number("area"),
            "is_reference_value": table.text("remark").str.contains("参考値"),
        }
    ).reset_index(drop=True)
