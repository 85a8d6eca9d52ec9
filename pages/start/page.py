"""The bare address leads to the first page, with whatever the URL already says."""

import streamlit as st

st.switch_page("pages/overview/page.py", query_params=st.query_params.to_dict())
