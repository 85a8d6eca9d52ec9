"""The rows to compare with below a metric's municipalities, against figures worked out by SQL."""

import duckdb
import pandas as pd
import pytest

from dashboard import queries
from dashboard.shared import comparators, text, value_tables

YAMAGUCHI, SHIMONOSEKI = "35", "352012"


@pytest.fixture
def db(dashboard_database):
    with duckdb.connect(str(dashboard_database), read_only=True) as connection:
        yield connection


def table_of(metric_id, lg_code=SHIMONOSEKI):
    """The rows of 山口県's municipalities and those below; the name of the column of values."""
    metric, values = queries.metric(metric_id), queries.metric_values(metric_id)
    own = value_tables.rows_of_metric(values[values["prefecture_code"] == YAMAGUCHI], metric)
    return comparators.below(own, metric, values, lg_code), text.labelled(metric)


def of_kind(rows, label):
    return rows[rows["区分"] != "市区町村"].set_index("区分")[label].to_dict()


def test_counts_are_summed_and_ratios_made_of_the_sums(db):
    rows, label = table_of("bridges_per_100_general_staff")
    expected = db.execute(
        """
        select round(100 * sum(numerator) / sum(denominator)) from newest_values
        where metric_id = 'bridges_per_100_general_staff' group by grouping sets ((left(lg_code, 2) = '35'), ()) order by grouping(left(lg_code, 2) = '35'), left(lg_code, 2) = '35' desc
        """
    ).fetchall()
    found = of_kind(rows, label)
    assert (found["都道府県"], found["全国"]) == (expected[0][0], expected[-1][0])
    rows, label = table_of("general_admin_staff")
    ((total,),) = db.execute(
        "select sum(value) from newest_values where metric_id = 'general_admin_staff'"
    ).fetchall()
    assert of_kind(rows, label)["全国"] == total


def test_peers_are_the_others_of_the_same_type(db):
    rows, label = table_of("general_admin_staff")
    ((middle,),) = db.execute(
        """
        select median(value) from newest_values join municipalities using (lg_code)
        where metric_id = 'general_admin_staff' and similar_type = '中核市' and lg_code <> '352012'
        """
    ).fetchall()
    assert of_kind(rows, label)["類似団体（中核市）"] == middle
    assert not any("類似団体" in kind for kind in of_kind(table_of("general_admin_staff", None)[0], label))


def test_what_is_known_by_bounds_only_has_no_value_but_says_them(dashboard_database):
    rows, label = table_of("road_bridge_maintenance_share", None)
    nation = rows[rows["区分"] == "全国"].iloc[0]
    assert pd.isna(nation[label])
    assert "%（印刷の下限未満の団体があり、幅だけが分かる）" in nation["備考"]


def test_the_municipalities_stay_as_they_are(dashboard_database):
    metric, values = queries.metric("general_admin_staff"), queries.metric_values("general_admin_staff")
    own = value_tables.rows_of_metric(values[values["prefecture_code"] == YAMAGUCHI], metric)
    rows = comparators.below(own, metric, values, SHIMONOSEKI).query("区分 == '市区町村'")
    pd.testing.assert_frame_equal(rows.drop(columns="区分"), own.reset_index(drop=True), check_dtype=False)
    assert rows["団体コード"].notna().all()
