"""Lines over time are made as their caption says: sums, means weighted by the denominators, unweighted means."""

import pytest
from page_texts import texts

from analysis import profile
from dashboard import queries


def line(metric_id: str, prefecture_code: str | None = None) -> dict[int, float]:
    """The value of the nation, or of a prefecture, by year."""
    metric = queries.metric(metric_id)
    rows = queries.metric_trend(
        metric_id, profile.how_over_time(metric["kind"], metric["unit"]), prefecture_code, None
    )
    own = rows[rows["area"] == rows["area"].unique()[-1]]
    return dict(zip(own["as_of"].dt.year, own["value"], strict=True))


@pytest.mark.parametrize(
    ("metric_id", "how"),
    [
        ("general_admin_staff", "sum"),
        ("public_works_expenditure_yen", "sum"),
        ("bridge_action_needed_share", "ratio"),
        ("road_km_per_100_general_staff", "ratio"),
        ("water_pipe_overage_share", "mean"),
        ("current_balance_ratio", "mean"),
        ("fiscal_strength_index", "mean"),
    ],
)
def test_how_a_line_is_made(dashboard_database, metric_id, how):
    metric = queries.metric(metric_id)
    assert profile.how_over_time(metric["kind"], metric["unit"]) == how


def test_a_ratio_is_weighted_by_its_denominators(dashboard_database, db):
    roads = db.execute("""
        select year(roads.as_of), sum(road_km) / sum(general_admin_staff) * 100
        from roads
        join staffing on roads.lg_code = staffing.lg_code and staffing.as_of = roads.as_of + 1
        group by 1
    """).fetchall()
    assert line("road_km_per_100_general_staff") == pytest.approx(dict(roads))


def test_an_index_is_an_unweighted_mean(dashboard_database, db):
    means = db.execute("""
        select year(as_of), avg(value), count(*) from metric_values where metric_id = 'fiscal_strength_index' group by 1
    """).fetchall()
    full = max(count for *_, count in means)
    assert line("fiscal_strength_index") == pytest.approx(
        {year: mean for year, mean, count in means if count == full}
    )


@pytest.mark.parametrize(
    ("page", "metric_id", "caption"),
    [
        (
            "staffing",
            "road_km_per_100_general_staff",
            "市町村道の実延長の合計を一般行政部門職員数の合計で割った値（分母の大きさで重みをつけた平均）",
        ),
        ("staffing", "general_admin_staff", "線は市区町村の合計です"),
        ("ageing", "water_pipe_overage_share", "市区町村の単純平均（分子と分母が公表されていないため、重みをつけていない）"),
    ],
)  # fmt: skip
def test_the_caption_says_how(open_page, page, metric_id, caption):
    app = open_page(f"pages/{page}/page.py", metric=metric_id, pref="35", muni="352063")
    assert caption in texts(app)


def water_pipes_of_ibaraki(db):
    """The shares of 茨城県 by year (rows) and municipality (columns), and which municipalities have one that can hardly be."""
    rows = db.execute("""
        select year(as_of) as year, lg_code, value, coalesce(regexp_matches(mark, 'zero|jump|out'), false) as is_marked
        from metric_values
        where metric_id = 'water_pipe_overage_share' and lg_code like '08%'
    """).df()
    return rows.pivot(index="year", columns="lg_code", values="value"), rows[rows["is_marked"]]


def test_a_municipality_with_an_implausible_value_is_no_part_of_a_mean_at_any_date(dashboard_database, db):
    shares, marked = water_pipes_of_ibaraki(db)
    plausible = shares.drop(columns=marked["lg_code"].unique())
    assert 0 < plausible.shape[1] < shares.shape[1]
    assert line("water_pipe_overage_share", "08") == pytest.approx(plausible.mean(axis=1).to_dict())


def test_the_line_of_a_municipality_leaves_out_its_implausible_values(dashboard_database, db):
    shares, marked = water_pipes_of_ibaraki(db)
    own_marks = marked[marked["year"] == marked["year"].max()]
    lg_code = next(code for code in own_marks["lg_code"] if marked["lg_code"].eq(code).sum() < len(shares))
    rows = queries.metric_trend("water_pipe_overage_share", "mean", None, lg_code)
    own = rows[rows["area"] != "全国"]
    years = marked.loc[marked["lg_code"] == lg_code, "year"]
    assert own["as_of"].dt.year.to_list() == sorted(set(shares.index) - set(years))
    assert (own["left_out"] == len(years)).all()


def test_the_caption_says_who_is_left_out(open_page, db):
    _, marked = water_pipes_of_ibaraki(db)
    page_text = texts(open_page("pages/ageing/page.py", metric="water_pipe_overage_share", pref="08"))
    count = marked["lg_code"].nunique()
    assert f"あり得にくい値の印があるものは除いています（茨城県は{count}団体）" in page_text
