"""How long the PowerPoint file of a prefecture takes, and how soon a key press shows the next slide.

    python benchmarks/deck.py [--prefecture 35] [--runs 5]

Needs the built database and static/ folder, and Chromium for the second part. Each PowerPoint run starts from the database: nothing is
kept from the run before but DuckDB's own pages.
"""

import argparse
import logging
import shutil
import time
import warnings
from statistics import median

from map_change import ARGUMENTS, ROOT, streamlit
from playwright.sync_api import sync_playwright

KEYS = ["ArrowRight"] * 11 + ["ArrowLeft"] * 11
# From the key press to the frame after the one in which the new slide was put in place.
MEASURE = """
key => new Promise(resolve => {
  const start = performance.now();
  window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
})
"""


def powerpoint(prefecture_code: str) -> tuple[float, int, int]:
    """Seconds, slides and bytes of the usual deck of a prefecture."""
    import streamlit as st

    from dashboard import briefing_page
    from dashboard.briefing import deck, scope

    st.cache_data.clear()
    started = time.perf_counter()
    one = scope.of_prefecture(prefecture_code)
    by_id = {slide.slide_id: slide for slide in deck.deck(one)}
    chosen = [by_id[slide_id] for slide_id in deck.usual(one) if slide_id in by_id]
    content = briefing_page.powerpoint(one.name, chosen, "http://localhost:8501/briefing?pref=35")
    return time.perf_counter() - started, len(chosen), len(content)


def keys(prefecture_code: str) -> list[float]:
    """Milliseconds from each key press until the slide is on the screen."""
    with streamlit(str(ROOT / "app.py")) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS.split())
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(address)
        page.wait_for_selector("h1", timeout=60_000)
        page.goto(f"{address}briefing?pref={prefecture_code}&show=1")
        page.wait_for_selector(".briefing[data-state=ready]", timeout=60_000)
        page.wait_for_timeout(2000)
        took = [page.evaluate(MEASURE, key) for key in KEYS]
        assert page.locator(".count").inner_text().startswith("1 /")
        browser.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prefecture", default="35", help="its code")
    parser.add_argument("--runs", type=int, default=5, help="how many files the median is taken of")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)  # Streamlit's caches speak outside a page
    runs = [powerpoint(arguments.prefecture) for _ in range(arguments.runs)]
    seconds, slides, size = median(run[0] for run in runs), runs[0][1], runs[0][2]
    took = keys(arguments.prefecture)
    print("| what | median | longest |")
    print("|---|---:|---:|")
    print(
        f"| PowerPoint, {slides} slides, {size / 1000:,.0f} KB | {seconds:.2f} s | {max(run[0] for run in runs):.2f} s |"
    )
    print(f"| key → slide drawn, {len(took)} keys | {median(took):.0f} ms | {max(took):.0f} ms |")


if __name__ == "__main__":
    main()
