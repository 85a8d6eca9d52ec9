"""Presenting in a real browser: keys change slides at once and without the server, the address reopens what is shown."""

import re
from pathlib import Path

import pytest
from browser_pages import frames_sent, opened_pages
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
READY = ".briefing[data-state=ready]"


@pytest.fixture
def open_page(context, app):
    """The page carries what it asked of other hosts, and what it sent to the server."""
    with opened_pages(context, app, lambda page: page.wait_for_selector(READY, timeout=60_000), watch) as go:
        yield go


def watch(page: Page, _) -> None:
    page.asked, page.frames_sent = [], frames_sent(page)
    page.on("request", lambda request: page.asked.append(request.url))


def shown(page: Page) -> tuple[str, str]:
    """The number on the bar, and the sentence of the slide that is seen."""
    slide = page.locator(".room .slide").filter(visible=True)
    return page.locator(".count").inner_text(), slide.locator("h2").inner_text()


def test_keys_of_keyboard_and_clicker_change_slides_without_the_server(open_page, app):
    page = open_page("briefing?pref=35")
    page.get_by_role("button", name="発表を始める").click()
    expect(page.locator(".count")).to_have_text("1 / 12")
    page.wait_for_timeout(500)
    asked, sent = len(page.asked), len(page.frames_sent)
    seen = [shown(page)]
    for key in ("ArrowRight", "PageDown", "Space", "End", "PageUp", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        seen.append(shown(page))
    assert [number for number, _ in seen] == [f"{number} / 12" for number in (1, 2, 3, 4, 12, 11, 10, 1)]
    assert len({sentence for _, sentence in seen}) == 7
    assert len(page.frames_sent) == sent, "the server was asked"
    assert len(page.asked) == asked
    assert all(url.split("/")[2] == app.split("/")[2] for url in page.asked if url.startswith(("http", "ws")))


def test_address_reopens_the_same_slide_of_the_same_deck(open_page):
    page = open_page("briefing?pref=35&show=1&slide=2&theme=dark&slides=cover,money,next")
    expect(page.locator(".count")).to_have_text("2 / 3")
    assert "土木費" in shown(page)[1]
    assert page.locator(".screen").get_attribute("data-theme") == "dark"
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("slide=3"))
    address = page.url
    again = open_page(address.split("/", 3)[3])
    assert shown(again) == shown(page)


def test_notes_code_and_end(open_page):
    page = open_page("briefing?muni=353051&pref=35&show=1")
    page.keyboard.press("n")
    expect(page.locator(".notes")).to_be_visible()
    page.keyboard.press("q")
    expect(page.locator(".code svg")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".start")).to_be_visible()
    expect(page.locator("dialog")).not_to_be_visible()
    assert "show=" not in page.url


def test_slides_are_left_out_and_moved_and_the_address_says_so(open_page):
    page = open_page("briefing?pref=35&slides=cover,money,next")
    page.get_by_role("button", name="土木費を前へ").click()
    page.wait_for_function(
        "() => decodeURIComponent(location.href).includes('slides=money,cover,next')", timeout=20_000
    )
    page.locator("li[data-id=cover] input").uncheck()
    page.wait_for_function(
        "() => decodeURIComponent(location.href).includes('slides=money,next')", timeout=20_000
    )
    expect(page.get_by_role("button", name="PowerPoint（2枚")).to_be_visible(timeout=20_000)


def test_kiosk_goes_on_by_itself(open_page):
    page = open_page("briefing?pref=35&show=1&kiosk=5&slides=cover,next")
    expect(page.locator(".count")).to_have_text("2 / 2", timeout=10_000)


def test_one_chart_alone_and_the_address_copied(browser, app):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(app + "gap?pref=35")
    page.get_by_role("button", name="リンクをコピー").click(timeout=60_000)
    expect(page.get_by_text("コピーしました")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.goto(app + "gap?pref=35&embed=true#quadrants")
    expect(page.locator(".st-key-quadrants")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("注記と表は元の画面にあります")).to_be_visible()
    expect(page.locator("h1")).not_to_be_visible()
    expect(page.locator(".st-key-map")).not_to_be_visible()
    expect(page.get_by_role("heading", name="散布図")).to_be_visible()
    expect(page.get_by_text("出典：").first).to_be_visible()
    assert "only=quadrants" in page.url
    context.close()


def test_inside_another_page_there_are_charts_and_nothing_to_choose(context, app):
    page = context.new_page()
    page.goto(app + "gap?pref=35&embed=true")
    expect(page.locator(".st-key-quadrants")).to_be_visible(timeout=60_000)
    expect(page.locator(".st-key-map")).to_be_visible()
    expect(page.get_by_text("出典：").first).to_be_visible()
    for hidden in ('[data-testid="stSidebar"]', ".stSelectbox", ".share", ".stDownloadButton"):
        expect(page.locator(hidden).filter(visible=True)).to_have_count(0)
    page.close()
