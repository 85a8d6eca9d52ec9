"""The map of a briefing: what part of the country it shows, in which colours, and whose names are read on it."""

from collections.abc import Iterable
from math import cos, radians

import pandas as pd

from dashboard import queries
from dashboard.maps import shapes
from dashboard.maps.classes import cut
from dashboard.maps.shapes import Map
from dashboard.shared import theme
from pages.briefing import queries as own_queries
from pages.briefing.scope import Scope

NAMES = 24  # that are read from the back of a room
LETTER, MAP_SIZE = 25, (1080, 500)  # pixels on a stage 1,600 wide: of a letter on a map, of the map


def drawn(scope: Scope, title: str, by_code: pd.Series, metric: pd.Series) -> Map:
    """The values in classes of colour, own places framed, the highest named. by_code: value by code."""
    classes = cut(by_code.to_list(), unit=metric["unit"], digits=int(metric["digits"]), most=6)
    is_nation = scope.kind == "nation"
    marked = () if scope.kind in ("nation", "pref") else scope.codes
    labelled = set(marked) | set(by_code.nlargest(max(NAMES - len(marked), 0)).index)
    points = own_queries.name_points([] if is_nation else sorted(labelled))
    view = shapes.NATION if is_nation else _view(scope)
    west, south, east, north = view
    inside = points["point_longitude"].between(west, east) & points["point_latitude"].between(south, north)
    return Map(
        title,
        queries.outline_file(),
        "prefectures" if is_nation else "municipalities",
        view,
        {
            code: index
            for code, index in zip(by_code.index, classes.indexes, strict=True)
            if index is not None
        },
        tuple(theme.sequential(len(classes.labels))),
        tuple(classes.labels),
        only=() if is_nation else tuple(scope.prefectures["prefecture_code"]),
        marked=marked,
        names=_spread(points[inside], marked, by_code, view),
        has_missing=bool(by_code.isna().any()),
    )


def _view(scope: Scope) -> shapes.Bounds:
    """The main land of the prefecture; round the members of a group; a little more on every side."""
    main = _edges(scope.prefectures)
    own = _edges(scope.own)
    is_off = scope.kind == "muni" and not _is_inside(own, main)
    west, south, east, north = own if scope.kind == "group" or is_off else main
    pad = 0.35 if scope.kind == "group" or is_off else 0.02
    wide, tall = (east - west) * pad, (north - south) * pad
    return west - wide, south - tall, east + wide, north + tall


def padded(edges: shapes.Bounds) -> shapes.Bounds:
    """A view with a little more on every side."""
    west, south, east, north = map(float, edges)
    wide, tall = (east - west) * 0.04, (north - south) * 0.04
    return west - wide, south - tall, east + wide, north + tall


def names_of(codes: list[str], view: shapes.Bounds) -> list[tuple[str, float, float]]:
    """Names of municipalities that do not cover each other, those named first before the others."""
    first = pd.Series(range(len(codes), 0, -1), index=codes, dtype=float)
    return _spread(own_queries.name_points(codes), (), first, view)


def _edges(rows: pd.DataFrame) -> shapes.Bounds:
    west, south, east, north = (rows[edge] for edge in ("west", "south", "east", "north"))
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())


def _is_inside(one: shapes.Bounds, other: shapes.Bounds) -> bool:
    """Whether the middle of one lies in the other."""
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def off_the_map(scope: Scope) -> list[str]:
    """A line where islands of the prefecture lie outside the view."""
    view = _view(scope)
    off = [
        row.municipality_name
        for row in scope.around.itertuples()
        if not _is_inside((row.west, row.south, row.east, row.north), view)
    ]
    if scope.kind == "group" or not 0 < len(off) < len(scope.around) / 2:
        return []
    names = "・".join(off) if len(off) <= 3 else f"{off[0]}など{len(off)}団体"
    return [f"{names}は、地図の外にあります。"]


def _spread(
    points: pd.DataFrame, marked: Iterable[str], by_code: pd.Series, view: shapes.Bounds
) -> list[tuple[str, float, float]]:
    """Names that do not cover each other: those marked first, then the highest values."""
    west, south, east, north = view
    narrow = cos(radians((south + north) / 2))
    letter = LETTER * max((north - south) / MAP_SIZE[1], (east - west) * narrow / MAP_SIZE[0])  # degrees
    first = points["lg_code"].isin(list(marked))
    ordered = points.assign(first=first, value=points["lg_code"].map(by_code)).sort_values(
        ["first", "value"], ascending=False
    )
    names: list[tuple[str, float, float]] = []
    for row in ordered.itertuples():
        name, x, y = row.municipality_name, row.point_longitude, row.point_latitude
        if all(
            abs(x - other_x) * narrow > letter * (len(name) + len(other)) / 2
            or abs(y - other_y) > 1.3 * letter
            for other, other_x, other_y in names
        ):
            names.append((name, float(x), float(y)))
    return names
