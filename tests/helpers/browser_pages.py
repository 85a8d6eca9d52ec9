"""Pages of the app in a browser: opened, waited for until their script has ended, closed after the test."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageChops
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


def wait_until_nothing_loads(page: Page, still: float = 1) -> None:
    """Until no file has arrived for some seconds. One that never comes (a tile, a font asked for in vain) does not hold it up."""
    arrived, since = -1, time.monotonic()
    latest = since + 60
    while time.monotonic() - since < still and time.monotonic() < latest:
        count = page.evaluate("performance.getEntriesByType('resource').length")
        if count != arrived:
            arrived, since = count, time.monotonic()
        page.wait_for_timeout(200)


def image_of(shown: Locator) -> Image.Image:
    return Image.open(BytesIO(shown.screenshot())).convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ to the eye; the pictures are of one size."""
    assert one.size == other.size
    seen = ImageChops.difference(one, other).convert("L").point(lambda by: 255 * (by > 40))
    return seen.histogram()[255] / (one.width * one.height)


def frames_sent(page: Page) -> list:
    """What a page has sent to its server; the list grows."""
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    return sent


@contextmanager
def opened_pages(
    context: BrowserContext,
    app: str,
    settle: Callable[[Page], object] = wait_for_script,
    watch: Callable[[Page, str], object] = lambda page, address: None,
) -> Iterator[Callable[..., Page]]:
    """Opens paths of the app at a width and height, or of another address; the pages are closed at the end.

    watch: called with a page and its address before anything is asked for. settle: waits until it is as the tests want it.
    """
    pages = []

    def go(path: str, width: int = 1440, height: int = 900, address: str = app) -> Page:
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        watch(page, address)
        page.goto(address + path)
        settle(page)
        return page

    yield go
    for page in pages:
        page.close()
