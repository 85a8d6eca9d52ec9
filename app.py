"""Entry point: the order, titles and sections of the pages.

streamlit run app.py
"""

import streamlit as st
from starlette.middleware import Middleware
from streamlit.navigation.page import StreamlitPage

from dashboard.runtime import frame
from deploy.api import Api


def _page(feature: str, title: str, icon: str) -> StreamlitPage:
    """The page of pages/<feature>/, at the address /<feature>."""
    return st.Page(
        f"pages/{feature}/page.py",
        title=title,
        icon=f":material/{icon}:",
        url_path=ADDRESSES.get(feature, feature),
    )


ADDRESSES = {"importing": "import", "open_data": "data"}  # a word of Python's cannot name a folder of modules


def _show() -> None:
    """The page that a reader asks for, in the frame of all pages."""
    frame.begin()
    start = st.Page("pages/start/page.py", title="はじめに", icon=":material/home:", default=True)
    pages = {"": [start, _page("handbook", "手引きから探す", "signpost")], **_pages()}
    frame.show(st.navigation(pages), [page for own in pages.values() for page in own])


def _pages() -> dict[str, list[StreamlitPage]]:
    """Sections and their pages, in order."""
    return {
        "見える化": [
            _page("overview", "全国の状況", "public"),
            _page("staffing", "技術職員", "engineering"),
            _page("ageing", "施設の老朽化", "construction"),
            _page("gap", "担い手×老朽化", "compare_arrows"),
            _page("strengths", "強み・弱み", "balance"),
        ],
        "群マネ": [
            _page("partners", "連携候補", "join_inner"),
            _page("groups", "群の編成", "hub"),
            _page("scenarios", "シナリオ", "account_tree"),
            _page("cases", "事例", "lightbulb"),
            _page("schemes", "制度と契約", "handshake"),
            _page("people", "人の群マネ", "groups"),
        ],
        "わがまち": [
            _page("profile", "自治体カルテ", "clinical_notes"),
            _page("compare", "比較", "bar_chart"),
        ],
        "検討ツール": [
            _page("workforce", "現状把握", "badge"),
            _page("orders", "発注状況", "receipt_long"),
            _page("requests", "対応状況", "report"),
            _page("effects", "導入効果試算", "calculate"),
            _page("consolidation", "集約再編", "merge"),
            _page("survey", "アンケート", "ballot"),
            _page("steps", "実施ステップ", "checklist"),
        ],
        "説明資料": [
            _page("briefing", "ブリーフィング", "co_present"),
        ],
        "データ": [
            _page("sources", "出典と品質", "fact_check"),
            _page("open_data", "データを使う", "link"),
            _page("query", "SQL で調べる", "terminal"),
            _page("importing", "データ取込", "upload_file"),
            _page("glossary", "用語集", "menu_book"),
        ],
    }


# `streamlit run` asks once what to serve (app), and then runs this file for each reader (__main__).
if __name__ == "app":
    app = st.App(__file__, middleware=[Middleware(Api)])
else:
    _show()
