"""Maps of pydeck as they are sent."""

import json

import pandas as pd
import pydeck as pdk

from dashboard.maps.deck import BLANK_STYLE, Deck


def test_a_map_is_sent_as_pydeck_says_it_without_the_spaces():
    land = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [[[130.0, 33.0], [131.5, 33.0], [131.5, 34.25]]]},
    }
    places = pd.DataFrame({"position": [[130.1, 33.1], [130.2, 33.2]], "name": ["甲橋", "乙橋 \\ 東"]})
    layers = [
        pdk.Layer("GeoJsonLayer", land, get_fill_color=[1, 2, 3]),
        pdk.Layer("ScatterplotLayer", places, get_position="position", pickable=True),
    ]
    told = {
        "layers": layers,
        "map_provider": None,
        "map_style": BLANK_STYLE,
        "initial_view_state": pdk.ViewState(latitude=33, longitude=130, zoom=8),
        "views": [pdk.View("MapView", controller={"scrollZoom": False})],
        "tooltip": {"html": "<b>{name}</b>"},
    }
    ours, theirs = Deck(**told).to_json(), pdk.Deck(**told).to_json()
    assert json.loads(ours) == json.loads(theirs)
    assert ": " not in ours
    assert "\n" not in ours
