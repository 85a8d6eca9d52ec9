"""The font of icons without those that nobody shows: Streamlit's has four thousand, and is a fifth of what a first page receives."""

import asyncio
import hashlib
import io
import re
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.compression import step_back

ROOT = Path(__file__).parents[1]
PACKAGE = Path(streamlit.__file__).parent
STATIC = PACKAGE / "static" / "static"
ADDRESS = re.compile(r"/static/media/MaterialSymbols-Rounded\.[\w-]+\.woff2$")
NAMED = re.compile(r"\bmaterial/([a-z0-9_]+)")  # :material/home:
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"  # an icon is its name, drawn as one letter


class IconFont:
    """Answers for Streamlit's font of icons with the part of it that is used, once that is made."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._font = b""
        self._making: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not ADDRESS.search(scope["path"]):
            return await self._app(scope, receive, send)
        self._making = self._making or asyncio.create_task(self._make())
        if not self._font:
            return await self._app(scope, receive, send)
        await self._answer(Headers(scope=scope))(scope, receive, send)

    async def _make(self) -> None:
        self._font = await asyncio.to_thread(made)

    def _answer(self, asked: Headers) -> Response:
        # Its address does not change with the icons our pages use, so the browser asks again each time.
        headers = {"cache-control": "no-cache", "etag": f'"{hashlib.sha256(self._font).hexdigest()[:16]}"'}
        if headers["etag"] in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(self._font, media_type="font/woff2", headers=headers)


def made() -> bytes:
    step_back()
    (font,) = STATIC.glob("media/MaterialSymbols-Rounded.*.woff2")
    return without_unused(font, named_in_code())


def named_in_code() -> set[str]:
    """The icons that the code of Streamlit and of the dashboard asks for by name."""
    code = [
        (PACKAGE, "**/*.py"),
        (STATIC, "js/*.js"),
        (ROOT, "app.py"),
        (ROOT, "dashboard/**/*.py"),
        (ROOT, "pages/**/*.py"),
    ]
    files = [file for folder, pattern in code for file in folder.glob(pattern)]
    return {name for file in files for name in NAMED.findall(file.read_text("utf-8"))}


def without_unused(file: Path, names: set[str]) -> bytes:
    """The font (WOFF2) with the icons named; the letters stay, so that an unknown name still can be read."""
    with TTFont(file) as font:
        letter = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
        for table in _ligatures(font):
            table.ligatures = {
                first: kept
                for first, ones in table.ligatures.items()
                if (kept := [one for one in ones if _name(letter, first, one) in names])
            }
        options = subset.Options(flavor="woff2", layout_features=["*"], glyph_names=False)
        cutter = subset.Subsetter(options)
        cutter.populate(text=LETTERS)
        cutter.subset(font)
        font.flavor = "woff2"
        written = io.BytesIO()
        font.save(written)
    return written.getvalue()


def _ligatures(font: TTFont) -> list:
    """The font's tables of letters that are drawn as one."""
    tables = [table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    tables = [getattr(table, "ExtSubTable", table) for table in tables]
    return [table for table in tables if hasattr(table, "ligatures")]


def _name(letter: dict[str, str], first: str, one) -> str:
    return "".join(letter.get(glyph, " ") for glyph in (first, *one.Component))
