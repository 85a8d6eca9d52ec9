"""Which sectors to bundle first: by hand on four invented municipalities."""

import pandas as pd
import pytest

from analysis import sectors

# 甲市 is heavy on roads and housing; it has no sewers, and nothing is known of its parks and its water.
PLACES = pd.DataFrame(
    {
        "lg_code": ["990010", "990028", "990036", "990044"],
        "general_admin_staff": [100, 100, 200, 100],
        "population": [1000, 1000, 1000, 1000],
        "road_km": [400.0, 200.0, 200.0, 300.0],
        "bridges_managed": [10, 30, 40, 20],
        "bridge_action_needed_share": [0.2, 0.1, 0.3, None],
        "road_bridge_expenditure_yen": [4.0, 3.0, 2.0, 1.0],
        "park_area_m2": [None, 10.0, 20.0, 30.0],
        "sewered_population": [0, 100, 100, 100],
        "water_pipe_overage_share": [None, 0.1, 0.2, 0.3],
        "public_housing_units": [90, 10, 10, 50],
        "housing_expenditure_yen": [None, 1.0, 2.0, 3.0],
    }
)


def test_sectors_are_weighed_by_the_mean_of_what_is_known():
    table = sectors.weigh(sectors.shares(PLACES), "990010").set_index("sector")
    assert table.loc["road", ["load", "spending"]].to_list() == [0.875, 0.875]
    # bridges per staff: 0.1, the least of 0.1, 0.3, 0.2, 0.2; need: the middle of three; spending: the most of four
    assert table.loc["bridge", "load"] == pytest.approx(0.125)
    assert table.loc["bridge", "need"] == pytest.approx(0.5)
    assert table.loc["bridge", "weight"] == pytest.approx((0.125 + 0.5 + 0.875) / 3)
    assert table.loc["housing", "weight"] == pytest.approx(0.875)


@pytest.mark.parametrize(
    "places", [PLACES, PLACES.convert_dtypes()], ids=["numpy", "nullable, as DuckDB gives"]
)
def test_no_stock_and_nothing_known_are_told_apart(places):
    table = sectors.weigh(sectors.shares(places), "990010").set_index("sector")
    assert table.loc["sewer", "state"] == "none"
    assert table.loc["park", "state"] == "unknown"
    assert table.loc["water", "state"] == "unknown"
    assert table.loc[["sewer", "park", "water"], "weight"].isna().all()


def test_only_what_is_heavier_than_in_half_of_the_country_comes_first():
    table = sectors.weigh(sectors.shares(PLACES), "990010")
    assert table.loc[table["is_first"], "sector"].to_list() == ["road", "housing"]
    assert table["weight"].dropna().is_monotonic_decreasing


def test_at_most_three_come_first():
    heavy = PLACES.assign(park_area_m2=[9e9, 1, 1, 1], water_pipe_overage_share=[1, 0, 0, 0])
    assert sectors.weigh(sectors.shares(heavy), "990010")["is_first"].sum() == sectors.FIRST


def test_where_nothing_is_known_nothing_comes_first():
    empty = PLACES.assign(**dict.fromkeys(PLACES.columns[3:]))
    table = sectors.weigh(sectors.shares(empty), "990010")
    assert (table["state"] == "unknown").all()
    assert not table["is_first"].any()
