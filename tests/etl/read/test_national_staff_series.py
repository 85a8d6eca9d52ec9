from datetime import date

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.national_staff_series import read

EDITION = source.load("national_staff_series").editions[0]
HEADER = "series,label,year_april1,value,status,source"
LAST = "town,町の職員,2024,2811749,published,SSDSE"
DERIVED = 'town,町の職員,2023,2801596,"derived: 2024 value - stated increase 10,153",same'


@pytest.fixture
def read_series(tmp_path):
    """Write a table of series and read it."""

    def write_and_read(*rows: str, header: str = HEADER, encoding: str = "utf-8"):
        path = tmp_path / "series.csv"
        path.write_text("\n".join([header, *rows]), encoding)
        return read(path, EDITION)

    return write_and_read


def test_a_count_is_of_the_first_of_april(read_series):
    count = read_series(LAST).iloc[0]
    assert (count["series"], count["as_of"], count["staff"]) == ("town", date(2024, 4, 1), 2811749)
    assert (count["basis"], count["source_ja"]) == ("published", "統計センター「SSDSE-市区町村」")


def test_a_derived_count_says_how_and_shares_the_source_it_was_derived_from(read_series):
    count = read_series(DERIVED, LAST).iloc[0]
    assert (count["basis"], count["source_ja"]) == ("derived", "統計センター「SSDSE-市区町村」")
    assert "10,153人" in count["note_ja"]


def test_a_ditto_label_repeats_the_one_above(read_series):
    series = read_series(LAST, "town,同上,2025,1,published,SSDSE")
    assert series["label_ja"].to_list() == ["町の職員", "町の職員"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["town,町の職員,2024,約280万,published,SSDSE"], "2行目「value」：「約280万」は使えません"),
        (["town,町の職員,令和6年,1,published,SSDSE"], "2行目「year_april1」"),
        (["town,町の職員,2024,1,guessed,SSDSE"], "「guessed」は使えません"),
        (["town,町の職員,2024,1,published,甲新聞"], "「甲新聞」は使えません。出典"),
        ([DERIVED], "「source」.*出典"),
        ([LAST, LAST], "2行目と3行目：.*重複"),
    ],
)
def test_damaged_rows_are_refused(read_series, rows, message):
    with pytest.raises(BadInput, match=message):
        read_series(*rows)


def test_a_missing_column_is_named(read_series):
    with pytest.raises(BadInput, match="列「status」がありません"):
        read_series(LAST, header=HEADER.replace("status", "basis"))


def test_another_encoding_is_refused(read_series):
    with pytest.raises(BadInput, match="UTF-8 の CSV"):
        read_series(LAST, encoding="cp932")
