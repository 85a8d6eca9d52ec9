"""Ledgers as offices keep them, by `python -m etl ledger`: kinds of facilities, several sheets, rounds, merged cells, circles."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from etl.__main__ import main

WHERE = "山口県周防大島町"


@pytest.fixture
def brought(tmp_path, capsys):
    """Run the command on a file; its result (or its one message), and the table it wrote. Whatever the file, its JSON says all that
    the record of the reading does."""

    def run(path: Path, *arguments: str) -> tuple[dict, pd.DataFrame]:
        output, record = tmp_path / "out.csv", tmp_path / "record.xlsx"
        written = ["--output", str(output), "--report", str(record)]
        status = main(["ledger", "--json", "--as-of", "2025-03-31", *written, str(path), *arguments])
        printed = capsys.readouterr()
        if status:
            return json.loads(printed.err.splitlines()[-1]), pd.DataFrame()
        result = json.loads(printed.out)
        if record.exists():  # where the test asks for no record of its own
            must_say_all(
                result,
                pd.read_excel(record, None, dtype=str, keep_default_na=False, engine="calamine"),
            )
        return result, pd.read_csv(output, dtype=str)

    return run


def must_say_all(result: dict, record: dict[str, pd.DataFrame]) -> None:
    """Compare the record that a reader keeps with what the JSON of the same reading holds, fact by fact."""
    about = record["読み取りの概要"]
    notes = {*about.loc[about["項目"] == "注記", "内容"]}
    assert notes == {
        *result["notes_ja"],
        *(one for one in result["remarks_ja"] if "種類ごとに分けました" in one),
    }
    assert {*about["内容"]} >= {*result["figures"].values(), result["kind_ja"], result["kind_why_ja"]}
    left_out = about[about["項目"].str.startswith("読まないもの")]
    assert left_out["内容"].to_list() == [one["reason_ja"] for one in result["left_out"]]
    assert record["列の対応"].to_numpy().tolist() == [
        [one["label_ja"], one["heading"] or "（なし）", "、".join(one["other_headings"])]
        for one in result["columns"]
    ]
    assert record["取り込まなかった値"].astype(str).to_dict("records") == [
        {key: str(value) for key, value in one.items()} for one in result["not_taken"]
    ]
    asides = [
        (one["sheet"] or "", str(aside["row"]), aside["text"])
        for one in result["tables"]
        for aside in one["asides"]
    ]
    assert [
        tuple(row) for row in record["データでない行"][["シート", "行", "書かれていること"]].to_numpy()
    ] == asides
    rows = record["行ごとの結果"]
    assert "".join(rows["理由"]) == "".join(one["reason_ja"] for one in result["dropped"])
    assert (rows["結果"] == "取り込まない").sum() == len(
        {one["place"] for one in result["dropped"] if one["is_row_dropped"]}
    )
    assert (rows["結果"] != "取り込まない").sum() == result["rows"]


@pytest.fixture
def csv_of(tmp_path):
    def write(*rows: list, name: str = "台帳.csv", encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join(",".join(map(str, row)) for row in rows).encode(encoding))
        return path

    return write


@pytest.fixture
def book_of(tmp_path):
    def write(sheets: dict[str, list[list]], merged: tuple[str, ...] = (), name: str = "台帳.xlsx") -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for block in merged:
                sheet.merge_cells(block)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


# --- kinds ----------------------------------------------------------------------------------------------------------

OPEN_DATA = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "名称",
    "住所",
    "緯度",
    "経度",
]
KINDS = [
    ("building", OPEN_DATA, ["353051", "1", "山口県", "周防大島町", "甲公民館", "甲町1", 33.9, 132.2]),
    (
        "building",
        ["施設名", "所在地", "延床面積（㎡）", "建築年度", "構造"],
        ["甲庁舎", WHERE, "1250.5", "S50", "RC"],
    ),
    ("park", ["ID", "公園名", "住所", "面積（㎡）", "供用開始年"], ["1", "甲公園", WHERE, "3250", 1961]),
    ("park", ["番号", "名称", "所在地", "開園年月日", "面積(ha)"], ["1", "甲緑地", WHERE, "1975/5/1", "1.5"]),
    (
        "tunnel",
        ["施設名", "路線名", "所在地", "延長(m)", "判定区分"],
        ["甲トンネル", "一号線", WHERE, 320.5, "Ⅲ"],
    ),
    (
        "large_structure",
        ["横断歩道橋名", "路線名", "所在地", "判定区分"],
        ["甲横断歩道橋", "一号線", WHERE, "Ⅱ"],
    ),
    (
        "pavement",
        ["路線名", "区間番号", "市町村", "延長(m)", "MCI", "ひび割れ率"],
        ["一号線", "3", WHERE, 100, 4.5, 20],
    ),
    (
        "sewer_pipe",
        ["管渠番号", "市町村", "管種", "管径(mm)", "延長(m)", "施工年度"],
        ["A1", WHERE, "汚水", 250, 30, "S60"],
    ),
    ("water_pipe", ["管路番号", "市町村", "口径", "布設年度", "延長(m)"], ["A1", WHERE, "φ150", "H2", 55]),
    ("river_structure", ["水門名", "河川名", "所在地", "設置年度"], ["甲水門", "乙川", WHERE, "S55"]),
    (
        "port_structure",
        ["施設名", "港名", "所在地", "延長(m)", "建設年度"],
        ["甲岸壁", "乙港", WHERE, 120, 1980],
    ),
    ("bridge", ["橋梁名", "所在地", "橋長"], ["甲橋", WHERE, 12]),
]


@pytest.mark.parametrize(
    ("kind", "head", "row"), KINDS, ids=lambda one: one if isinstance(one, str) else None
)
def test_a_list_is_recognised_as_what_it_lists(csv_of, brought, kind, head, row):
    result, table = brought(csv_of(head, row, row))
    assert (result["kind"], result["is_kind_sure"]) == (kind, True)
    assert table["location_lg_code"].to_list()[:1] == ["353051"]
    if kind != "bridge":
        assert set(table["facility_kind"]) == {kind}


def test_quantities_are_in_the_unit_of_the_kind(csv_of, brought):
    _, park = brought(csv_of(KINDS[3][1], KINDS[3][2]))
    assert park.loc[0, ["area_m2", "built_fiscal_year"]].to_list() == ["15000.0", "1975"]
    _, pipe = brought(csv_of(KINDS[8][1], KINDS[8][2]))
    assert pipe.loc[0, ["diameter_mm", "length_m", "built_fiscal_year"]].to_list() == [
        "150.0",
        "55.0",
        "1990",
    ]
    _, building = brought(csv_of(KINDS[1][1], KINDS[1][2]))
    assert building.loc[0, ["area_m2", "built_fiscal_year"]].to_list() == ["1250.5", "1975"]


def test_an_unclear_kind_is_asked_for_and_may_be_given(csv_of, brought):
    path = csv_of(["番号", "名称", "所在地"], ["1", "甲", WHERE])
    refused, _ = brought(path)
    assert "施設の種類が分かりません" in refused["message"]
    result, table = brought(path, "--kind", "other")
    assert (result["kind"], len(table)) == ("other", 1)


def test_another_kind_than_the_file_looks_like_is_said(csv_of, brought):
    result, _ = brought(
        csv_of(["施設名", "公園種別", "所在地"], ["甲公園", "街区", WHERE]), "--kind", "building"
    )
    assert (result["kind"], result["is_kind_sure"]) == ("building", False)
    assert "公園の一覧に見えます" in result["kind_why_ja"]


# --- sheets ---------------------------------------------------------------------------------------------------------

HEAD = ["橋梁番号", "橋梁名", "所在地", "橋長(m)", "判定区分"]


def bridges(first: int, last: int) -> list[list]:
    return [[at, f"{at}号橋", WHERE, 10 + at, "Ⅱ"] for at in range(first, last + 1)]


def test_a_list_behind_cover_and_legend_is_found_and_they_are_named(book_of, brought):
    legend = [["区分", "状態"], ["Ⅰ", "健全"], ["Ⅱ", "予防保全段階"]]
    result, table = brought(
        book_of({"表紙": [["橋梁長寿命化修繕計画"]], "凡例": legend, "一覧": [HEAD, *bridges(1, 5)]})
    )
    assert (len(table), result["place"]) == (5, "台帳.xlsx シート「一覧」")
    assert [one["place"] for one in result["left_out"]] == ["表紙", "凡例"]


def test_sheets_of_the_same_headings_are_read_together(book_of, brought):
    path = book_of({"一級": [HEAD, *bridges(1, 3)], "二級": [["二級市道"], [], HEAD, *bridges(4, 5)]})
    result, table = brought(path)
    assert table["bridge_name"].to_list() == ["1号橋", "2号橋", "3号橋", "4号橋", "5号橋"]
    assert [(one["sheet"], one["rows"]) for one in result["tables"]] == [("一級", 3), ("二級", 2)]
    only, table = brought(path, "--sheet", "二級")
    assert len(table) == 2
    assert "選ばれたシートではありません" in only["left_out"][0]["reason_ja"]


def test_sheets_of_other_wording_but_the_same_fields_are_read_together(book_of, brought):
    other = ["施設番号", "橋名", "市町村", "橋長", "健全性"]
    _, table = brought(book_of({"A": [HEAD, *bridges(1, 2)], "B": [other, *bridges(3, 4)]}))
    assert table["length_m"].to_list() == ["11.0", "12.0", "13.0", "14.0"]
    assert table["soundness_category"].to_list() == ["2"] * 4


def test_a_list_of_another_kind_beside_it_is_left_out_with_a_word(book_of, brought):
    tunnels = [
        ["トンネル番号", "トンネル名", "所在地", "延長(m)", "判定区分"],
        [1, "甲トンネル", WHERE, 300, "Ⅲ"],
    ]
    result, table = brought(book_of({"橋": [HEAD, *bridges(1, 3)], "トンネル": tunnels}))
    assert len(table) == 3
    assert "トンネルの一覧に見えます" in result["left_out"][0]["reason_ja"]
    _, table = brought(book_of({"橋": [HEAD, *bridges(1, 3)], "トンネル": tunnels}), "--kind", "tunnel")
    assert table["facility_name"].to_list() == ["甲トンネル"]


def test_a_problem_on_one_of_several_sheets_names_the_sheet(book_of, brought):
    bad = [9, "9号橋", WHERE, "約10", "Ⅱ"]
    result, _ = brought(book_of({"A": [HEAD, *bridges(1, 2)], "B": [HEAD, bad]}))
    assert [(one["place"], one["row"]) for one in result["dropped"]] == [("シート「B」2行目", 2)]


def test_what_has_no_number_on_one_of_several_sheets_is_named_by_sheet_and_row(book_of, brought):
    head = ["橋名", "市町村", "緯度", "経度"]
    first, second = ["1号橋", WHERE, 33.9, 132.2], ["2号橋", WHERE, 132.2, 33.9]
    result, table = brought(book_of({"A": [head, first], "B": [head, second]}))
    assert table["bridge_id"].to_list() == ["シート「A」2行目", "シート「B」2行目"]
    assert "緯度と経度が逆の1行（シート「B」2行目）は、入れ替えて取り込みます。" in result["notes_ja"]


def test_a_hidden_sheet_is_left_out_with_a_word(book_of, brought, tmp_path):
    path = book_of({"一覧": [HEAD, *bridges(1, 2)], "旧": [HEAD, *bridges(3, 4)]})
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    result, table = brought(path)
    assert len(table) == 2
    assert "非表示" in result["left_out"][0]["reason_ja"]


def test_more_columns_than_a_list_has_are_refused(csv_of, brought):
    head, row = [*HEAD, *[f"列{at}" for at in range(300)]], [*bridges(1, 1)[0], *["1"] * 300]
    refused, _ = brought(csv_of(head, row))
    assert "305列あります" in refused["message"]
    _, table = brought(csv_of([*HEAD, *[""] * 300], bridges(1, 1)[0]))
    assert len(table) == 1


@pytest.mark.parametrize(
    "before",
    [
        {"表紙": [["甲市 橋梁一覧"], ["作成：令和6年3月"]]},
        {"目次": [["番号", "内容"], [1, "一覧"], [2, "位置図"]]},
        {"記入要領": [["項目", "記入の仕方"], ["橋梁名", "台帳の名前"], ["所在地", "市町村名"]]},
        {"集計": [["判定区分", "橋数"], ["Ⅰ", 3], ["Ⅱ", 2], ["計", 5]]},
        {"空白": [], "履歴": [["版", "日付"], ["1", "2024/3/1"]]},
        {"判定区分の説明": [["判定区分", "状態", "措置"], ["Ⅲ", "早期措置段階", "5年以内"]]},
    ],
    ids=lambda before: "・".join(before),
)
def test_whatever_stands_before_it_the_list_is_found_and_the_rest_is_named(book_of, brought, before):
    result, table = brought(book_of({**before, "一覧": [["橋梁一覧"], [], HEAD, *bridges(1, 5)]}))
    assert table["bridge_name"].to_list() == [f"{at}号橋" for at in range(1, 6)]
    assert {one["place"].partition("（")[0] for one in result["left_out"]} == set(before)


# --- headings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("判定区分(H30)", "判定区分(R5)"),
        ("平成30年度判定区分", "令和5年度判定区分"),
        ("健全性（2018）", "健全性（2023）"),
        ("H30健全性", "R5健全性"),
        ("判定区分(前回)", "判定区分(今回)"),
        ("前回判定区分", "判定区分"),
        ("判定区分(R元)", "判定区分(R5)"),
        ("平成30年度点検結果", "令和5年度点検結果"),
    ],
)
@pytest.mark.parametrize("is_newer_first", [True, False])
def test_of_several_rounds_the_newest_counts(csv_of, brought, older, newer, is_newer_first):
    rounds = [(newer, "Ⅲ"), (older, "Ⅰ")] if is_newer_first else [(older, "Ⅰ"), (newer, "Ⅲ")]
    head = ["橋梁名", "所在地", *[label for label, _ in rounds]]
    result, table = brought(csv_of(head, ["甲橋", WHERE, *[cell for _, cell in rounds]]))
    assert table["soundness_category"].to_list() == ["3"]
    assert any(older in note for note in result["notes_ja"])


@pytest.mark.parametrize(
    "reading",
    ["道路橋名（フリガナ）", "橋梁名（カナ）", "橋梁名(ふりがな)", "橋梁名（読み）", "橋梁名（ローマ字）"],
)
def test_a_reading_is_not_the_name(csv_of, brought, reading):
    _, table = brought(csv_of([reading, "橋梁名", "所在地"], ["コウバシ", "甲橋", WHERE]))
    assert table["bridge_name"].to_list() == ["甲橋"]


@pytest.mark.parametrize(
    ("name", "rating"),
    [
        ("道路橋名", "健全性の診断の区分"),
        ("橋梁名", "橋梁全体の判定区分"),
        ("橋名", "健全性の診断の判定区分"),
        ("道路橋名", "道路橋毎の健全性の診断"),
        ("橋梁名", "健全性の判定区分"),
        ("橋りょう名", "最新の判定区分"),
    ],
)
def test_official_terms_are_known(csv_of, brought, name, rating):
    _, table = brought(csv_of(["整理番号", name, "所在地", rating], [7, "甲橋", WHERE, "Ⅲ"]))
    assert table.loc[0, ["bridge_name", "soundness_category"]].to_list() == ["甲橋", "3"]


# --- cells ----------------------------------------------------------------------------------------------------------


def test_merged_places_and_circled_ratings_are_read(book_of, brought):
    head = ["番号", "橋梁名", "路線名", "所在地", "健全性", None, None, None]
    rows = [
        [1, "一番橋", "一号線", WHERE, "○"],
        [2, "二番橋", None, None, None, "○"],
        [3, "三番橋", None, None, None, None, "○"],
        [4, "四番橋", "二号線", None, None, None, None, "○"],
    ]
    merged = ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:H1", "C3:C5", "D3:D6")
    path = book_of({"一覧": [head, [None] * 4 + ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"], *rows]}, merged)
    _, table = brought(path)
    assert table["soundness_category"].to_list() == ["1", "2", "3", "4"]
    assert table["location_lg_code"].to_list() == ["353051"] * 4
    assert table["route_name"].to_list() == ["一号線"] * 3 + ["二号線"]


def test_circles_of_a_text_file_are_read(csv_of, brought):
    path = csv_of(["番号", "橋梁名", "所在地", "健全性", "", "", ""], ["", "", "", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"],
                  [1, "甲橋", WHERE, "", "●", "", ""], [2, "乙橋", WHERE, "", "", "", "●"], [3, "丙橋", WHERE, "", "", "", ""])  # fmt: skip
    _, table = brought(path)
    assert table["soundness_category"].fillna("").to_list() == ["2", "4", ""]


def test_two_circles_are_no_rating(csv_of, brought):
    path = csv_of(
        ["番号", "橋梁名", "所在地", "健全性", ""], ["", "", "", "Ⅰ", "Ⅱ"], [1, "甲橋", WHERE, "○", "○"]
    )
    result, table = brought(path)
    assert table["soundness_category"].isna().all()
    assert "Ⅰ、Ⅱ" in result["dropped"][0]["cell"]


def test_a_merged_length_is_one_length(book_of, brought):
    rows = [HEAD, [1, "上り橋", WHERE, 120, "Ⅱ"], [2, "下り橋", WHERE, None, "Ⅱ"]]
    _, table = brought(book_of({"一覧": rows}, ("D2:D3",)))
    assert table["length_m"].fillna("").to_list() == ["120.0", ""]


def test_parts_of_a_bridge_are_one_bridge_with_the_worst_rating(csv_of, brought):
    rows = [
        ["7", "甲橋", WHERE, 1, "Ⅰ"],
        ["7", "甲橋", WHERE, 2, "Ⅲ"],
        ["", "", "", 3, "Ⅱ"],
        ["8", "乙橋", WHERE, 1, "Ⅰ"],
    ]
    result, table = brought(csv_of(["橋梁番号", "橋梁名", "所在地", "径間番号", "判定区分"], *rows))
    assert table["soundness_category"].to_list() == ["3", "1"]
    assert any("径間・部材" in one["reason_ja"] for one in result["dropped"])


def test_of_two_rounds_on_rows_the_later_one_counts_though_it_is_better(csv_of, brought):
    rows = [["7", "甲橋", WHERE, "H30", "Ⅲ"], ["7", "甲橋", WHERE, "R5", "Ⅰ"]]
    _, table = brought(csv_of(["橋梁番号", "橋梁名", "所在地", "点検年度", "判定区分"], *rows))
    assert table["soundness_category"].to_list() == ["1"]


@pytest.mark.parametrize(
    "cells", [["A", "B", "C", "A", "B"], ["a1", "b2", "c1", "e1", "m"], ["5", "4", "5", "3", "5"]]
)
def test_ratings_of_another_scheme_are_none_of_ours_and_said(csv_of, brought, cells):
    rows = [[at, f"{at}号橋", WHERE, cell] for at, cell in enumerate(cells)]
    result, table = brought(csv_of(["橋梁番号", "橋梁名", "所在地", "健全度"], *rows))
    assert table["soundness_category"].isna().all()
    assert any("別の" in note for note in result["notes_ja"])


def test_a_rating_that_is_not_used_is_mentioned(csv_of, brought):
    result, _ = brought(csv_of(["橋梁名", "所在地", "判定区分", "主桁の判定"], ["甲橋", WHERE, "Ⅱ", "Ⅲ"]))
    assert any("主桁の判定" in note for note in result["notes_ja"])


def test_zeros_kept_by_formulas_and_days_as_numbers_are_read(csv_of, brought):
    path = csv_of(["橋梁番号", "橋梁名", "市区町村コード", "架設年月日", "橋長"], ['="001"', "甲橋", '="012025"', "25628", '="10.5"'], encoding="cp932")  # fmt: skip
    _, table = brought(path)
    assert table.loc[0, ["bridge_id", "location_lg_code", "built_fiscal_year", "length_m"]].to_list() == [
        "001", "012025", "1969", "10.5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("葛󠄀城市", "292117"),
        ("塩釜市", "042030"),
        ("塩竃市", "042030"),
        ("四条畷市", "272299"),
        ("龍ヶ崎市", "082082"),
        ("竜ケ崎市", "082082"),
        ("茅ケ崎市", "142077"),
        ("袖ヶ浦市", "122297"),
        ("富谷町", "042161"),
        ("篠山市", "282219"),
    ],
)
def test_a_place_in_other_characters_or_by_its_former_name_is_the_place_of_today(
    csv_of, brought, written, code
):
    _, table = brought(csv_of(["橋梁番号", "橋梁名", "所在地"], [1, "甲橋", written]))
    assert table["location_lg_code"].to_list() == [code]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ('="001"', '="012025"'),
        ("'001", "'012025"),
        ('"=""001"""', '"=""012025"""'),
        ("001", "12025"),
        ('="001"', "１２０２５"),
        ("001", "01202"),
    ],
)
def test_zeros_in_front_are_there_however_they_were_kept(csv_of, brought, number, code):
    _, table = brought(csv_of(["橋梁番号", "橋梁名", "市区町村コード"], [number, "甲橋", code]))
    assert table.loc[0, ["bridge_id", "location_lg_code"]].to_list() == ["001", "012025"]


