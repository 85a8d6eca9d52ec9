"""The staffing survey's workbooks. Every figure here is invented; real municipalities appear where matching itself is tested."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import build, municipality_names, snapshot, source
from etl.__main__ import main
from etl.problems import BadInput, Unanswered
from etl.read.mic_staffing_survey import EMPTY, read
from japan import calendar, characters

ROOT = Path(__file__).parents[3]
EDITION = source.load("mic_staffing_survey").editions[0]
HAKODATE, OTARU, AOMORI, NAMBU_AOMORI, NAMBU_YAMANASHI = "012025", "012033", "022012", "024457", "193666"
TITLE = "第４表　職種別職員数（総職員）"
AS_OF = "令和６年４月１日現在"
HEADER = ["都道府県名", "団体名", "土木技師", "建築技師", "その他", "合計"]


def write(path: Path, sheets: dict[str, list[list]], merged: dict[str, list[str]] | None = None) -> Path:
    """Write sheets as .xlsx, or as .xls when the name says so."""
    if path.suffix == ".xls":
        workbook = xlwt.Workbook()
        for name, rows in sheets.items():
            sheet = workbook.add_sheet(name)
            for row, cells in enumerate(rows):
                for at, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(row, at, cell)
        workbook.save(str(path))
        return path
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in (merged or {}).get(name, []):
            sheet.merge_cells(cells)
    workbook.save(path)
    return path


@pytest.fixture
def read_sheets(tmp_path):
    """Write sheets (or the rows of one sheet) as a workbook and read it."""

    def write_and_read(sheets, merged=None, name="000999999.xlsx", edition=EDITION):
        if isinstance(sheets, list):
            sheets, merged = {"Sheet1": sheets}, {"Sheet1": merged or []}
        return read(write(tmp_path / name, sheets, merged), edition)

    return write_and_read


def table(*rows, title=TITLE, as_of=AS_OF, header=HEADER) -> list[list]:
    return [[title], [None, None, as_of], header, *rows]


def counts(tidy: pd.DataFrame, category: str, name: str | None = None) -> dict:
    """{lg_code: count, or the kind of its absence} of one occupation or department."""
    rows = tidy[(tidy["occupation"] == category) | (tidy["department"] == category)]
    rows = rows if name is None else rows[rows["table"] == name]
    return {
        row.lg_code: row.status if row.status != "value" else row.staff_count for row in rows.itertuples()
    }


CITY = ["北海道", "函館市", 5, 2, 10, 17]
OTHER = ["青森県", "青森市", 3, 0, 4, 7]


# Workbooks that differ


def test_a_prefecture_printed_once_merged_headers_marks_and_subtotals(read_sheets):
    tidy = read_sheets(
        [
            ["第４表　職種別職員数（一般行政部門）"],
            ["", "", "", "（令和６年４月１日現在）", "（単位：人）"],
            ["都道府県", "団体名", "技術職", None, None, "その他", "合計"],
            [None, None, "土　木　技　師", "建築\n技師", "農林水産\n技　　師"],
            ["北海道", "函館市", 5, "２", "-", "1,001", "１，００８"],
            [None, "小　樽　市", 0, None, "…", 7, "*"],
            [None, "小計", 5, 2, 0, 1008, None],
            ["青森県", "青森市", 1, 2, 3, 4, 10],
            [None, "南部町", 1, 2, 3, 4, 10],
            ["合計", None, 7, 6, 6, 1016, None],
            ["（注）この表の数値は架空のもの。"],
        ],
        ["A3:A4", "B3:B4", "C3:E3", "F3:F4", "G3:G4", "A5:A7"],
    )
    assert set(tidy["table"]) == {"occupations_general_administration"}
    assert set(tidy["as_of"]) == {pd.Timestamp("2024-04-01")}
    assert counts(tidy, "civil_engineers") == {HAKODATE: 5, OTARU: 0, AOMORI: 1, NAMBU_AOMORI: 1}
    assert counts(tidy, "architectural_engineers")[OTARU] == "blank"
    assert counts(tidy, "agriculture_forestry_fisheries_engineers") == {
        HAKODATE: "dash",
        OTARU: "unknown",
        AOMORI: 3,
        NAMBU_AOMORI: 3,
    }
    assert counts(tidy, "total")[OTARU] == "suppressed"
    assert counts(tidy, "その他")[HAKODATE] == 1001
    assert set(tidy["label_ja"]) == {"土木技師", "建築技師", "農林水産技師", "その他", "合計"}


def test_departments_with_codes_groups_headings_and_totals_of_cities_and_towns(read_sheets):
    tidy = read_sheets(
        {
            "第2表-1": [
                ["第２表－１　部門別職員数（北海道～三重県）"],
                ["平成27年4月1日現在"],
                [],
                [
                    "団体コード",
                    "団体名",
                    "一般行政",
                    None,
                    None,
                    None,
                    "特別行政",
                    None,
                    None,
                    "公営企業等会計",
                    None,
                    None,
                    "合計",
                ],
                [
                    None,
                    None,
                    "総務・企画",
                    "民　生",
                    "土　木",
                    "計",
                    "教育",
                    "消防",
                    "小計",
                    "水道",
                    "その他",
                    "小計",
                ],
                [None, "（北海道）"],
                ["012025", "函館市", 1, 2, 3, 6, 4, 5, 9, 6, 7, 13, 28],
                ["012033", "小樽市", 10, 20, 30, 60, 40, 50, 90, 60, 70, 130, 280],
                ["013315", "松前町", 1, 1, 1, 3, 1, 1, 2, 1, 1, 2, 7],
                [None, "市　計", 11, 22, 33, 66, 44, 55, 99, 66, 77, 143, 308],
                [None, "町村計", 1, 1, 1, 3, 1, 1, 2, 1, 1, 2, 7],
                [None, "北海道計", 12, 23, 34, 69, 45, 56, 101, 67, 78, 145, 315],
            ]
        },
        {"第2表-1": ["A4:A5", "B4:B5", "C4:F4", "G4:I4", "J4:L4", "M4:M5"]},
    )
    assert set(tidy["table"]) == {"departments"}
    assert set(tidy["as_of"]) == {pd.Timestamp("2015-04-01")}
    assert counts(tidy, "civil_engineering_department") == {"012025": 3, "012033": 30, "013315": 1}
    assert counts(tidy, "general_administration")["012033"] == 60
    assert counts(tidy, "special_administration")["012033"] == 90
    assert counts(tidy, "public_enterprises")["012033"] == 130
    assert counts(tidy, "公営企業等会計/その他")["012033"] == 70
    assert counts(tidy, "total")["012033"] == 280
    assert tidy["occupation"].isna().all()


def test_designated_cities_without_codes_and_with_blanks_in_their_names(read_sheets):
    header = [
        "",
        "一般管理",
        "福祉関係",
        "一般行政計",
        "教育",
        "警察",
        "消防",
        "普通会計計",
        "公営企業等会計",
        "合計",
    ]
    tidy = read_sheets(
        [
            ["第１表　部門別職員数一覧（指定都市）"],
            ["R6.4.1"],
            header,
            ["札　幌　市", 10, 5, 15, 4, 0, 3, 22, 8, 30],
            ["仙　台　市", 20, 5, 25, 4, 0, 3, 32, 8, 40],
            ["熊　本　市", 30, 5, 35, 4, 0, 3, 42, 8, 50],
            ["合　　　計", 60, 15, 75, 12, 0, 9, 96, 24, 120],
        ]
    )
    assert set(tidy["table"]) == {"departments_summary"}
    assert counts(tidy, "total") == {"011002": 30, "041009": 40, "431001": 50}
    assert counts(tidy, "general_administration")["041009"] == 25
    assert counts(tidy, "public_enterprises")["041009"] == 8
    assert counts(tidy, "ordinary_accounts")["041009"] == 32


def test_prefectures_are_bodies_of_their_own_workbook(read_sheets):
    tidy = read_sheets(
        [
            ["第1表 部門別職員数一覧（都道府県）", "", "", "2024年4月1日"],
            ["都道府県名", "一般行政計", "教育", "警察", "普通会計計", "公営企業等会計", "合計"],
            ["北　海　道", 5, 4, 3, 12, 1, 13],
            ["青　森　県", 2, 2, 2, 6, 1, 7],
            ["合　計", 7, 6, 5, 18, 2, 20],
        ]
    )
    assert counts(tidy, "total") == {"010006": 13, "020001": 7}


def test_prefectures_may_stand_in_a_column_without_a_label(read_sheets):
    rows = [
        ["第1表 部門別職員数一覧（都道府県）", "", "", "R6.4.1"],
        ["", "一般行政計", "教育", "合計"],
        ["北海道", 5, 4, 9],
        ["青森県", 2, 2, 4],
    ]
    assert counts(read_sheets(rows), "total") == {"010006": 9, "020001": 4}


@pytest.mark.parametrize("before", [[1, 2], ["012025", "012033"], [1202, 1203]])
def test_lines_may_be_numbered_in_a_column_without_a_label(read_sheets, before):
    rows = table(
        [before[0], "函館市", 5, 2],
        [before[1], "小樽市", 3, 1],
        header=["", "団体名", "土木技師", "建築技師"],
    )
    assert counts(read_sheets(rows), "civil_engineers") == {HAKODATE: 5, OTARU: 3}


def test_associations_of_municipalities_count_in_totals_only(read_sheets):
    tidy = read_sheets(
        table(
            CITY,
            [None, "甲消防組合", 1, 0, 3, 4],
            [None, "乙広域連合", 0, 2, 3, 5],
            ["北海道計", None, 6, 4, 16, 26],
        )
    )
    assert counts(tidy, "civil_engineers") == {HAKODATE: 5}
    assert "1団体" in tidy.attrs["recognised"][0]
    assert "合計だけに含めた組合など 2（北海道甲消防組合、北海道乙広域連合）" in tidy.attrs["recognised"][0]


def test_the_year_of_a_note_is_not_the_tables(read_sheets):
    rows = table(CITY, ["（注）令和５年４月１日現在の市町村による。"], as_of="")
    with pytest.raises(BadInput, match="時点が見つかりません"):
        read_sheets(rows)


@pytest.mark.parametrize("suffix", [".xls", ".xlsx"])
def test_pages_on_several_sheets_with_five_digit_codes_that_lost_their_zero(read_sheets, suffix):
    header = ["市町村コード", "土木\n技師", "建築\n技師"]
    tidy = read_sheets(
        {
            "表紙": [["職種別職員数"], ["総職員"], ["令和元年四月"], ["平成31年4月1日現在"]],
            "その1": [["職種別職員数"], header, [1202, 5, 2], [1203, 0, 0]],
            "その2": [["職種別職員数"], header, [13101, 7, 1], [13201, 8, 1]],
        },
        name=f"000123456{suffix}",
    )
    assert set(tidy["table"]) == {"occupations_all_staff"}
    assert set(tidy["as_of"]) == {pd.Timestamp("2019-04-01")}
    assert counts(tidy, "civil_engineers") == {"012025": 5, "012033": 0, "131016": 7, "132012": 8}


def test_all_staff_and_the_general_administration_side_by_side(read_sheets):
    tidy = read_sheets(
        [
            [None, "第4表 職種別職員数"],
            [None, AS_OF],
            [None, "団体名", "総職員", None, None, "一般行政部門", None, None],
            [None, None, "土木技師", "建築技師", "合計", "土木技師", "建築技師", "合計"],
            [None, "函館市", 9, 4, 13, 5, 2, 7],
        ],
        ["B3:B4", "C3:E3", "F3:H3"],
    )
    assert counts(tidy, "civil_engineers", "occupations_all_staff") == {HAKODATE: 9}
    assert counts(tidy, "civil_engineers", "occupations_general_administration") == {HAKODATE: 5}


def test_a_header_printed_again_on_each_page_column_numbers_and_men_and_women(read_sheets):
    header = [
        ["No.", "団体名", "土木技師", None, None, "建築技師", None, None],
        [None, None, "男", "女", "計", "男", "女", "計"],
    ]
    numbers = [None, None, 1, 2, 3, 4, 5, 6]
    tidy = read_sheets(
        [
            [TITLE, "", "", "", AS_OF],
            *header,
            numbers,
            [1, "函館市", 3, 2, 5, 1, 1, 2],
            [2, "小樽市", 0, 0, 0, 1, 0, 1],
            [],
            *header,
            numbers,
            [3, "札幌市", 7, 1, 8, 4, 4, 8],
        ],
        ["C2:E2", "F2:H2"],
    )
    assert counts(tidy, "civil_engineers") == {HAKODATE: 5, OTARU: 0, "011002": 8}
    assert counts(tidy, "土木技師/女") == {HAKODATE: 2, OTARU: 0, "011002": 1}


def test_labels_split_over_rows_and_groups_that_are_not_merged(read_sheets):
    tidy = read_sheets(
        [
            [TITLE],
            [AS_OF],
            ["市区町村", "技術", None, "事務"],
            ["名", "土木", "建築", None],
            [None, "技師", "技師", None],
            ["函館市", 5, 2, 100],
        ]
    )
    assert counts(tidy, "civil_engineers") == {HAKODATE: 5}
    assert counts(tidy, "事務") == {HAKODATE: 100}


def test_the_prefecture_may_be_the_name_of_the_sheet(read_sheets):
    rows = [[TITLE, AS_OF], ["団体名", "土木技師", "建築技師"]]
    tidy = read_sheets({"青森県": [*rows, ["南部町", 1, 2]], "山梨県": [*rows, ["南部町", 3, 4]]})
    assert counts(tidy, "civil_engineers") == {NAMBU_AOMORI: 1, NAMBU_YAMANASHI: 3}


@pytest.mark.parametrize("heading", ["青　森　県", "【青森県】", "青森", "青森県"])
def test_a_prefecture_may_stand_above_its_block(read_sheets, heading):
    header = ["団体名", "土木技師", "建築技師"]
    tidy = read_sheets(table([heading], ["南部町", 1, 2], ["山梨県"], ["南部町", 3, 4], header=header))
    assert counts(tidy, "civil_engineers") == {NAMBU_AOMORI: 1, NAMBU_YAMANASHI: 3}


@pytest.mark.parametrize("is_before", [True, False])
def test_a_line_of_a_prefectures_total_is_no_body(read_sheets, is_before):
    header = ["団体名", "土木技師", "建築技師"]
    bodies = [["函館市", 1, 2], ["小樽市", 3, 4]]
    total = ["北海道", 4, 6] if is_before else ["北海道計", 4, 6]
    tidy = read_sheets(table(*([total, *bodies] if is_before else [*bodies, total]), header=header))
    assert counts(tidy, "civil_engineers") == {HAKODATE: 1, OTARU: 3}


def test_what_was_recognised_is_said(read_sheets):
    recognised = read_sheets(table(CITY, OTHER)).attrs["recognised"]
    assert recognised[0] == (
        "シート「Sheet1」3〜3行目の見出し：第4表 職種別職員数（総職員）、2024-04-01現在、2団体、4列"
        "（土木技師、建築技師、合計 ほか1列）、合計の行 0"
    )
    assert (
        recognised[-1]
        == "第4表 職種別職員数（総職員） 2024-04-01：市区町村 2 / 1,741 が一致、一致しない団体 0"
    )


def test_the_command_prints_what_it_recognised_and_writes_the_table(tmp_path, capsys):
    path = write(tmp_path / "001.xlsx", {"表": table(CITY, OTHER)})
    output = tmp_path / "tidy.csv"
    assert main(["read", "mic_staffing_survey", str(path), "--output", str(output)]) == 0
    log = capsys.readouterr().err
    assert "2024年版（2024-04-01現在）" in log
    assert "シート「表」3〜3行目の見出し：第4表 職種別職員数（総職員）" in log
    tidy = pd.read_csv(output, dtype=str)
    wanted = ["lg_code", "as_of", "table", "occupation", "department", "label_ja", "staff_count", "status"]
    assert list(tidy)[1:] == wanted
    assert tidy.iloc[0][wanted].dropna().to_list() == [
        HAKODATE,
        "2024-04-01",
        "occupations_all_staff",
        "civil_engineers",
        "土木技師",
        "5",
        "value",
    ]


# Names and dates


@pytest.mark.parametrize(
    ("printed", "lg_code"),
    [
        ("鎌ヶ谷市", "122246"),
        ("鎌が谷市", "122246"),
        ("茅ケ崎市", "142077"),
        ("龍ヶ崎市", "082082"),
        ("梼原町", "394050"),
        ("檮原町", "394050"),
        ("宮﨑市", "452017"),
        ("髙松市", "372013"),
        ("葛\U000e0100城市", "292117"),
        ("四条畷市", "272299"),
        ("鹿嶋市", "082228"),
        ("鹿島市", "412074"),
        ("北海道函館市", HAKODATE),
        ("空知郡南幌町", "014231"),
        ("上郡町", "284815"),
        ("篠山市", "282219"),
    ],
)
def test_a_name_is_found_whatever_its_characters(printed, lg_code):
    assert municipality_names.by_name(printed).lg_code == lg_code


def test_every_municipality_is_found_by_its_prefecture_and_name_alone():
    bodies = [place for place in municipality_names.places().values() if not place.is_prefecture]
    assert len(bodies) == 1741
    for place in bodies:
        assert municipality_names.by_name(place.municipality_name, place.prefecture_name) == place
        assert municipality_names.by_name(place.prefecture_name + place.municipality_name) == place


def test_variants_of_characters_make_no_two_municipalities_one():
    bodies = pd.DataFrame(
        [
            (place.municipality_name, characters.fold(place.municipality_name))
            for place in municipality_names.places().values()
        ]
    ).drop_duplicates()
    assert not bodies[1].duplicated().any()


@pytest.mark.parametrize(
    "title",
    [
        "令和6年4月1日現在",
        "令和６年４月１日",
        "R6.4.1現在",
        "2024年4月1日現在",
        "2024/4/1",
        "令和6年",
        "令和６年度",
        "令和6（2024）年4月1日現在",
        "令和６年地方公共団体定員管理調査結果（令和６年４月１日 現在、令和6年12月25日公表）",
        date(2024, 4, 1),
    ],
)
def test_dates_are_understood_as_titles_write_them(title):
    assert calendar.survey_dates_in([title]) == {date(2024, 4, 1)}


@pytest.mark.parametrize(
    ("title", "day"), [("平成27年", date(2015, 4, 1)), ("令和元年4月1日現在", date(2019, 4, 1))]
)
def test_eras_begin_with_their_first_year(title, day):
    assert calendar.survey_dates_in([title]) == {day}


@pytest.mark.parametrize("title", ["令和6年12月25日公表", "令和6年13月1日", "001038295", "1900", "第4表"])
def test_what_is_no_survey_date_is_none(title):
    assert calendar.survey_dates_in([title]) == set()


def test_a_given_date_stands_in_for_a_missing_one(tmp_path):
    path = write(tmp_path / "001.xlsx", {"表": table(CITY, as_of="")})
    output = tmp_path / "tidy.csv"
    arguments = ["read", "mic_staffing_survey", str(path), "--output", str(output)]
    assert main(arguments) == 1
    assert main([*arguments, "--as-of", "2023-04-01"]) == 0
    assert set(pd.read_csv(output)["as_of"]) == {"2023-04-01"}


# Whose staff: asked where no words tell

UNSAID = "第4表 職種別職員数"


def scoped(table: pd.DataFrame) -> set[str]:
    return set(table["table"])


@pytest.mark.parametrize("scope", ["all_staff", "general_administration"])
def test_whose_staff_is_asked_and_the_answer_is_taken(read_sheets, scope):
    with pytest.raises(Unanswered) as asked:
        read_sheets(table(CITY, title=UNSAID))
    assert asked.value.question["choices"] == {
        "all_staff": "総職員",
        "general_administration": "一般行政部門",
    }
    found = read_sheets(table(CITY, title=UNSAID), edition=replace(EDITION, scope=scope))
    assert scoped(found) == {f"occupations_{scope}"}


@pytest.mark.parametrize(
    "title", [UNSAID, "第4表 職種別職員数（総職員・一般行政部門）", "職種別職員数", "第４表"]
)
def test_the_answer_in_the_name_of_the_file_is_found_again(read_sheets, title):
    found = read_sheets(table(CITY, title=title), name="第4表（一般行政部門）.xlsx")
    assert scoped(found) == {"occupations_general_administration"}


def test_an_answer_against_the_words_is_refused(read_sheets):
    with pytest.raises(BadInput, match=r"「総職員」の表です.*指定された「一般行政部門」と違います"):
        read_sheets(table(CITY), edition=replace(EDITION, scope="general_administration"))


def test_columns_that_all_stand_under_one_scope_tell_it(read_sheets):
    rows = [
        [UNSAID],
        [AS_OF],
        ["都道府県名", "団体名", "一般行政部門", None, None],
        [None, None, "土木技師", "建築技師", "合計"],
        ["北海道", "函館市", 5, 2, 7],
    ]
    found = read_sheets(rows, merged=["C3:E3"])
    assert scoped(found) == {"occupations_general_administration"}


def test_a_table_by_department_needs_no_answer_and_is_not_changed_by_one(read_sheets):
    rows = [
        ["第2表 部門別職員数"],
        [AS_OF],
        ["都道府県名", "団体名", "議会", "総務", "土木"],
        ["北海道", "函館市", 1, 2, 3],
    ]
    found = read_sheets(rows, edition=replace(EDITION, scope="all_staff"))
    assert scoped(found) == {"departments"}


# Damaged workbooks

DAMAGED = {
    "no date": (table(CITY, as_of=""), r"時点が見つかりません.*令和6年4月1日現在」のような表題がありません"),
    "two dates": (
        table(CITY, as_of="令和5年4月1日現在・令和6年4月1日現在"),
        "時点が1つに決まりません（2023-04-01、2024-04-01）",
    ),
    "a date to come": (table(CITY, as_of="令和66年4月1日現在"), "今日より後"),
    "neither all staff nor general administration": (
        table(CITY, title="第4表 職種別職員数"),
        "「総職員」のものか「一般行政部門」のものか分かりません",
    ),
    "both all staff and general administration": (
        table(CITY, title="第4表 職種別職員数（総職員・一般行政部門）"),
        "「総職員」のものか「一般行政部門」のものか分かりません",
    ),
    "another table's title": (table(CITY, title="第2表 部門別職員数"), "表題.*見出しが合いません"),
    "a third table": (table(CITY, title="第3表 部門別増減"), "第3表"),
    "a fifth table": (table(CITY, title="第5表 職種別職員数（総職員）"), "表題が第5表です"),
    "two columns of one label": (
        table([*CITY, 9], header=[*HEADER, "土木\n技師"]),
        r"「土木技師」に当たる見出しが複数あります（C列「土木技師」、G列「土木技師」）",
    ),
    "a similar label": (
        table(CITY, header=["都道府県名", "団体名", "土木技術師", "建築技師", "その他", "合計"]),
        "列「土木技師」がありません。近い見出し：「土木技術師」",
    ),
    "no table at all": ([["年度", "橋"], [2024, 5]], r"見つかりません（調べたシート：「Sheet1」2行×2列）"),
    "no rows": (table(), "見出し（3行目）の下に団体の行がありません"),
    "no names": (
        table([5, 2], header=["土木技師", "建築技師"]),
        "見つかりません|「団体名」も「団体コード」もありません",
    ),
    "an unknown municipality": (
        table(CITY, ["北海道", "函舘郷市", 1, 2, 3, 6]),
        "5行目「函舘郷市」：北海道にこの名前の団体はありません",
    ),
    "a name of several prefectures": (
        table(["南部町", 1, 2], header=["団体名", "土木技師", "建築技師"]),
        "4行目「南部町」：同じ名前の団体が複数あります（青森県南部町、山梨県南部町、鳥取県南部町）",
    ),
    "a municipality under another prefecture": (
        table(CITY, [None, "青森市", 1, 2, 3, 6]),
        "5行目「青森市」：北海道にこの名前の団体はありません（ほかの都道府県には青森県青森市があります）",
    ),
    "a municipality twice": (table(CITY, OTHER, CITY), "4行目と6行目：「北海道函館市」が重複しています"),
    "a text for a count": (
        table(["北海道", "函館市", "約5", 2, 10, 17]),
        "4行目「土木技師」（C列）：「約5」は使えません",
    ),
    "a footnote mark in a count": (table(["北海道", "函館市", "5²", 2, 10, 17]), "「5²」は使えません"),
    "a negative count": (table(["北海道", "函館市", "▲5", 2, 10, 7]), "「▲5」は使えません。0以上の人数"),
    "half a person": (table(["北海道", "函館市", 5.5, 2, 10, 17.5]), "「5.5」は使えません。整数"),
    "a formula error": (
        table(["北海道", "函館市", "#REF!", 2, "-", 2]),
        "4行目「土木技師」（C列）：「#REF!」は使えません",
    ),
    "a formula that was never worked out": (
        table(["北海道", "函館市", "=2+3", 2, 10, ""]),
        "4行目「土木技師」（C列）：「=2+3」は使えません",
    ),
    "rows of men and women": (
        table(
            ["函館市", "男", 3, 2],
            [None, "女", 2, 0],
            header=["団体名", "区分", "土木技師", "建築技師"],
        ),
        "4行目：行が職員の一部（男）に分かれています",
    ),
    "a total that does not add up": (
        table(["北海道", "函館市", 5, 2, 10, 18]),
        "4行目「合計」（F列）：「18」ですが、C〜E列の計は 17 です",
    ),
    "a closing line that does not add up": (
        table(CITY, OTHER, ["合計", None, 9, 2, 14, 25]),
        "6行目「合計」の「土木技師」（C列）：「9」ですが、2団体を足すと 8 です",
    ),
    "a prefecture's total that does not add up": (
        table(CITY, OTHER, ["青森県計", None, 8, 2, 14, 24]),
        "6行目「青森県計」の「土木技師」（C列）：「8」ですが、1団体を足すと 3 です",
    ),
    "numbers without a name": (
        table(CITY, [None, None, 1, 2, 3, 6]),
        "5行目：団体名のない行に数値があります",
    ),
    "counts without a label before the labelled ones": (
        table(["函館市", 5, 2, 10], ["小樽市", 3, 1, 7], header=["", "", "土木技師", "建築技師"]),
        "B列に見出しがないのに数値か記号があります",
    ),
    "numbers without a label": (table([*CITY, 3]), "G列に見出しがないのに数値か記号があります"),
    "a prefecture that is none": (
        table(["西県", "函館市", 5, 2, 10, 17]),
        "「西県」は都道府県名ではありません",
    ),
    "a code of no municipality": (
        table(["992011", "函館市", 5, 2], header=["団体コード", "団体名", "土木技師", "建築技師"]),
        "4行目：団体コード「992011」の市区町村はありません",
    ),
    "a code with a wrong check digit": (
        table(["012026", "函館市", 5, 2], header=["団体コード", "団体名", "土木技師", "建築技師"]),
        "団体コード「012026」の市区町村はありません",
    ),
    "a code of another municipality": (
        table(["012033", "函館市", 5, 2], header=["団体コード", "団体名", "土木技師", "建築技師"]),
        "団体コード「012033」は北海道小樽市ですが、団体名は「函館市」です",
    ),
    "two columns of names": (
        table(["函館市", 5, 2, "小樽市", 6], header=["団体名", "土木技師", "建築技師", "団体名", "土木技師"]),
        "「団体名」に当たる列が複数あります（A、D列）",
    ),
    "totals of municipalities by prefecture": (
        table(
            ["北海道", 5, 2],
            ["青森県", 5, 2],
            title="第4表 職種別職員数（総職員）市区町村",
            header=["都道府県名", "土木技師", "建築技師"],
        ),
        "都道府県の行だけがあり、表題は市区町村です",
    ),
    "an unknown municipality without any number": (
        table(CITY, [None, "函舘郷市", None, None, None, None]),
        "5行目「函舘郷市」：この名前の団体はありません",
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_damaged_workbooks_are_refused_with_the_place(read_sheets, damage):
    rows, message = DAMAGED[damage]
    with pytest.raises(BadInput) as refusal:
        read_sheets(rows)
    assert re.search(message, str(refusal.value)) or message in str(refusal.value)
    assert str(refusal.value).startswith("000999999.xlsx")


def test_a_formula_error_in_an_old_workbook_is_no_blank(tmp_path):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("表")
    for number, row in enumerate(table(CITY[:3], header=HEADER[:4])):
        for at, cell in enumerate(row):
            sheet.write(number, at, cell)
    sheet.row(3).set_cell_error(3, "#REF!")
    workbook.save(str(tmp_path / "001.xls"))
    with pytest.raises(BadInput, match=r"4行目「建築技師」（D列）：「#REF!」は使えません"):
        read(tmp_path / "001.xls", EDITION)


# A blank before the first count: the line may have been moved to the right

TWO = ["団体名", "土木技師", "建築技師"]
MAY_BE_MOVED = {
    "a blank and a count": (TWO, [["函館市", 5, 2], ["小樽市", None, 3]]),
    "all lines": (TWO, [["函館市", None, 2], ["小樽市", None, 3]]),
    "nothing above zero": (TWO, [["函館市", 5, 2], ["小樽市", None, 0], ["合計", 5, 2]]),
    "a column that is not counted": (
        ["団体名", "人口", "土木技師", "建築技師"],
        [["函館市", 250000, 5, 2], ["小樽市", None, 110000, 3]],
    ),
    "a code behind the name": (
        ["団体名", "団体コード", "土木技師", "建築技師"],
        [["函館市", "012025", 5, 2], ["小樽市", None, 12033, 3]],
    ),
    "a total that may be any": (
        [*TWO, "獣医師"],
        [["函館市", 5, 2, "*"], ["小樽市", None, 3, 1], ["合計", 5, 5, "*"]],
    ),
}


@pytest.mark.parametrize("case", MAY_BE_MOVED)
def test_a_line_that_may_have_moved_to_the_right_is_refused(read_sheets, case):
    header, lines = MAY_BE_MOVED[case]
    with pytest.raises(
        BadInput, match=r"[45]行目「北海道.*最初の数値の列（B列.*が空欄で、行が右にずれていない"
    ):
        read_sheets(table(*lines, header=header))


CANNOT_HAVE_MOVED = {
    "the line's own total": ([*TWO, "合計"], [["函館市", 5, 2, 7], ["小樽市", None, 3, 3]]),
    "a closing line": (TWO, [["函館市", 5, 2], ["小樽市", None, 3], ["合計", 5, 5]]),
    "nothing in the line": (TWO, [["函館市", 5, 2], ["小樽市", None, None]]),
    "a note before the counts": (
        ["団体名", "備考", "土木技師", "建築技師"],
        [["函館市", "架空", 5, 2], ["小樽市", None, "", ""]],
    ),
}


@pytest.mark.parametrize("case", CANNOT_HAVE_MOVED)
def test_a_blank_first_count_that_a_total_confirms_is_a_blank(read_sheets, case):
    header, lines = CANNOT_HAVE_MOVED[case]
    assert counts(read_sheets(table(*lines, header=header)), "civil_engineers") == {
        HAKODATE: 5,
        OTARU: "blank",
    }


def test_a_total_on_the_last_page_confirms_the_lines_of_the_first(read_sheets):
    tidy = read_sheets(
        {
            "その1": table(["函館市", None, 3], header=TWO),
            "その2": table(["小樽市", 5, 2], ["合計", 5, 5], header=TWO),
        }
    )
    assert counts(tidy, "civil_engineers") == {HAKODATE: "blank", OTARU: 5}


@pytest.mark.parametrize("cells", ["C4:C5", "C4:D4"])
def test_a_count_in_merged_cells_is_nobodys(read_sheets, cells):
    rows = table(["北海道", "函館市", 5, None, 10, 15], ["北海道", "小樽市", None, 2, 10, 12])
    with pytest.raises(BadInput, match=r"4行目（C列）：人数のセルが結合されています"):
        read_sheets(rows, [cells])


def test_two_sheets_that_say_different_things_are_refused(read_sheets):
    changed = ["北海道", "函館市", 6, 2, 10, 18]
    with pytest.raises(
        BadInput, match=r"シート「二」 4行目と.*シート「一」 4行目：北海道函館市の「土木技師」.*「6」と「5」"
    ):
        read_sheets({"一": table(CITY), "二": table(changed)})


def test_two_sheets_that_say_the_same_are_one(read_sheets):
    pd.testing.assert_frame_equal(
        read_sheets({"一": table(CITY), "二": table(CITY)}), read_sheets(table(CITY))
    )


def test_a_given_date_that_is_not_the_titles_is_refused(tmp_path, capsys):
    path = write(tmp_path / "001.xlsx", {"表": table(CITY)})
    assert main(["read", "mic_staffing_survey", str(path), "--as-of", "2023-04-01"]) == 1
    assert "表題の時点（2024-04-01）と、指定された時点（2023-04-01）が違います" in capsys.readouterr().err


@pytest.mark.parametrize("share", [0.2, 0.9])
def test_a_workbook_cut_off_is_refused(tmp_path, share):
    path = write(tmp_path / "001.xlsx", {"表": table(CITY)})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(BadInput, match=r"001\.xlsx：Excel ファイルとして読めません"):
        read(path, EDITION)


# Whatever the layout, what was written comes back, or the workbook is refused

PLACES = municipality_names.places()
POOL = [
    HAKODATE,
    OTARU,
    "011002",
    AOMORI,
    NAMBU_AOMORI,
    NAMBU_YAMANASHI,
    "132063",
    "342084",
    "122246",
    "394050",
]
OCCUPATIONS = {
    "土木技師": "civil_engineers",
    "建築技師": "architectural_engineers",
    "一般事務職": "clerks",
    "獣医師": "獣医師",
    "その他の職種": "その他の職種",
}
MARKS = {
    "-": "dash",
    "─": "dash",
    "－": "dash",
    "…": "unknown",
    "*": "suppressed",
    "Ｘ": "suppressed",
    "": "blank",
    "　": "blank",
}
FORMS = [
    int,
    str,
    "{:,}".format,
    lambda number: f"{number:,}".translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
    lambda number: f" {number} ",
]
DECORATIONS = [
    str,
    "　".join,
    "\n".join,
    lambda label: f"{label}※1",
    lambda label: f" {label}（人） ",
    lambda label: f"{label}〔人〕",
]
DATES = [
    "令和6年4月1日現在",
    "（令和６年４月１日　現在）",
    "R6.4.1",
    "2024年4月1日現在",
    "令和６年度",
    date(2024, 4, 1),
]
NAMES = [str, "　".join, lambda name: name.replace("ケ", "ヶ"), lambda name: name.replace("梼", "檮")]


@st.composite
def workbooks(draw, damage=None):
    """(rows, merged cells, what they say, whether a line may have moved right for all that its totals tell).

    A small 第4表 in a random layout, with one kind of damage where asked.
    """
    codes = draw(st.lists(st.sampled_from(POOL), min_size=2, max_size=6, unique=True))
    codes.sort()
    labels = draw(st.permutations(list(OCCUPATIONS)))
    labels = [label for label in labels if draw(st.booleans()) or OCCUPATIONS[label].endswith("engineers")]
    number = st.integers(0, 12000)
    cells_of = {code: [draw(number | st.sampled_from(list(MARKS))) for _ in labels] for code in codes}
    form = draw(st.sampled_from(FORMS))
    is_totalled = damage == "wrong total" or draw(st.booleans())
    code_form = draw(st.sampled_from([None, str, int, "five", "five int"]))
    prefectures = draw(st.sampled_from(["each", "once", "heading"]))
    if code_form and draw(st.booleans()):
        prefectures = "none"
    if damage == "no prefecture":
        code_form, prefectures = None, "none"
    grouped = draw(st.sampled_from([None, "merged", "unmerged"]))
    decorate, spell = draw(st.sampled_from(DECORATIONS)), draw(st.sampled_from(NAMES))

    identity = (
        ["団体コード"] * bool(code_form) + ["都道府県名"] * (prefectures in ("each", "once")) + ["団体名"]
    )
    header = identity + [decorate(label) for label in labels] + ["合　計"] * is_totalled
    first = len(identity)
    top = draw(st.integers(0, 2))
    rows = [[] for _ in range(top)] + [
        ["第４表　職種別職員数（一般行政部門）"],
        [None, draw(st.sampled_from(DATES))],
    ]
    merged = []
    if grouped:
        row = len(rows) + 1
        rows.append([*identity, "技術・事務", *[None] * (len(labels) - 1), *["合　計"] * is_totalled])
        rows.append([*[None] * first, *header[first : first + len(labels)], *[None] * is_totalled])
        if grouped == "merged":
            last = openpyxl.utils.get_column_letter(first + len(labels))
            merged.append(f"{openpyxl.utils.get_column_letter(first + 1)}{row}:{last}{row}")
    else:
        rows.append(header)
    if draw(st.booleans()):
        rows.append([None] * first + list(range(1, len(header) - first + 1)))

    def value(cell):
        return 0 if isinstance(cell, str) and MARKS[cell] in ("dash", "blank") else cell

    def total(cells):
        known = [value(cell) for cell in cells]
        return sum(known) if all(isinstance(cell, int) for cell in known) else "*"

    def printed(cells):
        return [cell if isinstance(cell, str) else form(cell) for cell in cells]

    previous, lines = None, []
    for code in codes:
        place = PLACES[code]
        shown = {None: [], str: [code], int: [int(code)], "five": [code[:5]], "five int": [int(code[:5])]}[
            code_form
        ]
        if prefectures == "heading" and place.prefecture_name != previous:
            lines.append([place.prefecture_name])
        if prefectures in ("each", "once"):
            is_shown = prefectures == "each" or place.prefecture_name != previous
            shown = [*shown, place.prefecture_name if is_shown else None]
        previous = place.prefecture_name
        cells = [*cells_of[code], *[total(cells_of[code])] * is_totalled]
        lines.append([*shown, spell(place.municipality_name), *printed(cells)])
    is_closed = damage == "wrong closing" or draw(st.booleans())
    if is_closed:
        sums = [total(column) for column in zip(*cells_of.values(), strict=True)]
        closing = [*sums, *[total(sums)] * is_totalled]
        if damage == "wrong closing":
            wrong = draw(st.sampled_from([at for at, cell in enumerate(closing) if cell != "*"] or [0]))
            closing[wrong] = closing[wrong] + 1 if closing[wrong] != "*" else 1
        lines.append([*[None] * (first - 1), "合　計", *printed(closing)])
    bodies = [line for line in lines if len(line) > 1][: len(codes)]
    hurt = draw(st.sampled_from(bodies))
    if damage == "shift":
        hurt.insert(first, None)
    elif damage == "wrong total":
        hurt[-1] = form(20000 * 5)
    elif damage == "duplicate line":
        lines.append(list(hurt))
    elif damage == "duplicate label":
        rows[-1 if rows[-1][first:] != list(range(1, len(header) - first + 1)) else -2].append("土木技師")
        hurt.append(form(7))
    elif damage == "lost label":
        header_row = next(row for row in rows if decorate("土木技師") in row)
        header_row[header_row.index(decorate("土木技師"))] = None
    elif damage == "lost name":
        hurt[first - 1] = None
    elif damage == "lost date":
        rows = [[cell for cell in row if cell not in DATES] for row in rows]
    rows += lines
    if draw(st.booleans()):
        rows += [[], ["（注）数値は架空のもの。"]]
    left = draw(st.integers(0, 2))
    if left:
        rows = [[None] * left + list(row) for row in rows]
        merged = [
            re.sub(
                "[A-Z]", lambda letter: openpyxl.utils.get_column_letter(ord(letter[0]) - 64 + left), cells
            )
            for cells in merged
        ]
    expected = {
        (code, OCCUPATIONS[label]): MARKS[cell] if isinstance(cell, str) else cell
        for code, cells in cells_of.items()
        for label, cell in zip(labels, cells, strict=True)
    }

    def may_have_moved(cells):
        kinds = [MARKS.get(cell, "value") for cell in cells]
        if kinds[0] != "blank" or (set(kinds) == {"blank"} and not is_totalled):
            return False
        is_added_up = is_totalled and total(cells) not in (0, "*")
        are_added_up = is_closed and "*" not in map(
            total, [*zip(*cells_of.values(), strict=True), *cells_of.values()]
        )
        return not is_added_up and not (are_added_up and total(cells) > 0)

    return rows, merged, expected, any(map(may_have_moved, cells_of.values()))


def comes_back(rows, merged, folder) -> dict:
    tidy = read(write(folder / "000999999.xlsx", {"表": rows}, {"表": merged}), EDITION)
    assert set(tidy["table"]) == {"occupations_general_administration"}
    assert set(tidy["as_of"]) == {pd.Timestamp("2024-04-01")}
    return {
        (row.lg_code, row.occupation): row.staff_count if row.status == "value" else row.status
        for row in tidy.itertuples()
        if row.occupation != "total"
    }


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(workbooks())
def test_what_is_written_in_any_layout_comes_back(tmp_path, workbook):
    rows, merged, expected, may_have_moved = workbook
    if may_have_moved:
        with pytest.raises(BadInput, match="行が右にずれていないと確かめられる合計がありません"):
            comes_back(rows, merged, tmp_path)
    else:
        assert comes_back(rows, merged, tmp_path) == expected


def test_a_table_of_signs_only_has_a_heading_of_one_row(tmp_path):
    """The total of all is no heading, though it bears the label of one."""
    rows = [
        ["第４表　職種別職員数（一般行政部門）"],
        [None, "令和6年4月1日現在"],
        ["都道府県名", "団体名", "土木技師", "建築技師"],
        ["北海道", "函館市", "-", "-"],
        ["北海道", "小樽市", "…", "…"],
        [None, "合　計", "*", "*"],
    ]
    assert comes_back(rows, [], tmp_path) == {
        ("012025", "civil_engineers"): "dash",
        ("012025", "architectural_engineers"): "dash",
        ("012033", "civil_engineers"): "unknown",
        ("012033", "architectural_engineers"): "unknown",
    }


HURT = [
    "shift",
    "wrong total",
    "wrong closing",
    "duplicate line",
    "duplicate label",
    "lost label",
    "lost name",
    "lost date",
    "no prefecture",
]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from(HURT).flatmap(workbooks))
def test_a_damaged_workbook_is_refused_or_says_what_was_written(tmp_path, workbook):
    rows, merged, expected, _ = workbook
    try:
        found = comes_back(rows, merged, tmp_path)
    except BadInput as refusal:
        assert "000999999.xlsx" in str(refusal)
    else:
        unlabelled = {key for key in found if key[1] == "技術・事務"}  # a column that only its group names
        assert {key: found[key] for key in found.keys() - unlabelled}.items() <= expected.items()


# Several files, and the built database


def bring(folder: Path, name: str, rows: list[list]) -> Path:
    """A raw folder with one more workbook of the survey."""
    (folder / "mic_staffing_survey").mkdir(parents=True, exist_ok=True)
    return write(folder / "mic_staffing_survey" / name, {"表": rows})


def united(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return snapshot.load(source.load("mic_staffing_survey"), folder, ROOT / "data" / "snapshot")


def test_editions_and_sets_accumulate(tmp_path):
    bring(tmp_path, "000000001.xlsx", table(CITY))
    bring(tmp_path, "000000002.xlsx", table(CITY, as_of="令和5年4月1日現在"))
    bring(tmp_path, "000000003.xlsx", table(["北海道", "札幌市", 1, 2, 3, 6]))
    tidy, editions = united(tmp_path)
    assert set(zip(tidy["edition"], tidy["lg_code"], strict=True)) == {
        ("2024", HAKODATE),
        ("2023", HAKODATE),
        ("2024", "011002"),
    }
    assert editions[["edition", "file_name", "rows"]].to_numpy().tolist() == [
        ["2024", "000000001.xlsx", 4],
        ["2023", "000000002.xlsx", 4],
        ["2024", "000000003.xlsx", 4],
    ]


def test_two_files_that_say_the_same_are_one(tmp_path):
    bring(tmp_path, "000000001.xlsx", table(CITY))
    single, _ = united(tmp_path)
    bring(tmp_path, "000000002.xlsx", table(CITY, OTHER))
    both, _ = united(tmp_path)
    assert len(both) == len(single) + 4


def test_two_files_that_say_different_things_are_both_named(tmp_path):
    bring(tmp_path, "000000001.xlsx", table(CITY))
    bring(tmp_path, "000000002.xlsx", table(["北海道", "函館市", 6, 2, 10, 18]))
    with pytest.raises(
        BadInput, match=r"000000001\.xlsx と .*000000002\.xlsx：「012025・2024-04-01.*の値が違います"
    ):
        united(tmp_path)


def test_a_workbook_of_changes_is_left_out_and_said(tmp_path):
    bring(tmp_path, "000000001.xlsx", table(CITY))
    bring(tmp_path, "000000002.xlsx", table(CITY, title="第3表-1 部門別増減"))
    tidy, editions = united(tmp_path)
    assert list(editions["file_name"]) == ["000000001.xlsx"]
    (left_out,) = tidy.attrs["left_out"]
    assert left_out.startswith("000000002.xlsx：")
    assert "増減の表（第3表）なので読みません" in left_out


def test_without_any_file_the_table_is_empty(tmp_path):
    tidy, editions = united(tmp_path)
    assert len(tidy) == len(editions) == 0
    assert list(tidy)[1:] == list(EMPTY)


def invented(place) -> tuple[int | str, int]:
    """A municipality's made-up engineers: civil (a dash for none) and architectural."""
    number = int(place.lg_code[:5])
    return number % 7 or "－", number % 3


