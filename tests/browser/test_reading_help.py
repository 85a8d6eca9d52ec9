"""How a chart is read, and what a term means, where the reader is: by pointer and keyboard, and without moving the page."""

from pathlib import Path

import pytest
import yaml
from browser_pages import bring_into_sight
from playwright.sync_api import Page, expect

from dashboard.shared import reading

ROOT = Path(__file__).parents[2]
MEANINGS = {
    row["term"]: row["meaning_ja"] for row in yaml.safe_load((ROOT / "etl/glossary.yaml").read_text("utf-8"))
}
FOLD = "この図の読み方"
HEIGHT = "document.querySelector('.stMainBlockContainer').scrollHeight"


def unfold(page: Page, key: str):
    """The sentence of a chart or map, unfolded by the keyboard."""
    holder = page.locator(f".st-key-{key}")
    bring_into_sight(page, holder)
    fold = holder.get_by_text(FOLD).first
    expect(fold).to_be_visible(timeout=60_000)
    fold.focus()
    page.keyboard.press("Enter")
    return holder.locator(".reading p").first


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("path", "key", "kind"),
    [
        ("gap?pref=35", "quadrants", "quadrants"),
        ("gap?pref=35", "map", "two_burdens"),
        ("partners?pref=35&muni=352012", "arcs", "arcs"),
        ("staffing?pref=35", "distribution", "histogram"),
    ],
)
def test_a_chart_says_how_it_is_read_and_moves_nothing(open_page, path, key, kind, width):
    page = open_page(path, width)
    sentence = unfold(page, key)
    expect(sentence).to_have_text(reading.SENTENCES[kind])
    expect(sentence).to_be_in_viewport(ratio=0.9)
    box = sentence.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    covering = page.evaluate(
        "([x, y]) => { let at = document.elementFromPoint(x, y); while (at.shadowRoot) at = at.shadowRoot.elementFromPoint(x, y);"
        " return at.textContent; }",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert covering == reading.SENTENCES[kind], "something covers the sentence"
    height = page.evaluate(HEIGHT)
    page.keyboard.press("Escape")
    expect(sentence).not_to_be_visible()
    assert page.evaluate(HEIGHT) == height


def test_the_classes_of_the_map_keep_their_limits_on_a_phone(open_page):
    page = open_page("gap?pref=35", 390, 844)
    page.locator(".st-key-map").scroll_into_view_if_needed()
    expect(page.locator(".st-key-map .legend").get_by_text("境（中央値）")).to_be_visible(timeout=60_000)


def test_a_term_is_explained_once_by_keyboard_and_pointer(open_page):
    page = open_page("ageing?pref=35")
    term = page.locator("h1 .term")
    expect(term).to_have_text("老朽化", timeout=30_000)
    expect(page.get_by_role("heading", name="施設の老朽化", exact=True)).to_be_visible()
    card = page.get_by_role("tooltip")
    term.focus()
    expect(card).to_contain_text(MEANINGS["老朽化"])
    expect(term).to_have_accessible_description(f"老朽化（ろうきゅうか） {MEANINGS['老朽化']}")
    page.keyboard.press("Escape")
    expect(card).not_to_be_visible()
    page.keyboard.press("Tab")
    term.hover()
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(500)  # longer than it waits for the pointer
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).not_to_be_visible()
    terms = page.eval_on_selector_all(".term", "all => all.map((one) => one.dataset.term)")
    assert len(terms) == len(set(terms))


def test_texts_that_change_are_whole_and_marked_anew(open_page):
    page = open_page("staffing?pref=35&metric=general_admin_staff")
    heading = page.locator("h2").first
    expect(heading.locator(".term")).to_have_text("一般行政部門", timeout=30_000)
    before = heading.inner_text()
    page.get_by_role("combobox", name="都道府県").click()
    page.get_by_role("combobox", name="都道府県").fill("長野")
    page.get_by_role("option", name="長野県").click()
    wanted = before.replace("山口県", "長野県")
    expect(heading).to_have_text(wanted, timeout=30_000)
    expect(heading.locator(".term")).to_have_text("一般行政部門", timeout=30_000)
    expect(heading).to_have_text(wanted)


@pytest.fixture
def title(open_page):
    """Where React keeps the text of a title, part of which is a term."""
    page = open_page("ageing?pref=35")
    expect(page.locator("h1 .term")).to_be_visible(timeout=30_000)
    return page.evaluate_handle("document.querySelector('h1 .term').parentElement")


TERMS = "one => [...one.querySelectorAll('.term')].map((term) => term.textContent)"


@pytest.mark.parametrize("way", ["one.firstChild.data = words", "one.textContent = words"])
def test_the_framework_may_write_a_text_at_any_time(title, way):
    words = "橋の老朽化と定期点検"
    title.evaluate(f"(one, words) => {{ {way}; }}", words)
    title.as_element().wait_for_selector(".term:nth-of-type(2)", timeout=10_000)
    assert title.evaluate(TERMS) == ["老朽化", "定期点検"]
    assert title.evaluate("one => one.textContent") == words


def test_a_part_of_a_longer_word_is_no_term(title):
    title.evaluate("one => { one.textContent = '推計人口と土木技師数と定期点検要領、財政力指数'; }")
    title.as_element().wait_for_selector(".term:nth-of-type(2)", timeout=10_000)
    assert title.evaluate(TERMS) == ["土木技師", "財政力指数"]
