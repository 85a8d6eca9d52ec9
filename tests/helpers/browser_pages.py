"""Pages of the app in a browser: opened, waited for until their script has ended, closed after the test."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Locator, Page, expect

SCRIPT_ENDED = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


def wait_for_script(page: Page) -> None:
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_function(SCRIPT_ENDED, timeout=60_000)


def bring_into_sight(page: Page, holder: Locator) -> None:
    """Scroll to a chart or map until it is drawn: what lies above it may grow meanwhile and move it out of sight again."""
    drawn = holder.locator("[data-state=ready], canvas#deckgl-overlay")
    latest = time.monotonic() + 60
    while not drawn.count() and time.monotonic() < latest:
        holder.scroll_into_view_if_needed(timeout=60_000)
        page.wait_for_timeout(500)
    expect(drawn.first).to_be_attached()
    holder.scroll_into_view_if_needed()


@contextmanager
def blank_pages(context: BrowserContext) -> Iterator[Callable[[int, int], Page]]:
    """New pages of a width and height, closed at the end."""
    pages = []

    def new(width: int, height: int) -> Page:
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield new
    for page in pages:
        page.close()
