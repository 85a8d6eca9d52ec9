"""Read 住民基本台帳に基づく年齢階級別人口 (市区町村別, 総計; official workbook)."""

from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import Many, text
from etl.sheets import find_table, only_sheet
from etl.source import Edition
from japan.cells import squeeze

LAYOUT = {
    "columns": {"lg_code": text, "municipality_name": text, "sex": text, "population": text},
    "bands_65": Many(text),
    "bands_75": Many(text),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code, as_of, population, population_65 (65歳以上), population_75."""
    bands = edition.layout["bands_65"]
    columns = edition.layout["columns"] | {band: band for band in bands}
    table = find_table(
        only_sheet(path),
        columns,
        above=1,
        keep=lambda row: squeeze(row["lg_code"])[:1].isdigit() and squeeze(row["sex"]) == "計",
    )
    lg_code = table.lg_code("lg_code")
    table.must_be_unique(lg_code)
    is_municipality = places.is_municipality(lg_code, table.name("municipality_name"))
    table = table.where(is_municipality)
    counts = pd.DataFrame({band: table.number(band, whole=True) for band in bands})
    return pd.DataFrame(
        {
            "lg_code": lg_code[is_municipality],
            "as_of": edition.as_of,
            "population": table.number("population", whole=True),
            "population_65": counts.sum(axis=1),
            "population_75": counts[edition.layout["bands_75"]].sum(axis=1),
        }
    ).reset_index(drop=True)
