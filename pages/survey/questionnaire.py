"""The questionnaire: chosen, written and ordered by the reader, and handed out in the form that is wanted."""

import pandas as pd
import streamlit as st

from analysis import survey_reading, table_files
from dashboard import queries
from dashboard.exports import documents, mime
from dashboard.exports.documents import Boxes, Heading, Lines, Text
from dashboard.forms import controls, workbook
from dashboard.runtime import place
from dashboard.shared import notes, text, value_tables
from japan import calendar
from pages.survey import form
from pages.survey import queries as own_queries
from pages.survey.form import AUDIENCES, FORM, KINDS, PURPOSES, TOOL

LEAD = "維持管理の進め方を考えるためのアンケートです。分かる範囲でお答えください。"


def compose() -> pd.DataFrame:
    """Let the reader choose, write, and order questions; the questionnaire (no rows while there is none)."""
    bank = own_queries.survey_questions()
    example = {TOOL: form.rows_of_bank(bank, list(form.EXAMPLE))}
    brought = controls.bring(TOOL, "アンケート調査票", [FORM], examples=example, is_typed=True)
    _bank(bank)
    if brought is None:
        return form.questions(FORM.table())[0]
    rows = controls.edit(TOOL, FORM)
    asked, problems = form.questions(rows)
    for problem in problems:
        st.warning(problem, icon=":material/warning:")
    st.caption(
        f"{len(asked)}問。「順番」の数を変えると並び替わり、いちばん下の行で質問を足せます。行を選んで消せます。"
    )
    return asked


def _bank(bank: pd.DataFrame) -> None:
    """Questions offered by audience and purpose, and a button that adds the chosen ones."""
    with st.expander(
        "設問の候補から選ぶ", icon=":material/playlist_add:", expanded=controls.held(TOOL) is None
    ):
        left, right = st.columns(2)
        with left:
            audience = place.pick("相手", "audience", AUDIENCES, default="contractor")
        of_audience = bank[bank["audience"] == audience]
        purposes = {code: PURPOSES[code] for code in PURPOSES if code in set(of_audience["purpose"])}
        with right:
            purpose = place.pick("目的", "purpose", purposes, empty="すべて")
        offered = of_audience[(of_audience["purpose"] == purpose) | (purpose is None)].reset_index(drop=True)
        picked = value_tables.grid(
            pd.DataFrame(
                {
                    "目的": offered["purpose"].map(PURPOSES),
                    "質問": offered["text_ja"],
                    "答え方": offered["kind"].map(KINDS),
                    "選択肢": offered["choices_ja"].map("、".join),
                }
            ),
            selection_mode="multi-row",
            on_select="rerun",
            key=f"bank_{audience}_{purpose}",
            alt="設問の候補",
        )
        ids = list(offered["question_id"].iloc[picked["selection"]["rows"]])
        with st.container(horizontal=True):
            st.button(
                f"選んだ{len(ids)}問を加える", icon=":material/add:", key="add_chosen", disabled=not ids,
                on_click=_add, args=(bank, ids),
            )  # fmt: skip
            st.button(
                f"表示中の{len(offered)}問をすべて加える", icon=":material/add:", key="add_all",
                on_click=_add, args=(bank, list(offered["question_id"])),
            )  # fmt: skip
        st.caption(
            "聞く目的は群マネの手引き Ver.1 の概要によります。質問と選択肢の文は、こちらで書いたものです。"
        )
        notes.source_line(queries.sources_of("survey_questions"))


def _add(bank: pd.DataFrame, question_ids: list[str]) -> None:
    """Add questions of the bank that are not there yet; for callbacks."""
    brought = controls.held(TOOL)
    rows = FORM.table() if brought is None else brought.tables[TOOL]
    new = [one for one in question_ids if one not in set(rows["question_id"].dropna())]
    last = 0 if rows.empty or rows["place"].isna().all() else int(rows["place"].max())
    added = form.rows_of_bank(bank, new, first=last + 1)
    controls.keep(TOOL, {TOOL: pd.concat([rows, added], ignore_index=True)}, "画面で作成")


def hand_out(asked: pd.DataFrame) -> None:
    """The questionnaire as Word, Excel answer sheet, CSV for form services, and as a file to go on with."""
    lead = st.text_area("はじめの文", LEAD, key="survey_lead", height=80)
    rows = controls.held(TOOL).tables[TOOL]  # a file is written outside the session
    files = (
        (
            "Word（調査票）",
            lambda: questionnaire(asked, lead),
            "アンケート調査票.docx",
            mime.DOCX,
            ":material/description:",
        ),
        (
            "Excel（回答の表）",
            lambda: workbook.template_bytes("アンケート回答", [form.answer_form(asked)]),
            "アンケート回答.xlsx",
            mime.XLSX,
            ":material/table_view:",
        ),
        (
            "CSV（フォーム作成サービス用）",
            lambda: table_files.csv_bytes(form.service_table(asked)),
            "アンケート設問.csv",
            mime.CSV,
            ":material/download:",
        ),
    )
    with st.container(horizontal=True):
        for label, content, name, mime_type, icon in files:
            st.download_button(
                label,
                data=content,
                file_name=name,
                mime=mime_type,
                icon=icon,
                on_click="ignore",
                key=f"out_{name}",
            )
        st.download_button(
            "調査票を保存（Excel）",
            data=lambda: workbook.export_bytes(
                "アンケート調査票", [FORM], {TOOL: rows}, issued_on=calendar.today()
            ),
            file_name="アンケート調査票_保存.xlsx",
            mime=mime.XLSX,
            icon=":material/save:",
            on_click="ignore",
            key="out_saved",
        )
    st.caption(
        "保存した調査票は、上の「記入したファイル」から読み込むと続きから直せます。CSV は1行に1問、選択肢は列に分かれています。"
    )


def questionnaire(asked: pd.DataFrame, lead: str) -> bytes:
    """The questionnaire to print."""
    blocks: list[documents.Block] = [
        Text(lead),
        Text(f"作成日 {text.japanese_date(calendar.today())}", is_small=True),
    ]
    for at, (_, one) in enumerate(asked.iterrows(), start=1):
        how = {"multiple": "（いくつでも）", "single": "（1つ）", "scale": "（1つ）"}.get(one["kind"], "")
        blocks.append(Heading(f"問{at}　{one['text_ja']}{how}", 3))
        offered = survey_reading.offered_by(one)
        blocks.append(
            Boxes(offered, is_one=one["kind"] != "multiple")
            if offered
            else Lines(1 if one["kind"] == "number" else 3)
        )
    return documents.document_bytes("アンケート調査票", blocks)
