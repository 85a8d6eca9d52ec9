"""What surrounds every page: language of the document, look, and one clear message when there is no database."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.db import NoDatabase

STYLE = """
<style>
/* calm page: room at the top is for the title, not for an empty toolbar */
.stMainBlockContainer { padding-top: 2.6rem; padding-bottom: 3rem; max-width: 1480px; }
h1 { font-size: 1.75rem !important; padding-bottom: .2rem; }
h2 { font-size: 1.3rem !important; }
h3 { font-size: 1.15rem !important; }
[data-testid="stCaptionContainer"] { color: #4A4F59; }
[data-testid="stMetricValue"] { font-size: 1.9rem; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 3.2rem .9rem 2rem; }
  h1 { font-size: 1.35rem !important; }
}
@media print { [data-testid="stSidebar"], [data-testid="stHeader"] { display: none; } }
</style>
"""
LANGUAGE = "<script>document.documentElement.lang = 'ja'</script>"


def show(page: StreamlitPage) -> None:
    """Run a page inside the frame."""
    st.html(STYLE)
    st.html(LANGUAGE, unsafe_allow_javascript=True)
    try:
        page.run()
    except NoDatabase:
        st.error(
            "データベースがまだありません。次のコマンドで作ってから、画面を読み込み直してください。", icon=":material/database:"
        )
        st.code("python -m etl build", language=None)
