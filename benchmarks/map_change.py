"""How long a change of metric keeps the browser busy, and what it sends: MapLibre alone, our map, the real app.

    python benchmarks/map_change.py        (make bench)

All pages are measured one after the other in the same run on the same machine. Needs the built database and static/ folder.
A page is idle once its main thread has done nothing for 0.6 seconds; that pause is not counted.
"""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import CDPSession, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent
STATIC = ROOT / "static"
ARGUMENTS = (
    "--headless --no-sandbox --disable-quic --disable-background-networking --no-first-run"
    " --disable-component-update --disable-sync --use-gl=swiftshader --enable-webgl --ignore-gpu-blocklist"
)
QUIET_SECONDS = 0.6
BUSY_SECONDS = 0.006


def newest(name: str) -> Path:
    return max(STATIC.glob(f"{name}-*.geojson"), key=lambda file: file.stat().st_mtime)


class BarePage(SimpleHTTPRequestHandler):
    """Serves the page, the library, the outlines, and made-up classes as text."""

    def do_GET(self) -> None:
        kind = "text/html"
        if self.path.startswith("/values/"):
            chance = random.Random(self.path)
            body = "".join(str(chance.randrange(7)) for _ in range(1741)).encode()
        elif self.path == "/outlines.geojson":
            body = newest("outlines").read_bytes()
        elif self.path == "/maplibre-gl.js":
            body, kind = (STATIC / "maplibre-gl.js").read_bytes(), "text/javascript"
        elif self.path == "/":
            body = (HERE / "bare_maplibre.html").read_bytes()
        else:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bare_page() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BarePage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@contextmanager
def minimal_app() -> Iterator[str]:
    """The smallest app with our map. Streamlit serves static/ from beside the script, so the script is put beside it."""
    with TemporaryDirectory() as folder:
        script = shutil.copy(HERE / "minimal_map.py", folder)
        (Path(folder) / "static").symlink_to(STATIC)
        with streamlit(script) as address:
            yield address


@contextmanager
def streamlit(script: str) -> Iterator[str]:
    """A Streamlit server for a script, as long as it is measured; its address ends in a slash."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        f"--server.port={port}",
        "--server.headless=true",
    ]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answers(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}/"
    finally:
        server.terminate()
        server.wait()


def answers(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(address)


class Meter:
    """Counts what a page receives and knows when its main thread has come to rest."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.received = 0
        self.largest_message = 0
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("Performance.enable")
        self.cdp.send("Network.enable")
        self.cdp.on("Network.webSocketFrameReceived", self._message)
        self.cdp.on("Network.loadingFinished", self._loaded)

    def _message(self, event: dict) -> None:
        frame = event["response"]
        size = len(frame["payloadData"]) * 3 // 4 if frame["opcode"] == 2 else len(frame["payloadData"])
        self.received += size
        self.largest_message = max(self.largest_message, size)

    def _loaded(self, event: dict) -> None:
        self.received += int(event["encodedDataLength"])

    def measure(self, act: Callable[[], None]) -> dict[str, float]:
        """Milliseconds from the act to rest, kilobytes received, and kilobytes of the largest message."""
        self.received = self.largest_message = 0
        started = time.monotonic()
        act()
        busy = time.monotonic()
        before = None
        while time.monotonic() - busy < QUIET_SECONDS and time.monotonic() - started < 60:
            metrics = {
                each["name"]: each["value"] for each in self.cdp.send("Performance.getMetrics")["metrics"]
            }
            if before is None or metrics["TaskDuration"] - before > BUSY_SECONDS:
                busy = time.monotonic()
            before = metrics["TaskDuration"]
            self.page.wait_for_timeout(50)
        return {
            "idle_ms": round((busy - started) * 1000),
            "kilobytes": round(self.received / 1000, 1),
            "largest_message_kilobytes": round(self.largest_message / 1000, 1),
        }


def change_bare(page: Page, turn: int) -> Callable[[], None]:
    return lambda: page.locator("select").select_option(index=turn % 12)


def change_app(page: Page, turn: int) -> Callable[[], None]:
    """Opens the choice beforehand, so that only the choosing is measured."""
    page.get_by_role("combobox", name="指標").first.click()
    options = page.get_by_role("option")
    options.first.wait_for()
    page.wait_for_timeout(500)
    return options.nth(turn % options.count()).click


def measure(browser, address: str, ready: str, change: Callable, changes: int) -> dict:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    meter = Meter(page)

    def open_page() -> None:
        page.goto(address, wait_until="commit")
        page.wait_for_selector(ready, timeout=60_000)

    first = meter.measure(open_page)
    each = [meter.measure(change(page, turn)) for turn in range(1, changes + 1)]
    page.close()
    return {
        "first": first,
        "changes": each,
        "median": {name: median(one[name] for one in each) for name in each[0]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=10, help="how many changes the median is taken of")
    arguments = parser.parse_args()
    results = {}
    app = streamlit(str(ROOT / "app.py"))
    with sync_playwright() as playwright, bare_page() as bare, minimal_app() as minimal, app as real:
        ready = ".choropleth[data-state=ready]"
        pages = {
            "MapLibre alone": (bare, ".maplibregl-canvas", change_bare),
            "Streamlit without a map": (f"{minimal}?bare", "[data-testid=stText]", change_app),
            "Streamlit + our map": (minimal, ready, change_app),
            "/staffing": (f"{real}staffing", ready, change_app),
        }
        for name, (address, ready, change) in pages.items():
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS.split()
            )
            results[name] = measure(browser, address, ready, change, arguments.changes)
            browser.close()
    limit = results["MapLibre alone"]["median"]["idle_ms"]
    print("| page | first view | | change → idle | × MapLibre alone | received | largest message |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, result in results.items():
        first, change = result["first"], result["median"]
        print(
            f"| {name} | {first['idle_ms']:,} ms | {first['kilobytes']:,.0f} KB | {change['idle_ms']:.0f} ms"
            f" | {change['idle_ms'] / limit:.1f} | {change['kilobytes']:.1f} KB"
            f" | {change['largest_message_kilobytes']:.1f} KB |"
        )
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    measured = {"measured": datetime.now().astimezone().isoformat(timespec="seconds"), "pages": results}
    (folder / "map_change.json").write_text(json.dumps(measured, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
