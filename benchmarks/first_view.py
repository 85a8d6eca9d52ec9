"""The first view of every page from a warm server, with an empty browser cache and with a filled one; and how long its script takes.

    python -m benchmarks.first_view [--pages staffing,overview] [--rounds 3] [--runs 20]

Measured is the time from asking for the address until the browser is at rest, and the bytes received, compressed as the production
entry sends them; the server has shown each page once before. The script is measured without a browser, over Streamlit's websocket:
from asking for the page until its last message. Beside them stands an empty page of `streamlit run`, measured in the same run.
"""

import argparse
import asyncio
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from benchmarks import browser, load, results

SIZE = {"width": 1440, "height": 900}
# A prefecture and a municipality chosen: a page shows all it has.
CHOSEN = "?pref=35&muni=353051"
TITLE = "[data-testid=stMainBlockContainer] h1"


EMPTY = "import streamlit as st\nst.title('空のページ')\n"


def views(chromium: Browser, address: str, path: str, rounds: int) -> dict[str, dict]:
    """Medians with an empty cache (cold) and with that of the view before (warm)."""
    measured = {"cold": [], "warm": []}
    for _ in range(rounds):
        context = chromium.new_context(viewport=SIZE)
        for cache in measured:
            page = context.new_page()
            meter = browser.Meter(page)

            def show(page=page) -> None:
                page.goto(address + path + CHOSEN, wait_until="commit")
                page.locator(TITLE).first.wait_for(timeout=60_000)

            measured[cache].append(meter.measure(show))
            page.close()
        context.close()
    return {
        cache: {name: median(one[name] for one in each) for name in each[0]}
        for cache, each in measured.items()
    }


def empty_page(chromium: Browser, rounds: int) -> dict[str, dict]:
    """The same of a page with nothing but a title."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, "utf-8")
        with browser.streamlit(script) as address:
            return views(chromium, address, "", rounds)


async def scripts(address: str, paths: list[str], runs: int) -> dict[str, list[float]]:
    """Seconds each page's script took, one run after the other, each by a reader of its own."""
    took: dict[str, list[float]] = {path: [] for path in paths}
    for _ in range(runs):
        for path in paths:
            async with load.connected(address) as reader:
                reader.query = CHOSEN.removeprefix("?")
                started = asyncio.get_running_loop().time()
                await reader.open(path)
                took[path].append(asyncio.get_running_loop().time() - started)
    return took


async def menu(address: str) -> list[str]:
    """The paths of all pages in the menu, in order."""
    async with load.connected(address) as reader:
        await reader.open("overview")
        return [path for path in reader.pages if path]


def percentile_95(seconds: list[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[94]


def _slowest(shown: dict[str, dict], empty: dict[str, dict], cache: str, when: str) -> results.Goal:
    path = max(shown, key=lambda one: shown[one][cache]["idle_ms"])
    times = shown[path][cache]["idle_ms"] / empty[cache]["idle_ms"]
    return results.Goal(
        f"最初の表示 ÷ 空の Streamlit（{when}、最も遅いページ）",
        "1.5倍以下",
        f"{times:.1f}倍（/{path}、空は {empty[cache]['idle_ms'] / 1000:.1f}秒）",
        times <= 1.5,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", default="", help="paths, parted by commas; else all of the menu")
    parser.add_argument("--rounds", type=int, default=3, help="views of which the median is taken")
    parser.add_argument("--runs", type=int, default=20, help="runs of each script")
    chosen = parser.parse_args()
    with browser.production() as address:
        host = address.split("/")[2]
        paths = [path for path in chosen.pages.split(",") if path] or asyncio.run(menu(host))
        asyncio.run(scripts(host, paths, 2))
        took = asyncio.run(scripts(host, paths, chosen.runs))
        with sync_playwright() as playwright:
            chromium = browser.launch(playwright)
            shown = {path: views(chromium, address, path, chosen.rounds) for path in paths}
            empty = empty_page(chromium, chosen.rounds)
            chromium.close()
    report = results.Table(
        "最初の表示",
        f"温まったサーバー（本番の入口、gzip）、1440×900、周防大島町を選んだ状態。ブラウザのキャッシュが空のときと、2回目。{chosen.rounds}回の中央値。"
        f"スクリプトは通信だけで{chosen.runs}回ずつ。",
        ["ページ", "空：静止まで", "空：受信", "2回目：静止まで", "2回目：受信", "スクリプト 中央値", "95%"],
        [
            [
                f"/{path}",
                f"{each['cold']['idle_ms']:,.0f} ms",
                f"{each['cold']['kilobytes']:,.0f} KB",
                f"{each['warm']['idle_ms']:,.0f} ms",
                f"{each['warm']['kilobytes']:,.0f} KB",
                f"{1000 * median(took[path]):,.0f} ms",
                f"{1000 * percentile_95(took[path]):,.0f} ms",
            ]
            for path, each in shown.items()
        ],
    )
    largest = max(shown, key=lambda path: shown[path]["cold"]["kilobytes"])
    kilobytes = shown[largest]["cold"]["kilobytes"]
    overall = 1000 * percentile_95([seconds for each in took.values() for seconds in each])
    report.goals = [
        results.Goal(
            "最初の表示（空のキャッシュ、最も遅いページ）",
            "3秒以下",
            f"{max(each['cold']['idle_ms'] for each in shown.values()) / 1000:.1f}秒",
            all(each["cold"]["idle_ms"] <= 3000 for each in shown.values()),
        ),
        *(
            _slowest(shown, empty, cache, when)
            for cache, when in (("cold", "空のキャッシュ"), ("warm", "2回目"))
        ),
        results.Goal(
            "最初の受信（最も大きいページ、圧縮）",
            "1.6 MB以下",
            f"{kilobytes / 1000:.2f} MB（/{largest}）",
            kilobytes <= 1600,
        ),
        results.Goal("スクリプトの時間 95%（全ページ）", "120 ms以下", f"{overall:.0f} ms", overall <= 120),
    ]
    results.save("first_view", report, views=shown, script_seconds=took)


if __name__ == "__main__":
    main()
