"""人の群マネ: advisers for a municipality, its consultation sheet, what follows, and where help is needed."""

import io
import shutil
import subprocess
from datetime import date

import docx
import openpyxl
import pandas as pd
import pytest
from page_texts import texts

from analysis import advisers as matching
from dashboard import queries
from dashboard.exports import documents, fonts
from dashboard.forms import reader, workbook
from japan import calendar
from pages.people import adviser_form, advisers, consultation
from pages.people.adviser_form import ADVISERS, CONSULTATIONS

PAGE = "pages/people/page.py"
TOWN = "353051"  # 周防大島町, an island
EXAMPLES = ADVISERS.table(ADVISERS.examples)


def sheet(code: str, question: str = "", rows: pd.DataFrame | None = None) -> consultation.Consultation:
    muni = queries.municipalities().set_index("lg_code", drop=False).loc[code]
    need = advisers.need_of(muni, question)
    found = pd.DataFrame() if rows is None else advisers.candidates(rows, need)
    return consultation.made(muni, question, need, found)


def test_without_a_municipality_and_a_register_the_page_says_what_to_do(open_page):
    app = open_page(PAGE)
    shown = texts(app)
    assert not app.exception and not app.error
    assert "市区町村を選ぶと、要りそうな助言と相談票を示します" in shown
    assert "名簿は同梱していません" in shown
    assert "の助言が要りそうな市区町村は全国に" in shown


def test_a_municipality_finds_its_desk_and_invented_advisers(open_page):
    app = open_page(PAGE, muni=TOWN)
    app.button(key="advisers_example").click().run()
    shown = texts(app)
    assert not app.exception and not app.error
    assert "周防大島町に要りそうな助言" in shown and "弱み「" in shown
    assert "架空の例の名簿" in shown and "山口県で活動できる" in shown
    assert "**相談先**　中国地方整備局" in shown
    assert "名簿で助言できる人がいないのは" in shown


def test_words_of_the_question_raise_help(open_page):
    app = open_page(PAGE, muni="131016")
    app.text_area(key="consultation_question").set_value("ドローンの新技術を試したい").run()
    assert "新技術・データ　:gray[相談の言葉]" in texts(app)


@pytest.mark.parametrize("code", ["013641", "131016", "473821", "462152", "292125"])
def test_any_municipality_gets_a_sheet_with_its_own_facts(dashboard_database, code):
    one = sheet(code)
    assert one.name.split(" ")[0] in "".join(one.desk["prefectures_served"])
    assert len(one.facts) and one.facts["時点"].str.len().gt(0).all()
    assert set(one.facts["種類"]) <= {"公表値", "算出値", "推計"}


def test_word_holds_facts_needs_and_candidates(dashboard_database):
    one = sheet(TOWN, "橋の補修の工法\x07を選びたい", EXAMPLES)
    book = docx.Document(io.BytesIO(documents.document_bytes("相談票", consultation.blocks(one))))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text for paragraph in book.paragraphs), *cells])
    for wanted in ("中国地方整備局", "橋の補修の工法を選びたい", "管理する橋の数", "乙の技術者", "経過", "出典：", "本ダッシュボードの仮定"):  # fmt: skip
        assert wanted in words
    facts = queries.place_facts([TOWN]).set_index("item")
    assert f"{facts.loc['bridges_managed', 'value']:,.0f}橋" in words


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_pdf_holds_the_same(dashboard_database, tmp_path):
    font = fonts.japanese()
    if font is None:
        pytest.skip("no Japanese font")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(consultation.pdf_bytes(sheet(TOWN, "補修\n" * 40, EXAMPLES), font))
    words = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert words.count("補修\n") >= 40 and "2/2" in words.replace(" ", "")
    for wanted in ("中国地方整備局", "要りそうな助言", "乙の技術者", "出典：", "本ダッシュボードの仮定"):
        assert wanted in words


