"""連携候補: with whom could my municipality manage its infrastructure, why, and what if with nobody?"""

import streamlit as st

from dashboard import partners_page, peers_page, support_page, ui

st.title("連携候補")
st.markdown(
    "どの市区町村と組むとよさそうか。近さ・つながり・施設の似かた・体制の補い合いを点にして並べます。"
    "**公開データからの提案で、優劣の判定ではありません。**"
)

prefecture, muni = ui.pick_place()
if muni is None:
    partners_page.invite(prefecture)
    support_page.national_map(prefecture)
    support_page.prefecture_section(prefecture)
    st.stop()

name = muni["municipality_name"]
weights = partners_page.pick_weights()
candidates = partners_page.ranked(muni, weights)
partners_page.first_words(muni, candidates)

partners_page.best(candidates)
partners_page.table(muni, candidates)

left, right = st.columns(2, gap="medium")
with left:
    st.subheader(f"{name}から上位{partners_page.SHOWN}候補への線")
    partners_page.draw_map(muni, candidates)
with right:
    st.subheader("点の内訳")
    partners_page.draw_parts(muni, candidates, weights)

st.header("候補を2つ並べて比べる", divider="gray")
partners_page.compare(muni, candidates)

st.header("群を組んでみる", divider="gray")
partners_page.send_to_groups(muni, candidates)

st.header("県による補完・多分野の束ね", divider="gray")
support_page.alternatives(muni, candidates)

st.header("比べる相手（類似団体・地域の性格が近い団体）", divider="gray")
peers_page.section(muni)