@pytest.mark.parametrize("day", ["25628", "25628.0", "1970/3/1", "S45.3.1", "昭和45年3月1日", "1970-03-01"])
def test_a_day_is_of_its_fiscal_year_however_it_is_written(csv_of, brought, day):
    _, table = brought(csv_of(["橋梁番号", "橋梁名", "所在地", "架設年月日"], [1, "甲橋", WHERE, day]))
    assert table["built_fiscal_year"].to_list() == ["1969"]


@pytest.mark.parametrize(
    ("corner", "heading", "cell", "metres"),
    [
        ("（単位：km）", "橋長", "0.012", "12.0"),
        ("（単位：km）", "橋長(m)", "12", "12.0"),
        ("", "橋長（mm）", "12000", "12.0"),
        ("", "橋長", "1200cm", "12.0"),
        ("（単位：千円）", "橋長", "12", "12.0"),
    ],
)
def test_a_unit_stands_in_corner_heading_or_cell(csv_of, brought, corner, heading, cell, metres):
    _, table = brought(csv_of(["", "", corner], ["橋梁名", "所在地", heading], ["甲橋", WHERE, cell]))
    assert table["length_m"].to_list() == [metres]


def test_where_only_the_manager_is_named_its_municipality_is_the_place(csv_of, brought):
    result, table = brought(csv_of(["橋梁名", "管理者名"], ["甲橋", "周防大島町"]))
    assert table["location_lg_code"].to_list() == ["353051"]
    assert any("管理者の市区町村" in note for note in result["notes_ja"])


