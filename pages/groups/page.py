"""群の編成: whom to put together, by hand or by dividing a region, and what a group then has."""

import streamlit as st

from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import controls
from pages.groups import by_hand as groups_page
from pages.groups import division

WAYS = {"hand": "手で組む", "auto": "自動で分ける"}

st.title("群の編成")
st.markdown(
    "どの市区町村が組めば、必要な体制がそろうか。自分で選んで比べることも、条件を決めて地域を自動で分けることもできます。"
    "結果は話し合いの材料で、提案や評価ではありません。"
)

st.session_state["way"] = WAYS[place.chosen("how", WAYS, "hand")]


def way_chosen() -> None:
    place.choose("how", next(code for code, label in WAYS.items() if label == st.session_state["way"]))


by_hand, by_program = st.tabs(list(WAYS.values()), key="way", on_change=way_chosen)
facts = queries.group_facts()

if by_hand.open:
    with by_hand:
        first, second = groups_page.pick_groups(facts)
        groups_page.draw_map(facts, first, second)
        if len(first) < 2:
            st.info("2団体以上を選ぶと、まとめた値が出ます。", icon=":material/touch_app:")
        else:
            st.header("まとめた値", divider="gray")
            groups_page.card(first, second)
            groups_page.to_scenario(first, second)
            controls.compare_link(
                *(place.group_code(group["lg_code"]) for group in (first, second) if len(group)),
                label="「比較」の画面でほかの団体・群と並べる",
            )
            for page, label in groups_page.TOOLS.items():
                st.page_link(page, label=label, icon=":material/arrow_forward:")
            st.header("構成団体", divider="gray")
            groups_page.side_by_side(first, second)
            st.header("橋梁の修繕をまとめると", divider="gray")
            groups_page.bundling_section(first)
            st.header("出典", divider="gray")
            groups_page.sources()

if by_program.open:
    with by_program:
        division.show(facts)
