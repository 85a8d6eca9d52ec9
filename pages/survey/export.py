"""The results of a round to take away: Excel with what they rest on, and one slide per question."""

import pandas as pd

from analysis import survey, survey_reading
from dashboard.exports import powerpoint
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import controls
from dashboard.forms.declaration import Assumption, Result
from japan import calendar
from pages.survey.form import FORM, TOOL
from pages.survey.results import CHOOSABLE, OWN_DATA, all_tallies


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
    slides = []
    for _, question in questions[questions["kind"].isin(CHOOSABLE)].iterrows():
        counted = survey.tally(answers[question["question_id"]], question)
        chart = Chart(
            "bar", list(counted["choice"]), {"回答": list(counted["count"])}, "件", with_values=True
        )
        blank = int(counted.loc[counted["choice"] == survey_reading.BLANK, "count"].sum())
        note = f"回答 {len(answers) - blank:,}件、無回答 {blank:,}件" + (
            "（複数回答）" if question["kind"] == "multiple" else ""
        )
        slides.append(Slide(question["text_ja"], chart, [note], f"{OWN_DATA}（{name}）"))
    slides.append(Slide("集計の前提", controls.listed(assumptions)))
    return powerpoint.deck_bytes("アンケートの結果", slides, issued_on=calendar.today(), subtitle=name)
