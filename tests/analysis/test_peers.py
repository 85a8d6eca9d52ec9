"""Benchmark peers: same official type, and nearest on what the area is like."""

import numpy as np
import pandas as pd
import pytest

from analysis import peers
from etl.partners import municipalities as compared

PLACES = pd.DataFrame(
    {
        "lg_code": ["a", "b", "c", "d", "e"],
        "municipality_type": ["city", "city", "town", "village", "city"],
        "similar_type": ["Ⅰ－０", "Ⅰ－０", "Ⅰ－０", "Ⅰ－０", "中核市"],
        "population": [30_000, 31_000, 8_000, 900, 300_000],
        "area_km2": [100.0, 110.0, 90.0, 200.0, 300.0],
        "population_65_share": [0.30, 0.31, 0.40, 0.50, 0.27],
        "fiscal_strength_index": [0.5, 0.52, 0.3, 0.1, 0.8],
        "bridges_managed": [200, 210, 120, None, 900],
        "road_km": [500.0, 520.0, 200.0, 90.0, 2000.0],
    }
)


def test_codes_of_cities_and_of_towns_are_different_types():
    assert list(peers.similar_type(PLACES, "a")["lg_code"]) == ["b"]
    assert list(peers.similar_type(PLACES, "c")["lg_code"]) == ["d"]
    assert peers.similar_type(PLACES, "e").empty


def test_the_most_alike_comes_first_with_what_is_alike_and_what_is_not():
    found = peers.nearest(peers.features(PLACES), "a", 4)
    assert found["lg_code"].iloc[0] == "b"
    assert found["distance"].is_monotonic_increasing
    assert len(found) == 4
    for row in found.itertuples():
        assert len(row.closest) == len(row.farthest) == 3
        assert set(row.closest) | set(row.farthest) <= set(peers.ATTRIBUTES.values())
        assert row.closest[0] != row.farthest[0]


def test_unknown_attributes_are_left_out_of_the_comparison():
    features = peers.features(PLACES)
    assert np.isnan(features.loc["d", "log_bridges"])
    found = peers.nearest(features, "d", 4)
    assert len(found) == 4
    assert all("橋梁の数" not in {*row.closest, *row.farthest} for row in found.itertuples())


def test_one_extreme_place_does_not_stretch_the_scale():
    features = peers.features(PLACES)
    assert features.abs().max(axis=None) <= peers.LIMIT


def test_every_kind_of_attribute_weighs_the_same():
    assert peers.WEIGHTS.sum() == pytest.approx(len(peers.KINDS))


def test_staffing_is_no_attribute():
    more_staff = PLACES.assign(general_admin_staff=[1, 999, 1, 999, 1])
    pd.testing.assert_frame_equal(peers.features(PLACES), peers.features(more_staff))


def test_every_municipality_of_the_country_has_peers(db):
    places = compared(db)
    features = peers.features(places)
    assert features.shape == (1741, len(peers.ATTRIBUTES))
    for lg_code in ("134210", "473821", "075418", "011002"):  # 小笠原村, 与那国町, 広野町, 札幌市
        assert len(peers.nearest(features, lg_code, 15)) == 15
    assert len(peers.similar_type(places, "011002")) == 19
