"""Entry point: the order, titles and sections of the pages.

streamlit run app.py
"""

import streamlit as st
from starlette.middleware import Middleware
from streamlit.navigation.page import StreamlitPage

from dashboard.runtime import frame
from deploy.api import Api
from deploy.index import IndexPage


def _page(feature: str, title: str, icon: str) -> StreamlitPage:
    """The page of pages/<feature>/, at the address /<feature>."""
    return st.Page(
        f"pages/{feature}/page.py",
        title=title,
        icon=icon,
        url_path=ADDRESSES.get(feature, feature),
    )


ADDRESSES = {"importing": "import", "open_data": "data"}  # a word of Python's cannot name a folder of modules


def _show() -> None:
    """The page that a reader asks for, in the frame of all pages."""
    frame.begin()
    start = st.Page("pages/start/page.py", title="はじめに", icon=":material/home:", default=True)
    pages = {"": [start, _page("handbook", "手引きから探す", ":material/signpost:")], **_pages()}
    frame.show(st.navigation(pages, position="hidden"), pages)


def _pages() -> dict[str, list[StreamlitPage]]:
    """Sections and their pages, in order."""
    return {
        "見える化": [
            _page("overview", "全国の状況", ":material/public:"),
            _page("staffing", "技術職員", ":material/engineering:"),
            _page("ageing", "施設の老朽化", ":material/construction:"),
            _page("gap", "担い手×老朽化", ":material/compare_arrows:"),
            _page("strengths", "強み・弱み", ":material/balance:"),
        ],
        "群マネ": [
            _page("partners", "連携候補", ":material/join_inner:"),
            _page("groups", "群の編成", ":material/hub:"),
            _page("scenarios", "シナリオ", ":material/account_tree:"),
            _page("cases", "事例", ":material/lightbulb:"),
            _page("schemes", "制度と契約", ":material/handshake:"),
            _page("people", "人の群マネ", ":material/groups:"),
        ],
        "わがまち": [
            _page("profile", "自治体カルテ", ":material/clinical_notes:"),
            _page("compare", "比較", ":material/bar_chart:"),
        ],
        "検討ツール": [
            _page("workforce", "現状把握", ":material/badge:"),
            _page("orders", "発注状況", ":material/receipt_long:"),
            _page("requests", "対応状況", ":material/report:"),
            _page("effects", "導入効果試算", ":material/calculate:"),
            _page("consolidation", "集約再編", ":material/merge:"),
            _page("survey", "アンケート", ":material/ballot:"),
            _page("steps", "実施ステップ", ":material/checklist:"),
        ],
        "説明資料": [
            _page("briefing", "ブリーフィング", ":material/co_present:"),
        ],
        "データ": [
            _page("sources", "出典と品質", ":material/fact_check:"),
            _page("open_data", "データを使う", ":material/link:"),
            _page("query", "SQL で調べる", ":material/terminal:"),
            _page("importing", "データ取込", ":material/upload_file:"),
            _page("glossary", "用語集", ":material/menu_book:"),
        ],
    }


# `streamlit run` asks once what to serve (app), and then runs this file for each reader (__main__).
if __name__ == "app":
    app = st.App(__file__, middleware=[Middleware(Api), Middleware(IndexPage)])
else:
    _show()
