"""Read the flattened table of municipal infrastructure (公共施設状況調, 見える化DB, 道路メンテナンス年報)."""

from pathlib import Path

import pandas as pd

from etl.declaration import Named, one_of, text
from etl.records import each
from etl.sheets import find_table, read_csv
from etl.source import Edition

COLUMNS = (
    "road_length_m",
    "park_area_m2",
    "public_housing_units",
    "sewered_population",
    "water_pipe_overage_share",
    "bridges_inspected",
    "bridges_action_needed",
    "public_works_expenditure_yen",
    "total_expenditure_yen",
)
LAYOUT = {
    "code": text,
    "code_digits": one_of((2, 5)),
    "key": one_of(("lg_code", "prefecture_code")),
    "columns": Named(text, COLUMNS),
}


# Two digits, however the file spells them.
PREFECTURES = {
    spelled: f"{number:02}" for number in range(1, 48) for spelled in (f"{number}", f"{number:02}")
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality and fiscal year: lg_code, fiscal_year and the layout's columns.

    Lengths in m, areas in m², money in yen, water_pipe_overage_share 0–1 (over the legal 40 years); null where the source
    has none.
    """
    layout = edition.layout
    table = find_table(
        read_csv(path), {"code": layout["code"], "fiscal_year": "fiscal_year"} | layout["columns"]
    )
    code = (
        table.lg_code("code", digits=5)
        if layout["code_digits"] == 5
        else each(table, "code", PREFECTURES, "都道府県コード（01〜47）が必要です。").astype("str")
    )
    rows = pd.DataFrame(
        {layout["key"]: code, "fiscal_year": table.number("fiscal_year", minimum=2000, whole=True)}
        | {name: table.number(name, missing=["blank"]) for name in layout["columns"]}
    )
    table.must_be_unique(rows[[layout["key"], "fiscal_year"]])
    return rows.reset_index(drop=True)
