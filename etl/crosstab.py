"""Published cross tables: one line per body, one column per category, whatever stands where.

Headers of several rows are read through their merged cells; printed totals are compared with what they total.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

from etl.problems import BadInput
from etl.sheets import read_workbook
from etl.unread_cells import unread_cells
from japan.cells import parse_number, squeeze
from japan.tables import column_letter

FOOTNOTE = re.compile(r"(※[0-9]*|\*[0-9]*|\(?注[0-9]*\)?|[0-9]+\)|[(〔\[](人|単位:人)[)〕\]])$")
NO_LABEL = re.compile(r"\(?([0-9]{1,3}|[A-Za-z]|人|単位:人)\)?")
TITLE = re.compile(r"第[0-9]+表|現在|単位|調査|一覧|表$|[0-9]年")
# With fewer lines, a total that never adds up is an error; with more, it is a total of something else.
LINES_THAT_PROVE_A_TOTAL_IS_OF_SOMETHING_ELSE = 20

Cell = tuple[float | None, str]  # a number and its kind, as parse_number gives them
MergedRange = tuple[tuple[int, int], tuple[int, int]]  # (top, left), (bottom, right)


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, its name, how a reader would name the place, and its merged ranges (0-based, inclusive)."""

    place: str
    name: str
    rows: list[list[object]]
    merged: tuple[MergedRange, ...]

    def cell(self, row: int, at: int) -> object:
        return self.rows[row][at] if at < len(self.rows[row]) else ""

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True)
class Column:
    """A column and its labels from top to bottom. is_certain: no group label was inferred from its place alone."""

    at: int
    path: tuple[str, ...]
    is_certain: bool

    @property
    def letter(self) -> str:
        return column_letter(self.at)


@dataclass(frozen=True)
class Line:
    """One row of a table's body: where it stands, its key, and its cells by column position."""

    row: int
    key: str
    cells: dict[int, Cell]


def sheets(path: Path) -> list[Sheet]:
    """Every sheet of a workbook. Raises BadInput when it cannot be read."""
    grids = read_workbook(path)
    workbook = CalamineWorkbook.from_path(path)
    unread = unread_cells(path)
    return [
        Sheet(
            grid.place,
            name.strip(),
            _with(unread.get(name, {}), grid.rows),
            tuple(workbook.get_sheet_by_name(name).merged_cell_ranges or ()),
        )
        for name, grid in grids.items()
    ]


