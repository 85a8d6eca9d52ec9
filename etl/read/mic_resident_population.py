"""Read 住民基本台帳に基づく人口・世帯数 (市区町村別, 総計; official workbook)."""

from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import text, whole
from etl.sheets import find_table, only_sheet
from etl.source import Edition
from japan.cells import squeeze

LAYOUT = {
    "header_rows_above": whole(0, 100),
    "columns": {"lg_code": text, "municipality_name": text, "population": text, "households": text},
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code, as_of, population, households."""
    table = find_table(
        only_sheet(path),
        edition.layout["columns"],
        above=edition.layout["header_rows_above"],
        keep=lambda row: squeeze(row["lg_code"])[:1].isdigit(),
    )
    lg_code = table.lg_code("lg_code")
    table.must_be_unique(lg_code)
    is_municipality = places.is_municipality(lg_code, table.name("municipality_name"))
    table = table.where(is_municipality)
    return pd.DataFrame(
        {
            "lg_code": lg_code[is_municipality],
            "as_of": edition.as_of,
            "population": table.number("population", whole=True),
            "households": table.number("households", whole=True),
        }
    ).reset_index(drop=True)
