"""Lists of contracts as offices keep them, made one row per contract: bidders, changes and failed tenders are none of their own.

rows: index = row numbers of a sheet; columns of `analysis.orders`, and number, period, outcome, bidder (texts), signed (date), bid,
changed_amount (yen), null where blank. Nothing is added up or guessed: a row that is no contract is named with its reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from japan import calendar
from japan.cells import TYPED_DASHES, normal, squeeze

WON = re.compile(r"落札(者|決定)?|決定|契約|契約者|受注|採用|[○◯◎〇●]|当選|特定")
FAILED = re.compile(
    r"不調|不落|中止|取り?止め|取りやめ|取消|不成立|(応札|応募|入札|参加|申込)者?(なし|無し)|打切り?"
)
CHANGE = re.compile(
    r"[(\[【]?\s*(?:第?\s*[0-9一二三四五六七八九十]*\s*回\s*)?(?:設計|契約)?変更(?:契約|[0-9]+回目?)?(?:\s*第?[0-9]*回?)?\s*[)\]】]?$"
)
VENTURE = re.compile(r"共同企業体|JV|\bJV\b|企業体", re.IGNORECASE)
LOST = re.compile("辞退|失格|無効|落選|次点|欠席|不参加|^[×✕―-]$")
FAILED_TITLE = re.compile(rf"[((【][^))】]*(?:{FAILED.pattern})[^))】]*[))】]\s*$")
FAILED_JA, LOST_JA = "不調・中止の入札なので契約に数えません", "落札していない入札者です"
OWN = ("contractor", "bidder", "amount", "bid", "changed_amount", "outcome")  # of a bidder, not of the tender
DOUBTFUL = 0.5  # of the first amount: a smaller one after a change may be the difference
SAME_CELLS = 50_000  # outcomes and names come again and again in a list
# The cells of a row by key, None where blank. Rows are looked at one by one, which in a DataFrame takes minutes.
Row = dict[str, Any]


@dataclass
class Settled:
    """contracts: one row each, by the row numbers of the sheet. dropped: row → why it is no contract; notes: row → what was understood."""

    contracts: pd.DataFrame
    dropped: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


@dataclass
class _List:
    """The rows that are still contracts, by their row numbers, and what was found of them."""

    rows: dict[int, Row]
    dropped: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)

    def left(self) -> "_List":
        """Without what was dropped."""
        rows = {at: one for at, one in self.rows.items() if at not in self.dropped}
        return _List(rows, self.dropped, self.notes)


def settled(rows: pd.DataFrame) -> Settled:
    """The contracts of a list."""
    cells = rows.astype(object).where(rows.notna(), None)
    records: list[Row] = cells.to_dict("records")  # type: ignore[assignment]  # the keys are texts
    found = _List(dict(zip(rows.index, records, strict=True)))
    _read_periods(found)
    _set_failed_apart(found)
    _take_winners(found)
    found = found.left()
    _join_changes(found)
    found = found.left()
    contracts = pd.DataFrame.from_dict(found.rows, orient="index", columns=rows.columns)
    return Settled(contracts.astype(rows.dtypes.to_dict()), found.dropped, found.notes)


# --- the period -----------------------------------------------------------------------------------------------------


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
    era = re.match(r"(令和|平成|[RH])", first)
    if era and re.match(r"[0-9]{1,2}(年[0-9]{1,2}月|\.[0-9]{1,2}\.)", last):
        last = era[1] + last
    return calendar.day(first), calendar.day(last)


def _read_periods(found: _List) -> None:
    """Start and end from one cell, the start from the day of the contract, where they have no cells of their own."""
    for at, one in found.rows.items():
        if one["period"] is not None:
            _read_period(found, at, one)
        one["start"] = one["signed"] if one["start"] is None else one["start"]


def _read_period(found: _List, at: int, one: Row) -> None:
    try:
        days = period(one["period"])
    except ValueError as error:
        if one["start"] is None or one["end"] is None:
            found.notes[at] = f"「{one['period'][:40]}」は{error}"
        return
    for key, day in zip(("start", "end"), days, strict=True):
        if one[key] is None and day is not None:
            one[key] = pd.Timestamp(day)


# --- what is no contract --------------------------------------------------------------------------------------------


def _says(cell: str | None, pattern: re.Pattern[str]) -> bool:
    return cell is not None and bool(pattern.search(squeeze(cell)))


def _set_failed_apart(found: _List) -> None:
    """Tenders that were cancelled or had no winner, by their outcome, their contractor's cell or the end of their title."""
    for at, one in found.rows.items():
        if _is_outcome_failed(one["outcome"]) or _is_failed_name(one["contractor"]) or _is_failed_title(one):
            found.dropped[at] = FAILED_JA


@lru_cache(SAME_CELLS)
def _is_outcome_failed(outcome: str | None) -> bool:
    return _says(outcome, FAILED)


@lru_cache(SAME_CELLS)
def _is_failed_name(contractor: str | None) -> bool:
    return contractor is not None and bool(FAILED.fullmatch(squeeze(contractor).strip("()")))


def _is_failed_title(one: Row) -> bool:
    return one["title"] is not None and bool(FAILED_TITLE.search(normal(one["title"])))


def _has_bidders(rows: Iterable[Row]) -> bool:
    """Whether a list has rows of bidders: a column of them or their bids, or outcomes that tell them apart."""
    return any(
        one["bid"] is not None
        or one["bidder"] is not None
        or _is_won(one["outcome"])
        or _is_lost(one["outcome"])
        for one in rows
    )


