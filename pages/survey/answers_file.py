"""One file of answers, read; without Streamlit, for it runs in a child process."""

from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from analysis import survey
from dashboard.forms import uploads
from japan.tables import column_letter, distinct_labels

HEADER_WITHIN = 15


@dataclass(frozen=True)
class Round:
    """One file of answers. table: texts by heading, index = row numbers of the file; letters: heading → column letters."""

    name: str
    file: str
    sheet: str | None
    table: pd.DataFrame
    letters: dict[str, str]
    is_example: bool = False


def read_answers(name: str, content: bytes, asked: pd.DataFrame) -> Round:
    """The sheet and heading row that answer most questions. Raises Refused when there are no answers below."""
    at, sheet = _heading_row(uploads.read_sheets(name, content), asked)
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


def _heading_row(sheets: list[uploads.Sheet], asked: pd.DataFrame) -> tuple[int, uploads.Sheet]:
    """Which row of which sheet names most questions; the widest row of the first sheet where none does."""
    best = (0, 0, sheets[0])
    for sheet in sheets:
        for at, row in enumerate(sheet.cells[:HEADER_WITHIN]):
            matched = survey.match_columns([cell for cell in row if cell], asked).values()
            count = sum(question is not None for question in matched)
            if count > best[0]:
                best = (count, at, sheet)
    if best[0]:
        return best[1:]
    widths = [sum(map(bool, row)) for row in sheets[0].cells[:HEADER_WITHIN]]
    return widths.index(max(widths)), sheets[0]
