"""What every map of the comparison shows: six real metrics that all 1,741 municipalities have, and their outlines."""

import os
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.maps import outline_file

ROOT = Path(__file__).parents[1]
DATABASE = Path(os.environ.get("DASHBOARD_DB", ROOT / "data" / "dashboard.duckdb"))
METRICS = {
    "population": "人口",
    "fiscal_strength_index": "財政力指数",
    "population_65_share": "高齢化率",
    "road_km_per_100_general_staff": "職員100人当たりの道路延長",
    "residents_per_km2": "人口密度",
    "general_admin_staff_per_1000_residents": "人口千人当たり一般行政部門職員数",
}


def table() -> pd.DataFrame:
    """One row per municipality in outline order: lg_code, municipality_name and one column per metric."""
    with duckdb.connect(str(DATABASE), read_only=True) as db:
        values = db.execute(
            """
            select outline_index, lg_code, municipality_name, metric_id, value
            from newest_values
            join municipalities using (lg_code)
            where list_contains($metrics, metric_id)
            """,
            {"metrics": list(METRICS)},
        ).df()
    wide = values.pivot(
        index=["outline_index", "lg_code", "municipality_name"], columns="metric_id", values="value"
    )
    return wide[list(METRICS)].reset_index(["lg_code", "municipality_name"]).reset_index(drop=True)


def outlines() -> dict:
    """GeoJSON of the municipalities; a feature's code is its property lg_code."""
    with duckdb.connect(str(DATABASE), read_only=True) as db:
        (name,) = db.execute("select outline_file from outline_files").fetchone()
    return outline_file.collection(ROOT / "static" / name)
