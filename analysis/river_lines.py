"""Rivers as lines that a reader brings: which named line a bridge lies nearest to. Nearness is no crossing.

rivers = of_geojson(content)
nearest(bridges, rivers, metres=30)      the name of the river of each bridge, None where none is as near
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from analysis.road_network import METRES_OF_DEGREE, MOST_CORNERS, NotRead, checked_line, lines_of
from japan.cells import squeeze

# How files call the name of a river: OpenStreetMap, 国土数値情報（河川）, offices' own.
NAMES = ("name", "name:ja", "W05_004", "河川名", "河川名称", "川名", "名称", "river_name", "river")
NAMELESS = {"", "名称不明", "不明", "なし", "-", "none", "null", "unknown"}

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rivers:
    """Lines with a name each: corners (longitude, latitude in degrees, shape (n, 2)); and how many lines had no name."""

    names: tuple[str, ...]
    lines: tuple[Numbers, ...]
    nameless: int

    @property
    def count(self) -> int:
        """How many different names there are."""
        return len(set(self.names))


def of_geojson(content: bytes) -> Rivers:
    """The named lines of a GeoJSON file. Raises NotRead."""
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotRead("GeoJSON として読めません。途中で切れているか、別の形式です。") from error
    names: list[str] = []
    lines: list[Numbers] = []
    corners = nameless = 0
    for feature in _features(read):
        name = _name(feature.get("properties"))
        for line in lines_of(feature.get("geometry")):
            if name is None:
                nameless += 1
                continue
            names.append(name)
            lines.append(checked_line(line))
            corners += len(lines[-1])
            if corners > MOST_CORNERS:
                raise NotRead(f"線の頂点が{MOST_CORNERS:,}を超えます。見たい区域に切り取ってください。")
    if not lines:
        wanted = "・".join(("name", "河川名", "W05_004"))
        raise NotRead(
            f"名前のある川の線（LineString）がありません。線ごとに {wanted} のどれかに川の名前が必要です。"
        )
    return Rivers(tuple(names), tuple(lines), nameless)


def _features(read: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(read, dict) and isinstance(read.get("features"), list):
        yield from (one for one in read["features"] if isinstance(one, dict))
    elif isinstance(read, dict) and read.get("type") == "Feature":
        yield read


def _name(properties: Any) -> str | None:
    """The name of a river, its first that says one."""
    if not isinstance(properties, dict):
        return None
    for key in NAMES:
        name = properties.get(key)
        if isinstance(name, str) and squeeze(name).lower() not in NAMELESS:
            return squeeze(name)
    return None


def nearest(bridges: pd.DataFrame, rivers: Rivers, metres: float) -> pd.Series:
    """The name of the nearest line within `metres` of each bridge (latitude, longitude in degrees), None where there is none.

    Distances are on a plane of the bridges' own latitude: right to a thousandth within a prefecture.
    """
    found = pd.Series([None] * len(bridges), bridges.index, dtype="object")
    places = bridges[["longitude", "latitude"]].to_numpy("float64")
    placed = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not len(placed):
        return found
    middle = np.cos(np.radians(np.median(places[placed, 1])))
    scale = np.array([METRES_OF_DEGREE * middle, METRES_OF_DEGREE])
    tree = shapely.STRtree([shapely.LineString(line * scale) for line in rivers.lines])
    pairs, distance = tree.query_nearest(
        shapely.points(places[placed] * scale), max_distance=metres, return_distance=True, all_matches=True
    )
    near = pd.DataFrame({"at": pairs[0], "name": [rivers.names[at] for at in pairs[1]], "distance": distance})
    # Where two lines are equally near, the name that comes first by letters: the same in whatever order a file has them.
    first = near.sort_values(["at", "distance", "name"], kind="stable").drop_duplicates("at")
    found.iloc[placed[first["at"].to_numpy()]] = first["name"].to_numpy(dtype=object)
    return found
