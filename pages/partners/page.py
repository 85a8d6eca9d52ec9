"""連携候補: with whom could my municipality manage its infrastructure, why, and what if with nobody?"""

import streamlit as st

from dashboard.shared import controls
from pages.partners import horizontal, mutual, peers, support

st.title("連携候補")
st.markdown(
    "どの市区町村と組むとよさそうか。話を始めやすい「組みやすい相手」と、組むと体制がそろう「支え合える相手」の、2つの見方で並べます。"
    "**公開データからの提案で、優劣の判定ではありません。**"
)

prefecture, muni = controls.pick_place()
if muni is None:
    horizontal.invite(prefecture)
    support.draw_map(prefecture)
    support.prefecture_section(prefecture, st.header)
    st.stop()

name = muni["municipality_name"]
chosen = horizontal.chosen_weights()
weights = horizontal.usable(chosen)
candidates = horizontal.ranked(muni["lg_code"], weights)
horizontal.first_words(muni, candidates)
st.markdown(mutual.own_words(muni))

easy, helpful = st.columns(2, gap="medium")
with easy:
    st.header("組みやすい相手")
    st.caption("近さ・つながり・施設の似かたが、すでに一緒に取り組む地域に近い相手です。")
    horizontal.cards(muni, candidates)
with helpful:
    st.header("支え合える相手")
    st.caption("組むと技術者がそろい、1人当たりの仕事が軽くなると見込まれる相手です。")
    mutual.cards(muni)

st.header("3〜6団体で組むなら", divider="gray")
mutual.sets_section(muni)

st.header("候補の一覧", divider="gray")
horizontal.table(muni, candidates, weights)
mutual.table(muni)

left, right = st.columns(2, gap="medium")
with left:
    st.header(f"{name}から上位{horizontal.SHOWN}候補への線")
    horizontal.draw_map(muni, candidates)
with right:
    st.header("点の内訳")
    horizontal.draw_parts(muni, candidates, weights)

st.header("候補を2つ並べて比べる", divider="gray")
horizontal.compare(muni, candidates, weights)

st.header("群を組んでみる", divider="gray")
horizontal.send_to_groups(muni, candidates)

st.header("県による補完・多分野の束ね", divider="gray")
support.alternatives(muni)

st.header("比べる相手（類似団体・地域の性格が近い団体）", divider="gray")
peers.section(muni)

st.header("点の付け方", divider="gray")
horizontal.method(chosen)
