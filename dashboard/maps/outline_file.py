"""The file of outlines that the build writes for the browser, read for maps made on the server."""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis import outline_topology
from dashboard.runtime.component import STATIC

MISSING = "地図の形のデータを読み込めません。"
NARROW = 0.82  # a degree of longitude at 35°N beside one of latitude


class NoOutlines(Exception):
    """The file of outlines is not there, or is not whole; the message is for readers."""


def around(
    towns: pd.DataFrame, file: str, center: tuple[float, float], count: int, codes: Iterable[str] = ()
) -> dict:
    """GeoJSON of the municipalities named and of those whose offices are nearest. Raises NoOutlines.

    towns: as queries.municipalities. file: name of the outlines in static/. center: longitude, latitude.
    """
    longitude, latitude = center
    apart = (towns["office_latitude"] - latitude) ** 2 + (
        (towns["office_longitude"] - longitude) * NARROW
    ) ** 2
    wanted = {*codes, *towns.loc[apart.nsmallest(count).index, "lg_code"]}
    known = collection(STATIC / file)["features"]
    features = [one | {"properties": {}} for one in known if one["properties"]["lg_code"] in wanted]
    return {"type": "FeatureCollection", "features": features}


@lru_cache(maxsize=4)
def collection(path: Path, layer: str = "municipalities") -> dict:
    """A layer of a file (`municipalities`, `prefectures`) as GeoJSON, every geometry a MultiPolygon. Not to be changed: all who ask share it. Raises NoOutlines."""
    try:
        return outline_topology.as_geojson(json.loads(path.read_text("utf-8")), layer)
    except (OSError, LookupError, ValueError, TypeError, ArithmeticError) as error:
        raise NoOutlines(MISSING) from error
