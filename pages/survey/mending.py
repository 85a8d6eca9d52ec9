"""Answers that fit nothing: each listed once with what it may mean, and read so in all files at a click."""

import pandas as pd
import streamlit as st

from analysis import survey_reading
from analysis.survey_reading import BLANK, COUNTS
from dashboard.shared import text

MEANT = "answers_meant"  # question_id → answer as listed → what the reader says it means
MAX_KINDS = 300


def meant(question_id: str) -> dict[str, str]:
    """What the reader has said that answers to a question mean."""
    return st.session_state.get(MEANT, {}).get(question_id, {})


def mended(answers: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """The answers of a round as the reader has them read."""
    columns = {
        one["question_id"]: survey_reading.mended(answers[one["question_id"]], one, meant(one["question_id"]))
        for _, one in asked.iterrows()
        if meant(one["question_id"])
    }
    return answers.assign(**columns)


def unfit(questions: pd.DataFrame, rounds: list[pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """question_id → answers of all rounds that fit nothing, of questions that have some."""
    found = {}
    for _, one in questions[questions["kind"] != "text"].iterrows():
        answers = pd.concat([answers[one["question_id"]] for answers in rounds], ignore_index=True)
        listed = survey_reading.unfit(answers, one)
        if len(listed):
            found[one["question_id"]] = listed
    return found


def offer(questions: pd.DataFrame, found: dict[str, pd.DataFrame]) -> None:
    """Let the reader say what the answers to one question mean; all that are written alike are read so."""
    if found:
        texts = questions.set_index("question_id")["text_ja"]
        question_id = st.selectbox(
            "読めない答えのある質問",
            list(found),
            format_func=lambda name: f"{texts[name]}（{int(found[name]['count'].sum()):,}件）",
            key="mend_question",
        )
        _of_question(questions.set_index("question_id", drop=False).loc[question_id], found[question_id])
    if said := st.session_state.get(MEANT):
        pairs = [f"{answer} → {choice}" for one in said.values() for answer, choice in one.items()]
        more = "ほか" if len(pairs) > 8 else ""
        st.caption(text.plain(f"読み替えています：{'、'.join(pairs[:8])}{more}"))
        st.button("読み替えをやめる", icon=":material/undo:", key="mend_undo", on_click=forget)


def _of_question(question: pd.Series, listed: pd.DataFrame) -> None:
    choices = (
        [COUNTS, BLANK] if question["kind"] == "number" else [*survey_reading.offered_by(question), BLANK]
    )
    shown = listed.head(MAX_KINDS)
    edited = st.data_editor(
        pd.DataFrame({"答え": shown["answer"], "件数": shown["count"], "読み替え": shown["nearest"]}),
        column_config={
            "読み替え": st.column_config.SelectboxColumn(
                options=choices, help="いちばん近いものです。選び直せます。"
            )
        },
        disabled=["答え", "件数"],
        hide_index=True,
        placeholder="",
        key=f"mend_{question['question_id']}_{len(meant(question['question_id']))}",
    )
    chosen = edited.dropna(subset=["読み替え"])
    st.button(
        f"読み替える（{len(chosen):,}種類・{int(chosen['件数'].sum()):,}件）",
        type="primary",
        icon=":material/find_replace:",
        key="mend",
        disabled=chosen.empty,
        on_click=_mean,
        args=(question["question_id"], dict(zip(chosen["答え"], chosen["読み替え"], strict=True))),
    )


def _mean(question_id: str, choices: dict[str, str]) -> None:
    said = st.session_state.setdefault(MEANT, {})
    said[question_id] = meant(question_id) | choices


def forget() -> None:
    """Read all answers as they are written again; for callbacks."""
    st.session_state[MEANT] = {}
