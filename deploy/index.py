"""The page Streamlit starts with, as the dashboard needs it: in Japanese, and without a font that it never shows."""

import json
import re
from collections.abc import Iterator

import duckdb
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from dashboard import queries
from dashboard.runtime import component, window
from dashboard.runtime.db import NoDatabase
from dashboard.shared import product

# Until the theme is there, Streamlit writes in a font of its own and fetches it: a seventh of what a page without charts needs.
FONT = """<style>@font-face { font-family: "Source Sans"; font-weight: 100 900; src: local("BIZ UDPGothic"), local("Noto Sans JP"),
 local("Noto Sans CJK JP"), local("Yu Gothic UI"), local("Hiragino Sans"), local("Meiryo"); }</style>"""
# Else Streamlit takes the address of each page for the root of another server, and asks there in vain before it asks at ours.
ROOT = "window.__streamlit = { BACKEND_BASE_URL: location.origin + 'BASE' };"
# What every page is drawn with, and what the map of municipalities is, on the pages that begin with one.
SHARED_CODE = ("frame", "parts", "terms", "finder", "matching", "plot")
MAP_CODE = ("choropleth", "choropleth_style", "choropleth_legend", "choropleth_labels", "choropleth_still", "choropleth_pane", "choropleth_areas", "choropleth_values", "choropleth_strip")  # fmt: skip
WITH_MAP = ("overview", "staffing", "ageing", "gap", "strengths", "cases")
# What stands in Streamlit's index.html → what the dashboard puts in its place.
CHANGES = [
    (re.compile(r'<html lang="en">'), '<html lang="ja">'),
    (re.compile(r"<title>Streamlit</title>"), f"<title>{product.NAME}</title>"),
    (re.compile(r'<link\s+rel="preload"[^>]*\.woff2"[^>]*>'), ""),
    (re.compile("<head>"), f"<head><script>{ROOT} {window.SCRIPT}</script>"),
    (re.compile("</head>"), f"{FONT}</head>"),
    (
        re.compile(r"<noscript>.*?</noscript>", re.DOTALL),
        "<noscript>JavaScript を使えるブラウザで開いてください。</noscript>",
    ),
]


def changed(page: str, path: str = "") -> str:
    """Streamlit's index.html with all of CHANGES made, and what the page at `path` needs asked for while Streamlit starts."""
    base = config.get_option("server.baseUrlPath").strip("/")
    root = base and f"/{base}"
    for there, ours in CHANGES:
        page = there.sub(ours, page)
    page = page.replace("</head>", f"{''.join(_hints(root, path.strip('/').split('/')[-1]))}</head>")
    return page.replace("'BASE'", json.dumps(root))


def _hints(root: str, name: str) -> Iterator[str]:
    """Links that have the browser fetch, by the addresses the components use (static/parts.js, static/choropleth.js)."""
    has_map = name in WITH_MAP
    version = component.version()
    for module in (*SHARED_CODE, *(MAP_CODE if has_map else ())):
        yield f'<link rel="modulepreload" href="{root}/app/static/{module}.js?{version}">'
    if has_map:
        for file in (f"choropleth.css?{version}", *_outlines()):
            yield f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{root}/app/static/{file}">'


def _outlines() -> list[str]:
    try:
        return [queries.outline_file()]
    except (
        NoDatabase,
        duckdb.Error,
        IndexError,
    ):  # none, or an older one: the page itself says what is missing
        return []


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
                    body = changed(b"".join(parts).decode(), scope["path"]).encode()
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