@pytest.fixture(scope="module")
def imported(tmp_path_factory, silent, database):
    """A database built with a made-up full 第4表 (1,741 municipalities), one of all staff and a 第2表 of a few; and its raw folder."""
    folder = tmp_path_factory.mktemp("imported")
    bodies = [place for place in PLACES.values() if not place.is_prefecture]
    rows = [[place.prefecture_name, place.municipality_name, *invented(place)] for place in bodies]
    header = ["都道府県名", "団体名", "土木技師", "建築技師"]
    bring(
        folder / "raw",
        "000000001.xlsx",
        table(*rows, header=header, title="第4表 職種別職員数（一般行政部門）"),
    )
    bring(folder / "raw", "000000002.xlsx", table(["北海道", "函館市", 999, 999], header=header))
    departments = table(
        ["北海道", "函館市", 888], header=["都道府県名", "団体名", "土木"], title="第2表 部門別職員数"
    )
    bring(folder / "raw", "000000003.xlsx", departments)
    build.build(
        folder / "raw", ROOT / "data" / "snapshot", folder / "static", folder / "built.duckdb", silent
    )
    with duckdb.connect(str(folder / "built.duckdb"), read_only=True) as connection:
        yield connection


NEWEST = "select lg_code, value from newest_values where metric_id = ? and as_of = '2024-04-01'"


