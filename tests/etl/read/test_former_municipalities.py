import pytest

from etl import source
from etl.problems import BadInput
from etl.read.former_municipalities import read
from japan.lg_code import from_five

EDITION = source.load("former_municipalities").newest
HEADER = list(EDITION.layout["columns"].values())
TODAY = from_five("99201")
MERGED = ["99321", "乙町", "おつちょう", "2005-03-22", "新設合併", TODAY]


@pytest.fixture
def read_names(write_csv):
    """Write former municipalities and read them as records."""

    def write_and_read(*rows, header=HEADER):
        return read(write_csv([header, *rows]), EDITION).to_dict("records")

    return write_and_read


def test_what_became_of_a_municipality_is_read(read_names):
    (row,) = read_names(MERGED)
    assert str(row.pop("changed_on").date()) == "2005-03-22"
    assert list(row.values()) == ["99321", "乙町", "おつちょう", "新設合併", TODAY]


def test_a_divided_municipality_has_a_row_for_each_successor(read_names):
    rows = read_names(MERGED, [*MERGED[:5], from_five("99202")])
    assert [row["lg_code"] for row in rows] == [TODAY, from_five("99202")]


def test_one_successor_reached_by_two_ways_stands_once(read_names):
    assert len(read_names(MERGED, MERGED)) == 1


def test_an_unknown_reading_stays_empty(read_names):
    (row,) = read_names([*MERGED[:2], "", *MERGED[3:]])
    assert row["former_name_kana"] == ""


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "甲", "「甲」は使えません。5桁の市区町村コード"),
        (3, "2005年春", "「2005年春」は使えません。日付"),
        (5, "992012", "6桁の団体コード"),
    ],
)
def test_damaged_cells_are_refused(read_names, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read_names([*MERGED[:at], cell, *MERGED[at + 1 :]])


def test_a_missing_column_is_named(read_names):
    with pytest.raises(BadInput, match="列「event_type」がありません"):
        read_names([*MERGED[:4], MERGED[5]], header=[*HEADER[:4], HEADER[5]])
