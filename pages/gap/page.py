"""担い手×老朽化: where do few staff and unsound or old facilities meet?"""

import streamlit as st

from dashboard.shared import controls, municipality_card
from pages.gap import sections

st.title("担い手×老朽化")
st.markdown(
    "職員に対して施設が多く、しかも施設の傷みや古さが進んでいる市区町村はどこか。**どちらも重い**場所ほど、一つの自治体での管理が難しくなります。"
)

with controls.filters("場所を選ぶ"):
    prefecture, muni = controls.pick_place()
sections.show(prefecture, muni)

where = controls.where(prefecture)
st.header(f"2030年・2035年・2045年の見通し　{where}")
sections.ahead(prefecture, where)
if muni is not None:
    municipality_card.show(muni, ["staffing", "ageing"])
