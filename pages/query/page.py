"""SQL で調べる: the built tables asked in SQL, read-only."""

import streamlit as st

from pages.query import sections

st.title("SQL で調べる")
st.markdown("画面にない集計を、データベースに直接たずねます。書き込みはできません。")

sections.tables_and_columns()
sql = sections.question()
if sql:
    sections.answer(sql)
