"""Twelve invented places in a row from north to south, with what a click returns."""

from dataclasses import replace

import streamlit as st

from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, alternatives, choropleth
from dashboard.shared.theme import sequential

VALUES = {"職員数": [None, *range(1, 12)], "橋梁数": [*range(1200, 0, -100)]}


def content(metric):
    values = VALUES[metric]
    return MapContent(
        classes=[None if value is None else min(3, value // 3) for value in values],
        hover=[HoverColumn(metric, "人" if metric == "職員数" else "橋", 0, values)],
        legend=Legend(metric, sequential(4), ["少ない", "やや少ない", "やや多い", "多い"]),
        note="2024年4月1日現在",
        marks={1: "推計"},
        description="架空の12の自治体の地図",
    )


def follow(wanted):
    st.session_state["metric"] = wanted["metric"]


metric = st.selectbox("指標", list(VALUES), key="metric")
prefecture_code = st.selectbox("都道府県", ["98", "99"], index=None)
several = st.checkbox("複数を選ぶ")
in_the_map = st.checkbox("地図の中で選ぶ")
page = st.radio("画面", ["地図", "表"])
if st.button("選択を消す"):
    st.session_state["several"]["picked"] = []

if page == "地図":
    clicked = choropleth(
        "app/static/outlines.json",
        replace(alternatives({one: (f"{one}の地図", content(one)) for one in VALUES}), shown=metric)
        if in_the_map
        else content(metric),
        key="several" if several else "alternatives" if in_the_map else "single",
        several=several,
        on_follow=follow if in_the_map else None,
        view=MapView(
            height=500,
            prefecture_code=prefecture_code,
            bounds={"98": (135, 39, 139, 45), "99": (135, 33, 139, 39)}.get(prefecture_code),
        ),
    )
    st.session_state.clicks = st.session_state.get("clicks", 0) + (clicked is not None)
    st.text(f"{metric} 返値 {clicked} 回数 {st.session_state.clicks}")
