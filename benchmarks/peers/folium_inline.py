"""folium.GeoJson with a style function in Streamlit, as the documentations of folium and streamlit-folium show it; no base map.

folium.Choropleth draws the same map, but nothing at all where d3js.org cannot be reached: its legend is made with D3 from there.
"""

import branca.colormap
import folium
import streamlit as st
from streamlit_folium import st_folium

from benchmarks.values import METRICS, outlines, table

st.set_page_config(layout="wide")
geojson = st.cache_data(outlines)()
values = st.cache_data(table)().set_index("lg_code")

metric = st.selectbox("指標", METRICS, format_func=METRICS.get)
colors = branca.colormap.linear.Blues_07.to_step(data=values[metric], n=7, method="quantiles")
value_of = values[metric].to_dict()
map_ = folium.Map(location=[38, 137], zoom_start=5, tiles=None)
folium.GeoJson(
    geojson,
    style_function=lambda feature: {
        "fillColor": colors(value_of[feature["properties"]["lg_code"]]),
        "color": "white",
        "weight": 0.5,
        "fillOpacity": 0.8,
    },
    tooltip=folium.GeoJsonTooltip(["name"]),
).add_to(map_)
st_folium(map_, height=560, use_container_width=True, returned_objects=[])
