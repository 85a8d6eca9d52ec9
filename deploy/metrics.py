"""How this process fares: /metrics, in the text format that Prometheus reads. Numbers only; nothing about any reader.

Answered to this machine alone, or to the networks in DASHBOARD_METRICS_FROM, and never to what came through a proxy: readers do too.
"""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.runtime import run_lock, workers
from dashboard.runtime.durations import Durations
from deploy import health
from deploy.guard import NOTHING_HERE

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
THIS_MACHINE = "127.0.0.0/8 ::1"
THROUGH_A_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
STATISTICS = Path("/proc/self/statm")
READERS = "/_stcore/stream"  # each has one websocket there as long as the page is open

Network = IPv4Network | IPv6Network


def networks(setting: str) -> list[Network]:
    """From DASHBOARD_METRICS_FROM: addresses or networks parted by blanks, else this machine. Raises ValueError where one is none."""
    found: list[Network] = []
    for name in (setting.strip() or THIS_MACHINE).split():
        try:
            found.append(ip_network(name))
        except ValueError as error:
            raise ValueError(
                f"DASHBOARD_METRICS_FROM：{name!r} はアドレスでもネットワークでもありません（例：10.0.0.0/8）。"
            ) from error
    return found


@dataclass
class Counts:
    """readers: pages open now; answers: how many, by the first digit of their status."""

    readers: int = 0
    answers: Counter[int] = field(default_factory=Counter)


class Counting:
    """Counts answers and open pages; everything passes."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        is_open = False

        async def counting(message: Message) -> None:
            nonlocal is_open
            if message["type"] == "http.response.start":
                self._counts.answers[message["status"] // 100] += 1
            elif message["type"] == "websocket.accept" and scope["path"].endswith(READERS) and not is_open:
                is_open = True
                self._counts.readers += 1
            await send(message)

        try:
            await self._app(scope, receive, counting)
        finally:
            self._counts.readers -= is_open


class Metrics:
    """The answer at /metrics, and the counts it tells."""

    def __init__(self, asked_from: list[Network]) -> None:
        self._asked_from = asked_from
        self._started = time.time()
        self.counts = Counts()

    def answer(self, request: Request) -> Response:
        """404 as where nothing is, to whom it does not concern."""
        headers = {"Cache-Control": "no-store"}
        if not self._may_ask(request):
            return PlainTextResponse(f"{NOTHING_HERE}\n", 404, headers)
        return Response("\n".join([*self._lines(), ""]), 200, headers, MEDIA_TYPE)

    def _may_ask(self, request: Request) -> bool:
        if request.client is None or any(name in request.headers for name in THROUGH_A_PROXY):
            return False
        try:
            address = ip_address(request.client.host)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._asked_from)

    def _lines(self) -> Iterator[str]:
        running, waiting = workers.counts()
        status, built_at = health.state()
        yield from _metric("gunmane_readers", "gauge", "Pages open now.", self.counts.readers)
        yield from _declared("gunmane_answers_total", "counter", "Answers by the class of their status.")
        for kind, number in sorted(self.counts.answers.copy().items()):
            yield f'gunmane_answers_total{{status="{kind}xx"}} {number}'
        yield from _histogram("gunmane_script_seconds", "How long pages took to run.", run_lock.run_times)
        yield from _histogram(
            "gunmane_script_wait_seconds", "How long pages waited to run.", run_lock.wait_times
        )
        yield from _metric("gunmane_scripts_waiting", "gauge", "Pages that wait to run.", run_lock.queued())
        yield from _metric("gunmane_jobs_running", "gauge", "Heavy jobs that run.", running)
        yield from _metric("gunmane_jobs_waiting", "gauge", "Heavy jobs that wait.", waiting)
        yield from _metric("gunmane_database_ok", "gauge", "Whether pages can be shown.", int(status == "ok"))
        if built_at:
            name, what = "gunmane_database_built_timestamp_seconds", "When the database was built."
            yield from _metric(name, "gauge", what, built_at.timestamp())
        yield from _metric(
            "process_start_time_seconds", "gauge", "When the process was started.", self._started
        )
        yield from _metric(
            "process_cpu_seconds_total", "counter", "Processor time of the process.", time.process_time()
        )
        if memory := _resident_bytes():
            yield from _metric(
                "process_resident_memory_bytes",
                "gauge",
                "Memory of the process, without its children.",
                memory,
            )


def _declared(name: str, kind: str, what: str) -> Iterable[str]:
    return f"# HELP {name} {what}", f"# TYPE {name} {kind}"


def _metric(name: str, kind: str, what: str, value: float) -> Iterable[str]:
    return *_declared(name, kind, what), f"{name} {value}"


def _histogram(name: str, what: str, durations: Durations) -> Iterator[str]:
    counts, seconds = durations.read()
    yield from _declared(name, "histogram", what)
    for bound, count in zip((*durations.bounds, "+Inf"), counts, strict=True):
        yield f'{name}_bucket{{le="{bound}"}} {count}'
    yield f"{name}_sum {seconds}"
    yield f"{name}_count {counts[-1]}"


def _resident_bytes() -> int:
    """0 where the system does not tell."""
    try:
        return int(STATISTICS.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
