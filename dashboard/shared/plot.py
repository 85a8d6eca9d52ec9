"""A Plotly figure on the page, drawn in the browser when it comes into sight.

Streamlit's own element fetches Plotly (1.4 MB, compressed) with the first figure of a page and draws every figure at once, also those
far below; ours fetches and draws what the reader gets to see.
"""

import json
import zlib

from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs_version

from dashboard.runtime.component import component

TAKE_PIXELS = 28

HTML = """
<style>
.plot { position: relative; height: calc(100% - TAKEpx); margin: 0; overflow: hidden; }
.plot .problem { position: absolute; inset: 0; display: grid; place-items: center; margin: 0; color: #4a4f59; }
.plot .problem[hidden] { display: none; }
.take_row { height: TAKEpx; margin: 0; text-align: right; }
.take { min-height: 24px; padding: 0 .3em; border: 0; background: none; color: #0017c1; font-size: 12px; text-decoration: underline; cursor: pointer; }
.take:hover { background: #e8f1fe; }
.take:focus-visible { outline: 3px solid #0031d8; }
@media print {
  .take_row { display: none; }
  .plot { height: auto; }
  .plot .svg-container { max-width: 100%; height: auto !important; }
  .plot .main-svg { width: 100%; height: 100%; }
}
</style>
<figure class="plot" role="img" lang="ja" data-state="waiting">
  <div class="drawing"></div>
  <p class="problem" role="alert" hidden></p>
</figure>
<p class="take_row"><button type="button" class="take" hidden>図を保存・コピー・埋め込み</button></p>
""".replace("TAKE", str(TAKE_PIXELS))

_mount = component("plot", HTML, also=get_plotlyjs_version(), isolate_styles=False)


def draw(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure that knows its height, with a button to take it away; `alt` is what a screen reader says instead of the picture."""
    sent = f'{{"figure":{figure.to_json(validate=False)},"alt":{json.dumps(alt)}}}'
    _mount(key=key, data=zlib.compress(sent.encode()), height=int(figure.layout.height) + TAKE_PIXELS)
