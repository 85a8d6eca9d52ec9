"""実施ステップ: the checklist, and the draft of the policy as Word and PowerPoint."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from exported_files import charts_in, slide_texts, word_text
from page_texts import texts

from analysis import effects
from dashboard import queries
from dashboard.forms import reader, workbook
from dashboard.forms.controls import Brought
from dashboard.shared import scenarios
from pages.effects import form as effects_form
from pages.steps import draft, draft_files, form, suggested
from pages.steps.draft_parts import Draft

ROOT = Path(__file__).parents[3]
PAGE = "pages/steps/page.py"
TODAY = date(2026, 11, 24)


class TestSteps:
    """実施ステップ."""

    def test_every_step_has_tasks_and_every_link_a_page(self, open_page, db):
        app = open_page(PAGE)
        assert not app.exception and not app.error, texts(app)
        assert "全35件のうち **0件が完了**" in texts(app)
        pages = {page for (named,) in db.execute("select pages from step_tasks").fetchall() for page in named}
        assert pages <= set(form.PAGES)
        assert all((ROOT / script).exists() for _, script in form.PAGES.values())
        app_code = (ROOT / "app.py").read_text("utf-8")
        assert all(
            f'_page("{Path(script).parent.name}", "{title}"' in app_code
            for title, script in form.PAGES.values()
        )

    @pytest.mark.parametrize("step", ["1", "6"])
    def test_the_step_stands_in_the_url(self, open_page, step):
        app = open_page(PAGE, step=step)
        assert app.selectbox(key="pick_step").value == step
        assert not app.exception

    def test_progress_goes_out_and_comes_back(self, dashboard_database):
        steps = pd.DataFrame({"number": [0, 1], "name_ja": ["準備段階", "キックオフ"]})
        tasks = pd.DataFrame({"step_number": [0, 0, 1], "text_ja": ["確かめる。", "数える。", "決める。"]})
        by_step = form.step_forms(steps, tasks)
        rows = {one.key: one.table(one.blank) for one in by_step.values()}
        rows["step0"].loc[0, ["state", "who"]] = ["完了", "甲市 道路課"]
        rows["step0"].loc[0, "due"] = pd.Timestamp("2026-12-01")
        rows["step1"].loc[0, "state"] = "対象外"
        rows["policy"] = form.POLICY.table(form.POLICY.examples)
        wanted = [*by_step.values(), form.POLICY]
        content = workbook.export_bytes("実施ステップ", wanted, rows, issued_on=TODAY)
        read = reader.read_book("ステップ.xlsx", content, wanted)
        assert not any(one.problems for one in read.values())
        for key, table in rows.items():
            pd.testing.assert_frame_equal(read[key].rows.reset_index(drop=True), table)
        counted = form.progress({number: read[one.key].rows for number, one in by_step.items()}, steps)
        assert counted[["tasks", "done", "not_begun"]].to_numpy().tolist() == [[2, 1, 1], [0, 0, 0]]

    def test_the_draft_is_filled_with_places_answers_and_effects(self, open_page):
        app = open_page(PAGE, members="352012,353051")
        app.button(key="steps_example").click().run()
        assert not app.exception and not app.error, texts(app)

    def test_a_result_of_other_places_stays_out_of_the_draft(self, open_page):
        app = open_page("pages/effects/page.py", members="352012,353051")
        app.switch_page(PAGE).run()
        assert "導入効果試算の結果も入ります" in texts(app)
        app.query_params["members"] = "352012"
        app.run()
        assert "導入効果試算の結果は、ここで選んだ対象のものではないため入りません" in texts(app)
        app.query_params["members"] = ""
        app.run()
        assert "入りません" in texts(app)

    def test_the_draft_of_a_scenario_has_dates_sources_and_the_range_of_cost(self, counted):
        codes = list(queries.municipalities().query("prefecture_name == '鳥取県'")["lg_code"])
        empty = Brought({form.POLICY.key: form.POLICY.table()}, "", 1)
        made = draft.draft(empty, [], scenarios.of_members(codes), counted)
        assert made.plan is None and made.count == 19
        people = queries.place_facts(codes).query("item == 'population'")["value"].sum()
        for said in (word_text(draft_files.document(made)), slide_texts(draft_files.deck(made))):
            assert f"{people:,.0f}" in said and f"{people:.0f}" not in said
            assert "人口は2025年1月1日現在" in said and "橋は2025年3月31日現在" in said
            assert "住民基本台帳に基づく人口" in said and "費用の差（現状 − 導入後）" in said

    def test_what_is_not_known_of_a_group_is_said(self, counted):
        held = scenarios.of_members(["352012"])
        held = replace(held, code="another database", facts=held.facts.assign(bridges_managed=float("nan")))
        empty = Brought({form.POLICY.key: form.POLICY.table()}, "", 1)
        made = draft.draft(empty, ["352012"], held, counted)
        assert made.groups.table["管理する橋（橋）"].to_list() == ["不明"]

    @pytest.fixture
    def counted(self, dashboard_database):
        return pd.DataFrame(
            [(0, "準備段階", 5, 2, 1, 2)],
            columns=["number", "name_ja", "tasks", "done", "under_way", "not_begun"],
        )

    @pytest.fixture
    def example(self, counted):
        rows = form.POLICY.table(form.POLICY.examples)
        facts = queries.place_facts(["352012", "353051"])
        return Draft(
            "甲市・乙町の群マネ",
            "下関市・周防大島町",
            2,
            facts,
            form.answers(rows),
            counted,
            effects.plan(effects_form.assumptions(effects_form.FORM.table(effects_form.FORM.examples))),
            True,
            (),
            suggested.undecided(form.answers(rows)),
            None,
        )

    def test_word_draft(self, example):
        text = word_text(draft_files.document(example))
        assert "【案】" in text and "決定したものではありません" in text and "架空の例を含みます" in text
        assert "1,850橋" in text and "出典：" in text
        assert "これから決めること" in text and "評価の方法" in text and "検討中" not in text
        assert "＋4,183万円" in text and "予測ではありません" in text

    def test_word_draft_has_native_charts_with_their_workbooks(self, example):
        with zipfile.ZipFile(io.BytesIO(draft_files.document(example))) as parts:
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

    def test_slides_draft_has_native_charts(self, example):
        content = draft_files.deck(example)
        assert charts_in(content) == 4
        text = slide_texts(content)
        assert "【案】" in text and "下関市・周防大島町" in text and "2025年3月31日" in text

    def test_an_empty_draft_says_what_is_open(self, counted):
        blank = form.answers(form.POLICY.table())
        nothing, undecided = queries.place_facts([]), suggested.undecided(blank)
        made = Draft("群マネ", "", 0, nothing, blank, counted, None, False, (), undecided, None)
        text = word_text(draft_files.document(made))
        assert list(undecided["項目"]) == list(form.ITEMS)
        assert all(hint in text for hint in form.ITEMS.values())
        assert charts_in(draft_files.deck(made)) == 1

    def test_what_the_data_say_fills_the_draft_and_what_one_wrote_stands_before_it(self, dashboard_database):
        held = scenarios.of_members(["352012", "353051"])
        said = suggested.answers(held)
        written = form.answers(form.POLICY.table([{"item": "名称", "answer": "丙群マネ"}]))
        answers, taken = suggested.merged(written, said)
        assert answers["名称"] == "丙群マネ" and "名称" not in taken
        assert "1,850橋" in answers["対象の分野と施設"]
        assert "下関市ほか1団体：下関市・周防大島町" in answers["対象の区域"]
        assert "予測ではありません" in answers["期待する効果"] and "〜" in answers["期待する効果"]
        left = list(suggested.undecided(answers)["項目"])
        assert set(left) | taken | {"名称"} == set(form.ITEMS)
