"""Outlines as the build writes them for the browser (etl.outlines: TopoJSON, each border once), as GeoJSON."""

from itertools import accumulate
from typing import Any

# Layers of the file and the property that is a place's code.
CODES = {"municipalities": "lg_code", "prefectures": "prefecture_code"}


def as_geojson(content: dict[str, Any], layer: str = "municipalities") -> dict[str, Any]:
    """A FeatureCollection, every geometry a MultiPolygon of closed rings, longitude before latitude (JGD2011)."""
    cells = round(1 / content["transform"]["scale"][0])
    lines = [_line(steps, cells) for steps in content["arcs"]]
    features = [
        {
            "type": "Feature",
            "properties": one["properties"],
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[_ring(arcs, lines) for arcs in polygon] for polygon in one["arcs"]],
            },
        }
        for one in content["objects"][layer]["geometries"]
    ]
    return {"type": "FeatureCollection", "features": features}


def _line(steps: list[list[int]], cells: int) -> list[list[float]]:
    """steps: east and north from corner to corner, in cells, the first from the origin."""
    longitudes, latitudes = accumulate(east for east, _ in steps), accumulate(north for _, north in steps)
    return [[x / cells, y / cells] for x, y in zip(longitudes, latitudes, strict=True)]


def _ring(arcs: list[int], lines: list[list[list[float]]]) -> list[list[float]]:
    """Lines joined end to start; ~5 is line 5 backwards."""
    ring: list[list[float]] = []
    for arc in arcs:
        line = lines[arc] if arc >= 0 else lines[~arc][::-1]
        ring += line[bool(ring) :]
    return ring
