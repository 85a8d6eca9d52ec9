import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mlit_road_inspections import EMPTY, read

EDITION = max(source.load("mlit_road_inspections").editions, key=lambda edition: edition.as_of)  # 令和7年度
TITLE = ["橋梁点検結果（地方公共団体）"]
HEADER = [
    "橋梁名",
    "フリガナ",
    "路線名",
    "架設年度\n（西暦）",
    "橋長\n（m）",
    "幅員\n（m）",
    "管理者",
    None,
    None,
    "点検結果",
]
BELOW = [None, None, None, None, None, None, "管理者名", "都道府県名", "市区町村名", "判定区分"]
BRIDGE = ["甲橋", "コウキョウ", "市道1号線", "1970", 12.3, 4, "柏市", "千葉県", "柏市", "Ⅲ"]


@pytest.fixture
def read_records(write_xlsx):
    """Write the yearly workbook and read it."""

    def write_and_read(*rows, title=TITLE, header=HEADER, below=BELOW):
        return read(write_xlsx([title, header, below, *rows], "01-3.xlsx"), EDITION)

    return write_and_read


def changed(at: int, cell) -> list:
    return [*BRIDGE[:at], cell, *BRIDGE[at + 1 :]]


def test_a_bridge_of_a_city(read_records):
    rows = read_records(BRIDGE)
    assert rows.to_dict("records") == [
        {
            "prefecture_name": "千葉県",
            "manager_name": "柏市",
            "manager_lg_code": "122173",
            "bridge_name": "甲橋",
            "route_name": "市道1号線",
            "built_fiscal_year": 1970,
            "soundness_category": 3,
            "inspection_fiscal_year": 2025,
        }
    ]
    pd.testing.assert_series_equal(rows.dtypes, EMPTY.dtypes)


@pytest.mark.parametrize(("printed", "rating"), [("Ⅰ", 1), ("Ⅱ", 2), ("Ⅲ", 3), ("Ⅳ", 4), ("IV", 4)])
def test_ratings_are_roman(read_records, printed, rating):
    assert read_records(changed(9, printed))["soundness_category"].to_list() == [rating]


@pytest.mark.parametrize("printed", ["不明", "不　明", "", None, "－"])
def test_an_unknown_year_is_none(read_records, printed):
    assert read_records(changed(3, printed))["built_fiscal_year"].isna().all()


@pytest.mark.parametrize("printed", ["1970", 1970, 1970.0, "１９７０"])
def test_a_year_is_read_however_it_is_stored(read_records, printed):
    assert read_records(changed(3, printed))["built_fiscal_year"].to_list() == [1970]


def test_a_year_after_the_inspection_is_unknown_and_told(read_records):
    rows = read_records(changed(3, "2105"), BRIDGE)
    assert rows["built_fiscal_year"].isna().to_list() == [True, False]
    assert "点検年度より後の年度を不明としたもの1橋" in rows.attrs["recognised"][1]


@pytest.mark.parametrize("printed", ["無名橋", "不明", None, "－"])
def test_a_bridge_without_a_name_has_none(read_records, printed):
    assert read_records(changed(0, printed))["bridge_name"].isna().all()


def test_equal_rows_are_different_bridges(read_records):
    assert len(read_records(BRIDGE, BRIDGE)) == 2


@pytest.mark.parametrize(
    ("prefecture", "manager", "code"),
    [
        ("千葉県", "鎌ヶ谷市", "122246"),
        ("千葉県", "鎌ケ谷市", "122246"),
        ("千葉県", "千葉県", "120006"),
        ("東京都", "府中市", "132063"),
        ("広島県", "府中市", "342084"),
        ("千葉県", "甲道路公社", None),
    ],
)
def test_managers_are_told_by_prefecture_and_name(read_records, prefecture, manager, code):
    row = read_records([*BRIDGE[:6], manager, prefecture, "柏市", "Ⅰ"]).iloc[0]
    assert row["manager_name"] == manager
    assert row["manager_lg_code"] == code if code else pd.isna(row["manager_lg_code"])


def test_moved_columns_are_found_by_their_labels(read_records):
    order = [9, 7, 6, 3, 2, 0]
    moved = read_records(
        [BRIDGE[at] for at in order],
        header=[HEADER[at] for at in order],
        below=[BELOW[at] for at in order],
    )
    pd.testing.assert_frame_equal(moved, read_records(BRIDGE))


def test_notes_under_the_table_are_no_bridges(read_records):
    assert len(read_records(BRIDGE, ["※ 診断中の施設は含まない"])) == 1


def test_what_was_read_is_told_with_rows_per_second(read_records):
    assert "1橋を" in read_records(BRIDGE).attrs["recognised"][0]
    assert "毎秒" in read_records(BRIDGE).attrs["recognised"][0]


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (3, "昭和45", "4行目「架設年度（西暦）」：「昭和45」は使えません。西暦4桁か「不明」"),
        (3, "1970.5", "西暦4桁か"),
        (9, "Ⅴ", "4行目「判定区分」：「Ⅴ」は使えません。判定区分 Ⅰ〜Ⅳ"),
        (9, "3", "「3」は使えません"),
        (7, "甲県", "4行目「都道府県名」：「甲県」は使えません"),
        (6, None, "管理者名が必要です"),
    ],
)
def test_damaged_cells_are_refused(read_records, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read_records(changed(at, cell))


def test_a_workbook_of_another_year_is_refused(read_records):
    with pytest.raises(BadInput, match="表題は2024年度です。2025年度の版として読むことはできません"):
        read_records(BRIDGE, title=["橋梁点検結果（令和６年度）"])
    assert len(read_records(BRIDGE, title=["橋梁点検結果（令和７年度）"])) == 1


def test_a_missing_label_is_named(read_records):
    with pytest.raises(BadInput, match="列「判定区分」がありません"):
        read_records(BRIDGE, below=[*BELOW[:9], "健全性"])


def test_a_label_that_stands_twice_is_refused(read_records):
    with pytest.raises(BadInput, match="列「管理者名」に当たる見出しが複数あります"):
        read_records(BRIDGE, below=[*BELOW[:8], "管理者名", BELOW[9]])


def test_a_table_without_bridges_is_refused(read_records):
    with pytest.raises(BadInput, match="データの行がありません"):
        read_records()
