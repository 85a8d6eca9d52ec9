"""The map in a real browser: what it paints, asks for, shows and returns."""

import json
import re
import shutil
from importlib.util import find_spec
from math import log, radians, tan
from pathlib import Path

import pytest
import squares
from browser_pages import apart, image_of
from playwright.sync_api import expect
from squares import NORTH, square

from dashboard.runtime.component import MISSING as MISSING_CODE
from dashboard.shared.theme import MISSING, sequential

ROOT = Path(__file__).parents[2]
APP = Path(__file__).parent / "apps" / "choropleth_app.py"
MAPLIBRE = Path(find_spec("maplibre").submodule_search_locations[0]) / "srcjs" / "maplibre-gl.js"
CANVAS = "document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.maplibregl-canvas')"
FIGURE = (
    "document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.choropleth')"
)
ONE_PLACE = squares.topology([square(NORTH, name="甲市")], [square(NORTH, name="甲県")])


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    """The test app with the static files it asks for."""
    folder = tmp_path_factory.mktemp("choropleth")
    static = folder / "static"
    static.mkdir()
    shutil.copy(MAPLIBRE, static)
    for file in (*(ROOT / "static").glob("choropleth*"), ROOT / "static" / "parts.js"):
        shutil.copy(file, static)
    places = [
        square(
            NORTH - row,
            lg_code=f"99{row:04}",
            name=f"第{row}町",
            prefecture="甲県" if row < 6 else "乙県",
            prefecture_code="98" if row < 6 else "99",
        )
        for row in range(12)
    ]
    prefectures = [square(NORTH, high=6, prefecture_code="98", name="甲県")]
    squares.write(static / "outlines.json", places, prefectures)
    return Path(shutil.copy(APP, folder))


@pytest.fixture(scope="module")
def address(serve, script):
    return serve(script)


