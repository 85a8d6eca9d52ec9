"""A map that needs no browser: outlines turned into rings of points on a page, the same on a slide and in PowerPoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians

from analysis.outline_topology import CODES
from dashboard.maps import outline_file
from dashboard.runtime.component import STATIC
from dashboard.shared.theme import MISSING

Bounds = tuple[float, float, float, float]
Ring = list[tuple[int, int]]

# The nation without 小笠原; what lies south-west of 大隅諸島 is moved into a frame in the Sea of Japan.
NATION: Bounds = (128.6, 30.1, 145.9, 45.6)
SOUTH_WEST = (132.0, 29.9)  # east and north limits
MOVED_BY = (6.2, 13.2)  # degrees
FRAME: Bounds = (128.8, 37.0, 137.8, 42.6)  # round what was moved
SEEN = 4  # cells: a smaller island is left out beside the rest of its place
STEPS = 900  # of the grid that points are put on: across the shorter side of the view, about a pixel on a projector


@dataclass(frozen=True)
class Map:
    """One class per place. file: name of the outlines in static/; layer: of
    municipalities or prefectures; only: codes of prefectures
    whose outlines are drawn (all when empty); view: west, south, east, north; classes: code → class; colors (#RRGGBB) and labels by
    class, lowest first; marked: codes with a bold outline; names: (text, longitude, latitude) written on the map."""

    title: str
    file: str
    layer: str
    view: Bounds
    classes: Mapping[str, int]
    colors: Sequence[str]
    labels: Sequence[str]
    only: Sequence[str] = ()
    marked: Sequence[str] = ()
    names: Sequence[tuple[str, float, float]] = field(default_factory=tuple)
    has_missing: bool = False

    @property
    def key(self) -> str:
        """The property of a place that is its code."""
        return CODES[self.layer]

    def legend(self) -> list[tuple[str, str]]:
        """Label and colour of each class that has a place and a label, highest first, then of missing data when there are any."""
        used = sorted(set(self.classes.values()), reverse=True)
        lines = [(self.labels[index], self.colors[index]) for index in used if self.labels[index]]
        return lines + ([("データなし", MISSING)] if self.has_missing else [])


@dataclass(frozen=True)
class Outline:
    """One place on the page: rings of whole-numbered points, none closed."""

    code: str
    name: str
    rings: list[Ring]


@dataclass(frozen=True)
class Drawn:
    """Outlines, names with the middle of their text, and the frame round what was moved (left, top, width, height), on a page."""

    outlines: list[Outline]
    names: list[tuple[str, int, int]]
    frame: tuple[int, int, int, int] | None


def drawn(wanted: Map, width: int, height: int) -> Drawn:
    """The map on a page of width × height (any unit), as large as fits, in the middle; marked outlines come last, on top.

    Points are put on a grid, so that neighbours still meet and the file stays small. Parts outside the view are left out. Raises
    NoOutlines.
    """
    west, south, east, north = wanted.view
    narrow = cos(radians((south + north) / 2))
    scale = min(width / ((east - west) * narrow), height / (north - south))
    left = (width - (east - west) * narrow * scale) / 2
    top = (height - (north - south) * scale) / 2
    cell = min(east - west, north - south) / STEPS
    is_nation = wanted.view == NATION

    def place(longitude: float, latitude: float) -> tuple[int, int]:
        return round(left + (longitude - west) * narrow * scale), round(top + (north - latitude) * scale)

    outlines = []
    for feature in outline_file.collection(STATIC / wanted.file, wanted.layer)["features"]:
        properties = feature["properties"]
        if wanted.only and properties["prefecture_code"] not in wanted.only:
            continue
        rings = []
        for polygon in feature["geometry"]["coordinates"]:
            polygon = [moved(ring) for ring in polygon] if is_nation else polygon
            if not _touches(polygon[0], wanted.view):
                continue
            for ring in polygon:
                points = on_grid(ring, cell)
                if len(points) > 2 and (not rings or _is_seen(points, cell)):
                    rings.append([place(*point) for point in points])
        if rings:
            outlines.append(Outline(properties[wanted.key], properties["name"], rings))
    outlines.sort(key=lambda outline: outline.code in wanted.marked)
    names = [(name, *place(longitude, latitude)) for name, longitude, latitude in wanted.names]
    if not is_nation:
        return Drawn(outlines, names, None)
    (x, y), (right, bottom) = place(FRAME[0], FRAME[3]), place(FRAME[2], FRAME[1])
    return Drawn(outlines, names, (x, y, right - x, bottom - y))


def moved(ring: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """The ring where the map of the nation draws it."""
    east, north = SOUTH_WEST
    right, up = MOVED_BY
    if all(longitude < east and latitude < north for longitude, latitude in ring):
        return [(longitude + right, latitude + up) for longitude, latitude in ring]
    return [(longitude, latitude) for longitude, latitude in ring]


def on_grid(ring: Sequence[Sequence[float]], cell: float) -> list[tuple[float, float]]:
    """The ring's points on a grid of `cell` degrees, each once in a row, the closing one left out."""
    points: list[tuple[float, float]] = []
    for longitude, latitude in ring:
        point = (round(longitude / cell) * cell, round(latitude / cell) * cell)
        if not points or point != points[-1]:
            points.append(point)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _touches(ring: Sequence[Sequence[float]], view: Bounds) -> bool:
    """Whether the middle of the ring's box lies in the view."""
    longitudes, latitudes = zip(*ring, strict=True)
    west, south, east, north = view
    x, y = (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2
    return west <= x <= east and south <= y <= north


def _is_seen(points: list[tuple[float, float]], cell: float) -> bool:
    """Whether a ring is large enough to be seen."""
    return any(max(along) - min(along) > SEEN * cell for along in zip(*points, strict=True))
