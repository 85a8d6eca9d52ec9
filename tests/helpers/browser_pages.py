"""Pages of the app in a browser: opened, waited for until their script has ended, closed after the test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page

SCRIPT_ENDED = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


def wait_for_script(page: Page) -> None:
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_function(SCRIPT_ENDED, timeout=60_000)


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