def test_a_full_table_covers_every_municipality(imported):
    for metric_id, expected in (
        ("civil_engineers", lambda civil, _: 0 if civil == "－" else civil),
        ("architectural_engineers", lambda _, architectural: architectural),
        ("technical_staff", lambda civil, architectural: (0 if civil == "－" else civil) + architectural),
    ):
        values = dict(imported.execute(NEWEST, [metric_id]).fetchall())
        assert values == {
            code: expected(*invented(place)) for code, place in PLACES.items() if not place.is_prefecture
        }


@pytest.mark.parametrize(
    ("metric_id", "municipalities"),
    [
        ("road_km_per_civil_engineer", 1741),
        ("bridges_per_civil_engineer", 1722),
    ],  # 19 manage no bridge we know of
)
def test_facilities_are_set_against_the_imported_engineers(imported, metric_id, municipalities):
    found = imported.execute(
        "select count(*), min(denominator_as_of) from newest_values where metric_id = ?", [metric_id]
    )
    assert found.fetchone() == (municipalities, date(2024, 4, 1))


def test_where_everyone_is_counted_nothing_is_estimated(imported):
    assert imported.execute("select count(*) from technical_staff_estimates").fetchone() == (0,)
    assert imported.execute("select count(*) from metric_values where basis = 'estimated'").fetchone() == (0,)
    assert imported.execute("select name_ja from estimate_validation").fetchall() == [("推計した市区町村",)]


