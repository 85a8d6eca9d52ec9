"""Columns of marks: ○ under Ⅰ Ⅱ Ⅲ Ⅳ says Ⅱ."""

import re
from collections.abc import Iterator
from dataclasses import replace

from japan import cells, tables
from japan.sheet_tables import Table

MARKS = {
    "○",
    "◯",
    "〇",
    "●",
    "◎",
    "✓",
    "✔",
    "レ",
    "ν",
    "v",
    "1",
    "有",
    "x",
    "■",
    "☑",
    "*",
    "該当",
    "◆",
    "▲",
    "△",
}


def circled(table: Table) -> Table:
    """The table with each group of columns of marks under one heading as one column: ○ under Ⅰ Ⅱ Ⅲ Ⅳ of 健全性 becomes 健全性 Ⅰ.

    Where a row has several marks their labels are joined by 、; the columns of the group are taken out.
    """
    for prefix, group in _groups(table):
        if _are_marks(table, group):
            table = _merged_marks(table, prefix, group)
    return table


def _groups(table: Table) -> Iterator[tuple[str, list[int]]]:
    """Neighbouring columns under one heading, by that heading: 健全性_Ⅰ, 健全性_Ⅱ; without one those of bare ratings."""
    groups: dict[str, list[int]] = {}
    for at, label in table.labels.items():
        prefix, mark, _ = label.rpartition("_")
        is_rating = re.fullmatch("(I{1,3}|IV|[1-4])", cells.normal(label)) is not None
        if mark or is_rating:
            groups.setdefault(prefix, []).append(at)
    return ((prefix, group) for prefix, group in groups.items() if len(group) > 1)


def _are_marks(table: Table, group: list[int]) -> bool:
    """Whether the columns of a group hold marks and blanks only."""
    found = {cells.squeeze(row[at]).lower() for row in table.rows.values() for at in group} - {
        "",
        "-",
        "－",
        "ー",
    }
    return bool(found) and found <= {cells.normal(mark).lower() for mark in MARKS} and len(found) <= 2


def _merged_marks(table: Table, prefix: str, group: list[int]) -> Table:
    first, taken = group[0], set(group)
    short = {at: table.labels[at].rpartition("_")[2] for at in group}
    rows = {}
    for number, row in table.rows.items():
        marked = [short[at] for at in group if cells.squeeze(row[at]).strip("-－ー")]
        rows[number] = [*row[:first], "、".join(marked), *row[first + 1 :]]
    labels = {at: label for at, label in table.labels.items() if at not in taken or at == first}
    labels[first] = prefix or "".join(short.values())
    distinct = dict(zip(labels, tables.distinct_labels(labels.values()), strict=True))
    return replace(table, labels=distinct, rows=rows)
