"""Maps of pydeck: nothing is made before their place comes into sight, and where the browser can draw the picture itself, the library
that moves it (0.8 MB) is not sent before somebody touches it."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pydeck as pdk
import streamlit as st
from pydeck.bindings import json_tools

from dashboard.runtime import run_lock
from dashboard.runtime.component import PICTURE, PICTURE_PIXELS, component, packed
from dashboard.shared import reading

# Without a style of its own pydeck asks another host for a base map.
BLANK_STYLE = "app/static/blank-style.json"

GAP_PIXELS = 8  # between the map and what stands under it
# The map of pydeck comes to lie in the place that is kept from the beginning, below the picture until it is whole: nothing moves.
HTML = (
    """
<style>
.stVerticalBlock:has(> .stElementContainer .deck) { position: relative; }
.stVerticalBlock > .stElementContainer:has(.stDeckGlJsonChart) { position: absolute; top: 0; left: 0; right: 0; }
.deck .place { position: relative; z-index: 1; height: var(--height); margin: 0; }
.deck .take_row { margin-top: GAPpx; }
.deck .still { display: block; width: 100%; height: 100%; object-fit: contain; }
.deck .still:focus-visible { outline: 3px solid #0031d8; outline-offset: -3px; }
.deck.touched .place { pointer-events: none; }
.deck.live .still { visibility: hidden; }
</style>
<div class="deck" data-state="waiting" lang="ja">
  <figure class="place"><canvas class="still" role="img" aria-label="地図"></canvas></figure>
""".replace("GAP", str(GAP_PIXELS))
    + PICTURE
    + "</div>"
)

_mount = component("deck", HTML, isolate_styles=False)

Bounds = tuple[float, float, float, float]  # west, south, east, north


class Deck(pdk.Deck):
    """Layers in a view, as they are sent."""

    def to_json(self) -> str:
        """Without the spaces that pydeck writes before every number of a line: more than the numbers themselves."""
        return json.dumps(
            self,
            sort_keys=True,
            default=json_tools.default_serialize,
            separators=(",", ":"),
            ensure_ascii=False,
        )


@st.fragment
@run_lock.serialised
def draw(
    drawing: Callable[[], tuple[list[pdk.Layer], pdk.ViewState | Bounds]],
    *,
    tooltip: str,
    key: str,
    height: int,
    alt: str,
    legend: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Layers without a base map, made when their place comes into sight; the hover card is `tooltip` (HTML with {columns}). height: pixels, reserved until then. legend: label → colour of points.

    Seen in a view, they are pydeck's at once. Of bounds the browser, which knows the size of the map, draws a picture that shows all
    within them (static/deck_still.js: outlines, lines and points), until it is touched.
    A fragment: coming into sight, and being touched, runs this part of the page alone.
    """
    place = f"{key}_place"
    told = st.session_state.get(place, {})
    with st.container(key=key):
        sent: dict[str, object] = {"key": key, "height": height, "alt": alt}
        if told.get("seen"):
            layers, look = drawing()
            points = [[color, label] for label, color in legend.items()]
            sent |= {"reading": reading.of_layers(layers), "legend": points}
            view = look if isinstance(look, pdk.ViewState) else _view(told.get("touched"), look)
            if view is None:
                sent |= {"layers": layers, "bounds": look}
            else:
                sent |= {"isLive": True}
        _mount(
            key=place,
            data=packed(sent, json_tools.default_serialize),
            height=height + GAP_PIXELS + PICTURE_PIXELS,
            on_seen_change=_nothing,
            on_touched_change=_nothing,
        )
        if "isLive" in sent:
            deck = Deck(
                layers=layers,
                map_provider=None,
                map_style=BLANK_STYLE,
                initial_view_state=view,
                views=[pdk.View("MapView", controller={"scrollZoom": False})],  # the wheel scrolls the page
                tooltip={"html": tooltip},
            )
            st.pydeck_chart(deck, height=height, key=f"{key}_deck", alt=alt)
        if legend:
            named = (f"<span style='color:{color}'>●</span> {label}" for label, color in legend.items())
            st.html(f"<p style='font-size:.9rem'>{'　'.join(named)}</p>")


def _view(touched: dict[str, object] | None, bounds: Bounds) -> pdk.ViewState | None:
    """What the picture showed when it was touched; nothing where that was another picture."""
    if not touched or touched["bounds"] != list(bounds):
        return None
    return pdk.ViewState(**{name: touched[name] for name in ("longitude", "latitude", "zoom")})


def _nothing() -> None:
    """What the browser says is read by the run that follows."""
