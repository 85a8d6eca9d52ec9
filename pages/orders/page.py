"""発注状況: who orders what, when and from whom, and which contracts might go together?"""

import streamlit as st

from pages.orders import bundles, export, results

st.title("発注状況")
st.markdown(
    "維持管理の発注を、部署や市区町村で並べて見ます。共通の受注者と、束ねられそうな契約が分かります。手引きの「②発注状況把握ツール」に当たります。"
)

brought = results.bring()
if brought is None:
    st.stop()
if brought.tables["orders"].empty:
    st.info("取り込める契約がありません。", icon=":material/inbox:")
    st.stop()
rows = results.pick(brought.tables["orders"])
if rows.empty:
    st.info("条件に合う契約がありません。条件を減らしてください。", icon=":material/filter_alt_off:")
    st.stop()
results.totals(rows)

st.header("契約の期間", divider="gray")
results.timeline(rows)

left, right = st.columns(2, gap="medium")
with left:
    st.header("入札の月", divider="gray")
    results.tenders(rows)
with right:
    st.header("分野と業務ごとの金額", divider="gray")
    results.amounts(rows)

st.header("共通の受注者", divider="gray")
results.shared(rows)

st.header("束ねられそうな契約", divider="gray")
near = bundles.neighbours(rows, brought.is_example)
found = bundles.candidates(rows, near)

st.header("持ち帰る", divider="gray")
export.take_away(brought, rows, near, found)
