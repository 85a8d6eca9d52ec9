"""Words and pictures of a presenter's own: brought, moved, shown, taken away."""

import io
import re

import pytest
from browser_pages import opened_pages, wait_for_script
from PIL import Image
from playwright.sync_api import Page, expect
from pptx import Presentation

SHOWN = ".room .slide[style*='visibility: visible']"
READY = ".briefing[data-state=ready]"
DECK = "briefing?pref=35&slides=cover,next"


@pytest.fixture
def open_page(context, app):
    with opened_pages(context, app, settle) as go:
        yield go


def settle(page: Page) -> None:
    page.wait_for_selector(READY, timeout=60_000)
    wait_for_script(page)


def photograph() -> dict:
    output = io.BytesIO()
    Image.new("RGB", (800, 500), "#C4570B").save(output, "JPEG")
    return {"name": "甲橋のいま.jpg", "mimeType": "image/jpeg", "buffer": output.getvalue()}


def bring(page: Page, file: dict) -> None:
    page.get_by_text("自分のスライドを加える").click()
    page.locator("input[type=file]").set_input_files(file)


def download_of(page: Page, slides: int) -> Presentation:
    button = page.get_by_role("button", name=f"PowerPoint（{slides}枚")
    expect(button).to_be_visible(timeout=30_000)
    with page.expect_download(timeout=60_000) as download:
        button.click()
    return Presentation(download.value.path())


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_picture_is_brought_moved_shown_and_taken_away(open_page, width, height):
    page = open_page(DECK, width, height)
    bring(page, photograph())
    expect(page.locator("li[data-id=picture1] img.own")).to_be_visible(timeout=30_000)
    page.get_by_role("textbox", name="画像1の見出し").fill("甲橋の桁端")
    page.keyboard.press("Enter")
    expect(page.locator("li[data-id=picture1] h2")).to_have_text("甲橋の桁端", timeout=30_000)
    page.get_by_role("button", name="画像1を前へ").click()
    page.wait_for_function("() => decodeURIComponent(location.href).includes('slides=cover,picture1,next')")
    deck = download_of(page, 3)
    assert [slide.shapes.title.text_frame.text for slide in deck.slides][1] == "甲橋の桁端"
    page.get_by_role("button", name="発表を始める").click()
    page.keyboard.press("ArrowRight")
    picture = page.locator(f"{SHOWN} img.own")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => [one.naturalWidth, one.naturalHeight]") == [800, 500]
    body, image = page.locator(f"{SHOWN} .body").bounding_box(), picture.bounding_box()
    assert image["height"] <= body["height"] + 1 and image["width"] <= body["width"] + 1


def test_a_picture_stays_in_the_session_and_nowhere_else(open_page):
    page = open_page(DECK)
    bring(page, photograph())
    expect(page.locator("li[data-id=picture1]")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="用語集").click()
    expect(page.get_by_role("heading", name="用語集")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="ブリーフィング").click()
    expect(page.locator("li[data-id=picture1] img.own")).to_be_visible(timeout=60_000)
    page.wait_for_function("() => location.href.includes('picture1')")
    other = open_page(page.evaluate("location.pathname + location.search").lstrip("/"))
    expect(other.get_by_text("置いた人の画面だけに")).to_be_visible(timeout=30_000)
    expect(other.locator("li[data-id=picture1]")).to_have_count(0)
    page.get_by_text("自分のスライドを加える").click()
    page.get_by_role("button", name="画像1を外す").click()
    expect(page.locator("li[data-id=picture1]")).to_have_count(0, timeout=30_000)


def test_what_is_no_picture_is_refused_in_words(open_page):
    page = open_page(DECK)
    bring(page, {"name": "偽物.png", "mimeType": "image/png", "buffer": b"<svg onload='alert(1)'/>"})
    expect(page.get_by_text(re.compile("^偽物.png：画像として開けません。"))).to_be_visible(timeout=30_000)
    expect(page.locator("li[data-id=cover]")).to_be_visible()


def test_words_open_again_from_the_address(open_page):
    page = open_page(DECK)
    page.get_by_text("自分のスライドを加える").click()
    box = page.get_by_role("textbox", name="文1のスライド")
    box.fill("決めたいこと\n・<b>だれ</b>がまとめるか\n" + "長い文です。" * 30)
    box.press("Control+Enter")
    expect(page.locator("li[data-id=text1]")).to_be_visible(timeout=30_000)
    page.wait_for_function("() => location.href.includes('text1=')")
    again = open_page(page.evaluate("location.pathname + location.search").lstrip("/") + "&show=1&slide=3")
    expect(again.locator(f"{SHOWN} h2")).to_have_text("決めたいこと")
    words = again.locator(f"{SHOWN} .words")
    expect(words).to_contain_text("・<b>だれ</b>がまとめるか")
    body = again.locator(f"{SHOWN} .body")
    assert words.bounding_box()["height"] <= body.bounding_box()["height"] + 1
    assert "ダッシュボードのデータではありません" in again.locator(f"{SHOWN} footer").inner_text()
