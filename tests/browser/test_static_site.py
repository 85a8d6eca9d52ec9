"""The static edition opened from a folder, and from a plain web server below a path: map, search and profiles without a program."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from accessibility import serious
from playwright.sync_api import expect

SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
OF_ITSELF = ("blob:", "data:")  # MapLibre's own worker, and pictures of a style sheet


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_): ...


@pytest.fixture(scope="module")
def folder(static_site) -> str:
    return f"{static_site.as_uri()}/"


@pytest.fixture(scope="module")
def served(static_site):
    """The same files as `python -m http.server` gives them, below a path."""
    handler = partial(Quiet, directory=str(static_site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{static_site.name}/"
        server.shutdown()


@pytest.fixture
def opened(browser):
    """Opens a page at a size. Fails on anything asked of elsewhere, and on every error of the console."""
    contexts, asked, errors = [], [], []

    def go(top: str, path: str, size: str, **options):
        context = browser.new_context(viewport=SIZES[size], **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda wanted: asked.append((top, wanted.url)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(top + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for top, url in asked if not url.startswith((top, *OF_ITSELF))] == []


def painted(page) -> None:
    page.wait_for_selector('.choropleth[data-state="ready"]', timeout=60_000)


def walk(page) -> None:
    """As a reader does: another metric, another year, a prefecture, a name searched for, its profile."""
    painted(page)
    assert len(page.locator(".names").evaluate("canvas => canvas.placed")) > 5
    expect(page.locator("#shown tbody tr")).to_have_count(1741)
    expect(page.locator(".headline strong")).to_have_text("職員100人当たりの橋の数")
    expect(page.locator(".source")).to_contain_text("/ 1,741 市区町村｜出典：")

    page.get_by_label("指標の一覧").select_option("general_admin_staff")
    expect(page.locator(".headline strong")).to_have_text("一般行政部門職員数")
    expect(page.locator("#shown h2")).to_have_text("全国の一般行政部門職員数")
    newest = page.locator(".headline span").text_content()
    page.get_by_label("年", exact=True).press("Home")
    expect(page.locator(".headline span")).not_to_have_text(newest)
    expect(page.locator("#shown > p").first).not_to_contain_text(newest)
    assert "metric=general_admin_staff" in page.url
    assert "frame=" in page.url

    page.get_by_label("都道府県", exact=True).select_option("35")
    expect(page.locator("#shown tbody tr")).to_have_count(19)
    expect(page.locator("#shown h2")).to_have_text("山口県の一般行政部門職員数")
    expect(page.locator("#profile")).to_have_text("山口県のカルテ")
    painted(page)

    box = page.get_by_role("combobox", name="市区町村・都道府県・指標を探す")
    box.click()
    box.press_sequentially("suooshima")
    expect(page.locator("#search").get_by_role("option").first).to_contain_text("周防大島町")
    box.press("Enter")
    expect(page.locator("h1")).to_have_text("山口県 周防大島町")
    assert page.url.endswith("profiles/353051.html")


@pytest.mark.parametrize("size", SIZES)
def test_from_a_folder(opened, folder, size):
    walk(opened(folder, "index.html", size))


def test_from_a_plain_web_server_below_a_path(opened, served):
    walk(opened(served, "", "desk"))


def test_an_address_opens_what_it_says_and_the_way_back_leads_there(opened, folder):
    page = opened(folder, "index.html#pref=37&metric=road_km", "desk")
    painted(page)
    expect(page.locator("#shown h2")).to_have_text("香川県の市町村道の実延長")
    page.locator("#shown tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("香川県")
    page.go_back()
    painted(page)
    expect(page.locator("#shown h2")).to_have_text("香川県の市町村道の実延長")


def test_a_click_on_the_map_opens_the_profile(opened, folder):
    page = opened(folder, "index.html#pref=37", "desk")
    painted(page)
    # A name stands within its place.
    spot = page.locator(".names").evaluate(
        "canvas => canvas.placed.find(({ code }) => code?.startsWith('37') && code.length === 6)"
    )
    around = page.locator(".canvas").bounding_box()
    page.mouse.click(around["x"] + spot["x"], around["y"] + spot["y"])
    expect(page.locator("h1")).to_contain_text("香川県")


@pytest.mark.parametrize("words", ["しゅうなん", "シュウナン", "352152", "徳山市", "周南"])
def test_a_place_is_found_by_any_of_its_names(opened, folder, words):
    page = opened(folder, "profiles/35.html", "desk")
    box = page.get_by_role("combobox")
    box.click()
    box.press_sequentially(words)
    expect(page.locator("#search").get_by_role("option").filter(has_text="周南市").first).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["profiles/353051.html", "profiles/35.html"])
def test_profiles_need_no_script(opened, folder, path, size):
    page = opened(folder, path, size, java_script_enabled=False)
    assert page.locator("table.figures tbody tr").count() > 40
    expect(page.locator("table.figures").first).to_be_visible()
    expect(page.locator("ol.sources")).to_be_visible()
    page.get_by_role("link", name="市区町村の一覧").first.click()
    expect(page.locator("h1")).to_have_text("市区町村の一覧")


def test_without_scripts_the_start_page_says_where_to_go(opened, folder):
    page = opened(folder, "index.html", "desk", java_script_enabled=False)
    expect(page.locator("noscript p")).to_be_visible()


def test_the_print_view_is_the_page_without_what_is_pressed(opened, folder):
    page = opened(folder, "profiles/353051.html", "desk", java_script_enabled=False)
    page.get_by_role("link", name="印刷用の表示").click()
    expect(page.locator("header")).to_be_hidden()
    expect(page.locator("table.figures").first).to_be_visible()
    page.get_by_role("link", name="画面用の表示").click()
    expect(page.locator("header")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "path", ["index.html", "profiles/353051.html", "profiles/35.html", "sources.html", "places.html"]
)
def test_pages_are_accessible_and_fit(opened, folder, path, size):
    page = opened(folder, path, size)
    if path == "index.html":
        painted(page)
    expect(page.get_by_role("combobox", name="市区町村・都道府県・指標を探す")).to_be_visible()
    assert serious(page, preload=False) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
