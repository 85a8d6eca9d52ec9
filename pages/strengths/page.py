"""強み・弱み: which points are strong and weak, where, and what helps?"""

import streamlit as st

from dashboard.shared import controls, strengths
from pages.strengths import sections

st.title("強み・弱み")
st.markdown(
    "職員・施設・業者・人口・お金のどこが弱く、どこが強いか。1つの指標と境で市区町村を分け、弱みに合う手立てへつなげます。"
)

with controls.filters("場所と型を選ぶ"):
    prefecture, muni = controls.pick_place()
    point = sections.pick_point()
places = sections.places()
scope = places[controls.in_prefecture(places, prefecture)]
where = controls.where(prefecture)

st.header(f"{sections.title(point)}の地図　{where}")
sections.draw_map(places, point, prefecture, muni)
if muni is not None:
    st.header(f"{muni['municipality_name']}の強み・弱みと手立て", divider="gray")
    strengths.show(muni["lg_code"])

st.header(f"型ごとの団体数　{where}", divider="gray")
strengths.show_counts(where, None if prefecture is None else tuple(scope["lg_code"]))

st.header(f"市区町村の一覧　{where}", divider="gray")
sections.table(scope, point, where)

st.header("弱みに合う手立て", divider="gray")
sections.remedies()
