"""導入効果試算: what would joint management bring, by the assumptions I make?"""

import streamlit as st

from pages.effects import sections

st.title("導入効果試算")
st.markdown(
    "業務をまとめて進めると、費用と職員の時間はどう変わるか。手引きの「導入効果試算ツール」と同じ考え方で、前提から計算します。"
)
st.warning(sections.NOTE, icon=":material/info:")

st.header("対象の市区町村", divider="gray")
sections.place_section()

st.header("前提", divider="gray")
sections.orders_section()
rows = sections.assumed()
if rows is None:
    st.stop()
made = sections.planned(rows)
if made is None:
    st.stop()

st.header("結果", divider="gray")
sections.headline(made)
sections.pictures(made)
sections.tables(made, rows)
sections.scale_section(made)
sections.take_away(made, rows)
