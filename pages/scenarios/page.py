"""シナリオ: a way to group a region that has a name, beside another, with what it would bring."""

import streamlit as st

from dashboard.shared import scenarios
from pages.scenarios import comparison, documents, effect, intake, sections

st.title("シナリオ")
st.markdown(
    "地域の分け方に名前をつけて残し、もう一つと並べ、何がどう変わりそうかを見ます。内容はすべてアドレスに入るので、そのまま人に渡せます。"
)

one = scenarios.held()
other = scenarios.held(scenarios.AGAINST)
intake.show(is_open=one is None)
if one is None:
    st.info("いまある区域を選ぶか、「群の編成」で分けると、ここに並びます。", icon=":material/account_tree:")
    st.stop()

sections.heading(one, other)
sections.changes(one, other)
comparison.maps(one, other)

st.header("群の数字", divider="gray")
comparison.numbers(one, other)
sections.groups_table(one, other)
st.header("どれだけ変わりそうか", divider="gray")
effect.show(one, other)
if other is not None:
    st.header("群が変わる団体", divider="gray")
    comparison.moved(one, other)

st.header("資料にする", divider="gray")
documents.show(one)

st.header("出典", divider="gray")
sections.sources(one, other)
