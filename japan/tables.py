"""A table in a sheet: where its headings stand, headings over several rows, lines of totals, letters of columns.

`japan.sheet_tables` reads whole sheets with these.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from japan import cells

HEADER_WITHIN, HEADER_HEIGHT = 30, 3  # rows from the top, rows of one heading
SURE = 2  # headings that tell where a table begins
LONGEST_TOTAL = 40  # letters
FULL = 0.6  # of the widest row: a row of headings may leave some columns without one
AVERAGES = {"平均", "平均値"}
# 計, 合計（5橋）, 合計：12件, 宇部市小計.
_TOTAL = re.compile(r"(総合|総|合|小|累)?計([(（:：\d].*)?|.{1,12}(小計|合計|総計)")


# --- headings -------------------------------------------------------------------------------------------------------


def header_block(
    rows: Sequence[Sequence[str]], count: Callable[[list[list[str]]], int]
) -> tuple[int, int, int]:
    """The block of rows that holds most headings: how many it holds, its first row (from 0), the row after its last.

    count: how many headings a block of rows names. Of equal blocks the lowest in height, then the first.
    """
    head = rows[:HEADER_WITHIN]
    blocks = [
        (count([list(row) for row in head[top : top + height]]), -height, -top)
        for top in range(len(head))
        for height in range(1, min(HEADER_HEIGHT, len(head) - top) + 1)
    ]
    found, height, top = max(blocks)
    return found, -top, -top - height


def full_rows(rows: Sequence[Sequence[str]]) -> Iterable[int]:
    """The rows near the top that are nearly as wide as the widest of them, from 0."""
    head = rows[:HEADER_WITHIN]
    widest = max(sum(map(bool, row)) for row in head)
    return (at for at, row in enumerate(head) if sum(map(bool, row)) >= FULL * widest)


def label_paths(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each column its labels from top to bottom, each once in a row.

    rows: the rows of a heading, of one width. A label of an upper row reaches right over the blanks merged with it,
    as far as the label above it does.
    """
    paths: list[list[str]] = [[] for _ in rows[0]]
    for number, row in enumerate(rows):
        above = ""
        for at, label in enumerate(row):
            if number and rows[number - 1][at]:  # another group begins
                above = ""
            above = label or (above if number < len(rows) - 1 else "")
            if above and paths[at][-1:] != [above]:
                paths[at].append(above)
    return paths


def joined_labels(rows: Sequence[Sequence[str]]) -> list[str]:
    """One label per column from the rows of a heading, whose cells may hold blanks: 点検_判定区分."""
    paths = label_paths([[re.sub(r"\s+", "", cell) for cell in row] for row in rows])
    return ["_".join(dict.fromkeys(path)) for path in paths]


def distinct_labels(labels: Iterable[str]) -> list[str]:
    """Labels with a number behind those that stand twice: 健全度, 健全度（2）."""
    seen: dict[str, int] = {}
    distinct = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        distinct.append(label if seen[label] == 1 else f"{label}（{seen[label]}）")
    return distinct


# --- rows below them ------------------------------------------------------------------------------------------------


def is_total(cell: str) -> bool:
    """Whether a cell names a line that sums up others (計, 合 計, 合計（5橋）, 宇部市小計)."""
    if len(cell) > LONGEST_TOTAL or ("計" not in cell and "平" not in cell):
        return False
    plain = cells.squeeze(cell)
    return plain in AVERAGES or _TOTAL.fullmatch(plain) is not None


# --- columns --------------------------------------------------------------------------------------------------------


def column_letter(position: int) -> str:
    """The spreadsheet letter of a column, from 0: 0 → A, 26 → AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a spreadsheet letter, from 1: A → 1, AA → 27. Signs beside the letters ($A$1) do not count."""
    number = 0
    for letter in re.sub("[^A-Z]", "", letters.upper()):
        number = number * 26 + ord(letter) - 64
    return number
