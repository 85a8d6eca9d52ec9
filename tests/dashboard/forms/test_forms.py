"""Forms: a template that can be filled, files as people leave them, and back again with the same numbers."""

import io
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from dashboard.forms import declaration, reader, workbook
from dashboard.forms.declaration import Assumption, Column, Form, Result
from dashboard.forms.uploads import Refused
from japan import calendar, cells

WORKS = Form(
    "works",
    "業務",
    "業務",
    (
        Column("place", "市区町村", required=True, also=("団体名",)),
        Column("work", "業務の種類", "choice", choices=("点検・診断", "巡回")),
        Column("job", "職種", choices=("土木", "建築")),
        Column("start", "開始日", "date"),
        Column("amount", "金額", "number", unit="円", also=("契約金額",)),
        Column("staff", "人数", "number", unit="人", lowest=0),
    ),
    examples=({"place": "甲市", "work": "巡回", "start": date(2026, 4, 1), "amount": 1_200_000},),
)
OTHER = Form(
    "other", "ほか", "ほか", (Column("name", "名前", required=True), Column("hours", "時間", "number"))
)
HEADINGS = ["市区町村", "業務の種類", "職種", "開始日", "金額（円）", "人数（人）"]


def book(
    rows: list[list], name: str = "業務", merged: tuple[str, ...] = (), sheets: dict | None = None
) -> bytes:
    excel = openpyxl.Workbook()
    excel.active.title = name
    for row in rows:
        excel.active.append(row)
    for block in merged:
        excel.active.merge_cells(block)
    for title, lines in (sheets or {}).items():
        sheet = excel.create_sheet(title)
        for line in lines:
            sheet.append(line)
    output = io.BytesIO()
    excel.save(output)
    return output.getvalue()


def read(rows: list[list], **more) -> declaration.Filled:
    return reader.read("甲.xlsx", book(rows, **more), WORKS)


def messages(filled: declaration.Filled) -> dict[str, str]:
    return {problem.cell: problem.message_ja for problem in filled.problems}


class TestTemplate:
    def test_has_the_form_an_example_and_its_meaning_and_prints_on_a4(self):
        excel = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes("試し", [WORKS])))
        assert excel.sheetnames == ["業務", "記入例", "説明", "選択肢"]
        sheet = excel["業務"]
        assert [cell.value for cell in sheet[3]] == [
            "市区町村＊",
            "業務の種類",
            "職種",
            "開始日",
            "金額（円）",
            "人数（人）",
        ]
        assert sheet.freeze_panes == "A4"
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert excel["記入例"]["A4"].value == "甲市"

    def test_drop_downs_offer_the_choices(self):
        excel = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes("試し", [WORKS])))
        rules = {
            str(rule.sqref).split(":")[0]: rule for rule in excel["業務"].data_validations.dataValidation
        }
        column, first = rules["B4"].formula1.split("!")[1].split(":")[0].strip("$").split("$")
        offered = [excel["選択肢"][f"{column}{int(first) + at}"].value for at in range(2)]
        assert offered == ["点検・診断", "巡回"]
        assert rules["B4"].errorStyle in (None, "stop")
        assert rules["C4"].errorStyle == "information"

    def test_empty_template_has_no_rows_and_no_problems(self):
        filled = reader.read("空.xlsx", workbook.template_bytes("試し", [WORKS]), WORKS)
        assert filled.rows.empty
        assert filled.problems == []

    def test_filled_in_a_spreadsheet_program_it_is_read(self):
        excel = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes("試し", [WORKS])))
        for at, value in enumerate(["乙町", "巡回", "土木", datetime(2026, 4, 1), 5_000, 3], start=1):
            excel["業務"].cell(4, at, value)
        output = io.BytesIO()
        excel.save(output)
        (row,) = reader.read("乙.xlsx", output.getvalue(), WORKS).rows.to_dict("records")
        assert row == {
            "place": "乙町",
            "work": "巡回",
            "job": "土木",
            "start": pd.Timestamp("2026-04-01"),
            "amount": 5_000,
            "staff": 3,
        }


