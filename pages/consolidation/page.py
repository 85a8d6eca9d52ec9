"""集約再編: bridges that stand close, and what could be looked into together. A list to look at, never a verdict."""

import streamlit as st

from analysis.consolidation import TooMany
from dashboard.shared import controls
from pages.consolidation import (
    assumptions,
    choices,
    found,
    notes_form,
    plan,
    rivers,
    roads,
    sections,
    sheet,
    words,
)
from pages.consolidation import queries as own_queries

st.title("集約再編")
st.markdown(
    "近くにある橋の組を台帳から探し、県と市区町村が一緒に、撤去・人道橋化・役割の統合・存置を話し合うための材料を並べます。"
)
st.warning(words.NOTE, icon=":material/visibility:")

with controls.filters("場所と条件を選ぶ"):
    prefecture, muni = controls.pick_place()
    choice = choices.ask()
if prefecture is None:
    sections.choose_prefecture()
    st.stop()
bridges = own_queries.ledgers(prefecture["prefecture_code"]).bridges
own = bridges[bridges["is_inside"]]
if own.empty:
    sections.nothing_held(prefecture)
    st.stop()
if own[["latitude", "longitude"]].dropna().empty:
    sections.no_positions(prefecture, len(own))
    st.stop()

where = (prefecture if muni is None else muni)["prefecture_name" if muni is None else "municipality_name"]
numbers = assumptions.ask()
told = rivers.ask(notes_form.ask(bridges))
lg_code = None if muni is None else muni["lg_code"]
try:
    if told is bridges:
        listed = found.of_ledgers(prefecture["prefecture_code"], choice, dict(numbers.values), lg_code)
    else:
        listed = found.find(told, choice, numbers, lg_code)
except TooMany as problem:
    st.warning(str(problem), icon=":material/filter_alt:")
    st.stop()

networks = roads.ask(listed)
if networks is not None:
    listed = found.judged(listed, numbers, networks)

source_ids = sorted(own["source_id"].unique())
st.header(f"近い橋の組　{where}", divider="gray")
sections.figures(listed, told, choice, prefecture["prefecture_name"])
if listed.pairs.empty:
    st.info(
        "条件に合う組がありません。距離を長くするか、条件を外してください。", icon=":material/search_off:"
    )
    st.stop()
sections.pairs_map(listed, source_ids)
sections.pairs_table(listed, where, source_ids, [words.NOTE, words.COST_NOTE])

st.header("3橋以上のかたまり", divider="gray")
sections.clusters(listed, where, source_ids)

st.header("橋ごとの票", divider="gray")
pair = sheet.pick(listed)
if pair is None:
    st.caption("組を選ぶと、2つの橋を並べ、検討できることと理由、費用の目安を示します。")
else:
    sheet.show(pair, numbers, listed.year)

st.header("共同検討の案", divider="gray")
plan.ask(listed, numbers, where, source_ids)

st.header("出典", divider="gray")
sections.sources(source_ids)
