"""The shared register in a browser: a request from receipt to completion, at the machine that holds its file."""

import pytest
from playwright.sync_api import Page, expect

from register.model import OPERATOR
from register.store import Register

PATIENCE = 60_000  # milliseconds


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "register.sqlite"
    opened = Register(f"sqlite:///{path}")
    opened.create()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(deploy, register) -> str:
    return deploy(DASHBOARD_REQUESTS=register._engine.url.database)


def advance(page: Page, status: str) -> None:
    """Choose the next state and record it."""
    box = page.get_by_role("combobox", name="状態")
    box.click()
    page.get_by_role("option", name=status, exact=True).click()
    page.get_by_role("textbox", name="班・会社").fill("直営1班")
    page.get_by_role("button", name="対応を記録する").click()
    expect(page.get_by_role("heading", name=f"（甲市）　{status}")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("記録しました。")).to_be_visible(timeout=PATIENCE)


def test_from_receipt_by_way_of_a_look_and_an_order_to_completion(browser, address, register):
    page = browser.new_page(viewport={"width": 1440, "height": 1200})
    page.goto(f"{address}requests?desk=receive")
    expect(page.get_by_text("共同の台帳：この端末（管理・すべての団体）")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("textbox", name="団体").fill("甲市")
    page.get_by_role("textbox", name="氏名").fill("架空花子")
    page.get_by_role("textbox", name="内容", exact=True).fill("道路に穴があいています")
    page.get_by_role("button", name="受け付ける").click()
    expect(page.get_by_text("D000001 として受け付けました。")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="この件を開く").click()
    expect(page.get_by_text("氏名：架空花子")).to_be_visible(timeout=PATIENCE)
    for status in ("調査", "指示", "完了"):
        advance(page, status)
    assert "架空" not in page.url
    page.close()
    found = register.request(OPERATOR, 1)
    steps = [event.changes["status"][1] for event in found.events]
    assert (steps, found.state["kind"], found.state["crew"]) == (
        ["受付", "調査", "指示", "完了"],
        "舗装の穴",
        "直営1班",
    )
    assert found.personal == {"reporter_name": "架空花子", "content": "道路に穴があいています"}
