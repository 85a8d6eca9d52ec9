"""Read 決算カード (市町村), as extracted into one wide table."""

from pathlib import Path

import pandas as pd

from etl.declaration import text, whole
from etl.problems import BadInput
from etl.sheets import Grid, find_table
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
        "total_expenditure_yen": text,
        "maintenance_expenditure_yen": text,
        "construction_expenditure_yen": text,
        "public_works_expenditure_yen": text,
    },
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code, fiscal_year, similar_type (類似団体の類型), registered residents at two dates,
    expenditures in yen (printed in 千円), is_depopulated (過疎)."""
    try:
        published = pd.read_parquet(path)
    except Exception as error:  # pyarrow raises many kinds for one fact: this is no whole parquet file
        raise BadInput(f"{path.name}：Parquet ファイルとして読めません。取り直してください。") from error
    grid = Grid(path.name, [list(published.columns), *published.astype(object).values.tolist()])
    columns = edition.layout["columns"]
    table = find_table(grid, columns, anchor=columns["prefecture_code"])
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
            "is_depopulated": table.text("is_depopulated").eq("True"),
        }
        | {
            name: table.number(name, missing=["blank"]) * 1000
            for name in columns
            if name.endswith("_expenditure_yen")
        }
    ).reset_index(drop=True)
