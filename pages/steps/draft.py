"""群マネの実施方針（案）: filled from the places chosen, the reader's answers and the effects tool, to take away."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import mime
from dashboard.forms.controls import Brought
from dashboard.runtime.cache import cached
from dashboard.shared import place_facts
from dashboard.shared.scenarios import Held
from pages import effects, scenarios
from pages.effects import held_note, held_plan, is_example_held, is_made_for
from pages.steps import form as steps_form
from pages.steps import suggested
from pages.steps.draft_files import deck, document
from pages.steps.draft_parts import DRAFT, Draft, Sourced
from pages.steps.form import POLICY

GROUP_COLUMNS = [
    "群",
    "拠点",
    "団体数",
    "人口（人）",
    "一般行政部門の職員（人）",
    "管理する橋（橋）",
    "技術系職員のいない確率（推計値）",
]


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
        note = "（架空の例）" if is_example_held() else ""
        st.caption(f"導入効果試算の結果{note}も入ります。{held_note()}")
    elif held_plan() is not None:
        st.caption("導入効果試算の結果は、ここで選んだ対象のものではないため入りません。")
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
    places = place_facts.names(codes)
    if held is not None and not codes:
        places, codes = held.about_ja, held.scenario.codes
    plan = held_plan() if is_made_for(held) else None
    title = written["名称"] or (held.scenario.name if held is not None else "群マネ")
    return Draft(
        title,
        places,
        len(codes),
        queries.place_facts(codes),
        answers,
        counted,
        plan,
        brought.is_example or (plan is not None and is_example_held()),
        tuple(item for item in answers if item in taken),
        suggested.undecided(answers),
        None if held is None else _groups(held.code, _held=held),
        None if held is None or plan is not None else _estimate(held.code, _held=held),
    )


@cached
def _groups(code: str, *, _held: Held) -> Sourced:
    """The groups of a scenario one by one, as far as a page is wide."""
    table = scenarios.table_of(_held)[GROUP_COLUMNS].astype(object)
    note = f"{scenarios.NOTES[0]}{scenarios.NOTES[2]}{scenarios.dates_ja(_held)}"
    return Sourced(table.where(table.notna(), "不明"), note, scenarios.source_ids())


@cached
def _estimate(code: str, *, _held: Held) -> Sourced | None:
    """What all groups of a scenario would bring in a year, in ranges, as 導入効果試算 shows it before anybody has entered a number."""
    found = effects.of_groups(_held.groups, _held.scenario.assumptions)
    if found is None:
        return None
    whole = str(found.coverage["group"].iloc[-1])
    known = effects.covered(found, effects.grouped(_held.groups))
    note = f"推計。{known}。{effects.RANGE_JA}{effects.NOTE}"
    return Sourced(effects.items_table(found, whole), note, effects.source_ids())