@pytest.fixture
def page(browser, address):
    """The opened map; the test fails on anything said on the console or asked of another host."""
    context = browser.new_context(viewport={"width": 1000, "height": 1100})
    opened = context.new_page()
    messages, asked = [], []
    opened.on("console", lambda message: message.type == "error" and messages.append(message.text))
    opened.on("pageerror", lambda error: messages.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(address)
    painted(opened)
    yield opened
    assert messages == []
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []
    context.close()


def painted(page):
    page.wait_for_selector('.choropleth[data-state="ready"]', timeout=30_000)


def moved(page):
    """The reader has touched the map, and it is there."""
    page.wait_for_selector('.choropleth[data-state="ready"]:has(.pane.live)', timeout=30_000)


def choose(page, label, option):
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def position(page, row):
    """Where the middle of a place is on the screen while the whole country is in view."""
    box = page.locator(".canvas").bounding_box()
    north, south, here = (log(tan(radians(45 + degree / 2))) for degree in (45.6, 30.1, NORTH - row - 0.5))
    return box["x"] + box["width"] / 2, box["y"] + 24 + (box["height"] - 48) * (north - here) / (
        north - south
    )


def test_the_map_is_painted_in_the_colours_of_its_classes(page):
    picture = pane_of(page)
    seen = {f"#{r:02X}{g:02X}{b:02X}" for _, (r, g, b) in picture.getcolors(maxcolors=1 << 24)}
    assert {*sequential(4), MISSING} <= seen


@pytest.mark.parametrize("row", [0, 4, 11])
def test_a_click_returns_the_code_once(page, row):
    page.mouse.click(*position(page, row))
    expect(page.get_by_text(f"返値 99{row:04} 回数 1")).to_be_visible()
    choose(page, "指標", "橋梁数")
    expect(page.get_by_text("橋梁数 返値 None 回数 1")).to_be_visible()


def test_what_is_sent_together_changes_in_the_map_before_the_server_hears_of_it(page):
    page.get_by_text("地図の中で選ぶ").click()
    button = page.get_by_role("button", name="橋梁数の地図")
    expect(button).to_have_attribute("aria-pressed", "false")
    legend = page.locator(".legend > summary")
    expect(legend).to_have_text("職員数")
    # The page is told 30 ms after a change at the earliest.
    at_once = button.evaluate(
        """async (button) => {
          button.click();
          await new Promise((resolve) => setTimeout(resolve, 0));
          return button.getRootNode().querySelector('.legend > summary').textContent;
        }"""
    )
    assert at_once == "橋梁数"
    expect(page.get_by_text("橋梁数 返値 None 回数 0")).to_be_visible()
    page.mouse.move(*position(page, 2))
    moved(page)
    page.mouse.move(*position(page, 3))
    expect(page.locator(".card")).to_have_text("第3町甲県橋梁数900橋2024年4月1日現在")
    choose(page, "指標", "職員数")
    expect(legend).to_have_text("職員数")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_the_card_names_the_place_and_says_what_kind_of_number_it_is(page):
    card = page.locator(".card")
    page.mouse.move(*position(page, 1))
    expect(card).to_have_text("第1町甲県職員数1人推計2024年4月1日現在")
    page.mouse.move(*position(page, 0))
    expect(card).to_have_text("第0町甲県職員数データなし2024年4月1日現在")
    choose(page, "指標", "橋梁数")
    page.mouse.move(*position(page, 2))
    expect(card).to_have_text("第2町甲県橋梁数1,000橋2024年4月1日現在")


def test_the_card_stays_inside_the_map(page):
    for _ in range(3):
        page.get_by_label("拡大", exact=True).click()
        moved(page)
    frame = page.locator(".choropleth").bounding_box()
    for part_x in (0.2, 0.5, 0.999):
        for part_y in (0.001, 0.5, 0.999):
            page.mouse.move(frame["x"] + frame["width"] * part_x, frame["y"] + frame["height"] * part_y)
            if card := page.locator(".card:visible").all():
                inner = card[0].bounding_box()
                assert frame["x"] <= inner["x"]
                assert frame["y"] <= inner["y"]
                assert inner["x"] + inner["width"] <= frame["x"] + frame["width"]
                assert inner["y"] + inner["height"] <= frame["y"] + frame["height"]


def test_the_keyboard_shows_and_chooses_the_place_at_the_centre(page):
    page.locator(".still").focus()
    expect(page.locator(".crosshair")).to_be_visible()
    expect(page.locator(".maplibregl-canvas")).to_be_focused()
    expect(page.locator(".card")).to_contain_text("第6町")
    page.keyboard.press("Enter")
    expect(page.get_by_text("返値 990006")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card")).not_to_contain_text("第6町")
    expect(page.locator("[aria-live]")).to_contain_text("乙県第")


def test_new_values_keep_the_map_and_its_view(page):
    page.get_by_label("拡大", exact=True).click()
    moved(page)
    page.evaluate(f"{CANVAS}.kept = true")
    page.mouse.move(*position(page, 3))
    name = page.locator(".card strong").inner_text()
    choose(page, "指標", "橋梁数")
    expect(page.get_by_text("橋梁数 返値 None")).to_be_visible()
    painted(page)
    page.mouse.move(*position(page, 3))
    expect(page.locator(".card strong")).to_have_text(name)
    expect(page.locator(".maplibregl-canvas")).to_have_count(1)
    assert page.evaluate(f"{CANVAS}.kept")


def test_a_prefecture_is_moved_to_and_can_be_left(page):
    choose(page, "都道府県", "99")
    expect(page.get_by_role("button", name="乙県を表示")).to_be_visible()
    page.locator(".still").focus()
    moved(page)
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_contain_text("乙県")
    page.get_by_role("button", name="全国を表示").click()
    painted(page)
    page.mouse.click(*position(page, 0))
    expect(page.get_by_text("返値 990000")).to_be_visible()


def test_several_places_are_picked_dropped_and_cleared(page):
    page.get_by_text("複数を選ぶ").click()
    expect(page.get_by_text("返値 []")).to_be_visible()
    painted(page)
    for row, picked in ((2, ["990002"]), (5, ["990002", "990005"]), (2, ["990005"])):
        page.mouse.click(*position(page, row))
        expect(page.get_by_text(f"返値 {picked}")).to_be_visible()
        page.wait_for_timeout(400)
    page.get_by_text("選択を消す").click()
    expect(page.get_by_text("返値 []")).to_be_visible()
    page.mouse.click(*position(page, 7))
    expect(page.get_by_text("返値 ['990007']")).to_be_visible()


def test_leaving_and_returning_does_not_use_up_the_graphics_contexts(page):
    warnings = []
    page.on("console", lambda message: "WebGL context" in message.text and warnings.append(message.text))
    for _ in range(17):
        page.get_by_text("表", exact=True).click()
        expect(page.locator(".choropleth")).to_have_count(0)
        page.get_by_text("地図", exact=True).click()
        painted(page)
        page.locator(".still").hover()
        moved(page)
    assert warnings == []


def test_a_tap_shows_the_card_and_chooses(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone = context.new_page()
    phone.goto(address)
    painted(phone)
    phone.locator(".choropleth").scroll_into_view_if_needed()
    box = phone.locator(".canvas").bounding_box()
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.35)
    expect(phone.locator(".card")).to_contain_text("県")
    expect(phone.get_by_text("回数 1")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def told(browser, address, pattern, answer):
    """What the reader is told where files of the map get another answer; no word of English, nothing that still loads."""
    context = browser.new_context()
    context.route(pattern, answer)
    opened = context.new_page()
    opened.goto(address)
    problem = (
        opened.get_by_text("読み込めません")
        .or_(opened.get_by_text("地図を表示できません"))
        .or_(opened.get_by_text("並びが合いません"))
    )
    expect(problem.first).to_be_visible(timeout=30_000)
    text = problem.first.inner_text()
    assert "Error" not in opened.locator("body").inner_text()
    context.close()
    return text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "地図を表示できません。"),
        ('{"transform": {"scale": [1, 1], "tra', "地図を表示できません。"),
        ("{}", "地図を表示できません。"),
        (
            json.dumps(ONE_PLACE).replace("[[[0]]]", '"x"'),
            "地図を表示できません。",
        ),
        (json.dumps(ONE_PLACE), "地図の形と数値の並びが合いません。"),
    ],
    ids=["empty", "cut off", "another object", "odd shapes", "no shapes"],
)
def test_the_reader_is_told_when_the_outlines_are_broken(browser, address, body, reason):
    text = told(browser, address, "**/outlines.json", lambda route: route.fulfill(body=body))
    assert text == f"{reason}同じ数値は下の表で確認できます。"


