"""The map's own strip in a real browser: names, metrics and years without a word of the server, two maps, a reader's own data."""

import json
import shutil
from importlib.util import find_spec
from itertools import combinations, groupby
from pathlib import Path

import pytest
import squares
from playwright.sync_api import expect
from squares import NORTH, square

ROOT = Path(__file__).parents[2]
APP = Path(__file__).parent / "apps" / "metrics_app.py"
MAPLIBRE = Path(find_spec("maplibre").submodule_search_locations[0]) / "srcjs" / "maplibre-gl.js"
# What happens in which order: messages to the server, and changes of the map's headline.
ORDER = """
window.order = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (...message) { window.order.push('sent'); return send.apply(this, message); };
window.watchMap = () => {
  const { shadowRoot } = document.querySelector('[data-testid=stBidiComponentIsolated]');
  new MutationObserver(() => window.order.push('painted')).observe(shadowRoot.querySelector('.headline'), { childList: true });
  window.order.length = 0;
};
"""
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def one_frame(values, **more):
    plain = {"marks": {}, "missing": {}, "below": {}}
    return {"frame": "", "values": ",".join(values)} | plain | more


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("metrics")
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
    prefectures = [
        square(NORTH, high=6, prefecture_code="98", name="甲県"),
        square(NORTH - 6, high=6, prefecture_code="99", name="乙県"),
    ]
    squares.write(static / "outlines.json", places, prefectures)
    staff = [
        one_frame([str(row) for row in range(12)], marks={"jump": [3]}),
        one_frame([str(2 * row) for row in range(12)]),
        one_frame(
            ["", "", *(str(row) for row in range(2, 12))], missing={"not_calculated": [0]}, below={"3.0": [1]}
        ),
    ]
    files = {
        "values-staff": {"frames": staff},
        "values-bridges": {"frames": [one_frame([str(50 * row) for row in range(12)])]},
        "areas": {"half": {"ids": ",".join(["1"] * 3 + ["2"] * 9), "names": {"1": "北圏", "2": "南圏"}}},
    }
    for name, content in files.items():
        (static / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return serve(Path(shutil.copy(APP, folder)))


@pytest.fixture(params=SIZES)
def page(request, browser, address):
    """The opened map at two sizes; `heard` are the messages to and from the server. Fails on anything asked of another host."""
    context = browser.new_context(viewport=SIZES[request.param])
    opened = context.new_page()
    opened.heard, asked, errors = [], [], []

    def listen(socket):
        socket.on("framesent", lambda _: opened.heard.append("sent"))
        socket.on("framereceived", lambda _: opened.heard.append("received"))

    opened.on("websocket", listen)
    opened.add_init_script(ORDER)
    opened.on("request", lambda wanted: asked.append(wanted.url))
    opened.on(
        "console",
        lambda message: message.type == "error" and "404" not in message.text and errors.append(message.text),
    )
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{address}?pref=98")
    painted(opened)
    opened.wait_for_timeout(1_500)  # the first run has said all it has to say
    yield opened
    assert errors == []
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []
    context.close()


def painted(page):
    page.wait_for_selector('.choropleth[data-state="ready"]', timeout=30_000)


def names(page, at=0):
    return page.locator(".names").nth(at).evaluate("canvas => canvas.placed")


def overlap(one, other):
    return (
        one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    )


def slide(page, at, of=0):
    page.locator(".years input").nth(of).evaluate(
        "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change')); }",
        at,
    )


def order_without_repeats(page):
    return [one for one, _ in groupby(page.evaluate("order"))]


def test_names_are_there_legible_and_apart(page):
    placed = names(page)
    assert {f"第{row}町" for row in range(6)} <= {one["text"] for one in placed}
    assert all(one["size"] >= 12 for one in placed)
    assert not any(overlap(one, other) for one, other in combinations(placed, 2))
    canvas = page.locator(".names").bounding_box()
    assert all(one["left"] >= 0 and one["right"] <= canvas["width"] for one in placed)


def test_another_year_is_painted_before_the_server_hears_of_it(page):
    headline = page.locator(".headline")
    expect(headline).to_contain_text("2024年4月1日現在推計")
    page.evaluate("watchMap()")
    slide(page, 0)
    expect(headline).to_contain_text("2022年4月1日現在公表値")
    expect(page.get_by_text("伝えられた回数 1 最後 staff 2022-04-01")).to_be_visible()
    expect(headline).to_contain_text("2022年4月1日現在公表値")
    assert order_without_repeats(page) in (["painted", "sent"], ["painted", "sent", "painted"])


def test_another_metric_brings_its_legend_unit_and_source_by_itself(page):
    page.evaluate("watchMap()")
    page.get_by_label("指標の一覧").select_option("bridges")
    expect(page.locator(".headline strong")).to_have_text("橋の数")
    expect(page.locator(".legend > summary")).to_have_text("橋の数（人）")
    expect(page.locator(".source")).to_have_text("12 / 12 市区町村｜出典：甲県の資料")
    expect(page.get_by_text("最後 bridges None")).to_be_visible()
    assert order_without_repeats(page)[:2] == ["painted", "sent"]


def test_the_limits_of_the_classes_are_those_of_all_years(page):
    def labels():
        return page.locator(".legend li span").all_inner_texts()

    before = labels()
    slide(page, 1)
    expect(page.locator(".headline")).to_contain_text("2023年")
    assert [one for one in before if one != "データなし"] == [one for one in labels() if one != "データなし"]


def test_playing_tells_the_page_only_where_it_ends(page):
    page.get_by_role("button", name="年を順に再生").click()
    expect(page.locator(".headline")).to_contain_text("2022年")
    expect(page.get_by_role("button", name="再生を止める")).to_be_visible()
    expect(page.locator(".headline")).to_contain_text("2024年", timeout=10_000)
    expect(page.get_by_text("伝えられた回数 1 最後 staff None")).to_be_visible(timeout=10_000)


def test_the_years_are_reached_by_keyboard(page):
    slider = page.get_by_role("slider", name="年")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".headline")).to_contain_text("2023年")
    assert slider.get_attribute("aria-valuetext") == "2023年"


