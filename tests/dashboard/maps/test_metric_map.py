"""What the browser is sent of a metric: limits that hold for all years, words of each year."""

from bisect import bisect_right

import pytest

from dashboard import queries
from dashboard.shared import national_map

SERIES = (
    "general_admin_staff",
    "fiscal_strength_index",
    "public_works_expenditure_change",
    "road_km_per_100_general_staff",
)


@pytest.mark.parametrize("metric_id", SERIES)
def test_every_year_has_values_in_the_classes_of_all_years(dashboard_database, metric_id):
    described = national_map.described(metric_id)
    frames = queries.metric_frames(metric_id)
    assert [one["frame"] for one in described["frames"]] == sorted(
        {f"{day:%Y-%m-%d}" for day in frames["frame"]}
    )
    assert len(described["frames"]) > 1
    assert (
        len(described["legend"]["labels"])
        == len(described["breaks"]) + 1
        == len(described["legend"]["colors"])
    )
    classes = frames["value"].dropna().map(lambda value: bisect_right(described["breaks"], value))
    assert (
        set(classes) == set(range(len(described["breaks"]) + 1))
        or metric_id == "public_works_expenditure_change"
    )


def test_a_projection_is_called_one_and_a_census_is_none(dashboard_database):
    frames = {one["frame"][:4]: one for one in national_map.described("population_2050_index")["frames"]}
    assert frames["2015"]["when"] == "2015年10月1日（国勢調査）"
    assert not frames["2015"]["is_estimate"]
    assert frames["2035"]["title"] == "2035年の人口指数（2020年＝100）"
    assert frames["2035"]["basis"] == "公表された推計"
    assert "SSDSE" in frames["2015"]["source"]
    assert "SSDSE" not in frames["2035"]["source"]


def test_values_below_a_printing_limit_are_a_class_with_words(dashboard_database):
    described = national_map.described("road_bridge_maintenance_share")
    assert next(iter(described["below"].values())).endswith("未満")
    assert described["legend"]["labels"][0].endswith("未満")


def test_a_year_of_a_map_is_asked_of_the_database_like_the_newest(dashboard_database):
    newest, then = (
        queries.metric_values("general_admin_staff"),
        queries.metric_values_then("general_admin_staff", "2021-04-01"),
    )
    assert list(newest.columns) == list(then.columns)
    assert then["value"].sum() == 685_635
    assert (then["lg_code"] == newest["lg_code"]).all()
