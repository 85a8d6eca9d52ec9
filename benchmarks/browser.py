"""A browser that measures a page, and the servers it opens. Linux only (/proc)."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Playwright, Request

HERE = Path(__file__).parent
ROOT = HERE.parent
STATIC = ROOT / "static"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=swiftshader",
    "--enable-webgl",
    "--ignore-gpu-blocklist",
    # Other hosts fail at once: a page that asks them neither waits for an answer nor gets one.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
QUIET_SECONDS = 0.6
BUSY_SECONDS = 0.004
POLL_MS = 25
LIMIT_SECONDS = 90
APART_MS = 250  # between two drawings of a map: frames nearer than that belong to one
# When the reader acted, and when the pixels of each frame of a map since were there, drawn by WebGL or as a picture: reading one waits
# for all.
WATCH = """
(() => {
  const seen = window.__seen = { acted: 0, drawn: [] };
  for (const name of ['click', 'change']) addEventListener(name, (event) => { if (!seen.acted) seen.acted = event.timeStamp; }, true);
  for (const kind of [self.WebGLRenderingContext, self.WebGL2RenderingContext]) for (const name of ['drawElements', 'drawArrays']) {
    const draw = kind.prototype[name];
    kind.prototype[name] = function (...args) {
      if (!this.isWatched) queueMicrotask(() => {
        this.isWatched = false;
        this.readPixels(0, 0, 1, 1, this.RGBA, this.UNSIGNED_BYTE, new Uint8Array(4));
        seen.drawn.push(performance.now());
      });
      this.isWatched = true;
      return draw.apply(this, args);
    };
  }
  const { stroke } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.stroke = function (...args) {
    stroke.apply(this, args);
    if (!this.canvas.matches('.still')) return;
    this.getImageData(0, 0, 1, 1);
    seen.drawn.push(performance.now());
  };
})();
"""
TICKS = os.sysconf("SC_CLK_TCK")


def launch(playwright: Playwright) -> Browser:
    """The machine's Chromium, else Playwright's own, with a new profile."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)


class Meter:
    """Counts what a page receives and knows when it has come to rest.

    At rest nothing is under way: no request, no run of a Streamlit script, and nothing done on the main thread for QUIET_SECONDS,
    a pause that is not counted. watches_map: whether it also tells when a map was drawn anew, for which each frame of it is waited for.
    """

    def __init__(self, page: Page, *, watches_map: bool = False) -> None:
        self.page = page
        self.foreign: set[str] = set()
        self._pending: set[Request] = set()
        self._finished: list[Request] = []
        self._messages = 0
        if watches_map:
            page.add_init_script(WATCH)
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Performance.enable")
        self._cdp.send("Network.enable")
        self._cdp.on("Network.webSocketFrameReceived", self._message)
        page.on("request", self._asked)
        page.on("requestfinished", self._received)
        page.on("requestfailed", lambda request: self._pending.discard(request))

    def measure(self, act: Callable[[], object]) -> dict[str, float]:
        """From the act to rest: milliseconds, kilobytes received, and milliseconds of processor the browser spent; of a click on a page that
        stays also the milliseconds until its map was drawn anew, where one is drawn by WebGL."""
        self._finished.clear()
        self._messages = 0
        self.page.evaluate("window.__seen && Object.assign(window.__seen, { acted: 0, drawn: [] })")
        spent, started = browser_seconds(), time.monotonic()
        act()
        busy, before = time.monotonic(), self._worked()
        while time.monotonic() - busy < QUIET_SECONDS:
            if time.monotonic() - started > LIMIT_SECONDS:
                raise TimeoutError(f"{self.page.url} did not come to rest")
            self.page.wait_for_timeout(POLL_MS)
            worked = self._worked()
            if worked - before > BUSY_SECONDS or self._pending or self._script_runs():
                busy = time.monotonic()
            before = worked
        spent = browser_seconds() - spent
        sizes = [request.sizes() for request in self._finished]
        received = self._messages + sum(
            size["responseBodySize"] + size["responseHeadersSize"] for size in sizes
        )
        return {
            **self._painted(),
            "idle_ms": round((busy - started) * 1000),
            "kilobytes": round(received / 1000, 1),
            "browser_cpu_ms": round(spent * 1000),
        }

    def _painted(self) -> dict[str, float]:
        """Milliseconds from the click to the last frame of the first drawing after it."""
        seen = self.page.evaluate("window.__seen")
        drawn = [at for at in (seen or {}).get("drawn", []) if at >= seen["acted"]]
        if not drawn or not seen["acted"]:
            return {}
        last = next((one for one, after in pairwise(drawn) if after - one > APART_MS), drawn[-1])
        return {"painted_ms": round(last - seen["acted"])}

    def _worked(self) -> float:
        """Seconds the main thread has worked so far."""
        metrics = self._cdp.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def _script_runs(self) -> bool:
        return bool(
            self.page.evaluate(
                "document.querySelector('[data-test-script-state]:not([data-test-script-state=notRunning])') !== null"
            )
        )

    def _message(self, event: dict) -> None:
        frame = event["response"]
        self._messages += len(frame["payloadData"]) * (3 if frame["opcode"] == 2 else 4) // 4

    def _asked(self, request: Request) -> None:
        if request.url.startswith(("http://localhost", "http://127.0.0.1")):
            self._pending.add(request)
        elif request.url.startswith("http"):
            self.foreign.add(request.url.split("/")[2])

    def _received(self, request: Request) -> None:
        if request in self._pending:
            self._pending.discard(request)
            self._finished.append(request)


def browser_seconds() -> float:
    """Seconds of processor all processes of the browser have spent."""
    parents, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            before, _, after = stat.read_text().rpartition(")")
        except OSError:  # it has just ended
            continue
        fields = after.split()
        pid, name = before.split(" (", 1)
        parents[int(pid)] = int(fields[1])
        if name.startswith("chrom"):
            spent[int(pid)] = (int(fields[11]) + int(fields[12])) / TICKS
    return sum(seconds for pid, seconds in spent.items() if os.getpid() in _ancestors(pid, parents))


def _ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid := parents.get(pid, 0):
        yield pid


def production() -> AbstractContextManager[str]:
    """The app as it is put to use."""
    return serve("-m", "deploy.asgi", "--port", "{port}")


def streamlit(script: Path) -> AbstractContextManager[str]:
    """A script as `streamlit run` serves it."""
    return serve("-m", "streamlit", "run", str(script), "--server.port={port}", "--server.headless=true")


@contextmanager
def minimal_app() -> Iterator[str]:
    """The smallest app with our map. Streamlit serves static/ from beside the script, so the script is put beside it."""
    with TemporaryDirectory() as folder:
        script = shutil.copy(HERE / "minimal_map.py", folder)
        (Path(folder) / "static").symlink_to(STATIC)
        with streamlit(script) as address:
            yield address


@contextmanager
def serve(*arguments: str) -> Iterator[str]:
    """A Python server on a free port as long as it is measured; its address ends in a slash."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, *(argument.format(port=port) for argument in arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _answers(f"http://localhost:{port}/", server)
        yield f"http://localhost:{port}/"
    finally:
        server.terminate()
        server.wait()


def _answers(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if server.poll() is not None:
            raise ChildProcessError(f"{server.args} stopped at once")
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)
