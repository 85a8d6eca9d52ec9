"""データを使う: the numbers by address, for Excel, Python, R and QGIS."""

import streamlit as st

from dashboard.shared import controls, notes
from pages.open_data import sections

st.title("データを使う")
st.markdown(
    "画面と同じ数値を、アドレスで Excel や分析のソフトに取り込めます。登録は要りません。"
    "データベースが新しくなると、同じアドレスから新しい数値が届きます。"
)

st.header("アドレスを選ぶ", divider="gray")
left, middle, right = st.columns([2, 1, 1])
with left:
    metric = sections.pick_metric()
with middle:
    prefecture = controls.pick_prefecture()
with right:
    edition = sections.pick_edition(metric)
addresses = sections.addresses(metric, prefecture, edition)
notes.source_line(list(metric["sources"]))

st.header("使い方", divider="gray")
sections.examples(addresses)

st.header("列の意味", divider="gray")
sections.columns()

st.header("ほかのアドレスときまり", divider="gray")
sections.others()
