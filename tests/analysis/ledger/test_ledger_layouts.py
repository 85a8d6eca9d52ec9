"""Lists as offices keep them: told apart from what is beside the declared kinds, official layouts without a mapping, sheets by year."""

from datetime import date

import pandas as pd
import pytest

from analysis import ledger
from analysis.ledger import report
from japan.sheets import Sheet

AS_OF = date(2025, 3, 31)
PLACES = pd.DataFrame(
    [("992011", "東県", "甲市"), ("993018", "東県", "乙町")],
    columns=["lg_code", "prefecture_name", "municipality_name"],
)
WHERE = "東県甲市"


def recognised(*rows: list, name: str = "一覧.xlsx", kind_id: str | None = None) -> ledger.Recognised:
    return ledger.recognise([Sheet("一覧", [[str(cell) for cell in row] for row in rows])], name, kind_id)


def read(found: ledger.Recognised, place: str | None = None) -> ledger.Ledger:
    assert not ledger.still_needed(found.mapping, place, found.kind)
    return ledger.read(found, PLACES, place, AS_OF)


# --- kinds ----------------------------------------------------------------------------------------------------------

BESIDE = {
    "hydrants": ["消火栓番号", "所在地", "種別", "口径", "設置年度"],
    "manholes": ["人孔番号", "所在地", "人孔種別", "深さ(m)", "設置年度", "緊急度"],
    "manholes with invert levels": ["マンホール番号", "所在地", "処理区", "管底高", "流入管径"],
    "pumping stations": ["ポンプ場名", "所在地", "供用開始", "敷地面積", "処理区"],
    "service reservoirs": ["配水池名", "所在地", "建設年度", "容量(m3)", "構造"],
    "street lights": ["灯具番号", "路線名", "所在地", "設置年度", "灯種"],
    "play equipment": ["公園名", "遊具名", "所在地", "設置年度", "健全度"],
    "facilities in parks": ["公園名", "公園種別", "施設名", "設置年度", "健全度"],
    "facilities in parks, by type": ["公園名", "公園施設種別", "所在地", "設置年度"],
    "defibrillators": ["名称", "所在地", "設置位置", "小児対応"],
    "shelters": ["名称", "所在地", "災害種別_洪水", "想定収容人数"],
    "clinics": ["医療機関の名称", "名称", "所在地", "診療科目"],
    "contracts": ["番号", "件名", "所在地", "契約金額"],
    "roads": ["路線名", "路線番号", "所在地", "延長(m)", "改良済延長"],
}


@pytest.mark.parametrize("headings", BESIDE.values(), ids=BESIDE)
def test_a_list_of_what_is_beside_the_kinds_is_asked_about(headings):
    cells = [
        "甲公園" if "公園名" in one else "甲小学校" if one == "名称" else WHERE if one == "所在地" else "1"
        for one in headings
    ]
    found = recognised(headings, cells, cells)
    assert found.kind is None and not found.is_kind_sure


@pytest.mark.parametrize(
    "what", ["hydrants", "manholes", "service reservoirs", "street lights", "play equipment"]
)
def test_what_is_beside_the_kinds_is_read_as_something_else_where_chosen(what):
    headings = BESIDE[what]
    found = recognised(headings, [WHERE if one == "所在地" else "1" for one in headings], kind_id="other")
    assert read(found).facilities["location_lg_code"].to_list() == ["992011"]


@pytest.mark.parametrize(
    ("title", "headings"),
    [
        ("舗装台帳.xlsx", ["路線名", "区間番号", "所在地", "延長(m)"]),
        ("下水道管台帳.xlsx", ["幹線名", "管路番号", "所在地", "延長(m)"]),
    ],
)
def test_a_title_tells_the_kind_where_nothing_speaks_for_another(title, headings):
    row = ["架空線", "1", WHERE, "100"]
    assert recognised(headings, row, name="一覧.xlsx").kind is None
    assert recognised(headings, row, name=title).kind.name_ja in title
    assert recognised(headings[:3], row[:3], name=title).kind is None


def test_names_of_another_kind_among_bridges_are_noted():
    rows = [[name, WHERE, "1975", "Ⅱ"] for name in ("甲橋", "乙橋", "丙トンネル", "丁横断歩道橋")]
    (tunnel, large) = read(recognised(["施設名", "所在地", "架設年度", "判定区分"], *rows)).notes_ja
    assert "トンネルに見えるもの 1件（丙トンネル" in tunnel
    assert "大型構造物に見えるもの 1件（丁横断歩道橋" in large


