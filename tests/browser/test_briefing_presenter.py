"""The presenter's own window beside the one that is projected, and nothing over the slide."""

import re

import pytest
from browser_pages import frames_sent, opened_pages
from playwright.sync_api import Page, expect

DECK = "briefing?pref=35&slides=cover,money,next"
SHOWN = ".room .slide[style*='visibility: visible']"


@pytest.fixture
def open_page(context, app):
    """The page carries what it sent to the server, and errors of its console."""
    ready = ".briefing[data-state=ready]"
    with opened_pages(context, app, lambda page: page.wait_for_selector(ready, timeout=60_000), watch) as go:
        yield go


def watch(page: Page, _) -> None:
    page.problems, page.frames_sent = [], frames_sent(page)
    page.on("console", lambda message: message.type == "error" and page.problems.append(message.text))


def presenting(page: Page) -> Page:
    """The presenter's window, opened from the page."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="発表者用の窓も開く").click()
    return opened.value


def heading(page: Page, frame: str) -> str:
    return page.locator(f"{frame} h2").inner_text()


def test_both_windows_go_on_together_without_the_server(open_page):
    page = open_page(DECK)
    presenter = presenting(page)
    expect(presenter.locator(".count")).to_have_text("1 / 3")
    page.wait_for_timeout(500)
    sent = len(page.frames_sent)
    coming = heading(presenter, ".after")
    presenter.keyboard.press("ArrowRight")
    expect(page.locator(".count")).to_have_text("2 / 3")
    assert heading(presenter, ".now") == coming == page.locator(f"{SHOWN} h2").inner_text()
    page.keyboard.press("End")
    expect(presenter.locator(".count")).to_have_text("3 / 3")
    expect(presenter.locator(".after")).to_contain_text("最後のスライドです。")
    presenter.get_by_role("button", name="前へ").click()
    expect(page.locator(".count")).to_have_text("2 / 3")
    expect(presenter.locator(".said p")).to_contain_text("災害復旧費は含みません")
    presenter.get_by_role("button", name="黒画面").click()
    expect(page.locator(".black")).to_be_visible()
    expect(presenter.locator(".now h1")).to_contain_text("黒画面を表示しています")
    assert len(page.frames_sent) == sent, "the server was asked"
    assert [one for one in page.problems if "Content Security Policy" in one] == []


def test_the_clock_runs_and_begins_anew(open_page):
    presenter = presenting(open_page(DECK))
    elapsed = presenter.get_by_role("timer")
    expect(elapsed).to_have_text(re.compile(r"0:0[1-9]"), timeout=10_000)
    assert re.fullmatch(r"\d{1,2}:\d\d", presenter.locator(".hour").inner_text())
    presenter.get_by_role("button", name="経過を0に戻す").click()
    expect(elapsed).to_have_text("0:00")


def test_the_end_closes_the_window_and_a_key_opens_it_anew(open_page):
    page = open_page(DECK)
    presenter = presenting(page)
    with presenter.expect_event("close"):
        page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    page.get_by_role("button", name="発表を始める").click()
    with page.expect_popup() as again:
        page.keyboard.press("p")
    expect(again.value.locator(".count")).to_have_text("1 / 3")
    page.reload()
    page.wait_for_selector(".briefing[data-state=ready]", timeout=60_000)
    assert again.value.is_closed()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (390, 844), (1024, 768)])
def test_nothing_lies_over_the_slide(open_page, width, height):
    page = open_page(f"{DECK}&show=1", width, height)
    page.keyboard.press("n")
    page.keyboard.press("q")
    page.mouse.move(width / 2, height / 3)
    slide = page.locator(SHOWN).bounding_box()
    assert slide["width"] > width * 0.3
    for over in (".notes", ".code", ".bar"):
        expect(page.locator(over)).to_be_visible()
        box = page.locator(over).bounding_box()
        is_beside = box["x"] >= slide["x"] + slide["width"] - 1
        is_below = box["y"] >= slide["y"] + slide["height"] - 1
        assert is_beside or is_below, over
