"""手引きから探す: the chapters and questions of 群マネの手引き as a way into the pages that answer them."""

import streamlit as st

from pages.handbook import sections

st.title("手引きから探す")
st.markdown(
    "「群マネの手引き Ver.1」の章と問いから、このダッシュボードの画面を開きます。知りたいことに近い行を選んでください。"
)

sections.found_item()
sections.counts()
sections.chapters()

st.header("一覧と出典", divider="gray")
sections.table()