# --- what a person keeps --------------------------------------------------------------------------------------------


def test_the_report_has_every_row_that_was_not_read(csv_of, brought, tmp_path):
    rows = [*bridges(1, 2), ["", "合計", "", 23, ""], [3, "3号橋", WHERE, "約5", "Ⅱ"]]
    brought(csv_of(HEAD, *rows), "--report", str(tmp_path / "report.xlsx"))
    report = pd.read_excel(tmp_path / "report.xlsx", sheet_name=None, engine="openpyxl")
    assert report["取り込まなかった値"]["行"].to_list() == ["4行目", "5行目"]
    assert report["データでない行"]["種類"].to_list() == ["集計の行"]
    rows = report["行ごとの結果"]
    assert dict(zip(rows["行"], rows["結果"], strict=True)) == {
        2: "取り込む",
        3: "取り込む",
        4: "取り込まない",
        5: "取り込む（理由のとおり）",
    }
    assert rows["橋の名前"].isna().to_list() == [False, False, True, False]
    assert rows["理由"].notna().to_list() == [False, False, True, True]
    assert "橋梁" in report["読み取りの概要"]["内容"].to_list()


def test_headings_that_were_corrected_once_are_used_again(csv_of, brought, tmp_path):
    saved = tmp_path / "headings.json"
    brought(csv_of(HEAD, *bridges(1, 2)), "--save-mapping", str(saved))
    written = json.loads(saved.read_text("utf-8"))
    assert written["headings"]["bridge_name"] == "橋梁名"
    written["headings"]["bridge_name"] = "橋梁番号"
    saved.write_text(json.dumps(written), "utf-8")
    _, table = brought(csv_of(HEAD, *bridges(1, 2)), "--mapping", str(saved))
    assert table["bridge_name"].to_list() == ["1", "2"]