class TestReading:
    def test_headings_stand_below_titles_among_other_columns_in_any_order(self):
        filled = read(
            [
                ["令和8年度の一覧"],
                [],
                ["No.", "金額\n(円)", "備考", "団 体 名", "ﾒﾓ"],
                [1, 200, "x", "甲市", None],
                [None] * 5,
                [2, 300, None, "乙町", "y"],
                [None, "  ", None, None, None],
            ]
        )
        assert filled.rows["place"].to_list() == ["甲市", "乙町"]
        assert filled.rows["amount"].to_list() == [200, 300]
        assert list(filled.rows.index) == [4, 6]
        assert filled.problems == []

    def test_headings_of_two_rows_are_read_by_their_lower_one(self):
        filled = read(
            [
                ["発注", None, "契約", None],
                ["団体名", "職種", "開始日", "金額"],
                ["甲市", "土木", "R8.4.1", 1],
            ]
        )
        assert filled.rows.iloc[0]["start"] == pd.Timestamp("2026-04-01")  # fmt: skip

    @pytest.mark.parametrize(
        "cell",
        ["2026/4/1", "2026-04-01", "2026年4月1日", "令和8年4月1日", "令和８年４月１日", "R8.4.1", "Ｒ８．４．１", "20260401", 46113, "46113", datetime(2026, 4, 1), "2026/4/1（水）"],
    )  # fmt: skip
    def test_days_as_they_are_written(self, cell):
        assert read([HEADINGS, ["甲市", None, None, cell]]).rows["start"].iloc[0] == pd.Timestamp(
            "2026-04-01"
        )

    def test_first_year_of_an_era_and_its_end(self):
        assert calendar.day("令和元年5月1日") == date(2019, 5, 1)
        assert calendar.day("S64.1.7") == date(1989, 1, 7)
        with pytest.raises(ValueError, match="ない日付"):
            calendar.day("昭和65年1月1日")

    @pytest.mark.parametrize(
        ("cell", "number"),
        [("１２，３４５", 12345), ("1,234,567", 1234567), ("△5", -5), ("▲5", -5), ("－5", -5), ("−5", -5), ("5円", 5), ("1.5千円", 1500), ("2百万円", 2e6), ("¥100", 100), (" 7 ", 7), ("1e3", 1000)],
    )  # fmt: skip
    def test_numbers_as_they_are_written(self, cell, number):
        assert read([HEADINGS, ["甲市", None, None, None, cell]]).rows["amount"].iloc[0] == number

    @pytest.mark.parametrize("cell", ["1,000時間", "１，０００時間／年", "1000 時間/年", "1000"])
    def test_a_unit_may_follow_with_or_without_its_per(self, cell):
        assert cells.number(cell, "時間/年") == 1_000

    @pytest.mark.parametrize("cell", ["－", "-", "…", "不明", "", None])
    def test_blanks_and_dashes_are_no_number_and_no_problem(self, cell):
        filled = read([HEADINGS, ["甲市", None, None, None, cell]])
        assert filled.rows["amount"].isna().all()
        assert filled.problems == []

    @pytest.mark.parametrize("cell", ["約5", "1,23", "5万", "3-4", "(5)"])
    def test_what_is_no_number_is_said_with_its_cell_and_what_is_expected(self, cell):
        filled = read([HEADINGS, ["甲市", None, None, None, cell]])
        assert list(messages(filled)) == ["E2"]
        assert "甲.xlsx シート「業務」 E2" in messages(filled)["E2"]
        assert "数（例：1,234）が必要" in messages(filled)["E2"]
        assert len(filled.rows) == 1

    def test_a_unit_in_the_heading_is_converted_and_said(self):
        filled = read([["市区町村", "契約金額（千円）"], ["甲市", 1_200]])
        assert filled.rows["amount"].iloc[0] == 1_200_000
        assert "1,000倍" in filled.notes_ja[0]

    def test_good_rows_are_kept_and_bad_ones_listed(self):
        filled = read(
            [
                HEADINGS,
                ["甲市", "巡回", "土木", None, 1, 1],
                [None, "巡回", None, None, 2, 1],
                ["乙町", "掘削", "林業", "4月ごろ", 3, -1],
                ["合計", None, None, None, 6, None],
            ]
        )
        assert filled.rows["place"].to_list() == ["甲市", "乙町"]
        assert filled.rows["job"].to_list() == ["土木", "林業"]
        assert filled.rows["amount"].sum() == 4
        problems = messages(filled)
        assert list(problems) == ["A3", "B4", "D4", "F4", "A5"]
        assert "「市区町村」が空欄" in problems["A3"]
        assert "点検・診断、巡回のどれか" in problems["B4"]
        assert "令和8年4月1日" in problems["D4"]
        assert "0人以上" in problems["F4"]
        assert "集計の行" in problems["A5"]
        assert [problem.is_row_dropped for problem in filled.problems] == [True, False, False, False, True]

    def test_a_choice_is_known_whatever_its_width_and_blanks(self):
        assert read([HEADINGS, ["甲市", "点検･診 断"]]).rows["work"].iloc[0] == "点検・診断"

    def test_merged_texts_fill_down_and_merged_numbers_count_once(self):
        rows = [
            HEADINGS,
            ["甲市", "巡回", None, None, 10],
            [None, "巡回", None, None, None],
            ["乙町", None, None, None, 1],
        ]
        filled = read(rows, merged=("A2:A3", "E2:E3"))  # fmt: skip
        assert filled.rows["place"].to_list() == ["甲市", "甲市", "乙町"]
        assert filled.rows["amount"].sum() == 11

    def test_a_block_merged_over_blank_rows_makes_no_rows(self):
        filled = read([HEADINGS, ["甲市", "巡回"], [None], [None]], merged=("A2:A4",))
        assert len(filled.rows) == 1

    def test_csv_in_shift_jis_is_read(self):
        text = "市区町村,金額\n甲市,１０\n".encode("cp932")
        assert reader.read("甲.csv", text, WORKS).rows["amount"].to_list() == [10]

    def test_a_file_of_xlsxwriter_with_numbers_for_dates_is_read(self):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as excel:
            sheet = excel.add_worksheet("業務")
            sheet.write_row(0, 0, HEADINGS)
            sheet.write_row(1, 0, ["甲市", "巡回", "土木", 46113, 12.5, 1])
            sheet.write_blank(500, 3, None, excel.add_format({"border": 1}))
        filled = reader.read("甲.xlsx", output.getvalue(), WORKS)
        assert filled.rows["start"].to_list() == [pd.Timestamp("2026-04-01")]
        assert filled.rows["amount"].to_list() == [12.5]

    def test_other_headings_are_taken_when_the_reader_says_which(self):
        content = book([["発注した役所", "いくら"], ["甲市", 5]])
        assert not reader.look("甲.xlsx", content, [WORKS]).is_sure
        filled = reader.read("甲.xlsx", content, WORKS, {"place": "発注した役所", "amount": "いくら"})
        assert filled.rows[["place", "amount"]].to_numpy().tolist() == [["甲市", 5]]

    def test_a_file_without_the_headings_says_what_is_missing(self):
        with pytest.raises(Refused, match=r"甲\.xlsx シート「業務」：見出し「市区町村」が見つかりません"):
            reader.read("甲.xlsx", book([["a", "b"], [1, 2]]), WORKS)

    def test_sheet_is_found_by_name_else_by_its_headings(self):
        rows = [["団体名", "金額"], ["甲市", 1]]
        named = book([["x"], ["y"]], name="表紙", sheets={"業務": rows})
        unnamed = book([["x"], ["y"]], name="表紙", sheets={"一覧": rows})
        for content in (named, unnamed):
            assert reader.read("甲.xlsx", content, WORKS).rows["place"].to_list() == ["甲市"]

    def test_book_of_several_forms_may_lack_one_but_not_all(self):
        read_both = reader.read_book("甲.xlsx", book([["市区町村", "金額"], ["甲市", 1]]), [WORKS, OTHER])
        assert len(read_both["works"].rows) == 1
        assert read_both["other"].rows.empty
        with pytest.raises(Refused, match=r"甲\.xlsx：見出しの行が見つかりません"):
            reader.read_book("甲.xlsx", book([["a"], [1]]), [WORKS, OTHER])


