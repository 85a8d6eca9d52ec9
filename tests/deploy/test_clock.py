"""A server whose clock jumps by hours and days under an open page."""

import asyncio
import os
import shutil
import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from benchmarks import load

ROOT = Path(__file__).parents[2]
HOUR, DAY = 3_600, 86_400
JUMPS = [6 * HOUR, -6 * HOUR, 400 * DAY, -400 * DAY, 0]
PATIENCE_SECONDS = 60
# Run by Python itself when it starts, in the server and in its children: what they take for the time.
SHIFTED = """
import os, time

real = time.time, time.time_ns, time.gmtime, time.localtime

def ahead():
    with open(os.environ["CLOCK_AHEAD"]) as file:
        return int(file.read() or 0)

time.time = lambda: real[0]() + ahead()
time.time_ns = lambda: real[1]() + ahead() * 10**9
time.gmtime = lambda seconds=None: real[2](time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: real[3](time.time() if seconds is None else seconds)
"""


@pytest.fixture
def jumping(tmp_path, deploy, dashboard_database):
    """A server, how to let its clock jump, and the database it reads."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(SHIFTED, "utf-8")
    ahead, database = tmp_path / "ahead", tmp_path / "dashboard.duckdb"
    shutil.copy(dashboard_database, database)

    def jump(seconds: int) -> None:
        ahead.with_suffix(".next").write_text(str(seconds))
        ahead.with_suffix(".next").replace(ahead)

    jump(0)
    path = os.pathsep.join([str(tmp_path / "clock"), str(ROOT)])
    server = deploy(PYTHONPATH=path, CLOCK_AHEAD=str(ahead), DASHBOARD_DB=str(database))
    return server, jump, database


def clock_of(server) -> tuple[int, float]:
    """Status of /healthz, and how far the server's clock is ahead (seconds), by the Date of its answer."""
    status, head, _ = server.get("/healthz")
    (dated,) = [line.partition(": ")[2] for line in head.splitlines() if line.startswith("date: ")]
    return status, parsedate_to_datetime(dated).timestamp() - time.time()


def test_an_open_page_goes_on_and_the_server_is_well(jumping):
    server, jump, database = jumping

    async def read_on() -> list[int]:
        received = []
        async with load.connected(server.host) as reader:
            await asyncio.wait_for(reader.open("glossary"), PATIENCE_SECONDS)
            for seconds in JUMPS:
                jump(seconds)
                await asyncio.sleep(1.5)  # the server makes its Date once a second
                status, ahead = await asyncio.to_thread(clock_of, server)
                assert status == 200
                assert abs(ahead - seconds) < HOUR
                os.utime(database, (time.time() + seconds,) * 2)  # as if it was built just now
                received.append(await asyncio.wait_for(reader.open("glossary"), PATIENCE_SECONDS))
                received.append(await asyncio.wait_for(reader.open("gap"), PATIENCE_SECONDS))
                assert (await asyncio.to_thread(clock_of, server))[0] == 200
        return received

    assert all(asyncio.run(read_on()))
    assert not [line for line in server.lines() if line["level"] in ("error", "critical")]
