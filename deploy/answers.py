"""Short answers in words to what is refused."""

from starlette.types import Scope, Send

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
