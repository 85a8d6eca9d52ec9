"""Outlines with numbers for geographic programs, read back by GDAL and by GeoPandas."""

import io
import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from analysis import map_files, outline_topology

WRITTEN = {  # two squares of one degree, side by side; the second has an island
    "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
    "arcs": [
        [[1310, 350], [0, 10]],
        [[1310, 360], [-10, 0], [0, -10], [10, 0]],
        [[1310, 350], [10, 0], [0, 10], [-10, 0]],
        [[1330, 350], [1, 0], [0, 1], [-1, 0], [0, -1]],
    ],
    "objects": {
        "municipalities": {
            "geometries": [
                {"properties": {"lg_code": "990001", "name": "甲市"}, "arcs": [[[0, 1]]]},
                {"properties": {"lg_code": "990002", "name": "乙町"}, "arcs": [[[2, -1]], [[3]]]},
            ]
        }
    },
}
TABLE = pd.DataFrame(
    {
        "団体コード": ["990002"],
        "職員（人）": [120.0],
        "割合（%）": [12.345678901],
        "時点": pd.to_datetime(["2024-04-01"]),
        "備考": ["=1+1"],
    }
)


@pytest.fixture
def outlines():
    return outline_topology.as_geojson(WRITTEN)


def test_gdal_reads_every_outline_with_its_numbers(outlines, tmp_path):
    (tmp_path / "甲.geojson").write_bytes(map_files.geojson(outlines, TABLE, "団体コード"))
    read = gpd.read_file(tmp_path / "甲.geojson", engine="pyogrio")
    assert read.crs.to_epsg() == 4326
    assert read["団体コード"].to_list() == ["990001", "990002"]
    assert read.geometry[0].equals(box(130, 35, 131, 36))
    assert read.geometry[1].area == pytest.approx(1.01)
    assert read["職員（人）"].isna().to_list() == [True, False]
    assert read.loc[1, ["職員（人）", "割合（%）", "備考"]].to_list() == [120, 12.345678901, "=1+1"]
    assert pd.Timestamp(read.loc[1, "時点"]) == pd.Timestamp("2024-04-01")


def test_geojson_has_no_number_that_json_does_not_know(outlines):
    written = map_files.geojson(outlines, TABLE, "団体コード").decode()
    assert "NaN" not in written
    first, second = (one["properties"] for one in json.loads(written)["features"])
    assert first == {"団体コード": "990001"} | dict.fromkeys(TABLE.columns[1:])
    assert (second["職員（人）"], second["時点"]) == (120, "2024-04-01")


def test_geoparquet_keeps_types_and_the_japanese_datum(outlines):
    read = gpd.read_parquet(io.BytesIO(map_files.geoparquet(outlines, TABLE, "団体コード")))
    assert read.crs.to_epsg() == 6668
    assert read["時点"].dtype.kind == "M"
    assert read["職員（人）"].dtype == float
    assert read.geometry.area.to_list() == pytest.approx([1, 1.01])
