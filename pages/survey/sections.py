"""アンケート: compose a questionnaire, hand it out, read answers back, count and compare them."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st

from analysis import survey
from dashboard import queries
from dashboard.exports import documents, slides, tables
from dashboard.exports.documents import Boxes, Heading, Lines, Text
from dashboard.forms import controls, uploads, workbook
from dashboard.forms.controls import XLSX
from dashboard.forms.declaration import Assumption, Result
from dashboard.runtime import place
from dashboard.shared import notes, plot, text, value_tables
from japan.tables import column_letter, distinct_labels
from pages.survey import charts, form
from pages.survey.form import AUDIENCES, FORM, KINDS, PURPOSES, TOOL

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ROUNDS = "answers_rounds"
HEADER_WITHIN = 15
MAX_ROUNDS, MAX_GROUPS, MAX_LISTED = 4, 30, 300
LEAD = "維持管理の進め方を考えるためのアンケートです。分かる範囲でお答えください。"
OWN = "出典：利用者が読み込んだ回答"


@dataclass(frozen=True)
class Round:
    """One file of answers. table: texts by heading, index = row numbers of the file; letters: heading → column letters."""

    name: str
    file: str
    sheet: str | None
    table: pd.DataFrame
    letters: dict[str, str]
    is_example: bool = False


# --- the questionnaire --------------------------------------------------------------------------------------------


def compose() -> pd.DataFrame:
    """Let the reader choose, write, and order questions; the questionnaire (no rows while there is none)."""
    bank = queries.survey_questions()
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
        picked = st.dataframe(
            pd.DataFrame(
                {
                    "目的": offered["purpose"].map(PURPOSES),
                    "質問": offered["text_ja"],
                    "答え方": offered["kind"].map(KINDS),
                    "選択肢": offered["choices_ja"].map("、".join),
                }
            ),
            hide_index=True,
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
        notes.source_line(["survey_questions"])


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
    rows = controls.held(TOOL).tables[TOOL]  # a file is made outside the session
    files = (
        (
            "Word（調査票）",
            lambda: questionnaire(asked, lead),
            "アンケート調査票.docx",
            DOCX,
            ":material/description:",
        ),
        (
            "Excel（回答の表）",
            lambda: workbook.template_bytes("アンケート回答", [form.answer_form(asked)]),
            "アンケート回答.xlsx",
            XLSX,
            ":material/table_view:",
        ),
        (
            "CSV（フォーム作成サービス用）",
            lambda: tables.csv_bytes(form.service_table(asked)),
            "アンケート設問.csv",
            "text/csv",
            ":material/download:",
        ),
    )
    with st.container(horizontal=True):
        for label, made, name, mime, icon in files:
            st.download_button(
                label, data=made, file_name=name, mime=mime, icon=icon, on_click="ignore", key=f"out_{name}"
            )
        st.download_button(
            "調査票を保存（Excel）",
            data=lambda: workbook.export_bytes(
                "アンケート調査票", [FORM], {TOOL: rows}, made_on=date.today()
            ),
            file_name="アンケート調査票_保存.xlsx",
            mime=XLSX,
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
        Text(f"作成日 {text.japanese_date(date.today())}", is_small=True),
    ]
    for at, (_, one) in enumerate(asked.iterrows(), start=1):
        how = {"multiple": "（いくつでも）", "single": "（1つ）", "scale": "（1つ）"}.get(one["kind"], "")
        blocks.append(Heading(f"問{at}　{one['text_ja']}{how}", 3))
        offered = survey.offered(one)
        blocks.append(
            Boxes(offered, is_one=one["kind"] != "multiple")
            if offered
            else Lines(1 if one["kind"] == "number" else 3)
        )
    return documents.document_bytes("アンケート調査票", blocks)


# --- answers ------------------------------------------------------------------------------------------------------


def bring_answers(asked: pd.DataFrame) -> list[Round]:
    """Let the reader bring files of answers; each file is a round. Nothing is kept beyond the session."""
    held: dict[str, Round] = st.session_state.setdefault(ROUNDS, {})
    key = f"answers_files_{st.session_state.setdefault('answers_nonce', 0)}"

    def changed() -> None:
        """Let go of files taken away, and of the invented ones."""
        ids = {file.file_id for file in st.session_state[key]}
        st.session_state[ROUNDS] = {one: kept for one, kept in st.session_state[ROUNDS].items() if one in ids}

    files = st.file_uploader(
        "回答のファイル（Excel・CSV。2つ以上で回を比べます）",
        type=["xlsx", "xls", "csv"],
        accept_multiple_files=True,
        key=key,
        on_change=changed,
    )
    for file in files[:MAX_ROUNDS]:
        if file.file_id not in held:
            try:
                held[file.file_id] = read_answers(file.name, file.getvalue(), asked)
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
    st.session_state["answers_nonce"] = st.session_state.get("answers_nonce", 0) + 1


def read_answers(name: str, content: bytes, asked: pd.DataFrame) -> Round:
    """The sheet and heading row that answer most questions. Raises Refused when there are no answers below."""
    best: tuple[int, int, uploads.Sheet] | None = None
    sheets = uploads.read_sheets(name, content)
    for sheet in sheets:
        for at, row in enumerate(sheet.cells[:HEADER_WITHIN]):
            count = sum(
                found is not None for found in survey.match_columns([c for c in row if c], asked).values()
            )
            if count and (best is None or count > best[0]):
                best = (count, at, sheet)
    if best is None:
        sheet = sheets[0]
        widths = [sum(map(bool, row)) for row in sheet.cells[:HEADER_WITHIN]]
        best = (0, widths.index(max(widths)), sheet)
    _, at, sheet = best
    where = name if sheet.name is None else f"{name} シート「{sheet.name}」"
    columns = [place for place, label in enumerate(sheet.cells[at]) if label]
    labels = distinct_labels([sheet.cells[at][place] for place in columns])
    rows = {
        number: [row[place].strip() if place < len(row) else "" for place in columns]
        for number, row in enumerate(sheet.cells[at + 1 :], start=at + 2)
    }
    rows = {number: row for number, row in rows.items() if any(row)}
    if not rows:
        raise uploads.Refused(f"{where}：{at + 1}行目の見出しの下に、回答の行がありません。")
    table = pd.DataFrame.from_dict(rows, orient="index", columns=labels, dtype="str")
    letters = {label: column_letter(place) for label, place in zip(labels, columns, strict=True)}
    return Round(PurePosixPath(name).stem, name, sheet.name, table, letters)


def matched(rounds: list[Round], asked: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The questions answered in any round, and the answers of each round by name; what was not matched is said."""
    answers, answered = {}, set()
    for at, one in enumerate(rounds):
        columns = survey.match_columns(list(one.table), asked)
        name = one.name if one.name not in answers else f"{one.name}（{at + 1}）"
        answers[name] = survey.arranged(one.table, columns, asked)
        known = [label for label, question in columns.items() if question]
        answered |= {columns[label] for label in known}
        rest = [label for label in columns if columns[label] is None]
        st.markdown(
            f"**{name}**　回答 {len(answers[name]):,}件、質問 {len(known)}列"
            + (
                f"、ほかの列 {len(rest)}列（{'、'.join(rest[:8])}{'ほか' if len(rest) > 8 else ''}）"
                if rest
                else ""
            )
        )
        if lost := len(one.table) - len(answers[name]):
            st.caption(f"質問への答えが1つもない{lost:,}行は数えていません。")
    questions = asked[asked["question_id"].isin(answered)].reset_index(drop=True)
    if any(one.is_example for one in rounds):
        st.info("架空の回答を表示しています。実在の事業者の回答ではありません。", icon=":material/science:")
    _unread(rounds, asked)
    return questions, answers


