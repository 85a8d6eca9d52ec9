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
