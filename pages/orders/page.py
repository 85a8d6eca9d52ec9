"""発注状況: who orders what, when and from whom, and which contracts might go together?"""

import streamlit as st

from pages.orders import sections

st.title("発注状況")
st.markdown(
    "維持管理の発注を、部署や市区町村で並べて見ます。共通の受注者と、束ねられそうな契約が分かります。手引きの「②発注状況把握ツール」に当たります。"
)

brought = sections.bring()
if brought is None:
    st.stop()
if brought.tables["orders"].empty:
    st.info("取り込める契約がありません。", icon=":material/inbox:")
    st.stop()
rows = sections.pick(brought.tables["orders"])
if rows.empty:
    st.info("条件に合う契約がありません。条件を減らしてください。", icon=":material/filter_alt_off:")
    st.stop()
sections.totals(rows)

st.header("契約の期間", divider="gray")
sections.timeline(rows)

left, right = st.columns(2, gap="medium")
with left:
    st.header("入札の月", divider="gray")
    sections.tenders(rows)
with right:
    st.header("分野と業務ごとの金額", divider="gray")
    sections.amounts(rows)

st.header("共通の受注者", divider="gray")
sections.shared(rows)

st.header("束ねられそうな契約", divider="gray")
near = sections.neighbours(rows, brought.is_example)
found = sections.candidates(rows, near)

st.header("持ち帰る", divider="gray")
sections.take_away(brought, rows, near, found)
