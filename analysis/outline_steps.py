"""Outlines as the build writes them for the browser (etl.outlines: rings of steps on a grid), as GeoJSON."""

from itertools import accumulate
from typing import Any


def as_geojson(content: dict[str, Any]) -> dict[str, Any]:
    """A FeatureCollection, every geometry a MultiPolygon of closed rings, longitude before latitude (JGD2011)."""
    cells = content["cells_per_degree"]
    features = [
        {
            "type": "Feature",
            "properties": one["properties"],
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[_ring(steps, cells) for steps in polygon] for polygon in one["polygons"]],
            },
        }
        for one in content["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


def _ring(steps: list[int], cells: int) -> list[list[float]]:
    """Closed; steps: east and north from corner to corner, the first from the origin."""
    longitudes, latitudes = accumulate(steps[::2]), accumulate(steps[1::2])
    corners = [[x / cells, y / cells] for x, y in zip(longitudes, latitudes, strict=True)]
    return [*corners, corners[0]]
