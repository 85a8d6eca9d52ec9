"""データ取込: drop an official file or one's own ledger, see what was recognised, build."""

import streamlit as st

from dashboard.runtime import etl_commands
from pages.importing import own_ledger, sections

st.title("データ取込")
st.markdown(
    "総務省「定員管理調査」などの公式ファイルを置くと、資料・版・市区町村を読み取り、確かめてからデータベースを作り直します。"
)

if not etl_commands.is_import_allowed():
    sections.not_allowed()
    st.stop()
if sections.must_sign_in():
    sections.sign_in()
    st.stop()
sections.sign_out()

st.header("公式ファイル", divider="gray")
sections.official_files()

st.header("手元の施設の台帳", divider="gray")
own_ledger.show()

st.header("前回の取込", divider="gray")
sections.last_import()
