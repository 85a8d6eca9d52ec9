"""Entry point: the order, titles and sections of the pages.

streamlit run app.py
"""

import streamlit as st

from dashboard import frame

frame.begin()

START = st.Page("pages/start/start.py", title="はじめに", default=True, visibility="hidden")
PAGES = {
    "見える化": [
        st.Page("pages/visualise/overview.py", title="全国の状況", icon=":material/public:"),
        st.Page("pages/visualise/staffing.py", title="技術職員", icon=":material/engineering:"),
        st.Page("pages/visualise/ageing.py", title="施設の老朽化", icon=":material/construction:"),
        st.Page("pages/visualise/gap.py", title="担い手×老朽化", icon=":material/compare_arrows:"),
    ],
    "群マネ": [
        st.Page("pages/group_management/partners.py", title="連携候補", icon=":material/join_inner:"),
        st.Page("pages/group_management/groups.py", title="群の編成", icon=":material/hub:"),
        st.Page("pages/group_management/cases.py", title="事例", icon=":material/lightbulb:"),
        st.Page("pages/group_management/schemes.py", title="制度と契約", icon=":material/handshake:"),
        st.Page("pages/group_management/people.py", title="人の群マネ", icon=":material/groups:"),
    ],
    "わがまち": [
        st.Page("pages/my_town/profile.py", title="自治体カルテ", icon=":material/clinical_notes:"),
        st.Page("pages/my_town/compare.py", title="比較", icon=":material/bar_chart:"),
    ],
    "検討ツール": [
        st.Page("pages/tools/workforce.py", title="現状把握", icon=":material/badge:"),
        st.Page("pages/tools/orders.py", title="発注状況", icon=":material/receipt_long:"),
        st.Page("pages/tools/effects.py", title="導入効果試算", icon=":material/calculate:"),
        st.Page("pages/tools/survey.py", title="アンケート", icon=":material/ballot:"),
        st.Page("pages/tools/steps.py", title="実施ステップ", icon=":material/checklist:"),
    ],
    "説明資料": [
        st.Page("pages/presentation/briefing.py", title="ブリーフィング", icon=":material/co_present:"),
    ],
    "データ": [
        st.Page("pages/data/sources.py", title="出典と品質", icon=":material/fact_check:"),
        st.Page("pages/data/query.py", title="SQL で調べる", icon=":material/terminal:"),
        st.Page("pages/data/import.py", title="データ取込", icon=":material/upload_file:"),
        st.Page("pages/data/glossary.py", title="用語集", icon=":material/menu_book:"),
    ],
}
frame.show(st.navigation({"": [START], **PAGES}))
