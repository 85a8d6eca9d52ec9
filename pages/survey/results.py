"""What the answers come to: one question at a time, all of them, two against each other, round beside round."""

import pandas as pd
import streamlit as st

from analysis import survey, survey_reading
from dashboard.shared import plot, value_tables
from pages.survey import charts

CHOOSABLE = ("single", "multiple", "scale")  # kinds of questions with answers to choose from
MAX_GROUPS = 30
OWN_DATA = "出典：利用者が読み込んだ回答"


def tallies(questions: pd.DataFrame, answers: dict[str, pd.DataFrame]) -> str:
    """One question at a time as chart; all of them as a table to take away; the round shown."""
    left, right = st.columns([1, 2])
    name = left.selectbox("回", list(answers), key="tally_round")
    question = _pick(right, "質問", questions, key="tally_question")
    cells = answers[name][question["question_id"]]
    st.subheader(question["text_ja"])
    if question["kind"] == "text":
        _texts(cells)
    elif question["kind"] == "number":
        _numbers(cells, survey_reading.unit_of(question))
    else:
        counted = survey.tally(cells, question)
        plot.draw(charts.tally(counted), key="tally", alt=question["text_ja"])
        blank = int(counted.loc[counted["choice"] == survey_reading.BLANK, "count"].sum())
        several = "複数回答のため、割合の計は100%を超えます。" if question["kind"] == "multiple" else ""
        st.caption(
            f"回答 {len(cells) - blank:,}件、無回答 {blank:,}件、計 {len(cells):,}件。割合は回答に占めるもの。{several}"
        )
    value_tables.table_with_downloads(
        all_tallies(questions, answers[name]),
        title=f"アンケート集計_{name}",
        source_ids=[],
        notes=[OWN_DATA, "割合は、その質問に答えた人に占めるもの。"],
        key="tallies",
        label="すべての質問の集計",
        digits={"割合（%）": 1},
    )
    return name


def _pick(where, label: str, questions: pd.DataFrame, key: str) -> pd.Series:
    by_id = questions.set_index("question_id", drop=False)
    chosen = where.selectbox(label, list(by_id.index), format_func=by_id["text_ja"].get, key=key)
    return by_id.loc[chosen]


def _texts(cells: pd.Series) -> None:
    wanted = st.text_input(
        "言葉で探す", key="text_search", icon=":material/search:", placeholder="例：人手 機械"
    )
    found = survey.free_texts(cells, wanted)
    table = found.rename(columns={"respondent": "回答の番号", "answer": "答え"})
    st.caption(f"{len(found):,}件（答えのあるもの {int((cells != '').sum()):,}件）")
    value_tables.table_with_downloads(
        table, title="自由記述", source_ids=[], notes=[OWN_DATA], key="texts", label="自由記述", expanded=True
    )


def _numbers(cells: pd.Series, unit: str | None) -> None:
    summary = survey.summary(cells, unit)
    if summary["answered"]:
        with st.container(horizontal=True):
            for name, key in (
                ("平均", "mean"),
                ("中央値", "median"),
                ("最小", "least"),
                ("最大", "greatest"),
                ("合計", "total"),
            ):
                st.metric(name, f"{summary[key]:,.1f}".removesuffix(".0"), border=True)
        plot.draw(charts.histogram(survey.histogram(cells, unit)), key="histogram", alt="数の分布")
    st.caption(
        f"数として読めた答え {summary['answered']:,.0f}件、無回答の符号かもしれない答え（9、99、-1 など） {summary['codes']:,.0f}件、読めない答え {summary['unreadable']:,.0f}件、無回答 {summary['blank']:,.0f}件、計 {len(cells):,}件。"
    )
    if summary["approximate"]:
        st.caption(f"「約」の付いた答え {summary['approximate']:,.0f}件は、書かれた数として数えています。")


