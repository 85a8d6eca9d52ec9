"""The national map beside what users would pick instead: first view, and how long a change of metric keeps the browser busy.

    python -m benchmarks.map_change [--changes 10] [--only plotly_inline,dash]

All pages show the same outlines and the same real metrics, one after the other on the same machine. Requests to other hosts fail at
once and are reported; what folium needs of them is laid ready (without it its page stays blank). Needs the built database and static/ folder; the peers need requirements-bench.txt, and one that fails is left
out and named.
"""

import argparse
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, Playwright, Route, sync_playwright

from benchmarks import browser, results, values
from benchmarks.values import METRICS

PEERS = browser.HERE / "peers"
OURS = ".choropleth[data-state=ready]"
TOUCHED = f"{OURS}:has(.pane.live)"
LIMIT = "MapLibre 単体"
MAP = "Streamlit と地図だけ（本件）"
STRIP = "地図の中で指標を変える（本件）"
# The pages whose map readers change, in full, by key: in the map itself, where the page follows, or by a choice of the page.
IN_THE_MAP = {"staffing": "staffing", "ageing": "ageing", "gap": "gap"}
ON_THE_PAGE = {"staffing_box": "staffing", "gap_box": "gap"}
# Before the reader has touched the map it is a picture, which is changed as well.
UNTOUCHED = {f"{key}_untouched": key for key in IN_THE_MAP}
REAL = (*IN_THE_MAP, *ON_THE_PAGE, *UNTOUCHED)
LOADED_SECONDS = 60


@dataclass(frozen=True)
class Measured:
    """A page to measure: who serves it, what it shows when it is there, how another metric is chosen."""

    name: str
    server: Callable[[], AbstractContextManager[str]]
    ready: str
    options: Callable[[Page], Locator]
    path: str = ""
    frame: str = ""
    needs_leaflet: bool = False
    is_touched: bool = True


def pages() -> dict[str, Measured]:
    peers = {
        "plotly_inline": ("Streamlit + Plotly（形を毎回送る）", ".js-plotly-plot .maplibregl-canvas", ""),
        "folium_inline": ("Streamlit + folium", "path.leaflet-interactive", "iframe"),
        "pydeck_inline": ("Streamlit + pydeck（形を毎回送る）", "[data-testid=stDeckGlJsonChart] canvas", ""),
    }
    dash = [str(PEERS / "dash_app.py"), "{port}"]
    known = {
        "bare": Measured(LIMIT, bare_page, ".maplibregl-canvas", bare_options),
        "streamlit": Measured(
            "Streamlit のみ（地図なし）",
            browser.minimal_app,
            "[data-testid=stText]",
            streamlit_options,
            "?bare",
        ),
        "strip": Measured(STRIP, browser.minimal_app, OURS, strip_options, "?strip"),
        "ours": Measured(MAP, browser.minimal_app, OURS, streamlit_options),
        **{
            key: Measured(f"/{path}（地図の中で、本件）", browser.production, OURS, strip_options, path)
            for key, path in IN_THE_MAP.items()
        },
        **{
            key: Measured(f"/{path}（画面の欄で、本件）", browser.production, OURS, streamlit_options, path)
            for key, path in ON_THE_PAGE.items()
        },
        "dash": Measured(
            "Dash", lambda: browser.serve(*dash), ".js-plotly-plot .maplibregl-canvas", dash_options
        ),
    } | {
        script: Measured(
            name,
            lambda script=script: browser.streamlit(PEERS / f"{script}.py"),
            ready,
            streamlit_options,
            "",
            frame,
            needs_leaflet="folium" in script,
        )
        for script, (name, ready, frame) in peers.items()
    }
    untouched = {
        key: replace(known[touched], name=f"{known[touched].name}、触れる前", is_touched=False)
        for key, touched in UNTOUCHED.items()
    }
    return known | untouched


