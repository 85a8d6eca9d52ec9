"""What a metric declares as implausible is marked, and nothing else happens to it."""

import duckdb
import pytest
from page_texts import texts

from dashboard.shared import text
from etl import plausibility

CITY, TOWN = "992011", "993212"
RULES = {"zero": "zero_of_pipes", "jump": 0.15, "most": 1}


def marks(rules: dict, *values: float | None) -> list[str | None]:
    """The marks of one town's values of successive years."""
    with duckdb.connect() as db:
        db.execute("create table measured (lg_code varchar, as_of date, value double, mark varchar)")
        for year, value in enumerate(values, 2020):
            db.execute("insert into measured values (?, make_date(?, 3, 31), ?, null)", [CITY, year, value])
        db.execute("insert into measured values (?, date '2020-03-31', 0.5, 'few')", [TOWN])
        declared = {"zero": None, "jump": None, "most": None} | rules
        found = db.execute(
            plausibility.marked("from measured", declared) + "order by lg_code, as_of"
        ).fetchall()
    assert [value for code, _, value, _ in found if code == CITY] == list(values)
    assert found[-1][-1] == "few"
    return [mark for code, *_, mark in found if code == CITY]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.10, 0.25, 0.41), [None, None, "jump"]),
        ((0.41, 0.25), ["", "jump"]),
        ((0.0, 0.2), ["zero_of_pipes", "jump"]),
        ((0.5, 0.0), [None, "zero_of_pipes,jump"]),
        ((0.1, 9.78, 0.12), [None, "out_of_bounds", None]),
        ((0.1, None, 0.3), [None, None, "jump"]),
    ],
)
def test_marks(values, expected):
    assert marks(RULES, *values) == [mark or None for mark in expected]


def test_what_is_not_declared_is_not_marked():
    assert marks({"most": 1}, 0.0, 0.9, 1.1) == [None, None, "out_of_bounds"]
    assert plausibility.marked("from measured", None) == "from measured"


def test_every_mark_has_words(db):
    marks = db.execute("select distinct unnest(string_split(mark, ',')) from metric_values").fetchall()
    assert {mark for (mark,) in marks} - {"few"} <= set(text.MARKS)


def test_water_pipes_of_zero_and_jumps_are_shown_and_not_ranked(db):
    """192 of 1,471 are zero, 123 of them new in FY2024; 25 moved by more than 15 points."""
    rows = db.execute("from newest_values where metric_id = 'water_pipe_overage_share'").df()
    zero, jump = rows["value"] == 0, rows["mark"].fillna("").str.contains("jump")
    assert (len(rows), int(zero.sum()), int(jump.sum()), int(rows["mark"].notna().sum())) == (
        1471,
        192,
        25,
        216,
    )
    assert rows.loc[zero, "mark"].str.contains("zero_of_pipes").all()
    before = set(
        db.execute(
            "select lg_code from metric_values where metric_id = 'water_pipe_overage_share' and as_of = date '2024-03-31'"
        ).df()["lg_code"]
    )
    assert int((~rows.loc[zero, "lg_code"].isin(before)).sum()) == 123
    assert (rows["rank_in_nation"].notna() == rows["mark"].isna()).all()
    fujikawaguchiko = rows.set_index("lg_code").loc["194301"]
    assert (round(fujikawaguchiko["value"], 3), fujikawaguchiko["mark"]) == (0.770, "jump")


def test_six_rates_of_depreciation_jump(db):
    found = db.execute("""
        select municipality_name, value_before, value
        from implausible_values
        where metric_id = 'tangible_asset_depreciation_rate' and is_newest
    """).fetchall()
    assert {name for name, *_ in found} == {"五城目町", "熊取町", "淡路市", "野迫川村", "美郷町", "霧島市"}
    assert ("熊取町", 97.0, 66.3) in found
    marked = "select count(*), count(rank_in_nation) from newest_values where metric_id = 'tangible_asset_depreciation_rate'"
    assert db.execute(marked).fetchone() == (1693, 1687)


def test_the_share_above_one_is_listed_with_the_value_of_its_source(db):
    """坂東市 in FY2021: 977.6 %."""
    found = db.execute(
        "select municipality_name, round(value, 3), year(as_of) from implausible_values where mark = 'out_of_bounds'"
    )
    assert found.fetchall() == [("坂東市", 9.776, 2022)]


def test_the_list_is_on_the_page_of_sources(open_page):
    page = texts(open_page("pages/sources/page.py"))
    assert "水道管路の経年化率（40年超）：経年管なし、または台帳なしの可能性　191団体" in page
    assert "水道管路の経年化率（40年超）：前の時点から大きく変化　24団体" in page