def test_excel_goes_on_as_the_record(dashboard_database):
    one = sheet(TOWN, "=1+1 橋の点検", EXAMPLES)
    content = consultation.excel_bytes(one)
    read = reader.read("相談票.xlsx", content, CONSULTATIONS)
    assert not read.problems
    row = read.rows.iloc[0]
    assert (row["place"], row["state"], row["question"]) == ("山口県 周防大島町", "受付", "=1+1 橋の点検")
    assert "候補" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def test_a_consultation_is_added_followed_and_told_when_late(open_page):
    app = open_page(PAGE, muni=TOWN)
    app.button(key="consultation_add").click().run()
    assert not app.exception
    assert "相談は1件、続いているのは1件です" in texts(app)
    app.button(key="consultations_example").click().run()
    assert "相談は3件、続いているのは2件です" in texts(app)
    late = sum(
        date.fromisoformat(one["next_on"]) < calendar.today()
        for one in CONSULTATIONS.examples
        if one["next_on"]
    )
    assert (f"過ぎた相談が{late}件" in texts(app)) == bool(late)


def test_templates_come_back_and_name_nobody_real():
    for form in (ADVISERS, CONSULTATIONS):
        rows = form.table(form.examples)
        content = workbook.export_bytes(form.title, [form], {form.key: rows}, issued_on=date(2026, 11, 29))
        read = reader.read("名簿.xlsx", content, form)
        assert not read.problems
        pd.testing.assert_frame_equal(read.rows.reset_index(drop=True), rows, check_dtype=False)
    assert EXAMPLES["organisation"].str.contains("架空|架空の").all()
    assert EXAMPLES["name"].str[0].isin(list("甲乙丙丁")).all()


def test_other_headings_of_a_register_are_understood():
    content = (
        "氏名,所属機関,得意な相談,地域\n甲の技術者,甲大学,点検・診断,全国\n,乙,計画づくり,全国\n".encode()
    )
    read = reader.read("名簿.csv", content, ADVISERS)
    assert read.rows["name"].to_list() == ["甲の技術者"] and len(read.problems) == 1
    assert len(matching.matched(read.rows, matching.need({}, "点検", "山口県"))) == 1


def test_needs_add_up_to_the_declared_rules(dashboard_database):
    """Counted again from the states of each rule, municipality by municipality."""
    needs = matching.needs_by_prefecture(advisers.own_queries.types())
    assert (needs.groupby("topic")["municipalities"].sum() == 1741).all()
    own = needs[needs["topic"] == matching.REPAIR]
    states = queries.type_states("unsound_bridges")["state"]  # the one rule that raises it
    assert own["needing"].sum() == (states == "yes").sum()
    assert own["unknown"].sum() == (states == "unknown").sum()


def test_a_register_of_strange_cells_breaks_nothing(open_page):
    app = open_page(PAGE, muni=TOWN)
    app.button(key="advisers_example").click().run()
    held = app.session_state["advisers_brought"]
    held.tables["advisers"].loc[0, ["name", "topics", "regions", "organisation"]] = ["**太字**[x](y)", "点検・診断、なぞ", "どこか", None]  # fmt: skip
    held.number += 1
    app.run()
    assert not app.exception
    assert "探すのに使えません：なぞ" in texts(app)


def test_an_unknown_kind_of_help_in_the_address_is_told(open_page):
    app = open_page(PAGE, topic="なぞ")
    assert not app.exception
    assert "「点検・診断」の助言が要りそうな市区町村" in texts(app)


def test_every_state_and_choice_of_the_examples_is_declared():
    assert set(CONSULTATIONS.table(CONSULTATIONS.examples)["state"]) <= set(adviser_form.STATES)
    for column, known in (("topics", matching.TOPICS), ("fields", matching.FIELDS)):
        named = {one for cell in EXAMPLES[column] for one in matching.parts(cell)}
        assert named <= set(known)
