"""制度と契約: under which legal form, and how much to put into one contract?"""

import streamlit as st

from dashboard.shared import fact_search
from pages.schemes import sections

st.title("制度と契約")
st.markdown(
    "一緒に管理するとき、どの制度で組み、どこまでをまとめて任せるか。決まっていることから候補を絞れます。"
)

fact_search.show(
    fact_search.ask("制度・包括の程度・手引き・事例などの言葉（例：広域連合、性能規定）"),
    here="制度と契約",
    title="見つかったこと",
)

st.header("1. 合う制度をえらぶ", divider="gray")
sections.guide()

st.header("2. 制度をくらべる", divider="gray")
sections.comparison()

st.header("3. 包括の程度をはかる", divider="gray")
sections.ladder()

st.header("4. 3つの束とマネジメント戦略", divider="gray")
sections.bundles()

st.header("5. 手引きのしくみ", divider="gray")
sections.handbook()
