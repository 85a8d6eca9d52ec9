"""Every metric computed a second time, in pandas from the tidy tables, and the rules of measuring on a few invented towns."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analysis import staffing_estimate
from analysis.staffing_model import Share
from etl import measure
from japan.facilities import KINDS

DATA = Path(__file__).parents[2] / "data"
METRICS = {metric["metric_id"]: metric for metric in measure.load_all()}
CITY, TOWN, VILLAGE = "992011", "993212", "993417"


@cache
def tidy(source_id: str) -> pd.DataFrame:
    return pd.read_parquet(DATA / "snapshot" / f"{source_id}.parquet")


def amounts(lg_code, as_of, amount) -> pd.DataFrame:
    """One row per municipality and date with an amount."""
    table = pd.DataFrame({"lg_code": lg_code, "as_of": as_of, "amount": amount}).dropna(subset="amount")
    return table.assign(
        as_of=pd.to_datetime(table["as_of"]).astype("datetime64[s]"), amount=table["amount"].astype(float)
    ).reset_index(drop=True)


def on(table: pd.DataFrame, day: str) -> pd.DataFrame:
    return table[table["as_of"] == pd.Timestamp(day)]


def after(table: pd.DataFrame, day: str) -> pd.DataFrame:
    return table[table["as_of"] > pd.Timestamp(day)]


def days(years: pd.Series, month_and_day: str) -> pd.Series:
    return pd.to_datetime(years.astype(str) + month_and_day)


def census_table(variable: str, month_and_day: str) -> pd.DataFrame:
    """A variable of SSDSE, each year as its newest edition prints it."""
    table = tidy("nstac_ssdse_a").query("variable == @variable").sort_values("edition")
    table = table.drop_duplicates(["lg_code", "year"], keep="last")
    return amounts(table["lg_code"], days(table["year"], month_and_day), table["value"])


def staff() -> pd.DataFrame:
    return census_table("general_admin_staff", "-04-01")


def residents() -> pd.DataFrame:
    card, age = tidy("mic_settlement_card"), tidy("mic_resident_age")
    return pd.concat(
        [
            amounts(card["lg_code"], "2023-01-01", card["population_registered_before"]),
            amounts(card["lg_code"], "2024-01-01", card["population_registered"]),
            amounts(age["lg_code"], age["as_of"], age["population"]),
        ],
        ignore_index=True,
    )


def elderly() -> pd.DataFrame:
    age = tidy("mic_resident_age")
    return amounts(age["lg_code"], age["as_of"], age["population_65"])


def areas() -> pd.DataFrame:
    area = tidy("gsi_area")
    return amounts(area["lg_code"], area["as_of"], area["area_km2"])


def infrastructure(column: str, later_by: int, month_and_day: str = "-03-31") -> pd.DataFrame:
    table = tidy("municipal_infrastructure")
    return amounts(
        table["lg_code"], days(table["fiscal_year"] + later_by, month_and_day), table[column].astype(float)
    )


def bridges(column: str) -> pd.DataFrame:
    return on(infrastructure(column, 1), "2025-03-31")


def road_km() -> pd.DataFrame:
    metres = infrastructure("road_length_m", 0)
    return metres.assign(amount=metres["amount"] / 1000)


def water_pipes() -> pd.DataFrame:
    return infrastructure("water_pipe_overage_share", 1).query("amount.notna()")


def public_works() -> pd.DataFrame:
    early = census_table("public_works_expenditure_yen", "-03-31")
    early["as_of"] += pd.DateOffset(years=1)
    late = infrastructure("public_works_expenditure_yen", 1)
    return pd.concat([early, late]).drop_duplicates(["lg_code", "as_of"], ignore_index=True)


def road_expenditure(share: bool) -> pd.DataFrame:
    table = tidy("civil_works_expenditure").query("item_ja == '道路橋りょう費'")
    amount = table["amount_yen"] * (table["maintenance_share"] if share else 1)
    return amounts(table["lg_code"], days(table["fiscal_year"] + 1, "-03-31"), amount)


def housing_expenditure() -> pd.DataFrame:
    table = tidy("civil_works_expenditure").query("item_ja == '住宅費'")
    return amounts(table["lg_code"], days(table["fiscal_year"] + 1, "-03-31"), table["amount_yen"])


def engineers(occupation: str) -> pd.DataFrame:
    files = [
        ("printed_staff_counts.csv", "is_whole_municipality"),
        ("reported_staff_counts.csv", "is_of_survey"),
    ]
    tables = [(pd.read_csv(DATA / "reference" / name, dtype={"lg_code": str}), flag) for name, flag in files]
    printed = pd.concat([table[table[flag]] for table, flag in tables])
    printed = printed[printed["occupation"] == occupation]
    return amounts(printed["lg_code"], printed["as_of"], printed["staff_count"])


def fiscal(indicator: str) -> pd.DataFrame:
    table = tidy("mic_fiscal_indicators").query("indicator == @indicator")
    table = table[table["lg_code"].isin(tidy("mic_lg_codes")["lg_code"])]
    return amounts(table["lg_code"], days(table["fiscal_year"] + 1, "-03-31"), table["value"])


def depreciation_rates() -> pd.DataFrame:
    table = tidy("asset_depreciation_rates")
    ends = days(table["fiscal_year"] + 1, "-03-31")
    return amounts(table["lg_code"], ends, table["tangible_asset_depreciation_rate"])


def skilled_workers() -> pd.DataFrame:
    card = tidy("mic_settlement_card")
    return amounts(card["lg_code"], "2023-04-01", card["skilled_workers"].astype(float))


def projected(year: int) -> pd.DataFrame:
    table = tidy("ipss_population_projection").query(
        "variable == 'population' and year == @year and area_code != '07999'"
    )
    return amounts(table["area_code"], "2023-12-22", table["value"])


def ledger(aged: bool) -> pd.DataFrame:
    """Bridges with a known year, or those of them that are 50 years or older, by where they stand."""
    yamaguchi = tidy("yamaguchi_bridges").set_index("bridge_id")
    original = tidy("yamaguchi_city_bridges").set_index("bridge_id")["built_fiscal_year"]
    yamaguchi["built_fiscal_year"] = yamaguchi["built_fiscal_year"].fillna(original)
    yashio = tidy("xroad_bridges")
    counts = []
    for bridges_held, as_of, fiscal_year in ((yamaguchi, "2023-06-30", 2023), (yashio, "2026-08-06", 2026)):
        known = bridges_held.dropna(subset="built_fiscal_year")
        is_aged = (fiscal_year - known["built_fiscal_year"] >= 50).astype(int)
        count = is_aged.groupby(known["location_lg_code"]).agg("sum" if aged else "count")
        counts.append(amounts(count.index, as_of, count.to_numpy()))
    return pd.concat(counts, ignore_index=True)


@dataclass
class Second:
    """How a metric is computed the second time."""

    numerator: pd.DataFrame
    denominator: pd.DataFrame | None = None
    times: float = 1
    less: float = 0
    of_any_date: bool = False

    def values(self) -> pd.DataFrame:
        table = self.numerator.rename(columns={"amount": "numerator"}).sort_values("as_of")
        if self.denominator is None:
            return table.assign(denominator=float("nan"), value=table["numerator"])
        below = self.denominator.rename(columns={"amount": "denominator"}).sort_values("as_of")
        if self.of_any_date:
            table = table.merge(below.drop(columns="as_of"), on="lg_code")
        else:
            table = table.merge(below, on="lg_code", suffixes=("", "_below"))
            apart = (table["as_of_below"] - table["as_of"]).dt.days
            table = table.assign(far=apart.abs() > 180, apart=apart.abs())[(apart <= 0) | (apart <= 180)]
            table = table.sort_values(["far", "apart", "as_of_below"]).drop_duplicates(["lg_code", "as_of"])
        known = table["denominator"].replace(0, float("nan"))  # nobody: no value per person
        return table.assign(value=table["numerator"] / known * self.times - self.less)


@cache
def estimates() -> pd.DataFrame:
    """The model asked directly, with what it needs put together from the tidy tables."""
    codes, card = tidy("mic_lg_codes"), tidy("mic_settlement_card")
    wards_and_designated = card[card["similar_type"].isin(["政令指定都市", "特別区"])]["lg_code"]
    works = public_works().sort_values("as_of").drop_duplicates("lg_code", keep="last")
    roads = road_km().sort_values("as_of").drop_duplicates("lg_code", keep="last")
    parts = {
        "general_admin_staff": on(staff(), "2024-04-01").set_index("lg_code")["amount"],
        "population": tidy("mic_resident_population").set_index("lg_code")["population"],
        "area_km2": tidy("gsi_area").set_index("lg_code")["area_km2"],
        "public_works_expenditure_yen": works.set_index("lg_code")["amount"],
        "road_km": roads.set_index("lg_code")["amount"],
    }
    places = (
        codes[["lg_code", "municipality_name"]]
        .sort_values("lg_code")
        .set_index("lg_code", drop=False)
        .assign(**parts)
    )
    last = places["municipality_name"].str[-1].map({"町": "town", "村": "village"}).fillna("city")
    places["kind"] = last.mask(places["lg_code"].isin(wards_and_designated), "city")
    counts = pd.DataFrame(
        {
            name: engineers(name).set_index("lg_code")["amount"]
            for name in ("civil_engineers", "technical_staff")
        }
    )
    return staffing_estimate.estimate(
        places.reset_index(drop=True),
        counts.rename_axis("lg_code").reset_index(),
        published_shares(),
    ).table


def published_shares() -> list[Share]:
    """In the order in which the build takes them: another order changes the last digits."""
    civil, architectural = "civil_engineers", "architectural_engineers"
    classes = [
        (architectural, 0, 2000, 0.875),
        (architectural, 10000, 30000, 0.5),
        (civil, 0, 2000, 0.775),
        (civil, 0, 10000, 0.5),
        (civil, 10000, 30000, 0.225),
    ]
    kinds = [("city", 40 / 815), ("town", 262 / 743), ("village", 131 / 183)]
    return [
        Share(0.5, limit=5),
        *[
            Share(
                share,
                0,
                occupation,
                population_from=low,
                population_below=high,
                tolerance=0.05,
                is_exact=False,
            )
            for occupation, low, high, share in classes
        ],
        *[Share(share, kinds=(kind,)) for kind, share in kinds],
    ]


def estimated(column: str) -> "Second":
    table = estimates().query("not is_counted")
    return Second(amounts(table["lg_code"], "2024-04-01", table[column]))


SECOND = {
    "general_admin_staff": lambda: Second(staff()),
    "general_admin_staff_per_1000_residents": lambda: Second(staff(), residents(), times=1000),
    "general_admin_staff_change": lambda: Second(
        after(staff(), "2021-04-01"), on(staff(), "2021-04-01"), less=1
    ),
    "civil_engineers": lambda: Second(engineers("civil_engineers")),
    "architectural_engineers": lambda: Second(engineers("architectural_engineers")),
    "technical_staff": lambda: Second(engineers("technical_staff")),
    "technical_staff_zero_probability": lambda: estimated("zero_probability"),
    "technical_staff_five_or_fewer_probability": lambda: estimated("five_or_fewer_probability"),
    "bridges_per_civil_engineer": lambda: Second(bridges("bridges_inspected"), engineers("civil_engineers")),
    "road_km_per_civil_engineer": lambda: Second(road_km(), engineers("civil_engineers")),
    "bridges_per_100_general_staff": lambda: Second(bridges("bridges_inspected"), staff(), times=100),
    "road_km_per_100_general_staff": lambda: Second(road_km(), staff(), times=100),
    "bridges_managed": lambda: Second(bridges("bridges_inspected")),
    "bridge_action_needed_share": lambda: Second(
        bridges("bridges_action_needed"), bridges("bridges_inspected")
    ),
    "bridge_50_years_share": lambda: Second(ledger(aged=True), ledger(aged=False)),
    "water_pipe_overage_share": lambda: Second(water_pipes()),
    "tangible_asset_depreciation_rate": lambda: Second(depreciation_rates()),
    "skilled_workers": lambda: Second(skilled_workers()),
    "construction_establishments": lambda: Second(census_table("construction_establishments", "-06-01")),
    "construction_employees": lambda: Second(census_table("construction_employees", "-06-01")),
    "construction_establishments_per_100_bridges": lambda: Second(
        on(census_table("construction_establishments", "-06-01"), "2021-06-01"),
        bridges("bridges_inspected"),
        times=100,
        of_any_date=True,
    ),
    "bridges_action_needed_per_100_general_staff": lambda: Second(
        bridges("bridges_action_needed"), staff(), times=100
    ),
    "public_works_expenditure_per_resident": lambda: Second(public_works(), residents()),
    "public_works_expenditure_change": lambda: Second(
        after(public_works(), "2016-03-31"), on(public_works(), "2016-03-31"), less=1
    ),
    "road_bridge_maintenance_share": lambda: Second(
        road_expenditure(share=True), road_expenditure(share=False)
    ),
    "fiscal_strength_index": lambda: Second(fiscal("fiscal_strength_index")),
    "current_balance_ratio": lambda: Second(fiscal("current_balance_ratio")),
    "real_debt_service_ratio": lambda: Second(fiscal("real_debt_service_ratio")),
    "future_burden_ratio": lambda: Second(fiscal("future_burden_ratio")),
    "population": lambda: Second(residents()),
    "population_65_share": lambda: Second(elderly(), residents()),
    "population_2050_index": lambda: Second(projected(2050), projected(2020), times=100),
    "residents_per_km2": lambda: Second(residents(), areas(), of_any_date=True),
    "area_km2": lambda: Second(areas()),
    "engineers": lambda: Second(pd.concat([engineers("technical_staff"), engineers("civil_engineers")])),
    "technical_staff_estimate": lambda: estimated("median"),
    "bridges_action_needed": lambda: Second(bridges("bridges_action_needed")),
    "road_km": lambda: Second(road_km()),
    "park_area_m2": lambda: Second(infrastructure("park_area_m2", 0)),
    "sewered_population": lambda: Second(infrastructure("sewered_population", 0)),
    "public_housing_units": lambda: Second(infrastructure("public_housing_units", 0)),
    "public_works_expenditure_yen": lambda: Second(public_works()),
    "road_bridge_expenditure_yen": lambda: Second(road_expenditure(share=False)),
    "road_bridge_maintenance_yen": lambda: Second(road_expenditure(share=True)),
    "housing_expenditure_yen": lambda: Second(housing_expenditure()),
}
# No ledger of these ships: they have no value until one is brought (test_facility_metrics.py computes them a second time).
OF_LEDGERS = {
    f"{kind.kind_id}_{what}"
    for kind in KINDS
    if kind.kind_id not in ("bridge", "other")
    for what in ("held", "aged_share")
}


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