@pytest.mark.parametrize(
    ("town", "why"), [("第0町", "算定なし（－）"), ("第1町", "3人未満"), ("第2町", "2人")]
)
def test_missing_kinds_are_told_apart(page, town, why):
    (name,) = [one for one in names(page) if one["text"] == town]
    page.locator(".names").scroll_into_view_if_needed()
    canvas = page.locator(".names").bounding_box()
    page.mouse.move(
        canvas["x"] + (name["left"] + name["right"]) / 2, canvas["y"] + (name["top"] + name["bottom"]) / 2
    )
    expect(page.locator(".card strong")).to_contain_text(town)
    expect(page.locator(".card")).to_contain_text(why)


def test_two_maps_show_one_place_and_both_values(page):
    page.get_by_role("button", name="2枚で比べる").click()
    expect(page.locator(".headline")).to_have_count(2)
    expect(page.locator(".headline").nth(1)).to_contain_text("2022年")
    painted(page)
    expect(page.get_by_text("staff.2022-04-01")).to_be_visible()
    pane = page.locator(".pane").nth(1)
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".card .year")).to_have_text(["2024年", "2022年"])
    expect(page.locator(".card strong")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.get_by_role("button", name="2枚で比べる").click()
    expect(page.locator(".headline")).to_have_count(1)


def test_boundaries_of_areas_are_laid_over_the_map_with_their_names(page):
    page.get_by_label("重ねる境界").select_option("half")
    page.wait_for_function(
        "document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.names').placed.some(({ text }) => text === '北圏')"
    )


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("utf-8-sig", "{:06}"), ("cp932", "{:06}")],
)
def test_a_table_of_the_readers_is_drawn_and_stays_on_the_device(page, encoding, code):
    rows = "\n".join(f'{code.format(990000 + row)},第{row}町,"1,{row:03}"' for row in range(12))
    page.heard.clear()
    page.locator("input.own").set_input_files(
        {
            "name": "橋.csv",
            "mimeType": "text/csv",
            "buffer": f"団体コード,名前,独自の数\n{rows}\n123456,無い町,5\n".encode(encoding),
        }
    )
    expect(page.locator(".headline strong")).to_have_text("独自の数")
    expect(page.locator(".source")).to_contain_text("一覧にない1行は示していません")
    page.wait_for_timeout(1_500)
    assert "sent" not in page.heard


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"name,value\n\xe7\x94\xb2,1\n", "「a.csv」に団体コードの列が見つかりません"),
        ("a.csv", b"code,name\n990001,x\n", "「a.csv」に数値の列が見つかりません"),
        ("a.csv", b"\xff\xfe\x00\x81", "「a.csv」は文字として読めません"),
        ("a.csv", b"", "「a.csv」に団体コードの列が見つかりません"),
        ("a.geojson", b'{"type": "FeatureColl', "GeoJSONとして読めません"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "「a.geojson」に図形がありません"),
        (
            "a.geojson",
            b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": [51234.5, -12345.6]}}',
            "座標（51234.5, -12345.6）は経度・緯度ではありません",
        ),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(page, name, content, problem):
    page.locator("input.own").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    expect(page.locator(".advice")).to_contain_text(problem)
    expect(page.locator(".headline")).to_contain_text("職員数")
