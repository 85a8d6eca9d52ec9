"""Streamlit and Plotly Express as Plotly's page on tile choropleth maps shows it, without a base map."""

import plotly.express as px
import streamlit as st

from benchmarks.values import METRICS, outlines, table

st.set_page_config(layout="wide")
geojson = st.cache_data(outlines)()
values = st.cache_data(table)()

metric = st.selectbox("指標", METRICS, format_func=METRICS.get)
figure = px.choropleth_map(
    values,
    geojson=geojson,
    locations="lg_code",
    featureidkey="properties.lg_code",
    color=metric,
    color_continuous_scale="Blues",
    hover_name="municipality_name",
    labels={metric: METRICS[metric]},
    map_style="white-bg",
    center={"lat": 38, "lon": 137},
    zoom=4,
    height=560,
)
figure.update_layout(margin={"r": 0, "t": 0, "l": 0, "b": 0})
st.plotly_chart(figure)
