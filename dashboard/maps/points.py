"""Structures as points: table in, pydeck layer out, on our own blank style so that nothing is fetched from elsewhere."""

from math import log2

import pandas as pd
import pydeck as pdk
import streamlit as st

from dashboard.maps import deck
from dashboard.shared.text import RATING_NAMES
from dashboard.shared.theme import RATING_COLORS

RATINGS = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
NOT_INSPECTED = "#8A8F98"


def bridges(placed: pd.DataFrame, outlines: dict, key: str) -> None:
    """Bridges with a position, coloured by rating, over municipal outlines (GeoJSON)."""
    rating = placed["soundness_category"].map(RATINGS)
    shown = pd.DataFrame(
        {
            "position": placed[["longitude", "latitude"]].round(5).to_numpy().tolist(),
            "color": [_rgb(RATING_COLORS.get(one, NOT_INSPECTED)) for one in rating],
            "name": placed["bridge_name"],
            "rating": rating.map(
                lambda one: f"{one} {RATING_NAMES[one]}" if one in RATING_NAMES else "未点検"
            ),
            "built": placed["built_fiscal_year"].map(
                lambda year: "不明" if pd.isna(year) else f"{int(year)}年度"
            ),
            "length": placed["length_m"].map(lambda length: f"{length:,.1f}m"),
        }
    )
    layers = [
        pdk.Layer(
            "GeoJsonLayer",
            outlines,
            filled=True,
            get_fill_color=[243, 245, 249],
            get_line_color=[184, 188, 196],
            line_width_min_pixels=1,
        ),
        pdk.Layer(
            "ScatterplotLayer",
            shown,
            get_position="position",
            get_fill_color="color",
            get_line_color=[70, 74, 82],
            stroked=True,
            line_width_min_pixels=0.5,
            radius_min_pixels=3.5,
            radius_max_pixels=9,
            get_radius=120,
            pickable=True,
        ),
    ]
    deck.draw(
        layers,
        _view(placed),
        tooltip="<b>{name}</b><br>判定区分 {rating}<br>架設 {built}<br>橋長 {length}",
        key=key,
        height=520,
        alt="橋の位置と判定区分",
    )
    legend = [
        f"<span style='color:{RATING_COLORS[one]}'>●</span> {one} {RATING_NAMES[one]}"
        for one in RATINGS.values()
    ]
    st.html(
        f"<p style='font-size:.9rem'>{'　'.join([*legend, f'<span style=color:{NOT_INSPECTED}>●</span> 未点検'])}</p>"
    )


def _view(placed: pd.DataFrame) -> pdk.ViewState:
    """The view in which all but the outermost points are seen."""
    west, east = placed["longitude"].quantile([0.005, 0.995])
    south, north = placed["latitude"].quantile([0.005, 0.995])
    degrees = max(east - west, (north - south) * 2.6, 0.05)
    return pdk.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=9.2 - log2(degrees))


def _rgb(color: str) -> list[int]:
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]
