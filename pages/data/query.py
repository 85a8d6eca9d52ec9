"""SQL で調べる: the built tables asked in SQL, read-only."""

import streamlit as st

from dashboard import query_page

st.title("SQL で調べる")
st.markdown("画面にない集計を、データベースに直接たずねます。書き込みはできません。")

query_page.tables_and_columns()
sql = query_page.question()
if sql:
    query_page.answer(sql)
