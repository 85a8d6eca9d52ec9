"""Static files: each compressed once, and kept by browsers as long as it cannot change.

Streamlit sends its own JavaScript and CSS as they are (8 MB for a first page with a chart), because compressing them for every
reader costs more than it saves; and compresses what lies in static/ for every reader anew.
"""

import asyncio
import gzip
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable

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
BUDGET = 48_000_000  # bytes; all that Streamlit and static/ have is a third of it


class Copies:
    """Compressed copies by address and etag, in one budget of bytes; the longest unused goes first.

    An address has one spelling here (deploy/addresses.py), so a file has one copy.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._copies: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._making = asyncio.Lock()

    async def get(self, path: str, etag: str, read: Callable[[], Awaitable[bytes]]) -> bytes:
        """The copy of what `read` gives; made one at a time, however many ask for it at once."""
        async with self._making:
            there, body = self._copies.get(path, ("", b""))
            if there != etag:
                body = await asyncio.to_thread(gzip.compress, await read(), 9, mtime=0)
                self._copies[path] = (etag, body)
            self._copies.move_to_end(path)
            while self.size > self._budget:
                self._copies.popitem(last=False)
        return body

    @property
    def size(self) -> int:
        """Bytes of all copies."""
        return sum(len(body) for _, body in self._copies.values())


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
        if "gzip" not in asked.get("accept-encoding", ""):
            return await self._app(plain, receive, _with_headers(send, headers))

        async def read() -> bytes:
            return (await whole(self._app, plain))[1]  # others are given the same copy

        body = await self._copies.get(scope["path"], headers["etag"], read)
        headers.update({"content-encoding": "gzip", "content-length": str(len(body))})
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