def test_the_survey_comes_before_printed_counts_of_the_same_day(imported, db):
    shimoda = "222194"
    printed = (
        "select technical_staff, note_ja from technical_staff where lg_code = ? and as_of = '2024-04-01'"
    )
    before, after = (one.execute(printed, [shimoda]).fetchall() for one in (db, imported))
    assert before != after
    assert len(after) == 1
    assert after[0][1].startswith("定員管理調査の第4表（一般行政部門）。")


def test_printed_counts_of_other_days_stay(imported, db):
    earlier = "select count(*) from technical_staff where as_of = '2023-04-01'"
    assert imported.execute(earlier).fetchone() == db.execute(earlier).fetchone() != (0,)


def test_the_general_administration_comes_before_all_staff(imported):
    scopes = "select staff_scope, count(*) from technical_staff where as_of = '2024-04-01' group by all"
    assert imported.execute(scopes).fetchall() == [("general_administration", 1741)]


def test_blanks_and_dashes_stay_apart_in_the_survey(imported):
    statuses = dict(
        imported.execute("select count_status, count(*) from staffing_survey group by all").fetchall()
    )
    dashes = sum(invented(place)[0] == "－" for place in PLACES.values() if not place.is_prefecture)
    assert statuses == {"dash": dashes, "value": 1741 * 2 - dashes + 3}


def test_the_civil_engineering_department_is_not_the_engineers(imported):
    department = "select lg_code, civil_engineering_department_staff from department_staff"
    assert imported.execute(department).fetchall() == [(HAKODATE, 888)]


def test_the_survey_is_listed_among_the_sources_only_where_it_was_brought(imported, db):
    listed = "select editions, rows from sources where source_id = 'mic_staffing_survey'"
    assert imported.execute(listed).fetchall() == [(1, 1741 * 2 + 3)]
    assert db.execute(listed).fetchall() == []


def test_without_the_workbooks_the_former_state_is_back(db):
    """The session's database is built from an empty raw folder."""
    assert db.execute("select count(*) from staffing_survey").fetchone() == (0,)
    assert db.execute("select count(*) from department_staff").fetchone() == (0,)
    printed = "select count(*) from technical_staff where staff_scope is null"
    assert db.execute(printed).fetchone() == db.execute("select count(*) from technical_staff").fetchone()
