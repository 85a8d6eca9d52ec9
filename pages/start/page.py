"""はじめに: my prefecture or my town, what stands out there, what is unknown, what changed, and where to go on."""

import streamlit as st

from dashboard.shared import controls, product
from pages.start import sections

st.title("はじめに")
st.markdown(
    f"**{product.NAME}**：市区町村の担い手と施設のいまを見て、だれと支え合うかを考えるための画面です。"
)

st.header("わが県・わがまち", anchor=False)
prefecture, muni = controls.pick_place()
sections.remember(prefecture, muni)
if prefecture is None:
    sections.nation()
else:
    sections.own_place(prefecture, muni)
