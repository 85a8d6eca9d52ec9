"""What every tool page promises: files are written outside the session, uploads stay in its memory and go with it."""

import gc
import logging
import os
import stat
import sys
import tempfile
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from order_sheet import PAGE, ROWS, SECRET, filled, metrics, upload
from page_texts import texts

from dashboard.forms import workbook
from pages.orders.form import FORM

ROOT = Path(__file__).parents[2]
OPENED_FOR_WRITING: list[str] = []
IS_WATCHED = False


def _watch(event: str, arguments: tuple) -> None:
    is_writing = IS_WATCHED and event == "open" and arguments[1] and set(str(arguments[1])) & set("wax+")
    if is_writing and not _is_pipe(arguments[0]):
        OPENED_FOR_WRITING.append(str(arguments[0]))


def _is_pipe(opened: object) -> bool:
    """Whether a descriptor is a way to a child process; those that read uploads cannot write files (test_workers.py)."""
    return isinstance(opened, int) and stat.S_ISFIFO(os.fstat(opened).st_mode)


sys.addaudithook(_watch)


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
        (
            "pages/workforce/page.py",
            ["workforce_example"],
            {"workforce_template", "workforce_export", "workforce_deck"},
        ),
        (
            PAGE,
            ["orders_example"],
            {"orders_template", "orders_export", "orders_deck", "orders_anonymised"},
        ),
        (
            "pages/requests/page.py",
            ["requests_example"],
            {
                "requests_template",
                "requests_export",
                "requests_deck",
                "requests_public_csv",
                "requests_public_xlsx",
                "requests_to_effects",
            },
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
def test_every_file_can_be_written_where_streamlit_writes_it(open_page, monkeypatch, page, buttons, wanted):
    """When a button is pressed the file is written by a thread that does not know the session."""
    offered: dict[str, Callable[[], bytes]] = {}
    drawn = st.download_button

    def noted(label: str, data: Callable[[], bytes], **options: object) -> bool:
        offered[options["key"]] = data
        return drawn(label, data, **options)

    monkeypatch.setattr(st, "download_button", noted)
    app = open_page(page)
    for button in buttons:
        app.button(key=button).click().run()
    assert not app.error, texts(app)
    with ThreadPoolExecutor(1) as apart:
        written = {key: apart.submit(data).result() for key, data in offered.items()}
    assert wanted <= set(written)
    assert all(written.values())


def test_uploads_stay_in_the_memory_of_the_session(open_page, caplog, capfd, monkeypatch, temporary):
    """No file is opened for writing, no file of the project or of the temporary folder holds it, no log or output names it, and
    another session does not see it."""
    caplog.set_level(logging.DEBUG)
    content, began = filled(ROWS), time.time()
    app = open_page(PAGE)
    monkeypatch.setitem(globals(), "IS_WATCHED", True)
    upload(app, ("ヒミツの台帳.xlsx", content))
    assert metrics(app)["契約金額（Σ）"] == "1,500万円"
    brought = app.session_state["orders_brought"]
    workbook.export_bytes("発注状況", [FORM], brought.tables, issued_on=date(2026, 4, 1))

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
    for output_text in (caplog.text, output.out, output.err):
        assert SECRET not in output_text
        assert "ヒミツの台帳" not in output_text
    other = open_page(PAGE)
    assert not other.metric
    assert "orders_brought" not in other.session_state


def test_uploads_are_gone_with_the_session(open_page):
    """Nothing outlives it: no cache, no list of the server keeps hold of what was read."""
    app = upload(open_page(PAGE), ("ヒミツの台帳.xlsx", filled(ROWS)))
    brought = app.session_state["orders_brought"]
    references = [weakref.ref(brought), weakref.ref(brought.tables["orders"])]
    assert all(one() is not None for one in references)
    del app, brought
    gc.collect()
    assert [one() for one in references] == [None, None]


def test_nothing_of_a_reader_is_shared_or_written(open_page, tmp_path, monkeypatch):
    """Another session sees nothing, and no file appears."""
    monkeypatch.chdir(tmp_path)
    page = "pages/effects/page.py"
    app = open_page(page)
    app.button(key="effects_example").click().run()
    assert "effects_brought" in app.session_state
    assert "effects_brought" not in open_page(page).session_state
    assert not list(tmp_path.rglob("*"))
