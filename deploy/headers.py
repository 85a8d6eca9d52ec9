"""What the browser is told about every answer: where it may load from, and who may show the page in a frame."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.runtime import frame, share
from deploy import index as index_page

SOURCE = re.compile(r"https?://[\w.*-]+(:\d+)?")
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}
# What is never shown as a page. A first view asks for a hundred of these: the policy with each would be a twentieth of what it receives.
PARTS = ("text/javascript", "application/javascript", "text/css", "font/")
# Only what the dashboard has no use for.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def content_policy(embedded_in: str = "") -> str:
    """The Content-Security-Policy: this server alone, and the exceptions Streamlit and MapLibre cannot do without.

    embedded_in: origins that may show the dashboard in a frame, parted by blanks; ValueError where one is none.
    """
    origins = embedded_in.split()
    for origin in origins:
        if not SOURCE.fullmatch(origin):
            raise ValueError(
                f"DASHBOARD_EMBEDDED_IN: {origin!r} is no origin such as https://www.example.lg.jp"
            )
    index = Path(streamlit.__file__).with_name("static") / "index.html"
    pages = index_page.changed(index.read_text("utf-8")), frame.LANGUAGE, share.CHARTS
    scripts = [script for page in pages for script in INLINE_SCRIPT.findall(page)]
    rules = {
        "default-src": "'self'",
        # Inline, only four by their hashes: a line of Streamlit's index.html, where it asks and how wide the window is, our language of the document, and what
        # shows one chart alone (#<its key>).
        # blob: Streamlit hands a component's code (the map's two-line loader) to the browser as a blob.
        # wasm-unsafe-eval: Streamlit's deck.gl (points on the map) compiles WebAssembly; this allows no eval of JavaScript.
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *map(_hash, scripts)]),
        # MapLibre makes its worker from a blob.
        "worker-src": "blob:",
        # Streamlit's styles are made in the page (emotion), and so are ours (st.html), Plotly's and MapLibre's.
        "style-src": "'self' 'unsafe-inline'",
        # data: icon and logo, as Streamlit sends them; marks drawn by MapLibre and Plotly.
        "img-src": "'self' data:",
        # data: a font within Streamlit's CSS (formulas).
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *origins]),
    }
    return "; ".join(f"{rule} {sources}" for rule, sources in rules.items())


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


class SecurityHeaders:
    """Adds the headers to every answer, also to errors; to parts of a page, which follow the page's, only that they are what they say."""

    def __init__(self, app: ASGIApp, embedded_in: str = "") -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_policy(embedded_in),
            **NO_SNIFFING,
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": PERMISSIONS,
        }
        if not embedded_in:
            self._headers["X-Frame-Options"] = "SAMEORIGIN"  # for browsers older than frame-ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_part = message["status"] == 200 and headers.get("content-type", "").startswith(PARTS)
                headers.update(NO_SNIFFING if is_part else self._headers)
                if scope.get("scheme") == "https":
                    _secure(headers)
                if message["status"] >= 400:  # nobody between keeps an error for others
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


def _secure(headers: MutableHeaders) -> None:
    """Cookies of an answer by https (to us, or to the proxy on this machine) come back by https only."""
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        is_secure = "secure" in (part.strip().lower() for part in cookie.split(";")[1:])
        headers.append("set-cookie", cookie if is_secure else f"{cookie}; Secure")
