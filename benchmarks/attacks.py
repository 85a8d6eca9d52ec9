"""What anonymous readers who mean harm do to a server, and to those who only read.

    python -m benchmarks.attacks lists       hostile uploads, SQL, addresses and raw requests, one after the other
    python -m benchmarks.attacks beside      25 readers, without and beside five attackers
    python -m benchmarks.attacks uploads     20 files of 150,000 rows at once
    python -m benchmarks.attacks actions     20,000 actions as fast as they go: memory
    python -m benchmarks.attacks build       30 readers through a build that replaces the database

Attackers and readers speak Streamlit's own websocket protocol on the same machine, as benchmarks/load.py does; the lists are those
of the tests. Linux only (/proc).
"""

import argparse
import asyncio
import itertools
import json
import random
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.load import _first_request, _milliseconds, read_along, summary
from benchmarks.servers import resident_megabytes, servers
from tests.dashboard.runtime.sql_attacks import ATTACKS
from tests.helpers import hostile_addresses, hostile_requests
from tests.helpers.hostile_files import FILES

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 200
THINK = (2, 5)
JAPANESE = re.compile("[ぁ-ヿ]")


class Attacker:
    """One open page whose widgets are set at will."""

    def __init__(self, address: str, socket: websockets.ClientConnection, cookies: str):
        self.address, self._socket, self._cookies = address, socket, cookies
        self.session, self.widgets, self.texts = "", {}, []

    async def run(
        self, page: str, query: str = "", states: Callable[[BackMsg], None] | None = None
    ) -> list[str]:
        """Run a page with its widgets in given states; the texts of its messages for readers, as far as they are alerts."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = page, query
        if states:
            states(message)
        await self._socket.send(message.SerializeToString())
        alerts: list[str] = []
        while True:
            received = ForwardMsg.FromString(await asyncio.wait_for(self._socket.recv(), PATIENCE_SECONDS))
            kind = received.WhichOneof("type")
            if kind == "new_session":
                self.session = received.new_session.initialize.session_id or self.session
            elif kind == "delta" and received.delta.WhichOneof("type") == "new_element":
                self._remember(received.delta.new_element, alerts)
            elif (
                kind == "script_finished" and received.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return alerts

    def _remember(self, element, alerts: list[str]) -> None:
        kind = element.WhichOneof("type")
        if kind in ("alert", "exception"):
            alerts.append(element.alert.body if kind == "alert" else f"exception {element.exception.message}")
        elif kind in ("file_uploader", "text_area", "button"):
            widget = getattr(element, kind)
            self.widgets[widget.label] = widget.id

    async def upload(self, page: str, name: str, content: bytes) -> list[str]:
        """Bring a file to the first upload box of a page; what the page says."""
        await self.run(page)
        [box, *_] = [one for label, one in self.widgets.items() if "ファイル" in label] or [""]
        file_id = str(uuid.uuid4())
        status = await asyncio.to_thread(self._put, file_id, name, content)
        if status >= 400:
            return [f"upload refused {status}"]

        def states(message: BackMsg) -> None:
            state = message.rerun_script.widget_states.widgets.add(id=box).file_uploader_state_value
            state.uploaded_file_info.add(name=name, size=len(content), file_id=file_id)

        return await self.run(page, states=states)

    def _put(self, file_id: str, name: str, content: bytes) -> int:
        body = (
            f'--x\r\nContent-Disposition: form-data; name="a"; filename="{name}"\r\n\r\n'.encode()
            + content
            + b"\r\n--x--\r\n"
        )
        token = re.search(r"_streamlit_xsrf=([^;]+)", self._cookies)
        headers = {
            "Content-Type": "multipart/form-data; boundary=x",
            "Cookie": self._cookies,
            "X-Xsrftoken": token.group(1) if token else "",
        }
        connection = HTTPConnection(self.address, timeout=PATIENCE_SECONDS)
        try:
            connection.request("PUT", f"/_stcore/upload_file/{self.session}/{file_id}", body, headers)
            return connection.getresponse().status
        except ConnectionError:  # refused before all of it was sent
            return 413
        finally:
            connection.close()

    async def ask(self, sql: str) -> list[str]:
        """Put a question on /query and press the button."""
        await self.run("query")
        [area] = [one for label, one in self.widgets.items() if label.startswith("SQL")]

        def states(message: BackMsg) -> None:
            message.rerun_script.widget_states.widgets.add(
                id=area, string_value=sql.encode(errors="replace").decode()
            )
            message.rerun_script.widget_states.widgets.add(id=self.widgets["実行"], trigger_value=True)

        return await self.run("query", states=states)


@asynccontextmanager
async def attacking(address: str) -> AsyncIterator[Attacker]:
    headers = await asyncio.to_thread(_xsrf, address)
    async with websockets.connect(
        f"ws://{address}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        additional_headers=headers,
    ) as socket:
        yield Attacker(address, socket, headers.get("Cookie", ""))


def _xsrf(address: str) -> dict[str, str]:
    connection = HTTPConnection(address, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    answer.read()
    cookies = "; ".join(v.split(";")[0] for k, v in answer.getheaders() if k.lower() == "set-cookie")
    return {"Cookie": cookies} | {k: v for k, v in _first_request(address).items() if not cookies}


@contextmanager
def health_watched(address: str) -> Iterator[list[float]]:
    """Seconds /healthz took, asked four times a second."""
    seconds: list[float] = []
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(0.25):
            begun = time.monotonic()
            try:
                connection = HTTPConnection(address, timeout=60)
                connection.request("GET", "/healthz")
                is_well = connection.getresponse().status == 200
            except (OSError, HTTPException):
                is_well = False
            seconds.append(time.monotonic() - begun if is_well else 60)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seconds
    finally:
        is_over.set()
        thread.join()


async def attacked(address: str, attack: Callable[[Attacker], object]) -> tuple[float, str]:
    """Seconds an attack took, and its outcome: a message in Japanese, nothing to say, or what is wrong."""
    begun = time.monotonic()
    try:
        async with attacking(address) as attacker:
            alerts = await attack(attacker)
    except (TimeoutError, OSError, websockets.WebSocketException, LookupError) as error:
        return time.monotonic() - begun, f"wrong: {type(error).__name__} {error}"
    if any(one.startswith("exception") or "Traceback" in one for one in alerts):
        return time.monotonic() - begun, f"wrong: {alerts}"
    return time.monotonic() - begun, "message" if any(map(JAPANESE.search, alerts)) else "no message"


def tree_megabytes(pid: int) -> float:
    """Memory of the server and its children."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    children = [int(line.split()[0]) for line in listed.splitlines()[1:] if int(line.split()[1]) == pid]
    total = 0.0
    for one in (pid, *children):
        try:
            total += resident_megabytes(one)
        except (OSError, IndexError):
            continue
    return total


