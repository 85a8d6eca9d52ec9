"""導入効果試算: what would joint management bring, by the assumptions I make?"""

import streamlit as st

from dashboard import queries
from dashboard.shared import notes, place_facts, scenarios
from pages.effects import assumptions, export, first_estimate, incentives, results, summary
from pages.effects.words import NOTE

st.title("導入効果試算")
st.markdown(
    "業務をまとめて進めると、費用と職員の時間はどう変わるか。手引きの「導入効果試算ツール」と同じ考え方で、前提から計算します。"
)
st.warning(NOTE, icon=":material/info:")

st.header("対象の市区町村", divider="gray")
held = scenarios.in_use("effects")
codes = place_facts.pick_members() if held is None else [code for own in held.groups.values() for code in own]
groups, said = first_estimate.supposed(codes) if held is None else (held.groups, "")
table = None
if groups:
    st.header(first_estimate.TITLE, divider="gray")
    if said:
        st.markdown(said)
        notes.source_line(queries.area_sources(first_estimate.AREA))
    own = {} if held is None else held.scenario.assumptions
    estimate = first_estimate.section(groups, own)
    table = list(estimate.tables.values())[-1] if codes else None

st.header("前提", divider="gray")
if codes and held is None:
    assumptions.facts_section(codes)
assumptions.orders_section()
assumptions.hours_section()
if codes:
    of_ja = place_facts.names(codes) if held is None else f"シナリオ「{held.scenario.name}」"
    assumptions.prefilled(of_ja, table)
rows = assumptions.assumed()
if codes:
    summary.keep_made_for(groups.values(), own)
plan = None if rows is None else assumptions.planned(rows)
if plan is not None:
    st.header("結果", divider="gray")
    found = results.found(plan, rows, is_of_places=bool(codes))
    results.headline(plan, found)
    results.pictures(plan, found)
    results.tables(plan, found, rows)
    results.scale_section(plan)
    export.take_away(plan, rows)

incentives.section(plan)
