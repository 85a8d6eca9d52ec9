"""One file of answers, read; without Streamlit, for it runs in a child process."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import pandas as pd

from analysis import survey_reading
from dashboard.forms import uploads
from dashboard.forms.declaration import EXAMPLE
from japan.tables import column_letter, distinct_labels

HEADER_WITHIN = 15


@dataclass(frozen=True)
class Round:
    """One file of answers.

    table: texts by heading, one row per respondent; sheets, rows: where each of them stands; letters: heading → column letters;
    notes_ja: which sheets were read together, which were not read.
    """

    name: str
    file: str
    sheet: str | None
    table: pd.DataFrame
    letters: dict[str, str]
    is_example: bool = False
    sheets: dict[int, str | None] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    notes_ja: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    """The answers on one sheet. count: questions its headings name; labels: heading by column, from 0; rows: by row number."""

    sheet: uploads.Sheet
    count: int
    header_row: int
    labels: dict[int, str]
    rows: dict[int, list[str]]

    @property
    def headings(self) -> list[str]:
        return list(self.labels.values())

    def is_like(self, best: "_Part") -> bool:
        """Whether its answers are read with those of another sheet: what is hidden is not, it is mentioned."""
        return bool(self.rows) and self.headings == best.headings and not self.sheet.is_hidden


def read_answers(name: str, content: bytes, asked: pd.DataFrame) -> Round:
    """The sheet whose headings name most questions, and all with the same headings. Raises Refused when there are no answers."""
    sheets = uploads.read_sheets(name, content)
    own = [
        sheet for sheet in sheets if not (sheet.name or "").startswith(EXAMPLE)
    ]  # examples are nobody's answers
    parts = [_part(sheet, asked) for sheet in own or sheets]
    best = max(parts, key=lambda part: (part.count, not part.sheet.is_hidden))
    together = [part for part in parts if part is best or part.is_like(best)]
    if not any(part.rows for part in together):
        where = name if best.sheet.name is None else f"{name} シート「{best.sheet.name}」"
        raise uploads.Refused(f"{where}：{best.header_row}行目の見出しの下に、回答の行がありません。")
    found = [(part.sheet.name, number, row) for part in together for number, row in part.rows.items()]
    # One sheet's rows go by their own numbers.
    index = [number for _, number, _ in found] if len(together) == 1 else list(range(1, len(found) + 1))
    return Round(
        PurePosixPath(name).stem,
        name,
        best.sheet.name,
        pd.DataFrame([row for *_, row in found], index=index, columns=best.headings, dtype="str"),
        {label: column_letter(at) for at, label in best.labels.items()},
        sheets=dict(zip(index, [sheet for sheet, *_ in found], strict=True)),
        rows=dict(zip(index, [number for _, number, _ in found], strict=True)),
        notes_ja=tuple(_notes(parts, together)),
    )


def _notes(parts: list[_Part], together: list[_Part]) -> Iterator[str]:
    if len(together) > 1:
        sheets = "、".join(f"「{part.sheet.name}」{len(part.rows):,}件" for part in together)
        yield f"同じ見出しのシートをまとめて読みました：{sheets}。"
    others = [part for part in parts if part not in together and part.count and part.rows]
    if others:
        sheets = "、".join(f"「{part.sheet.name}」{len(part.rows):,}行" for part in others)
        yield f"見出しが違うか、隠れているため読んでいないシート：{sheets}。別のファイルにすると読めます。"


def _part(sheet: uploads.Sheet, asked: pd.DataFrame) -> _Part:
    """A sheet by the row of its first rows that names most questions; by its widest row where none does."""

    def count(row: list[str]) -> int:
        matched = survey_reading.match_columns([cell for cell in row if cell], asked).values()
        return sum(question is not None for question in matched)

    first = sheet.cells[:HEADER_WITHIN] or [[]]
    counts = [count(row) for row in first]
    widths = [sum(map(bool, row)) for row in first]
    at = counts.index(max(counts)) if any(counts) else widths.index(max(widths))
    columns = [place for place, label in enumerate(first[at]) if label]
    labels = dict(zip(columns, distinct_labels([first[at][place] for place in columns]), strict=True))
    rows = {
        number: [row[place].strip() if place < len(row) else "" for place in columns]
        for number, row in enumerate(sheet.cells[at + 1 :], start=at + 2)
    }
    return _Part(sheet, counts[at], at + 1, labels, {number: row for number, row in rows.items() if any(row)})
