"""Streamlit components whose code lies in static/."""

import hashlib
import json
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

STATIC = Path(__file__).parents[2] / "static"

# Streamlit sends a component's code again with every change, so what it gets is only where the code lies.
LOADER = """
const code = new URL('app/static/NAME.js?VERSION', document.baseURI);
const failed = ({ parentElement }) => { parentElement.innerHTML = '<p role="alert">MISSING</p>'; };
const late = new Promise((_, reject) => setTimeout(reject, 60_000));
export default await Promise.race([import(code.href), late]).then((module) => module.default, () => failed);
"""

# How a chart is read, folded; static/parts.js (explain) fills it.
READING = '<details class="reading" hidden><summary>この図の読み方</summary><p></p></details>'

# Under a chart: how it is read, and the button to take it away (static/parts.js, offerPicture). It takes a row of its own, for it may
# cover nothing; the sentence does while it is open.
PICTURE_PIXELS = 28
PICTURE = """
<style>
.take_row { position: relative; display: flex; justify-content: space-between; gap: 8px; height: 28px; white-space: nowrap; }
.take { margin-left: auto; }
.take, .reading summary { min-height: 24px; padding: 0 .3em; border: 0; background: none; color: #0017c1; font-size: 12px; text-decoration: underline; cursor: pointer; }
.take:hover, .reading summary:hover { background: #e8f1fe; }
.take:focus-visible, .reading summary:focus-visible { outline: 3px solid #0031d8; }
.reading summary { line-height: 24px; color: #4a4f59; }
.take_row .reading p { position: absolute; z-index: 3; bottom: 28px; left: 0; box-sizing: border-box; max-width: min(34em, 100%); margin: 0; padding: 6px 10px; white-space: normal;
  border: 1px solid #b4bac4; border-radius: 6px; background: #fff; color: #1a1a1c; font-size: 14px; line-height: 1.5; box-shadow: 0 1px 6px #0003; }
/* over the map above it, whose container is another */
.stElementContainer:has(.deck .reading[open]) { overflow: visible !important; }
@media print { .take_row { display: none; } }
</style>
<div class="take_row">READING<button type="button" class="take" hidden>図を保存・コピー・埋め込み</button></div>
""".replace("READING", READING)

MISSING = "画面の部品を読み込めません。ページを読み込み直してください。同じ内容は表かファイルで確認できます。"


def component(name: str, html: str, isolate_styles: bool = True) -> Callable:
    """The component of static/<name>.js, with its <name>.css, its further files (<name>_*.js) and what all share."""
    loader = LOADER.replace("NAME", name).replace("VERSION", version()).replace("MISSING", MISSING)
    return st.components.v2.component(name, html=html, js=loader, isolate_styles=isolate_styles)


def packed(data: object, written: Callable[[object], object] | None = None) -> bytes:
    """Data as a component takes it compressed (static/parts.js, unpacked). written: of what JSON does not know, what it does."""
    return zlib.compress(
        json.dumps(data, default=written, ensure_ascii=False, separators=(",", ":")).encode()
    )


@cache
def version() -> str:
    """Of all code in static/: its addresses change with it, so that a browser never keeps an old one, and what components share has
    one address for all of them."""
    files = [file for pattern in ("*.js", "*.css") for file in sorted(STATIC.glob(pattern))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def icon(name: str) -> str:
    """The attribute by which our own HTML shows an icon (frame.STYLE). name: as Streamlit takes it, ":material/home:"."""
    return f'data-icon="{name.removeprefix(":material/").removesuffix(":")}"'
