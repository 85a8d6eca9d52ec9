"""Charts and maps taken away: as picture, by the clipboard, as a frame on another page."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from browser_pages import bring_into_sight, wait_for_script, wait_until_nothing_loads
from PIL import Image
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
DAY = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
CHART, MAP = ".st-key-quadrants .take", ".st-key-map .take"
SCALE = 2


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def opened(page, address, button):
    """The window of the chart whose button it is; what the picture says, and everything asked for meanwhile."""
    page.goto(address)
    wait_for_script(page)
    bring_into_sight(page, page.locator(button.rpartition(" ")[0]))
    wait_until_nothing_loads(page)
    asked = []
    page.on("request", lambda request: request.url.startswith("http") and asked.append(request.url))
    page.locator(button).click()
    expect(page.locator(".take-away .preview")).to_have_attribute("src", re.compile("^data:"), timeout=30_000)
    return page.evaluate("document.querySelector('.take-away').picture"), asked


def written(svg):
    """The words of a picture, without line breaks."""
    return "".join(re.findall(r"<text[^>]*>([^<]*)", svg)).replace("&#38;", "&")


@pytest.mark.parametrize(
    ("path", "button", "title"),
    [
        ("gap?pref=35", CHART, "散布図　山口県"),
        ("gap?pref=35", MAP, "2つの指標を重ねた地図　山口県"),
        ("staffing?metric=general_admin_staff", MAP, "一般行政部門職員数"),
        (
            "staffing?metric=general_admin_staff",
            ".st-key-distribution .take",
            "一般行政部門職員数の分布　全国",
        ),
        ("overview", ".st-key-staff .take", "市区町村の一般行政部門の職員数"),
        ("partners?pref=35&muni=352012", ".st-key-arcs .take", "下関市から上位20候補への線"),
        ("consolidation?pref=35", ".st-key-pairs_map .take", "近い橋の組　山口県"),
    ],
)
def test_a_picture_names_title_date_source_and_address(page, app, path, button, title):
    picture, asked = opened(page, app + path, button)
    words = written(picture["svg"])
    assert title in words and "出典：" in words and app + path in words
    assert DAY.search(words.partition("に作成")[0].rpartition("（")[0])
    own = (
        "/static/picture",
        "_picture.js",
        "/blank-style.json",
    )  # the last by the library of arcs, when it gets to it
    assert [url for url in asked if not any(part in url for part in own)] == []


@pytest.mark.parametrize(("button", "is_vector"), [(CHART, True), (MAP, False)])
def test_the_files_are_what_is_seen(page, app, button, is_vector):
    picture, _ = opened(page, f"{app}gap?pref=35", button)
    with page.expect_download() as download:
        page.get_by_role("button", name="PNGで保存").click()
    assert download.value.suggested_filename.endswith("_山口県.png")
    image = Image.open(download.value.path())
    assert image.size == (picture["width"] * SCALE, picture["height"] * SCALE)
    colors = {color for _, color in image.convert("RGB").getcolors(maxcolors=1 << 24)}
    assert ((0xB3, 0x20, 0x1B) if is_vector else (0x43, 0x3D, 0x16)) in colors
    vector = page.get_by_role("button", name="SVGで保存")
    expect(vector).to_be_visible(visible=is_vector)
    if is_vector:
        with page.expect_download() as download:
            vector.click()
        assert Path(download.value.path()).read_text("utf-8") == picture["svg"]


def test_a_map_of_arcs_is_drawn_again_with_twice_the_pixels_and_left_as_it_was(page, app):
    picture, _ = opened(page, f"{app}partners?pref=35&muni=352012", ".st-key-arcs .take")
    size = page.evaluate(
        """async (svg) => {
        const image = new Image();
        image.src = /href="(data:image[^"]*)"/.exec(svg)[1];
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
    }""",
        picture["svg"],
    )
    drawn = page.locator(".st-key-arcs canvas#deckgl-overlay")
    shown = drawn.evaluate("canvas => [canvas.clientWidth, canvas.clientHeight]")
    assert size == [SCALE * one for one in shown]
    page.wait_for_function(
        "() => { const one = document.querySelector('.st-key-arcs canvas#deckgl-overlay'); return one.width === one.clientWidth; }",
        timeout=20_000,
    )


def test_a_chart_has_the_unit_of_its_axes(page, app):
    picture, _ = opened(page, f"{app}gap?pref=35", CHART)
    assert "職員100人当たりの橋の数（橋）" in written(picture["svg"])


def test_the_clipboard_gets_the_picture(page, app):
    opened(page, f"{app}gap?pref=35", CHART)
    page.get_by_role("button", name="画像をコピー").click()
    expect(page.locator(".take-away .status")).to_have_text("画像をコピーしました。", timeout=20_000)
    copied = page.evaluate(
        "async () => { const [item] = await navigator.clipboard.read(); return [...new Uint8Array(await (await item.getType('image/png')).arrayBuffer())] }"
    )
    assert Image.open(BytesIO(bytes(copied))).width > 1_000


def test_without_https_the_reader_is_told_to_save(page, app):
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    opened(page, f"{app}gap?pref=35", CHART)
    page.get_by_role("button", name="画像をコピー").click()
    status = page.locator(".take-away .status")
    expect(status).to_have_text(
        "https でない接続では、ブラウザが画像のコピーを許しません。「PNGで保存」を使ってください。"
    )


def test_the_code_for_another_page_has_the_height_its_frame_needs(page, app):
    opened(page, f"{app}gap?pref=35", CHART)
    page.get_by_role("button", name="埋め込みコード").click()
    frame = page.frame_locator(".take-away iframe")
    expect(frame.locator(".st-key-quadrants .plot[data-state=ready]")).to_be_visible(timeout=60_000)
    expect(frame.get_by_role("heading", name="散布図")).to_be_visible()
    code = page.locator(".take-away textarea")
    expect(code).not_to_have_value(re.compile('height="640"'), timeout=20_000)
    written_code = code.input_value()
    assert "only=quadrants" in written_code and "pref=35" in written_code
    fits(page.frames[-1])


def fits(frame):
    """The title, the whole chart and its sources stand in the frame."""
    seen = frame.evaluate(
        """() => { const of = (one) => { const { top, bottom } = one.getBoundingClientRect(); return [top, bottom]; };
        return [innerHeight, of([...document.querySelectorAll('h2, h3')].find((one) => one.checkVisibility())), of(document.querySelector('.plot')),
          of([...document.querySelectorAll('[data-testid=stCaptionContainer]')].filter((one) => one.checkVisibility() && one.innerText.startsWith('出典')).at(-1))] }"""
    )
    height, title, chart, source = seen
    assert 0 <= title[0] < chart[0] < chart[1] <= source[0] < source[1] <= height


def test_the_example_of_the_readme_shows_the_whole_chart(page, app):
    (example,) = re.findall(r"<iframe .*?</iframe>", (ROOT / "README.md").read_text("utf-8"))
    page.goto(f"{app}healthz")
    page.evaluate(
        "code => { document.body.innerHTML = code }", example.replace("https://ダッシュボード/", app)
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".plot[data-state=ready]")).to_be_visible(timeout=60_000)
    expect(frame.get_by_role("heading", name="散布図　山口県")).to_be_visible()
    expect(frame.get_by_text("注記と表は元の画面にあります")).to_be_visible()
    fits(page.frames[-1])


def test_a_frame_offers_no_picture_and_charts_have_no_toolbar(page, app):
    page.goto(f"{app}gap?pref=35&embed=true&only=quadrants")
    expect(page.locator(".plot[data-state=ready]")).to_be_visible(timeout=60_000)
    expect(page.locator(".st-key-quadrants .take")).to_be_hidden()
    expect(page.locator(".modebar-btn")).to_have_count(0)
