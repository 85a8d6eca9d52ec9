"""Twelve invented places in a row from north to south, with what a click returns."""

import streamlit as st

from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.shared.theme import sequential

metric = st.selectbox("指標", ["職員数", "橋梁数"])
prefecture_code = st.selectbox("都道府県", ["98", "99"], index=None)
several = st.checkbox("複数を選ぶ")
page = st.radio("画面", ["地図", "表"])
if st.button("選択を消す"):
    st.session_state["several"]["picked"] = []

values = [None, *range(1, 12)] if metric == "職員数" else [*range(1200, 0, -100)]
if page == "地図":
    clicked = choropleth(
        "app/static/outlines.json",
        MapContent(
            classes=[None if value is None else min(3, value // 3) for value in values],
            hover=[HoverColumn(metric, "人" if metric == "職員数" else "橋", 0, values)],
            legend=Legend(metric, sequential(4), ["少ない", "やや少ない", "やや多い", "多い"]),
            note="2024年4月1日現在",
            marks={1: "推計"},
            description="架空の12の自治体の地図",
        ),
        key="several" if several else "single",
        several=several,
        view=MapView(
            height=500,
            prefecture_code=prefecture_code,
            bounds={"98": (135, 39, 139, 45), "99": (135, 33, 139, 39)}.get(prefecture_code),
        ),
    )
    st.session_state.clicks = st.session_state.get("clicks", 0) + (clicked is not None)
    st.text(f"{metric} 返値 {clicked} 回数 {st.session_state.clicks}")
