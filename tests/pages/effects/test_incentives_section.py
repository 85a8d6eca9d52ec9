"""支払いと契約のしくみ: defaults with their reasons, what is typed and loaded, files that come back."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from page_texts import texts

from analysis import contract_ways, incentives
from dashboard.forms import reader, workbook
from dashboard.forms.declaration import Result
from pages.effects import incentive_form as form
from pages.effects import incentives as section
from pages.effects.queries import benchmarks

PAGE = "pages/effects/page.py"


@pytest.fixture(scope="module")
def standard(dashboard_database):
    return form.defaults(benchmarks())


def test_it_stands_below_before_any_place_or_number_is_given(open_page):
    app = open_page(PAGE)
    shown = texts(app)
    assert not app.exception and not app.error
    assert "支払いと契約のしくみ" in shown and "フレームワーク方式" in shown
    assert (
        "固定なら 50,000万円" in shown
        and "実現の確率ではありません" in shown
        and "予測ではありません" in shown
    )
    assert "6の前提のうち5は本ダッシュボードの仮定" in shown  # the years are from the handbook's outline


def test_contract_ways_are_opened_by_the_address(open_page):
    app = open_page(PAGE, design="contracts")
    shown = texts(app)
    assert not app.exception and not app.error
    assert "個別発注より小さくなる割合は、年ごとの単価契約" in shown
    assert "22の前提のうち20は本ダッシュボードの仮定" in shown
    app.radio(key="incentives_rule").set_value("毎年、価格の動きどおりに改定").run()
    assert "受注者が負うのは 0円 です" in texts(app)


def test_an_unknown_address_is_told_and_shows_the_first(open_page):
    app = open_page(PAGE, design="nothing")
    assert not app.exception
    assert "発注者の支払い" in texts(app)


def test_every_default_says_where_it_comes_from(standard):
    for key in ("pay", "orders"):
        rows = standard[key]
        assert rows["base"].notna().all()
        judged = rows["source_ja"].str.startswith(form.ASSUMED)
        assert (judged | rows["source_ja"].str.contains("（")).all()
    orders = standard["orders"].set_index("label")
    assert orders.loc["職員の時間単価", "base"] == benchmarks().loc["hourly_rate", "base"]


def test_a_changed_default_is_the_readers_own(standard):
    rows = standard["orders"].copy()
    rows.loc[rows["label"] == "1年の案件の数", "base"] = 50
    rows.loc[rows["label"] == "1件の金額（個別に発注するとき）", ["low", "source_ja"]] = [
        400_000,
        "甲市の実績",
    ]
    done = form.completed(rows, standard["orders"], form.ORDERS_FORM).set_index("label")
    assert done.loc["1年の案件の数", "source_ja"] == "利用者の入力"
    assert pd.isna(done.loc["1年の案件の数", "low"])  # the default's range was not that of this number
    assert done.loc["1件の金額（個別に発注するとき）", "source_ja"] == "甲市の実績"
    assert form.completed(rows.iloc[:0], standard["orders"], form.ORDERS_FORM).equals(standard["orders"])


def test_what_is_on_screen_is_what_the_analysis_gives(standard):
    own = form.terms(standard["indicators"], standard["pay"], is_gliding=False, is_same=True)
    assert (own.fee, own.years, own.cap_up, own.cost) == (1e8, 5, 0.05, pytest.approx((0.88, 0.94, 1.03)))
    table = section.pay_table(incentives.outcomes(incentives.simulate(own)))
    assert table.loc[0, "支払い：10%（円）"] == table.loc[0, "支払い：90%（円）"] == 500_000_000
    least, most = incentives.extent(own)
    assert (least, most) == (pytest.approx(475e6), pytest.approx(525e6))
    setting = form.setting(standard["orders"], contract_ways.HELD)
    shown = section.contracts_table(setting, contract_ways.compared(setting)).set_index("頼み方")
    assert shown.loc["個別発注", "費用の差：基本（円）"] == 0
    assert (shown["費用：10%（円）"] <= shown["費用：90%（円）"]).all()


def test_files_go_out_and_come_back(standard):
    content = workbook.export_bytes(
        form.TITLE, form.FORMS, standard, results=[Result("結果", pd.DataFrame({"a": [1]}))], issued_on=date(2026, 11, 24)
    )  # fmt: skip
    read, _ = reader.read_all("試算.xlsx", content, form.FORMS, None)
    for key, rows in standard.items():
        assert not read[key].problems
        pd.testing.assert_frame_equal(read[key].rows.reset_index(drop=True), rows, check_dtype=False)


def test_template_has_examples_of_invented_places_only():
    book = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes(form.TITLE, form.FORMS)))
    assert {"成果の指標", "成果連動の前提", "契約の前提"} <= set(book.sheetnames)
    assert "甲市" in str([cell.value for row in book["記入例（成果連動の前提）"].iter_rows() for cell in row])


def test_the_worked_example_and_back_to_the_defaults(open_page):
    app = open_page(PAGE)
    app.button(key="incentives_example").click().run()
    assert not app.exception and not app.error
    assert "架空の例を表示しています" in texts(app)
    app.button(key="incentives_clear").click().run()
    assert not app.exception and "固定なら 50,000万円" in texts(app)


def test_terms_that_contradict_themselves_are_told_on_the_page(open_page):
    app = open_page(PAGE)
    held = app.session_state["incentives_brought"]
    held.tables["indicators"].loc[0, "good"] = 99
    held.number += 1
    app.run()
    assert not app.exception
    assert "加算の境を、減額の境より良い値にしてください" in texts(app)
