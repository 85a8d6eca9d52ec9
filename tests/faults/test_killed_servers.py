"""Servers and their children that are killed: nothing is left running, nothing is changed, the next one serves."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from dashboard.runtime import workers
from dashboard.runtime.workers import WorkFailed

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def children(pid: int) -> set[int]:
    """The processes a process has begun and that have not ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == pid and after_name[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(holds) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "never came"
        time.sleep(0.05)


def is_well(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False


SERVER = """
import runpy, sys
from dashboard.runtime import workers
workers.warm(len)
sys.argv = ["asgi", "--port", sys.argv[1]]
runpy.run_module("deploy.asgi", run_name="__main__")
"""


def test_a_server_killed_at_any_moment_leaves_no_child_and_the_next_one_serves(
    tmp_path, database, chance: random.Random, is_nightly
):
    path = tmp_path / "dashboard.duckdb"
    path.write_bytes(Path(database).read_bytes())
    before = path.read_bytes()
    for _ in range(100 if is_nightly else 2):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(port)],
            cwd=ROOT,
            env=os.environ | {"DASHBOARD_DB": str(path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda at=port: is_well(at))
        until(lambda of=server: children(of.pid))
        time.sleep(chance.uniform(0, 0.5))
        left = children(server.pid)
        server.send_signal(signal.SIGKILL)
        server.wait()
        until(lambda these=left: not any(map(is_running, these)))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["dashboard.duckdb"]


def children_of_the_pool() -> list[int]:
    """Not the servers that other tests have begun in this process."""
    return [pid for pid in sorted(children(os.getpid())) if b"dashboard.runtime.workers" in command_line(pid)]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def add_up(count: int) -> int:
    return sum(range(count))


def test_children_killed_at_any_moment_cost_their_own_job_only(chance: random.Random, is_nightly):
    """Readers go on asking while children are killed; every answer is right, or one sentence."""
    kills, is_over = 100 if is_nightly else 6, threading.Event()

    def ask() -> list[int | str]:
        outcomes: list[int | str] = []
        while not is_over.is_set():
            try:
                outcomes.append(workers.run(add_up, 300_000))
            except WorkFailed as failed:
                outcomes.append(str(failed))
        return outcomes

    with ThreadPoolExecutor() as readers:
        asking = [readers.submit(ask) for _ in range(3)]
        try:
            for _ in range(kills):
                until(children_of_the_pool)
                with contextlib.suppress(IndexError, ProcessLookupError):  # it ended by itself
                    os.kill(chance.choice(children_of_the_pool()), signal.SIGKILL)
                time.sleep(chance.uniform(0, 0.2))
        finally:
            is_over.set()
        outcomes = [one for each in asking for one in each.result(PATIENCE_SECONDS)]
    assert set(outcomes) <= {add_up(300_000), workers.MEMORY, workers.BROKEN}
    assert workers.run(add_up, 10) == 45