def _unread(rounds: list[Round], asked: pd.DataFrame) -> None:
    """Answers that are no choice or no number, with their cells."""
    listed = unread_cells(rounds, asked)
    if listed.empty:
        return
    with st.expander(f"選択肢や数として読めない答え {len(listed):,}件", icon=":material/warning:"):
        st.dataframe(listed.head(MAX_LISTED), hide_index=True, alt="読めない答え")
        st.caption(
            f"「{survey.OTHER}」に数えるか、平均などから除きました。ほかの答えはそのまま使います。先頭{MAX_LISTED}件を示します。"
        )


def unread_cells(rounds: list[Round], asked: pd.DataFrame) -> pd.DataFrame:
    """One row per cell that cannot be counted as an answer: ファイル, シート, セル, 答え, 必要なもの."""
    rows = []
    for one in rounds:
        for label, question_id in survey.match_columns(list(one.table), asked).items():
            if question_id is None:
                continue
            question = asked[asked["question_id"] == question_id].iloc[0]
            cells = one.table[label]
            if question["kind"] == "number":
                wrong = cells[(cells != "") & survey.numbers(cells).isna()]
                wanted = "数（例：12）"
            elif offered := survey.offered(question):
                named = survey.chosen(cells, question)
                wrong = cells[[any(pick not in offered for pick in picks) for picks in named]]
                wanted = "、".join(offered)
            else:
                continue
            rows += [
                (one.file, one.sheet or "", f"{one.letters.get(label, '')}{row}", cell, wanted)
                for row, cell in wrong.items()
            ]
    return pd.DataFrame(rows, columns=["ファイル", "シート", "セル", "答え", "必要なもの"])


# --- results ------------------------------------------------------------------------------------------------------


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
        _numbers(cells)
    else:
        counted = survey.tally(cells, question)
        plot.draw(charts.tally(counted), key="tally", alt=question["text_ja"])
        blank = int(counted.loc[counted["choice"] == survey.BLANK, "count"].sum())
        several = "複数回答のため、割合の計は100%を超えます。" if question["kind"] == "multiple" else ""
        st.caption(
            f"回答 {len(cells) - blank:,}件、無回答 {blank:,}件、計 {len(cells):,}件。割合は回答に占めるもの。{several}"
        )
    value_tables.table_with_downloads(
        all_tallies(questions, answers[name]),
        title=f"アンケート集計_{name}",
        source_ids=[],
        notes=[OWN, "割合は、その質問に答えた人に占めるもの。"],
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
        table, title="自由記述", source_ids=[], notes=[OWN], key="texts", label="自由記述", expanded=True
    )


