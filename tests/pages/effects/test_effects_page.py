"""導入効果試算: what officers do there, and the files that go out and come back."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from exported_files import charts_in, slide_texts
from page_texts import shown_tables, texts

from analysis import effects
from dashboard.forms import declaration, reader, workbook
from japan import calendar
from pages.effects import export, form, tables

PAGE = "pages/effects/page.py"
TODAY = date(2026, 11, 24)


class TestEffects:
    """③ 導入効果試算."""

    ROWS = form.FORM.table(form.FORM.examples)
    PLAN = effects.plan(form.assumptions(ROWS))

    def test_worked_example_gives_numbers_that_agree_everywhere(self, open_page):
        app = open_page(PAGE)
        app.button(key="effects_example").click().run()
        assert not app.exception and not app.error
        shown = {metric.label: metric.value for metric in app.metric}
        assert shown["費用の差（6年の計）"] == "＋4,183万円"
        assert shown["減る時間（導入後の1年）"] == "3,690時間"
        assert shown["職員に直すと"] == "2.0人分"
        assert shown["黒字になる年"] == "2年目"
        years, cases = tables.years_table(self.PLAN), tables.cases_table(self.PLAN)
        assert (
            years["差（円）"].sum()
            == cases["差（円）"].iloc[1]
            == years["累計の差（円）"].iloc[-1]
            == 41_829_600
        )
        formulas = tables.formulas(self.PLAN).set_index("求めるもの")["数値（基本）"]
        assert formulas["全期間の差（円）"].endswith("＝ 41,829,600")
        assert formulas["職員に直すと（人分）"] == "3,690 ÷ 1,860 ＝ 1.98"

    def test_a_blank_form_stays_blank_beside_the_first_estimate(self, open_page):
        app = open_page(PAGE, muni="352012")
        app.button(key="effects_blank").click().run()
        assert "あと 「現状の委託費」、「導入後の委託費」" in texts(app)
        assert not any("導入後の1年" in metric.label for metric in app.metric)
        app.button(key="take_spending").click().run()
        rows = app.session_state["effects_brought"].tables["effects"].set_index("label")
        assert rows["base"].dropna().to_dict() == {"現状の委託費": pytest.approx(281_618_280)}
        assert rows.loc["現状の委託費", "origin"] == "算出値"
        assert "（2024年度、算出値）" in rows.loc["現状の委託費", "source_ja"]
        assert "現状の委託費" not in texts(app).split("あと ")[1].split("の「基本」")[0].split("、")[0]

    def test_a_group_in_the_url_is_added_up_and_said_where_parts_are_missing(self, open_page):
        app = open_page(PAGE, members="352012,353051")
        table = next(frame for frame in shown_tables(app) if "対象" in frame).set_index("項目")
        assert table.loc["管理する橋の数", "値"] == "1,850橋"
        assert table.loc["道路橋りょう費のうち維持補修費", "対象"] == "1/2団体"
        assert not [button for button in app.button if button.key == "take_spending"]

    def test_what_goes_out_comes_back_with_the_same_result(self):
        content = workbook.export_bytes(
            "導入効果試算", [form.FORM], {"effects": self.ROWS},
            results=[declaration.Result("計算式", tables.formulas(self.PLAN))], issued_on=TODAY,
        )  # fmt: skip
        read = reader.read("試算.xlsx", content, form.FORM)
        assert not read.problems
        again = form.completed(read.rows)
        pd.testing.assert_frame_equal(
            effects.scenarios(self.PLAN), effects.scenarios(effects.plan(form.assumptions(again)))
        )

    def test_template_asks_every_item_and_has_an_example(self):
        book = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes("導入効果試算", [form.FORM])))
        asked = [row[0].value for row in book["試算"].iter_rows(min_row=4, max_row=19)]
        assert asked == [item.label for item in form.ITEMS.values()]
        assert book["試算"]["D4"].value is None
        assert book["試算"].data_validations.dataValidation
        assert "甲市" in book["記入例"]["G4"].value

    def test_bad_cells_are_named_and_good_rows_stay(self):
        rows = [
            ["項目", "低い", "基本", "高い"],
            ["現状の委託費", "", "８，６００万", ""],
            ["職員の時間単価", "", "４，２００", ""],
            ["なぞの費用", "", "1", ""],
        ]
        content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
        read = reader.read("試算.csv", content, form.FORM)
        assert [problem.cell for problem in read.problems] == ["C2", "A4"]
        assert form.completed(read.rows).set_index("label").loc["職員の時間単価", "base"] == 4_200

    def test_an_item_that_stands_twice_keeps_its_first_row(self):
        rows = pd.concat([self.ROWS, self.ROWS.iloc[:1].assign(base=1.0)], ignore_index=True)
        assert form.repeated(rows) == ["現状の委託費"]
        assert form.completed(rows)["base"].iloc[0] == 86_000_000

    def test_slides_say_assumptions_date_and_that_nothing_is_forecast(self):
        content = export.deck(self.PLAN, self.ROWS)
        text = slide_texts(content)
        assert charts_in(content) == 3
        assert "予測ではありません" in text and f"{calendar.today().year}年" in text
        assert all(item.label in text for item in form.ITEMS.values())

    def test_what_was_not_given_is_said_in_the_ledger(self):
        rows = self.ROWS.assign(base=self.ROWS["base"].where(self.ROWS["label"] != "調整の経費"))
        ledger = form.ledger(rows).set_index("項目")
        assert ledger.loc["調整の経費", ["どこから", "根拠"]].to_list() == ["未入力", "0として計算"]

    def test_orders_of_the_session_are_offered(self, open_page):
        app = open_page("pages/orders/page.py")
        app.button(key="orders_example").click().run()
        app.switch_page(PAGE).run()
        app.button(key="take_orders").click().run()
        rows = app.session_state["effects_brought"].tables["effects"].set_index("label")
        found = effects.ordered(app.session_state["orders_brought"].tables["orders"])
        assert rows.loc["現状の契約の数", "base"] == found.contracts > 0
        assert rows.loc["現状の委託費", "base"] == pytest.approx(found.commission)
        assert rows.loc["現状の委託費", "origin"] == "例"
