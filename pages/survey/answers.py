"""Files of answers: brought, matched with the questions, and what could not be read, cell by cell."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analysis import spreadsheet, survey, survey_reading
from dashboard.exports import mime
from dashboard.forms import controls, isolated, uploads
from dashboard.runtime import workers
from dashboard.shared import text, value_tables
from pages.survey import form, mending
from pages.survey.answers_file import Round, read_answers

ROUNDS = "answers_rounds"
COUNTED, LEFT = "数える", "数えない"
MAX_ROUNDS, MAX_LISTED = 4, 300


def bring_answers(asked: pd.DataFrame) -> list[Round]:
    """Let the reader bring files of answers; each file is a round. Nothing outlives the session."""
    workers.warm(read_answers)
    held: dict[str, Round] = st.session_state.setdefault(ROUNDS, {})
    key = f"answers_files_{st.session_state.setdefault('answers_nonce', 0)}"

    def changed() -> None:
        """Forget files taken away, and the invented ones."""
        ids = {file.file_id for file in st.session_state[key]}
        st.session_state[ROUNDS] = {key: one for key, one in st.session_state[ROUNDS].items() if key in ids}

    files = st.file_uploader(
        "回答のファイル（Excel・CSV。2つ以上で回を比べます）",
        type=uploads.TABLE_KINDS,
        accept_multiple_files=True,
        key=key,
        on_change=changed,
    )
    for file in files[:MAX_ROUNDS]:
        if file.file_id not in held:
            try:
                held[file.file_id] = isolated.read(read_answers, file.name, file.getvalue(), asked)
            except uploads.Refused as refused:
                st.error(str(refused), icon=":material/block:")
    if len(files) > MAX_ROUNDS:
        st.warning(f"{MAX_ROUNDS}つまで読み込みます。", icon=":material/warning:")
    with st.container(horizontal=True):
        st.button(
            "架空の回答で試す", icon=":material/play_circle:", key="example_answers", on_click=_invent, args=(asked,),
            disabled=asked.empty,
        )  # fmt: skip
        st.button(
            "回答を消す", icon=":material/delete:", key="clear_answers", on_click=_clear, disabled=not held
        )
    st.caption(controls.PRIVATE)
    return list(held.values())[:MAX_ROUNDS]


def _invent(asked: pd.DataFrame) -> None:
    _clear()
    st.session_state[ROUNDS] = {
        name: Round(name, name, None, table, {}, is_example=True)
        for name, count, seed in (("1回目（架空）", 60, 7), ("2回目（架空）", 45, 8))
        for table in [form.invented_answers(asked, count, seed)]
    }


def _clear() -> None:
    st.session_state[ROUNDS] = {}
    mending.forget()
    st.session_state["answers_nonce"] = st.session_state.get("answers_nonce", 0) + 1


def matched(rounds: list[Round], asked: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The questions answered in any round, and the answers of each round by name; tells the reader what was not matched."""
    answers, answered = {}, set()
    rounds = [_without_sums(one) for one in rounds]
    for at, one in enumerate(rounds):
        columns = survey_reading.match_columns(list(one.table), asked)
        name = one.name if one.name not in answers else f"{one.name}（{at + 1}）"
        answers[name] = survey.arranged(one.table, columns, asked)
        named = [label for label, question in columns.items() if question]
        answered |= {columns[label] for label in named}
        rest = [label for label in columns if columns[label] is None]
        others = (
            f"、ほかの列 {len(rest)}列（{'、'.join(rest[:8])}{'ほか' if len(rest) > 8 else ''}）"
            if rest
            else ""
        )
        st.markdown(f"**{name}**　回答 {len(answers[name]):,}件、質問 {len(named)}列{others}")
        if lost := len(one.table) - len(answers[name]):
            st.caption(f"質問への答えが1つもない{lost:,}行は数えていません。")
        for note in one.notes_ja:
            st.caption(text.plain(f"※ {note}"))
        _offer_record(one, columns, asked, at)
    questions = asked[asked["question_id"].isin(answered)].reset_index(drop=True)
    answers = {name: mending.mended(one, asked) for name, one in answers.items()}
    if any(one.is_example for one in rounds):
        st.info("架空の回答を表示しています。実在の事業者の回答ではありません。", icon=":material/science:")
    _unread(rounds, asked, mending.unfit(questions, list(answers.values())), questions)
    return questions, answers


def _without_sums(one: Round) -> Round:
    """A round without the rows that the reader says are sums: nobody's answers. They are counted until then."""
    if not one.doubtful:
        return one
    places = "、".join(f"{sheet}{row}行目" for sheet, row in map(one.place, one.doubtful))
    is_sum = st.checkbox(
        text.plain(f"{one.name}：集計の行らしい{len(one.doubtful)}行（{places}）を数えない"),
        key=f"answers_sums_{one.file}_{len(one.table)}",
    )
    return one.without(one.doubtful) if is_sum else one