class TestRoundTrip:
    ROWS = WORKS.table(
        [
            {"place": "甲市", "work": "巡回", "job": "土木", "start": date(2026, 4, 1), "amount": 0.1 + 0.2, "staff": 3},
            {"place": "=1+1", "amount": -5.0},
            {"place": "丙村", "job": "+その他"},
        ]
    )  # fmt: skip

    def exported(self, rows=ROWS) -> bytes:
        return workbook.export_bytes(
            "試し",
            [WORKS, OTHER],
            {"works": rows, "other": OTHER.table([{"name": "a", "hours": 1.5}])},
            results=[Result("結果", pd.DataFrame({"市区町村": ["甲市"], "金額（円）": [999.0]}), "算出値")],
            assumptions=[Assumption("採用", 2.5, "人", "毎年")],
            issued_on=date(2026, 4, 1),
        )

    def test_the_same_numbers_come_back(self):
        read_back = reader.read_book("試し.xlsx", self.exported(), [WORKS, OTHER])
        pd.testing.assert_frame_equal(
            read_back["works"].rows.reset_index(drop=True), self.ROWS, check_names=False
        )
        assert read_back["other"].rows["hours"].to_list() == [1.5]
        assert read_back["works"].problems == []

    def test_twice_is_as_once(self):
        once = reader.read("a.xlsx", self.exported(), WORKS).rows
        twice = reader.read("b.xlsx", self.exported(once), WORKS).rows
        pd.testing.assert_frame_equal(once, twice)

    def test_results_are_values_and_assumptions_and_date_are_there(self):
        excel = openpyxl.load_workbook(io.BytesIO(self.exported()))
        assert excel["結果"]["B4"].value == 999
        assert "作成日 2026年4月1日" in excel["結果"]["A2"].value
        assert excel["業務"]["A5"].value == "=1+1"
        assert excel["業務"]["A5"].data_type == "s"
        assert reader.read_assumptions("a.xlsx", self.exported()) == {"採用": "2.5"}
        assert reader.assumed({"採用": "2.5"}, "採用", 1.0) == 2.5
        assert reader.assumed({"採用": "たくさん"}, "採用", 1.0) == 1.0

    @given(
        st.lists(
            st.tuples(
                st.text("甲乙丙ab１＝+- ", min_size=1).map(str.strip).filter(lambda one: one.strip("-+＝ａ") != ""),
                st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)),
                st.none() | st.floats(-1e12, 1e12, allow_nan=False),
            ),
            min_size=1,
            max_size=5,
        )
    )  # fmt: skip
    def test_whatever_was_filled_in(self, cells):
        rows = WORKS.table(
            {"place": place, "start": start, "amount": amount} for place, start, amount in cells
        )
        read_back = reader.read("a.xlsx", self.exported(rows), WORKS)
        assert read_back.problems == []
        pd.testing.assert_frame_equal(read_back.rows.reset_index(drop=True), rows, check_names=False)
