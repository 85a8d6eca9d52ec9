"""How many readers a server carries: readers who speak Streamlit's own websocket protocol, without a browser.

    python -m benchmarks.load                                 1 to 200 readers, on one process and on two behind nginx
    python -m benchmarks.load --readers 100 --processes 1     one row of that table
    python -m benchmarks.load --minutes 30 --readers 50       does memory grow? readers come and go

Every reader opens /overview and /staffing, changes the metric twice, chooses a prefecture and a municipality, and opens /partners
(/gap where there is none), over and over, thinking between actions. Measured is the time from sending an action to the end of the
script, with everything received; protocol messages are read as the browser reads them, but nothing is drawn, and static files are
not fetched. The readers run on the same machine and take their share of it.

Linux only (/proc). Serves and asks 127.0.0.1 alone. Needs the built database; more than one process needs nginx.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import results
from benchmarks.servers import NGINX, cpu_seconds, resident_megabytes, servers

ROOT = Path(__file__).parents[1]
READERS = [1, 10, 25, 50, 100, 200]
TIMEOUT_SECONDS = 30
ACTIONS = (
    "open overview",
    "open staffing",
    "choose 指標",
    "choose 指標",
    "choose 都道府県",
    "link muni",
    "open partners",
)
TOWNS = ("011002", "202185", "204323", "353051", "472093")
FAILED = ("表示できませんでした", "データベースの用意ができていません")


class Failed(Exception):
    """The server did not show what was asked for."""


@dataclass
class Done:
    """What was measured of one action."""

    action: str
    seconds: float
    bytes: int
    error: str = ""
    at: float = field(default_factory=time.monotonic)
    is_counted: bool = True


@dataclass
class Box:
    """A select box on the page: what to send to choose in it."""

    id: str
    options: list[str]
    fragment: str


@dataclass
class Reader:
    """One open page, as far as the protocol knows it."""

    chance: random.Random
    socket: websockets.ClientConnection
    pages: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    hashes: set[str] = field(default_factory=set)
    page: str = ""
    query: str = ""

    async def open(self, path: str) -> int:
        """Open a page by its address, or by its link once the menu is known; returns the bytes received."""
        self.chosen.clear()
        message = BackMsg()
        if path in self.pages:
            message.rerun_script.page_script_hash = self.pages[path]
        else:
            message.rerun_script.page_name = path
        return await self._run(message)

    async def choose(self, label: str) -> int:
        """Choose anything in a box of the page; a box within a fragment redraws only that."""
        if label not in self.boxes:
            raise Failed(f"no box {label}")
        box = self.boxes[label]
        self.chosen[box.id] = self.chance.choice(box.options)
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = box.fragment
        return await self._run(message)

    async def link(self, name: str) -> int:
        """Follow a link to the page with a municipality chosen, as the box of municipalities does."""
        self.query = f"{name}={self.chance.choice(TOWNS)}"
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        return await self._run(message)

    async def _run(self, message: BackMsg) -> int:
        if not message.rerun_script.fragment_id:
            self.boxes.clear()
        message.rerun_script.query_string = self.query
        message.rerun_script.cached_message_hashes.extend(self.hashes)
        for widget, value in self.chosen.items():
            message.rerun_script.widget_states.widgets.add(id=widget, string_value=value)
        await self.socket.send(message.SerializeToString())
        received = 0
        while True:
            payload = await self.socket.recv()
            received += len(payload)
            if self._take(ForwardMsg.FromString(payload)):
                return received

    def _take(self, message: ForwardMsg) -> bool:
        """Remember what the browser would; whether the page is complete."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self.hashes.add(message.hash)
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._element(message)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise Failed("compile error")
            return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _element(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "selectbox":
            box = element.selectbox
            self.boxes[box.label] = Box(box.id, list(box.options), message.delta.fragment_id)
        elif kind == "exception":
            raise Failed(element.exception.message[:80])
        elif kind == "alert" and any(words in element.alert.body for words in FAILED):
            raise Failed(element.alert.body[:40])


@asynccontextmanager
async def connected(address: str, chance: random.Random | None = None) -> AsyncIterator[Reader]:
    """A reader whose browser has asked for the page and opened the websocket."""
    async with opened(address, await asyncio.to_thread(first_cookies, address, "/")) as socket:
        yield Reader(chance or random.Random(0), socket)


def opened(address: str, cookies: str) -> websockets.connect:
    """The websocket of a browser with these cookies."""
    return websockets.connect(
        f"ws://{address}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        additional_headers={"Cookie": cookies} if cookies else {},
    )


async def visit(address: str, chance: random.Random, think: tuple[float, float], until: float) -> list[Done]:
    """One reader goes through the script once; stops early when time is over."""
    done: list[Done] = []
    async with connected(address, chance) as reader:
        for action in ACTIONS:
            if time.monotonic() > until:
                break
            verb, what = action.split()
            if what == "partners" and what not in reader.pages:
                what = "gap"
            started = time.monotonic()
            try:
                received = await asyncio.wait_for(getattr(reader, verb)(what), TIMEOUT_SECONDS)
            except (TimeoutError, Failed, websockets.WebSocketException, OSError) as error:
                done.append(
                    Done(f"{verb} {what}", time.monotonic() - started, 0, f"{type(error).__name__}: {error}")
                )
                break
            done.append(Done(f"{verb} {what}", time.monotonic() - started, received))
            await asyncio.sleep(chance.uniform(*think))
    return done


def first_cookies(address: str, path: str) -> str:
    """The cookies that come with what a browser asks for before the websocket: the one that keeps a reader with one process."""
    connection = HTTPConnection(address, timeout=TIMEOUT_SECONDS)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    connection.close()
    return "; ".join(cookies)


async def read_along(
    address: str, readers: int, seconds: float, think: tuple[float, float], arrival: float | None = None
) -> list[Done]:
    """Readers who arrive evenly over the time one of them takes for the script (or `arrival`), then all read for these seconds; everything done.

    So every action is asked for at any time, as on a day of work. What was done during the arrival is not counted.
    """
    arrival = len(ACTIONS) * sum(think) / 2 if arrival is None else arrival
    from_then = time.monotonic() + arrival
    until = from_then + seconds

    async def keep_reading(number: int) -> list[Done]:
        chance, done = random.Random(number), []
        await asyncio.sleep(arrival * number / readers)
        while time.monotonic() < until:
            try:
                done += await visit(address, chance, think, until)
            except (websockets.WebSocketException, OSError, TimeoutError) as error:
                done.append(Done("connect", 0, 0, f"{type(error).__name__}: {error}"))
                await asyncio.sleep(1)
        return done

    done = [one for each in await asyncio.gather(*map(keep_reading, range(readers))) for one in each]
    for one in done:
        one.is_counted = one.at >= from_then or bool(one.error)
    return done


def measure(readers: int, processes: int, seconds: float, think: tuple[float, float]) -> dict:
    """One row: how fast the actions were, and what they cost."""
    with servers(processes) as (address, pids):
        # everything that is made once is made, in every process
        asyncio.run(read_along(address, 4 * processes, 12, (0.1, 0.3)))
        before = sum(map(resident_megabytes, pids))
        spent, started = sum(map(cpu_seconds, pids)), time.monotonic()
        load_before = os.getloadavg()[0]
        done = asyncio.run(read_along(address, readers, seconds, think))
        spent = sum(map(cpu_seconds, pids)) - spent
        wall = time.monotonic() - started
        return summary(done) | {
            "readers": readers,
            "processes": processes,
            "think_seconds": think,
            "server_cpu_cores": round(spent / wall, 2),
            "server_cpu_ms_per_action": round(1000 * spent / max(len(done), 1)),
            "megabytes_before": round(before),
            "megabytes_per_session": round((sum(map(resident_megabytes, pids)) - before) / readers, 2),
            "load_average_before": round(load_before, 1),
        }


def summary(done: list[Done]) -> dict:
    done = [one for one in done if one.is_counted]
    good = [one for one in done if not one.error]
    by_action = defaultdict(list)
    for one in good:
        by_action[one.action].append(one)
    errors = sorted({one.error for one in done if one.error})
    return {
        "actions": len(done),
        "errors": len(done) - len(good),
        "first_errors": errors[:3],
        "p50_ms": _milliseconds(good, 50),
        "p95_ms": _milliseconds(good, 95),
        "p99_ms": _milliseconds(good, 99),
        "by_action": {
            action: {
                "p50_ms": _milliseconds(each, 50),
                "p95_ms": _milliseconds(each, 95),
                "kilobytes": round(median(one.bytes for one in each) / 1000, 1),
            }
            for action, each in by_action.items()
        },
    }


def _milliseconds(done: list[Done], percentile: int) -> int | None:
    seconds = [one.seconds for one in done]
    if not seconds:
        return None
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return round(1000 * cuts[percentile - 1])


def soak(readers: int, minutes: float, processes: int, think: tuple[float, float]) -> list[dict]:
    """Readers come and go; memory about every minute."""
    rows = []
    with servers(processes) as (address, pids):
        begun = time.monotonic()
        while time.monotonic() < begun + 60 * minutes:
            done = asyncio.run(read_along(address, readers, 60 - think[1], think, arrival=think[1]))
            row = {
                "minute": round((time.monotonic() - begun) / 60),
                "megabytes": round(sum(map(resident_megabytes, pids))),
            }
            row |= {key: summary(done)[key] for key in ("actions", "errors", "p50_ms", "p95_ms")}
            rows.append(row)
            print(json.dumps(row), flush=True)
    return rows


def load_table(rows: list[dict], think: tuple[float, float]) -> results.Table:
    report = results.Table(
        "同時に何人まで見られるか",
        f"操作の間は{think[0]:g}〜{think[1]:g}秒。操作を送ってから画面の内容がすべて届くまで。閲覧者も同じ機械で動きます。2プロセスの前には nginx。",
        [
            "プロセス",
            "人数",
            "操作",
            "失敗",
            "中央値",
            "95%",
            "99%",
            "サーバーの CPU（コア）",
            "1操作の CPU",
            "1人あたりのメモリ",
            "開始時の負荷平均",
        ],
        [
            [
                str(row["processes"]),
                str(row["readers"]),
                f"{row['actions']:,}",
                str(row["errors"]),
                f"{row['p50_ms']:,} ms",
                f"{row['p95_ms']:,} ms",
                f"{row['p99_ms']:,} ms",
                f"{row['server_cpu_cores']:.2f}",
                f"{row['server_cpu_ms_per_action']} ms",
                f"{row['megabytes_per_session']:.1f} MB",
                f"{row['load_average_before']}",
            ]
            for row in rows
        ],
    )
    hundred = [row for row in rows if row["readers"] == 100]
    if hundred:
        best = min(hundred, key=lambda row: row["p95_ms"])
        measured = f"{best['p95_ms']:,} ms、失敗{best['errors']}（{best['processes']}プロセス）"
        report.goals.append(
            results.Goal(
                "100人で95%", "1秒以下、失敗なし", measured, best["p95_ms"] <= 1000 and not best["errors"]
            )
        )
        most = max(row["megabytes_per_session"] for row in hundred)
        report.goals.append(
            results.Goal("1人あたりのメモリ（100人）", "5 MB以下", f"{most:.1f} MB", most <= 5)
        )
    return report


def soak_table(rows: list[dict], readers: int) -> results.Table:
    """Growth is what the last third of the minutes keeps more than the second third: the first fills what is kept."""
    third = max(len(rows) // 3, 1)
    middle, last = (
        median(row["megabytes"] for row in part) for part in (rows[third : 2 * third] or rows, rows[-third:])
    )
    errors = sum(row["errors"] for row in rows)
    grown = last - middle
    return results.Table(
        "長く使い続けたときのメモリ",
        f"{readers}人が入れ替わりながら{rows[-1]['minute']}分。およそ1分ごとのサーバーのメモリ。",
        ["分", "メモリ", "操作", "失敗", "95%"],
        [
            [
                str(row["minute"]),
                f"{row['megabytes']:,} MB",
                f"{row['actions']:,}",
                str(row["errors"]),
                f"{row['p95_ms']:,} ms",
            ]
            for row in rows
        ],
        [
            results.Goal(
                f"{rows[-1]['minute']}分の負荷で増え続けない",
                "3分の2までと最後の3分の1の差が5%以下、失敗なし",
                f"{middle:,.0f} → {last:,.0f} MB、失敗{errors}",
                grown <= 0.05 * middle and not errors,
            )
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--readers", type=int, nargs="+", help="how many at once")
    parser.add_argument("--processes", type=int, nargs="+", help="server processes")
    parser.add_argument(
        "--seconds", type=float, default=60, help="length of a measurement, after all have arrived"
    )
    parser.add_argument(
        "--think", type=float, nargs=2, default=(5, 10), help="seconds between actions, from and to"
    )
    parser.add_argument("--minutes", type=float, help="memory over time instead of a table")
    chosen = parser.parse_args()
    think = tuple(chosen.think)
    if chosen.minutes:
        readers = (chosen.readers or [50])[0]
        rows = soak(readers, chosen.minutes, (chosen.processes or [1])[0], think)
        results.save("soak", soak_table(rows, readers), rows=rows)
        return
    rows = []
    for processes in chosen.processes or ([1, 2] if NGINX else [1]):
        for readers in chosen.readers or READERS:
            rows.append(measure(readers, processes, chosen.seconds, think))
            for error in rows[-1]["first_errors"]:
                print("   ", error, file=sys.stderr)
    results.save("load", load_table(rows, think), rows=rows)


if __name__ == "__main__":
    main()
