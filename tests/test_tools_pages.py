"""現状把握 and 発注状況 as a reader uses them: example, upload, what is said, what is taken away, and that nothing stays."""

import gc
import io
import logging
import sys
import tempfile
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from analysis import workforce
from dashboard.exports import mime
from dashboard.forms import declaration, workbook
from pages.orders import sections as orders_page
from pages.workforce import sections as workforce_page

ROOT = Path(__file__).parents[1]
ORDERS, WORKFORCE = "pages/orders/page.py", "pages/workforce/page.py"
SECRET = "ヒミツ建設"
OPENED_FOR_WRITING: list[str] = []
IS_WATCHED = False


def _watch(event: str, arguments: tuple) -> None:
    if IS_WATCHED and event == "open" and arguments[1] and set(str(arguments[1])) & set("wax+"):
        OPENED_FOR_WRITING.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.fixture
def open_page(dashboard_database):
    def opened(page: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        return app.switch_page(page).run()

    return opened


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, mime.XLSX) for name, content in files])
    return app.run()


def texts(app: AppTest) -> str:
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info, *app.error]
    return "\n".join(part.value for part in parts)


def metrics(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def filled(rows: list[dict]) -> bytes:
    """The template of 発注状況 with rows written into it as a spreadsheet program would."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes("発注状況", [orders_page.FORM])))
    sheet = book["発注"]
    at = {column.key: number for number, column in enumerate(orders_page.FORM.columns, start=1)}
    for number, row in enumerate(rows, start=4):
        for key, value in row.items():
            sheet.cell(number, at[key], value)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


ROWS = [
    {"title": "巡回", "municipality": "甲市", "department": "道路課", "sector": "道路", "work_type": "巡回", "contractor": f"㈱{SECRET}",
     "start": date(2026, 4, 1), "end": date(2027, 3, 31), "amount": 12_000_000},
    {"title": "清掃", "municipality": "甲市", "department": "公園課", "sector": "公園", "work_type": "清掃", "contractor": f"（株）{SECRET}",
     "start": "R8.4.1", "end": "令和9年3月31日", "amount": "３，０００，０００"},
]  # fmt: skip


class TestOrders:
    def test_example_is_one_click_away_and_its_totals_agree(self, open_page):
        app = open_page(ORDERS)
        app.button(key="orders_example").click().run()
        assert not app.error, texts(app)
        rows = orders_page.FORM.table(orders_page.FORM.examples)
        assert metrics(app)["契約（Σ）"] == f"{len(rows)}件"
        assert metrics(app)["契約金額（Σ）"] == f"{rows['amount'].sum() / 10_000:,.0f}万円"
        assert f"Σ {rows['amount'].sum() / 10_000:,.0f}万円（上の契約金額Σと同じ）" in texts(app)
        assert "架空の例を表示しています" in texts(app)

    def test_filled_template_is_counted(self, open_page):
        app = upload(open_page(ORDERS), ("甲市.xlsx", filled(ROWS)))
        assert not app.error, texts(app)
        assert metrics(app)["契約金額（Σ）"] == "1,500万円"
        assert metrics(app)["受注者"] == "1社"
        assert "同じ受注者" in texts(app)

    def test_two_files_stand_side_by_side(self, open_page):
        other = [{**ROWS[0], "municipality": "乙町"}]
        app = upload(open_page(ORDERS), ("甲市.xlsx", filled(ROWS)), ("乙町.xlsx", filled(other)))
        assert metrics(app)["契約（Σ）"] == "3件"
        assert "甲市.xlsx、乙町.xlsx" in texts(app)

    def test_bad_rows_are_listed_with_their_cells_and_good_ones_counted(self, open_page):
        app = upload(
            open_page(ORDERS), ("甲市.xlsx", filled([*ROWS, {"title": "x"}, {"municipality": "甲市", "amount": "約5"}]))
        )  # fmt: skip
        assert metrics(app)["契約（Σ）"] == "3件"
        listed = next(frame.value for frame in app.dataframe if "セル" in frame.value)
        assert listed["セル"].to_list() == ["B6", "N7"]

    def test_a_file_that_is_no_table_is_refused_with_its_name(self, open_page):
        app = upload(open_page(ORDERS), ("壊れた.xlsx", b"PK\x03\x04broken"))
        assert "壊れた.xlsx" in app.error[0].value
        assert not app.metric

    def test_other_headings_are_asked_for(self, open_page):
        output = io.BytesIO()
        pd.DataFrame({"どこ": ["甲市"], "いくら": [5_000_000]}).to_excel(output, index=False, engine="xlsxwriter")  # fmt: skip
        app = upload(open_page(ORDERS), ("一覧.xlsx", output.getvalue()))
        assert "見出し「市区町村」が見つかりません" in app.error[0].value
        asked = {box.label: box for box in app.selectbox}
        asked["市区町村（必須）"].select("どこ")
        asked["金額（円）"].select("いくら").run()
        assert metrics(app)["契約金額（Σ）"] == "500万円"

    def test_clearing_leaves_nothing_of_what_was_brought(self, open_page):
        app = upload(open_page(ORDERS), ("甲市.xlsx", filled(ROWS)))
        app.button(key="orders_clear").click().run()
        assert not app.metric
        assert SECRET not in repr(app.session_state)
        assert not any(
            f"orders_{name}" in app.session_state for name in ("brought", "found", "looked", "signature")
        )

    def test_what_was_brought_stays_when_the_page_changes_and_comes_back(self, open_page):
        app = upload(open_page(ORDERS), ("甲市.xlsx", filled(ROWS)))
        app.switch_page(WORKFORCE).run()
        app.switch_page(ORDERS).run()
        assert metrics(app)["契約金額（Σ）"] == "1,500万円"


class TestWorkforce:
    def test_example_shows_all_sections_and_reconciles(self, open_page):
        app = open_page(WORKFORCE)
        app.button(key="workforce_example").click().run()
        assert not app.error, texts(app)
        total = sum(map(sum, workforce_page.AGES.values()))
        assert metrics(app)["職員数（Σ）"] == f"{total}人"
        ideal, actual = (sum(pair[at] for pair in workforce_page.HOURS_OF.values()) for at in (0, 1))
        assert metrics(app)["差（Σ）"] == f"{actual - ideal:+,}時間／年"
        assert "推計" in texts(app)

    def test_more_hires_leave_more_people_and_change_nothing_for_those_of_today(self, open_page):
        app = open_page(WORKFORCE)
        app.button(key="workforce_example").click().run()
        before = next(frame.value for frame in app.dataframe if "10年後（人）" in frame.value)
        app.slider(key="workforce_hires_1").set_value(5.0).run()
        after = next(frame.value for frame in app.dataframe if "10年後（人）" in frame.value)
        pd.testing.assert_frame_equal(before, after)

    def test_blank_grid_can_be_started(self, open_page):
        app = open_page(WORKFORCE)
        app.button(key="workforce_blank").click().run()
        assert not app.error, texts(app)
        assert "職員か業務時間を入力すると" in texts(app)

    def test_exported_file_brings_back_numbers_and_assumptions(self, open_page):
        rows = {form.key: form.table(form.examples) for form in workforce_page.FORMS}
        content = workbook.export_bytes(
            "現状把握",
            workforce_page.FORMS,
            rows,
            assumptions=[
                declaration.Assumption("採用", 2.5, "人"),
                declaration.Assumption("定年（固定）", 67, "歳"),
            ],
            made_on=date(2026, 4, 1),
        )
        app = upload(open_page(WORKFORCE), ("現状把握.xlsx", content))
        assert not app.error, texts(app)
        assert metrics(app)["職員数（Σ）"] == f"{sum(map(sum, workforce_page.AGES.values()))}人"
        assert app.slider(key="workforce_hires_1").value == 2.5
        assert app.selectbox(key="workforce_retire_1").value == 67

    def test_years_are_no_amounts(self):
        rows = workforce.outlook(pd.Series(1.0, index=list(workforce.BANDS)), workforce.Assumptions(2026), 1)
        assert workforce_page.outlook_table(rows)["4月1日"].to_list() == ["2026年", "2027年"]

    def test_slides_have_native_charts(self):
        staff = workforce_page.STAFF.table(workforce_page.STAFF.examples)
        hours = workforce_page.HOURS.table(workforce_page.HOURS.examples)
        assumed, listed = workforce.Assumptions(2026), [declaration.Assumption("対象の職種", "土木")]
        content = workforce_page.deck(staff, hours, "municipality", assumed, staff, listed, True)
        shapes = [shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes]
        assert sum(shape.has_chart for shape in shapes) == 3
        assert sum(shape.has_table for shape in shapes) == 2


@pytest.fixture
def temporary(monkeypatch, tmp_path):
    """The empty folder where temporary files would go."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("page", "buttons", "wanted"),
    [
        (WORKFORCE, ["workforce_example"], {"workforce_template", "workforce_export", "workforce_deck"}),
        (
            ORDERS,
            ["orders_example"],
            {"orders_template", "orders_export", "orders_deck", "orders_anonymised"},
        ),
        (
            "pages/effects/page.py",
            ["effects_example"],
            {"effects_template", "effects_export", "effects_deck"},
        ),
        (
            "pages/survey/page.py",
            ["survey_example", "example_answers"],
            {"survey_template", "out_saved", "survey_results_export", "survey_results_deck"},
        ),
        ("pages/steps/page.py", ["steps_example"], {"steps_export", "draft_pptx", "draft_docx"}),
    ],
)
def test_every_file_can_be_made_where_streamlit_makes_it(open_page, monkeypatch, page, buttons, wanted):
    """When a button is pressed the file is made by a thread that does not know the session."""
    offered: dict[str, Callable[[], bytes]] = {}
    drawn = st.download_button

    def noted(label: str, data: Callable[[], bytes], **said: object) -> bool:
        offered[said["key"]] = data
        return drawn(label, data, **said)

    monkeypatch.setattr(st, "download_button", noted)
    app = open_page(page)
    for button in buttons:
        app.button(key=button).click().run()
    assert not app.error, texts(app)
    with ThreadPoolExecutor(1) as apart:
        made = {key: apart.submit(data).result() for key, data in offered.items()}
    assert wanted <= set(made)
    assert all(made.values())