def all_tallies(questions: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Every question's tally below the other: 番号, 質問, 答え, 件数, 割合（%）, 全回答."""
    rows = []
    for at, (_, question) in enumerate(questions.iterrows(), start=1):
        cells = answers[question["question_id"]]
        if question["kind"] == "number":
            summary = survey.summary(cells, survey_reading.unit_of(question))
            lines = [
                ("数として読めた答え", summary["answered"], None),
                ("無回答の符号かもしれない答え", summary["codes"], None),
                ("読めない答え", summary["unreadable"], None),
                (survey_reading.BLANK, summary["blank"], None),
            ]
        elif question["kind"] == "text":
            written = int((cells != "").sum())
            lines = [("記述あり", written, None), (survey_reading.BLANK, len(cells) - written, None)]
        else:
            lines = list(survey.tally(cells, question).itertuples(index=False, name=None))
        rows += [
            (at, question["text_ja"], choice, int(count), None if share is None or pd.isna(share) else round(share * 100, 1), len(cells))
            for choice, count, share in lines
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["番号", "質問", "答え", "件数", "割合（%）", "全回答"])


def crossed(questions: pd.DataFrame, answers: pd.DataFrame) -> None:
    """Two questions, or a question and another column of the file, against each other."""
    names = cross_columns(questions, answers)
    if len(names) < 2:
        st.info("クロス集計には、選ぶ質問が2つ以上か、団体名などの列が必要です。", icon=":material/info:")
        return
    left, right = st.columns(2)
    down = left.selectbox("行", list(names), index=len(names) - 1, format_func=names.get, key="cross_row")
    rest = {key: label for key, label in names.items() if key != down}
    across = right.selectbox("列", list(rest), format_func=rest.get, key="cross_column")
    counts = survey.cross(answers, down, across, questions)
    shares = survey.cross_shares(counts)
    plot.draw(charts.cross(shares, counts), key="cross", alt="クロス集計")
    st.caption(
        f"かっこの中は回答者の数（計 {counts.loc['回答者', '回答者']:,}件）。いくつでも選ぶ質問では、割合の計は100%を超えます。"
    )
    shown = counts.reset_index(names=names[down])
    percent = (shares * 100).round(1).add_suffix("（%）").reset_index(drop=True)
    value_tables.table_with_downloads(
        pd.concat([shown, percent], axis=1),
        title="クロス集計",
        source_ids=[],
        notes=[OWN_DATA, f"行：{names[down]}", f"列：{names[across]}", "割合は各行の回答者に占めるもの。"],
        key="cross_table",
        label="クロス集計の表",
        expanded=True,
    )


def cross_columns(questions: pd.DataFrame, answers: pd.DataFrame) -> dict[str, str]:
    """Columns that can be crossed: choices and scales, and other columns of the file with few different values."""
    names = {one.question_id: one.text_ja for one in questions.itertuples() if one.kind in CHOOSABLE}
    of_questions = set(questions["question_id"])
    for column in answers:
        if column not in of_questions and 1 < answers[column].nunique() <= MAX_GROUPS:
            names[column] = column
    return names


def compared(questions: pd.DataFrame, answers: dict[str, pd.DataFrame]) -> None:
    """Rounds side by side, one question at a time."""
    choosable = questions[questions["kind"].isin(CHOOSABLE)]
    if len(answers) < 2 or choosable.empty:
        st.info("回答のファイルを2つ以上読み込むと、回ごとの変化を比べられます。", icon=":material/info:")
        return
    question = _pick(st, "比べる質問", choosable, key="compare_question")
    rows = survey.compare({name: one[question["question_id"]] for name, one in answers.items()}, question)
    plot.draw(charts.rounds(rows), key="rounds", alt="回ごとの割合")
    st.caption("回答者が同じとは限らないため、変化の理由までは分かりません。")
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "答え": rows["choice"],
                "回": rows["round"],
                "件数": rows["count"],
                "割合（%）": (rows["share"] * 100).round(1),
                "答えた人": rows["answered"],
            }
        ),
        title="回ごとの比較",
        source_ids=[],
        notes=[OWN_DATA, question["text_ja"]],
        key="rounds_table",
        label="回ごとの表",
    )
