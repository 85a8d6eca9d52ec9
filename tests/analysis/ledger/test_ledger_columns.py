"""Which column of a ledger is what, by the headings seen in practice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ledger

CITY = "992011"
# Labels as ledgers print them: a prefecture's open data, the export of the national database, the ministry's yearly list.
PREFECTURE = [
    "管理番号",
    "施設分類",
    "管理事務所名",
    "緯度",
    "経度",
    "施設名",
    "施設名カナ",
    "路線種別",
    "路線名",
    "所在地",
    "市町村",
    "橋梁の種類",
    "架設年（西暦）",
    "橋長（m）",
    "幅員（m）",
    "離島架橋",
    "長大橋",
    "最新点検年度",
    "健全度Ⅰ",
    "健全度Ⅱ",
    "健全度Ⅲ",
    "健全度Ⅳ",
    "最新補修年度",
    "対策内容",
    "健全度",
    "架設年_1974は補完の可能性",
]
NATIONAL = [
    "施設名",
    "路線名",
    "架設年度_西暦",
    "橋長(m)",
    "径間数",
    "上部工（使用材料）",
    "道路管理者名称",
    "道路管理者_管理事務所名",
    "起点側位置_緯度",
    "起点側位置_経度",
    "終点側位置_緯度",
    "点検記録_点検実施年度",
    "点検記録_判定区分",
]
YEARLY = [
    "橋梁名",
    "フリガナ",
    "路線名",
    "架設年度（西暦）",
    "橋長（ｍ）",
    "幅員（ｍ）",
    "管理者名",
    "都道府県名",
    "市区町村名",
    "判定区分",
]


def test_labels_of_a_prefectures_ledger_are_recognised():
    mapping = ledger.suggest_mapping(PREFECTURE)
    assert {field: label for field, label in mapping.items() if label} == {
        "bridge_id": "管理番号",
        "bridge_name": "施設名",
        "route_name": "路線名",
        "structure_ja": "橋梁の種類",
        "location_name": "市町村",
        "built_fiscal_year": "架設年（西暦）",
        "length_m": "橋長（m）",
        "width_m": "幅員（m）",
        "soundness_category": "健全度",
        "inspection_fiscal_year": "最新点検年度",
        "latitude": "緯度",
        "longitude": "経度",
    }


def test_labels_of_the_national_databases_export_are_recognised():
    mapping = ledger.suggest_mapping(NATIONAL)
    assert mapping["bridge_name"] == "施設名"
    assert mapping["built_fiscal_year"] == "架設年度_西暦"
    assert mapping["manager_name"] == "道路管理者名称"
    assert (mapping["latitude"], mapping["longitude"]) == ("起点側位置_緯度", "起点側位置_経度")
    assert mapping["inspection_fiscal_year"] == "点検記録_点検実施年度"
    assert mapping["soundness_category"] == "点検記録_判定区分"
    assert mapping["structure_ja"] == "上部工（使用材料）"
    assert mapping["bridge_id"] is None and mapping["location_name"] is None


def test_labels_of_the_yearly_list_are_recognised():
    mapping = ledger.suggest_mapping(YEARLY)
    assert mapping["prefecture_name"] == "都道府県名" and mapping["location_name"] == "市区町村名"
    assert mapping["manager_name"] == "管理者名" and mapping["built_fiscal_year"] == "架設年度（西暦）"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("架設年度", "built_fiscal_year"),
        ("架　設\n年　月", "built_fiscal_year"),
        ("建設年", "built_fiscal_year"),
        ("完成年度", "built_fiscal_year"),
        ("竣工年月日", "built_fiscal_year"),
        ("供用開始年", "built_fiscal_year"),
        ("供用開始年月日", "built_fiscal_year"),
        ("橋長", "length_m"),
        ("橋長(m)", "length_m"),
        ("延長［ｍ］", "length_m"),
        ("全幅員", "width_m"),
        ("有効幅員（m）", "width_m"),
        ("健全性の診断結果", "soundness_category"),
        ("健全性の判定区分", "soundness_category"),
        ("判定区分", "soundness_category"),
        ("点検実施年月日", "inspection_fiscal_year"),
        ("点検年度", "inspection_fiscal_year"),
        ("緯度（世界測地系）", "latitude"),
        ("Y座標", "latitude"),
        ("lon", "longitude"),
        ("所在地", "location_name"),
        ("市区町村名", "location_name"),
        ("全国地方公共団体コード", "location_code"),
        ("管理者名", "manager_name"),
        ("橋梁名", "bridge_name"),
        ("橋梁名称", "bridge_name"),
        ("橋りょう名称", "bridge_name"),
        ("最新判定", "soundness_category"),
        ("施設番号", "bridge_id"),
        ("橋梁コード", "bridge_id"),
        ("No.", "bridge_id"),
        ("路線名", "route_name"),
        ("上部構造形式", "structure_ja"),
        ("lg_code", "location_code"),
        ("built_fiscal_year", "built_fiscal_year"),
    ],
)
def test_a_label_seen_in_practice_is_its_field(label, field):
    assert ledger.suggest_mapping([label])[field] == label


@pytest.mark.parametrize(
    "label",
    [
        "補修完了年度",
        "次回点検年度",
        "経過年数",
        "橋梁名カナ",
        "健全度Ⅲ",
        "管理事務所名",
        "備考",
        "最大支間長",
        "路線番号",
        "",
    ],
)
def test_a_label_that_only_looks_alike_is_left_alone(label):
    assert set(ledger.suggest_mapping([label]).values()) == {None}


def test_western_years_are_preferred_to_eras():
    assert (
        ledger.suggest_mapping(["架設年度（和暦）", "架設年度（西暦）"])["built_fiscal_year"]
        == "架設年度（西暦）"
    )


@given(st.lists(st.sampled_from(PREFECTURE + NATIONAL + YEARLY), unique=True))
def test_no_label_is_used_twice(labels):
    used = [label for label in ledger.suggest_mapping(labels).values() if label]
    assert len(used) == len(set(used)) and set(used) <= set(labels)


def test_what_is_still_needed_is_said():
    assert ledger.still_needed({"bridge_name": "施設名", "location_name": "市町村"}) == []
    assert ledger.still_needed({"bridge_name": "施設名"}, CITY) == []
    assert len(ledger.still_needed({"built_fiscal_year": "架設年"})) == 2
