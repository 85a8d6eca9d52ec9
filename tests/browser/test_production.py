"""The production entry as readers meet it: strict content policy on every page, compressed files, health, embedding."""

import gzip
import json
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from browser_pages import SCRIPT_ENDED
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
WITH_POINTS = "ageing?pref=35"


def answer(url: str, **headers: str):
    """Status, headers and body of an answer, whatever it is."""
    try:
        with urlopen(
            Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        ) as got:
            return got.status, got.headers, got.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


def test_every_page_keeps_to_the_content_policy(browser, app):
    page = browser.new_page(viewport={"width": 1440, "height": 5_000})  # all comes into sight, and is drawn
    messages, foreign = [], []
    page.on(
        "console",
        lambda message: messages.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on(
        "request",
        lambda request: (
            foreign.append(request.url)
            if request.url.startswith(("http", "ws")) and app.split("/")[2] not in request.url
            else None
        ),
    )
    page.goto(app + WITH_POINTS)
    links = page.locator(".menu a")
    expect(links.first).to_be_visible(timeout=30_000)
    page.wait_for_function(SCRIPT_ENDED, timeout=30_000)
    page.wait_for_selector("canvas", timeout=30_000)
    for number in range(links.count()):
        links.nth(number).click()
        expect(links.nth(number)).to_have_attribute("aria-current", "page", timeout=30_000)
        page.wait_for_timeout(300)
        page.wait_for_function(SCRIPT_ENDED, timeout=60_000)
        page.wait_for_timeout(300)
        assert messages == [], page.url
    assert foreign == []
    assert links.count() > 8
    assert page.evaluate("document.documentElement.lang") == "ja"  # our one inline script ran
    page.close()


def test_the_first_page_is_in_japanese_from_the_start(app):
    _, headers, body = answer(f"{app}staffing", Accept="text/html", Accept_Encoding="gzip")
    page = body.decode()
    assert int(headers["Content-Length"]) == len(body)
    assert '<html lang="ja">' in page and "見える化" in page.partition("<title>")[2]
    assert "<noscript>JavaScript を" in page and "woff2" not in page


def test_only_what_comes_into_sight_is_fetched_and_drawn(browser, app):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{app}staffing")
    page.wait_for_selector(".choropleth[data-state=ready]", timeout=60_000)
    expect(page.locator(".plot[data-state=waiting]").first).to_be_attached()
    assert not any("plotly" in url or "SourceSans" in url for url in asked)
    page.locator(".plot").first.scroll_into_view_if_needed()
    expect(page.locator(".plot[data-state=ready] svg.main-svg").first).to_be_visible(timeout=30_000)
    assert sum("plotly.min.js" in url for url in asked) == 1
    page.close()


def test_policy_names_no_outside_origin_and_allows_no_eval(app):
    _, headers, _ = answer(app)
    policy = headers["Content-Security-Policy"]
    assert "http" not in policy and "*" not in policy and "'unsafe-eval'" not in policy
    script = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "unsafe-inline" not in script


@pytest.mark.parametrize(
    "path", ["", "staffing", "healthz", "_stcore/health", "app/static/none.js", "media/none"]
)
def test_headers_are_on_every_answer(app, path):
    _, headers, _ = answer(app + path)
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_parts_of_a_page_say_only_what_they_are(app):
    for path in ("app/static/choropleth.js", streamlit_script(app)):
        status, headers, _ = answer(app + path)
        assert (status, headers["X-Content-Type-Options"]) == (200, "nosniff")
        assert headers["Content-Security-Policy"] is None


def test_what_is_asked_for_early_is_asked_for_once(app, browser):
    """While Streamlit starts; by the same address later, or it would come twice."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(app)))
    page.goto(f"{app}staffing")
    page.wait_for_selector(".choropleth[data-state=ready]", timeout=60_000)
    hints = page.locator("link[rel=modulepreload][href*='app/static'], link[rel=preload][href*='app/static']")
    hinted = [one.get_attribute("href").removeprefix("/") for one in hints.all()]
    assert outlines() in hinted
    assert {address: asked.count(address) for address in hinted} == dict.fromkeys(hinted, 1)
    assert sum("parts.js" in url for url in asked) == 1
    assert not [url for url in asked if "maplibre" in url]  # for who touches the map
    page.close()


# Of the icons in the menu and on the page, by name, in pixels: as wide as the font draws them.
WIDTHS_OF_ICONS = """() => {
  const drawing = document.createElement('canvas').getContext('2d');
  drawing.font = '20px "Material Symbols Rounded"';
  const names = [...document.querySelectorAll('.menu a')].map((one) => one.dataset.icon);
  for (const one of document.querySelectorAll('[data-testid=stIconMaterial]')) names.push(one.textContent);
  return Object.fromEntries(names.map((name) => [name, drawing.measureText(name).width]));
}"""


def test_icons_are_drawn_from_a_small_font(app, browser):
    """A name that the font does not know is written out, many times as wide."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    fonts = set()
    page.on("request", lambda one: fonts.add(one.url) if "MaterialSymbols" in one.url else None)
    for path in ("staffing", "steps", "import"):  # the first reader of a server may have the whole font
        page.goto(app + path)
        page.wait_for_selector("[data-testid=stMainBlockContainer] h1")
        page.wait_for_timeout(5_000)
        widths = page.evaluate(WIDTHS_OF_ICONS)
        assert len(widths) > 25
        assert max(widths.values()) < 40, widths
    (font,) = fonts
    status, headers, body = answer(font)
    assert status == 200 and len(body) < 60_000
    status, _, body = answer(font, If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")
    page.close()


def test_filters_fold_in_a_narrow_window(app, browser):
    for width, is_open in ((1440, True), (390, False)):
        context = browser.new_context(viewport={"width": width, "height": 844})
        page = context.new_page()
        page.goto(f"{app}staffing")
        page.wait_for_selector(".choropleth[data-state=ready]", timeout=60_000)
        expect(page.get_by_text("都道府県", exact=True)).to_be_visible(visible=is_open)
        context.close()


def streamlit_script(address: str) -> str:
    _, _, page = answer(address)
    return "static/js/index." + page.decode().split("./static/js/index.")[1].split('"')[0]


def outlines() -> str:
    return "app/static/" + next((ROOT / "static").glob("outlines-*.json")).name


@pytest.mark.parametrize("path", [streamlit_script, lambda _: outlines()], ids=["streamlit", "outlines"])
def test_static_files_are_compressed_and_kept_for_good(app, path):
    url = app + path(app)
    _, plain_headers, plain = answer(url)
    for _ in range(2):  # made, then from memory
        status, headers, packed = answer(url, Accept_Encoding="gzip")
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert int(headers["Content-Length"]) == len(packed) < len(plain) / 2
        assert gzip.decompress(packed) == plain
        assert "immutable" in headers["Cache-Control"]
        assert headers["Vary"] == "Accept-Encoding"
    assert plain_headers["Content-Encoding"] is None
    status, _, body = answer(url, Accept_Encoding="gzip", If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")


def test_file_whose_name_stays_is_asked_for_again(app):
    _, headers, _ = answer(f"{app}app/static/maplibre-gl.js", Accept_Encoding="gzip")
    assert headers["Cache-Control"] == "no-cache"
    _, headers, _ = answer(f"{app}app/static/choropleth.js?0123456789", Accept_Encoding="gzip")
    assert "immutable" in headers["Cache-Control"]


def test_health_says_when_the_database_was_built(app):
    status, headers, body = answer(f"{app}healthz")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert json.loads(body)["status"] == "ok"
    assert json.loads(body)["built_at"].endswith("Z")


def test_without_a_database_health_is_503_and_embedding_is_where_configured(deploy, tmp_path):
    nowhere = deploy(
        tmp_path / "stderr",
        DASHBOARD_DB=str(tmp_path / "none.duckdb"),
        DASHBOARD_EMBEDDED_IN="https://www.example.lg.jp",
    )
    status, _, body = answer(f"{nowhere}healthz")
    assert (status, json.loads(body)) == (503, {"status": "no database"})
    _, headers, _ = answer(nowhere)
    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'self' https://www.example.lg.jp")
    assert headers["X-Frame-Options"] is None


def test_another_site_cannot_show_the_dashboard_in_a_frame(browser, deploy, app):
    """Both frames stand on a page of another origin (another port); only the one that names it is shown."""
    site = "http://127.0.0.1:8999"
    allowing = deploy(DASHBOARD_EMBEDDED_IN=site)
    page = browser.new_page()
    page.route(
        f"{site}/*",
        lambda route: route.fulfill(
            content_type="text/html", body=f"<iframe src={app}></iframe><iframe src={allowing}></iframe>"
        ),
    )
    page.goto(f"{site}/page")
    frames = page.frames[1:]
    frames[1].wait_for_selector("h1", timeout=30_000, state="attached")
    assert frames[0].query_selector("#root") is None
    page.close()


def test_log_is_one_json_object_a_line_without_query_strings(app, log):
    answer(f"{app}cases?pref=35&q=secret")
    for _ in range(50):  # written after the answer
        lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
        accesses = [line for line in lines if line.get("path") == "/cases"]
        if accesses:
            break
        time.sleep(0.1)
    assert {"time", "level", "logger", "method", "path", "status", "ms"} <= accesses[-1].keys()
    assert "secret" not in log.read_text("utf-8")
