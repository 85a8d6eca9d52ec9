"""ブリーフィング: what to tell about a place, one message per slide, on a projector or in PowerPoint."""

import streamlit as st

from pages.briefing import sections

st.title("ブリーフィング")
st.markdown(
    "全国・都道府県・市区町村・群の説明資料です。並べ替えてそのまま発表でき、同じ内容を PowerPoint で持ち出せます。"
)

scope = sections.pick_scope()
st.header(f"{scope.name}のスライド", divider="gray")
sections.show(scope)
