"""Roads a reader brings: ways round a missing piece against all ways worked out, and what is no road told in a sentence."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis import road_network
from analysis.road_network import NotRead

STEP = 0.001  # degrees


def geojson(*lines, kind="LineString"):
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": line}}
        for line in lines
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def at(*places):
    """Degrees of places on a grid of STEP."""
    return [[131 + east * STEP, 34 + north * STEP] for east, north in places]


def middles(*pieces):
    """Bridges in the middle of pieces of road."""
    points = [np.mean(at(*piece), axis=0) for piece in pieces]
    return pd.DataFrame(points, columns=["longitude", "latitude"])


TWO_BANKS = geojson(
    at((0, 0), (1, 0), (5, 0)),
    at((0, 1), (1, 1), (5, 1)),
    at((1, 0), (1, 1)),
    at((5, 0), (5, 1)),
    at((0, 0), (-1, 0), (-3, 0)),
)


def test_two_bridges_of_a_river_are_each_others_detour_and_the_only_road_cuts_off():
    network = road_network.of_geojson(TWO_BANKS)
    bridges = middles([(1, 0), (1, 1)], [(5, 0), (5, 1)], [(0, 0), (-1, 0)])
    bridges.loc[3] = [135.0, 34.0]
    found = road_network.without_each(network, bridges)
    along = 2 * 4 * STEP * 111_195 * np.cos(np.radians(34))
    assert found["detour_m"].to_list() == pytest.approx([along, along, np.nan, np.nan], rel=1e-4, nan_ok=True)
    assert found["is_cut_off"].to_list() == [False, False, True, False]
    assert found["is_on_network"].to_list() == [True, True, True, False]
    assert found["cut_off_km"].iloc[2] == pytest.approx(2 * STEP * 111.195 * np.cos(np.radians(34)), rel=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_ways_round_every_piece_are_the_shortest_of_all(seed):
    random = np.random.default_rng(seed)
    pieces = [
        piece
        for east in range(5)
        for north in range(5)
        for piece in ([(east, north), (east + 1, north)], [(east, north), (east, north + 1)])
        if random.random() < 0.7
    ]
    network = road_network.of_geojson(geojson(*(at(*piece) for piece in pieces)))
    found = road_network.without_each(network, middles(*pieces))
    places = sorted({place for piece in pieces for place in piece})
    for piece, row in zip(pieces, found.itertuples(), strict=True):
        ways = all_ways(places, [one for one in pieces if one != piece])
        way = ways[places.index(piece[0]), places.index(piece[1])] - metres(piece)
        assert row.is_cut_off == np.isinf(way)
        if not row.is_cut_off:
            assert row.detour_m == pytest.approx(way, rel=1e-3)


def metres(piece):
    (lo, la), (ll, lb) = at(*piece)
    return 111_195.08 * np.hypot((lo - ll) * np.cos(np.radians((la + lb) / 2)), la - lb)


def all_ways(places, pieces):
    """Floyd and Warshall's table of shortest ways."""
    ways = np.full((len(places), len(places)), np.inf)
    np.fill_diagonal(ways, 0)
    for piece in pieces:
        one, other = (places.index(place) for place in piece)
        ways[one, other] = ways[other, one] = metres(piece)
    for over in range(len(places)):
        ways = np.minimum(ways, ways[:, [over]] + ways[[over], :])
    return ways


def test_lines_of_every_wrapping_are_one_network():
    line = at((0, 0), (1, 0))
    shapes = [
        {"type": "LineString", "coordinates": line},
        {"type": "MultiLineString", "coordinates": [line, line]},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[*one, 12.5] for one in line]}},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [131, 34]}, {"type": "LineString", "coordinates": line}]},
    ]  # fmt: skip
    for shape in shapes:
        network = road_network.of_geojson(b"\xef\xbb\xbf" + json.dumps(shape).encode())
        assert network.km == pytest.approx(metres([(0, 0), (1, 0)]) / 1000, rel=1e-4)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "GeoJSON として読めません"),
        (b'{"type": "FeatureCollection", "features": [', "途中で切れている"),
        ("橋,路線".encode("cp932"), "GeoJSON として読めません"),
        (b"[" * 100_000, "GeoJSON として読めません"),
        (b"[1, 2]", "道路の線（LineString）がありません"),
        (b"null", "道路の線（LineString）がありません"),
        (geojson([131, 34], kind="Point"), "道路の線（LineString）がありません"),
        (geojson([[131, 34]]), "座標の書き方"),
        (geojson(["北", "南"]), "座標の書き方"),
        (geojson(None), "座標の書き方"),
        (geojson([[131, 34], [131]]), "座標の書き方"),
        (geojson([[34, 131], [34.1, 131]]), "日本の外の座標"),
        (geojson([[-60_000.5, 12_000.1], [-60_010.5, 12_000.1]]), "日本の外の座標"),
        (b'{"type": "LineString", "coordinates": [[NaN, 34], [131, 34]]}', "日本の外の座標"),
        (geojson([[131, 34], [131, 34]]), "長さのある線がありません"),
    ],
)
def test_what_is_no_network_is_told_in_one_sentence(content, sentence):
    with pytest.raises(NotRead) as told:
        road_network.of_geojson(content)
    assert sentence in str(told.value)


def test_too_many_corners_are_refused(monkeypatch):
    monkeypatch.setattr(road_network, "MOST_CORNERS", 3)
    with pytest.raises(NotRead, match="頂点が3を超えます"):
        road_network.of_geojson(TWO_BANKS)
