"""Maps of points: a picture until somebody touches it, then the map of pydeck at the same place."""

import pytest
from browser_pages import apart, bring_into_sight, image_of, wait_for_script
from playwright.sync_api import expect

PAGE, MAP = "consolidation?pref=35", ".st-key-pairs_map"
TOWN = f"{PAGE}&muni=352080"
TOOLS = f"{MAP} .take_row"
# Names that do not change with the versions of the files: the library of the map is what Streamlit asks for with its chart.
LIBRARY = "DeckGlJsonChart"
STATES = {"mouse": {}, "finger": {"has_touch": True, "is_mobile": True}}


@pytest.fixture
def shown(browser, app):
    """The page with its map in sight as a reader has it; all it has asked for."""
    contexts = []

    def go(path=PAGE, width=1440, height=900, by="mouse"):
        context = browser.new_context(viewport={"width": width, "height": height}, **STATES[by])
        contexts.append(context)
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(app + path)
        wait_for_script(page)
        bring_into_sight(page, page.locator(MAP))
        expect(page.locator(f"{MAP} .deck")).to_have_attribute("data-state", "ready")
        return page, asked

    yield go
    for context in contexts:
        context.close()


def come_to_the_map(page, by="mouse"):
    box = page.locator(f"{MAP} .place").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + 40
    if by == "finger":
        page.touchscreen.tap(*middle)
    else:
        page.mouse.move(*middle)
    expect(page.locator(f"{MAP} .deck.live")).to_be_attached(timeout=60_000)
    page.mouse.move(1, 1)  # no card over what is compared


@pytest.mark.parametrize(("width", "height", "by"), [(1440, 900, "mouse"), (390, 844, "finger")])
def test_the_map_comes_where_its_picture_was(shown, width, height, by):
    page, asked = shown(TOWN, width, height, by)
    place, tools = page.locator(f"{MAP} .place"), page.locator(TOOLS)
    picture, stood = image_of(place), [one.bounding_box() for one in (place, tools)]
    assert len(picture.getcolors(maxcolors=1 << 24)) > 10  # points of several colours, land, sea
    assert not [url for url in asked if LIBRARY in url]
    come_to_the_map(page, by)
    assert [url for url in asked if LIBRARY in url]
    page.evaluate("document.querySelectorAll('.stDeckGlJsonChart button').forEach((one) => one.remove())")
    page.wait_for_timeout(500)
    assert apart(picture, image_of(place)) < 0.02  # the edges of lines and points
    assert [one.bounding_box() for one in (place, tools)] == stood
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_finger_that_moves_the_page_does_not_bring_the_map(shown):
    page, asked = shown(width=390, height=844, by="finger")
    page.locator(f"{MAP} .still").dispatch_event("pointermove", {"pointerType": "touch"})
    page.wait_for_timeout(1_000)
    expect(page.locator(f"{MAP} .touched")).to_have_count(0)
    assert not [url for url in asked if LIBRARY in url]


def test_the_keyboard_brings_the_map_and_goes_on_there(shown):
    page, _ = shown()
    page.locator(f"{MAP} .still").focus()
    expect(page.locator(f"{MAP} .deck.live")).to_be_attached(timeout=60_000)
    assert page.evaluate(f"document.activeElement.closest('{MAP}') !== null")


def test_another_choice_is_a_picture_again(shown):
    page, _ = shown()
    come_to_the_map(page)
    before = page.locator(f"{MAP} .deck").get_attribute("class")
    box = page.get_by_role("combobox", name="市区町村")
    box.fill("岩国市")
    page.get_by_role("option").filter(has_text="岩国市").first.click()
    expect(page.locator(f"{MAP} .deck.live")).to_have_count(0, timeout=30_000)
    expect(page.locator(f"{MAP} .stDeckGlJsonChart")).to_have_count(0)
    assert "live" in before
    assert page.locator(f"{MAP} .still").is_visible()


def test_a_map_that_has_come_follows_the_size_of_the_page(shown):
    page, _ = shown()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    come_to_the_map(page)
    page.set_viewport_size({"width": 1000, "height": 900})
    drawn = f"document.querySelector('{MAP} canvas#deckgl-overlay').clientWidth"
    page.wait_for_function(
        f"() => {drawn} === document.querySelector('{MAP} .place').clientWidth", timeout=20_000
    )
    expect(page.locator(f"{MAP} .deck.live")).to_be_attached()
    assert problems == []
