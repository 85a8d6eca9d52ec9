"""Entry point: the order, titles and sections of the pages.

streamlit run app.py
"""

import streamlit as st

from dashboard import frame

st.set_page_config(page_title="地域インフラ群マネ「見える化」ダッシュボード", page_icon=":material/foundation:", layout="wide")

page = st.navigation(
    {
        "見える化": [
            st.Page("pages/visualise/overview.py", title="全国の状況", icon=":material/public:", url_path="overview", default=True),
            st.Page("pages/visualise/staffing.py", title="技術職員", icon=":material/engineering:", url_path="staffing"),
            st.Page("pages/visualise/ageing.py", title="施設の老朽化", icon=":material/construction:", url_path="ageing"),
            st.Page("pages/visualise/gap.py", title="担い手×老朽化", icon=":material/compare_arrows:", url_path="gap"),
        ],
        "データ": [
            st.Page("pages/data/sources.py", title="出典と品質", icon=":material/fact_check:", url_path="sources"),
            st.Page("pages/data/glossary.py", title="用語集", icon=":material/menu_book:", url_path="glossary"),
        ],
    }
)
frame.show(page)
