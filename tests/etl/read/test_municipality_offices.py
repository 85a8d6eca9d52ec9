import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.municipality_offices import read
from japan.lg_code import from_five

EDITION = source.load("municipality_offices").editions[0]
HEADER = ["pid", "pref", "cid", "city", "citykana", "lat", "lng", "url", "phrase", "lgcode"]
CITY = [
    "99",
    "西県",
    "99201",
    "甲市",
    "こうし",
    "35.5",
    "136.25",
    "https://example.jp/",
    "",
    from_five("99201"),
]


def test_an_office_has_a_position_and_a_website(write_csv):
    office = read(write_csv([HEADER, CITY]), EDITION).iloc[0]
    assert office.to_dict() == {
        "lg_code": from_five("99201"),
        "office_latitude": 35.5,
        "office_longitude": 136.25,
        "website": "https://example.jp/",
    }


def test_an_office_in_evacuation_has_no_position_here(write_csv):
    futaba = [*CITY[:3], "双葉町", *CITY[4:9], "075469"]
    office = read(write_csv([HEADER, CITY, futaba]), EDITION).set_index("lg_code").loc["075469"]
    assert pd.isna(office["office_latitude"])
    assert pd.isna(office["office_longitude"])


@pytest.mark.parametrize(
    ("name", "code"),
    [("甲市 中央区", from_five("99101")), ("色丹村", "016951"), ("西県", from_five("99000"))],
)
def test_what_is_no_municipality_is_left_out(write_csv, name, code):
    rows = read(write_csv([HEADER, CITY, [*CITY[:3], name, *CITY[4:9], code]]), EDITION)
    assert rows["lg_code"].to_list() == [from_five("99201")]


def test_moved_columns_are_found_by_their_labels(write_csv):
    moved = read(write_csv([HEADER[::-1], CITY[::-1]], "moved.csv"), EDITION)
    pd.testing.assert_frame_equal(moved, read(write_csv([HEADER, CITY]), EDITION))


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (9, "992012", "2行目「lgcode」：「992012」は使えません。6桁"),
        (5, "北緯35度", "2行目「lat」：「北緯35度」は使えません。数値"),
        (5, "", "空欄や記号は使えません"),
        (6, "35.5", "2行目「lng」：「35.5」は使えません。120 以上"),
    ],
)
def test_damaged_cells_are_refused(write_csv, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read(write_csv([HEADER, [*CITY[:at], cell, *CITY[at + 1 :]]]), EDITION)


def test_an_office_listed_twice_is_refused(write_csv):
    with pytest.raises(BadInput, match=r"2行目と3行目：.*重複"):
        read(write_csv([HEADER, CITY, CITY]), EDITION)
