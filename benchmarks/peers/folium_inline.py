"""folium.Choropleth in Streamlit as the documentation of streamlit-folium shows it, without a base map."""

import folium
import streamlit as st
from streamlit_folium import st_folium

from benchmarks.values import METRICS, outlines, table

st.set_page_config(layout="wide")
geojson = st.cache_data(outlines)()
values = st.cache_data(table)()

metric = st.selectbox("指標", METRICS, format_func=METRICS.get)
map_ = folium.Map(location=[38, 137], zoom_start=5, tiles=None)
folium.Choropleth(
    geo_data=geojson,
    data=values,
    columns=["lg_code", metric],
    key_on="feature.properties.lg_code",
    fill_color="Blues",
    bins=list(values[metric].quantile([0, 0.2, 0.4, 0.6, 0.8, 1])),
    fill_opacity=0.7,
    line_opacity=0.2,
    legend_name=METRICS[metric],
).add_to(map_)
st_folium(map_, height=560, use_container_width=True, returned_objects=[])