def test_uploads_stay_in_the_memory_of_the_session(open_page, caplog, capfd, monkeypatch, temporary):
    """No file is opened for writing, no file of the project or of the temporary folder holds it, no log or output names it, and
    another session does not see it."""
    caplog.set_level(logging.DEBUG)
    content, began = filled(ROWS), time.time()
    app = open_page(ORDERS)
    monkeypatch.setitem(globals(), "IS_WATCHED", True)
    upload(app, ("ヒミツの台帳.xlsx", content))
    assert metrics(app)["契約金額（Σ）"] == "1,500万円"
    brought = app.session_state["orders_brought"]
    workbook.export_bytes("発注状況", [orders_page.FORM], brought.tables, made_on=date(2026, 4, 1))

    monkeypatch.setitem(globals(), "IS_WATCHED", False)
    assert OPENED_FOR_WRITING == []
    assert list(temporary.iterdir()) == []
    folders = [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    changed = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.stat().st_mtime >= began and path.suffix != ".pyc"
    ]
    assert not [path for path in changed if SECRET.encode() in path.read_bytes()]
    output = capfd.readouterr()
    for said in (caplog.text, output.out, output.err):
        assert SECRET not in said
        assert "ヒミツの台帳" not in said
    other = open_page(ORDERS)
    assert not other.metric
    assert "orders_brought" not in other.session_state


def test_uploads_are_gone_with_the_session(open_page):
    """Nothing outlives it: no cache, no list of the server keeps hold of what was read."""
    app = upload(open_page(ORDERS), ("ヒミツの台帳.xlsx", filled(ROWS)))
    brought = app.session_state["orders_brought"]
    kept = [weakref.ref(brought), weakref.ref(brought.tables["orders"])]
    assert all(one() is not None for one in kept)
    del app, brought
    gc.collect()
    assert [one() for one in kept] == [None, None]
