"""The smallest Streamlit page with our map: one choice of metric, drawn as the pages of the app draw it.

With ?bare there is no map: what Streamlit itself costs. With ?strip the map offers the metrics itself and changes them in the browser.
"""

import streamlit as st

from benchmarks.values import METRICS
from dashboard import queries
from dashboard.shared import national_map

st.set_page_config(layout="wide")
metric = st.selectbox("指標", METRICS, format_func=METRICS.get)
if "bare" in st.query_params:
    st.text(METRICS[metric])
else:
    offered = list(METRICS) if "strip" in st.query_params else []
    national_map.draw_metric(queries.metric(metric), key="map", offered=offered, main=len(offered))
