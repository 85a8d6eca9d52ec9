from datetime import date

import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mic_resident_age import read
from japan.lg_code import from_five

EDITION = source.load("mic_resident_age").editions[0]
BANDS = [f"{age}歳～{age + 4}歳" for age in range(0, 100, 5)] + ["100歳以上"]
TITLE = ["令和7年1月1日住民基本台帳年齢階級別人口（市区町村別）（総計）"]
HEADER = [
    [None, None, None, None, "総数", *BANDS],
    ["団体コード", "都道府県名", "市区町村名", "性別", "人", *(["人"] * len(BANDS))],
]
COUNTS = [*range(1, len(BANDS) + 1)]  # one child under 5 … 21 people of 100 or older
CITY = [from_five("99201"), "西県", "甲市", "計", sum(COUNTS), *COUNTS]


@pytest.fixture
def read_ages(write_xlsx):
    """Write the official workbook and read it."""

    def write_and_read(*rows, header=HEADER, name="official.xlsx"):
        return read(write_xlsx([TITLE, *header, *rows], name), EDITION)

    return write_and_read


def test_the_old_are_summed_from_65_and_from_75(read_ages):
    assert read_ages(CITY).iloc[0].to_dict() == {
        "lg_code": CITY[0],
        "as_of": date(2025, 1, 1),
        "population": 231,
        "population_65": 14 + 15 + 16 + 17 + 18 + 19 + 20 + 21,
        "population_75": 16 + 17 + 18 + 19 + 20 + 21,
    }


def test_men_and_women_apart_are_left_out(read_ages):
    men, women = ([*CITY[:3], sex, *CITY[4:]] for sex in "男女")
    assert len(read_ages(CITY, men, women)) == 1


@pytest.mark.parametrize(
    ("code", "name"),
    [("-", "-"), (from_five("99000"), "-"), (from_five("99101"), "甲市中央区"), ("016951", "色丹村")],
    ids=["nation", "prefecture", "ward", "northern village"],
)
def test_what_is_no_municipality_is_left_out(read_ages, code, name):
    nothing = ["-"] * (len(BANDS) + 1)
    rows = read_ages([code, "西県", name, "計", *nothing], CITY)
    assert rows["lg_code"].to_list() == [CITY[0]]


def test_moved_bands_are_found_by_their_labels(read_ages):
    header = [row[:4] + row[:3:-1] for row in HEADER]
    moved = read_ages(CITY[:4] + CITY[:3:-1], header=header, name="moved.xlsx")
    pd.testing.assert_frame_equal(moved, read_ages(CITY))


def test_a_missing_band_is_named(read_ages):
    header = [[cell for cell in HEADER[0] if cell != "70歳～74歳"], HEADER[1]]
    with pytest.raises(BadInput, match="列「70歳~74歳」がありません"):
        read_ages(CITY, header=header)


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "992012", "4行目「団体コード」：「992012」は使えません"),
        (20, -3, "0 以上"),
        (20, "三人", "4行目「75歳～79歳」：「三人」は使えません。数値"),
        (4, None, "空欄や記号は使えません"),
    ],
)
def test_damaged_cells_are_refused(read_ages, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read_ages([*CITY[:at], cell, *CITY[at + 1 :]])


def test_a_municipality_listed_twice_is_refused(read_ages):
    with pytest.raises(BadInput, match=r"4行目と5行目：.*重複"):
        read_ages(CITY, CITY)
