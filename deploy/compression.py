"""Static files: each compressed once, the hard way where the browser takes it, and kept by browsers as long as it cannot change.

Streamlit sends its own JavaScript and CSS as they are (8 MB for a first page with a chart), because compressing them for every
reader costs more than it saves; and compresses what lies in static/ for every reader anew.
"""

import asyncio
import contextlib
import gzip
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.answers import whole

TEXT = (
    "text/javascript",
    "application/javascript",
    "text/css",
    "application/json",
    "application/geo+json",
    "image/svg",
)
NAMED_AFTER_CONTENT = re.compile(r"-[0-9a-f]{10}\.\w+$")
FOREVER = "public, max-age=31536000, immutable"
BUDGET = 64_000_000  # bytes; all that Streamlit and static/ have, in both codings, is half of it
WORTH_IT = 0.97  # of gzip's bytes, from which a second copy is kept
ZSTD_LEVEL = 19  # the highest whose window every browser has the memory for


class Copies:
    """Compressed copies by address, coding and etag, in one budget of bytes; the longest unused goes first.

    An address has one spelling here (deploy/addresses.py), so a file has one copy of each coding.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._copies: OrderedDict[tuple[str, str], tuple[str, bytes]] = OrderedDict()
        self._lock = threading.Lock()
        self._making = asyncio.Lock()
        self._later = ThreadPoolExecutor(1, "compression", step_back)

    async def get(
        self,
        path: str,
        etag: str,
        read: Callable[[], Awaitable[bytes]],
        accepted: Collection[str] = ("gzip",),
    ) -> tuple[str, bytes]:
        """Coding and copy of what `read` gives; made one at a time, however many ask for it at once.

        The first is gzip's; whoever accepts it gets Zstandard's once that is made, seven eighths of the bytes for ten times the work.
        """
        if "zstd" in accepted and (body := self._there(path, "zstd", etag)):
            return "zstd", body
        async with self._making:
            if (body := self._there(path, "gzip", etag)) is None:
                content = await read()
                body = await asyncio.to_thread(gzip.compress, content, 9, mtime=0)
                self._keep(path, "gzip", etag, body)
                self._later.submit(self._make_smaller, path, etag, content, len(body))
        return "gzip", body

    def _make_smaller(self, path: str, etag: str, content: bytes, size: int) -> None:
        body = pa.Codec("zstd", ZSTD_LEVEL).compress(content, asbytes=True)
        if len(body) < WORTH_IT * size:
            self._keep(path, "zstd", etag, body)

    def _there(self, path: str, coding: str, etag: str) -> bytes | None:
        with self._lock:
            of, body = self._copies.get((path, coding), ("", b""))
            if of != etag:
                return None
            self._copies.move_to_end((path, coding))
            return body

    def _keep(self, path: str, coding: str, etag: str, body: bytes) -> None:
        with self._lock:
            self._copies[(path, coding)] = (etag, body)
            self._copies.move_to_end((path, coding))
            while sum(len(one) for _, one in self._copies.values()) > self._budget:
                self._copies.popitem(last=False)

    @property
    def size(self) -> int:
        """Bytes of all copies."""
        with self._lock:
            return sum(len(body) for _, body in self._copies.values())


def step_back() -> None:
    """Whoever waits for a page goes before this thread, where the system can tell threads apart."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


def _accepted(header: str) -> set[str]:
    """The codings an Accept-Encoding names and does not refuse."""
    parts = (part.replace(" ", "").lower().split(";") for part in header.split(","))
    return {name for name, *about in parts if not any(re.fullmatch(r"q=0(\.0*)?", one) for one in about)}


class CompressOnce:
    """Answers for static files from memory, compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._copies = Copies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or "/static/" not in scope["path"]:
            return await self._app(scope, receive, send)
        asked = Headers(scope=scope)
        plain = scope | {"headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        start, _ = await whole(self._app, plain | {"method": "HEAD"})
        headers = MutableHeaders(raw=start["headers"])
        if start["status"] != 200 or not headers.get("content-type", "").startswith(TEXT) or "range" in asked:
            return await self._app(plain, receive, send)
        _say_how_long(headers, scope)
        if headers["etag"] in asked.get("if-none-match", ""):
            del headers["content-length"]
            return await _send(send, 304, headers, b"")
        accepted = _accepted(asked.get("accept-encoding", ""))
        if "gzip" not in accepted:
            return await self._app(plain, receive, _with_headers(send, headers))

        async def read() -> bytes:
            return (await whole(self._app, plain))[1]  # others are given the same copy

        coding, body = await self._copies.get(scope["path"], headers["etag"], read, accepted)
        headers.update({"content-encoding": coding, "content-length": str(len(body))})
        await _send(send, 200, headers, body)


def _with_headers(send: Send, headers: MutableHeaders) -> Send:
    """The answer goes out piece by piece as it comes, with these headers."""

    async def changed(message: Message) -> None:
        is_start = message["type"] == "http.response.start"
        await send(message | {"headers": headers.raw} if is_start else message)

    return changed


def _say_how_long(headers: MutableHeaders, scope: Scope) -> None:
    """A file whose address changes with its content is kept; of others the browser asks whether they are still the same."""
    headers["vary"] = "Accept-Encoding"
    if "/app/static/" in scope["path"]:
        is_fixed = NAMED_AFTER_CONTENT.search(scope["path"]) or scope["query_string"]
        headers["cache-control"] = FOREVER if is_fixed else "no-cache"


async def _send(send: Send, status: int, headers: MutableHeaders, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})
