"""Swap the published database, go back, and restart four processes one by one behind nginx, while 50 readers read.

python -m benchmarks.rolling      (Linux; not part of `make bench`)

A reader whose process is restarted does what a browser does: connects anew, with the same cookie, and asks again. That is told apart
from an error: an action that failed, showed a failure, or was not answered within a minute.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import duckdb
import websockets

from benchmarks.load import ACTIONS, Failed, Reader, first_cookies, opened
from benchmarks.servers import ROOT, free_port, nginx, start, wait_for

GIVE_UP_SECONDS = 60
REST_SECONDS = 3  # between two steps
BROKEN = (websockets.WebSocketException, OSError)


async def read_until(over: asyncio.Event, address: str, number: int, counts: Counter) -> None:
    """One reader goes through the script again and again."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, 10))
    cookies = await asyncio.to_thread(first_cookies, address, "/")
    reader = None
    while not over.is_set():
        for action in ACTIONS:
            verb, what = action.split()
            try:
                reader = await asyncio.wait_for(
                    _acted(address, cookies, reader, chance, (verb, what), counts), GIVE_UP_SECONDS
                )
                counts["actions"] += 1
            except (TimeoutError, Failed) as error:
                counts["errors"] += 1
                counts[f"{action}: {type(error).__name__} {error}"] += 1
                reader = None
                break
            if over.is_set():
                break
            await asyncio.sleep(chance.uniform(5, 10))
    if reader:
        await reader.socket.close()


async def _acted(address, cookies, reader, chance, action, counts) -> Reader:
    """The reader after an action, on a new connection where the old one broke."""
    verb, what = action
    while True:
        try:
            if reader is None:
                reader = Reader(chance, await opened(address, cookies))
                if verb != "open":  # the page it was on
                    await reader.open("staffing")
            target = "gap" if what == "partners" and what not in reader.pages else what
            if verb == "choose" and target not in reader.boxes:
                await reader.open("staffing")
            await getattr(reader, verb)(target)
            return reader
        except BROKEN:
            counts["reconnected"] += 1
            reader = None
            await asyncio.sleep(1)


def change(folder: Path, running: dict[int, subprocess.Popen]) -> list[str]:
    """The steps of a day: another edition, back, and each process anew; what was done, with the seconds it took."""
    database, other = folder / "dashboard.duckdb", folder / "other.duckdb"
    shutil.copy(database, other)
    with duckdb.connect(str(other)) as db:
        db.execute("update build_info set built_at = built_at + interval 1 minute")
    there = ["--database", str(database)]
    steps = {
        "publish": ["publish", "--to", str(folder / "published"), "--database", str(other)],
        "fetch": ["fetch-published", "--from", str(folder / "published"), *there],
        "rollback": ["publish", "--to", str(folder / "published"), "--rollback"],
        "fetch again": ["fetch-published", "--from", str(folder / "published"), *there],
    }
    done = []
    for name, command in steps.items():
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "etl", *command], cwd=ROOT, check=True, capture_output=True)
        done.append(
            f"{name} {timedelta(seconds=round(time.monotonic() - began))} built_at {built_at(running)}"
        )
        time.sleep(REST_SECONDS)
    for port in list(running):
        began = time.monotonic()
        running[port].send_signal(signal.SIGTERM)
        running[port].wait()
        running[port] = start(port, folder / "log", DASHBOARD_DB=str(database))
        wait_for(port)
        done.append(f"restart {port} {timedelta(seconds=round(time.monotonic() - began))}")
        time.sleep(REST_SECONDS)
    return done


def built_at(running: dict[int, subprocess.Popen]) -> list[str]:
    """What each process says, without those that are the same."""
    said = set()
    for port in running:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=GIVE_UP_SECONDS) as answer:
            said.add(json.load(answer)["built_at"])
    return sorted(said)


async def run(readers: int, processes: int, folder: Path) -> None:
    shutil.copy(ROOT / "data" / "dashboard.duckdb", folder / "dashboard.duckdb")
    publish = ["publish", "--to", str(folder / "published"), "--database", str(folder / "dashboard.duckdb")]
    subprocess.run([sys.executable, "-m", "etl", *publish], cwd=ROOT, check=True, capture_output=True)
    running = {}
    try:
        for port in [free_port() for _ in range(processes)]:
            running[port] = start(port, folder / "log", DASHBOARD_DB=str(folder / "dashboard.duckdb"))
            await asyncio.to_thread(wait_for, port)
        with nginx(list(running)) as port:
            over, counts = asyncio.Event(), Counter()
            address = f"127.0.0.1:{port}"
            reading = [
                asyncio.create_task(read_until(over, address, number, counts)) for number in range(readers)
            ]
            await asyncio.sleep(15)
            steps = await asyncio.to_thread(change, folder, running)
            over.set()
            await asyncio.gather(*reading)
    finally:
        for server in running.values():
            server.terminate()
        for server in running.values():
            server.wait()
    print(*steps, sep="\n")
    traces = [line for line in (folder / "log").read_text("utf-8").splitlines() if '"trace"' in line]
    print(len(traces), "failures in the log", *traces[:3], sep="\n")
    print(f"{readers} readers, {processes} processes, load average {os.getloadavg()[0]:.1f}:", dict(counts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--processes", type=int, default=4)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        asyncio.run(run(arguments.readers, arguments.processes, Path(folder)))


if __name__ == "__main__":
    main()
