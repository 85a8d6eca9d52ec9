"""Lists of several kinds of facilities with a column that says of each row which: each kind's rows are read as its own.

label = column_of_kinds(table)               the heading of that column, None where the list is of one kind
divided(table, label, "tunnel")              the table with the rows of that kind; the others are named with what they are
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
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
    "park": "(都市)?公園(緑地|施設)?",
    "river_structure": "河川(管理)?(施設)?|水門|樋門|樋管",
    "port_structure": "(港湾|漁港)(施設)?",
}
_OF_ROADS = {"bridge", "tunnel", "large_structure"}  # of which lists name ditches and lamps beside them
_KINDS = {kind_id: re.compile(rf"(?:[0-9]+[.:、]?)?(?:{words})等?") for kind_id, words in _WORDS.items()}


def kind_of(cell: str) -> str | None:
    """The kind that a cell names: 橋梁, 2.トンネル, 横断歩道橋; None for what is none, or a kind of construction (PC橋)."""
    plain = cells.squeeze(cell)
    return next((kind_id for kind_id, words in _KINDS.items() if words.fullmatch(plain)), None)


def column_of_kinds(table: Table) -> str | None:
    """The heading under which rows of different kinds are told apart."""
    for label in _columns(table):
        written = [cell for cell in table.column(label) if cell]
        kinds = Counter(map(kind_of, written))
        known = len(written) - kinds.pop(None, 0)
        is_told = len(kinds) > 1 or (known < len(written) and kinds.keys() <= _OF_ROADS)
        if kinds and is_told and known >= MOST_KNOWN * len(written):
            return label
    return None


def column_with_others(table: Table, kind_id: str) -> str | None:
    """The heading under which some rows of a list of one kind are named as another: 公園 among 学校, 公民館."""
    for label in _columns(table):
        kinds = {found for cell in table.column(label) if (found := kind_of(cell))}
        if kinds - {kind_id}:
            return label
    return None


def _columns(table: Table) -> Iterator[str]:
    for label in table.labels.values():
        own = cells.squeeze(label.rpartition("_")[2])
        if _LABEL.fullmatch(re.sub(r"\([^()]*\)", "", own)):
            yield label


def counted(tables: Iterable[Table], label: str, other: str = "") -> dict[str, int]:
    """How many rows there are of each kind, most first. other: what those count as whose kind is not known."""
    cells_of = (cell for table in tables if label in table.labels.values() for cell in table.column(label))
    found = Counter(kind_of(cell) or other for cell in cells_of)
    return dict(sorted(found.items(), key=lambda one: (one[0] == "", -one[1])))


def divided(table: Table, label: str, kind_id: str, other: str = "") -> Table:
    """The table with the rows of one kind, the rest among its asides. other: as in `counted`."""
    if label not in table.labels.values():
        return table
    kinds = {
        number: kind_of(cell) or other for number, cell in zip(table.rows, table.column(label), strict=True)
    }
    rows = {number: row for number, row in table.rows.items() if kinds[number] == kind_id}
    rest = [
        Aside(number, "other_kind" if kinds[number] else "no_kind", _shown(row, table))
        for number, row in table.rows.items()
        if kinds[number] != kind_id
    ]
    asides = sorted((*table.asides, *rest), key=lambda one: one.row)
    hidden = tuple(row for row in table.hidden_rows if row in rows)
    return replace(table, rows=rows, asides=tuple(asides), hidden_rows=hidden)


def _shown(row: list[str], table: Table) -> str:
    return "　".join(row[at] for at in table.labels if row[at])[:200]
