"""Municipal outlines: from the tidy table to the static files the browser draws.

All municipalities are handled together as one coverage, so that what two neighbours share stays shared: simplified once,
rounded once. Coordinates are longitude and latitude (JGD2011).
"""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from topojson.core.topology import Topology

from etl import leftovers

Bounds = tuple[float, float, float, float]

TOLERANCE_DEGREES = 0.002  # side of the largest corner cut off (Visvalingam): about 200 m, 2 px at zoom 10
CELLS_PER_DEGREE = 10_000
GRID_DEGREES = 1 / CELLS_PER_DEGREE  # about 10 m, well under a pixel at the zooms we offer
REPAIR_GRID_DEGREES = 0.000001  # about 10 cm
SEA_GAP_KM = 50  # keeps 佐渡, 隠岐, 対馬, 屋久島 with their mainland; leaves 伊豆, 奄美, 宮古, 大東 out of the main view
KM_PER_DEGREE = 111.2
LIBRARIES = {"maplibre": "srcjs/maplibre-gl.js", "plotly": "package_data/plotly.min.js"}


@dataclass(frozen=True)
class Published:
    """What stands in the static folder: the file's name, and west, south, east, north per code."""

    outlines: str
    municipality_bounds: dict[str, Bounds]
    prefecture_bounds: dict[str, Bounds]


