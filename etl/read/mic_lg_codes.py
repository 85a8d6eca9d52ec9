"""Read 総務省 全国地方公共団体コード (official workbook)."""

from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import text
from etl.sheets import find_table, only_sheet
from etl.source import Edition

LAYOUT = {
    "columns": {
        "lg_code": text,
        "prefecture_name": text,
        "municipality_name": text,
        "municipality_name_kana": text,
    }
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code, prefecture_code, prefecture_name, municipality_name, municipality_name_kana
    (full-width katakana). Prefectures, wards of designated cities and the northern territories are left out."""
    table = find_table(only_sheet(path), edition.layout["columns"])
    rows = pd.DataFrame(
        {
            "lg_code": table.lg_code("lg_code"),
            "prefecture_name": table.name("prefecture_name"),
            "municipality_name": table.name("municipality_name"),
            "municipality_name_kana": table.text("municipality_name_kana"),
        }
    )
    table.must_be_unique(rows["lg_code"])
    rows.insert(1, "prefecture_code", rows["lg_code"].str[:2])
    return rows[places.is_municipality(rows["lg_code"], rows["municipality_name"])].reset_index(drop=True)
