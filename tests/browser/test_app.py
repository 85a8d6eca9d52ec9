"""The whole app in a real browser: nothing asked of other hosts, a clean console, choices that work."""

import time
from pathlib import Path

import pytest
from browser_pages import opened_pages, wait_for_script
from page_addresses import PATHS
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
# Streamlit looks for its server under the page's own address first; the browser reports those two as not found.
PROBES = ("/_stcore/health", "/_stcore/host-config")
WHOLE = 5_000  # pixels: all of a page comes into sight, and is drawn
# A map that is being drawn, or is in sight and will be.
IS_COMING = """holder => {
  const map = holder.shadowRoot?.querySelector('figure.choropleth');
  const isInSight = map?.clientWidth && map.getBoundingClientRect().top < innerHeight;
  return map?.dataset.state === 'loading' || (isInSight && map.dataset.state === 'waiting');
}"""
CHOROPLETH = "[data-testid=stBidiComponentIsolated]"


@pytest.fixture
def open_page(context, app):
    """The page carries what it asked of other hosts and what the console said."""
    with opened_pages(context, app, settle, watch) as go:
        yield go


def watch(page: Page, address: str) -> None:
    page.foreign, page.messages = [], []
    page.on(
        "request",
        lambda request: page.foreign.append(request.url) if is_foreign(request.url, address) else None,
    )
    page.on("console", lambda message: page.messages.append(message.text) if is_trouble(message) else None)
    page.on("pageerror", lambda error: page.messages.append(str(error)))


def is_foreign(url: str, address: str) -> bool:
    return url.startswith(("http:", "https:", "ws:", "wss:")) and address.split("/")[2] not in url


def is_trouble(message) -> bool:
    return message.type == "error" and not message.location["url"].endswith(PROBES)


def settle(page: Page) -> None:
    """Wait until the script has ended and every map in sight is painted."""
    wait_for_script(page)
    for holder in page.query_selector_all(CHOROPLETH):
        for _ in range(200):
            if not holder.evaluate(IS_COMING):
                break
            time.sleep(0.1)


def expect_in_address(page: Page, part: str) -> None:
    """Wait for the address to say it; the page changes it without loading anew."""
    page.wait_for_function("part => location.href.includes(part)", arg=part, timeout=20_000)


