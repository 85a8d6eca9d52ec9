"""Rivers as lines: read by any name their file has, the nearest within reach, nothing where none is."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest

from analysis import consolidation, river_lines
from analysis.road_network import NotRead

METRE = 1 / 111_195  # degrees of latitude


def file(*features: tuple[dict, list]) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": own,
                    "geometry": {"type": "LineString", "coordinates": line},
                }
                for own, line in features
            ],
        }
    ).encode()


EAST_WEST = [[131.0, 34.0], [131.1, 34.0]]
NORTH = [[131.0, 34.001], [131.1, 34.001]]


@pytest.mark.parametrize("key", ["name", "W05_004", "河川名", "river_name"])
def test_a_river_is_named_by_whatever_its_file_calls_it(key):
    rivers = river_lines.of_geojson(
        file(({key: " 甲 川 "}, EAST_WEST), ({"other": "x"}, NORTH), ({key: "名称不明"}, NORTH))
    )
    assert (rivers.names, rivers.nameless, rivers.count) == (("甲川",), 2, 1)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_nearest_within_reach_is_that_found_one_by_one(seed):
    random = np.random.default_rng(seed)
    lines = [
        np.column_stack([131 + random.uniform(0, 0.02, 4), 34 + random.uniform(0, 0.02, 4)])
        for _ in range(12)
    ]
    rivers = river_lines.Rivers(tuple(f"{at}川" for at in range(12)), tuple(lines), 0)
    places = pd.DataFrame(
        {"longitude": 131 + random.uniform(0, 0.02, 150), "latitude": 34 + random.uniform(0, 0.02, 150)}
    )
    places.loc[::20, "latitude"] = np.nan
    found = river_lines.nearest(places, rivers, 60)
    scale = np.array([np.cos(np.radians(places["latitude"].median())), 1]) / METRE
    for at, place in enumerate(places.to_numpy() * scale):
        distances = [_to_line(place, line * scale) for line in lines]
        nearest = int(np.nanargmin(distances)) if np.isfinite(place).all() else -1
        expected = f"{nearest}川" if nearest >= 0 and distances[nearest] <= 60 else None
        assert found.iloc[at] == expected
    assert found.notna().any()
    assert found.isna().any()


def _to_line(place: np.ndarray, line: np.ndarray) -> float:
    """Metres to a line, corner by corner."""
    best = np.inf
    for begin, end in itertools.pairwise(line):
        share = np.clip((place - begin) @ (end - begin) / ((end - begin) @ (end - begin)), 0, 1)
        best = min(best, float(np.linalg.norm(place - begin - share * (end - begin))))
    return best


def test_two_bridges_at_one_river_are_told_as_such():
    rivers = river_lines.of_geojson(file(({"name": "甲川"}, EAST_WEST), ({"name": "乙川"}, NORTH)))
    bridges = pd.DataFrame(
        [
            (131.05, 34 + 20 * METRE),
            (131.051, 34 - 25 * METRE),
            (131.052, 34 + 50 * METRE),
            (131.053, 34.001),
        ],
        columns=["longitude", "latitude"],
    )
    named = river_lines.nearest(bridges, rivers, 30)
    assert named.to_list() == ["甲川", "甲川", None, "乙川"]
    table = bridges.assign(river_ja=named)
    for name in consolidation.BRIDGE:
        if name not in table:
            table[name] = None
    table = table.assign(bridge_id=["1", "2", "3", "4"], bridge_name=["A橋", "B橋", "C橋", "D橋"])
    pairs, _ = consolidation.pairs(table, 300)
    shared = pairs.loc[pairs["river_ja"].notna(), ["first_bridge_id", "second_bridge_id", "river_ja"]]
    assert shared.to_numpy().tolist() == [["1", "2", "甲川"]]


def test_equally_near_lines_are_told_apart_by_their_names_not_their_order():
    place = pd.DataFrame({"longitude": [131.05], "latitude": [34.0005]})
    one, other = ({"name": "甲川"}, EAST_WEST), ({"name": "乙川"}, NORTH)
    names = {
        river_lines.nearest(place, river_lines.of_geojson(file(*lines)), 100).iloc[0]
        for lines in ((one, other), (other, one))
    }
    assert len(names) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "GeoJSON として読めません"),
        (b"[1]", "名前のある川の線"),
        (file(({}, EAST_WEST)), "名前のある川の線"),
        (file(({"name": "甲川"}, [[0, 0], [1, 1]])), "日本の外"),
        (file(({"name": "甲川"}, [[131]])), "座標の書き方"),
        (file(({"name": 5}, EAST_WEST)), "名前のある川の線"),
    ],
)
def test_what_holds_no_named_rivers_is_refused_in_a_sentence(content, reason):
    with pytest.raises(NotRead, match=reason):
        river_lines.of_geojson(content)


def test_no_bridge_with_a_position_is_at_no_river():
    rivers = river_lines.of_geojson(file(({"name": "甲川"}, EAST_WEST)))
    assert (
        river_lines.nearest(pd.DataFrame({"longitude": [np.nan], "latitude": [34.0]}), rivers, 30)
        .isna()
        .all()
    )
    assert river_lines.nearest(pd.DataFrame({"longitude": [], "latitude": []}), rivers, 30).empty
