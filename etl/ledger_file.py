"""An owner's ledger, as it is: opened, recognised (analysis.ledger.recognise), its cells read, and what came of it as a report."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from analysis import ledger
from analysis.ledger import report
from etl import municipality_names
from etl.problems import BadInput, Unanswered
from etl.sheets import must_be_of_size
from japan import delimited, lg_code, sheets
from japan.facilities import BY_ID

WORKBOOKS, TEXTS = {".xlsx", ".xls"}, {".csv", ".txt", ".tsv"}


@dataclass(frozen=True)
class Asked:
    """What the reader says of a file. Each None: told from the file. place: the municipality of rows that name none. mapping: a
    file of headings that was written before."""

    kind_id: str | None = None
    sheet: str | None = None
    place: str | None = None
    mapping: Path | None = None


@dataclass(frozen=True)
class LedgerFile:
    """A ledger and what was understood of it."""

    name: str
    recognised: ledger.Recognised
    ledger: ledger.Ledger


def read(path: Path, asked: Asked, as_of: date) -> LedgerFile:
    """Read a ledger. Raises BadInput when there is no table, or what it does not say cannot be done without."""
    municipalities = municipality_names.known()
    if asked.place is not None:
        _must_be_a_municipality(asked.place, municipalities)
    known = _mapping(asked.mapping)
    try:
        found = ledger.recognise(_sheets(path), path.name, asked.kind_id or known.kind_id, asked.sheet)
    except ValueError as problem:
        raise BadInput(f"{path.name}：{problem}") from problem
    if unfit := known.unfit_ja(found.labels):
        raise BadInput(f"{path.name}：{unfit}{asked.mapping} は別の様式の台帳のものです。")
    if known.mapping is not None:
        found = found.with_mapping(known.mapping)
    if found.kind is None:
        raise Unanswered(
            f"{path.name}：施設の種類が分かりません（{found.why_ja}）。",
            option="kind",
            question_ja="施設の種類",
            choices={kind_id: kind.name_ja for kind_id, kind in BY_ID.items()},
            read=_understood(found),
        )
    needed = ledger.still_needed(found.mapping, asked.place, found.kind)
    if needed:
        raise BadInput(
            f"{path.name}：{''.join(needed)}見出し：{'、'.join(found.labels[:20])}", _understood(found)
        )
    return LedgerFile(path.name, found, ledger.read(found, municipalities, asked.place, as_of))


def _understood(found: ledger.Recognised) -> dict[str, object]:
    """What a reader is told of a ledger that cannot be read yet."""
    return {
        "understood_ja": report.understood_ja(found),
        "remarks_ja": report.remarks_ja(found),
        "headings": found.labels,
        "kinds": dict(found.kinds),
    }


def read_kinds(path: Path, asked: Asked, as_of: date) -> list[LedgerFile]:
    """A ledger; of a list of several kinds one for each, unless one is asked for. Raises as `read` does."""
    first = read(path, asked, as_of)
    if asked.kind_id or asked.mapping:
        return [first]
    own = first.ledger.kind.kind_id
    others = [kind_id for kind_id in first.recognised.kinds if kind_id not in ("", own)]
    return [first, *(read(path, replace(asked, kind_id=kind_id), as_of) for kind_id in others)]


def content(found: LedgerFile, title: str, as_of: date) -> bytes:
    """The ledger as a file of source `user_ledgers`. Raises BadInput when it has no title or nothing is left of it."""
    try:
        return ledger.content(found.ledger, title, as_of)
    except ValueError as problem:
        raise BadInput(f"{found.name}：{problem}") from problem


def _mapping(path: Path | None) -> report.Headings:
    if path is None:
        return report.Headings(None, None)
    try:
        return report.read_mapping(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise BadInput(f"{path}：列の対応のファイルとして読めません（{problem}）。") from problem


def _sheets(path: Path) -> list[sheets.Sheet]:
    """The sheets of the file that have cells."""
    if not path.is_file():
        raise BadInput(f"{path}：ファイルがありません。")
    suffix = path.suffix.lower()
    if suffix in TEXTS:
        try:
            return [sheets.Sheet(None, list(delimited.rows(delimited.decoded(path.read_bytes())[1])))]
        except ValueError as problem:
            raise BadInput(f"{path.name}：{problem}") from problem
    if suffix not in WORKBOOKS:
        raise BadInput(f"{path.name}：CSV か Excel（.xlsx、.xls）の表が必要です。")
    must_be_of_size(path)
    try:
        return sheets.of_workbook(path.read_bytes(), is_blank_read=True)
    except Exception as error:  # calamine raises many kinds for one fact: this is no whole workbook
        raise BadInput(
            f"{path.name}：Excel ファイルとして読めません。途中で切れているか、別の形式です。"
        ) from error


def _must_be_a_municipality(place: str, municipalities: pd.DataFrame) -> None:
    """Raise BadInput for what is no code of a municipality or prefecture."""
    is_prefecture = lg_code.is_valid(place) and place[2:5] == "000"
    if not is_prefecture and place not in set(municipalities["lg_code"]):
        raise BadInput(f"「{place}」という団体コードはありません。6桁の団体コード（例：352012）が必要です。")
