"""A Plotly figure on the page, drawn in the browser when it comes into sight.

Streamlit's own element fetches Plotly (1.4 MB, compressed) with the first figure of a page and draws every figure at once, also those
far below; ours fetches and draws what the reader gets to see.
"""

import json
import zlib

from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs_version

from dashboard.runtime.component import component

HTML = """
<style>
.plot { position: relative; height: 100%; margin: 0; overflow: hidden; }
.plot .problem { position: absolute; inset: 0; display: grid; place-items: center; margin: 0; color: #4a4f59; }
.plot .problem[hidden] { display: none; }
</style>
<figure class="plot" role="img" aria-label="グラフ" lang="ja" data-state="waiting">
  <div class="drawing"></div>
  <p class="problem" role="alert" hidden></p>
</figure>
"""

_mount = component("plot", HTML, also=get_plotlyjs_version(), isolate_styles=False)


def draw(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure that knows its height, without toolbar; `alt` is what a screen reader says instead of the picture."""
    sent = f'{{"figure":{figure.to_json(validate=False)},"alt":{json.dumps(alt)}}}'
    _mount(key=key, data=zlib.compress(sent.encode()), height=int(figure.layout.height))
