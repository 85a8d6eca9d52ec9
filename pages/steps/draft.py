"""群マネの実施方針（案）: filled from the places chosen, the reader's answers and the effects tool, to take away."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import mime
from dashboard.forms.controls import Brought
from dashboard.shared import place_facts
from dashboard.shared.scenarios import Held
from pages import scenarios
from pages.effects import held_note, held_plan, is_example_held
from pages.steps import form as steps_form
from pages.steps import suggested
from pages.steps.draft_files import deck, document
from pages.steps.draft_parts import DRAFT, Draft
from pages.steps.form import POLICY


def files(brought: Brought, codes: list[str], held: Held | None, counted: pd.DataFrame) -> None:
    """The draft as PowerPoint and Word, and in one list what is still to be decided."""
    content = draft(brought, codes, held, counted)
    if held is None:
        st.caption("上で市区町村かシナリオを選ぶと、公表値の表と図、現状・区域・効果の文が入ります。")
    if content.suggested:
        st.markdown(
            f"データから入れた項目：{'、'.join(content.suggested)}{suggested.MARK}。書き込むと、その内容に替わります。"
        )
    if content.plan is not None:
        note = held_note() or ("（架空の例）" if is_example_held() else "")
        st.caption(f"導入効果試算の結果{note}も入ります。")
    if len(content.undecided):
        with st.expander(
            f"これから決めること（{len(content.undecided)}項目）",
            expanded=True,
            icon=":material/pending_actions:",
        ):
            st.markdown(
                "\n".join(f"- **{row.項目}**：{row.書くこと}" for row in content.undecided.itertuples())
            )
            st.caption("上の表に書き込むと、この一覧から消えて、資料の本文に入ります。")
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


def draft(brought: Brought, codes: list[str], held: Held | None, counted: pd.DataFrame) -> Draft:
    """What the draft says, from the places or the scenario chosen, the reader's answers, and the effects tool of this session."""
    written = steps_form.answers(brought.tables[POLICY.key])
    answers, taken = suggested.merged(written, {} if held is None else suggested.answers(held))
    places = place_facts.names(codes) if codes else ""
    if held is not None and not codes:
        places = held.about_ja
    title = written["名称"] or (held.scenario.name if held is not None else "群マネ")
    is_example = brought.is_example or is_example_held()
    return Draft(
        title,
        places,
        len(codes),
        queries.place_facts(codes),
        answers,
        counted,
        held_plan(),
        is_example,
        tuple(item for item in answers if item in taken),
        suggested.undecided(answers),
        None if held is None else scenarios.table_of(held),
    )
