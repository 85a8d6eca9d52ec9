"""A reader fills the template of 発注状況 in a spreadsheet program and drops it on the page."""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from dashboard.exports import mime
from dashboard.forms import workbook
from pages.orders.form import FORM

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page(context, app):
    opened = context.new_page()
    opened.goto(f"{app}orders")
    expect(opened.locator("h1")).to_have_text("発注状況", timeout=60_000)
    yield opened
    opened.close()


def test_filled_template_shows_its_total(page):
    book = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes("発注状況", [FORM])))
    keys = [column.key for column in FORM.columns]
    for row, amount in ((4, 12_000_000), (5, "３，４５０，０００")):
        book["発注"].cell(row, keys.index("municipality") + 1, "甲市")
        book["発注"].cell(row, keys.index("amount") + 1, amount)
    output = io.BytesIO()
    book.save(output)
    page.locator("input[type=file]").set_input_files(
        {"name": "甲市.xlsx", "mimeType": mime.XLSX, "buffer": output.getvalue()}
    )
    expect(page.get_by_text("1,545万円", exact=True)).to_be_visible(timeout=20_000)
    expect(page.get_by_text("読み込んだもの：甲市.xlsx（発注 2行）")).to_be_visible()
    page.get_by_role("button", name="消す").click()
    expect(page.get_by_text("1,545万円", exact=True)).to_have_count(0, timeout=20_000)


WATCH = """
import os, sys

opened = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
NO_FILES = ("/dev/null", "/proc/self/oom_score_adj")  # of a child process that begins; numbers are its pipes

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, int) or path in NO_FILES:
            return
        if set(mode or "") & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR):
            os.write(opened, f"{path}\\n".encode())

sys.addaudithook(watch)
"""


def test_the_server_opens_no_file_for_what_is_uploaded(serve, browser, dashboard_database, tmp_path):
    """Not even for a moment, and not for a file of several megabytes."""
    (tmp_path / "sitecustomize.py").write_text(WATCH, "utf-8")
    opened = tmp_path / "opened.txt"
    address = serve(
        ROOT / "app.py",
        DASHBOARD_DB=str(dashboard_database),
        PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}",
        PYTHONDONTWRITEBYTECODE="1",
        OPENED=str(opened),
    )
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}orders")
    expect(page.locator("h1")).to_have_text("発注状況", timeout=60_000)
    before = opened.read_text("utf-8")
    rows = "".join(f"甲市,{'とても長い件名' * 20},1000\n" for _ in range(8_000))
    content = f"市区町村,件名,金額\n{rows}".encode()
    assert len(content) > 3_000_000
    page.locator("input[type=file]").set_input_files(
        {"name": "甲市.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(page.get_by_text("800万円", exact=True)).to_be_visible(timeout=60_000)
    page.close()
    assert opened.read_text("utf-8") == before
