"""How long the PowerPoint file of a prefecture takes, and how soon a key press shows the next slide.

    python -m benchmarks.deck [--prefecture 35] [--runs 5]

Needs the built database and static/ folder, and Chromium for the second part. Each PowerPoint run starts from the database: nothing is
kept from the run before but DuckDB's own pages.
"""

import argparse
import logging
import shutil
import time
import warnings
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks import browser, results, values
from dashboard.runtime import db
from pages.briefing import order, scope, sections

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
    """Seconds, slides and bytes of the usual deck of a prefecture, from a copy of the database of which nothing is known yet."""
    with TemporaryDirectory() as folder:
        db.DATABASE = Path(shutil.copy(values.DATABASE, folder))
        started = time.perf_counter()
        one = scope.of_prefecture(prefecture_code)
        by_id = {slide.slide_id: slide for slide in order.deck(one)}
        chosen = [by_id[slide_id] for slide_id in order.usual(one) if slide_id in by_id]
        content = sections.powerpoint_bytes(one.name, chosen, "http://localhost:8501/briefing?pref=35")
        return time.perf_counter() - started, len(chosen), len(content)


def keys(prefecture_code: str) -> list[float]:
    """Milliseconds from each key press until the slide is on the screen."""
    with browser.production() as address, sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        page = chromium.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(address)
        page.wait_for_selector("h1", timeout=60_000)
        page.goto(f"{address}briefing?pref={prefecture_code}&show=1")
        page.wait_for_selector(".briefing[data-state=ready]", timeout=60_000)
        page.wait_for_timeout(2000)
        took = [page.evaluate(MEASURE, key) for key in KEYS]
        assert page.locator(".count").inner_text().startswith("1 /")
        chromium.close()
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
    longest = max(run[0] for run in runs)
    report = results.Table(
        "ブリーフィング",
        f"都道府県 {arguments.prefecture} の{slides}枚（{size / 1000:,.0f} KB）。PowerPoint は毎回データベースから。"
        "キーは、押してからスライドが描かれた次のフレームまで（1920×1080）。",
        ["", "中央値", "最長"],
        [
            [f"PowerPoint（{len(runs)}回）", f"{seconds:.2f} 秒", f"{longest:.2f} 秒"],
            [f"キー → スライド（{len(took)}回）", f"{median(took):.0f} ms", f"{max(took):.0f} ms"],
        ],
        [
            results.Goal("PowerPoint 12枚", "5秒以下", f"{seconds:.1f}秒", seconds <= 5),
            results.Goal(
                "キーを押してからスライドまで", "150 ms以下", f"{median(took):.0f} ms", median(took) <= 150
            ),
        ],
    )
    results.save("deck", report, powerpoint_seconds=[run[0] for run in runs], key_ms=took)


if __name__ == "__main__":
    main()
