"""The sheets of a workbook (.xlsx, .xls) as texts: merged blocks, and which sheets, rows and columns are hidden."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from japan import cells
from japan.delimited import WRAPPED, unwrapped

Block = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column) of a merged block, from 0
Hidden = tuple[frozenset[int], frozenset[int]]  # rows and columns, from 0
_NONE: Hidden = (frozenset(), frozenset())
MAX_COLUMNS = 16_384
_HIDDEN = re.compile(rb"hidden=[\"'](?:1|true)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_NO_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    ValueError,
    LookupError,
    EOFError,
    ElementTree.ParseError,
)


class Damaged(Exception):
    """A sheet that is not written as XML is: what reads it might stop half way without a word."""


@dataclass(frozen=True)
class Sheet:
    """All cells of one sheet as texts, rows from 1 at index 0. name: None for CSV. merged: first and last (row, column) of each
    merged block, from 0; its text stands in the first cell, the others are blank. hidden_rows, hidden_columns: from 0."""

    name: str | None
    cells: list[list[str]]
    merged: tuple[Block, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


def of_workbook(content: bytes, is_blank_read: bool = False) -> list[Sheet]:
    """Every sheet with cells, in the file's order; is_blank_read: also those without. Raises Damaged, and what calamine raises for what
    is no whole workbook."""
    hidden = hidden_parts(content)
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        found = [
            Sheet(
                about.name,
                texts(sheet.to_python(skip_empty_area=False)),
                tuple(sheet.merged_cell_ranges or ()),
                *hidden.get(about.name, _NONE),
                is_hidden=about.visible != SheetVisibleEnum.Visible,
            )
            for about in workbook.sheets_metadata
            if (sheet := workbook.get_sheet_by_name(about.name))
        ]
    return [sheet for sheet in found if is_blank_read or any(map(any, sheet.cells))]


def texts(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    """Raw cells as texts (see `cells.as_text`), ="001" and '001 unwrapped: by a call for those alone, for there are millions."""
    return [
        [
            (plain if not (plain := cell.strip()).startswith(WRAPPED) else unwrapped(plain))
            if isinstance(cell, str)
            else cells.as_text(cell)
            for cell in row
        ]
        for row in rows
    ]


def hidden_parts(content: bytes) -> dict[str, Hidden]:
    """By sheet of an .xlsx the rows and columns that are hidden or filtered away, where there are any. Raises Damaged."""
    if not content.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
            found = {
                name: _hidden_of(archive.read(part))
                for name, part in _parts_by_sheet(archive).items()
                if part in parts
            }
    except _NO_ARCHIVE:
        return {}  # named by whoever reads the cells
    return {name: one for name, one in found.items() if any(one)}


def _parts_by_sheet(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        one.attrib["Id"]: posixpath.normpath(posixpath.join("/xl", one.attrib["Target"]))[1:]
        for one in relations
    }
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).findall(".//{*}sheet")
    return {one.attrib["name"]: targets.get(_relation(one), "") for one in sheets}


def _relation(sheet: ElementTree.Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _hidden_of(part: bytes) -> Hidden:
    try:
        expat.ParserCreate().Parse(part, True)
    except expat.ExpatError as error:
        raise Damaged from error
    rows = {int(number) - 1 for tag in _hidden_tags(part) if (number := _row_number(tag))}
    columns: set[int] = set()
    for column in _COLUMN.findall(part[: part.find(b"<sheetData")] if b"<sheetData" in part else part):
        if _attribute(column, b"hidden") in (b"1", b"true"):
            first, last = int(_attribute(column, b"min") or 1), int(_attribute(column, b"max") or 1)
            columns.update(range(first - 1, min(last, MAX_COLUMNS)))
    return frozenset(rows), frozenset(columns)


def _hidden_tags(part: bytes) -> Iterator[bytes]:
    """What is hidden. Looked for by the attribute, which is rare: rows are many."""
    for found in _HIDDEN.finditer(part):
        yield part[part.rfind(b"<", 0, found.start()) : part.find(b">", found.end())]


def _row_number(tag: bytes) -> bytes:
    return _attribute(tag, b"r") if _ROW.match(tag) else b""


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\b" + name + rb"=[\"']([^\"']*)[\"']", tag)
    return found[1] if found else b""