def _with(unread: dict[tuple[int, int], str], rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """The rows with what stands in cells that were read as blanks."""
    filled = [list(row) for row in rows]
    for (number, at), text in unread.items():
        if number < len(filled):
            filled[number] += [""] * (at + 1 - len(filled[number]))
            filled[number][at] = text
    return filled


def clean(cell: object) -> str:
    """A header cell as a label: no blanks, width variants, footnote marks; column numbers and units are no labels."""
    label = FOOTNOTE.sub("", squeeze(cell)) if isinstance(cell, str) else ""
    return "" if NO_LABEL.fullmatch(label) else label


def is_number(cell: object) -> bool:
    return parse_number(cell)[1] == "value"


def is_entry(cell: object) -> bool:
    """Whether a cell is a number or a sign in its place (-, …, *)."""
    return parse_number(cell)[1] not in ("text", "blank")


def headers(
    sheet: Sheet, is_category: Callable[[str], bool], is_identity: Callable[[str], bool]
) -> list[tuple[int, int, int]]:
    """The header blocks of a sheet: first row, last row, first column of categories.

    A block has two known categories, or one beside the label of the bodies' names.
    """
    found: list[list[int]] = []
    for number, row in enumerate(sheet.rows):
        labels = [clean(cell) for cell in row]
        if not any(is_category(label) or is_identity(label) for label in labels):
            continue
        is_next = found and not any(
            any(map(is_entry, between)) for between in sheet.rows[found[-1][-1] + 1 : number + 1]
        )
        if is_next and number - found[-1][-1] <= 3:
            found[-1].append(number)
        else:
            found.append([number])
    blocks = []
    for rows in found:
        categories = {
            (at, label)
            for row in rows
            for at, label in enumerate(map(clean, sheet.rows[row]))
            if is_category(label)
        }
        identities = {
            at for row in rows for at, label in enumerate(map(clean, sheet.rows[row])) if is_identity(label)
        }
        if len({label for _, label in categories}) + bool(identities) < 2 or not categories:
            continue
        first = min(at for at, _ in categories)
        left = [at for at in identities if at < first]
        blocks.append((rows[0], rows[-1], max(left) + 1 if left else first))
    return [_extended(sheet, *block, is_category) for block in blocks]


def _extended(
    sheet: Sheet, top: int, bottom: int, first: int, is_category: Callable[[str], bool]
) -> tuple[int, int, int]:
    """A header with the rows of group labels above it and of further labels under it."""
    while top > 0 and _is_group_row(sheet, top - 1, first):
        top -= 1
    for number in range(bottom + 1, min(bottom + 5, len(sheet.rows))):
        row = sheet.rows[number]
        if any(map(is_number, row)) or any(squeeze(cell) for cell in row[:first]):
            break
        if any(clean(cell) and parse_number(cell)[1] == "text" for cell in row[first:]):
            bottom = number
    return top, bottom, first


def _is_group_row(sheet: Sheet, number: int, first: int) -> bool:
    labels = {at: clean(cell) for at, cell in enumerate(sheet.rows[number]) if clean(cell)}
    if not labels or min(labels) < first or any(map(is_number, sheet.rows[number])):
        return False
    if len(labels) == 1:
        (at,) = labels
        return not TITLE.search(labels[at]) and any(
            top <= number <= bottom and left == at < right for (top, left), (bottom, right) in sheet.merged
        )
    return not all(TITLE.search(label) for label in labels.values())


def columns(sheet: Sheet, top: int, bottom: int, first: int) -> list[Column]:
    """Every column of the header with its path of labels."""
    width = sheet.width
    grid = [[clean(sheet.cell(row, at)) for at in range(width)] for row in range(top, bottom + 1)]
    has_groups = False
    for (upper, left), (lower, right) in sheet.merged:
        if lower < top or upper > bottom:
            continue
        has_groups |= right > left >= first
        label = clean(sheet.cell(upper, left))
        for row in range(max(upper, top), min(lower, bottom) + 1):
            for at in range(left, min(right, width - 1) + 1):
                grid[row - top][at] = label
    inferred = [False] * width
    if not has_groups:
        for number, labels in enumerate(grid[:-1]):
            below = [any(row[at] for row in grid[number + 1 :]) for at in range(width)]
            for at in range(first + 1, width):
                if not labels[at] and labels[at - 1] and below[at] and below[at - 1]:
                    labels[at], inferred[at] = labels[at - 1], True
    paths = []
    for at in range(width):
        path: list[str] = []
        for labels in grid:
            if labels[at] and (not path or path[-1] != labels[at]):
                path.append(labels[at])
        paths.append(Column(at, tuple(path), not inferred[at]))
    return paths


def counted(cell: Cell) -> float | None:
    """What a cell adds to a total: a blank or a dash nothing; None where that is not known."""
    value, kind = cell
    return value if kind == "value" else 0 if kind in ("dash", "blank") else None


def total_of_columns(
    place: str, total: Column, totals: list[Column], parts: list[Column], lines: list[Line]
) -> list[tuple[Column, ...]]:
    """The columns that a total column adds up: every reading that holds in all lines; empty when there is nothing to add.

    totals, parts: all columns of totals and of parts, in their order. Raises BadInput at the first line that does not add up.
    """
    before = max((one.at for one in totals if one.at < total.at), default=-1)
    after = min((one.at for one in totals if one.at > total.at), default=1 << 30)
    readings = {
        tuple(one for one in parts if before < one.at < total.at),
        tuple(one for one in parts if one.at < total.at),
        tuple(one for one in parts if total.at < one.at < after),
        tuple(one for one in parts if one.at > total.at),
        tuple(
            one for one in parts if len(total.path) > 1 and one.path[: len(total.path) - 1] == total.path[:-1]
        ),
        tuple(parts),
    } - {()}
    if not readings or not lines:
        return []
    wrong = {reading: _wrong(total, reading, lines) for reading in readings}
    holding = [reading for reading, found in wrong.items() if not found]
    if holding:
        return sorted(holding, key=len)
    closest = min(wrong, key=lambda reading: (len(wrong[reading]), len(reading)))
    if len(wrong[closest]) == len(lines) >= LINES_THAT_PROVE_A_TOTAL_IS_OF_SOMETHING_ELSE:
        return []
    line, due = wrong[closest][0]
    raise BadInput(
        f"{place} {line.row}行目「{'/'.join(total.path)}」（{total.letter}列）：「{_shown(line.cells[total.at][0])}」ですが、"
        f"{closest[0].letter}〜{closest[-1].letter}列の計は {_shown(due)} です。合計の合う表が必要です。"
    )


def _wrong(total: Column, reading: tuple[Column, ...], lines: list[Line]) -> list[tuple[Line, float]]:
    wrong: list[tuple[Line, float]] = []
    for line in lines:
        printed_total = counted(line.cells[total.at])
        due = _sum(counted(line.cells[one.at]) for one in reading)
        if (
            line.cells[total.at][1] != "blank"
            and printed_total is not None
            and due is not None
            and printed_total != due
        ):
            wrong.append((line, due))
    return wrong


def check_total_line(
    place: str, label: str, total: Line, readings: Iterable[list[Line]], named: dict[int, str]
) -> list[tuple[Line, int]]:
    """The cells a line of totals adds up, as (line, column), by the first of its readings that holds.

    named: the labels of the columns, by position. Raises BadInput when no reading holds.
    """
    wrong = []
    for lines in readings:
        if not lines:
            continue
        sums = {
            at: due
            for at, (_, kind) in total.cells.items()
            if kind == "value" and (due := _sum(counted(line.cells[at]) for line in lines)) is not None
        }
        found = [
            (at, total.cells[at][0], due, len(lines)) for at, due in sums.items() if total.cells[at][0] != due
        ]
        if not found:
            return [(line, at) for line in lines for at in sums]
        wrong.append(found)
    if not wrong:
        return []
    at, printed_total, due, bodies = min(wrong, key=len)[0]
    raise BadInput(
        f"{place} {total.row}行目「{label}」の「{named[at]}」（{column_letter(at)}列）：「{_shown(printed_total)}」ですが、"
        f"{bodies:,}団体を足すと {_shown(due)} です。合計の合う表が必要です。"
    )


def _sum(values: Iterable[float | None]) -> float | None:
    """The sum; None when any value is unknown."""
    known = list(values)
    numbers = [value for value in known if value is not None]
    return sum(numbers) if len(numbers) == len(known) else None


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}"
