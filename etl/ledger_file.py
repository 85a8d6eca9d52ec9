"""An owner's ledger, as it is: opened, its header found, its columns told from their headings, its cells read (analysis.ledger)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis import ledger
from etl import municipality_names
from etl.problems import BadInput
from etl.sheets import Grid, read_csv, read_workbook
from japan import lg_code, tables
from japan.cells import as_text
from japan.facilities import BRIDGE, Kind

KINDS = {BRIDGE.kind_id: BRIDGE}
WORKBOOKS, TEXTS = {".xlsx", ".xls"}, {".csv": ",", ".txt": ",", ".tsv": "\t"}


@dataclass(frozen=True)
class LedgerFile:
    """A ledger and what was understood of it.

    place: the file, and the sheet where there are several. header_row: where the headings end, from 1. mapping: field → heading,
    None where there is none. rows_read: rows below the headings. ledger: what they became, and what was left out and why.
    """

    place: str
    header_row: int
    mapping: Mapping[str, str | None]
    rows_read: int
    ledger: ledger.Ledger


def read(path: Path, kind: Kind, sheet: str | None, place: str | None, as_of: date) -> LedgerFile:
    """Read a ledger. sheet: None for the first one with cells. place: the code of the municipality of rows that name none.

    Raises BadInput when there is no table, or what it does not say cannot be done without.
    """
    municipalities = municipality_names.known()
    if place is not None:
        _must_be_a_municipality(place, municipalities)
    grid = _grid(path, sheet)
    header_row, rows = _rows(grid, kind)
    mapping = ledger.suggest_mapping(list(rows.columns))
    needed = ledger.still_needed(mapping, place)
    if needed:
        raise BadInput(f"{grid.place}：{''.join(needed)}見出し：{'、'.join(rows.columns[:20])}")
    tidy = ledger.tidy(rows, mapping, municipalities, place, as_of=as_of)
    return LedgerFile(grid.place, header_row, mapping, len(rows), tidy)


def content(found: LedgerFile, title: str, as_of: date) -> bytes:
    """The ledger as a file of source `user_ledgers`. Raises BadInput when it has no title or nothing is left of it."""
    try:
        return ledger.content(found.ledger, title, as_of)
    except ValueError as problem:
        raise BadInput(f"{found.place}：{problem}") from problem


def _grid(path: Path, sheet: str | None) -> Grid:
    """The cells of the file."""
    if not path.is_file():
        raise BadInput(f"{path}：ファイルがありません。")
    suffix = path.suffix.lower()
    if suffix in TEXTS:
        return _text(path, TEXTS[suffix])
    if suffix in WORKBOOKS:
        return _sheet(path, sheet)
    raise BadInput(f"{path.name}：CSV か Excel（.xlsx、.xls）の表が必要です。")


def _text(path: Path, delimiter: str) -> Grid:
    """A text file in one of the encodings that Excel writes."""
    is_utf16 = path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp932"):
        with suppress(BadInput):
            return read_csv(path, encoding, delimiter)
    raise BadInput(f"{path.name}：CSV として読めません。UTF-8 か Shift_JIS の CSV が必要です。")


def _sheet(path: Path, sheet: str | None) -> Grid:
    grids = read_workbook(path)
    if sheet is None:
        filled = (grid for grid in grids.values() if any(as_text(cell) for row in grid.rows for cell in row))
        return next(filled, next(iter(grids.values())))
    if sheet not in grids:
        raise BadInput(f"{path.name}：シート「{sheet}」がありません。あるシート：「{'」「'.join(grids)}」。")
    return grids[sheet]


def _rows(grid: Grid, kind: Kind) -> tuple[int, pd.DataFrame]:
    """The row where the headings end, and the rows below it: one column per heading, the file's row numbers as index."""
    texts = [[as_text(cell) for cell in row] for row in grid.rows]
    found = tables.header(texts, kind.headings)
    if found is None:
        raise BadInput(f"{grid.place}：見出しの行が見つかりません。")
    last, labels = found
    rows = {
        number: (row + [""] * len(labels))[: len(labels)]
        for number, row in enumerate(texts[last:], start=last + 1)
        if any(row)
    }
    if not rows:
        raise BadInput(f"{grid.place}：見出し（{last}行目）の下にデータの行がありません。")
    named = tables.distinct_labels(
        [label or f"{tables.column_letter(at)}列" for at, label in enumerate(labels)]
    )
    return last, pd.DataFrame.from_dict(rows, orient="index", columns=named, dtype="str")


def _must_be_a_municipality(place: str, municipalities: pd.DataFrame) -> None:
    """Raise BadInput for what is no code of a municipality or prefecture."""
    is_prefecture = lg_code.is_valid(place) and place[2:5] == "000"
    if not is_prefecture and place not in set(municipalities["lg_code"]):
        raise BadInput(f"「{place}」という団体コードはありません。6桁の団体コード（例：352012）が必要です。")
