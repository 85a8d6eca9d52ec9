"""Lists of several kinds of facilities: each row is read as its kind, or named."""

from datetime import date

import pandas as pd
import pytest

from analysis import ledger
from analysis.ledger import mixed, report
from japan.sheets import Sheet

TOWNS = pd.DataFrame(
    [("352047", "山口県", "萩市")], columns=["lg_code", "prefecture_name", "municipality_name"]
)
HEAD = ["施設種別", "施設名", "路線名", "所在地", "延長(m)", "建設年度", "判定区分"]
ROWS = [
    ["橋梁", "甲橋", "市道1号", "萩市", "12.5", "1970", "Ⅱ"],
    ["橋梁", "乙橋", "市道2号", "萩市", "8", "1980", "Ⅲ"],
    ["トンネル", "丙隧道", "市道3号", "萩市", "120", "1965", "Ⅱ"],
    ["横断歩道橋", "丁歩道橋", "市道4号", "萩市", "30", "1990", "Ⅰ"],
    ["側溝", "戊側溝", "市道5号", "萩市", "50", "2000", ""],
    ["", "己", "市道6号", "萩市", "5", "2000", ""],
]


def recognised(rows, name="道路施設一覧.xlsx", kind_id=None):
    return ledger.recognise([Sheet("一覧", rows)], name, kind_id)


def names(found):
    read = ledger.read(found, TOWNS, None, date(2025, 3, 31))
    return read, read.facilities[read.kind.name_column].to_list()


@pytest.mark.parametrize(
    "label", ["施設種別", "種別", "区分", "施設区分", "構造物の種類", "道路施設種別（必須）", "施設の分類"]
)
def test_each_row_is_read_as_its_kind_and_the_others_are_named(label):
    rows = [[label, *HEAD[1:]], *ROWS]
    first, own = names(recognised(rows))
    assert (first.kind.kind_id, own) == ("bridge", ["甲橋", "乙橋"])
    dropped = first.dropped.set_index("row")
    assert dropped["is_row_dropped"].to_dict() == {4: True, 5: True, 6: True, 7: True}
    assert "別の種類の施設の行" in dropped.loc[4, "reason_ja"]
    assert "施設の種類が分からない行" in dropped.loc[6, "reason_ja"]
    assert names(recognised(rows, kind_id="tunnel"))[1] == ["丙隧道"]
    assert names(recognised(rows, kind_id="large_structure"))[1] == ["丁歩道橋"]
    (word,) = report.kinds_ja(recognised(rows))
    assert "橋梁 2行、トンネル 1行、大型構造物 1行、種類の分からない行 2行" in word


def test_a_kind_that_is_not_in_the_column_is_the_readers_word_for_all_rows():
    found = recognised([HEAD, *ROWS], kind_id="other")
    assert found.kinds == {} and len(names(found)[1]) == len(ROWS)


ONE_KIND = {
    "one kind in all rows": ["橋梁"] * 6,
    "kinds of construction": ["PC橋", "鋼橋", "RC橋", "ボックスカルバート", "PC橋", "鋼橋"],
    "classes of roads": ["1級", "2級", "その他", "1級", "2級", "その他"],
    "one kind and blanks": ["橋梁", "橋梁", "", "橋梁", "", "橋梁"],
}


@pytest.mark.parametrize("column", ONE_KIND)
def test_a_column_that_tells_no_kinds_apart_divides_nothing(column):
    head = ["種別", "橋梁名", "路線名", "所在地", "橋長(m)", "架設年度", "判定区分"]
    rows = [[cell, f"{at}橋", *ROWS[0][2:]] for at, cell in enumerate(ONE_KIND[column])]
    found = recognised([head, *rows])
    assert found.kinds == {}
    assert found.kind.kind_id == "bridge" and len(names(found)[1]) == 6


def test_what_is_none_of_the_only_kind_is_no_facility_of_it():
    rows = [HEAD, *ROWS[:2], ROWS[4]]
    found = recognised(rows)
    assert names(found)[1] == ["甲橋", "乙橋"] and found.kinds == {"bridge": 2, "": 1}


def test_parks_among_buildings_are_none():
    head = ["施設区分", "施設名称", "所在地", "延床面積(㎡)", "建築年度"]
    rows = [
        ["建築物", "甲公民館", "萩市", "300", "1980"],
        ["建物", "乙庁舎", "萩市", "900", "1990"],
        ["公園", "丙公園", "萩市", "50", "2000"],
    ]
    assert names(recognised([head, *rows], "公共施設.xlsx"))[1] == ["甲公民館", "乙庁舎"]
    assert names(recognised([head, *rows], "公共施設.xlsx", "park"))[1] == ["丙公園"]


@pytest.mark.parametrize(
    ("cell", "kind_id"),
    [
        ("橋 梁", "bridge"), ("橋りょう", "bridge"), ("道路橋", "bridge"), ("１．橋梁", "bridge"), ("道路トンネル", "tunnel"), ("隧道", "tunnel"),
        ("シェッド・大型カルバート等", "large_structure"), ("歩道橋", "large_structure"), ("門型標識等", "large_structure"), ("舗装", "pavement"),
        ("下水道管", "sewer_pipe"), ("水道", "water_pipe"), ("公園緑地", "park"), ("街区公園", None), ("緑地", None), ("樋門", "river_structure"), ("建築物", "building"),
        ("PC橋", None), ("ボックスカルバート", None), ("学校", None), ("", None), ("道路", None),
    ],
)  # fmt: skip
def test_what_a_cell_names(cell, kind_id):
    assert mixed.kind_of(cell) == kind_id


def listed(column, kind_words, names_of, name):
    """A list whose rows bear what kind_words say in a column."""
    head = [column, *names_of]
    return recognised(
        [head, *([word, f"{at}{word}", "萩市", "300", "1980"] for at, word in enumerate(kind_words))], name
    )


def test_classes_within_a_kind_divide_nothing():
    parks = listed(
        "種別",
        ["街区公園", "緑地", "都市公園", "緑道"],
        ["公園名", "所在地", "面積(㎡)", "開園年度"],
        "公園.xlsx",
    )
    assert parks.kinds == {} and len(names(parks)[1]) == 4


def test_what_is_named_as_another_kind_in_a_list_of_one_is_none_of_it():
    words = ["学校", "公民館", "公園", "学校", "下水道"]
    found = listed("施設分類", words, ["施設名称", "所在地", "延床面積(㎡)", "建築年度"], "公共施設一覧.xlsx")
    read, own = names(found)
    assert (read.kind.kind_id, own) == ("building", ["0学校", "1公民館", "3学校"])
    assert read.dropped["row"].to_list() == [4, 6]
    assert found.kinds == {"building": 3, "park": 1, "sewer_pipe": 1}


def test_footbridges_among_bridges_are_none():
    found = listed(
        "区分",
        ["市道橋", "農道橋", "横断歩道橋"],
        ["橋梁名", "所在地", "橋長(m)", "架設年度"],
        "橋梁台帳.xlsx",
    )
    assert names(found)[1] == ["0市道橋", "1農道橋"]
