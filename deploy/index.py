"""The page Streamlit starts with, as the dashboard needs it: in Japanese, and without a font that it never shows."""

import json
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from dashboard.shared import product

# Until the theme is there, Streamlit writes in a font of its own and fetches it: a seventh of what a page without charts needs.
FONT = """<style>@font-face { font-family: "Source Sans"; font-weight: 100 900; src: local("BIZ UDPGothic"), local("Noto Sans JP"),
 local("Noto Sans CJK JP"), local("Yu Gothic UI"), local("Hiragino Sans"), local("Meiryo"); }</style>"""
# Else Streamlit takes the address of each page for the root of another server, and asks there in vain before it asks at ours.
ROOT = "<script>window.__streamlit = { BACKEND_BASE_URL: location.origin + 'BASE' }</script>"
# What stands in Streamlit's index.html → what the dashboard puts in its place.
CHANGES = [
    (re.compile(r'<html lang="en">'), '<html lang="ja">'),
    (re.compile(r"<title>Streamlit</title>"), f"<title>{product.NAME}</title>"),
    (re.compile(r'<link\s+rel="preload"[^>]*\.woff2"[^>]*>'), ""),
    (re.compile("<head>"), f"<head>{ROOT}"),
    (re.compile("</head>"), f"{FONT}</head>"),
    (
        re.compile(r"<noscript>.*?</noscript>", re.DOTALL),
        "<noscript>JavaScript を使えるブラウザで開いてください。</noscript>",
    ),
]


def changed(page: str) -> str:
    """Streamlit's index.html with all of CHANGES made."""
    for there, ours in CHANGES:
        page = there.sub(ours, page)
    base = config.get_option("server.baseUrlPath").strip("/")
    return page.replace("'BASE'", json.dumps(base and f"/{base}"))


class IndexPage:
    """Changes every page of HTML on its way out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None
        parts: list[bytes] = []

        async def changing(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_whole_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    body = changed(b"".join(parts).decode()).encode()
                    headers = MutableHeaders(raw=list(start["headers"]))
                    headers["content-length"] = str(len(body))
                    del headers["etag"]  # of the file as it was
                    await send(start | {"headers": headers.raw})
                    await send({"type": "http.response.body", "body": body})

        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            # Asked for as it is: there is nothing to be changed in what is compressed already.
            plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            return await self._app(scope | {"headers": plain}, receive, changing)
        await self._app(scope, receive, send)


def _is_whole_page(message: Message) -> bool:
    is_html = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
    return message["status"] == 200 and is_html
