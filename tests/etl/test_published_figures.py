"""Figures the publishers print, found again in the built database."""

from datetime import date

import pytest


def one(db, sql: str, *parameters):
    """The single value a query asks for."""
    ((value,),) = db.execute(sql, parameters).fetchall()
    return value


def test_there_are_1741_municipalities_of_five_types(db):
    counts = db.execute("select municipality_type, count(*) from municipalities group by 1").fetchall()
    assert dict(counts) == {
        "city": 772,
        "designated_city": 20,
        "special_ward": 23,
        "town": 743,
        "village": 183,
    }


@pytest.mark.parametrize(
    ("year", "printed"), [(2021, 685_635), (2022, 688_601), (2023, 692_204), (2024, 697_282)]
)
def test_general_administration_staff_of_the_nation(db, year, printed):
    staff = one(db, "select sum(general_admin_staff) from staffing where as_of = ?", date(year, 4, 1))
    assert staff == printed


@pytest.mark.parametrize(
    ("types", "printed"),
    [(["city"], 8_001), (["town", "village"], 2_149), (["city", "town", "village"], 10_150)],
)
def test_general_administration_staff_of_gunma_in_2023(db, types, printed):
    staff = one(
        db,
        """
        select sum(general_admin_staff)
        from staffing
        join municipalities using (lg_code)
        where prefecture_name = '群馬県' and staffing.as_of = date '2023-04-01' and municipality_type in ?
        """,
        types,
    )
    assert staff == printed


@pytest.mark.parametrize(("year", "printed"), [(1994, 3_282_492), (1996, 3_274_481), (2024, 2_811_749)])
def test_all_staff_of_local_governments(db, year, printed):
    staff = one(
        db,
        "select staff from national_staff where series = 'all_local_gov_total' and as_of = ?",
        date(year, 4, 1),
    )
    assert staff == printed


@pytest.mark.parametrize(
    ("series", "as_of", "printed"),
    [
        ("census", date(2020, 10, 1), 126_146_099),
        ("resident_register", date(2024, 1, 1), 124_885_175),
        ("resident_register", date(2025, 1, 1), 124_330_690),
    ],
)
def test_residents_of_the_nation(db, series, as_of, printed):
    residents = one(
        db, "select sum(population) from population where series = ? and as_of = ?", series, as_of
    )
    assert residents == printed


def test_municipalities_together_have_the_residents_of_the_register(db):
    assert one(db, "select sum(population) from municipalities") == 124_330_690
    assert one(db, "select sum(population) from prefectures") == 124_330_690


def test_projected_residents_of_2050_with_the_coast_of_fukushima(db):
    """13 municipalities of 浜通り are projected only together."""
    projected = "select {} from population_projections where calendar_year = 2050"
    assert one(db, projected.format("sum(population)")) == 104_686_386
    assert one(db, projected.format("count(*)")) == 1_741 - 13 + 1
    assert one(db, projected.format("any_value(area_name)") + " and lg_code = '07999'") == "浜通り地域"


def test_municipal_roads(db):
    assert round(one(db, "select sum(road_km) from roads where as_of = date '2024-03-31'")) == 1_038_270


def test_municipal_bridges_and_those_that_need_action(db):
    counts = db.execute(
        "select sum(bridges_managed), sum(bridges_action_needed), count(*) from bridge_inspections"
    )
    assert counts.fetchall() == [(505_649, 32_874, 1_741 - 19)]


@pytest.mark.parametrize(
    ("facility", "printed", "total"),
    [
        ("橋梁", [319_979, 354_500, 50_434, 612], 725_525),
        ("トンネル", [333, 8_004, 2_990, 26], 11_353),
    ],
)
def test_national_ratings_add_up_to_the_diagnosed(db, facility, printed, total):
    newest = (
        "from road_maintenance_facts where as_of = date '2026-03-31' and facility_ja = ? and item_ja like ?"
    )
    ratings = db.execute(f"select value {newest} order by item_ja", [facility, "判定区分_"]).fetchall()
    assert [value for (value,) in ratings] == printed
    assert one(db, f"select value {newest}", facility, "%診断済施設数%") == total == sum(printed)


def test_civil_engineers_of_yamaguchi(db):
    engineers = dict(
        db.execute(
            """
            select municipality_name, civil_engineers
            from technical_staff
            join municipalities using (lg_code)
            where prefecture_name = '山口県' and as_of = date '2023-04-01'
            """
        ).fetchall()
    )
    assert (len(engineers), sum(engineers.values())) == (19, 510)
    assert (engineers["周南市"], engineers["周防大島町"]) == (80, 1)
    assert engineers["周南市"] == max(engineers.values())
    assert engineers["周防大島町"] == min(engineers.values())


def test_bridges_of_yamaguchi_by_rating(db):
    ratings = db.execute(
        """
        select soundness_category, count(*)
        from bridges
        where source_id = 'yamaguchi_bridges'
        group by 1
        """
    ).fetchall()
    assert dict(ratings) == {1: 1_310, 2: 2_372, 3: 610}


