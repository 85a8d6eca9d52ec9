"""Every metric computed a second time, in pandas from the tidy tables, and the rules of measuring on a few invented towns."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pandas as pd
import pytest
from second_values import SECOND, on, staff, tidy

from etl import measure
from japan.facilities import KINDS

METRICS = {metric["metric_id"]: metric for metric in measure.load_all()}
CITY, TOWN, VILLAGE = "992011", "993212", "993417"


# No ledger of these ships: they have no value until one is brought (test_facility_metrics.py computes them a second time).
OF_LEDGERS = {
    f"{kind.kind_id}_{what}"
    for kind in KINDS
    if kind.kind_id not in ("bridge", "other")
    for what in ("held", "aged_share")
} | {"tunnel_action_needed_share", "large_structure_action_needed_share"}


def test_metrics_of_ledgers_are_declared_for_every_kind_and_empty_without_one(db):
    declared = db.execute("select metric_id, municipalities_covered from metrics where is_of_ledgers")
    assert dict(declared.fetchall()) == dict.fromkeys(OF_LEDGERS, 0)


@pytest.mark.parametrize("metric_id", [one for one in METRICS if one not in OF_LEDGERS])
def test_a_second_computation_gives_the_same_values(db, metric_id):
    columns = ["lg_code", "as_of", "numerator", "denominator", "value"]
    measured = db.execute(
        f"select {', '.join(columns)} from metric_values where metric_id = ? and status = 'value'",
        [metric_id],
    ).df()
    pd.testing.assert_frame_equal(
        measured.sort_values(["lg_code", "as_of"], ignore_index=True),
        SECOND[metric_id]().values()[columns].sort_values(["lg_code", "as_of"], ignore_index=True),
        check_dtype=False,
        rtol=1e-9,
    )


@pytest.mark.parametrize(
    ("metric_id", "municipalities"),
    [
        ("general_admin_staff", 1741),
        ("bridges_managed", 1722),
        ("water_pipe_overage_share", 1471),
        ("bridge_50_years_share", 20),
        ("civil_engineers", 20),
        ("technical_staff", 1),
        ("technical_staff_zero_probability", 1720),
        ("technical_staff_five_or_fewer_probability", 1720),
        ("architectural_engineers", 0),
        ("tangible_asset_depreciation_rate", 1693),
        ("skilled_workers", 1311),
        ("construction_establishments", 1741),
        ("construction_establishments_per_100_bridges", 1722),
        ("population_2050_index", 1728),
    ],
)
def test_coverage_at_the_newest_date(db, metric_id, municipalities):
    stated = db.execute("select municipalities_covered from metrics where metric_id = ?", [metric_id])
    assert stated.fetchone() == (municipalities,)
    newest = db.execute(
        "select count(*), count(distinct lg_code) from newest_values where metric_id = ? and value is not null",
        [metric_id],
    )
    assert newest.fetchone() == (municipalities, municipalities)


def test_ranks_and_medians_are_those_of_the_values(db):
    """A second computation: in pandas, one metric and one prefecture at a time."""
    newest = db.execute("from newest_values").df()
    newest["value"] = newest["value"].where(newest["mark"].isna())
    is_lowest = (newest["status"] == "below_limit") & (newest["metric_id"] == "road_bridge_maintenance_share")
    newest["value"] = newest["value"].mask(is_lowest, 0.0)
    medians = db.execute("select metric_id, median_of_nation from metrics").df().set_index("metric_id")
    for metric_id, of_metric in newest.groupby("metric_id"):
        metric = METRICS[metric_id]
        of_metric["printed"] = as_printed(
            of_metric["value"], metric["digits"] + 2 * (metric["unit"] == "share")
        )
        if metric_id == "road_bridge_maintenance_yen":  # its bounds leave the median open
            assert pd.isna(medians["median_of_nation"][metric_id])
            continue
        assert medians["median_of_nation"][metric_id] == pytest.approx(
            of_metric["value"].median(), nan_ok=True
        )
        assert_ranked(of_metric, "nation")
        for _, of_prefecture in of_metric.groupby(of_metric["lg_code"].str[:2]):
            assert_ranked(of_prefecture, "prefecture")


def assert_ranked(rows: pd.DataFrame, area: str) -> None:
    """Rank 1 is the largest value, what is printed alike shares a rank, and whoever has no value has no rank."""
    ranks = rows["printed"].rank(method="min", ascending=False)
    pd.testing.assert_series_equal(rows[f"rank_in_{area}"].astype(float), ranks, check_names=False)
    assert (rows[f"of_{area}"] == rows["value"].count()).all()


def as_printed(values: pd.Series, places: int) -> pd.Series:
    """Rounded half up in decimal arithmetic, without what binary arithmetic leaves in the last places."""
    step = Decimal(1).scaleb(-places)
    return values.map(
        lambda value: float(Decimal(f"{value:.9f}").quantize(step, ROUND_HALF_UP)), na_action="ignore"
    )


def test_a_ratio_to_fewer_than_ten_bridges_is_marked_and_not_ranked(db):
    few = db.execute("""
        select denominator, value, mark, rank_in_nation, rank_in_prefecture
        from newest_values
        where metric_id = 'bridge_action_needed_share' and (denominator < 10 or mark = 'few')
    """).fetchall()
    assert len(few) == 38
    for denominator, value, *marked in few:
        assert 0 < denominator < 10 and 0 <= value <= 1
        assert marked == ["few", None, None]


def test_the_one_bridge_of_a_town_is_first_of_nobody(db):
    """小海町 manages one bridge, and it needs action: 100 %, which was rank 1 of 1,722."""
    columns = "value, denominator, mark, rank_in_nation, of_nation"
    town = f"select {columns} from newest_values where metric_id = 'bridge_action_needed_share' and lg_code = '203033'"
    assert db.execute(town).fetchone() == (1.0, 1.0, "few", None, 1_684)


def test_a_share_of_others_bridges_is_never_ranked_as_the_towns_own(db):
    columns = "count(*), count(value), count(rank_in_nation), bool_and(mark like 'managed_by_%')"
    held = f"select {columns} from newest_values where metric_id = 'bridge_50_years_share'"
    assert db.execute(held).fetchone() == (20, 20, 0, True)
    marks = "select mark from newest_values where metric_id = 'bridge_50_years_share' and lg_code = ?"
    assert db.execute(marks, ["352152"]).fetchone() == ("managed_by_prefecture",)
    assert db.execute(marks, ["112348"]).fetchone() == ("managed_by_several",)


def test_a_denominator_is_later_than_its_numerator_only_where_it_is_near(db):
    """Of all pairs of dates: the later ones, by days; and that no date nearer within 180 days was to be had."""
    later = db.execute("""
        select metric_id, max(denominator_as_of - as_of) as days
        from metric_values
        where denominator_as_of > as_of
        group by 1
        order by 1
    """).fetchall()
    denominators = {name: metric["denominator"] or {} for name, metric in METRICS.items()}
    of_any_date = {name for name, one in denominators.items() if one.get("any_date")}
    newest = {name for name, one in denominators.items() if one.get("newest")}
    assert {name: days for name, days in later if name not in of_any_date | newest} == {
        "road_km_per_100_general_staff": 1
    }
    assert of_any_date == {"population_2050_index", "residents_per_km2"}
    assert newest == {
        "bridges_per_civil_engineer",
        "road_km_per_civil_engineer",
        "construction_establishments_per_100_bridges",
    }


def test_roads_of_31_march_meet_the_staff_of_the_day_after(db):
    """With the staff of a year before, 180 municipalities had a value that differs by more than 5 %."""
    dates = "select distinct as_of, denominator_as_of from newest_values where metric_id = 'road_km_per_100_general_staff'"
    assert db.execute(dates).fetchall() == [(date(2024, 3, 31), date(2024, 4, 1))]
    measured = db.execute("""
        select lg_code, numerator, value from newest_values where metric_id = 'road_km_per_100_general_staff'
    """).df()
    before = on(staff(), "2023-04-01").set_index("lg_code")["amount"]
    with_before = measured["numerator"] / measured["lg_code"].map(before) * 100
    assert int(((with_before / measured["value"] - 1).abs() > 0.05).sum()) == 180


def test_a_ratio_names_the_date_of_its_denominator(db):
    without = db.execute(
        "select distinct metric_id from metric_values where denominator is not null and denominator_as_of is null"
    )
    assert without.fetchall() == []


def test_values_carry_the_basis_that_is_declared(db):
    stored = db.execute("select distinct metric_id, basis from metric_values").fetchall()
    assert sorted(stored) == sorted(
        (name, metric["basis"])
        for name, metric in METRICS.items()
        if name not in {"architectural_engineers", *OF_LEDGERS}
    )


def test_a_dash_for_the_future_burden_means_not_calculated_and_is_never_zero(db):
    dashes = tidy("mic_fiscal_indicators").query("indicator == 'future_burden_ratio' and kind == 'dash'")
    known = dashes[dashes["lg_code"].isin(tidy("mic_lg_codes")["lg_code"])]
    stored = db.execute(
        """
        select count(*), count(numerator), count(value)
        from metric_values
        where metric_id = 'future_burden_ratio' and status = 'not_calculated'
        """
    ).fetchone()
    assert stored == (len(known), 0, 0)
    assert len(known) > 1000


def test_three_metrics_have_another_status_than_value(db):
    others = db.execute(
        "select distinct metric_id, status from metric_values where status <> 'value' order by 1"
    )
    assert others.fetchall() == [
        ("future_burden_ratio", "not_calculated"),
        ("road_bridge_maintenance_share", "below_limit"),
        ("road_bridge_maintenance_yen", "below_limit"),
    ]


def test_a_blank_share_beside_a_printed_one_is_below_five_percent(db):
    """A second computation of the median, with those below the limit as 0 and as just below 5 %."""
    roads = tidy("civil_works_expenditure").query("item_ja == '道路橋りょう費' and fiscal_year == 2024")
    printed = roads.dropna(subset=["maintenance_share", "construction_share"], how="all")
    assert (len(roads), len(printed), printed["maintenance_share"].count()) == (1562, 1513, 1026)
    assert printed["maintenance_share"].fillna(0).median() == 0.11
    assert printed["maintenance_share"].fillna(0.0499).median() == 0.11
    stated = "select municipalities_covered, median_of_nation from metrics where metric_id = 'road_bridge_maintenance_share'"
    assert db.execute(stated).fetchone() == (1513, pytest.approx(0.11))
    ranks = """
        select rank_in_nation, of_nation, count(*), count(value), max(less_than)
        from newest_values
        where metric_id = 'road_bridge_maintenance_share' and status = 'below_limit'
        group by all
    """
    assert db.execute(ranks).fetchall() == [(1027, 1513, 487, 0, pytest.approx(0.05))]


def test_the_maintenance_share_of_the_nation_has_bounds(db):
    """The published median of 22.6 % of those printed was no share of the nation: it lies between 17.4 and 18.6 %."""
    (bounds,) = db.execute("""
        select
            sum(numerator) / sum(denominator),
            sum(coalesce(numerator, less_than * denominator)) / sum(denominator),
        from newest_values
        where metric_id = 'road_bridge_maintenance_share'
    """).fetchall()
    roads = tidy("civil_works_expenditure").query("item_ja == '道路橋りょう費' and fiscal_year == 2024")
    printed = roads.dropna(subset=["maintenance_share", "construction_share"], how="all")
    yen = printed["amount_yen"].sum()
    expected = [
        (printed["amount_yen"] * printed["maintenance_share"].fillna(blank)).sum() / yen
        for blank in (0, 0.05)
    ]
    assert bounds == pytest.approx(expected)
    assert [round(bound, 3) for bound in bounds] == [0.174, 0.186]


def test_no_item_of_the_source_prints_a_share_below_five_percent():
    shares = tidy("civil_works_expenditure")[["maintenance_share", "construction_share"]]
    assert shares.min().to_list() == [0.05, 0.05]


def test_a_bound_that_known_values_lie_below_gives_no_rank(db):
    """Yen: a large town below the limit may have spent more than a small one above it."""
    found = db.execute("""
        select count(*), count(rank_in_nation)
        from newest_values
        where metric_id = 'road_bridge_maintenance_yen' and status = 'below_limit'
    """)
    assert found.fetchone() == (487, 0)


def test_a_value_is_null_only_where_a_part_is_missing_or_zero(db):
    unexplained = db.execute(
        """
        select metric_id, lg_code
        from metric_values
        where value is null and status = 'value' and denominator <> 0
        """
    )
    assert unexplained.fetchall() == []


def test_no_place_with_a_count_is_estimated(db):
    both = db.execute("""
        select count(*)
        from metric_values as estimate
        join metric_values as count using (lg_code)
        where estimate.basis = 'estimated' and count.metric_id in ('technical_staff', 'civil_engineers')
    """)
    assert both.fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("metric_id", "places"),
    [
        ("water_pipe_overage_share", "municipality_type = 'special_ward'"),
        ("road_bridge_maintenance_share", "prefecture_name = '北海道'"),
        ("population_2050_index", "municipality_name = 'いわき市'"),
        ("civil_engineers", "prefecture_name <> '山口県' and lg_code <> '043028'"),
    ],
)
def test_places_without_data_have_no_value(db, metric_id, places):
    found = db.execute(
        f"select count(*) from metric_values join municipalities using (lg_code) where metric_id = ? and {places}",
        [metric_id],
    )
    assert found.fetchone() == (0,)


@pytest.fixture
def towns():
    """Bridges and staff of three invented places in a database of their own."""
    with duckdb.connect() as connection:
        connection.execute(f"""
            create table bridge_inspections as
            from (values
                ('{CITY}', date '2025-03-31', 30), ('{TOWN}', date '2025-03-31', 10), ('{VILLAGE}', date '2025-03-31', 5)
            ) as rows(lg_code, as_of, bridges_managed);
            create table staffing as
            from (values
                ('{CITY}', date '2023-04-01', 100), ('{CITY}', date '2024-04-01', 200), ('{CITY}', date '2025-04-01', 999),
                ('{TOWN}', date '2024-04-01', 0), ('{VILLAGE}', date '2025-04-01', 8)
            ) as rows(lg_code, as_of, general_admin_staff);
            create table fiscal_indicators as
            from (values
                ('{CITY}', date '2024-03-31', 12.5, 'value'), ('{TOWN}', date '2024-03-31', null, 'not_calculated'),
                ('{VILLAGE}', date '2024-03-31', null, 'value')
            ) as rows(lg_code, as_of, future_burden_ratio, future_burden_status);
        """)
        yield connection


def measured(connection, metric_id: str) -> dict:
    rows = connection.execute(
        f"select lg_code, value, denominator, status from ({measure.sql(METRICS[metric_id])})"
    ).fetchall()
    return {lg_code: rest for lg_code, *rest in rows}


def test_the_nearest_denominator_counts_also_a_day_later(towns):
    """Bridges of 31 March 2025 meet the staff of the next day, not of a year before."""
    assert measured(towns, "bridges_per_100_general_staff")[CITY] == [
        pytest.approx(30 / 999 * 100),
        999,
        "value",
    ]


@pytest.mark.parametrize(
    ("days", "met"),
    [
        (
            [date(2024, 9, 30), date(2025, 9, 30)],
            date(2024, 9, 30),
        ),  # 182 days before, 183 after: the newest before
        ([date(2024, 9, 30), date(2025, 9, 27)], date(2025, 9, 27)),  # 180 after
        ([date(2025, 3, 30), date(2025, 4, 1)], date(2025, 3, 30)),  # equally near: the earlier
        ([date(2020, 4, 1), date(2021, 4, 1)], date(2021, 4, 1)),
        ([date(2025, 12, 1)], None),
    ],
)
def test_nearest_within_180_days_else_the_newest_before(towns, days, met):
    towns.execute("delete from staffing")
    for number, day in enumerate(days, 1):
        towns.execute("insert into staffing values (?, ?, ?)", [CITY, day, number])
    found = towns.execute(
        f"select denominator_as_of from ({measure.sql(METRICS['bridges_per_100_general_staff'])})"
    ).fetchall()
    assert found == ([(met,)] if met else [])


def test_the_newest_roads_meet_a_newer_count_of_engineers(towns):
    towns.execute(f"""
        create table roads as
        from (values ('{CITY}', date '2023-03-31', 90), ('{CITY}', date '2024-03-31', 120)) as rows(lg_code, as_of, road_km);
        create table technical_staff as
        from (values ('{CITY}', date '2022-04-01', 3), ('{CITY}', date '2024-04-01', 4)) as rows(lg_code, as_of, civil_engineers)
    """)
    rows = towns.execute(
        f"select as_of, denominator_as_of, value from ({measure.sql(METRICS['road_km_per_civil_engineer'])})"
    ).fetchall()
    assert sorted(rows) == [
        (date(2023, 3, 31), date(2022, 4, 1), 30),
        (date(2024, 3, 31), date(2024, 4, 1), 30),
    ]


def test_a_zero_denominator_gives_no_value(towns):
    assert measured(towns, "bridges_per_100_general_staff")[TOWN] == [None, 0, "value"]


def test_a_place_whose_denominator_lies_far_in_the_future_is_left_out(towns):
    towns.execute(f"update staffing set as_of = date '2026-04-01' where lg_code = '{VILLAGE}'")
    assert VILLAGE not in measured(towns, "bridges_per_100_general_staff")


def test_a_dash_is_kept_with_its_status_and_a_blank_is_not(towns):
    assert measured(towns, "future_burden_ratio") == {
        CITY: [12.5, None, "value"],
        TOWN: [None, None, "not_calculated"],
    }
