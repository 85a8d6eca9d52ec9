"""Which parts of a municipality hang together: what lies beyond water is not gone to straight.

Outlines tell land parts apart but not bridges inside a municipality. Declared: up to STRAIT_KM of water between two parts is bridged, as the
straits of 天草, 尾道 and 平戸 are; more has to be gone round. Land of other municipalities between two parts is no water.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph

STRAIT_KM = 1.0
DEGREE_KM = 111.32


def apart(outlines: gpd.GeoDataFrame, offices: pd.DataFrame, points: pd.DataFrame) -> np.ndarray:
    """The number of the part each point lies on: 0 on that of the office, others from 1 within each municipality.

    outlines: lg_code and geometry in degrees. offices: lg_code, office_longitude, office_latitude. points: lg_code, longitude, latitude.
    """
    found = np.zeros(len(points), dtype=int)
    geometry = outlines.geometry.to_numpy()
    tree = shapely.STRtree(geometry)
    office = offices.set_index("lg_code")[["office_longitude", "office_latitude"]].dropna()
    rows_of = points.groupby("lg_code").indices
    for code, own in zip(outlines["lg_code"], geometry, strict=True):
        if code not in rows_of or code not in office.index or shapely.get_num_geometries(own) == 1:
            continue
        rows = rows_of[code]
        places = np.vstack([office.loc[code], points.iloc[rows][["longitude", "latitude"]]])
        found[rows] = _numbers(shapely.get_parts(own), places, geometry, tree)[1:]
    return found


def _numbers(
    parts: np.ndarray, places: np.ndarray, geometry: np.ndarray, tree: shapely.STRtree
) -> np.ndarray:
    """The number of the part of each place (degrees; the first is the office's, and 0)."""
    scale = np.array([DEGREE_KM * np.cos(np.radians(places[0, 1])), DEGREE_KM])
    on = np.asarray(shapely.STRtree(parts).nearest(shapely.points(places)))
    if (on == on[0]).all():
        return np.zeros(len(places), dtype=int)
    flat = shapely.transform(parts, lambda degrees: degrees * scale)
    near = np.asarray(shapely.STRtree(flat).query(flat, predicate="dwithin", distance=STRAIT_KM))
    group = _components(near[0], near[1], len(parts))
    used = np.unique(group[on])
    joined = [
        (a, b)
        for at, a in enumerate(used)
        for b in used[at + 1 :]
        if _water_km(flat[group == a], flat[group == b], scale, geometry, tree) <= STRAIT_KM
    ]
    ends = np.array(joined, dtype=int).reshape(-1, 2)
    whole = _components(ends[:, 0], ends[:, 1], len(parts))[group[on]]
    order = {whole[0]: 0} | {one: at for at, one in enumerate(np.unique(whole[whole != whole[0]]), start=1)}
    return np.array([order[one] for one in whole])


def _water_km(
    one: np.ndarray, other: np.ndarray, scale: np.ndarray, geometry: np.ndarray, tree: shapely.STRtree
) -> float:
    """How much of the shortest line between two sets of parts (km) lies on nobody's land."""
    line = shapely.shortest_line(shapely.union_all(one), shapely.union_all(other))
    degrees = shapely.transform(line, lambda km: km / scale)
    land = shapely.union_all(geometry[tree.query(degrees, predicate="intersects")])
    water = shapely.difference(degrees, land)
    return float(shapely.length(shapely.transform(water, lambda place: place * scale)))


def _components(one: np.ndarray, other: np.ndarray, count: int) -> np.ndarray:
    graph = sparse.coo_matrix((np.ones(len(one)), (one, other)), shape=(count, count))
    found: np.ndarray = csgraph.connected_components(graph, directed=False)[1]
    return found