@pytest.mark.parametrize("answer", [lambda route: route.abort(), lambda route: route.fulfill(status=404)])
def test_the_reader_is_told_when_the_outlines_are_missing(browser, address, answer):
    text = told(browser, address, "**/outlines.json", answer)
    assert text == "地図の形のデータを読み込めません。同じ数値は下の表で確認できます。"


HASTY = (ROOT / "static" / "parts.js").read_text("utf-8").replace("PATIENCE = 60_000", "PATIENCE = 300")


def without(file):
    """Answers nothing of a file, and what shares the parts has less patience than readers have."""
    return (
        re.compile(rf"/({re.escape(file)}|parts\.js)"),
        lambda route: (
            route.fulfill(body=HASTY, content_type="text/javascript")
            if "parts.js" in route.request.url
            else None
        ),
    )


def test_the_reader_is_told_when_the_outlines_never_come(browser, address):
    text = told(browser, address, *without("outlines.json"))
    assert text == "地図の形のデータを読み込めません。同じ数値は下の表で確認できます。"


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        without("maplibre-gl.js"),
        ("**/maplibre-gl.js", lambda route: route.abort()),
        ("**/maplibre-gl.js", lambda route: route.fulfill(status=404)),
    ],
    ids=["never", "cut", "missing"],
)
def test_where_the_map_does_not_come_its_picture_stays(browser, address, pattern, answer):
    context = browser.new_context(viewport={"width": 1000, "height": 1100})
    context.route(pattern, answer)
    opened = context.new_page()
    opened.goto(address)
    painted(opened)
    before = pane_of(opened)
    expect(opened.get_by_role("alert")).to_have_count(0)
    opened.mouse.move(*position(opened, 1))
    expect(opened.get_by_role("alert")).to_have_text(
        "地図の部品を読み込めません。同じ数値は下の表で確認できます。"
    )
    painted(opened)
    opened.evaluate(f"{FIGURE}.querySelector('.problem').hidden = true")
    assert apart(before, pane_of(opened)) < 0.0005  # the rounded corners
    context.unroute(pattern)
    opened.mouse.move(0, 0)
    opened.mouse.move(*position(opened, 2))
    expect(opened.locator(".card")).to_contain_text("第2町", timeout=30_000)
    context.close()


