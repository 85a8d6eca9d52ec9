"""The files of values that maps fetch: every number once more from the database, and what is missing for which reason."""

import json

import pytest

METRICS = (
    "general_admin_staff_change",  # a share with numerator and denominator
    "road_bridge_maintenance_share",  # values below a printing limit
    "future_burden_ratio",  # not calculated
    "water_pipe_overage_share",  # marked
    "bridge_action_needed_share",  # of few
)


@pytest.fixture
def file_of(database, db):
    files = dict(db.execute("from value_files").fetchall())
    return lambda metric_id: json.loads((database.parent / "static" / files[metric_id]).read_text("utf-8"))


@pytest.mark.parametrize("metric_id", METRICS)
def test_every_printed_value_is_that_of_the_database(file_of, db, metric_id):
    unit, digits = db.execute("select unit, digits from metrics where metric_id = ?", [metric_id]).fetchone()
    codes = [code for (code,) in db.execute("select lg_code from outlines order by outline_index").fetchall()]
    for frame in file_of(metric_id)["frames"]:
        printed = dict(zip(codes, frame["values"].split(","), strict=True))
        stored = db.execute(
            "select lg_code, value from metric_values where metric_id = ? and as_of = ?::date and value is not null",
            [metric_id, frame["frame"]],
        ).fetchall()
        assert {code for code, text in printed.items() if text} == {code for code, _ in stored}
        scale = 100 if unit == "share" else 1
        assert all(
            abs(float(printed[code]) - value * scale) <= 0.5 * 10**-digits + 1e-6 for code, value in stored
        )


@pytest.mark.parametrize(
    ("metric_id", "part", "code"),
    [
        ("future_burden_ratio", "missing", "not_calculated"),
        ("road_bridge_maintenance_share", "missing", "below_limit"),
        ("water_pipe_overage_share", "marks", "zero_of_pipes"),
        ("bridge_action_needed_share", "marks", "few"),
    ],
)
def test_positions_name_who_is_marked_or_missing(file_of, db, metric_id, part, code):
    newest = file_of(metric_id)["frames"][-1]
    column = "status" if part == "missing" else "mark"
    expected = db.execute(
        f"select outline_index from newest_values join outlines using (lg_code) where metric_id = ? and {column} = ? order by 1",
        [metric_id, code],
    ).fetchall()
    assert newest[part][code] == [at for (at,) in expected] != []


def test_the_last_date_shows_the_newest_value_of_each_and_scarce_dates_are_left_out(file_of, db):
    """19 counts of 2023 and one of 2022: one date, with all of them."""
    (frame,) = file_of("civil_engineers")["frames"]
    known = db.execute(
        "select count(*) from newest_values where metric_id = 'civil_engineers' and value is not null"
    ).fetchone()[0]
    assert sum(bool(text) for text in frame["values"].split(",")) == known == 20


def test_the_index_of_population_runs_from_the_census_to_the_projection(file_of, db):
    frames = file_of("population_2050_index")["frames"]
    assert [frame["frame"][:4] for frame in frames] == [*["2015", "2020"], *map(str, range(2025, 2051, 5))]
    at = db.execute("select outline_index from outlines where lg_code = '353051'").fetchone()[0]
    index = db.execute(
        "select value from newest_values where metric_id = 'population_2050_index' and lg_code = '353051'"
    ).fetchone()[0]
    assert float(frames[1]["values"].split(",")[at]) == 100
    assert float(frames[-1]["values"].split(",")[at]) == pytest.approx(index, abs=0.05)
