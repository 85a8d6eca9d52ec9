"""Answers to a questionnaire: which column answers which question, tallies, cross-tabs, free texts, rounds compared.

questions: one row per question, in order: question_id, text_ja, kind (single, multiple, scale, number, text), choices_ja (list).
answers: one row per respondent, one column of texts ("" where blank) per question_id, and further columns as the file names them.
"""

import numpy as np
import pandas as pd

from analysis import search
from analysis.survey_reading import BLANK, approximate, chosen, codes, numbers, offered_by, says_nothing

KINDS = ("single", "multiple", "scale", "number", "text")
OTHER = "選択肢にない答え"
BINS = 8


def arranged(table: pd.DataFrame, matched: dict[str, str | None], questions: pd.DataFrame) -> pd.DataFrame:
    """The answers by question_id, unanswered questions as blanks, columns that answer none of them under their own labels.

    Rows without any answer to a question are left out.
    """
    known = {label: question for label, question in matched.items() if question is not None}
    answers = table.rename(columns=known).fillna("").astype(str)
    ids = list(questions["question_id"])
    rest = [label for label in answers.columns if label not in ids]
    tidy: pd.DataFrame = answers.reindex(columns=[*ids, *rest], fill_value="").apply(
        lambda column: column.str.strip()
    )
    return tidy[(tidy[ids] != "").any(axis=1)]


def tally(answers: pd.Series, question: pd.Series) -> pd.DataFrame:
    """One row per choice in the order offered, then 選択肢にない答え and 無回答 where there are any: choice, count, share.

    share is of those who answered (null for 無回答); shares of a multiple choice add up to more than 1.
    """
    named = chosen(answers, question)
    choices = offered_by(question)
    answered = sum(map(bool, named))
    known, others = dict.fromkeys(choices, 0), 0
    for picks in named:
        for pick in picks:
            if pick in known:
                known[pick] += 1
        others += any(pick not in known for pick in picks)
    rows = [(choice, count, count / answered if answered else np.nan) for choice, count in known.items()]
    if others:
        rows.append((OTHER, others, others / answered))
    if len(named) > answered:
        rows.append((BLANK, len(named) - answered, np.nan))
    return pd.DataFrame(rows, columns=["choice", "count", "share"])


def summary(answers: pd.Series, unit: str | None = None) -> pd.Series:
    """What numbers of a unit say: answered, codes (perhaps of no answer), unreadable, blank (counts that add up to all), approximate
    (of those answered), total, mean …"""
    known = numbers(answers, unit).dropna()
    blank = int(answers.map(says_nothing).sum())
    of_codes = int(codes(answers).sum())
    return pd.Series(
        {
            "answered": len(known),
            "codes": of_codes,
            "unreadable": len(answers) - blank - of_codes - len(known),
            "blank": blank,
            "approximate": approximate(answers, unit),
            "total": known.sum(),
            "mean": known.mean(),
            "median": known.median(),
            "least": known.min(),
            "greatest": known.max(),
        }
    )


def histogram(answers: pd.Series, unit: str | None = None) -> pd.DataFrame:
    """One row per class of numbers: low, high (the last class holds its high end too), count; none without numbers."""
    known = numbers(answers, unit).dropna()
    if known.empty:
        return pd.DataFrame(columns=["low", "high", "count"])
    counts, edges = np.histogram(known, bins=min(BINS, max(known.nunique(), 1)))
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": counts})


def groups(answers: pd.DataFrame, column: str, questions: pd.DataFrame) -> pd.Series:
    """Per respondent the list of groups a column puts them in: choices of a question, or what a further column says."""
    question = questions[questions["question_id"] == column]
    if len(question) and question.iloc[0]["kind"] in ("single", "multiple", "scale"):
        return chosen(answers[column], question.iloc[0])
    return answers[column].map(lambda cell: [cell] if cell else [])


def cross(answers: pd.DataFrame, row: str, column: str, questions: pd.DataFrame) -> pd.DataFrame:
    """Counts of respondents by two columns: choices of `row` down, of `column` across, 無回答 and 回答者 (respondents) last.

    A respondent who named several choices is counted in each; 回答者 counts every respondent once.
    """
    down, across = (groups(answers, name, questions) for name in (row, column))
    down, across = (
        named.map(lambda picks: list(dict.fromkeys(picks)) or [BLANK]) for named in (down, across)
    )
    pairs = (
        pd.DataFrame({"at": range(len(answers)), "row": list(down), "column": list(across)})
        .explode("row")
        .explode("column")
    )
    counts = pd.crosstab(pairs["row"], pairs["column"]) if len(pairs) else pd.DataFrame()
    rows, columns = (
        _order(name, set(pairs[side]), questions) for name, side in ((row, "row"), (column, "column"))
    )
    table = counts.reindex(index=rows, columns=columns, fill_value=0)
    table["回答者"] = pairs.drop_duplicates(["at", "row"])["row"].value_counts().reindex(rows, fill_value=0)
    last = pairs.drop_duplicates(["at", "column"])["column"].value_counts().reindex(columns, fill_value=0)
    table.loc["回答者"] = [*last, len(answers)]
    table.columns.name = table.index.name = None
    return table.astype(int)


def cross_shares(table: pd.DataFrame) -> pd.DataFrame:
    """A table of `cross` as shares of each row's respondents (null where a row has none)."""
    return table.drop(columns="回答者").div(table["回答者"].where(table["回答者"] > 0), axis=0)


def _order(name: str, given: set[str], questions: pd.DataFrame) -> list[str]:
    """Groups in the order offered, then others by name, blanks last."""
    question = questions[questions["question_id"] == name]
    first = offered_by(question.iloc[0]) if len(question) else []
    others = sorted(given - set(first) - {BLANK})
    return [*first, *others, *([BLANK] if BLANK in given else [])]


def free_texts(answers: pd.Series, query: str = "") -> pd.DataFrame:
    """Answers in words that contain every word of the query: respondent (number from 1), answer."""
    wanted = [word.replace(" ", "") for word in search.words(query)]
    rows = [
        (number, cell)
        for number, cell in enumerate(answers, start=1)
        if cell and all(word in search.fold(cell).replace(" ", "") for word in wanted)
    ]
    return pd.DataFrame(rows, columns=["respondent", "answer"])


def compare(rounds: dict[str, pd.Series], question: pd.Series) -> pd.DataFrame:
    """One row per choice and round: choice, round, count, share of those who answered, answered."""
    rows = []
    for name, answers in rounds.items():
        counted = tally(answers, question)
        answered = len(answers) - int(counted.loc[counted["choice"] == BLANK, "count"].sum())
        counted = counted[counted["choice"] != BLANK]
        rows.append(counted.assign(round=name, answered=answered))
    table = pd.concat(rows, ignore_index=True)[["choice", "round", "count", "share", "answered"]]
    order = {choice: at for at, choice in enumerate([*offered_by(question), OTHER])}
    return table.sort_values("choice", key=lambda part: part.map(order), kind="stable", ignore_index=True)
