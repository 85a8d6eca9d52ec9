"""Read 気象庁 市町村等をまとめた地域 from the table of forecast areas."""

from pathlib import Path
from typing import Any

import pandas as pd

from etl import records
from etl.declaration import Many, text
from etl.problems import BadInput
from etl.source import Edition
from japan import lg_code

LAYOUT = {"designated_cities": Many(text)}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality and forecast area it lies in: lg_code, area_code (6 digits), area_name.

    A municipality cut in two for warnings (天栄村 and 天栄村湯本) has a row for each of its areas.
    A ward with warnings of its own (広島市中区) stands for its city.
    """
    areas = records.read_json(path)
    names, places = (_by_code(path.name, areas, kind) for kind in ("class15s", "class20s"))
    table = records.table(
        f"{path.name}「class20s」の並び順",
        [{"code": code} | place for code, place in places.items()],
        {"code": "code", "area_code": "parent"},
    )
    cities = edition.layout["designated_cities"]
    rows = pd.DataFrame(
        {
            "lg_code": records.each(
                table,
                "code",
                lambda code: _municipality(code, cities),
                "市区町村コード5桁と区分2桁の7桁が必要です。",
            ).astype("str"),
            "area_code": table.text("area_code"),
            "area_name": records.each(
                table, "area_code", lambda code: names[code]["name"], "class15s にある地域コードが必要です。"
            ).astype("str"),
        }
    )
    return rows.drop_duplicates(ignore_index=True)


def _by_code(place: str, areas: object, kind: str) -> dict[str, dict[str, Any]]:
    """The areas of a kind by their code. Raises BadInput when they are not written so."""
    listed = records.field(place, areas, kind)
    if not isinstance(listed, dict) or not all(isinstance(area, dict) for area in listed.values()):
        raise BadInput(f"{place}「{kind}」：地域コードごとの項目の組が必要です。")
    return listed


def _municipality(class20: str, cities: list[str]) -> str:
    """The lg_code of a warning area. Raises ValueError when its code is none."""
    if len(class20) != 7 or not class20.isdigit():
        raise ValueError(class20)
    code = class20[:5]
    if lg_code.is_of_designated_city(code):
        code = lg_code.city_of_ward(code, cities) or ""
    return lg_code.from_five(code)
