"""連携候補: with whom could my municipality manage its infrastructure, why, and what if with nobody?"""

import streamlit as st

from dashboard.shared import controls
from pages.partners import horizontal, peers, support

st.title("連携候補")
st.markdown(
    "どの市区町村と組むとよさそうか。近さ・つながり・施設の似かた・体制の補い合いを点にして並べます。"
    "**公開データからの提案で、優劣の判定ではありません。**"
)

prefecture, muni = controls.pick_place()
if muni is None:
    horizontal.invite(prefecture)
    support.draw_map(prefecture)
    support.prefecture_section(prefecture, st.header)
    st.stop()

name = muni["municipality_name"]
weights = horizontal.pick_weights()
candidates = horizontal.ranked(muni, weights)
horizontal.first_words(muni, candidates)

horizontal.best(candidates)
horizontal.table(muni, candidates)

left, right = st.columns(2, gap="medium")
with left:
    st.header(f"{name}から上位{horizontal.SHOWN}候補への線")
    horizontal.draw_map(muni, candidates)
with right:
    st.header("点の内訳")
    horizontal.draw_parts(muni, candidates, weights)

st.header("候補を2つ並べて比べる", divider="gray")
horizontal.compare(muni, candidates)

st.header("群を組んでみる", divider="gray")
horizontal.send_to_groups(muni, candidates)

st.header("県による補完・多分野の束ね", divider="gray")
support.alternatives(muni, candidates)

st.header("比べる相手（類似団体・地域の性格が近い団体）", divider="gray")
peers.section(muni)
