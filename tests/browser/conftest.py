"""A real browser and real Streamlit servers for the tests of this folder."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

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
def serve() -> Iterator[Callable[..., str]]:
    """Starts Streamlit for a script on a free port; returns its address, which ends in a slash."""
    servers = []

    def start(script: Path, *, base_path: str = "", **environment: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["--server.address=127.0.0.1", f"--server.port={port}", f"--server.baseUrlPath={base_path}"]
        options += ["--server.headless=true", "--server.fileWatcherType=none"]
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *options],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            stdout=subprocess.DEVNULL,
        )
        servers.append(server)
        address = f"http://127.0.0.1:{port}/{base_path}{'/' if base_path else ''}"
        _wait(f"{address}_stcore/health", server)
        return address

    yield start
    for server in servers:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def app(serve, dashboard_database, browser) -> str:
    """The address of the app on the test database, which has had its first reader."""
    address = serve(ROOT / "app.py", DASHBOARD_DB=str(dashboard_database))
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    page.close()
    return address


def _wait(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert server.poll() is None, "Streamlit stopped at once"
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(address)