def _offer_record(one: Round, columns: Mapping[str, str | None], asked: pd.DataFrame, at: int) -> None:
    """What was read of a file and what not, to take away."""
    st.download_button(
        "読み取りの記録（Excel）",
        data=lambda: spreadsheet.workbook(record(one, columns, asked)),
        file_name=f"読み取りの記録_{one.name}.xlsx",
        mime=mime.XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=f"answers_record_{at}",
    )


def _unread(
    rounds: list[Round], asked: pd.DataFrame, unfit: dict[str, pd.DataFrame], questions: pd.DataFrame
) -> None:
    """Answers that are no choice or no number, what they may mean, and their cells."""
    if not (unfit or st.session_state.get(mending.MEANT)):
        return
    count = sum(int(one["count"].sum()) for one in unfit.values())
    with st.expander(
        f"選択肢や数として読めない答え {count:,}件", icon=":material/warning:", expanded=bool(unfit)
    ):
        mending.offer(questions, unfit)
        if (listed := unread_cells(rounds, asked)).empty:
            return
        value_tables.grid(listed.head(MAX_LISTED), alt="読めない答え")
        st.caption(
            f"読み替えるまでは「{survey.OTHER}」に数えるか、平均などから除きます。9・99・-1 などは、無回答の符号かもしれないので数としません。"
            f"先頭{MAX_LISTED}件を示します。"
        )


def unread_cells(rounds: list[Round], asked: pd.DataFrame) -> pd.DataFrame:
    """One row per cell that cannot be counted as an answer: ファイル, シート, セル, 答え, 必要なもの."""
    rows = []
    for one in rounds:
        for label, question_id in survey_reading.match_columns(list(one.table), asked).items():
            if question_id is None:
                continue
            question = asked[asked["question_id"] == question_id].iloc[0]
            read = survey_reading.mended(one.table[label], question, mending.meant(question_id))
            wrong = one.table.loc[_is_wrong(read, question), label]
            wanted = (
                "数（例：12）"
                if question["kind"] == "number"
                else "、".join(survey_reading.offered_by(question))
            )
            letter = one.letters.get(label, "")
            rows += [
                (
                    one.file,
                    one.sheets.get(row, one.sheet) or "",
                    f"{letter}{one.rows.get(row, row)}",
                    cell,
                    wanted,
                )
                for row, cell in wrong.items()
            ]
    return pd.DataFrame(rows, columns=["ファイル", "シート", "セル", "答え", "必要なもの"])


def record(one: Round, columns: Mapping[str, str | None], asked: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """By the name of its sheet: which column was read as which question, row by row what was counted, answers that fit nothing."""
    texts = asked.set_index("question_id")["text_ja"]
    matched = [(label, texts[name] if name else "（質問ではない列）") for label, name in columns.items()]
    answered = (
        one.table[[label for label, name in columns.items() if name]].apply(lambda cells: cells.str.strip())
        != ""
    ).any(axis=1)
    rows = [
        (*one.place(row), *((COUNTED, "") if is_counted else (LEFT, "質問への答えが1つもありません。")))
        for row, is_counted in answered.items()
    ]
    rows += [(sheet, row, LEFT, "集計の行です（利用者の指定）。") for sheet, row in one.sums]
    rows += [(sheet, row, LEFT, f"見出しの繰り返しです：{shown}") for sheet, row, shown in one.asides]
    return {
        "列の対応": pd.DataFrame(matched, columns=["見出し", "質問"]),
        "行ごとの結果": pd.DataFrame(rows, columns=["シート", "行", "結果", "理由"]).sort_values(
            ["シート", "行"], kind="stable"
        ),
        "読めない答え": unread_cells([one], asked),
        "注記": pd.DataFrame({"注記": [f"ファイル：{one.file}", *one.notes_ja]}),
    }


def _is_wrong(cells: pd.Series, question: pd.Series) -> pd.Series:
    """Whether each answer is no number, or names something that is no choice."""
    if question["kind"] == "text":
        return pd.Series(False, index=cells.index)
    if question["kind"] == "number":
        unread = survey_reading.numbers(cells, survey_reading.unit_of(question)).isna()
        return unread & ~cells.map(survey_reading.says_nothing)
    offered = survey_reading.offered_by(question)
    return (
        survey_reading.chosen(cells, question)
        .map(lambda picks: any(pick not in offered for pick in picks))
        .astype(bool)
    )