def requests_sent(address: str, requests: list[bytes]) -> list[str]:
    import socket

    outcomes = []
    host, port = address.split(":")
    for request in requests:
        begun = time.monotonic()
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            try:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                first = connection.recv(200).split(b"\r\n")[0].decode(errors="replace")
            except OSError as error:
                first = type(error).__name__
        outcomes.append(f"{time.monotonic() - begun:.1f}s {first}")
    return outcomes


def lists() -> dict:
    """Each list in turn: how it ended, how /healthz did meanwhile, and the memory before, after, and a minute later."""
    every: dict[str, list[Callable[[Attacker], object]]] = {
        "uploads": [_upload_of(*one) for one in FILES.values()],
        "SQL": [_question(sql.replace("{here}", "/srv")) for sql in ATTACKS],
    }
    rows = {}
    with servers(1) as (address, [pid]):
        asyncio.run(read_along(address, 2, 6, (0.1, 0.3)))
        asyncio.run(
            attacked(address, lambda one: one.upload("orders", "a.csv", "件名,金額\n甲,1\n".encode()))
        )
        for name, attacks in every.items():
            with _row(rows, name, address, pid) as row:
                outcomes = [asyncio.run(attacked(address, attack)) for attack in attacks]
                row |= {
                    "attacks": len(outcomes),
                    "wrong": [words for _, words in outcomes if words.startswith("wrong")],
                    "messages": sum(words == "message" for _, words in outcomes),
                    "longest_seconds": round(max(seconds for seconds, _ in outcomes), 1),
                }
        with _row(rows, "addresses", address, pid) as row:
            paths = hostile_addresses.NOTHING_THERE
            sent = [
                f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode(
                    errors="replace"
                )
                for path in paths
            ]
            row |= {
                "attacks": len(sent),
                "answers": sorted({one.split(" ", 1)[1] for one in requests_sent(address, sent)}),
            }
        with _row(rows, "raw requests", address, pid) as row:
            raw = [sent.replace(b"HOST", address.encode()) for sent, _ in hostile_requests.REQUESTS.values()]
            row |= {
                "attacks": len(raw),
                "answers": sorted({one.split(" ", 1)[1] for one in requests_sent(address, raw)}),
            }
    return rows


@contextmanager
def _row(rows: dict, name: str, address: str, pid: int) -> Iterator[dict]:
    row: dict = {}
    before = tree_megabytes(pid)
    with health_watched(address) as seconds:
        yield row
        row["megabytes"] = [round(before), round(tree_megabytes(pid))]
        time.sleep(60)
    row["megabytes"].append(round(tree_megabytes(pid)))
    row["healthz_longest_seconds"] = round(max(seconds), 2)
    row["healthz_over_one_second"] = sum(one > 1 for one in seconds)
    rows[name] = row
    print(json.dumps({name: row}, ensure_ascii=False), flush=True)


def _upload_of(name: str, build: Callable[[], bytes]) -> Callable[[Attacker], object]:
    """A table goes where anyone's tables go, an archive to the page that takes archives."""
    page = "import" if name.endswith(".zip") else "orders"
    return lambda attacker: attacker.upload(page, name, build())


def _question(sql: str) -> Callable[[Attacker], object]:
    return lambda attacker: attacker.ask(sql)


