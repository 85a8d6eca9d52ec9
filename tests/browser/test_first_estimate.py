"""はじめの試算 in a browser: an answer at once, whole on a phone, and a number typed over a benchmark becomes one's own."""

import pytest
from playwright.sync_api import expect

PLACES = "effects?members=352012,353051"


@pytest.mark.parametrize("width", [1440, 390])
def test_choosing_places_answers_with_ranges_that_are_not_cut_off(open_page, width):
    page = open_page(PLACES, width=width)
    expect(page.get_by_role("heading", name="はじめの試算")).to_be_visible()
    saving = page.get_by_test_id("stMetric").filter(has_text="費用の差（1年）")
    value = saving.get_by_test_id("stMetricValue")
    expect(value).to_contain_text("〜")
    assert value.evaluate(
        "one => [one, ...one.querySelectorAll('*')].every(e => e.scrollWidth <= e.clientWidth + 1)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_number_typed_over_a_benchmark_is_ones_own(open_page):
    page = open_page(PLACES)
    expect(page.get_by_text("「どこから」が「目安」の16項目")).to_be_visible()
    grid = (
        page.get_by_test_id("stDataFrame").filter(has_text="どこから").filter(has_text="職員の時間単価").first
    )
    expect(grid).to_be_visible(timeout=20_000)
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(1_000)
    grid.click(
        position={"x": 60, "y": 36 + 35 * 4 + 17}
    )  # the label of the fifth row; its base is three to the right
    for _ in range(3):
        page.wait_for_timeout(200)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.keyboard.press("Control+a")
    page.keyboard.type("5000", delay=80)
    page.keyboard.press("Enter")
    expect(page.get_by_text("「どこから」が「目安」の15項目")).to_be_visible(timeout=20_000)
    expect(grid.get_by_test_id("glide-cell-3-4")).to_have_text("5000")
    expect(grid.get_by_test_id("glide-cell-5-4")).to_have_text("利用者の入力")
