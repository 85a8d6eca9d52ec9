"""The smallest Streamlit page with our map: one choice of twelve made-up metrics, three numbers in the card.

With ?bare there is no map: what Streamlit itself costs.
"""

import json
import random
from pathlib import Path

import streamlit as st

from dashboard.maps.choropleth import HoverColumn, Legend, Outlines, choropleth
from dashboard.maps.classes import cut
from dashboard.maps.colors import sequential

st.set_page_config(layout="wide")
static = Path(__file__).parent / "static"
outlines, prefectures = (
    max(static.glob(f"{name}-*.geojson"), key=lambda file: file.stat().st_mtime).name
    for name in ("outlines", "prefectures")
)


@st.cache_data
def metrics() -> list[tuple[list, list, list]]:
    """Twelve times numerator, denominator and ratio, in sizes like those of the real ones."""
    places = len(json.loads((static / outlines).read_text("utf-8"))["features"])
    chance = random.Random(0)
    made = []
    for _ in range(12):
        staff = [int(chance.lognormvariate(1.8, 1.2)) or None for _ in range(places)]
        bridges = [int(chance.lognormvariate(5.2, 1)) for _ in range(places)]
        made.append(
            (staff, bridges, [many / few if few else None for few, many in zip(staff, bridges, strict=True)])
        )
    return made


metric = st.selectbox("指標", range(12), format_func="指標{}".format)
if "bare" in st.query_params:
    st.text(f"指標{metric}")
    st.stop()
staff, bridges, ratio = metrics()[metric]
classes = cut(ratio, unit="橋", digits=1)
choropleth(
    Outlines(f"app/static/{outlines}", f"app/static/{prefectures}"),
    classes.indexes,
    [
        HoverColumn("土木技師1人あたり橋梁数", "橋", 1, ratio),
        HoverColumn("橋梁数", "橋", 0, bridges),
        HoverColumn("土木技師数", "人", 0, staff),
    ],
    Legend(f"指標{metric}", sequential(len(classes.labels)), classes.labels),
    key="map",
    description="乱数で塗った地図",
    note="2024年4月1日現在",
)
