from datetime import date

import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.gsi_area import read
from japan.lg_code import from_five

EDITION = source.load("gsi_area").editions[0]
TITLE = [["全国都道府県市区町村別面積調"], ["", "【本データに関する説明事項】"]]
HEADER = [
    "標準地域コード", "都道府県", "郡･支庁･振興局等", "市区町村", "令和8年1月1日(k㎡)", "令和8年1月1日備考",
    "令和7年10月1日(k㎡)", "令和7年10月1日備考",
]  # fmt: skip
CITY = ["99201", "西県", "", "甲市", "123.45", "", "1", ""]
TOWN = ["99321", "西県", "東郡", "乙町", "67.8", "（参考値）", "1", ""]


@pytest.fixture
def read_areas(write_csv):
    """Write the list of areas and read it."""

    def write_and_read(*rows, header=HEADER, encoding="cp932", name="area.csv"):
        return read(write_csv([*TITLE, header, *rows], name, encoding), EDITION)

    return write_and_read


def test_the_area_is_the_newest_of_the_dates_printed(read_areas):
    assert read_areas(CITY).iloc[0].to_dict() == {
        "lg_code": from_five("99201"),
        "as_of": date(2026, 1, 1),
        "area_km2": 123.45,
        "is_reference_value": False,
    }


def test_an_area_with_an_undecided_border_is_marked(read_areas):
    assert read_areas(CITY, TOWN)["is_reference_value"].to_list() == [False, True]


@pytest.mark.parametrize(
    "row",
    [
        ["全国面積", "", "", ""],
        ["99000", "西県", "", ""],
        ["", "西県(郡部)", "", ""],
        ["99320", "西県", "東郡", ""],
        ["99101", "西県", "", "(甲市)中央区"],
        ["01695", "北海道", "根室振興局", "色丹村"],
        ["99400", "西県", "", "島しょ"],
    ],
    ids=["nation", "prefecture", "counties", "county", "ward", "northern village", "islands"],
)
def test_what_is_no_municipality_is_left_out(read_areas, row):
    rows = read_areas([*row, "999", "", "999", ""], CITY)
    assert rows["lg_code"].to_list() == [from_five("99201")]


def test_moved_columns_are_found_by_their_labels(read_areas):
    moved = read_areas(CITY[::-1], header=HEADER[::-1], name="moved.csv")
    pd.testing.assert_frame_equal(moved, read_areas(CITY))


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "992011", "4行目「標準地域コード」：「992011」は使えません。5桁"),
        (4, "-1", "4行目「令和8年1月1日\\(k㎡\\)」：「-1」は使えません。0 以上"),
        (4, "広い", "「広い」は使えません。数値"),
        (4, "", "空欄や記号は使えません"),
    ],
)
def test_damaged_cells_are_refused(read_areas, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read_areas([*CITY[:at], cell, *CITY[at + 1 :]])


def test_a_municipality_listed_twice_is_refused(read_areas):
    with pytest.raises(BadInput, match=r"4行目と5行目：.*重複"):
        read_areas(CITY, CITY)


def test_a_list_of_another_date_is_refused(read_areas):
    header = [label.replace("令和8年1月1日", "令和9年1月1日") for label in HEADER]
    with pytest.raises(
        BadInput, match="列「令和8年1月1日\\(km2\\)」がありません。近い見出し：「令和9年1月1日"
    ):
        read_areas(CITY, header=header)


def test_another_encoding_is_refused(read_areas):
    with pytest.raises(BadInput, match=r"文字コードが違います.*Shift_JIS"):
        read_areas(CITY, encoding="utf-8-sig")
