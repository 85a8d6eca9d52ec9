"""導入効果試算, アンケート, 実施ステップ: what officers do there, and the files that go out and come back."""

import io
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from docx import Document
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from analysis import effects, survey
from dashboard.exports import documents
from dashboard.forms import declaration, reader, uploads, workbook
from pages.effects import form as effects_form
from pages.effects import sections as effects_page
from pages.steps import form as steps_form
from pages.steps import sections as steps_page
from pages.survey import form as survey_form
from pages.survey import sections as survey_page
from pages.survey.sections import Round

ROOT = Path(__file__).parents[1]
EFFECTS, SURVEY, STEPS = (f"pages/{name}/page.py" for name in ("effects", "survey", "steps"))
TODAY = date(2026, 11, 24)


@pytest.fixture
def open_page(dashboard_database):
    """Open a page with what its URL says."""

    def opened(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, code in query.items():
            app.query_params[name] = code
        app.run()
        for name, code in query.items():
            app.query_params[name] = code
        return app.switch_page(page).run()

    return opened


def texts(app: AppTest) -> str:
    parts = [
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.info,
        *app.warning,
        *app.error,
    ]
    return "\n".join(part.value for part in parts)


def slide_texts(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    said = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    said += [
        cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells
    ]
    return "\n".join(said)


def charts_in(content: bytes) -> int:
    deck = Presentation(io.BytesIO(content))
    return sum(shape.has_chart for slide in deck.slides for shape in slide.shapes)


def word_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


class TestEffects:
    """③ 導入効果試算."""

    ROWS = effects_form.FORM.table(effects_form.FORM.examples)
    MADE = effects.plan(effects_form.assumptions(ROWS))

    def test_worked_example_gives_numbers_that_agree_everywhere(self, open_page):
        app = open_page(EFFECTS)
        app.button(key="effects_example").click().run()
        assert not app.exception and not app.error
        shown = {metric.label: metric.value for metric in app.metric}
        assert shown["費用の差（6年の計）"] == "＋4,183万円"
        assert shown["減る時間（導入後の1年）"] == "3,690時間"
        assert shown["職員に直すと"] == "2.0人分"
        assert shown["黒字になる年"] == "2年目"
        years, cases = effects_page.years_table(self.MADE), effects_page.cases_table(self.MADE)
        assert (
            years["差（円）"].sum()
            == cases["差（円）"].iloc[1]
            == years["累計の差（円）"].iloc[-1]
            == 41_829_600
        )
        formulas = effects_page.formulas(self.MADE).set_index("求めるもの")["数値（基本）"]
        assert formulas["全期間の差（円）"].endswith("＝ 41,829,600")
        assert formulas["職員に直すと（人分）"] == "3,690 ÷ 1,860 ＝ 1.98"

    def test_a_real_place_gets_published_numbers_and_nothing_made_up(self, open_page):
        app = open_page(EFFECTS, muni="352012")
        app.button(key="effects_blank").click().run()
        assert "あと 「現状の委託費」、「導入後の委託費」" in texts(app)
        assert not app.metric
        app.button(key="take_spending").click().run()
        rows = app.session_state["effects_brought"].tables["effects"].set_index("label")
        assert rows["base"].dropna().to_dict() == {"現状の委託費": pytest.approx(281_618_280)}
        assert rows.loc["現状の委託費", "origin"] == "算出値"
        assert "2025年3月31日現在" in rows.loc["現状の委託費", "source_ja"]
        assert "現状の委託費" not in texts(app).split("あと ")[1].split("の「基本」")[0].split("、")[0]

    def test_a_group_in_the_url_is_added_up_and_said_where_parts_are_missing(self, open_page):
        app = open_page(EFFECTS, members="352012,353051")
        table = next(frame.value for frame in app.dataframe if "対象" in frame.value).set_index("項目")
        assert table.loc["管理する橋の数", "値"] == "1,850橋"
        assert table.loc["道路橋りょう費のうち維持補修費", "対象"] == "1/2団体"
        assert not [button for button in app.button if button.key == "take_spending"]

    def test_what_goes_out_comes_back_with_the_same_result(self):
        content = workbook.export_bytes(
            "導入効果試算", [effects_form.FORM], {"effects": self.ROWS},
            results=[declaration.Result("計算式", effects_page.formulas(self.MADE))], made_on=TODAY,
        )  # fmt: skip
        read = reader.read("試算.xlsx", content, effects_form.FORM)
        assert not read.problems
        again = effects_form.completed(read.rows)
        pd.testing.assert_frame_equal(
            effects.scenarios(self.MADE), effects.scenarios(effects.plan(effects_form.assumptions(again)))
        )

    def test_template_asks_every_item_and_has_an_example(self):
        book = openpyxl.load_workbook(
            io.BytesIO(workbook.template_bytes("導入効果試算", [effects_form.FORM]))
        )
        asked = [row[0].value for row in book["試算"].iter_rows(min_row=4, max_row=19)]
        assert asked == [item.label for item in effects_form.ITEMS.values()]
        assert book["試算"]["D4"].value is None
        assert book["試算"].data_validations.dataValidation
        assert "甲市" in book["記入例"]["G4"].value

    def test_bad_cells_are_named_and_good_rows_kept(self):
        rows = [
            ["項目", "低い", "基本", "高い"],
            ["現状の委託費", "", "８，６００万", ""],
            ["職員の時間単価", "", "４，２００", ""],
            ["なぞの費用", "", "1", ""],
        ]
        content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
        read = reader.read("試算.csv", content, effects_form.FORM)
        assert [problem.cell for problem in read.problems] == ["C2", "A4"]
        assert effects_form.completed(read.rows).set_index("label").loc["職員の時間単価", "base"] == 4_200

    def test_an_item_that_stands_twice_keeps_its_first_row(self):
        rows = pd.concat([self.ROWS, self.ROWS.iloc[:1].assign(base=1.0)], ignore_index=True)
        assert effects_form.repeated(rows) == ["現状の委託費"]
        assert effects_form.completed(rows)["base"].iloc[0] == 86_000_000

    def test_slides_say_assumptions_date_and_that_nothing_is_forecast(self):
        content = effects_page.deck(self.MADE, self.ROWS)
        said = slide_texts(content)
        assert charts_in(content) == 3
        assert "予測ではありません" in said and f"{date.today().year}年" in said
        assert all(item.label in said for item in effects_form.ITEMS.values())

    def test_what_was_not_given_is_said_in_the_ledger(self):
        rows = self.ROWS.assign(base=self.ROWS["base"].where(self.ROWS["label"] != "調整の経費"))
        told = effects_form.ledger(rows).set_index("項目")
        assert told.loc["調整の経費", ["どこから", "根拠"]].to_list() == ["未入力", "0として計算"]

    def test_orders_of_the_session_are_offered(self, open_page):
        app = open_page("pages/orders/page.py")
        app.button(key="orders_example").click().run()
        app.switch_page(EFFECTS).run()
        app.button(key="take_orders").click().run()
        rows = app.session_state["effects_brought"].tables["effects"].set_index("label")
        found = effects.ordered(app.session_state["orders_brought"].tables["orders"])
        assert rows.loc["現状の契約の数", "base"] == found.contracts > 0
        assert rows.loc["現状の委託費", "base"] == pytest.approx(found.commission)
        assert rows.loc["現状の委託費", "origin"] == "例"


ASKED, _ = survey_form.questions(
    survey_form.FORM.table(
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

    def test_questions_stand_in_their_order_and_the_bad_are_said(self):
        assert list(ASKED["question_id"]) == ["join", "works", "staff", "q4"]
        assert ASKED["choices_ja"].to_list() == [["する", "しない"], ["巡回", "清掃", "除草・剪定"], [], []]
        rows = survey_form.FORM.table(
            [
                {"text_ja": "甲", "kind": "1つ選ぶ"},
                {"text_ja": "乙", "kind": "数"},
                {"text_ja": "乙", "kind": "数"},
            ]
        )
        asked, problems = survey_form.questions(rows)
        assert list(asked["text_ja"]) == ["乙"]
        assert "選択肢がありません" in problems[0] and "2回あります" in problems[1]

    def test_answer_sheet_comes_back_as_it_was_filled_in(self):
        content = workbook.template_bytes("アンケート回答", [survey_form.answer_form(ASKED)])
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
        read = survey_page.read_answers("回答.xlsx", output.getvalue(), ASKED)
        assert (read.sheet, len(read.table)) == ("回答", 3)
        answers = survey.arranged(read.table, survey.match_columns(list(read.table), ASKED), ASKED)
        works = survey.tally(answers["works"], ASKED.iloc[1]).set_index("choice")["count"]
        assert works.to_dict() == {"巡回": 1, "清掃": 1, "除草・剪定": 1, survey.OTHER: 1, survey.BLANK: 1}
        unread = survey_page.unread_cells([read], ASKED)
        assert unread["セル"].to_list() == ["A6", "B6", "C6"]
        assert set(unread["シート"]) == {"回答"}

    def test_a_form_service_file_is_read_with_its_other_columns(self):
        csv = "タイムスタンプ,参加しますか。,受けたい業務は。\n2026/04/01,する,巡回;清掃\n2026/04/02,,\n"
        read = survey_page.read_answers("回答.csv", csv.encode("cp932"), ASKED)
        matched = survey.match_columns(list(read.table), ASKED)
        assert matched["タイムスタンプ"] is None
        assert len(survey.arranged(read.table, matched, ASKED)) == 1

    def test_a_file_without_answers_is_refused_with_its_place(self):
        with pytest.raises(uploads.Refused, match=r"回答\.csv：1行目の見出しの下に、回答の行がありません"):
            survey_page.read_answers("回答.csv", "参加しますか。\n".encode(), ASKED)

    def test_the_questionnaire_comes_back_as_it_was(self):
        rows = survey_form.FORM.table(
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
        content = workbook.export_bytes(
            "アンケート調査票", [survey_form.FORM], {"survey": rows}, made_on=TODAY
        )
        read = reader.read_book("調査票.xlsx", content, [survey_form.FORM])["survey"]
        assert not read.problems
        pd.testing.assert_frame_equal(survey_form.questions(read.rows)[0], survey_form.questions(rows)[0])

    def test_word_has_every_question_and_choice(self):
        said = word_text(survey_page.questionnaire(ASKED, "はじめに"))
        assert "問2　受けたい業務は。（いくつでも）" in said
        assert "□　除草・剪定" in said and "○　しない" in said

    def test_the_file_for_form_services_has_one_column_per_choice_and_runs_nothing(self):
        from dashboard.exports import tables

        table = pd.read_csv(io.BytesIO(tables.csv_bytes(survey_form.service_table(ASKED))))
        assert list(table.columns) == ["番号", "質問", "種類", "必須", "選択肢1", "選択肢2", "選択肢3"]
        assert table["質問"].iloc[3] == "'=理由は。"

    def test_all_tallies_add_up_to_all_answers(self):
        answers = survey.arranged(
            invented := survey_form.invented_answers(ASKED, 40, 1),
            survey.match_columns(list(invented), ASKED),
            ASKED,
        )
        table = survey_page.all_tallies(ASKED, answers)
        for number in (1, 3, 4):
            assert table.loc[table["番号"] == number, "件数"].sum() == len(answers)

    def test_worked_example_is_counted_crossed_and_compared(self, open_page):
        app = open_page(SURVEY)
        app.button(key="survey_example").click().run()
        app.button(key="example_answers").click().run()
        assert not app.exception and not app.error, texts(app)
        said = texts(app)
        assert "**1回目（架空）**　回答 60件、質問 11列、ほかの列 1列（団体）" in said
        assert "計 60件" in said and "架空の回答を表示しています" in said
        crossed = next(frame.value for frame in app.dataframe if "回答者" in frame.value)
        assert crossed["回答者"].iloc[-1] == 60
        app.button(key="clear_answers").click().run()
        assert "回答のファイルを読み込むか" in texts(app)

    def test_questions_of_the_bank_are_added_once(self, open_page):
        app = open_page(SURVEY, audience="resident")
        app.button(key="add_all").click().run()
        app.button(key="add_all").click().run()
        rows = app.session_state["survey_brought"].tables["survey"]
        assert len(rows) == 8 and rows["place"].is_monotonic_increasing

    def test_slides_have_a_native_chart_per_question_with_choices(self):
        answers = survey_form.invented_answers(ASKED, 20, 3).rename(
            columns=dict(zip(ASKED["text_ja"], ASKED["question_id"], strict=True))
        )
        content = survey_page.deck(ASKED, answers, "1回目", survey_page.assumed(ASKED, answers, "1回目"))
        assert charts_in(content) == 2
        assert "無回答を除く" in slide_texts(content)

    def test_cells_of_a_round_keep_their_place(self):
        one = Round(
            "a", "a.csv", None, pd.DataFrame({"何人ですか。": ["多数"]}, index=[7]), {"何人ですか。": "C"}
        )
        assert survey_page.unread_cells([one], ASKED)["セル"].to_list() == ["C7"]


class TestSteps:
    """実施ステップ."""

    def test_every_step_has_tasks_and_every_link_a_page(self, open_page, db):
        app = open_page(STEPS)
        assert not app.exception and not app.error, texts(app)
        assert "全35件のうち **0件が完了**" in texts(app)
        pages = {page for (named,) in db.execute("select pages from step_tasks").fetchall() for page in named}
        assert pages <= set(steps_form.PAGES)
        assert all((ROOT / script).exists() for _, script in steps_form.PAGES.values())
        app_code = (ROOT / "app.py").read_text("utf-8")
        assert all(
            f'_page("{Path(script).parent.name}", "{title}"' in app_code
            for title, script in steps_form.PAGES.values()
        )

    @pytest.mark.parametrize("step", ["1", "6"])
    def test_the_step_stands_in_the_url(self, open_page, step):
        app = open_page(STEPS, step=step)
        assert app.selectbox(key="pick_step").value == step
        assert not app.exception

    def test_progress_goes_out_and_comes_back(self, dashboard_database):
        steps = pd.DataFrame({"number": [0, 1], "name_ja": ["準備段階", "キックオフ"]})
        tasks = pd.DataFrame({"step_number": [0, 0, 1], "text_ja": ["確かめる。", "数える。", "決める。"]})
        by_step = steps_form.step_forms(steps, tasks)
        rows = {form.key: form.table(form.blank) for form in by_step.values()}
        rows["step0"].loc[0, ["state", "who"]] = ["完了", "甲市 道路課"]
        rows["step0"].loc[0, "due"] = pd.Timestamp("2026-12-01")
        rows["step1"].loc[0, "state"] = "対象外"
        rows["policy"] = steps_form.POLICY.table(steps_form.POLICY.examples)
        wanted = [*by_step.values(), steps_form.POLICY]
        content = workbook.export_bytes("実施ステップ", wanted, rows, made_on=TODAY)
        read = reader.read_book("ステップ.xlsx", content, wanted)
        assert not any(one.problems for one in read.values())
        for key, table in rows.items():
            pd.testing.assert_frame_equal(read[key].rows.reset_index(drop=True), table)
        counted = steps_form.progress(
            {number: read[form.key].rows for number, form in by_step.items()}, steps
        )
        assert counted[["tasks", "done", "not_begun"]].to_numpy().tolist() == [[2, 1, 1], [0, 0, 0]]

    def test_the_draft_is_filled_with_places_answers_and_effects(self, open_page):
        app = open_page(STEPS, members="352012,353051")
        app.button(key="steps_example").click().run()
        assert not app.exception and not app.error, texts(app)

    @pytest.fixture
    def made(self, dashboard_database):
        from dashboard import queries

        rows = steps_form.POLICY.table(steps_form.POLICY.examples)
        counted = pd.DataFrame(
            [(0, "準備段階", 5, 2, 1, 2)],
            columns=["number", "name_ja", "tasks", "done", "under_way", "not_begun"],
        )
        facts = queries.place_facts(["352012", "353051"])
        return steps_page.Draft(
            "甲市・乙町の群マネ",
            "下関市・周防大島町",
            2,
            facts,
            steps_form.answers(rows),
            counted,
            TestEffects.MADE,
            True,
        )

    def test_word_draft(self, made):
        said = word_text(steps_page.document(made))
        assert "【案】" in said and "決定したものではありません" in said and "架空の例を含みます" in said
        assert "1,850橋" in said and "出典：" in said and "（検討中）" in said
        assert "＋4,183万円" in said and "予測ではありません" in said

    def test_word_draft_has_native_charts_with_their_workbooks(self, made):
        with zipfile.ZipFile(io.BytesIO(steps_page.document(made))) as parts:
            charts = [name for name in parts.namelist() if name.startswith("word/charts/chart")]
            assert len(charts) == 4
            drawn = [parts.read(name).decode() for name in charts]
            books = [
                pd.read_excel(io.BytesIO(parts.read(name)), index_col=0, engine="openpyxl")
                for name in sorted(parts.namelist())
                if name.startswith("word/embeddings/")
            ]
            shown = parts.read("word/document.xml").decode()
        assert "下関市" in drawn[0] and "管理する橋" in drawn[0]
        assert books[0].loc[["下関市", "周防大島町"], "管理する橋"].sum() == 1_850
        assert len(books) == shown.count("<c:chart ") == 4

    def test_slides_draft_has_native_charts(self, made):
        content = steps_page.deck(made)
        assert charts_in(content) == 4
        said = slide_texts(content)
        assert "【案】" in said and "下関市・周防大島町" in said and "2025年3月31日" in said

    def test_an_empty_draft_says_what_is_open(self, dashboard_database):
        from dashboard import queries

        counted = pd.DataFrame(
            [(0, "準備段階", 1, 0, 0, 1)],
            columns=["number", "name_ja", "tasks", "done", "under_way", "not_begun"],
        )
        blank = steps_form.answers(steps_form.POLICY.table())
        made = steps_page.Draft("群マネ", "", 0, queries.place_facts([]), blank, counted, None, False)
        assert word_text(steps_page.document(made)).count("（検討中）") == len(steps_form.ITEMS)
        assert charts_in(steps_page.deck(made)) == 1


def test_documents_hold_what_users_paste():
    content = documents.document_bytes(
        "表題\x00",
        [documents.Text("改行\x0bと\ud800"), documents.Grid(pd.DataFrame({"列": ["a\x01", None, np.nan]}))],
    )
    assert "改行と" in word_text(content)


def test_nothing_of_a_reader_is_shared_or_written(open_page, tmp_path, monkeypatch):
    """Another session sees nothing, and no file appears."""
    monkeypatch.chdir(tmp_path)
    app = open_page(EFFECTS)
    app.button(key="effects_example").click().run()
    assert "effects_brought" in app.session_state
    assert "effects_brought" not in open_page(EFFECTS).session_state
    assert not list(tmp_path.rglob("*"))
