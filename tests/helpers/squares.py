"""Invented places one below the other, four degrees wide, as a file of outlines."""

import json
from pathlib import Path

import geopandas as gpd
from shapely.geometry import box

from etl import outlines

WEST, NORTH = 135, 45


def square(top: int, high: int = 1, **properties: str) -> dict:
    return properties | {"geometry": box(WEST, top - high, WEST + 4, top)}


def topology(municipalities: list[dict], prefectures: list[dict]) -> dict:
    layers = {"municipalities": municipalities, "prefectures": prefectures}
    return outlines.topology(
        {name: gpd.GeoDataFrame(places, crs="EPSG:6668") for name, places in layers.items()}
    )


def write(file: Path, municipalities: list[dict], prefectures: list[dict]) -> None:
    file.write_text(json.dumps(topology(municipalities, prefectures)), "utf-8")
