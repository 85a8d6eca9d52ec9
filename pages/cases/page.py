"""事例: who already manages infrastructure in groups, how, and which of them are like my town?"""

import streamlit as st

from dashboard import queries
from dashboard.shared import controls, fact_search
from pages.cases import search, sections

st.title("事例")
st.markdown(
    "ほかの地域は、だれと、何を、どんな契約で一緒に管理しているか。モデル地域11件と先行事例などから、自分のまちに近いものを探せます。"
)

cases = queries.cases()
sections.pick_card(cases)
with controls.filters("場所を選ぶ"):
    prefecture, muni = controls.pick_place()
wanted = fact_search.ask("団体・業務・契約・制度・窓口などの言葉（例：橋梁 点検、貝塚、SORAE）")
with controls.filters("条件で絞り込む"):
    shown = search.pick_cases(cases, wanted)
fact_search.show(wanted, here="事例", title="事例のほかに見つかったこと", without="事例", is_open=shown.empty)
if shown.empty:
    st.info(
        "条件に合う事例がありません。言葉を減らすか、条件を変えてください。", icon=":material/search_off:"
    )
    st.stop()

left, right = st.columns([3, 2], gap="medium")
with left:
    st.header(f"事例の地図　{len(shown)}件")
    sections.draw_map(shown, prefecture, muni)
with right:
    st.header("自分の市区町村に近い事例" if muni is None else f"{muni['municipality_name']}に近い事例")
    sections.likest(shown, muni)

st.header("年度ごとの動き", divider="gray")
sections.timeline(shown)

st.header(f"事例の一覧　{len(shown)}件", divider="gray")
sections.cards(shown)
sections.tables(shown)

st.header("成果：導入の前と後", divider="gray")
sections.outcomes(shown)

st.header("効果の声、期待と不安", divider="gray")
sections.voices()