def pane_of(page):
    return image_of(page.locator(".canvas"))


def test_until_it_is_touched_the_map_is_a_picture(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    painted(page)
    choose(page, "指標", "橋梁数")
    choose(page, "都道府県", "99")
    painted(page)
    page.wait_for_timeout(500)
    assert not [url for url in asked if "maplibre" in url]
    expect(page.locator(".maplibregl-canvas")).to_have_count(0)
    page.locator(".still").hover()
    moved(page)
    expect(page.locator(".still")).to_be_hidden()
    assert [url.rpartition("/")[2] for url in asked if "maplibre" in url] == ["maplibre-gl.js"]


@pytest.mark.parametrize("size", [(1000, 1100), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("prefecture", [None, "99"])
def test_the_map_comes_where_its_picture_was(browser, address, size, prefecture):
    context = browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True)))
    opened = context.new_page()
    opened.goto(address)
    painted(opened)
    if prefecture:
        choose(opened, "都道府県", prefecture)
        expect(opened.get_by_role("button", name="乙県を表示")).to_be_visible()
    opened.locator(".still").scroll_into_view_if_needed()
    seen = []
    for _ in range(2):
        opened.wait_for_timeout(500)
        names = opened.evaluate(
            f"{FIGURE}.querySelector('.names').placed.map(({{text, x, y}}) => [text, x, y])"
        )
        seen.append((names, pane_of(opened)))
        opened.locator(".still").focus()
        moved(opened)
        opened.evaluate("document.activeElement.blur()")
        opened.evaluate(f"{FIGURE}.querySelector('.maplibregl-canvas').blur()")
    (names, picture), (names_after, map_) = seen
    assert [name for name, *_ in names] == [name for name, *_ in names_after] != []
    for (_, *before), (_, *after) in zip(names, names_after, strict=True):
        assert after == pytest.approx(before, abs=0.01)
    assert apart(picture, map_) < 0.02  # the edges of lines
    context.close()


@pytest.mark.parametrize("scale", [1, 2])
def test_the_picture_is_as_fine_as_the_screen(browser, address, scale):
    context = browser.new_context(device_scale_factor=scale)
    opened = context.new_page()
    opened.goto(address)
    painted(opened)
    width, seen = opened.evaluate(
        f"(({{width, clientWidth}}) => [width, clientWidth])({FIGURE}.querySelector('.still'))"
    )
    assert width == scale * seen
    opened.set_viewport_size({"width": 700, "height": 700})
    opened.wait_for_function(
        f"() => (({{width, clientWidth}}) => width === {scale} * clientWidth && clientWidth < {seen})({FIGURE}.querySelector('.still'))"
    )
    context.close()


@pytest.mark.parametrize("file", ["choropleth.js", "choropleth.css", "parts.js"])
def test_the_reader_is_told_when_code_of_the_map_is_missing(browser, address, file):
    assert told(browser, address, f"**/{file}?*", lambda route: route.fulfill(status=404)) == MISSING_CODE


def test_the_reader_is_told_when_the_browser_cannot_draw(browser, address):
    context = browser.new_context()
    context.add_init_script(
        "const { getContext } = HTMLCanvasElement.prototype;"
        "window.refused = 0;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...how) {"
        " if (kind === '2d') return getContext.call(this, kind, ...how); window.refused += 1; return null; };"
    )
    opened = context.new_page()
    opened.goto(address)
    painted(opened)
    opened.locator(".still").hover()
    expect(opened.get_by_role("alert")).to_contain_text("WebGLを使えません")
    refused = opened.evaluate("refused")
    for row in range(12):
        opened.mouse.move(*position(opened, row))
    opened.wait_for_timeout(500)
    assert opened.evaluate("refused") == refused > 0
    context.close()


def test_the_map_works_below_a_base_path(browser, serve, script):
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(serve(script, base_path="infra"))
    painted(opened)
    context.close()
