"""手引きから探す in a browser: it is found in the navigation and by the search, and its links carry the prefecture on; also on a phone."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("width", [1440, 390])
def test_a_question_leads_to_its_page_with_the_prefecture(open_page, width):
    page = open_page("handbook?pref=35", width=width)
    expect(page.locator("h1")).to_have_text("手引きから探す")
    question = page.get_by_text("Q　束ねる業務と束ねない業務（従来どおり）を、どう見極める？")
    question.scroll_into_view_if_needed()
    expect(question).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="組む相手の候補を、理由と一緒に見ます。").click()
    expect(page.locator("h1")).to_have_text("連携候補", timeout=30_000)
    page.wait_for_function("() => location.search.includes('pref=35')", timeout=20_000)


def test_the_search_finds_a_question_and_puts_it_first(open_page):
    page = open_page("glossary")
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    page.keyboard.type("費用をどう分担")
    expect(page.get_by_role("option").first).to_contain_text("手引き", timeout=20_000)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("手引きから探す", timeout=30_000)
    first = page.locator(".st-key-found_item")
    expect(first).to_contain_text("複数の自治体や部署で、費用をどう分担する？", timeout=20_000)
    assert "item=question-10" in page.url
