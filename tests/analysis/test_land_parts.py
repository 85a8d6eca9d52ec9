"""Land parts of a municipality: water between them is not gone over straight, a narrow strait or another's land is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from analysis import land_parts, ways

KM = 1 / land_parts.DEGREE_KM  # in degrees, on the equator
OWN, OTHER = "990001", "990002"


def square(west: float, wide: float = 4.0) -> shapely.Polygon:
    """A square of land that begins so many km east of the meridian."""
    return shapely.box(west * KM, 0, (west + wide) * KM, 4 * KM)


def numbers(parts: list[shapely.Polygon], land: list[shapely.Polygon], *at: float) -> list[int]:
    """The parts on which points so many km east lie; the office lies on the first part."""
    outlines = gpd.GeoDataFrame(
        {"lg_code": [OWN, OTHER]},
        geometry=[shapely.MultiPolygon(parts), shapely.MultiPolygon(land)],
        crs="EPSG:6668",
    )
    offices = pd.DataFrame(
        {"lg_code": [OWN, OTHER], "office_longitude": [2 * KM, 50 * KM], "office_latitude": 2 * KM}
    )
    points = pd.DataFrame({"lg_code": OWN, "longitude": np.array(at) * KM, "latitude": 2 * KM})
    return list(land_parts.apart(outlines, offices, points))


AWAY = [square(48), square(60)]


@pytest.mark.parametrize(
    ("parts", "land", "expected"),
    [
        ([square(0), square(6.1)], AWAY, [0, 1]),  # 2.1 km of water
        ([square(0), square(4.9)], AWAY, [0, 0]),  # a strait
        ([square(0), square(4.9, 0.5), square(6.3)], AWAY, [0, 0]),  # two, over an islet
        ([square(0), square(6.1)], [square(4, 2.1), square(48)], [0, 0]),  # another's land between
        ([square(0), square(6.1), square(12.2)], AWAY, [0, 1, 2]),
    ],
)
def test_only_water_parts(parts, land, expected):
    ends = [1.0, *(part.bounds[2] / KM - 0.5 for part in parts[1:])]
    found = numbers(parts, land, *ends)
    assert [found[0], *found[len(found) - len(expected) + 1 :]] == expected


def test_the_way_goes_round_the_water_inside_a_municipality():
    """甲's island borders 丁; 乙 and 丙 lie between 甲's mainland and 丁."""
    codes = [f"99000{at}" for at in range(4)]
    places = pd.DataFrame({"lg_code": codes, "office_latitude": [35.0, 35.2, 35.2, 35.0], "office_longitude": [136.0, 136.0, 136.2, 136.2]})  # fmt: skip
    points = pd.DataFrame(
        [
            (codes[0], codes[1], 136.0, 35.1, 0, 0),
            (codes[1], codes[2], 136.1, 35.2, 0, 0),
            (codes[2], codes[3], 136.2, 35.1, 0, 0),
            (codes[0], codes[3], 136.15, 35.0, 0, 0),
        ],
        columns=["lg_code", "partner_lg_code", "longitude", "latitude", "part", "partner_part"],
    )
    none = pd.DataFrame({"lg_code": [], "partner_lg_code": []}, dtype=object)
    joined = ways.ways(places, points, none)
    points.loc[3, "part"] = 1
    parted = ways.ways(places, points, none)
    assert joined.km[0, 3] == pytest.approx(18.2, abs=0.1)
    assert parted.km[0, 3] == pytest.approx(2 * 11.12 + 2 * 14.36, abs=0.1)
    assert (parted.land == parted.land[0]).all() and (parted.km == parted.km.T).all()
