"""A real browser and real Streamlit servers for the tests of this folder."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser_pages import opened_pages
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from running_server import end

ROOT = Path(__file__).parents[2]
ARGUMENTS = (
    "--no-sandbox --disable-quic --disable-background-networking --no-first-run --disable-component-update"
    " --disable-sync --use-gl=swiftshader --enable-webgl --ignore-gpu-blocklist"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, or Playwright's own; the tests are skipped where there is neither."""
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS.split()
            )
        except PlaywrightError as error:
            pytest.skip(f"no Chromium to test with: {error.message.splitlines()[0]}")
        yield running
        running.close()


@pytest.fixture(scope="session")
def context(browser) -> BrowserContext:
    """What one page has fetched, the next has in its cache."""
    return browser.new_context()


@pytest.fixture
def open_page(context, app) -> Iterator[Callable[..., Page]]:
    """Opens a path of the app and waits until its script has ended."""
    with opened_pages(context, app) as go:
        yield go


@pytest.fixture(scope="session")
def start() -> Iterator[Callable[..., int]]:
    """Starts a Python server on a free port, which stands for {port} in its arguments; returns the port once it is healthy."""
    running = []

    def go(
        *arguments: str, health: str = "_stcore/health", log: Path | None = None, **environment: str
    ) -> int:
        port = free_port()
        with log.open("w") if log else nullcontext() as output:
            server = subprocess.Popen(
                [sys.executable, *(argument.format(port=port) for argument in arguments)],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
                stdout=subprocess.DEVNULL,
                stderr=output,
            )
        running.append(server)
        _wait(f"http://127.0.0.1:{port}/{health}", server)
        return port

    yield go
    for server in running:
        end(server)


@pytest.fixture(scope="session")
def serve(start) -> Callable[..., str]:
    """Starts a script as `streamlit run` does; returns its address, which ends in a slash."""

    def go(script: Path, *, base_path: str = "", **environment: str) -> str:
        below = f"{base_path}/" if base_path else ""
        options = ["--server.address=127.0.0.1", "--server.port={port}", f"--server.baseUrlPath={base_path}"]
        options += ["--server.headless=true", "--server.fileWatcherType=none"]
        command = ["-m", "streamlit", "run", str(script), *options]
        return f"http://127.0.0.1:{start(*command, health=f'{below}_stcore/health', **environment)}/{below}"

    return go


@pytest.fixture(scope="session")
def deploy(start, dashboard_database) -> Callable[..., str]:
    """Starts the app as it is put to use, on the test database; returns its address, which ends in a slash."""

    def go(log: Path | None = None, **environment: str) -> str:
        environment = {"DASHBOARD_DB": str(dashboard_database)} | environment
        return f"http://127.0.0.1:{start('-m', 'deploy.asgi', '--port', '{port}', log=log, **environment)}/"

    return go


@pytest.fixture(scope="session")
def log(tmp_path_factory) -> Path:
    """What the app says."""
    return tmp_path_factory.mktemp("log") / "stderr"


@pytest.fixture(scope="session")
def app(deploy, log) -> str:
    """The address of the app as it is put to use, with every page it has."""
    return deploy(log, DASHBOARD_IMPORT="1")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(address: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped at once"
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)
