"""A list of contracts by columns, and the days that a period in one cell names.

period("令和6年4月1日～令和7年3月31日")       its first and last day
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from japan import calendar
from japan.cells import normal, squeeze

SAME_CELLS = 50_000  # outcomes, names and periods come again and again in a list


@dataclass
class Contracts:
    """A list by columns, for cells are looked at one by one, which in a DataFrame takes minutes.

    cells: key → a cell per row, None where blank; titles: as they are compared. Rows go by their place, from 0; numbers: in the sheet;
    sheets: which of several tables a row is of. additions: rows of tables that only hold changes. dropped, notes: by place.
    """

    cells: dict[str, list[Any]]
    numbers: list[int]
    titles: list[str | None]
    sheets: list[int]
    additions: set[int] = field(default_factory=set)
    dropped: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str, str]] = field(default_factory=list)

    def left(self) -> Iterator[int]:
        """The rows that are still contracts."""
        return (at for at in range(len(self.numbers)) if at not in self.dropped)

    def has(self, key: str) -> bool:
        return any(cell is not None for cell in self.cells[key])


def period(cell: str) -> tuple[date | None, date | None]:
    """The first and last day of a period in one cell: 令和6年4月1日～令和7年3月31日, 自 … 至 …, …から…まで; None where it names none.

    Raises ValueError, in Japanese, for what is not both days or a last one.
    """
    text = re.sub(r"[((][^()]*[))]", "", normal(cell))
    text = re.sub(r"\s+", " ", text).strip()
    parts = [
        part.strip(" 、,")
        for part in re.split(
            r"[~〜]|から|至|(?<=[日0-9])\s*[-‐–—−ー]\s*(?=(?:19|20)[0-9]{2}[年/.-]|[RHrh令平])|より", text
        )
    ]
    parts = [re.sub(r"^自\s*|まで$", "", part).strip() for part in parts if part]
    if len(parts) == 1 and text.endswith("まで"):
        return None, calendar.day(parts[0])
    if len(parts) != 2:
        raise ValueError("期間として読めません（「令和6年4月1日～令和7年3月31日」の形が必要です）")
    first, last = parts
    if re.match(r"契約締結|契約の?日|契約日|着手", squeeze(first)):
        return None, calendar.day(last)
    begin = calendar.day(first)
    if begin and (within := re.fullmatch(r"(同|翌)年([0-9]{1,2})月([0-9]{1,2})日", last)):
        year = begin.year + (within[1] == "翌")
        return begin, calendar.day(f"{year}/{within[2]}/{within[3]}")
    era = re.match(r"(令和|平成|[RH])", first)
    if era and re.match(r"[0-9]{1,2}(年[0-9]{1,2}月|\.[0-9]{1,2}\.)", last):
        last = era[1] + last
    return begin, calendar.day(last)


def read_periods(found: Contracts) -> None:
    """Start and end from one cell, the start from the day of the contract, where they have no cells of their own."""
    for at, cell in enumerate(found.cells["period"]):
        if cell is not None:
            _read_period(found, at, cell)
    _read_changed_periods(found)
    starts = found.cells["start"]
    pairs = zip(starts, found.cells["signed"], strict=True)
    found.cells["start"] = [signed if start is None else start for start, signed in pairs]


def _read_changed_periods(found: Contracts) -> None:
    """The last day after a change from a period, or from the one day that stands there."""
    ends = found.cells["changed_end"]
    for at, cell in enumerate(found.cells["changed_period"]):
        if cell is None or ends[at] is not None:
            continue
        try:
            last = calendar.day(cell)
        except ValueError:
            (_, last), wrong = _known_period(cell)
            found.notes += [(at, "changed_period", f"「{cell[:40]}」は{wrong}")] * bool(wrong)
        ends[at] = None if last is None else pd.Timestamp(last)


def _read_period(found: Contracts, at: int, cell: str) -> None:
    days, wrong = _known_period(cell)
    columns = (found.cells["start"], found.cells["end"])
    if wrong and any(column[at] is None for column in columns):
        found.notes.append((at, "period", f"「{cell[:40]}」は{wrong}"))
    for column, day in zip(columns, days, strict=True):
        if column[at] is None and day is not None:
            column[at] = pd.Timestamp(day)


@lru_cache(SAME_CELLS)
def _known_period(cell: str) -> tuple[tuple[date | None, date | None], str]:
    """The days of a period, and what is wrong with it."""
    try:
        return period(cell), ""
    except ValueError as error:
        return (None, None), str(error)
