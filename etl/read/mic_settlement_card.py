"""Read 決算カード (市町村), as extracted into one wide table."""

from pathlib import Path

import pandas as pd

from etl.declaration import Named, text, whole
from etl.records import each
from etl.sheets import Table, find_table, read_parquet
from etl.source import Edition

LAYOUT = {
    "fiscal_year": whole(1950, 2100),
    "columns": {
        "prefecture_code": text,
        "municipality_code": text,
        "similar_type": text,
        "population_registered": text,
        "population_registered_before": text,
        "is_depopulated": text,
        "is_mountain_village": text,
        "skilled_workers": text,
        "total_expenditure_yen": text,
        "maintenance_expenditure_yen": text,
        "construction_expenditure_yen": text,
        "public_works_expenditure_yen": text,
    },
    "joint_functions": Named(text),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code, fiscal_year, similar_type (類似団体の類型), registered residents at two dates,
    expenditures in yen (printed in 千円), skilled_workers (技能労務員, null where none are printed), is_depopulated (過疎),
    is_mountain_village (山振), joint_functions (what a 一部事務組合 does for it: names of the layout, joined by "・").
    """
    grid = read_parquet(path)
    columns, functions = edition.layout["columns"], edition.layout["joint_functions"]
    table = find_table(grid, columns | functions, anchor=columns["prefecture_code"])
    table.rows["lg_code"] = table.text("prefecture_code").str.zfill(2) + table.text(
        "municipality_code"
    ).str.zfill(4)
    table.labels["lg_code"] = "都道府県コード＋団体コード"
    lg_code = table.lg_code("lg_code")
    table.must_be_unique(lg_code)
    return pd.DataFrame(
        {
            "lg_code": lg_code,
            "fiscal_year": edition.layout["fiscal_year"],
            "similar_type": table.name("similar_type"),  # Ⅳ－３ stays as printed
            "population_registered": table.number("population_registered", whole=True),
            "population_registered_before": table.number("population_registered_before", whole=True),
            "skilled_workers": table.number("skilled_workers", missing=["blank"], whole=True),
            "is_depopulated": _flag(table, "is_depopulated"),
            "is_mountain_village": _flag(table, "is_mountain_village"),
            "joint_functions": _names_of_flags(table, list(functions)),
        }
        | {
            name: table.number(name, missing=["blank"]) * 1000
            for name in columns
            if name.endswith("_expenditure_yen")
        }
    ).reset_index(drop=True)


def _flag(table: Table, column: str) -> pd.Series:
    return each(table, column, {"True": True, "False": False}, "True か False が必要です。").astype(bool)


def _names_of_flags(table: Table, columns: list[str]) -> pd.Series:
    """The names of the columns that hold in each row, joined."""
    flags = pd.DataFrame({name: _flag(table, name) for name in columns})
    return flags.apply(lambda row: "・".join(name for name in columns if row[name]), axis=1)
