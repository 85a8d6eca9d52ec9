"""One file of answers, read; without Streamlit, for it runs in a child process."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import pandas as pd

from analysis import survey_reading
from analysis.survey_reading import Questions
from dashboard.forms import uploads
from dashboard.forms.declaration import EXAMPLE
from japan import tables
from japan.sheet_tables import Table, records_of
from japan.sheets import Sheet

SHOWN = 10  # row numbers in a note


@dataclass(frozen=True)
class Round:
    """One file of answers.

    table: texts by heading, one row per respondent; sheets, rows: where each of them stands; letters: heading → column letters;
    notes_ja: which sheets were read together, which were not read, what is hidden; doubtful: rows that look like sums; asides: sheet,
    row and text of those that repeat the headings; sums: sheet and row of what the reader has left out.
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
    doubtful: tuple[int, ...] = ()
    asides: tuple[tuple[str, int, str], ...] = ()
    sums: tuple[tuple[str, int], ...] = ()

    def without(self, rows: Sequence[int]) -> "Round":
        """The round without rows that the reader says are sums."""
        return replace(self, table=self.table.drop(index=list(rows)), sums=tuple(map(self.place, rows)))

    def place(self, row: int) -> tuple[str, int]:
        """The sheet and the number of a row of `table`."""
        return self.sheets.get(row, self.sheet) or "", self.rows.get(row, row)


@dataclass(frozen=True)
class _Part:
    """The answers on one sheet. count: questions its headings name; labels: heading by column, from 0; answers: by row number."""

    sheet: Sheet
    count: int
    found: Table
    labels: dict[int, str]
    answers: pd.DataFrame

    @property
    def headings(self) -> list[str]:
        return list(self.labels.values())

    def is_like(self, best: "_Part") -> bool:
        """Whether its answers are read with those of another sheet: what is hidden is not, it is mentioned."""
        is_read = len(self.answers) > 0 and not self.sheet.is_hidden
        return is_read and self.headings == best.headings


def read_answers(name: str, content: bytes, asked: pd.DataFrame) -> Round:
    """The sheet whose headings name most questions, and all with the same headings. Raises Refused when there are no answers."""
    sheets = uploads.read_sheets(name, content)
    own = [
        sheet for sheet in sheets if not (sheet.name or "").startswith(EXAMPLE)
    ]  # examples are nobody's answers
    known = Questions(asked)
    parts = [part for sheet in own or sheets if (part := _part(sheet, asked, known)) is not None]
    best = max(parts, key=lambda part: (part.count, not part.sheet.is_hidden))
    together = [part for part in parts if part is best or part.is_like(best)]
    if not any(len(part.answers) for part in together):
        where = name if best.sheet.name is None else f"{name} シート「{best.sheet.name}」"
        raise uploads.Refused(f"{where}：{best.found.header_row}行目の見出しの下に、回答の行がありません。")
    places = [(part.sheet.name, number) for part in together for number in part.answers.index]
    # One sheet's rows go by their own numbers.
    index = [number for _, number in places] if len(together) == 1 else list(range(1, len(places) + 1))
    table = pd.concat([part.answers for part in together]).set_axis(pd.Index(index), axis="index")
    letters = {label: tables.column_letter(at) for at, label in best.labels.items()}
    table = _choices_in_one(table, asked, known, letters)
    return Round(
        PurePosixPath(name).stem,
        name,
        best.sheet.name,
        table,
        letters,
        sheets=dict(zip(index, [sheet for sheet, _ in places], strict=True)),
        rows=dict(zip(index, [number for _, number in places], strict=True)),
        notes_ja=tuple(_notes(parts, together)),
        doubtful=tuple(sorted(set(_doubtful(table, known)))),
        asides=tuple(
            (part.sheet.name or "", one.row, one.text) for part in together for one in part.found.asides
        ),
    )


