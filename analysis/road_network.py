"""Roads as a network, of lines that a reader brings: how far round it is where a bridge is missing, and what is cut off.

Lines meet where they share a corner, as in OpenStreetMap; where they only cross, one passes over the other.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from analysis.pairs import EARTH_RADIUS_KM
from japan.facilities import LATITUDES, LONGITUDES

MOST_CORNERS = 500_000
MOST_BRIDGES = 200  # looked at one by one
SNAP_M = 30  # farther from any road, a bridge is on none
NEAR_M = 20_000  # ways are looked for within this first, for that is quick
DIGITS = 6  # of degrees, a tenth of a metre: corners that agree so far are one
METRES_OF_DEGREE = EARTH_RADIUS_KM * 1000 * np.pi / 180
KM = 1000

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class NotRead(ValueError):
    """Lines that make no network; the message is one Japanese sentence without a subject."""


@dataclass(frozen=True)
class Network:
    """Corners (degrees) and the pieces of road between them, each once: positions of its ends, metres."""

    longitude: Numbers
    latitude: Numbers
    one: Rows
    other: Rows
    metres: Numbers

    @property
    def km(self) -> float:
        return float(self.metres.sum()) / KM


def of_geojson(content: bytes) -> Network:
    """The network of the LineStrings and MultiLineStrings of a GeoJSON file (longitude, latitude). Raises NotRead."""
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotRead("GeoJSON として読めません。途中で切れているか、別の形式です。") from error
    corners: list[Numbers] = []
    count = 0
    for line in lines_of(read):
        corners.append(checked_line(line))
        count += len(corners[-1])
        if count > MOST_CORNERS:
            raise NotRead(f"線の頂点が{MOST_CORNERS:,}を超えます。見たい区域に切り取ってください。")
    if not corners:
        raise NotRead("道路の線（LineString）がありません。道路の中心線の GeoJSON が必要です。")
    return _joined(corners)


def lines_of(read: Any) -> Iterator[Any]:
    """The coordinates of every line of what a GeoJSON file holds; what is no line is passed over."""
    if not isinstance(read, dict):
        return
    if isinstance(read.get("features"), list):
        for feature in read["features"]:
            if isinstance(feature, dict):
                yield from lines_of(feature.get("geometry"))
    elif read.get("type") == "Feature":
        yield from lines_of(read.get("geometry"))
    elif read.get("type") == "GeometryCollection" and isinstance(read.get("geometries"), list):
        for one in read["geometries"]:
            if isinstance(one, dict) and one.get("type") != "GeometryCollection":
                yield from lines_of(one)
    elif read.get("type") == "LineString":
        yield read.get("coordinates")
    elif read.get("type") == "MultiLineString" and isinstance(read.get("coordinates"), list):
        yield from read["coordinates"]


def checked_line(line: Any) -> Numbers:
    """A line's corners, shape (n, 2), at least two. Raises NotRead."""
    try:
        corners = np.array([corner[:2] for corner in line], dtype=float)
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise NotRead("座標の書き方が GeoJSON と違う線があります。") from error
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 2:
        raise NotRead("座標の書き方が GeoJSON と違う線があります。")
    longitude, latitude = corners.T
    is_japan = (longitude >= LONGITUDES[0]) & (longitude <= LONGITUDES[1])
    is_japan &= (latitude >= LATITUDES[0]) & (latitude <= LATITUDES[1])
    if not is_japan.all():
        raise NotRead("日本の外の座標があります。経度・緯度（度、JGD2011 か WGS 84）の GeoJSON が必要です。")
    return corners


def _joined(lines: list[Numbers]) -> Network:
    """Lines as one network: corners in one place are one, a piece of road between two corners stands once."""
    places: Numbers = np.concatenate(lines).astype(np.float64).round(DIGITS)
    corners, at = np.unique(places, axis=0, return_inverse=True)
    at = at.reshape(-1)
    last = np.cumsum([len(line) for line in lines]) - 1
    starts = np.setdiff1d(np.arange(len(places)), last)
    ends = np.column_stack([at[starts], at[starts + 1]])
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0).astype(np.int64)
    if not len(ends):
        raise NotRead("長さのある線がありません。")
    longitude: Numbers = np.array(corners[:, 0], dtype=np.float64)
    latitude: Numbers = np.array(corners[:, 1], dtype=np.float64)
    one, other = ends[:, 0], ends[:, 1]
    middle = np.radians((latitude[one] + latitude[other]) / 2)
    east = (longitude[one] - longitude[other]) * np.cos(middle)
    metres = np.hypot(east, latitude[one] - latitude[other]) * METRES_OF_DEGREE
    return Network(longitude, latitude, one, other, metres)


