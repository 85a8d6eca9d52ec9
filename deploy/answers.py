"""Short answers in words to what is refused."""

import asyncio

from starlette.types import ASGIApp, Message, Scope, Send

POLICY_VIOLATION = 1008


async def send_text(scope: Scope, send: Send, status: int, text: str, *, close: bool = False) -> None:
    """A websocket that is not open yet is refused without words (403); close: end the connection, with all that still comes."""
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    body = f"{text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if close:
        headers.append((b"connection", b"close"))
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
