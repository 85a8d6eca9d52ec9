"""Read 二次医療圏 from a third party's list of their municipalities."""

from pathlib import Path

import pandas as pd

from etl import records
from etl.declaration import Named, text
from etl.source import Edition

LAYOUT = {"spelled_officially": Named(text)}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: prefecture_name, municipality_name (spelled officially), area_name.

    The list carries no codes. Area names may repeat between prefectures.
    """
    areas = records.table(
        f"{path.name}「圏域」の並び順",
        records.read_json(path),
        {"prefecture_name": "pref", "area_name": "area", "municipality": "munis"},
    )
    table = records.table(
        f"{path.name}「市区町村」の並び順",
        areas.rows.explode("municipality").to_dict("records"),
        {
            "prefecture_name": "prefecture_name",
            "municipality_name": "municipality.name",
            "area_name": "area_name",
        },
    )
    rows = pd.DataFrame(
        {name: records.each(table, name, _stated, "名称が必要です。").astype("str") for name in table.labels}
    )
    rows["municipality_name"] = rows["municipality_name"].replace(edition.layout["spelled_officially"])
    table.must_be_unique(rows[["prefecture_name", "municipality_name"]])
    return rows.reset_index(drop=True)


def _stated(name: str) -> str:
    """Raises ValueError when nothing is stated."""
    if not name:
        raise ValueError(name)
    return name