# --- without a bridge ---------------------------------------------------------------------------------------------


def without_each(network: Network, bridges: pd.DataFrame) -> pd.DataFrame:
    """What happens on the network where each bridge (longitude, latitude, by its index) alone is missing: a row per bridge.

    is_on_network: whether a road lies within SNAP_M. detour_m: the extra way from the one end of that piece of road to the other,
    blank where there is none. is_cut_off, cut_off_km: whether there is none, and the roads on the shorter side then.
    At most MOST_BRIDGES bridges: ValueError.
    """
    if len(bridges) > MOST_BRIDGES:
        raise ValueError(f"{len(bridges)} bridges, more than {MOST_BRIDGES}")
    piece, apart = _nearest(network, bridges)
    graph = _graph(network)
    rows = []
    for at, metres in zip(piece, apart, strict=True):
        if metres > SNAP_M:
            rows.append((False, metres, np.nan, False, np.nan))
        else:
            detour, cut_off = _without(network, graph, int(at))
            rows.append((True, metres, detour, bool(np.isnan(detour)), cut_off))
    names = ["is_on_network", "snap_m", "detour_m", "is_cut_off", "cut_off_km"]
    table = pd.DataFrame(rows, columns=names, index=bridges.index)
    return table.astype({"is_on_network": bool, "is_cut_off": bool})


def _nearest(network: Network, bridges: pd.DataFrame) -> tuple[Rows, Numbers]:
    """The piece of road nearest to each bridge, and how far it is (metres)."""
    scale = np.cos(np.radians(network.latitude.mean()))

    def flat(longitude: Numbers, latitude: Numbers) -> Numbers:
        return np.column_stack([longitude * scale, latitude]) * METRES_OF_DEGREE

    corners = flat(network.longitude, network.latitude)
    pieces = shapely.linestrings(np.stack([corners[network.one], corners[network.other]], axis=1))
    points = shapely.points(flat(bridges["longitude"].to_numpy(float), bridges["latitude"].to_numpy(float)))
    found, apart = shapely.STRtree(np.atleast_1d(np.asarray(pieces))).query_nearest(
        points, all_matches=False, return_distance=True
    )
    return found[1].astype(np.int64), apart


def _graph(network: Network) -> csr_array:
    """The network as a symmetric matrix of metres; a piece without length would count as none."""
    size = len(network.longitude)
    both = np.concatenate([network.one, network.other]), np.concatenate([network.other, network.one])
    return csr_array((np.maximum(np.tile(network.metres, 2), 1e-6), both), shape=(size, size))


def _without(network: Network, graph: csr_array, piece: int) -> tuple[float, float]:
    """The extra way round one piece of road, and the km cut off where there is no way (then the way is blank)."""
    one, other = int(network.one[piece]), int(network.other[piece])
    left = graph.copy()
    for start, end in ((one, other), (other, one)):
        own = slice(left.indptr[start], left.indptr[start + 1])
        left.data[own][left.indices[own] == end] = np.inf
    for limit in (NEAR_M, np.inf):
        way = float(dijkstra(left, indices=np.array([one]), limit=limit)[0, other])
        if np.isfinite(way):
            return max(way - float(network.metres[piece]), 0.0), np.nan
    return np.nan, _cut_off_km(network, piece)


def _cut_off_km(network: Network, piece: int) -> float:
    """The roads on the shorter side of a piece without which its ends are apart."""
    kept = np.arange(len(network.one)) != piece
    size = len(network.longitude)
    graph = csr_array(
        (np.ones(int(kept.sum())), (network.one[kept], network.other[kept])), shape=(size, size)
    )
    _, side = connected_components(graph, directed=False)
    metres = [
        float(network.metres[kept][side[network.one[kept]] == side[end]].sum())
        for end in (network.one[piece], network.other[piece])
    ]
    return min(metres) / KM
