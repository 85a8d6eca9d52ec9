"""対応状況 in a browser: the example is one click away and its map is drawn, also on a phone."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("width", [1440, 390])
def test_example_draws_its_map_and_offers_the_public_file(browser, app, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{app}requests")
    expect(page.locator("h1")).to_have_text("対応状況", timeout=60_000)
    page.get_by_role("button", name="架空の例で試す").click()
    expect(page.get_by_text("架空の例を表示しています（対応 120行）。")).to_be_visible(timeout=30_000)
    page.get_by_role("heading", name="地図").scroll_into_view_if_needed()
    expect(page.get_by_text("期限を過ぎた件がある")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="公開用（CSV）")).to_have_count(1, timeout=30_000)
    page.close()