def from_table(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """The tidy table of `mlit_n03` with its `outline_wkb` column turned into geometry, in lg_code order."""
    outlines = table.sort_values("lg_code", ignore_index=True)
    geometry = shapely.from_wkb(outlines.pop("outline_wkb"))
    return gpd.GeoDataFrame(outlines, geometry=geometry, crs="EPSG:6668")


def simplify(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same rows with lighter outlines on a grid of GRID_DEGREES; shared borders stay shared and no outline is lost."""
    gridded = on_grid(
        shapely.coverage_simplify(outlines.geometry.to_numpy(), TOLERANCE_DEGREES), GRID_DEGREES
    )
    return outlines.set_geometry(gpd.GeoSeries(gridded, outlines.index, crs=outlines.crs))


def mended(coverage: np.ndarray) -> np.ndarray:
    """The same polygons, untouched where they form a valid coverage, else put right on a grid of REPAIR_GRID_DEGREES."""
    sound = shapely.is_valid(coverage).all() and shapely.coverage_is_valid(coverage)
    return coverage if sound else on_grid(coverage, REPAIR_GRID_DEGREES)


def on_grid(coverage: np.ndarray, cell: float) -> np.ndarray:
    """The same polygons as a valid coverage whose corners lie on a grid of `cell` degrees.

    All borders are snapped together as one network of lines, and each face goes to the polygon it lies in. Neighbours
    therefore meet exactly; overlaps go to the first of the two; self-crossings are resolved.
    Raises ValueError when a polygon is too small for the grid.
    """
    network = shapely.union_all(shapely.boundary(coverage), grid_size=cell)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    inside, owner = shapely.STRtree(coverage).query(shapely.point_on_surface(faces), predicate="intersects")
    owned = pd.DataFrame({"face": inside, "owner": owner}).sort_values("owner").drop_duplicates("face")
    gridded = np.empty(len(coverage), dtype=object)
    for _, own in owned.groupby("owner"):
        gridded[own["owner"].iloc[0]] = shapely.union_all(faces[own["face"]])
    if any(polygon is None for polygon in gridded):
        raise ValueError(f"a polygon vanishes on a grid of {cell} degrees")
    return shapely.orient_polygons(shapely.normalize(gridded))


def publish(outlines: gpd.GeoDataFrame, static: Path) -> Published:
    """Simplify the outlines and write them, and the prefectures dissolved from them, as one file for the browser.

    It is named after its content, so a browser may keep it for ever; it appears whole or not at all.
    """
    light = simplify(outlines.sort_values("lg_code", ignore_index=True))
    light = light.rename(columns={"municipality_name": "name", "prefecture_name": "prefecture"})
    prefectures = light.dissolve("prefecture_code", as_index=False, method="coverage").rename(
        columns={"name": "municipality", "prefecture": "name"}
    )
    layers = {
        "municipalities": light[["lg_code", "name", "prefecture", "prefecture_code", "geometry"]],
        "prefectures": prefectures[["prefecture_code", "name", "geometry"]],
    }
    content = json.dumps(topology(layers), ensure_ascii=False, separators=(",", ":")).encode()
    file = static / f"outlines-{hashlib.sha256(content).hexdigest()[:10]}.json"
    put(file, content)
    return Published(
        outlines=file.name,
        municipality_bounds=_rounded(light["lg_code"], shapely.bounds(light.geometry.to_numpy())),
        prefecture_bounds=_rounded(prefectures["prefecture_code"], map(main_view, prefectures.geometry)),
    )


def main_view(outline: shapely.Geometry) -> Bounds:
    """The bounds of an outline's largest part and all that follows it over sea gaps of at most SEA_GAP_KM."""
    parts = shapely.get_parts(outline)
    latitude = shapely.centroid(outline).y
    scale = KM_PER_DEGREE * np.array([np.cos(np.radians(latitude)), 1])
    scaled = shapely.transform(parts, lambda corners: corners * scale)
    near = shapely.STRtree(scaled).query(scaled, predicate="dwithin", distance=SEA_GAP_KM)
    links = sparse.coo_array((np.ones(near.shape[1]), near), shape=(len(parts), len(parts)))
    _, cluster = csgraph.connected_components(links, directed=False)
    main = cluster == cluster[shapely.area(parts).argmax()]
    return tuple(shapely.total_bounds(parts[main]))


def prune(static: Path, older_than_days: float, in_use: set[str]) -> None:
    """Remove what killed builds left, and outlines of earlier builds once no reader can still be looking at them.

    in_use: names of files that stay whatever the clock says. A file dated as far ahead was written while the clock was wrong: it
    goes too, or it would stay for ever.
    """
    leftovers.remove(static, "*", "part")
    for file in static.glob("*-??????????.*json"):
        age = time.time() - file.stat().st_mtime
        if file.name not in in_use and abs(age) > older_than_days * 86_400:
            file.unlink()


def copy_libraries(static: Path) -> list[Path]:
    """Put what the browser draws with into the static folder: MapLibre GL and Plotly, as the packages installed bring them."""
    copied = []
    for package, file in LIBRARIES.items():
        source = _folder(package) / file
        copied.append(static / source.name)
        put(copied[-1], source.read_bytes())
    return copied


def _folder(package: str) -> Path:
    """Where a package is installed, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


def write_blank_style(static: Path) -> Path:
    """Put an empty map style into the static folder: layers drawn on it need nothing from any other host."""
    style = static / "blank-style.json"
    put(style, json.dumps({"version": 8, "sources": {}, "layers": []}).encode())
    return style


def topology(layers: dict[str, gpd.GeoDataFrame]) -> dict[str, Any]:
    """Layers of places by name, all of the same lines on the grid, as TopoJSON; a place's columns are its properties.

    Each border is written once, for the neighbours and the prefectures on its sides, as steps on the grid: two thirds of the bytes
    that rings of such steps take, compressed.
    """
    drawn = Topology(
        list(layers.values()), object_name=list(layers), prequantize=False, shared_coords=False
    ).to_dict()
    return {
        "type": "Topology",
        "transform": {"scale": [GRID_DEGREES, GRID_DEGREES], "translate": [0, 0]},
        "arcs": [_steps(line) for line in drawn["arcs"]],
        "objects": {name: _layer(drawn["objects"][name]["geometries"]) for name in layers},
    }


def put(file: Path, content: bytes) -> None:
    """Write a file beside its place and move it there in one step: a browser never gets half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = leftovers.beside(file, "part")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _layer(places: list[dict[str, Any]]) -> dict[str, Any]:
    """Every place has several polygons; one polygon is no special case."""
    geometries = [
        {
            "type": "MultiPolygon",
            "properties": one["properties"],
            "arcs": one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]],
        }
        for one in places
    ]
    return {"type": "GeometryCollection", "geometries": geometries}


def _steps(line: list[list[float]]) -> list[list[int]]:
    corners = np.rint(np.asarray(line) * CELLS_PER_DEGREE).astype(int)
    steps: list[list[int]] = np.diff(corners, axis=0, prepend=[[0, 0]]).tolist()
    return steps


def _rounded(codes: Iterable[str], bounds: Iterable[Iterable[float]]) -> dict[str, Bounds]:
    return {code: _box(edges) for code, edges in zip(codes, bounds, strict=True)}


def _box(edges: Iterable[float]) -> Bounds:
    west, south, east, north = (round(float(edge), 4) for edge in edges)
    return west, south, east, north
