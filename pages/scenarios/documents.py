"""Documents that fill themselves with a scenario: the A4 page, the briefing, the draft of the policy."""

import streamlit as st

from dashboard.exports import fonts, mime
from dashboard.shared.scenarios import Held
from japan import calendar
from pages.scenarios import pdf, words

PAGES = {
    "pages/briefing/page.py": ("ブリーフィング（地図・一覧・効果のスライド入り）", ":material/co_present:"),
    "pages/steps/page.py": ("実施方針（案）を Word・PowerPoint で作る", ":material/description:"),
    "pages/effects/page.py": ("導入効果試算で細かく見る", ":material/calculate:"),
}


def show(held: Held) -> None:
    """The sentences of the documents, and the ways to each."""
    st.markdown("\n".join(f"- {sentence}" for sentence in words.sentences(held)))
    with st.container(horizontal=True):
        if (font := fonts.japanese()) is not None:
            st.download_button(
                "概要（A4・PDF）",
                data=lambda: pdf.pdf_bytes(held, font, calendar.today()),
                file_name=f"{held.scenario.name}の概要.pdf",
                mime=mime.PDF,
                icon=":material/picture_as_pdf:",
                on_click="ignore",
                key="scenario_pdf",
            )
        for page, (label, icon) in PAGES.items():
            st.page_link(page, label=label, icon=icon)
    st.caption("どの資料にも、いまのシナリオの群と数字が入ります。")