def _numbers(cells: pd.Series) -> None:
    told = survey.summary(cells)
    if told["answered"]:
        with st.container(horizontal=True):
            for name, key in (
                ("平均", "mean"),
                ("中央値", "median"),
                ("最小", "least"),
                ("最大", "greatest"),
                ("合計", "total"),
            ):
                st.metric(name, f"{told[key]:,.1f}".removesuffix(".0"), border=True)
        plot.draw(charts.histogram(survey.histogram(cells)), key="histogram", alt="数の分布")
    st.caption(
        f"数として読めた答え {told['answered']:,.0f}件、読めない答え {told['unreadable']:,.0f}件、無回答 {told['blank']:,.0f}件、計 {len(cells):,}件。"
    )


def all_tallies(questions: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Every question's tally below the other: 番号, 質問, 答え, 件数, 割合（%）, 全回答."""
    rows = []
    for at, (_, question) in enumerate(questions.iterrows(), start=1):
        cells = answers[question["question_id"]]
        if question["kind"] == "number":
            told = survey.summary(cells)
            lines = [("数として読めた答え", told["answered"], None), ("読めない答え", told["unreadable"], None), (survey.BLANK, told["blank"], None)]  # fmt: skip
        elif question["kind"] == "text":
            written = int((cells != "").sum())
            lines = [("記述あり", written, None), (survey.BLANK, len(cells) - written, None)]
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
        notes=[OWN, f"行：{names[down]}", f"列：{names[across]}", "割合は各行の回答者に占めるもの。"],
        key="cross_table",
        label="クロス集計の表",
        expanded=True,
    )


def cross_columns(questions: pd.DataFrame, answers: pd.DataFrame) -> dict[str, str]:
    """Columns that can be crossed: choices and scales, and other columns of the file with few different values."""
    names = {
        one.question_id: one.text_ja
        for one in questions.itertuples()
        if one.kind in ("single", "multiple", "scale")
    }
    of_questions = set(questions["question_id"])
    for column in answers:
        if column not in of_questions and 1 < answers[column].nunique() <= MAX_GROUPS:
            names[column] = column
    return names


def compared(questions: pd.DataFrame, answers: dict[str, pd.DataFrame]) -> None:
    """Rounds side by side, one question at a time."""
    choosable = questions[questions["kind"].isin(["single", "multiple", "scale"])]
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
        notes=[OWN, question["text_ja"]],
        key="rounds_table",
        label="回ごとの表",
    )


def take_away(questions: pd.DataFrame, answers: dict[str, pd.DataFrame], name: str) -> None:
    """The results of a round as Excel and PowerPoint."""
    brought = controls.held(TOOL)
    rows = FORM.table() if brought is None else brought.tables[TOOL]
    assumptions = assumed(questions, answers[name], name)
    controls.take_away(
        f"アンケート結果_{name}",
        [FORM],
        {TOOL: rows},
        results=lambda: [
            Result("集計", all_tallies(questions, answers[name]), "割合は、その質問に答えた人に占めるもの。"),
            Result("回答一覧", answers[name].reset_index(drop=True), "見出しは質問の記号。"),
        ],
        assumptions=assumptions,
        key="survey_results",
        deck=lambda: deck(questions, answers[name], name, assumptions),
    )


def assumed(questions: pd.DataFrame, answers: pd.DataFrame, name: str) -> list[Assumption]:
    """What the tallies rest on."""
    return [
        Assumption("回", name),
        Assumption("回答", len(answers), "件", "質問への答えが1つもない行を除く"),
        Assumption("質問", len(questions), "問", "調査票と見出しが合った列"),
        Assumption(
            "割合",
            "回答に占める",
            "",
            "分母は、その質問に答えた人（無回答を除く）。いくつでも選ぶ質問では計が100%を超える",
        ),
        Assumption(
            "選択肢の見分け",
            "表記のゆれを除く",
            "",
            "全角と半角、空白、大文字と小文字の違いは同じ答えとみなす",
        ),
    ]


def deck(questions: pd.DataFrame, answers: pd.DataFrame, name: str, assumptions: list[Assumption]) -> bytes:
    """One slide per question one chooses from, and what the tallies rest on."""
    pages = []
    for _, question in questions[questions["kind"].isin(["single", "multiple", "scale"])].iterrows():
        counted = survey.tally(answers[question["question_id"]], question)
        chart = slides.Chart(
            "bar", list(counted["choice"]), {"回答": list(counted["count"])}, "件", with_values=True
        )
        blank = int(counted.loc[counted["choice"] == survey.BLANK, "count"].sum())
        note = f"回答 {len(answers) - blank:,}件、無回答 {blank:,}件" + (
            "（複数回答）" if question["kind"] == "multiple" else ""
        )
        pages.append(slides.Slide(question["text_ja"], chart, [note], f"{OWN}（{name}）"))
    pages.append(slides.Slide("集計の前提", controls.listed(assumptions)))
    return slides.deck_bytes("アンケートの結果", pages, made_on=date.today(), subtitle=name)
