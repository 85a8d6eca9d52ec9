"""Short answers in words to what is refused."""

import asyncio
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Scope, Send

from deploy.api import problems

POLICY_VIOLATION = 1008


async def send_text(scope: Scope, send: Send, status: int, text: str, *, close: bool = False) -> None:
    """A websocket that is not open yet is refused without words (403); close: end the connection, with all that still comes."""
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    await _send(send, status, "text/plain; charset=utf-8", f"{text}\n".encode(), close)


async def send_problem(scope: Scope, send: Send, status: int, text: str, *, close: bool = False) -> None:
    """As send_text, to a program: in JSON (RFC 9457)."""
    body = problems.body(status, "refused", text)
    allow = {"allow": "GET, HEAD"} if status == 405 else {}
    await _send(send, status, problems.MEDIA_TYPE, body, close, allow)


async def _send(
    send: Send,
    status: int,
    media_type: str,
    body: bytes,
    close: bool,
    further: Mapping[str, str] | None = None,
) -> None:
    said = {"content-type": media_type, "content-length": str(len(body)), "cache-control": "no-store"}
    said |= dict(further or {}) | ({"connection": "close"} if close else {})
    headers = [(name.encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def whole(app: ASGIApp, scope: Scope) -> tuple[Message, bytes]:
    """Start and body of an app's answer; whole also where the reader leaves meanwhile."""
    start: Message = {}
    parts: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, _stay, keep)
    return start, b"".join(parts)


async def _stay() -> Message:
    """A reader who never leaves."""
    return await asyncio.get_running_loop().create_future()
