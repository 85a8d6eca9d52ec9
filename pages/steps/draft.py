"""群マネの実施方針（案）: filled from the places chosen, the reader's answers and the effects tool, to take away."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import mime
from dashboard.forms.controls import Brought
from dashboard.shared import place_facts
from pages.effects import held_plan, is_example_held
from pages.steps import form as steps_form
from pages.steps.draft_files import deck, document
from pages.steps.draft_parts import DRAFT, Draft
from pages.steps.form import POLICY


def files(brought: Brought, codes: list[str], counted: pd.DataFrame) -> None:
    """The draft as PowerPoint and Word."""
    content = draft(brought, codes, counted)
    if not codes:
        st.caption("上で市区町村を選ぶと、公表値の表と図が入ります。")
    if content.plan is not None:
        note = "（架空の例）" if is_example_held() else ""
        st.caption(f"導入効果試算の結果{note}も入ります。")
    with st.container(horizontal=True):
        for label, write, suffix, mime_type, icon in (
            ("実施方針（案）PowerPoint", deck, "pptx", mime.PPTX, ":material/slideshow:"),
            ("実施方針（案）Word", document, "docx", mime.DOCX, ":material/description:"),
        ):
            st.download_button(
                label,
                data=lambda write=write: write(content),
                file_name=f"群マネの実施方針（{DRAFT}）.{suffix}",
                mime=mime_type,
                icon=icon,
                on_click="ignore",
                key=f"draft_{suffix}",
            )


def draft(brought: Brought, codes: list[str], counted: pd.DataFrame) -> Draft:
    """What the draft says, from the places chosen, the reader's answers, and the effects tool of this session."""
    answers = steps_form.answers(brought.tables[POLICY.key])
    places = place_facts.names(codes) if codes else ""
    title = answers["名称"] or (f"{place_facts.called(codes)}の群マネ" if codes else "群マネ")
    facts = queries.place_facts(codes)
    is_example = brought.is_example or is_example_held()
    return Draft(title, places, len(codes), facts, answers, counted, held_plan(), is_example)
