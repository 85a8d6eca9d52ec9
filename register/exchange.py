"""Tables in and out of the register: requests as the form of 対応状況 has them, and the steps of their histories. No database here."""

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import spreadsheet, table_files
from japan import calendar, cells
from register import history
from register.model import EMPTY, FIELDS, Event, Refused, State, cleaned, settled

SHEET, STEPS = "対応", "履歴"
STEP_COLUMNS = ["台帳の番号", "受付番号", "版", "日時", "だれが", "役割", "こと", "内容"]


@dataclass(frozen=True)
class Row:
    """A request of a list. row: its place in it, from 1; key: the same whenever the list is taken in."""

    row: int
    state: State
    key: str


def table(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of the database with the types that the form of 対応状況 has."""
    found = {}
    for at, name in enumerate(columns):
        values = [row[at] for row in rows]
        kind = FIELDS[name].kind if name in FIELDS else "text"
        if kind == "number":
            found[name] = pd.Series(values, dtype="float64")
        elif kind == "day":
            found[name] = pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[s]")
        elif name in ("id", "version"):
            found[name] = pd.Series(values, dtype="int64")
        else:
            found[name] = pd.Series(values, dtype=object).astype("str")
    return pd.DataFrame(found)


def states(rows: pd.DataFrame, today: date) -> tuple[list[Row], list[tuple[int, str]]]:
    """Each request of a list as the register would keep it; and those that it would not: row, why."""
    found, refused = [], []
    times: Counter[str] = Counter()
    given = rows.reindex(columns=list(FIELDS)).astype(object)
    for at, values in enumerate(given.where(given.notna(), None).to_dict("records"), start=1):
        try:
            state = settled(
                EMPTY, cleaned(_consistent({str(name): value for name, value in values.items()})), today
            )
        except Refused as problem:
            refused.append((at, str(problem)))
            continue
        told = "|".join(
            str(state[name]) for name in (("body", "number", "received") if state["number"] else FIELDS)
        )
        times[told] += 1
        found.append(Row(at, state, f"import:{hashlib.sha256(f'{told}|{times[told]}'.encode()).hexdigest()}"))
    return found, refused


def _consistent(values: State) -> State:
    """A list may say when something was done and not that it was: the day tells."""
    if values["completed"] is not None and values["status"] != "対応しない":
        values["status"] = "完了"
    return values


def steps(events: Iterable[tuple[Event, str]]) -> pd.DataFrame:
    """Histories as a table, without any words of persons."""
    rows = [
        (
            one.request_id,
            number,
            one.version,
            history.shown_time(one.at),
            one.who,
            one.role,
            one.what,
            history.told(one),
        )
        for one, number in events
    ]
    return pd.DataFrame(rows, columns=STEP_COLUMNS)


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Under the headings of the form; days as texts that every program reads alike."""
    days = {name: rows[name].dt.strftime("%Y/%m/%d") for name, field in FIELDS.items() if field.kind == "day"}
    return rows.assign(**days)[list(FIELDS)].rename(
        columns={name: field.heading for name, field in FIELDS.items()}
    )


def csv(rows: pd.DataFrame) -> bytes:
    """Requests as CSV that 対応状況 and `read` take."""
    return table_files.csv_bytes(shown(rows), {FIELDS[name].heading: 5 for name in ("latitude", "longitude")})


def workbook(rows: pd.DataFrame, history_rows: pd.DataFrame) -> bytes:
    """Requests and their histories as a workbook."""
    return spreadsheet.workbook({SHEET: shown(rows), STEPS: history_rows})


def read(path: Path) -> pd.DataFrame:
    """The requests of a file that `csv` or `workbook` wrote; lists with other headings are taken in on the screen. Raises Refused."""
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".xlsx":
            given = pd.read_excel(io.BytesIO(content), sheet_name=SHEET, dtype=str, engine="calamine")
        else:
            given = pd.read_csv(io.BytesIO(content), dtype=str, encoding="utf-8-sig")
    except (OSError, ValueError) as problem:
        raise Refused(f"{path.name}：書き出したファイル（CSV・Excel）として読めません。") from problem
    names = {field.heading: name for name, field in FIELDS.items()}
    if missing := [
        FIELDS[name].heading for name in ("body", "received", "kind") if FIELDS[name].heading not in given
    ]:
        raise Refused(f"{path.name}：「{'」「'.join(missing)}」の列がありません。")
    known = given[[heading for heading in given if heading in names]].rename(columns=names)
    return pd.DataFrame(
        {name: [_typed(str(name), cell) for cell in known[name]] for name in known}, dtype=object
    )


def _typed(name: str, cell: object) -> object:
    """A cell's value; a text that is none stays a text, which is refused with its row."""
    if not isinstance(cell, str) or not cell.strip():
        return None
    kind = FIELDS[name].kind
    try:
        if kind == "number":
            return cells.number(cell)
        return calendar.day(cell) if kind == "day" else cell.removeprefix("'")
    except ValueError:
        return cell
