"""A Plotly figure on the page, drawn in the browser when it comes into sight.

Streamlit's own element fetches Plotly (1.4 MB, compressed) with the first figure of a page and draws every figure at once, also those
far below; ours fetches and draws what the reader gets to see.
"""

import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs_version

STATIC = Path(__file__).parents[1] / "static"

HTML = """
<style>
.plot { position: relative; height: 100%; margin: 0; overflow: hidden; }
.plot .problem { position: absolute; inset: 0; display: grid; place-items: center; margin: 0; color: #4a4f59; }
.plot .problem[hidden] { display: none; }
</style>
<figure class="plot" role="img" lang="ja" data-state="waiting">
  <div class="drawing"></div>
  <p class="problem" role="alert" hidden></p>
</figure>
"""

# Streamlit sends a component's code again with every change, so what it gets is only where the code lies.
LOADER = """
const code = new URL('app/static/plot.js?VERSION', document.baseURI);
export default (await import(code.href)).default;
"""


def _component() -> Callable:
    """The component, its code under an address that changes with it: a browser never keeps an old one."""
    code = b"".join((STATIC / name).read_bytes() for name in ("plot.js", "parts.js"))
    version = hashlib.sha256(code + get_plotlyjs_version().encode()).hexdigest()[:10]
    return st.components.v2.component(
        "plot", html=HTML, js=LOADER.replace("VERSION", version), isolate_styles=False
    )


_mount = _component()


def draw(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure that knows its height, without toolbar; `alt` is what a screen reader says instead of the picture."""
    sent = f'{{"figure":{figure.to_json(validate=False)},"alt":{json.dumps(alt)}}}'
    _mount(key=key, data=zlib.compress(sent.encode()), height=int(figure.layout.height))
