import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.reported_staff_counts import COLUMNS, read
from etl.snapshot import REFERENCE
from japan.lg_code import from_five

EDITION = source.load("reported_staff_counts").editions[0]
CITY = from_five("99201")


@pytest.fixture
def read_reports(tmp_path):
    """Write a table of reported counts and read it."""

    def write_and_read(*rows: str):
        path = tmp_path / "reports.csv"
        path.write_text("\n".join([",".join(COLUMNS), *rows]), "utf-8")
        return read(path, EDITION)

    return write_and_read


def row(occupation="civil_engineers", staff="2", at_least="true", survey="false", as_of=""):
    return f"{CITY},甲市,{occupation},土木技師,{staff},{at_least},{survey},{as_of},,甲新聞,令和6年,記事,https://example.jp/"


def test_a_lower_bound_may_have_no_date(read_reports):
    report = read_reports(row()).iloc[0]
    assert (report["lg_code"], report["staff_count"]) == (CITY, 2)
    assert report["is_at_least"]
    assert pd.isna(report["as_of"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(staff=">=1")], "数値"),
        ([row(occupation="clerks")], "「clerks」は使えません"),
        ([row(at_least="はい")], "true か false"),
        ([row(as_of="R6")], "「R6」は使えません"),
        ([row(at_least="false", survey="true")], "調査の値には人数と時点が必要です"),
        ([row(survey="true", as_of="2024-04-01")], "調査の値には人数と時点が必要です"),
        ([row(), row(staff="3")], "重複"),
    ],
)
def test_what_is_no_report_is_refused(read_reports, rows, message):
    with pytest.raises(BadInput, match=message):
        read_reports(*rows)


def test_one_report_is_of_the_survey_and_the_rest_are_not_shown_as_counts(db):
    reports = read(REFERENCE / EDITION.files[0], EDITION)
    of_survey = reports[reports["is_of_survey"]]
    assert of_survey[["lg_code", "occupation", "staff_count"]].to_numpy().tolist() == [
        ["043028", "civil_engineers", 0]
    ]
    others = [code for code in reports.loc[~reports["is_of_survey"], "lg_code"] if code != "353051"]
    assert len(set(others)) == 19
    assert db.execute(
        "select count(*) from technical_staff where list_contains($1, lg_code)", [others]
    ).fetchone() == (0,)
