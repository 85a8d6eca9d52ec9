"""Answers to a questionnaire: which column answers which question, tallies, cross-tabs, free texts, rounds compared.

questions: one row per question, in order: question_id, text_ja, kind (single, multiple, scale, number, text), choices_ja (list).
answers: one row per respondent, one column of texts ("" where blank) per question_id, and further columns as the file names them.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis import search
from japan.cells import normal, squeeze

KINDS = ("single", "multiple", "scale", "number", "text")
SCALE = ("1", "2", "3", "4", "5")
OTHER, BLANK = "選択肢にない答え", "無回答"
STRONG = re.compile(r"[;；\n\r|｜]+")  # between answers, never inside one
WEAK = re.compile(r"[、,，/／]")  # between answers, or inside one
NUMBERED = re.compile(r"^(?:q|問|設問)?\d+[.．、:：)）\s]\s*")
BINS = 8


def plain(text: object) -> str:
    """A text as it is compared: width and case made one, without blanks."""
    return squeeze("" if text != text else text).casefold()


def match_columns(labels: Sequence[str], questions: pd.DataFrame) -> dict[str, str | None]:
    """Column label → question_id, None for a column that answers no question; no question is answered twice.

    A label is the question's text or its id, with or without a number before it (Q1. …).
    """
    ids = [str(name) for name in questions["question_id"]]
    named = {plain(text): name for text, name in zip(questions["text_ja"], ids, strict=True)}
    named |= {plain(name): name for name in ids}
    matched: dict[str, str | None] = {}
    for label in labels:
        bare = normal(label).casefold().strip()
        found = named.get(plain(bare)) or named.get(plain(NUMBERED.sub("", bare)))
        matched[label] = None if found in matched.values() else found
    return matched


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


def split(answer: str, choices: Iterable[str]) -> list[str]:
    """The choices an answer names, in its order, each once; what is no choice stays as written.

    Answers are divided at ; | and line ends, then at 、 , / unless the choice itself contains them.
    """
    by_plain = {_stripped(choice): choice for choice in choices}
    named = []
    for part in STRONG.split(answer):
        pieces = WEAK.split(part)
        at = 0
        while at < len(pieces):
            # The longest run of pieces that is a choice: 清掃、除草 may be one choice or two.
            for end in range(len(pieces), at, -1):
                joined = _stripped("、".join(pieces[at:end]))
                if joined in by_plain or end == at + 1:
                    break
            pick = by_plain.get(joined, pieces[at].strip())
            if pick:
                named.append(pick)
            at = end
    return list(dict.fromkeys(named))


def _stripped(text: str) -> str:
    """A choice as written with any of the weak signs between its parts."""
    return plain(text).replace(",", "、").replace("/", "、")


def chosen(answers: pd.Series, question: pd.Series) -> pd.Series:
    """The list of choices each respondent named; an empty list where nothing was answered."""
    if question["kind"] == "multiple":
        choices = list(question["choices_ja"])
        return answers.map({cell: split(cell, choices) for cell in answers.unique()})
    by_plain = {plain(choice): choice for choice in offered(question)}
    return answers.map({cell: [by_plain.get(plain(cell), cell)] if cell else [] for cell in answers.unique()})


def offered(question: pd.Series) -> list[str]:
    """What one chooses from: the choices, or 1 to 5; nothing for numbers and texts."""
    return list(SCALE) if question["kind"] == "scale" else list(question["choices_ja"])


def tally(answers: pd.Series, question: pd.Series) -> pd.DataFrame:
    """One row per choice in the order offered, then 選択肢にない答え and 無回答 where there are any: choice, count, share.

    share is of those who answered (null for 無回答); shares of a multiple choice add up to more than 1.
    """
    named = chosen(answers, question)
    choices = offered(question)
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


def unknown_answers(answers: pd.Series, question: pd.Series) -> pd.DataFrame:
    """Answers that are none of the choices, most frequent first: answer, count."""
    choices = set(offered(question))
    picks = chosen(answers, question).explode().dropna()
    counts = picks[~picks.isin(choices)].value_counts()
    return pd.DataFrame({"answer": counts.index, "count": counts.to_numpy()})


def numbers(answers: pd.Series) -> pd.Series:
    """Answers as numbers (１，２００円 is 1200), null where blank or unreadable."""
    bare = {cell: _number(cell) for cell in answers.unique()}
    return answers.map(bare).astype(float)


def _number(cell: str) -> float:
    written = re.fullmatch(r"(?:約)?([-+]?[\d,]*\.?\d+)(?:人|件|時間|万円|千円|円|年|%|社|台)?", plain(cell))
    try:
        return float(written[1].replace(",", "")) if written else np.nan
    except ValueError:
        return np.nan


def summary(answers: pd.Series) -> pd.Series:
    """What numbers say: answered, unreadable, blank (counts that add up to all), total, mean, median, least, greatest."""
    values = numbers(answers)
    blank = int((answers == "").sum())
    known = values.dropna()
    return pd.Series(
        {
            "answered": len(known),
            "unreadable": len(answers) - blank - len(known),
            "blank": blank,
            "total": known.sum(),
            "mean": known.mean(),
            "median": known.median(),
            "least": known.min(),
            "greatest": known.max(),
        }
    )


def histogram(answers: pd.Series) -> pd.DataFrame:
    """One row per class of numbers: low, high (the last class holds its high end too), count; none without numbers."""
    known = numbers(answers).dropna()
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
    first = offered(question.iloc[0]) if len(question) else []
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
    order = {choice: at for at, choice in enumerate([*offered(question), OTHER])}
    return table.sort_values("choice", key=lambda part: part.map(order), kind="stable", ignore_index=True)
