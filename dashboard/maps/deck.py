"""Lazy rendering of pydeck maps: a map, and its library (0.8 MB), is sent when its place comes into sight."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pydeck as pdk
import streamlit as st
from pydeck.bindings import json_tools

from dashboard.runtime import run_lock
from dashboard.runtime.component import PICTURE, PICTURE_PIXELS, component
from dashboard.shared import reading

# Without a style of its own pydeck asks another host for a base map.
BLANK_STYLE = "app/static/blank-style.json"

_mount = component(
    "deck",
    f'<div class="deck" data-state="waiting" style="height: 100%">{PICTURE}</div>',
    isolate_styles=False,
)


class Deck(pdk.Deck):
    """Layers in a view, as they are sent."""

    def to_json(self) -> str:
        """Without the spaces that pydeck writes before every number of a line: more than the numbers themselves."""
        return json.dumps(self, sort_keys=True, default=json_tools.default_serialize, separators=(",", ":"))


@st.fragment
@run_lock.serialised
def draw(
    drawing: Callable[[], tuple[list[pdk.Layer], pdk.ViewState]],
    *,
    tooltip: str,
    key: str,
    height: int,
    alt: str,
    legend: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Layers in a view without a base map, made when their place comes into sight; the hover card is `tooltip` (HTML with {columns}). height: pixels, reserved until then. legend: label → colour of points.

    A fragment: coming into sight runs this part of the page alone.
    """
    seen = f"{key}_seen"

    def note() -> None:
        st.session_state[seen] = True

    with st.container(key=key):
        if not st.session_state.get(seen):
            _mount(key=f"{key}_place", data={"key": key}, height=height, on_seen_change=note)
            return
        layers, view = drawing()
        deck = Deck(
            layers=layers,
            map_provider=None,
            map_style=BLANK_STYLE,
            initial_view_state=view,
            views=[pdk.View("MapView", controller={"scrollZoom": False})],  # the wheel scrolls the page
            tooltip={"html": tooltip},
        )
        st.pydeck_chart(deck, height=height, key=f"{key}_deck", alt=alt)
        points = [[color, label] for label, color in legend.items()]
        _mount(
            key=f"{key}_take",
            data={
                "key": key,
                "isDrawn": True,
                "alt": alt,
                "legend": points,
                "reading": reading.of_layers(layers),
            },
            height=PICTURE_PIXELS,
        )
        if legend:
            named = (f"<span style='color:{color}'>●</span> {label}" for label, color in legend.items())
            st.html(f"<p style='font-size:.9rem'>{'　'.join(named)}</p>")
