from datetime import date

import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mic_resident_population import read
from japan.lg_code import from_five

EDITION = source.load("mic_resident_population").editions[0]
TITLE = ["令和7年1月1日住民基本台帳人口・世帯数（市区町村別）（総計）"]
HEADER = [
    [None, None, None, "令和7年", "令和7年", "令和7年", "令和7年", "令和6年", "令和6年"],
    [None, None, None, "2025年", "2025年", "2025年", "2025年", "2024年", "2024年"],
    [None, None, None, "人口", "人口", "人口", "世帯数", "住民票記載数", "住民票記載数"],
    [None, None, None, "男", "女", "計", "世帯数", "出生者数", "計（Ａ）"],
    ["団体コード", "都道府県名", "市区町村名", "人", "人", "人", "世帯", "人", "人"],
]
CITY = [from_five("99201"), "西県", "甲市", 480, 520, 1000, 450, 10, 40]
TOWN = [from_five("99321"), "西県", "乙町", "９０", "１００", "１９０", "８０", 1, 2]


@pytest.fixture
def read_residents(write_xlsx):
    """Write the official workbook and read it."""

    def write_and_read(*rows, header=HEADER, name="official.xlsx"):
        return read(write_xlsx([TITLE, *header, *rows], name), EDITION)

    return write_and_read


def test_residents_are_both_sexes_and_households_are_counted(read_residents):
    assert read_residents(CITY).iloc[0].to_dict() == {
        "lg_code": CITY[0],
        "as_of": date(2025, 1, 1),
        "population": 1000,
        "households": 450,
    }


def test_full_width_digits_are_numbers(read_residents):
    assert read_residents(TOWN)["population"].to_list() == [190]


@pytest.mark.parametrize(
    ("code", "name"),
    [("-", "-"), (from_five("99000"), "-"), (from_five("99101"), "甲市中央区"), ("016951", "色丹村")],
    ids=["nation", "prefecture", "ward", "northern village"],
)
def test_what_is_no_municipality_is_left_out(read_residents, code, name):
    rows = read_residents([code, "西県", name, "-", "-", "-", "-", "-", "-"], CITY)
    assert rows["lg_code"].to_list() == [CITY[0]]


def test_moved_columns_are_found_by_their_labels(read_residents):
    order = [6, 5, 4, 3, 2, 1, 0, 8, 7]
    header = [[row[at] for at in order] for row in HEADER]
    moved = read_residents([CITY[at] for at in order], header=header, name="moved.xlsx")
    pd.testing.assert_frame_equal(moved, read_residents(CITY))


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "992012", "シート「表」 7行目「団体コード」：「992012」は使えません。6桁"),
        (5, -1, "7行目「計」：「-1(.0)?」は使えません。0 以上"),
        (5, 0.5, "整数が必要"),
        (6, "X", "7行目「世帯」：「X」は使えません。数値が必要です（空欄や記号"),
        (5, "千人", "「千人」は使えません"),
    ],
)
def test_damaged_cells_are_refused(read_residents, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read_residents([*CITY[:at], cell, *CITY[at + 1 :]])


def test_a_municipality_listed_twice_is_refused(read_residents):
    with pytest.raises(BadInput, match=r"7行目と8行目：.*重複"):
        read_residents(CITY, CITY)


def test_residents_counted_twice_in_the_header_are_refused(read_residents):
    header = [[*row[:6], row[5], *row[7:]] for row in HEADER]
    with pytest.raises(BadInput, match="列「人口/計」に当たる見出しが複数あります（F、G列）"):
        read_residents(CITY, header=header)