def _groups(rows: dict[int, Row], has_bidders: bool) -> list[list[int]]:
    """Row numbers of rows that are one tender: below each other, of one number and title, or without both under one that has them."""
    groups: list[list[int]] = []
    number, title = None, None
    has_names = any(one["number"] is not None or one["title"] is not None for one in rows.values())
    for at, one in rows.items():
        own_number, own_title = (
            None if cell is None else squeeze(cell) for cell in (one["number"], one["title"])
        )
        is_same_title = own_title in (None, title)
        is_same = is_same_title and (own_number in (None, number) or has_bidders)
        if own_title is not None and own_number is None and not has_bidders:
            is_same = False  # two contracts may well have one title
        if groups and has_names and is_same:
            groups[-1].append(at)
            continue
        groups.append([at])
        number, title = own_number, own_title
    return groups


def _take_winners(found: _List) -> None:
    """Of every tender the winner's row; none where that is not plain."""
    rows = found.rows
    has_bidders = _has_bidders(rows.values())
    has_marks = any(_is_won(one["outcome"]) for one in rows.values())
    for group in _groups(rows, has_bidders):
        if set(group) & found.dropped.keys() and not any(_is_won(rows[at]["outcome"]) for at in group):
            found.dropped |= dict.fromkeys(group, FAILED_JA)
        elif len(group) > 1:
            _take_winner(found, group)
        elif has_bidders and not _is_winner_alone(rows[group[0]], has_marks):
            found.dropped[group[0]] = found.dropped.get(group[0], LOST_JA)
    for one in rows.values():
        one["contractor"] = one["bidder"] if one["contractor"] is None else one["contractor"]


def _is_winner_alone(one: Row, has_marks: bool) -> bool:
    """Whether the one row of a tender is a contract: marked as won where rows are, else with a contractor or an amount."""
    if _is_lost(one["outcome"]):
        return False
    if has_marks:
        return _is_won(one["outcome"]) or _is_change(one)
    return one["contractor"] is not None or one["amount"] is not None


def _take_winner(found: _List, group: list[int]) -> None:
    """Of several rows of one tender the winner's; none of them where that is not plain."""
    rows = {at: found.rows[at] for at in group}
    of_winner = [at for at in group if _is_won(rows[at]["outcome"])]
    names = {
        one["bidder"] or one["contractor"] for one in rows.values() if one["bidder"] or one["contractor"]
    }
    if any(_is_change(one) for one in rows.values()) or (len(names) < 2 and not of_winner):
        return
    with_amount = [at for at in group if rows[at]["amount"] is not None]
    named = {one["contractor"] for one in rows.values() if one["contractor"] is not None}
    of_name = [at for at in group if len(named) == 1 and rows[at]["bidder"] in named]
    winners = of_winner or of_name or with_amount
    if len(winners) != 1:
        found.dropped |= dict.fromkeys(group, "同じ件名に業者が並び、落札者が決まりません")
        return
    (winner,) = winners
    _complete(rows[winner], rows[group[0]], [rows[at]["amount"] for at in with_amount])
    is_venture = any(_says(name, VENTURE) for name in names) and not of_winner
    others = [at for at in group if at != winner]
    found.dropped |= dict.fromkeys(others, "共同企業体の構成員です" if is_venture else LOST_JA)


def _complete(winner: Row, first: Row, amounts: Sequence[float]) -> None:
    """Put into the winner's row what stands once for all of them: in the first row, or the only amount."""
    if winner["amount"] is None and len(amounts) == 1:
        winner["amount"] = amounts[0]
    for key, cell in first.items():
        if winner[key] is None and key not in OWN:
            winner[key] = cell


@lru_cache(SAME_CELLS)
def _is_won(outcome: str | None) -> bool:
    return outcome is not None and bool(WON.fullmatch(squeeze(outcome).strip("()")))


@lru_cache(SAME_CELLS)
def _is_lost(outcome: str | None) -> bool:
    return _says(outcome, LOST)


# --- changes --------------------------------------------------------------------------------------------------------


def _is_change(one: Row) -> bool:
    is_titled = one["title"] is not None and bool(CHANGE.search(normal(one["title"]).strip()))
    return is_titled or (one["outcome"] is not None and "変更" in one["outcome"])


def _base(title: str | None) -> str:
    """A title without what calls it a change."""
    return "" if title is None else squeeze(CHANGE.sub("", normal(title).strip())).translate(TYPED_DASHES)


def _join_changes(found: _List) -> None:
    """Put each change into its contract: the amount after it, and its last day."""
    by_name: dict[tuple[object, ...], int] = {}
    for at, one in found.rows.items():
        base, is_change = _base(one["title"]), _is_change(one)
        keys = [("title", one["municipality"], base)] if base else []
        keys += [("number", one["municipality"], squeeze(one["number"]))] if one["number"] is not None else []
        of = next((by_name[key] for key in keys if key in by_name), None)
        if of is not None and is_change:
            after = one["amount"] if one["changed_amount"] is None else one["changed_amount"]
            _change(found, of, after, one["end"])
            found.dropped[at] = f"{of}行目の契約の変更です"
            continue
        if is_change:
            found.notes[at] = "変更の契約ですが、もとの契約が見つからないため、1件に数えます"
        by_name |= {key: at for key in keys if key not in by_name}
        _change(found, at, one["changed_amount"], None)


def _change(found: _List, at: int, amount: float | None, end: pd.Timestamp | None) -> None:
    """The amount and last day of a contract after a change."""
    one = found.rows[at]
    if end is not None:
        one["end"] = end
    before = one["amount"]
    if amount is None or amount == before:
        return
    if before is not None and not DOUBTFUL * before <= amount:
        found.notes[at] = f"変更後の金額（{amount:,.0f}円）は差額かもしれないため、もとの金額のままです"
        return
    one["amount"] = amount
    found.notes[at] = f"金額は変更後の{amount:,.0f}円です"
