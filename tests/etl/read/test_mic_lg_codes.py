import openpyxl
import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mic_lg_codes import read
from japan.lg_code import from_five

EDITION = source.load("mic_lg_codes").editions[0]
HEADER = [
    "団体コード",
    "都道府県名\n（漢字）",
    "市区町村名\n（漢字）",
    "都道府県名\n（カナ）",
    "市区町村名\n（カナ）",
]
CITY = [from_five("99201"), "西県", "甲市", "ﾆｼｹﾝ", "ｺｳｼ"]
TOWN = [from_five("99321"), "西県", "乙町", "ﾆｼｹﾝ", "ｵﾂﾏﾁ"]


def test_names_are_kept_and_kana_are_full_width(write_xlsx):
    town = read(write_xlsx([HEADER, TOWN]), EDITION).iloc[0]
    assert town.to_dict() == {
        "lg_code": TOWN[0],
        "prefecture_code": "99",
        "prefecture_name": "西県",
        "municipality_name": "乙町",
        "municipality_name_kana": "オツマチ",
    }


@pytest.mark.parametrize(
    "row",
    [
        [from_five("99000"), "西県", None, "ﾆｼｹﾝ", None],
        [from_five("99101"), "西県", "甲市中央区", "ﾆｼｹﾝ", "ｺｳｼﾁｭｳｵｳｸ"],
        ["016951", "北海道", "色丹村", "ﾎｯｶｲﾄﾞｳ", "ｼｺﾀﾝﾑﾗ"],
    ],
    ids=["prefecture", "ward", "northern village"],
)
def test_what_is_no_municipality_is_left_out(write_xlsx, row):
    assert read(write_xlsx([HEADER, CITY, row]), EDITION)["lg_code"].to_list() == [CITY[0]]


def test_a_special_ward_is_a_municipality(write_xlsx):
    ward = ["131016", "東京都", "千代田区", "ﾄｳｷｮｳﾄ", "ﾁﾖﾀﾞｸ"]
    assert read(write_xlsx([HEADER, ward]), EDITION)["municipality_name"].to_list() == ["千代田区"]


def test_a_code_stored_as_a_number_gets_its_zero_back(write_xlsx):
    assert read(write_xlsx([HEADER, [12025, *CITY[1:]]]), EDITION)["lg_code"].to_list() == ["012025"]


def test_only_the_first_sheet_is_read(write_xlsx):
    """The second one lists the wards of the designated cities."""
    path = write_xlsx([HEADER, CITY])
    workbook = openpyxl.load_workbook(path)
    wards = workbook.create_sheet("政令指定都市")
    for row in (HEADER, CITY):
        wards.append(row)
    workbook.save(path)
    assert len(read(path, EDITION)) == 1


def test_moved_columns_are_found_by_their_labels(write_xlsx):
    moved = read(write_xlsx([HEADER[::-1], CITY[::-1]], "moved.xlsx"), EDITION)
    pd.testing.assert_frame_equal(moved, read(write_xlsx([HEADER, CITY]), EDITION))


def test_a_code_with_a_wrong_check_digit_is_refused(write_xlsx):
    with pytest.raises(
        BadInput, match="2行目「団体コード」：「992012」は使えません。6桁の団体コード（末尾は検査数字）"
    ):
        read(write_xlsx([HEADER, ["992012", *CITY[1:]]]), EDITION)


def test_a_municipality_listed_twice_is_refused(write_xlsx):
    with pytest.raises(BadInput, match="2行目と3行目：「992011」が重複"):
        read(write_xlsx([HEADER, CITY, CITY]), EDITION)