def _part(sheet: Sheet, asked: pd.DataFrame, known: Questions) -> _Part | None:
    """The answers on a sheet; None where it has no cells."""
    kinds = dict(zip(asked["question_id"].astype(str), asked["kind"], strict=True))

    def are_choices(above: list[str], row: list[str]) -> bool:
        """Whether a row names, under a question that may have several answers, its choices."""
        label, found = "", []
        for head, cell in zip(above, row, strict=True):
            label = head or label
            found += [known.choice_of(f"{label}_{cell}") is not None] if cell else []
        return len(found) > 1 and all(found)

    found = records_of(sheet, known.of, are_choices)
    if found is None:
        return None
    labels = _labels(found, sheet, known)
    count = len({known.of(label) for label in labels.values()} - {None})
    one_row = {at for at, label in labels.items() if kinds.get(known.of(label) or "") == "number"}
    rows = [
        [("" if at in one_row and (number, at) in found.repeated else row[at]) for at in labels]
        for number, row in found.rows.items()
    ]
    index = pd.Index(list(found.rows), dtype="int64")
    return _Part(sheet, count, found, labels, pd.DataFrame(rows, index, list(labels.values()), dtype="str"))


def _labels(found: Table, sheet: Sheet, known: Questions) -> dict[int, str]:
    """Heading by column as it is written: that of the row which is the question, where there are several rows."""
    labels = {}
    for at, joined in found.labels.items():
        cells = [
            row[at] for row in sheet.cells[found.top - 1 : found.header_row] if at < len(row) and row[at]
        ]
        asked = [cell for cell in cells if known.of(cell)]
        if known.choice_of(joined):
            labels[at] = joined
        else:
            labels[at] = asked[-1] if asked else cells[0] if len(cells) == 1 else joined
    return dict(zip(labels, tables.distinct_labels(labels.values()), strict=True))


def _choices_in_one(
    table: pd.DataFrame, asked: pd.DataFrame, known: Questions, letters: dict[str, str]
) -> pd.DataFrame:
    """The answers with the columns of the choices of one question as one column, under its text; adds its letters."""
    texts = dict(zip(asked["question_id"].astype(str), asked["text_ja"], strict=True))
    columns: dict[str, dict[str, str]] = {}  # question_id → choice → label
    for label in table:
        if found := known.choice_of(label):
            columns.setdefault(found[0], {}).setdefault(found[1], label)
    for name, of_choice in columns.items():
        if len(of_choice) < 2 or texts[name] in table:
            continue
        own = list(of_choice.values())
        merged = survey_reading.of_columns({choice: table[label] for choice, label in of_choice.items()})
        at = list(table).index(own[0])
        table = table.drop(columns=own)
        table.insert(at, texts[name], merged)
        letters[texts[name]] = f"{letters[own[0]]}〜{letters[own[-1]]}"
    return table


def _doubtful(table: pd.DataFrame, known: Questions) -> Iterator[int]:
    """Rows that look like sums: a column that answers no question says so. They are counted until the reader says otherwise."""
    others = [label for label in table if known.of(label) is None] or list(table)[:1]
    for label in others:
        sums = [cell for cell in table[label].unique() if tables.is_total(cell)]
        yield from table.index[table[label].isin(sums)]


def _notes(parts: list[_Part], together: list[_Part]) -> Iterator[str]:
    if len(together) > 1:
        sheets = "、".join(f"「{part.sheet.name}」{len(part.answers):,}件" for part in together)
        yield f"同じ見出しのシートをまとめて読みました：{sheets}。"
    others = [part for part in parts if part not in together and len(part.answers)]
    if others:
        sheets = "、".join(f"「{part.sheet.name}」{len(part.answers):,}行" for part in others)
        yield f"見出しが違うか、隠れているため読んでいないシート：{sheets}。別のファイルにすると読めます。"
    for part in together:
        if rows := part.found.hidden_rows:
            yield f"非表示の行も読みました：{_numbers(rows)}。"
        if part.found.hidden_columns:
            yield f"非表示の列も読みました：「{'」「'.join(part.found.hidden_columns)}」。"
        if again := [one.row for one in part.found.asides]:
            yield f"見出しの繰り返しは数えていません：{_numbers(again)}。"


def _numbers(rows: Iterable[int]) -> str:
    listed = list(rows)
    more = f" ほか（計{len(listed):,}行）" if len(listed) > SHOWN else ""
    return f"{'、'.join(map(str, listed[:SHOWN]))}行目{more}"