# --- layouts --------------------------------------------------------------------------------------------------------

LAYOUTS = {
    "public buildings": (
        "building",
        {"全国地方公共団体コード": "992011", "ID": "1", "地方公共団体名": "東県甲市", "名称": "甲公民館", "名称_カナ": "コウ",
         "所在地_連結表記": "東県甲市1", "所在地_都道府県": "東県", "所在地_市区町村": "甲市", "緯度": "34.5", "経度": "132.5", "POIコード": "1"},
        {"facility_id": "1", "facility_name": "甲公民館", "latitude": 34.5},
    ),
    "annual list of bridges inspected": (
        "bridge",
        {"橋梁名": "甲橋", "フリガナ": "コウ", "路線名": "市道1号", "架設年度（西暦）": "1975", "橋長（m）": "12.5", "幅員（m）": "5",
         "管理者名": "甲市", "都道府県名": "東県", "市区町村名": "甲市", "判定区分": "Ⅲ"},
        {"bridge_name": "甲橋", "built_fiscal_year": 1975, "length_m": 12.5, "soundness_category": 3},
    ),
    "export of the inspection map": (
        "bridge",
        {"施設名": "甲橋", "路線名": "市道1号", "架設年度_西暦": "1975", "橋長(m)": "12.5", "径間数": "1", "上部工（使用材料）": "RC",
         "道路管理者名称": "甲市", "起点側位置_緯度": "34.5", "起点側位置_経度": "132.5", "点検記録_点検実施年度": "2022", "点検記録_判定区分": "Ⅱ"},
        {"bridge_name": "甲橋", "inspection_fiscal_year": 2022, "soundness_category": 2, "latitude": 34.5},
    ),
    "inspection form of a tunnel": (
        "tunnel",
        {"トンネル名": "甲トンネル", "路線名": "市道1号", "所在地": WHERE, "完成年": "S40.3", "延長": "1.2km", "工法": "矢板",
         "健全性の診断": "Ⅲ", "点検年月日": "R3.10.5"},
        {"built_fiscal_year": 1964, "length_m": 1200, "soundness_category": 3, "inspection_fiscal_year": 2021},
    ),
    "pavement inspection": (
        "pavement",
        {"路線番号": "1", "路線名": "市道1号", "市町村": WHERE, "延長(m)": "100", "幅員(m)": "6", "ひび割れ率(%)": "35",
         "わだち掘れ量(mm)": "20", "MCI": "3.5", "診断区分": "Ⅲ", "調査年度": "R4"},
        {"facility_id": "1", "length_m": 100, "condition_class": "Ⅲ", "inspection_fiscal_year": 2022},
    ),
    "sewer pipes": (
        "sewer_pipe",
        {"管渠番号": "1", "処理区名": "甲", "所在地": WHERE, "管種": "VU", "管径（㎜）": "200", "延長（ｍ）": "30.25", "施工年度": "平成10年度"},
        {"diameter_mm": 200, "length_m": 30.25, "structure_ja": "VU", "built_fiscal_year": 1998},
    ),
    "sewer pipes between manholes": (
        "sewer_pipe",
        {"上流人孔番号": "M1", "下流人孔番号": "M2", "所在地": WHERE, "管種": "HP", "管径": "φ250", "管路延長": "30.5", "布設年度": "S58"},
        {"facility_id": "2行目", "diameter_mm": 250, "length_m": 30.5, "built_fiscal_year": 1983},
    ),
    "city parks": (
        "park",
        {"公園名": "甲公園", "種別": "街区公園", "所在地": WHERE, "供用開始年月日": "S50.4.1", "供用面積（ha）": "0.25"},
        {"facility_name": "甲公園", "area_m2": 2500, "built_fiscal_year": 1975},
    ),
    "schools": (
        "building",
        {"学校名": "甲小学校", "住所": WHERE, "建築年": "S45", "延床面積": "3,500㎡", "構造": "RC", "階数": "3"},
        {"facility_name": "甲小学校", "area_m2": 3500, "built_fiscal_year": 1970},
    ),
    "town halls": (
        "building",
        {"庁舎名": "本庁舎", "所在地": WHERE, "竣工": "1975.3", "延床面積（㎡）": "12,500"},
        {"facility_name": "本庁舎", "area_m2": 12500, "built_fiscal_year": 1974},
    ),
    "public housing": (
        "building",
        {"団地名": "甲団地", "所在地": WHERE, "建設年度": "S52", "戸数": "30", "延べ面積": "1,200"},
        {"facility_name": "甲団地", "area_m2": 1200, "built_fiscal_year": 1977},
    ),
    "plan for all public facilities": (
        "building",
        {"大分類": "学校", "中分類": "小学校", "施設名称": "甲小学校", "所在地": WHERE, "建築年度": "1975", "延床面積（㎡）": "4500", "耐震": "済"},
        {"facility_name": "甲小学校", "area_m2": 4500, "built_fiscal_year": 1975},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind_id", "row", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_usual_layout_is_read_without_a_mapping(kind_id, row, expected):
    found = recognised(list(row), list(row.values()))
    assert (found.kind.kind_id, found.is_kind_sure) == (kind_id, True)
    (facility,) = read(found).facilities.to_dict("records")
    assert {name: facility[name] for name in expected} == expected
    assert facility["location_lg_code"] == "992011"


def test_a_sum_below_sections_without_numbers_is_no_section():
    rows = [
        ["M1", "M2", WHERE, "HP", "250", "30.5"],
        ["M2", "M3", WHERE, "HP", "250", "25"],
        ["", "", "", "", "", "55.5"],
    ]
    found = recognised(["上流人孔番号", "下流人孔番号", "所在地", "管種", "管径", "延長"], *rows)
    assert read(found).facilities["length_m"].to_list() == [30.5, 25]


# --- rows and rounds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["総数", "総延長", "全体", "全橋", "総数（2橋）", "合計", "平均"])
def test_sums_by_other_names_are_no_bridges(words):
    rows = [["1", "総社橋", "12"], ["2", "全田橋", "15"], ["", words, "27"]]
    facilities = read(recognised(["番号", "橋梁名", "橋長(m)"], *rows), "992011").facilities
    assert facilities["bridge_name"].to_list() == ["総社橋", "全田橋"]


def by_year(older: list[list], newer: list[list], titles: tuple[str, str], head: list[str]) -> ledger.Ledger:
    sheets = [Sheet(title, [head, *rows]) for title, rows in zip(titles, (older, newer), strict=True)]
    return read(ledger.recognise(sheets, "橋梁.xlsx"))


@pytest.mark.parametrize(
    "titles", [("平成30年度", "令和5年度"), ("H30", "R5"), ("2018", "2023"), ("1巡目", "2巡目")]
)
def test_of_sheets_by_year_the_newest_row_of_a_bridge_counts_though_it_is_better(titles):
    head = ["番号", "橋梁名", "所在地", "判定区分"]
    older = [["1", "甲橋", WHERE, "Ⅲ"], ["2", "乙橋", WHERE, "Ⅱ"]]
    found = by_year(older, [["1", "甲橋", WHERE, "Ⅰ"]], titles, head)
    assert found.facilities.set_index("bridge_name")["soundness_category"].to_dict() == {"甲橋": 1, "乙橋": 2}
    assert any("新しい年度のシート" in note for note in found.notes_ja)


def test_bridges_without_numbers_stand_once_though_each_year_has_a_sheet():
    head = ["橋梁名", "所在地", "橋長", "判定区分"]
    older = [["甲橋", WHERE, "12", "Ⅲ"], ["甲橋", WHERE, "30", "Ⅱ"]]
    newer = [["甲橋", WHERE, "12", "Ⅰ"], ["甲橋", WHERE, "30", "Ⅱ"], ["乙橋", WHERE, "9", "Ⅱ"]]
    found = by_year(older, newer, ("R1", "R6"), head)
    assert found.facilities[["length_m", "soundness_category"]].to_numpy().tolist() == [
        [12, 1],
        [30, 2],
        [9, 2],
    ]
    assert found.dropped["is_row_dropped"].sum() == 2


def test_sheets_by_district_are_no_rounds():
    head = ["番号", "橋梁名", "所在地", "判定区分"]
    found = by_year([["1", "甲橋", WHERE, "Ⅲ"]], [["1", "甲橋", WHERE, "Ⅰ"]], ("北部", "南部"), head)
    assert found.facilities["soundness_category"].to_list() == [3]
    assert not any("年度のシート" in note for note in found.notes_ja)


@pytest.mark.parametrize(
    ("older", "newer"),
    [("1巡目_", "2巡目_"), ("第1回点検_", "第2回点検_"), ("1回目", "2回目"), ("第１巡", "第２巡")],
)
@pytest.mark.parametrize("is_newer_first", [True, False])
def test_the_newest_of_numbered_rounds_counts(older, newer, is_newer_first):
    rounds = [(f"{newer}判定区分", "Ⅲ"), (f"{older}判定区分", "Ⅰ")][:: 1 if is_newer_first else -1]
    found = recognised(
        ["橋梁名", "所在地", *(one for one, _ in rounds)], ["甲橋", WHERE, *(one for _, one in rounds)]
    )
    assert read(found).facilities["soundness_category"].to_list() == [3]


@pytest.mark.parametrize(
    ("cell", "category"),
    [("Ⅱa", 2), ("Ⅱ－b", 2), ("Ⅲ-1", 3), ("IVa", 4), ("Ⅱ（a）", 2), ("ＩＩｂ", 2), ("ⅱ", 2)],
)
def test_a_class_within_a_category_is_the_category_with_a_note(cell, category):
    found = read(recognised(["橋梁名", "所在地", "判定区分"], ["甲橋", WHERE, cell], ["乙橋", WHERE, "Ⅰ"]))
    assert found.facilities["soundness_category"].to_list() == [category, 1]
    assert any(f"（{cell} など）" in note for note in found.notes_ja) == (cell != "ⅱ")


@pytest.mark.parametrize("cell", ["2a", "Ⅱ・Ⅲ", "Ⅳ→Ⅱ", "要監視", "IIII", "Ⅱe", "Ⅲ-4", "lI"])
def test_what_is_no_class_within_a_category_is_listed(cell):
    found = read(recognised(["橋梁名", "所在地", "判定区分"], ["甲橋", WHERE, cell], ["乙橋", WHERE, "Ⅰ"]))
    assert found.facilities["soundness_category"].isna().to_list() == [True, False]
    assert found.dropped["cell"].to_list() == [cell]


CIRCLES = {
    "below a merged heading": (
        [["橋梁名", "所在地", "健全性", "", "", ""], ["", "", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"]],
        "○",
    ),
    "other words, filled circles": (
        [["橋梁名", "所在地", "判定区分", "", "", ""], ["", "", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"]],
        "●",
    ),
    "letters, ticks": ([["橋梁名", "所在地", "判定区分", "", "", ""], ["", "", "I", "II", "III", "IV"]], "✓"),
    "digits": ([["橋梁名", "所在地", "健全性", "", "", ""], ["", "", "1", "2", "3", "4"]], "◯"),
    "in one row": ([["橋梁名", "所在地", "健全性_Ⅰ", "健全性_Ⅱ", "健全性_Ⅲ", "健全性_Ⅳ"]], "レ"),
    "words": ([["橋梁名", "所在地", "判定区分", "", "", ""], ["", "", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"]], "該当"),
}


@pytest.mark.parametrize(("head", "mark"), CIRCLES.values(), ids=CIRCLES)
def test_marks_under_categories_with_places_merged_downwards_are_read_whatever_the_default(head, mark):
    rows = [[f"{at}橋", ["東県乙町", "", "", WHERE, ""][at], *["" for _ in range(4)]] for at in range(5)]
    for at, category in enumerate([1, 2, 3, 4, 2]):
        rows[at][category + 1] = mark
    top = len(head)
    blocks = [((top, 1), (top + 2, 1)), ((top + 3, 1), (top + 4, 1))]
    blocks += [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 5))] if top > 1 else []
    found = read(ledger.recognise([Sheet("一覧", [*head, *rows], tuple(blocks))], "橋梁.xlsx"), "992011")
    assert found.facilities["soundness_category"].to_list() == [1, 2, 3, 4, 2]
    assert found.facilities["location_lg_code"].to_list() == ["993018"] * 3 + ["992011"] * 2


# --- what is said ---------------------------------------------------------------------------------------------------


def test_units_of_the_corner_and_hidden_rows_are_said():
    rows = [
        ["", "", "（単位：km）"],
        ["橋梁名", "所在地", "橋長"],
        ["甲橋", WHERE, "0.1"],
        ["乙橋", WHERE, "0.2"],
    ]
    found = ledger.recognise([Sheet("一覧", rows, hidden_rows=frozenset({3}))], "橋梁.xlsx")
    assert "単位km" in report.understood_ja(found)
    assert "非表示の行 1行（4行目）も読みます。" in report.remarks_ja(found)
