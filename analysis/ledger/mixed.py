"""Lists of several kinds of facilities with a column that says of each row which: each kind's rows are read as its own.

label = column_of_kinds(table)               the heading of that column, None where the list is of one kind
divided(table, label, "tunnel")              the table with the rows of that kind; the others are named with what they are
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from japan import cells
from japan.sheet_tables import Table
from japan.table_rows import Aside

MOST_KNOWN = 0.5  # of the cells that are filled: fewer, and the column is of something else
_LABEL = re.compile(
    r"(?:道路|公共|管理|対象|土木|社会|インフラ)?(?:施設|構造物|インフラ|資産|財産)?の?(?:種別|種類|区分|分類|類型)(?:名|名称)?"
)
_WORDS = {
    "bridge": "(道路|溝)?橋(梁|りょう)?(施設)?",
    "tunnel": "(道路)?(トンネル|隧道)(施設)?",
    "large_structure": "(ロック|スノー)?(シェッド|シェルター)([・、]?(大型)?(シェッド|シェルター|カルバート))?|大型(カルバート|構造物)|(横断)?歩道橋|門型標識|道路?(附属|付属)物",
    "pavement": "(道路|路面)?舗装",
    "sewer_pipe": "下水道?(管(路|渠|きょ)?)?|(汚水|雨水|合流)管(渠)?",
    "water_pipe": "(上水道|水道)(管(路)?)?|(配水|送水|導水)管",
    "building": "建(物|築物)|公共(建築物|施設)|ハコモノ|箱物",
    "park": "(都市)?公園(緑地)?|緑地",
    "river_structure": "河川(管理)?(施設)?|水門|樋門|樋管",
    "port_structure": "(港湾|漁港)(施設)?",
}
_KINDS = {kind_id: re.compile(rf"(?:[0-9]+[.:、]?)?(?:{words})等?") for kind_id, words in _WORDS.items()}


def kind_of(cell: str) -> str | None:
    """The kind that a cell names: 橋梁, 2.トンネル, 横断歩道橋; None for what is none, or a kind of construction (PC橋)."""
    plain = cells.squeeze(cell)
    return next((kind_id for kind_id, words in _KINDS.items() if words.fullmatch(plain)), None)


def column_of_kinds(table: Table) -> str | None:
    """The heading under which rows of different kinds are told apart."""
    for label in table.labels.values():
        own = cells.squeeze(label.rpartition("_")[2])
        if not _LABEL.fullmatch(re.sub(r"\([^()]*\)", "", own)):
            continue
        written = [cell for cell in table.column(label) if cell]
        kinds = Counter(map(kind_of, written))
        known = len(written) - kinds[None]
        if len(+kinds) > 1 and known >= MOST_KNOWN * len(written):
            return label
    return None


def counted(tables: Iterable[Table], label: str) -> dict[str, int]:
    """How many rows there are of each kind, most first; under "" those whose kind is not known."""
    cells_of = (cell for table in tables if label in table.labels.values() for cell in table.column(label))
    found = Counter(kind_of(cell) or "" for cell in cells_of)
    return dict(sorted(found.items(), key=lambda one: (one[0] == "", -one[1])))


def divided(table: Table, label: str, kind_id: str) -> Table:
    """The table with the rows of one kind, the others among its asides."""
    if label not in table.labels.values():
        return table
    kinds = dict(zip(table.rows, map(kind_of, table.column(label)), strict=True))
    rows = {number: row for number, row in table.rows.items() if kinds[number] == kind_id}
    others = [
        Aside(number, "other_kind" if kinds[number] else "no_kind", _shown(row, table))
        for number, row in table.rows.items()
        if kinds[number] != kind_id
    ]
    asides = sorted((*table.asides, *others), key=lambda one: one.row)
    hidden = tuple(row for row in table.hidden_rows if row in rows)
    return replace(table, rows=rows, asides=tuple(asides), hidden_rows=hidden)


def _shown(row: list[str], table: Table) -> str:
    return "　".join(row[at] for at in table.labels if row[at])[:200]