def test_filled_in_years_of_yamaguchi_are_unknown_again(db):
    """1,048 years may be filled in; the list of 山口市 states 26 of them, all others stay unknown."""
    filled_in = """
        select {} from bridges
        join tidy.yamaguchi_bridges as ledger using (bridge_id)
        where source_id = 'yamaguchi_bridges' and ledger.built_year_kind = 'unknown'
    """
    assert one(db, filled_in.format("count(*)")) == 1_048
    assert one(db, filled_in.format("count(bridges.built_fiscal_year)")) == 26
    restored = db.execute(
        f"""
        select filled.built_fiscal_year = original.built_fiscal_year
        from ({filled_in.format("bridge_id, bridges.built_fiscal_year")}) as filled
        join tidy.yamaguchi_city_bridges as original using (bridge_id)
        where original.built_fiscal_year is not null
        """
    ).fetchall()
    assert restored == [(True,)] * 26


def test_stated_years_of_yamaguchi_stay_as_they_are(db):
    changed = one(
        db,
        """
        select count(*)
        from bridges
        join tidy.yamaguchi_bridges as ledger using (bridge_id)
        where source_id = 'yamaguchi_bridges' and ledger.built_year_kind = 'stated'
            and bridges.built_fiscal_year is distinct from ledger.built_fiscal_year
        """,
    )
    assert changed == 0


def test_unknown_years_in_yamaguchi_city_are_235_of_791(db):
    counts = db.execute(
        "select ledger_bridges, ledger_bridges - bridges_with_year from bridge_ages where lg_code = '352039'"
    )
    assert counts.fetchall() == [(791, 235)]


def test_bridges_in_yashio(db):
    counts = db.execute(
        """
        select count(*), count(*) filter (where manager_lg_code = '112348'), count(*) filter (where built_fiscal_year is null)
        from bridges
        where source_id = 'xroad_bridges'
        """
    )
    assert counts.fetchall() == [(182, 119, 92)]


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("road_bridge", [30, 55, 75]),
        ("tunnel", [22, 36, 53]),
        ("river_structure", [10, 23, 38]),
        ("sewer_pipe", [5, 16, 35]),
        ("port_facility", [21, 43, 66]),
    ],
)
def test_share_of_structures_50_years_or_older(db, kind, printed):
    shares = db.execute(
        """
        select year(observation_date), round(share_50_years * 100)
        from fifty_year_shares
        where is_primary and vintage = date '2020-03-01' and facility_kind = ?
        order by 1
        """,
        [kind],
    ).fetchall()
    assert shares == list(zip([2020, 2030, 2040], printed, strict=True))


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        ("council_members", [199, 3_162]),
        ("council_members_government", [73, 1_481]),
        ("council_members_companies", [95, 1_102]),
        ("council_members_organisations", [27, 187]),
        ("council_members_individuals", [4, 392]),
    ],
)
def test_members_of_the_infrastructure_maintenance_council(db, figure, printed):
    members = db.execute(
        "select value from printed_figures where figure_id = ? order by as_of", [figure]
    ).fetchall()
    assert [value for (value,) in members] == printed


def test_what_is_printed_of_staff_counts_general_administration(db):
    """Note ※1 of both documents."""
    scopes = db.execute("""
        select figure_id, scope_ja from printed_figures where figure_id like '%staff%' or scope_ja is not null
    """).fetchall()
    assert dict(scopes) == dict.fromkeys(
        (
            "civil_department_staff_change",
            "total_staff_change",
            "municipalities_without_technical_staff",
            "municipalities_with_five_or_fewer_technical_staff",
        ),
        "一般行政部門",
    )


def test_a_quarter_of_municipalities_has_no_technical_staff(db):
    shares = db.execute(
        """
        select value, is_approximate, basis
        from printed_figures
        where figure_id in (
            'municipalities_without_technical_staff', 'municipalities_with_five_or_fewer_technical_staff'
        )
        order by value
        """
    )
    assert shares.fetchall() == [(25, False, "published"), (50, True, "published")]


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("sum(construction_establishments) from local_contractors where as_of = date '2021-06-01'", 485_132),
        ("sum(construction_employees) from local_contractors where as_of = date '2021-06-01'", 3_737_396),
        ("sum(skilled_workers) from skilled_workers", 55_922),
        ("count(*) from skilled_workers", 1_311),
        ("count(*) from designations where is_depopulated", 884),
        ("count(*) from designations where is_mountain_village", 734),
        ("count(*) from designations where list_contains(joint_functions, 'ごみ処理')", 1_178),
        ("count(*) from designations where list_contains(joint_functions, 'し尿処理')", 1_053),
        ("count(*) from designations where list_contains(joint_functions, '常備消防')", 1_074),
        ("count(*) from designations where list_contains(joint_functions, '火葬場')", 695),
        ("count(*) from designations where list_contains(joint_functions, '退職手当')", 1_310),
    ],
)
def test_local_contractors_skilled_workers_and_designations(db, expression, printed):
    assert one(db, f"select {expression}") == printed


