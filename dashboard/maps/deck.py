"""Lazy rendering of pydeck maps: a map, and its library (0.8 MB), is sent when its place comes into sight."""

import pydeck as pdk
import streamlit as st

from dashboard.runtime import run_lock

# Without a style of its own pydeck asks another host for a base map.
BLANK_STYLE = "app/static/blank-style.json"

# Where the browser cannot be asked, the map is sent at once.
WATCHER = """
const { nearby } = await import(new URL('app/static/parts.js', document.baseURI).href).catch(() => ({ nearby: async () => {} }));
export default function ({ parentElement, setStateValue }) {
  nearby(parentElement.querySelector('.room')).then(() => setStateValue('seen', true));
}
"""

_watch = st.components.v2.component(
    "in_sight", html='<div class="room" style="height: 100%"></div>', js=WATCHER, isolate_styles=False
)


@st.fragment
@run_lock.serialised
def draw(
    layers: list[pdk.Layer], view: pdk.ViewState, *, tooltip: str, key: str, height: int, alt: str
) -> None:
    """Layers without a base map; the hover card is `tooltip` (HTML with {columns}). height: pixels, reserved until then.

    A fragment: coming into sight runs this part of the page alone.
    """
    seen = f"{key}_seen"

    def note() -> None:
        st.session_state[seen] = True

    with st.container(key=key):
        if not st.session_state.get(seen):
            _watch(key=f"{key}_place", height=height, on_seen_change=note)
            return
        deck = pdk.Deck(
            layers=layers,
            map_provider=None,
            map_style=BLANK_STYLE,
            initial_view_state=view,
            views=[pdk.View("MapView", controller={"scrollZoom": False})],  # the wheel scrolls the page
            tooltip={"html": tooltip},
        )
        st.pydeck_chart(deck, height=height, key=f"{key}_deck", alt=alt)
