"""No English of the framework's, whatever is opened; what assistive technology needs (axe-core), also on a phone."""

import re

import duckdb
import pytest
from accessibility import serious
from browser_pages import opened_pages, wait_for_script
from page_addresses import PATHS
from playwright.sync_api import BrowserContext, Page, expect

# Texts and accessible names with Latin letters: of the document, of open shadow roots, shown or not. An icon's ligature is read out
# unless it is hidden from screen readers. Left out: code, and cells of tables, which are data.
WORDS = """() => {
  const names = ['title', 'aria-label', 'placeholder', 'alt', 'aria-description', 'aria-roledescription', 'aria-valuetext'];
  const code = 'script, style, noscript, template, pre, code, textarea, [role=grid] td';
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      for (const name of names) found.push(element.getAttribute(name));
      if (element.closest(code)) continue;
      const isIcon = getComputedStyle(element).fontFamily.includes('Material');
      if (isIcon && element.closest('[aria-hidden=true]')) continue;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    }
  };
  walk(document);
  return found.filter((text) => text && /[A-Za-z]{2}/.test(text));
}"""
# Addresses, files, columns and repositories are names whatever they are made of.
NAMES = re.compile(r"https?://\S+|[\w.-]+@[\w.-]+|[A-Za-z0-9-]+([._/][A-Za-z0-9_.-]+)+")
WORD = re.compile(r"[A-Za-z]{2,}")
ABBREVIATION = re.compile(r"[A-Z]{2,8}")
CLOSED = "[data-testid=stExpander] details:not([open]) > summary"
FIELDS = ":is([data-testid=stSelectbox], [data-testid=stMultiSelect]) input:visible"
KNOWN = set(
    WORD.findall(
        "Excel Word PowerPoint DuckDB GeoJSON GeoParquet Parquet km kg mm cm ha Ver Ctrl Enter Esc Space PageDown PageUp Home End stamp net precision basis Purdue SELECT Python OpenAPI Web Unicode OpenStreetMap"
    )
)


@pytest.fixture(scope="module")
def known(dashboard_database) -> set[str]:
    """And whatever sources, those who publish them, and cases are called."""
    with duckdb.connect(str(dashboard_database), read_only=True) as db:
        texts = db.execute(
            "select unnest([title_ja, publisher, attribution, licence, array_to_string(notes_ja, ' ')]) from sources"
        ).fetchall()
    return KNOWN | {word for (text,) in texts for word in WORD.findall(text or "")}


def english(page: Page, known: set[str]) -> set[str]:
    """Texts with a word that is no known name."""
    return {
        text.strip()
        for text in page.evaluate(WORDS)
        for word in WORD.findall(NAMES.sub(" ", text))
        if word not in known and not ABBREVIATION.fullmatch(word)
    }


@pytest.fixture(scope="module")
def english_browser(browser) -> BrowserContext:
    """A browser set to English: parts that follow the browser's language do not hide what is English."""
    return browser.new_context(locale="en-US")


@pytest.fixture
def opened(english_browser, app):
    """Open a path at a width."""
    with opened_pages(english_browser, app, settle) as go:
        yield go


def settle(page: Page) -> None:
    wait_for_script(page)
    page.wait_for_timeout(500)


@pytest.mark.parametrize("path", PATHS)
def test_page_is_in_japanese_and_accessible(opened, known, path):
    page = opened(path)
    page.eval_on_selector_all(CLOSED, "all => all.slice(0, 12).forEach((one) => one.click())")
    settle(page)
    assert english(page, known) == set()
    assert serious(page) == []
    assert page.locator("h1").count() == 1
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    assert serious(page) == []
    assert english(page, known) == set()


@pytest.mark.parametrize(
    "path", ["compare?compare=353051,352128", "groups?how=auto&prefs=35", "staffing?pref=35", "effects"]
)
def test_select_without_a_match_says_so_in_japanese(opened, known, path):
    page = opened(path)
    for box in page.locator(FIELDS).all()[:4]:
        box.click()
        box.press_sequentially("甲乙丙")
        expect(page.get_by_text("候補がありません").first).to_be_visible()
        assert english(page, known) == set()
        box.press("Escape")
        box.blur()  # what is offered lies over the boxes below


def test_menus_of_a_table_are_in_japanese(opened, known):
    page = opened("staffing?pref=35&metric=general_admin_staff")
    page.get_by_text("表とダウンロード（19行）").click()
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    menu = page.get_by_test_id("stDataFrameColumnMenu")
    width = int(table.bounding_box()["width"])
    # Only columns of numbers and days have a choice of formats; where a column ends is drawn, not in the document.
    for x in range(20, width, 12):
        table.click(position={"x": x, "y": 18})
        page.wait_for_timeout(80)
        if menu.get_by_text("書き方").count():
            break
        if menu.count():
            assert english(page, known) == set()
            page.keyboard.press("Escape")
    expect(menu).to_contain_text("小さい順に並べる")
    assert english(page, known) == set()
    menu.get_by_text("書き方").hover()
    page.wait_for_timeout(500)
    assert english(page, known) == set()


def test_search_in_a_table_is_in_japanese(opened, known):
    page = opened("sources")
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 120, "y": 60})
    page.keyboard.press("Control+f")
    expect(page.get_by_label("表の中を探す")).to_be_visible()
    assert english(page, known) == set()


def test_choice_of_a_file_and_a_refused_one_are_in_japanese(opened, known, tmp_path):
    page = opened("effects")
    wrong = tmp_path / "甲市.EXE"
    wrong.write_bytes(b"MZ")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(wrong)
    expect(page.get_by_text("は選べません")).to_be_visible()
    assert english(page, known) == set()


def test_keyboard_reaches_the_text_at_once_and_is_always_seen(opened):
    page = opened("staffing?pref=35&muni=353051")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    expect(link).to_have_text("本文へ移動")
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 300)")


# The element, or for a field what is around it, differs from how it looks elsewhere: an outline, a ring or a coloured border.
IS_SEEN = """() => {
  let element = document.activeElement;
  if (element.role === 'gridcell') return true; // the table draws a frame on its canvas
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  for (let at = element, up = 0; at && up < 4; at = at.parentElement, up += 1) {
    const { outlineStyle, boxShadow, borderColor } = getComputedStyle(at);
    if (outlineStyle !== 'none' || boxShadow !== 'none' || borderColor === 'rgb(0, 23, 193)') return true;
  }
  return false;
}"""