class BarePage(SimpleHTTPRequestHandler):
    """Serves the page, the library, the outlines, and the classes of a metric as text, one digit per municipality."""

    def do_GET(self) -> None:
        files = {
            "/": browser.HERE / "bare_maplibre.html",
            "/maplibre-gl.js": browser.STATIC / "maplibre-gl.js",
        }
        if self.path in files:
            body = files[self.path].read_bytes()
        elif self.path == "/outlines.geojson":
            body = json.dumps(values.outlines()).encode()
        elif self.path.startswith("/values/"):
            body = self.server.classes[int(self.path.rpartition("/")[2])]
        else:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bare_page() -> Iterator[str]:
    """The least a page needs to colour the municipalities: what no page can be faster than."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BarePage)
    ranks = values.table()[list(METRICS)].rank(pct=True)
    server.classes = [
        "".join((7 * ranks[metric]).clip(upper=6).astype(int).astype(str)).encode() for metric in METRICS
    ]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def bare_options(page: Page) -> Locator:
    return page.locator("select")


def streamlit_options(page: Page) -> Locator:
    page.get_by_role("combobox", name=re.compile("指標$")).first.click()
    return page.get_by_role("option")


def strip_options(page: Page) -> Locator:
    return page.locator(".choropleth .metrics button")


def dash_options(page: Page) -> Locator:
    page.locator("#metric").click()
    return page.get_by_role("option")


def change(measured: Measured, page: Page, turn: int) -> Callable[[], object]:
    """Opens the choice beforehand, so that only the choosing is measured."""
    options = measured.options(page)
    if measured.name == LIMIT:
        return lambda: options.select_option(index=turn % len(METRICS))
    options.first.wait_for()
    page.wait_for_timeout(500)
    return options.nth(turn % options.count()).click


def measure(playwright: Playwright, measured: Measured, changes: int) -> dict:
    """First view with an empty cache, and `changes` changes of the metric after one that is not counted."""
    chromium = browser.launch(playwright)
    try:
        with measured.server() as address:
            if measured.name != LIMIT:  # the first reader of a server waits for it to load; no other does
                opened(chromium, measured, address)
            page, meter, first = opened(chromium, measured, address)
            if measured.ready == OURS and measured.is_touched:
                page.locator(".choropleth .still").first.hover()
                page.locator(TOUCHED).first.wait_for()
            each = [meter.measure(change(measured, page, turn)) for turn in range(1, changes + 2)][1:]
            return {
                "first": first,
                "changes": each,
                "median": {
                    name: median(one[name] for one in each if name in one) for name in set().union(*each)
                },
                "foreign_hosts": sorted(meter.foreign),
            }
    finally:
        chromium.close()


def leaflet_at_hand(route: Route) -> None:
    """folium asks other hosts for Leaflet and for what surrounds it; here Leaflet comes from a package and the rest is empty."""
    name = route.request.url.rpartition("/")[2]
    path = Path(find_spec("leaflet").origin).parent / "static" / "leaflet" / name
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    route.fulfill(body=path.read_bytes() if path.is_file() else b"", content_type=kind)


def opened(chromium, measured: Measured, address: str) -> tuple[Page, browser.Meter, dict]:
    """A page with a cache of its own, and what it took to show it."""
    for context in chromium.contexts:
        context.close()
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    if measured.needs_leaflet:
        page.route(re.compile(r"^https://"), leaflet_at_hand)
    meter = browser.Meter(page, watches_map=True)

    def open_page() -> None:
        page.goto(address + measured.path, wait_until="commit")
        within = page.frame_locator(measured.frame) if measured.frame else page
        within.locator(measured.ready).first.wait_for(timeout=LOADED_SECONDS * 1000)

    return page, meter, meter.measure(open_page)


def table(found: dict[str, dict], changes: int) -> results.Table:
    """All pages beside the bare one, and the goals set for ours."""
    report = results.Table(
        "指標を変えてからブラウザが静かになるまで",
        f"1,741区域、同じ値、ソフトウェア描画、{changes}回の中央値。「MapLibre 単体」は同じ区域界に同じ数の値を入れるだけのページで、これより速くはなりません。",
        [
            "ページ",
            "最初の表示",
            "受信（最初）",
            "変更 → 描き直し",
            "MapLibre 単体の何倍",
            "変更 → 静止",
            "MapLibre 単体の何倍",
            "受信（変更1回）",
            "ブラウザの CPU（変更1回）",
            "求めた外部（遮断）",
        ],
    )

    def times(key: str, other: str, what: str = "idle_ms") -> float | None:
        took = [found[one]["median"].get(what) for one in (key, other) if one in found]
        return took[0] / took[1] if len(took) == 2 and all(took) else None

    for key, result in found.items():
        first, change = result["first"], result["median"]
        report.rows.append(
            [
                result["name"],
                f"{first['idle_ms']:,} ms",
                f"{first['kilobytes']:,.0f} KB",
                *(
                    cell
                    for what in ("painted_ms", "idle_ms")
                    for cell in _beside(change.get(what), times(key, "bare", what))
                ),
                f"{change['kilobytes']:,.1f} KB",
                f"{change['browser_cpu_ms']:,.0f} ms",
                "、".join(result["foreign_hosts"]),
            ]
        )
    of_pages = [
        goal
        for key in [one for one in REAL if one in found]
        for goal in [(f"{found[key]['name']}：描き直し ÷ MapLibre 単体", key, "bare", "painted_ms", 1.3, True), (f"{found[key]['name']}：静止 ÷ MapLibre 単体", key, "bare", "idle_ms", 2.5, True)]
    ]  # fmt: skip
    for what, slow, fast, measured, wanted, is_most in [
        ("地図の変更：静止 ÷ MapLibre 単体", "ours", "bare", "idle_ms", 2.5, True),
        ("地図の中での変更：描き直し ÷ MapLibre 単体", "strip", "bare", "painted_ms", 1.3, True),
        ("地図の中での変更：静止 ÷ MapLibre 単体", "strip", "bare", "idle_ms", 1.3, True),
        *of_pages,
        ("Dash ÷ 本件の地図", "dash", "ours", "idle_ms", 4, False),
        ("Streamlit + Plotly ÷ 本件の地図", "plotly_inline", "ours", "idle_ms", 10, False),
    ]:
        if ratio := times(slow, fast, measured):
            is_met = ratio <= wanted if is_most else ratio >= wanted
            report.goals.append(
                results.Goal(what, f"{wanted}倍以{'下' if is_most else '上'}", f"{ratio:.1f}倍", is_met)
            )
    for key in [one for one in ("ours", *REAL) if one in found]:
        kilobytes = found[key]["median"]["kilobytes"]
        report.goals.append(
            results.Goal(
                f"変更1回の受信（{found[key]['name']}）", "40 KB以下", f"{kilobytes:.1f} KB", kilobytes <= 40
            )
        )
    return report


def _beside(took: float | None, slower: float | None) -> tuple[str, str]:
    """Milliseconds, and how many times those of the bare page; blank where not known."""
    return "" if took is None else f"{took:,.0f} ms", f"{slower:.1f}" if slower else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--changes", type=int, default=10, help="how many changes the median is taken of")
    parser.add_argument("--only", default="", help=f"some of {', '.join(pages())}")
    chosen = parser.parse_args()
    found, failed = {}, {}
    with sync_playwright() as playwright:
        for key, page in pages().items():
            if chosen.only and key not in chosen.only.split(","):
                continue
            try:
                found[key] = {"name": page.name} | measure(playwright, page, chosen.changes)
            except (PlaywrightError, TimeoutError, ChildProcessError) as error:
                failed[page.name] = str(error).splitlines()[0]
                print(f"{page.name}: {failed[page.name]}", file=sys.stderr)
    results.save("map_change", table(found, chosen.changes), pages=found, failed=failed)
    if failed:
        sys.exit(f"測れなかったページ：{'、'.join(failed)}")


if __name__ == "__main__":
    main()