async def _keep(address: str, attacks: Iterator[Callable[[Attacker], object]], until: float) -> int:
    count = 0
    while time.monotonic() < until:
        await attacked(address, next(attacks))
        count += 1
    return count


async def _keep_static(address: str, until: float) -> int:
    """One file in ever new spellings, as fast as answers come."""
    count = 0
    while time.monotonic() < until:
        path = "/" + "/".join(["."] * (count % 50)) + f"/static/index.html?{count}"
        await asyncio.to_thread(
            requests_sent,
            address,
            [f"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode()],
        )
        count += 1
    return count


async def _keep_sockets(address: str, until: float) -> int:
    """Websockets from another site, and own ones that are closed at once."""
    count = 0
    while time.monotonic() < until:
        for origin in ("http://foreign.example", f"http://{address}"):
            try:
                async with websockets.connect(
                    f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], origin=origin
                ):
                    pass
            except (websockets.WebSocketException, OSError):
                pass
            count += 1
    return count


async def _beside(address: str, seconds: float) -> tuple[list, dict[str, int]]:
    until = time.monotonic() + seconds + 40
    files = itertools.cycle(random.Random(1).sample(list(FILES.values()), len(FILES)))
    asked = itertools.cycle(random.Random(2).sample(ATTACKS, len(ATTACKS)))
    done, *counts = await asyncio.gather(
        read_along(address, 25, seconds, THINK),
        _keep(address, (_upload_of(*one) for one in files), until),
        _keep(address, (_upload_of(*one) for one in files), until),
        _keep(address, (_question(sql) for sql in asked), until),
        _keep_sockets(address, until),
        _keep_static(address, until),
    )
    return done, dict(zip(("uploads", "uploads too", "SQL", "websockets", "static"), counts, strict=True))


def beside(seconds: float = 90) -> dict:
    """p50 and p95 of 25 readers, without attackers and beside five of them, on one server."""
    with servers(1) as (address, [pid]):
        asyncio.run(read_along(address, 4, 12, (0.1, 0.3)))
        calm = summary(asyncio.run(read_along(address, 25, seconds, THINK)))
        with health_watched(address) as health:
            done, counts = asyncio.run(_beside(address, seconds))
        attacked_too = summary(done)
        return {
            "alone": {key: calm[key] for key in ("actions", "errors", "p50_ms", "p95_ms")},
            "beside": {key: attacked_too[key] for key in ("actions", "errors", "p50_ms", "p95_ms")},
            "attacks": counts,
            "healthz_longest_seconds": round(max(health), 2),
            "megabytes": round(tree_megabytes(pid)),
        }


def uploads() -> dict:
    """Twenty readers bring 150,000 rows each at the same moment."""
    lines = "".join(f"工事{at},{at * 1000},甲市\n" for at in range(150_000))
    content = f"件名,契約金額（円）,市町村\n{lines}".encode()

    async def all_at_once(address: str) -> list[tuple[float, str]]:
        return await asyncio.gather(
            *(attacked(address, lambda one: one.upload("orders", "発注.csv", content)) for _ in range(20))
        )

    with servers(1) as (address, [pid]), health_watched(address) as health:
        before = tree_megabytes(pid)
        outcomes = asyncio.run(all_at_once(address))
        most = tree_megabytes(pid)
        time.sleep(60)
        return {
            "longest_seconds": round(max(one for one, _ in outcomes), 1),
            "outcomes": sorted({words for _, words in outcomes}),
            "healthz_longest_seconds": round(max(health), 2),
            "megabytes": [round(before), round(most), round(tree_megabytes(pid))],
        }


def actions(wanted: int = 20_000) -> dict:
    """Memory at every 2,000 actions of readers who come and go without thinking."""
    rows, count, errors = [], 0, 0
    with servers(1) as (address, [pid]):
        while count < wanted:
            done = asyncio.run(read_along(address, 12, 60, (0, 0.05), arrival=1))
            count += len(done)
            errors += sum(bool(one.error) for one in done)
            rows.append((count, round(resident_megabytes(pid))))
            print(rows[-1], flush=True)
    return {"actions": count, "errors": errors, "megabytes": rows, "p95_ms": _milliseconds(done, 95)}


def build() -> dict:
    """Thirty readers while the database is built anew and replaced."""
    with servers(1) as (address, _), health_watched(address) as health:

        async def read_through() -> tuple[list, int]:
            reading = asyncio.create_task(read_along(address, 30, 90, THINK))
            await asyncio.sleep(25)
            builder = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "etl",
                "build",
                cwd=ROOT,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            code = await builder.wait()
            return await reading, code

        done, code = asyncio.run(read_through())
        told = summary(done)
        return {key: told[key] for key in ("actions", "errors", "first_errors", "p50_ms", "p95_ms")} | {
            "build_exit": code,
            "healthz_longest_seconds": round(max(health), 2),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("lists", "beside", "uploads", "actions", "build"))
    chosen = parser.parse_args().what
    print(json.dumps(globals()[chosen](), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
