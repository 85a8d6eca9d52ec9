"""Lines from one municipality to others over the nearby outlines: table in, pydeck map out, on our own blank style."""

import json
from functools import lru_cache

import pandas as pd
import pydeck as pdk
import streamlit as st

from dashboard import queries
from dashboard.maps.choropleth import STATIC
from dashboard.maps.points import BLANK_STYLE, view

NEAREST = 60  # outlines drawn around the municipality, besides those of the candidates
PALE, STRONG, OWN = (150, 178, 250), (0, 17, 143), (196, 87, 11)
NAMED = 5
FONT = '"Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif'


def draw(muni: pd.Series, candidates: pd.DataFrame, key: str, height: int = 560) -> None:
    """The municipality's office with an arc to each candidate's, wider and darker the higher its score.

    muni: row of queries.municipalities. candidates: lg_code, name, rank, score (0–100), told (lines of the hover card as HTML),
    office_latitude, office_longitude.
    """
    here = [float(muni["office_longitude"]), float(muni["office_latitude"])]
    low, high = candidates["score"].min(), candidates["score"].max()
    strength = (candidates["score"] - low) / max(high - low, 1e-9)
    shown = pd.DataFrame(
        {
            "from": [here] * len(candidates),
            "to": candidates[["office_longitude", "office_latitude"]].astype(float).to_numpy().tolist(),
            "color": [_mixed(share) for share in strength],
            "width": (2 + 6 * strength).round(1),
            "told": candidates["told"],
            "name": candidates["rank"].astype(str) + " " + candidates["name"],
        }
    )
    offices = pd.concat(
        [
            shown[["to", "color", "told"]],
            pd.DataFrame([{"to": here, "color": [*OWN, 255], "told": f"<b>{muni['municipality_name']}</b>"}]),
        ]
    )
    names = pd.concat(
        [
            shown.head(NAMED)[["to", "name"]],
            pd.DataFrame([{"to": here, "name": muni["municipality_name"]}]),
        ]
    )
    layers = [
        pdk.Layer(
            "GeoJsonLayer",
            _outlines(muni, candidates),
            filled=True,
            get_fill_color=[243, 245, 249],
            get_line_color=[184, 188, 196],
            line_width_min_pixels=1,
        ),
        pdk.Layer(
            "ArcLayer",
            shown,
            get_source_position="from",
            get_target_position="to",
            get_source_color="color",
            get_target_color="color",
            get_width="width",
            get_height=0.4,
            pickable=True,
            auto_highlight=True,
        ),
        pdk.Layer(
            "ScatterplotLayer",
            offices,
            get_position="to",
            get_fill_color="color",
            radius_min_pixels=5,
            radius_max_pixels=8,
            get_radius=300,
            pickable=True,
        ),
        pdk.Layer(
            "TextLayer",
            names,
            get_position="to",
            get_text="name",
            get_size=15,
            get_color=[26, 26, 28],
            get_pixel_offset=[0, -16],
            font_family=pdk.types.String(FONT),
            character_set=sorted({letter for name in names["name"] for letter in name}),
            outline_width=6,
            outline_color=[255, 255, 255],
            font_settings={"sdf": True},
        ),
    ]
    ends = pd.DataFrame([here, *shown["to"]], columns=["longitude", "latitude"])
    st.pydeck_chart(
        pdk.Deck(
            layers=layers,
            map_provider=None,
            map_style=BLANK_STYLE,
            initial_view_state=view(ends),
            tooltip={"html": "{told}"},
        ),
        height=height,
        key=key,
        alt=f"{muni['municipality_name']}から上位{len(candidates)}候補への線の地図。同じ内容は下の一覧にあります。",
    )


def _outlines(muni: pd.Series, candidates: pd.DataFrame) -> dict:
    """GeoJSON of the candidates, the municipality and its NEAREST; none when the file of outlines is not there."""
    towns = queries.municipalities()
    apart = (towns["office_latitude"] - muni["office_latitude"]) ** 2 + (
        (towns["office_longitude"] - muni["office_longitude"])
        * 0.82  # a degree of longitude at 35°N beside one of latitude
    ) ** 2
    wanted = {muni["lg_code"], *candidates["lg_code"], *towns.loc[apart.nsmallest(NEAREST).index, "lg_code"]}
    known = _by_code(queries.outline_files()["municipalities"])
    features = [
        {"type": "Feature", "geometry": known[code], "properties": {}} for code in sorted(wanted & set(known))
    ]
    return {"type": "FeatureCollection", "features": features}


@lru_cache(maxsize=2)
def _by_code(file_name: str) -> dict[str, dict]:
    """Geometry by lg_code from the file the browser draws."""
    path = STATIC / file_name
    if not path.exists():
        return {}
    collection = json.loads(path.read_text("utf-8"))
    return {one["properties"]["lg_code"]: one["geometry"] for one in collection["features"]}


def _mixed(share: float) -> list[int]:
    return [round(pale + (strong - pale) * share) for pale, strong in zip(PALE, STRONG, strict=True)] + [220]