def test_first_deep_link_after_a_start_opens_its_page(open_page, serve, dashboard_database):
    """Of the app started by hand, too: until st.navigation has run once, Streamlit would answer "Page not found"."""
    address = serve(ROOT / "app.py", DASHBOARD_DB=str(dashboard_database))
    page = open_page("gap?pref=35&muni=353051", address=address)
    expect(page.locator("h1")).to_have_text("担い手×老朽化", timeout=30_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect_in_address(page, "pref=35")


@pytest.mark.parametrize("path", PATHS)
def test_page_fits_a_phone_and_a_desk_and_asks_nothing_of_other_hosts(open_page, path):
    """The strict content policy is in force: what it forbids would stand on the console."""
    page = open_page(path, 390, WHOLE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": WHOLE})
    settle(page)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert page.evaluate("document.documentElement.lang") == "ja"
    expect(page.get_by_role("alert").filter(has_text="表示できませんでした")).to_have_count(0)
    assert page.foreign == []
    assert page.messages == []


def test_from_the_nation_to_one_town(open_page):
    """The way of the newcomer: pick 山口県, find 周防大島町, read its real numbers with sources."""
    page = open_page("staffing")
    page.get_by_role("combobox", name="都道府県").click()
    page.get_by_role("combobox", name="都道府県").fill("山口")
    page.get_by_role("option", name="山口県").click()
    expect(page.get_by_role("heading", name="土木技師数　山口県", exact=True)).to_be_visible(timeout=20_000)
    page.get_by_role("combobox", name="市区町村").click()
    page.get_by_role("option", name="周防大島町").click()
    expect(page.get_by_role("heading", name="山口県 周防大島町")).to_be_visible(timeout=20_000)
    expect_in_address(page, "pref=35")
    expect_in_address(page, "muni=353051")
    page.get_by_role("link", name="担い手×老朽化").click()
    expect(page.locator("h1")).to_have_text("担い手×老朽化", timeout=20_000)
    settle(page)
    expect_in_address(page, "muni=353051")
    assert page.foreign == []
    assert page.messages == []


def test_both_metrics_of_gap_change_in_the_map_and_the_page_follows(open_page):
    page = open_page("gap?pref=35")
    pair = page.locator(CHOROPLETH).get_by_role("button", name="職員当たりの道路 × 資産の償却率")
    pair.click(timeout=30_000)
    expect(page.locator(f"{CHOROPLETH} .grid .y")).to_have_text("↑資産の償却率")
    expect(page.get_by_role("combobox", name="担い手の指標")).to_have_value(
        "職員100人当たりの道路延長", timeout=20_000
    )
    expect(page.get_by_role("combobox", name="施設の指標")).to_have_value("有形固定資産減価償却率")
    expect_in_address(page, "need=tangible_asset_depreciation_rate")
    page.get_by_role("combobox", name="担い手の指標").click()
    page.get_by_role("option", name="職員100人当たりの橋の数").click()
    expect(page.locator(f"{CHOROPLETH} .grid .x")).to_have_text("職員当たりの橋→", timeout=20_000)
    expect(pair).to_have_attribute("aria-pressed", "false")
    assert page.messages == []


def test_click_on_the_map_chooses_the_town(open_page):
    page = open_page("staffing?pref=35")
    figure = page.locator(f"{CHOROPLETH} figure")
    expect(figure).to_have_attribute("data-state", "ready", timeout=30_000)
    box = figure.locator(".still").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.47)
    expect_in_address(page, "muni=35")
    assert page.messages == []


def test_click_on_the_map_adds_a_town_to_the_group_and_another_takes_it_away(open_page):
    page = open_page("groups?members=352128,353051&pref=35")
    figure = page.locator(f"{CHOROPLETH} figure")
    expect(figure).to_have_attribute("data-state", "ready", timeout=30_000)
    box = figure.locator(".still").bounding_box()
    at = box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.33
    page.mouse.click(*at)
    page.wait_for_function(
        "() => /members=352128(,|%2C)353051(,|%2C)\\d{6}/.test(location.search)", timeout=20_000
    )
    settle(page)
    page.mouse.click(*at)
    page.wait_for_function("() => /members=352128(,|%2C)353051(&|$)/.test(location.search)", timeout=20_000)
    assert page.messages == []


def test_click_on_a_table_row_chooses_the_town(open_page):
    page = open_page("staffing?pref=35&metric=bridges_per_100_general_staff")
    page.get_by_text("表とダウンロード（19行）").click()
    # A click on the element waits until it stands still; one on a place of the screen met whatever had moved there.
    page.get_by_test_id("stDataFrame").first.click(position={"x": 18, "y": 54}, timeout=20_000)
    expect_in_address(page, "muni=352136")
    expect(page.get_by_role("heading", name="山口県 美祢市")).to_be_visible(timeout=20_000)


def test_tables_download_with_japanese_names(open_page, tmp_path):
    page = open_page("staffing?pref=35&metric=bridges_per_100_general_staff")
    page.get_by_text("表とダウンロード（19行）").click()
    with page.expect_download(timeout=30_000) as csv:
        page.get_by_role("button", name="CSV（Excel 用）").first.click()
    assert csv.value.suggested_filename == "職員100人当たりの橋の数_山口県.csv"
    csv.value.save_as(tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with page.expect_download(timeout=30_000) as workbook:
        page.get_by_role("button", name="Excel（出典シート付き）").first.click()
    assert workbook.value.suggested_filename == "職員100人当たりの橋の数_山口県.xlsx"


def test_search_answers_as_one_types(open_page):
    page = open_page("cases")
    page.get_by_role("textbox", name="探す").press_sequentially("岩手 相談")
    expect(page.get_by_role("heading", name="事例の一覧　1件")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("heading", name="岩手県と33市町村（消費生活相談）")).to_be_visible()
    assert page.messages == []


def test_worked_example_of_the_effects_tool_gives_numbers(open_page):
    """One click: numbers, charts, files; the files are Excel and PowerPoint."""
    page = open_page("effects")
    wait_for_script(page)  # a click while the page is still being laid out may meet the button below
    page.get_by_role("button", name="架空の例で試す").first.click()  # the calculators below have one too
    expect(page.get_by_text("＋4,183万円")).to_be_visible(timeout=20_000)
    settle(page)
    for drawing in page.locator(".plot").all():  # drawn when it comes into sight
        drawing.scroll_into_view_if_needed()
        expect(drawing).to_have_attribute("data-state", "ready", timeout=20_000)
    expect(page.get_by_text("2年目に黒字")).to_be_visible(timeout=20_000)
    for name, ending in (("Excel（入力・結果・前提）", ".xlsx"), ("PowerPoint（図と表）", ".pptx")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).first.click()
        assert download.value.suggested_filename.endswith(ending)
        assert Path(download.value.path()).read_bytes().startswith(b"PK")
    assert page.foreign == []
    assert page.messages == []


def test_a_region_is_divided_into_groups_named_after_their_largest_members(open_page):
    page = open_page("groups?how=auto&prefs=35")
    number = page.get_by_label("拠点に必要な数（人）")
    expect(number).to_have_attribute("placeholder", "目安 2")
    number.fill("3")
    number.press("Enter")
    page.wait_for_url("**hub_need_engineers=3**")
    page.get_by_role("button", name="この条件で分ける").click()
    expect(page.get_by_role("button", name="柳井市ほか4団体")).to_be_visible(timeout=60_000)
    wait_for_script(page)  # a click while the page is still being laid out may meet a button that is replaced
    page.get_by_role("button", name="柳井市ほか4団体").click()
    expect(page.get_by_text("グループA：柳井市ほか4団体（拠点の目安：")).to_be_visible(timeout=60_000)
    assert page.messages == []