def test_asset_depreciation_of_municipalities_and_prefectures(db):
    rates = db.execute(
        """
        select count(*), round(avg(rate), 1), round(median(rate), 1), min(rate), max(rate)
        from (select tangible_asset_depreciation_rate as rate from asset_depreciation where fiscal_year = 2023)
        """
    )
    assert rates.fetchall() == [(1_693, 64.6, 65.1, 28.9, 89.7)]
    assert one(db, "select count(*) from asset_depreciation where fiscal_year = 2022") == 1_691
    kumatori = "select tangible_asset_depreciation_rate from asset_depreciation where lg_code = '273619' order by as_of"
    assert [rate for (rate,) in db.execute(kumatori).fetchall()] == [97.0, 66.3]
    prefectures = (
        "select count(*), round(avg(tangible_asset_depreciation_rate), 1) from prefecture_asset_depreciation"
    )
    assert db.execute(prefectures).fetchall() == [(47, 63.5)]
    hokkaido = "select tangible_asset_depreciation_rate, rate_of_year_before from prefecture_asset_depreciation where prefecture_code = '01'"
    assert db.execute(hokkaido).fetchall() == [(59.0, 57.6)]


def test_finances_of_the_47_prefectures(db):
    counted = "select item, count(value)::int from prefecture_finances group by 1 order by 1"
    assert dict(db.execute(counted).fetchall()) == {
        "current_balance_ratio": 47,
        "fiscal_strength_index": 47,
        "future_burden_ratio": 47,
        "public_works_expenditure_yen": 47,
        "real_debt_service_ratio": 47,
    }
    tokyo = "select value from prefecture_finances where prefecture_code = '13' order by item"
    assert [value for (value,) in db.execute(tokyo).fetchall()] == [81.3, 1.10065, 9.7, 817_112_045_000, 1.3]


def test_fiscal_indicators_of_the_newest_year(db):
    """The two bodies that only one of the flattenings has carry whole percentages; a dash is no value."""
    newest = "from fiscal_indicators where fiscal_year = 2024"
    assert one(db, f"select count(*) {newest}") == 1_741
    assert one(db, f"select count(*) {newest} and future_burden_status = 'not_calculated'") == 942
    assert one(db, f"select round(avg(current_balance_ratio), 1) {newest}") == 90.6
    rounded = (
        f"select current_balance_ratio, real_debt_service_ratio {newest} and lg_code in ('394246', '454427')"
    )
    assert all(value == round(value) for row in db.execute(rounded).fetchall() for value in row)


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("清水市", ["静岡市"]),
        ("与野市", ["さいたま市"]),
        ("浜北市", ["浜松市"]),
        ("徳山市", ["周南市"]),
        ("豊浦町", ["新発田市", "下関市"]),
        ("上九一色村", ["甲府市", "富士河口湖町"]),
        ("滝沢村", ["滝沢市"]),
        ("周南市", []),
    ],
)
def test_what_former_municipalities_are_part_of(db, former, today):
    found = db.execute(
        "select municipality_name from former_municipalities where former_name = ? order by lg_code", [former]
    )
    assert [name for (name,) in found.fetchall()] == today


def test_former_names_lead_to_municipalities_of_today(db):
    assert (
        one(db, "select count(distinct former_name || prefecture_name) from former_municipalities") == 2_172
    )
    lost = (
        "select count(*) from former_municipalities where lg_code not in (select lg_code from municipalities)"
    )
    assert one(db, lost) == 0


def test_commuting_zones_of_eight_censuses(db):
    zones = db.execute(
        "select census_year, count(distinct zone_id) from commuting_zones group by all order by all"
    ).fetchall()
    assert zones == [
        (1980, 405), (1985, 367), (1990, 334), (1995, 315), (2000, 292), (2005, 277), (2010, 267), (2015, 265),
    ]  # fmt: skip
    assert one(db, "select count(*) from groupings where grouping = 'commuting_zone'") == 1_736


def test_rates_that_moved_by_more_than_15_points_are_six(db):
    moved = db.execute(
        """
        select municipality_name, round(points_since_year_before, 1)
        from asset_depreciation
        join municipalities using (lg_code)
        where fiscal_year = 2023 and abs(points_since_year_before) > 15
        order by lg_code
        """
    )
    assert moved.fetchall() == [
        ("五城目町", -16.5), ("熊取町", -30.7), ("淡路市", -23.0), ("野迫川村", -23.4), ("美郷町", 36.1), ("霧島市", 21.5),
    ]  # fmt: skip
    assert one(db, "select count(points_since_year_before) from asset_depreciation") == 1_691
