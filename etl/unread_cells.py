"""Cells of a workbook that calamine gives as blanks though they are none: errors (#REF!) and formulas never worked out."""

import io
import posixpath
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

import xlrd

from etl.problems import BadInput
from japan.tables import column_number

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    ValueError,
    LookupError,
    OSError,
    EOFError,
    ElementTree.ParseError,
)


def unread_cells(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """By sheet, what stands at which row and column (from 0): the error, or the formula with its "=" (in .xls errors only).

    Raises BadInput when a sheet cannot be taken apart.
    """
    if not zipfile.is_zipfile(path):
        return _errors_of_xls(path)
    try:
        with zipfile.ZipFile(path) as archive:
            targets = {
                one.attrib["Id"]: posixpath.normpath(posixpath.join("/xl", one.attrib["Target"]))[1:]
                for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            }
            named = {
                targets[_relation(one)]: one.attrib["name"]
                for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).findall(".//{*}sheet")
            }
            return {
                name: _of_sheet(archive.read(target))
                for target, name in named.items()
                if target.startswith("xl/worksheets/")
            }
    except DAMAGED as error:
        raise _refusal(path) from error


def _errors_of_xls(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    try:
        with xlrd.open_workbook(str(path), logfile=io.StringIO(), ragged_rows=True) as workbook:
            return {
                sheet.name: {
                    (row, at): xlrd.error_text_from_code.get(int(sheet.cell_value(row, at)), "#ERROR!")
                    for row in range(sheet.nrows)
                    for at, kind in enumerate(sheet.row_types(row))
                    if kind == xlrd.XL_CELL_ERROR
                }
                for sheet in workbook.sheets()
            }
    except Exception as error:  # xlrd, too, raises many kinds for one fact
        raise _refusal(path) from error


def _refusal(path: Path) -> BadInput:
    return BadInput(f"{path.name}：シートの中を調べられません。Excel で開いて .xlsx で保存し直してください。")


def _relation(sheet: ElementTree.Element) -> str:
    """The identifier of a sheet's part; its namespace differs between kinds of .xlsx."""
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _of_sheet(content: bytes) -> dict[tuple[int, int], str]:
    if not re.search(rb"<(\w+:)?f\b|\bt=[\"']e[\"']", content):
        return {}
    found = {}
    for cell in ElementTree.fromstring(content).findall(".//{*}c"):
        kind, formula, value = cell.get("t"), cell.find("{*}f"), cell.findtext("{*}v")
        if kind == "e":
            found[_position(cell.attrib["r"])] = value or "#ERROR!"
        elif formula is not None and not value and kind != "str":  # a formula may well come to an empty text
            found[_position(cell.attrib["r"])] = f"={formula.text or ''}"
    return found


def _position(reference: str) -> tuple[int, int]:
    parts = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", reference)
    if parts is None:
        raise ValueError(reference)
    return int(parts[2]) - 1, column_number(parts[1]) - 1
