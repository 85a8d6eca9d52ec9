"""アンケート: what officers do there, and the files that go out and come back."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from exported_files import charts_in, slide_texts, word_text
from page_texts import shown_tables, texts

from analysis import survey, survey_reading, table_files
from dashboard.forms import reader, uploads, workbook
from pages.survey import answers_file as answer_files
from pages.survey import export, form, questionnaire, results
from pages.survey.answers import Round, unread_cells

PAGE = "pages/survey/page.py"
TODAY = date(2026, 11, 24)
ASKED, _ = form.questions(
    form.FORM.table(
        [
            {"place": 2, "text_ja": "受けたい業務は。", "kind": "いくつでも選ぶ", "choices": "巡回；清掃；除草・剪定", "question_id": "works"},
            {"place": 1, "text_ja": "参加しますか。", "kind": "1つ選ぶ", "choices": "する;しない", "question_id": "join"},
            {"place": 3, "text_ja": "何人ですか。", "kind": "数", "question_id": "staff"},
            {"place": 4, "text_ja": "=理由は。", "kind": "文章"},
        ]
    )
)  # fmt: skip


class TestSurvey:
    """④ アンケート."""

    def test_questions_stand_in_their_order_and_the_bad_are_named(self):
        assert list(ASKED["question_id"]) == ["join", "works", "staff", "q4"]
        assert ASKED["choices_ja"].to_list() == [["する", "しない"], ["巡回", "清掃", "除草・剪定"], [], []]
        rows = form.FORM.table(
            [
                {"text_ja": "甲", "kind": "1つ選ぶ"},
                {"text_ja": "乙", "kind": "数"},
                {"text_ja": "乙", "kind": "数"},
            ]
        )
        asked, problems = form.questions(rows)
        assert list(asked["text_ja"]) == ["乙"]
        assert "選択肢がありません" in problems[0] and "2回あります" in problems[1]

    def test_answer_sheet_comes_back_as_it_was_filled_in(self):
        content = workbook.template_bytes("アンケート回答", [form.answer_form(ASKED)])
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book["回答"]
        assert sheet["A3"].value == "問1. 参加しますか。"
        assert sheet.data_validations.dataValidation
        given = [
            ["する", "巡回；除草・剪定", 12, "人手"],
            ["しない", None, None, None],
            ["たぶん", "清掃、草むしり", "多数", None],
        ]
        for number, row in enumerate(given, start=4):
            for at, cell in enumerate(row, start=1):
                sheet.cell(number, at, cell)
        output = io.BytesIO()
        book.save(output)
        read = answer_files.read_answers("回答.xlsx", output.getvalue(), ASKED)
        assert (read.sheet, len(read.table)) == ("回答", 3)
        answers = survey.arranged(read.table, survey_reading.match_columns(list(read.table), ASKED), ASKED)
        works = survey.tally(answers["works"], ASKED.iloc[1]).set_index("choice")["count"]
        assert works.to_dict() == {
            "巡回": 1,
            "清掃": 1,
            "除草・剪定": 1,
            survey.OTHER: 1,
            survey_reading.BLANK: 1,
        }
        unread = unread_cells([read], ASKED)
        assert unread["セル"].to_list() == ["A6", "B6", "C6"]
        assert set(unread["シート"]) == {"回答"}

    def test_a_form_service_file_is_read_with_its_other_columns(self):
        csv = "タイムスタンプ,参加しますか。,受けたい業務は。\n2026/04/01,する,巡回;清掃\n2026/04/02,,\n"
        read = answer_files.read_answers("回答.csv", csv.encode("cp932"), ASKED)
        matched = survey_reading.match_columns(list(read.table), ASKED)
        assert matched["タイムスタンプ"] is None
        assert len(survey.arranged(read.table, matched, ASKED)) == 1

    def test_a_file_without_answers_is_refused_with_its_place(self):
        with pytest.raises(uploads.Refused, match=r"回答\.csv：1行目の見出しの下に、回答の行がありません"):
            answer_files.read_answers("回答.csv", "参加しますか。\n".encode(), ASKED)

    def test_the_questionnaire_comes_back_as_it_was(self):
        rows = form.FORM.table(
            [
                {
                    "place": 1,
                    "text_ja": "参加しますか。",
                    "kind": "1つ選ぶ",
                    "choices": "する；しない",
                    "question_id": "join",
                }
            ]
        )
        content = workbook.export_bytes("アンケート調査票", [form.FORM], {"survey": rows}, issued_on=TODAY)
        read = reader.read_book("調査票.xlsx", content, [form.FORM])["survey"]
        assert not read.problems
        pd.testing.assert_frame_equal(form.questions(read.rows)[0], form.questions(rows)[0])

    def test_word_has_every_question_and_choice(self):
        text = word_text(questionnaire.questionnaire(ASKED, "はじめに"))
        assert "問2　受けたい業務は。（いくつでも）" in text
        assert "□　除草・剪定" in text and "○　しない" in text

    def test_the_file_for_form_services_has_one_column_per_choice_and_runs_nothing(self):
        table = pd.read_csv(io.BytesIO(table_files.csv_bytes(form.service_table(ASKED))))
        assert list(table.columns) == ["番号", "質問", "種類", "必須", "選択肢1", "選択肢2", "選択肢3"]
        assert table["質問"].iloc[3] == "'=理由は。"

    def test_all_tallies_add_up_to_all_answers(self):
        answers = survey.arranged(
            invented := form.invented_answers(ASKED, 40, 1),
            survey_reading.match_columns(list(invented), ASKED),
            ASKED,
        )
        table = results.all_tallies(ASKED, answers)
        for number in (1, 3, 4):
            assert table.loc[table["番号"] == number, "件数"].sum() == len(answers)

    def test_worked_example_is_counted_crossed_and_compared(self, open_page):
        app = open_page(PAGE)
        app.button(key="survey_example").click().run()
        app.button(key="example_answers").click().run()
        assert not app.exception and not app.error, texts(app)
        text = texts(app)
        assert "**1回目（架空）**　回答 60件、質問 11列、ほかの列 1列（団体）" in text
        assert "計 60件" in text and "架空の回答を表示しています" in text
        crossed = next(frame for frame in shown_tables(app) if "回答者" in frame)
        assert crossed["回答者"].iloc[-1] == 60
        app.button(key="clear_answers").click().run()
        assert "回答のファイルを読み込むか" in texts(app)

    def test_questions_of_the_bank_are_added_once(self, open_page):
        app = open_page(PAGE, audience="resident")
        app.button(key="add_all").click().run()
        app.button(key="add_all").click().run()
        rows = app.session_state["survey_brought"].tables["survey"]
        assert len(rows) == 8 and rows["place"].is_monotonic_increasing

    def test_slides_have_a_native_chart_per_question_with_choices(self):
        answers = form.invented_answers(ASKED, 20, 3).rename(
            columns=dict(zip(ASKED["text_ja"], ASKED["question_id"], strict=True))
        )
        content = export.deck(ASKED, answers, "1回目", export.assumed(ASKED, answers, "1回目"))
        assert charts_in(content) == 2
        assert "無回答を除く" in slide_texts(content)

    def test_cells_of_a_round_keep_their_place(self):
        one = Round(
            "a", "a.csv", None, pd.DataFrame({"何人ですか。": ["多数"]}, index=[7]), {"何人ですか。": "C"}
        )
        assert unread_cells([one], ASKED)["セル"].to_list() == ["C7"]


BUSY = "仕事が集中して受けにくい時期をすべて選んでください。"


def drop_answers(app, content: bytes, name: str = "回答.csv"):
    app.file_uploader(key="answers_files_0").set_value([(name, content, "text/csv")])
    app.run()
    assert not app.exception and not app.error, texts(app)
    return app


def unread(app) -> list[str]:
    return [one.label for one in app.expander if "読めない答え" in one.label]


def test_answers_typed_on_windows_are_the_choices_offered(open_page):
    app = drop_answers(
        open_page(PAGE),
        f"回答番号,問1. {BUSY}（必須）\n1,4～6月;10～12月\n2,7～9月\n3,特にない\n".encode("cp932"),
    )
    assert "回答 3件、無回答 0件、計 3件" in texts(app)
    assert not unread(app)


def test_answers_that_fit_nothing_are_mended_at_a_click_and_back(open_page):
    app = drop_answers(
        open_page(PAGE), f"番号,{BUSY}\n1,春(4〜6月);7〜9月\n2,春(4〜6月)\n3,99\n4,特にない\n".encode()
    )
    assert unread(app) == ["選択肢や数として読めない答え 3件"]
    assert app.button(key="mend").label == "読み替える（2種類・3件）"
    app.button(key="mend").click().run()
    assert not app.exception
    assert unread(app) == ["選択肢や数として読めない答え 0件"]
    assert "回答 3件、無回答 1件、計 4件" in texts(app)
    assert "読み替えています：春(4〜6月) → 4〜6月、99 → 無回答" in texts(app)
    app.button(key="mend_undo").click().run()
    assert unread(app) == ["選択肢や数として読めない答え 3件"]


def workbook_of(sheets: dict[str, list[list]], hidden: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def test_sheets_of_one_heading_are_read_together_and_the_others_are_mentioned():
    head = ["参加しますか。", "何人ですか。"]
    content = workbook_of(
        {
            "表紙": [["アンケートの回答"]],
            "道路課": [head, ["する", 3], ["しない", 4]],
            "公園課": [["公園課の回答"], head, ["する", "多数"]],
            "下水道課": [["参加しますか。"], ["する"]],
            "控え": [head, ["する", 3]],
        },
        hidden="控え",
    )
    read = answer_files.read_answers("回答.xlsx", content, ASKED)
    assert read.table["参加しますか。"].to_list() == ["する", "しない", "する"]
    assert read.notes_ja[0] == "同じ見出しのシートをまとめて読みました：「道路課」2件、「公園課」1件。"
    assert "「下水道課」1行" in read.notes_ja[1] and "「控え」1行" in read.notes_ja[1]
    cell = unread_cells([read], ASKED).iloc[0]
    assert (cell["シート"], cell["セル"]) == ("公園課", "B3")
