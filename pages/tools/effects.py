"""導入効果試算: what would joint management bring, by the assumptions I make?"""

import streamlit as st

from dashboard import effects_page

st.title("導入効果試算")
st.markdown(
    "業務をまとめて進めると、費用と職員の時間はどう変わるか。手引きの「導入効果試算ツール」と同じ考え方で、前提から計算します。"
)
st.warning(effects_page.NOTE, icon=":material/info:")

st.header("対象の市区町村", divider="gray")
effects_page.place_section()

st.header("前提", divider="gray")
effects_page.orders_section()
rows = effects_page.assumed()
if rows is None:
    st.stop()
made = effects_page.planned(rows)
if made is None:
    st.stop()

st.header("結果", divider="gray")
effects_page.headline(made)
effects_page.pictures(made)
effects_page.tables(made, rows)
effects_page.scale_section(made)
effects_page.take_away(made, rows)
