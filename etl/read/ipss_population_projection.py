"""Read 社人研 日本の地域別将来推計人口 (結果表: 総人口, 65歳以上割合, 75歳以上割合)."""

from pathlib import Path

import pandas as pd

from etl.declaration import Many, maybe, number, text, whole
from etl.sheets import find_table, only_sheet
from etl.source import Edition
from japan.cells import squeeze

LAYOUT = {
    "years": Many(whole(2000, 2100)),
    "variable": text,
    "heading": text,
    "times": maybe(number, 1),
}


# 市などの別: 0 ward (the 23 special wards among them), 1 designated city, 2 city, 3 town or village, 9 浜通り地域, a prefecture
MUNICIPAL_KINDS = {"1", "2", "3"}
SPECIAL_WARD = "131"


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per area, variable and year: area_code, area_name, variable, year, value.

    area_code is a six-digit lg_code, or 07999 for 浜通り地域: its 13 municipalities have no projection of their own.
    Population in persons, shares 0–1.
    """
    layout = edition.layout
    columns = {"code": "コード", "kind": "市などの別", "name": "市区町村"} | {
        str(year): f"{layout['heading']}/{year}年" for year in layout["years"]
    }
    table = find_table(only_sheet(path), columns, below=1, keep=_is_area)
    is_region = table.text("kind").str[:1] == "9"
    area_code = pd.concat(
        [
            table.where(~is_region).lg_code("code", digits=5),
            table.where(is_region).text("code").str[:-2].str.zfill(5),
        ]
    ).sort_index()
    table.must_be_unique(area_code)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "area_code": area_code,
                    "area_name": table.name("name"),
                    "variable": layout["variable"],
                    "year": year,
                    "value": table.number(str(year)) * layout["times"],
                }
            )
            for year in layout["years"]
        ],
        ignore_index=True,
    )


def _is_area(row: dict[str, object]) -> bool:
    kind, code = squeeze(row["kind"])[:1], squeeze(row["code"]).removesuffix(".0").zfill(5)
    return kind in MUNICIPAL_KINDS | {"9"} or (kind == "0" and code.startswith(SPECIAL_WARD))
