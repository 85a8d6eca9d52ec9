"""Requests to the addresses of numbers, in this process, without a server."""

import asyncio

import httpx

from deploy.api import Api

PASSED = 299  # what the dashboard behind would answer


async def dashboard(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": PASSED, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def request(
    api: Api, path: str, method: str = "GET", client: str = "203.0.113.7", **headers: str
) -> httpx.Response:
    """The answer to a client at an address. headers: names with _ for -."""

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=api, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await asking.request(method, path, headers={"Accept-Encoding": "identity"} | named)

    return asyncio.run(go())
