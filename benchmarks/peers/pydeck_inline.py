"""A pydeck GeoJsonLayer in Streamlit with its data inline, as pydeck's gallery shows it, without a base map."""

import pydeck as pdk
import streamlit as st

from benchmarks.values import METRICS, outlines, table

st.set_page_config(layout="wide")
geojson = st.cache_data(outlines)()
values = st.cache_data(table)()

metric = st.selectbox("指標", METRICS, format_func=METRICS.get)
ranks = dict(zip(values["lg_code"], values[metric].rank(pct=True), strict=True))
for feature in geojson["features"]:
    feature["properties"]["rank"] = ranks[feature["properties"]["lg_code"]]
layer = pdk.Layer(
    "GeoJsonLayer",
    geojson,
    stroked=True,
    filled=True,
    pickable=True,
    get_fill_color="[255 - 255 * properties.rank, 255 - 200 * properties.rank, 255]",
    get_line_color=[255, 255, 255],
    line_width_min_pixels=0.5,
)
view = pdk.ViewState(latitude=38, longitude=137, zoom=4)
st.pydeck_chart(
    pdk.Deck(layers=[layer], initial_view_state=view, map_provider=None, tooltip={"text": "{name}"}),
    height=560,
)
