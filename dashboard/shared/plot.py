"""A Plotly figure on the page, drawn in the browser when it comes into sight.

Streamlit's own element fetches Plotly (1.4 MB, compressed) with the first figure of a page and draws every figure at once, also those
far below; ours fetches and draws what the reader gets to see.
"""

import json
import zlib
from typing import NamedTuple

from plotly.graph_objects import Figure

from dashboard.runtime.component import PICTURE, PICTURE_PIXELS, component
from dashboard.shared import reading

HTML = """
<style>
.plot { position: relative; height: calc(100% - 28px); margin: 0; overflow: hidden; }
.plot .problem { position: absolute; inset: 0; display: grid; place-items: center; margin: 0; color: #4a4f59; }
.plot .problem[hidden] { display: none; }
@media print {
  .plot { height: auto; }
  .plot .svg-container { max-width: 100%; height: auto !important; }
  .plot .main-svg { width: 100%; height: 100%; }
}
</style>
<figure class="plot" role="img" aria-label="グラフ" lang="ja" data-state="waiting">
  <div class="drawing"></div>
  <p class="problem" role="alert" hidden></p>
</figure>
"""

_mount = component("plot", HTML + PICTURE, isolate_styles=False)


class Picture(NamedTuple):
    """A figure as it is sent: written once where it is the same for all readers, so that the cache can hold it."""

    figure: str
    reading: str
    height: int


def written(figure: Figure) -> Picture:
    """A figure that knows its height, with how it is read."""
    return Picture(figure.to_json(validate=False), reading.of_figure(figure), int(figure.layout.height))


def draw(figure: Figure | Picture, key: str, alt: str) -> None:
    """Draw a figure with how it is read and a button to take it away; `alt` is what a screen reader says instead of the picture."""
    picture = figure if isinstance(figure, Picture) else written(figure)
    words = json.dumps({"alt": alt, "reading": picture.reading})
    sent = f'{{"figure":{picture.figure},{words[1:]}'
    _mount(key=key, data=zlib.compress(sent.encode()), height=picture.height + PICTURE_PIXELS)