def test_columns_that_are_used_for_nothing_are_named(csv_of, brought):
    rows = [[*row, "甲課", "A"] for row in bridges(1, 2)]
    result, _ = brought(csv_of([*HEAD, "担当課", "劣化度ランク"], *rows))
    assert "使わない列：「担当課」。" in result["remarks_ja"]
    assert "判定や評価に見える列のうち、使わないもの：「劣化度ランク」。" in result["remarks_ja"]


def mapping_of(headings: object) -> str:
    return json.dumps({"format": "gunmane ledger headings 1", "kind": "bridge", "headings": headings})


def test_headings_of_another_layout_are_refused(csv_of, brought, tmp_path):
    (tmp_path / "other.json").write_text(mapping_of({"bridge_name": "橋りょう名"}), "utf-8")
    refused, _ = brought(csv_of(HEAD, *bridges(1, 2)), "--mapping", str(tmp_path / "other.json"))
    assert "見出し「橋りょう名」がこのファイルにありません" in refused["message"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[" * 90_000,
        "[]",
        '{"kind": "bridge"}',
        '{"format": "gunmane ledger headings 1", "kind": "ship"}',
        mapping_of([]),
        mapping_of({"ship": "船"}),
        mapping_of({"bridge_name": ["橋梁名"]}),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(csv_of, brought, tmp_path, content):
    (tmp_path / "bad.json").write_text(content, "utf-8")
    refused, _ = brought(csv_of(HEAD, *bridges(1, 2)), "--mapping", str(tmp_path / "bad.json"))
    assert "列の対応のファイルとして読めません" in refused["message"]
