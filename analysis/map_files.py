"""Outlines of the municipalities with numbers, as files that geographic programs (QGIS, GDAL) open: GeoJSON and GeoParquet.

Both hold longitude and latitude of JGD2011. GeoJSON knows WGS 84 only (RFC 7946); the two lie closer together than the corners of the
outlines are exact (10 m).
"""

import io
import json
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from analysis import printed_numbers

JGD2011 = "EPSG:6668"


def geojson(outlines: dict[str, Any], table: pd.DataFrame, code: str) -> bytes:
    """outlines: a FeatureCollection whose features have `lg_code`; table: one row per municipality, its code in the column `code`.
    A municipality without a row keeps its outline, with nulls."""
    features = [
        {"type": "Feature", "properties": properties, "geometry": outline["geometry"]}
        for outline, properties in zip(outlines["features"], _rows(outlines, table, code), strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def geoparquet(outlines: dict[str, Any], table: pd.DataFrame, code: str) -> bytes:
    """As `geojson`; columns keep their types."""
    shapes = gpd.GeoDataFrame.from_features(outlines, crs=JGD2011)
    full = _in_order(outlines, table, code)
    output = io.BytesIO()
    gpd.GeoDataFrame(full, geometry=shapes.geometry, crs=JGD2011).to_parquet(output, index=False)
    return output.getvalue()


def _in_order(outlines: dict[str, Any], table: pd.DataFrame, code: str) -> pd.DataFrame:
    """The table with one row per outline, in their order, its numbers in full."""
    codes = [one["properties"]["lg_code"] for one in outlines["features"]]
    in_full = printed_numbers.rounded(table, most=printed_numbers.FULL)
    return in_full.set_index(code).reindex(codes).rename_axis(code).reset_index()


def _rows(outlines: dict[str, Any], table: pd.DataFrame, code: str) -> list[dict[str, Any]]:
    full = _in_order(outlines, table, code)
    cells = full.astype(object).where(full.notna(), None)
    return [
        {str(name): _plain(cell) for name, cell in row.items()} for row in cells.to_dict(orient="records")
    ]


def _plain(cell: object) -> object:
    """A cell as JSON has it: days in ISO, a whole number without a point."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
