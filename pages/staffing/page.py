"""技術職員: where are staff short, against the size of what they look after?"""

import streamlit as st

from dashboard import queries
from dashboard.shared import controls, metric_view, municipality_card
from pages.staffing import sections

st.title("技術職員")
st.markdown("職員の数と、職員が受け持つ施設の量を市区町村ごとに見ます。")
with controls.filters("場所を選ぶ"):
    prefecture, muni = controls.pick_place()
metric_view.show("staffing", sections.first_metric(prefecture), prefecture, muni)

if muni is not None:
    municipality_card.show(muni, ["staffing"])

if not sections.has_national_table():
    sections.how_to_load()
    st.header("資料に示された技術職員数", divider="gray")
    st.markdown(
        "全国表が取り込まれるまで、実数は次の団体だけです。ほかの市区町村は**未収録**で、0人ではありません。"
    )
    sections.printed_counts(queries.printed_counts())
