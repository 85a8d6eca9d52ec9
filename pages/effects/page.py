"""導入効果試算: what would joint management bring, by the assumptions I make?"""

import streamlit as st

from dashboard.shared import place_facts
from pages.effects import assumptions, export, first_estimate, results
from pages.effects.words import NOTE

st.title("導入効果試算")
st.markdown(
    "業務をまとめて進めると、費用と職員の時間はどう変わるか。手引きの「導入効果試算ツール」と同じ考え方で、前提から計算します。"
)
st.warning(NOTE, icon=":material/info:")

st.header("対象の市区町村", divider="gray")
codes = place_facts.pick_members()
if codes:
    st.header(first_estimate.TITLE, divider="gray")
    found = first_estimate.section({first_estimate.group_name(codes): codes})
    table = next(iter(found.tables.values()))

st.header("前提", divider="gray")
if codes:
    assumptions.facts_section(codes)
assumptions.orders_section()
assumptions.hours_section()
if codes:
    assumptions.prefilled(codes, table)
rows = assumptions.assumed()
if rows is None:
    st.stop()
plan = assumptions.planned(rows)
if plan is None:
    st.stop()

st.header("結果", divider="gray")
results.headline(plan)
results.pictures(plan)
results.tables(plan, rows)
results.scale_section(plan)
export.take_away(plan, rows)
