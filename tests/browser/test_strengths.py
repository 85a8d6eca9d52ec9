"""From a weak point to a case that answers it, and the outlook of a place, in a browser and on a phone."""

import pytest
from browser_pages import bring_into_sight, wait_for_script
from playwright.sync_api import expect

NO_WIDER = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_weak_point_leads_to_cases_filtered_by_its_remedy(open_page, width):
    page = open_page("strengths?pref=35&muni=353051", width)
    link = page.get_by_role("link", name="垂直連携の事例").first
    link.scroll_into_view_if_needed()
    assert page.evaluate(NO_WIDER)
    link.click()
    page.wait_for_url("**/cases?**kind=vertical**")
    wait_for_script(page)
    expect(page.get_by_role("heading", name="事例の一覧").first).to_be_attached()


def test_a_near_case_leads_to_its_card(open_page):
    page = open_page("profile?pref=05&muni=052043")
    page.get_by_role("link", name="大館市").first.click()
    page.wait_for_url("**/cases?**case=**")
    expect(page.get_by_role("button", name="閉じる").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="閉じる").first.click()
    expect(page.get_by_role("button", name="閉じる")).to_have_count(0, timeout=60_000)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_outlook_is_drawn_and_no_wider_than_the_screen(open_page, width):
    page = open_page("profile?pref=35&muni=352152&ahead=2045", width)
    for key in ("outlook_people", "outlook_aged"):
        bring_into_sight(page, page.locator(f".st-key-{key}"))
    expect(page.get_by_text("2045年の周南市の人口は98,471人").first).to_be_visible()
    assert page.evaluate(NO_WIDER)
