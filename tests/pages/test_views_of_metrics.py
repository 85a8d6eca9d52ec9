"""A metric by prefecture and its change between two dates, against the database asked in another way."""

import duckdb
import pytest
from page_texts import shown_tables, texts

STAFFING, AGEING = "pages/staffing/page.py", "pages/ageing/page.py"


def asked(database, sql: str):
    with duckdb.connect(str(database), read_only=True) as db:
        return db.execute(sql).fetchall()


def grid(app, heading: str):
    return next(one for one in shown_tables(app) if heading in one.columns)


def opened_fold(app, key: str):
    app.session_state[key] = True
    return app.run()


def test_prefectures_are_ranked_by_the_parts_added(open_page, dashboard_database):
    app = open_page(STAFFING, metric="road_km_per_100_general_staff", view="prefs")
    app = opened_fold(app, "fold_prefectures_road_km_per_100_general_staff")
    table = grid(app, "都道府県コード")
    expected = asked(
        dashboard_database,
        """
        select prefecture_code, sum(numerator) / sum(denominator) * 100 as value
        from newest_values join municipalities using (lg_code)
        where metric_id = 'road_km_per_100_general_staff'
        group by 1 order by value desc
        """,
    )
    assert table["都道府県コード"].to_list() == [code for code, _ in expected]
    assert table.iloc[:, 3].to_list() == [float(f"{value:.1f}") for _, value in expected]
    assert "分母の大きさで重みをつけた平均" in texts(app)


def test_a_sum_with_gaps_names_who_is_not_compared(open_page):
    assert "比べていない都道府県（値のない市区町村があるなど）：" in texts(
        open_page(AGEING, metric="bridges_managed", view="prefs")
    )


def test_all_municipalities_of_a_prefecture_stand_in_one_chart(open_page):
    headings = [one.value for one in open_page(STAFFING, metric="general_admin_staff", pref="20").subheader]
    assert "一般行政部門職員数　長野県の全市区町村" in headings
    assert not [
        one
        for one in open_page(STAFFING, metric="general_admin_staff").subheader
        if "全市区町村" in one.value
    ]


def test_changes_are_sorted_and_noise_stands_last(open_page, dashboard_database):
    app = open_page(STAFFING, metric="general_admin_staff", view="change", since="2021-04-01", pref="20")
    app = opened_fold(app, "fold_changes_general_admin_staff")
    table = grid(app, "変化（%）")
    expected = asked(
        dashboard_database,
        """
        select lg_code, now.general_admin_staff / before.general_admin_staff - 1 as change
        from staffing as now join staffing as before using (lg_code)
        where now.as_of = '2024-04-01' and before.as_of = '2021-04-01' and lg_code like '20%'
            and abs(now.general_admin_staff - before.general_admin_staff) > 1
        order by change desc, lg_code
        """,
    )
    certain = table[table["備考"] == ""]
    assert len(table) == 77
    assert certain["変化（%）"].to_list() == pytest.approx([100 * value for _, value in expected], abs=0.051)
    assert (table["備考"].iloc[len(certain) :] != "").all()


@pytest.mark.parametrize("metric", ["technical_staff_zero_probability", "general_admin_staff_change"])
def test_no_change_is_offered_of_estimates_and_of_changes(open_page, metric):
    assert "前の時点からの変化" not in open_page(STAFFING, metric=metric).selectbox(key="pick_view").options


def test_what_is_worse_comes_first(open_page):
    headings = [
        one.value
        for one in open_page(AGEING, metric="tangible_asset_depreciation_rate", view="change").subheader
    ]
    worse, better = (next(at for at, one in enumerate(headings) if word in one) for word in ("悪化", "改善"))
    assert worse < better
