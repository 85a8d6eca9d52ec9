"""Streamlit components whose code lies in static/."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st

STATIC = Path(__file__).parents[2] / "static"
SHARED = ("parts.js", "picture.js", "picture_dialog.js")

# Streamlit sends a component's code again with every change, so what it gets is only where the code lies.
LOADER = """
const code = new URL('app/static/NAME.js?VERSION', document.baseURI);
const failed = ({ parentElement }) => { parentElement.innerHTML = '<p role="alert">MISSING</p>'; };
const late = new Promise((_, reject) => setTimeout(reject, 60_000));
export default await Promise.race([import(code.href), late]).then((module) => module.default, () => failed);
"""

# Under a chart: the button to take it away (static/parts.js, offerPicture). It takes a row of its own, for it may cover nothing.
PICTURE_PIXELS = 28
PICTURE = """
<style>
.take_row { height: 28px; margin: 0; text-align: right; }
.take { min-height: 24px; padding: 0 .3em; border: 0; background: none; color: #0017c1; font-size: 12px; text-decoration: underline; cursor: pointer; }
.take:hover { background: #e8f1fe; }
.take:focus-visible { outline: 3px solid #0031d8; }
@media print { .take_row { display: none; } }
</style>
<p class="take_row"><button type="button" class="take" hidden>図を保存・コピー・埋め込み</button></p>
"""

MISSING = "画面の部品を読み込めません。ページを読み込み直してください。同じ内容は表かファイルで確認できます。"


def component(name: str, html: str, also: str = "", isolate_styles: bool = True) -> Callable:
    """The component of static/<name>.js, with its <name>.css, its further files (<name>_*.js) and what all share.

    Its code has an address that changes with it, and with `also`: a browser never keeps an old one.
    """
    files = [*sorted(STATIC.glob(f"{name}*.*s*")), *(STATIC / shared for shared in SHARED)]
    code = b"".join(file.read_bytes() for file in files)
    version = hashlib.sha256(code + also.encode()).hexdigest()[:10]
    loader = LOADER.replace("NAME", name).replace("VERSION", version).replace("MISSING", MISSING)
    return st.components.v2.component(name, html=html, js=loader, isolate_styles=isolate_styles)
