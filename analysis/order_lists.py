"""Lists of contracts as offices keep them, made one row per contract: bidders, changes and failed tenders are none of their own.

rows: index = row numbers of a sheet; columns of `analysis.orders`, and number, period, outcome, bidder (texts), signed (date), bid,
changed_amount (yen), null where blank. Nothing is added up or guessed: a row that is no contract is named with its reason.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from japan import calendar
from japan.cells import TYPED_DASHES, normal, squeeze

WON = re.compile(
    r"落札(者|決定|決定者|候補者|予定者)?|決定|契約|契約者|受注|採用|[○◯◎〇●]|当選|特定|(優先)?交渉権者"
)
FAILED = re.compile(
    r"不調|不落|中止|取り?止め|取りやめ|取消|不成立|(応札|応募|入札|参加|申込)者?(なし|無し)|打切り?"
)
CHANGE = re.compile(
    r"[(\[【]?\s*(?:第?\s*[0-9一二三四五六七八九十]*\s*回\s*)?(?:設計|契約)?変更(?:契約|[0-9]+回目?)?(?:\s*第?[0-9]*回?)?\s*[)\]】]?$"
)
VENTURE = re.compile(r"共同企業体|JV|\bJV\b|企業体", re.IGNORECASE)
LOST = re.compile(
    r"(?:入札|開札|途中|書面|第?[0-9]回目?)*前?(?:辞退|失格|無効|落選|次点|欠席|不参加|未入札|不着)[届者札]?|[×✕―-]"
)
AFTER_FAILURE = re.compile(
    r"随意?契|随契|再入札|再度|再公告|前回|前々回|当初入札"
)  # 不落随契: a contract after all
FAILED_TITLE = re.compile(rf"[((【][^))】]*(?:{FAILED.pattern})[^))】]*[))】]\s*$")
FAILED_JA, LOST_JA = "不調・中止の入札なので契約に数えません", "落札していない入札者です"
OWN = ("contractor", "bidder", "amount", "bid", "changed_amount", "outcome")  # of a bidder, not of the tender
DOUBTFUL = 0.5  # of the first amount: a smaller one after a change may be the difference
SAME_CELLS = 50_000  # outcomes and names come again and again in a list


@dataclass
class Settled:
    """rows: one for each contract, by the row numbers of the sheet. dropped: row → why it is no contract; notes: row, column
    key, and what was understood."""

    rows: pd.DataFrame
    dropped: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class _List:
    """A list by columns, for cells are looked at one by one, which in a DataFrame takes minutes.

    cells: key → a cell per row, None where blank; titles: as they are compared. Rows go by their place, from 0; numbers: in the sheet.
    dropped, notes: by place.
    """

    cells: dict[str, list[Any]]
    numbers: list[int]
    titles: list[str | None]
    dropped: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str, str]] = field(default_factory=list)

    def left(self) -> Iterator[int]:
        """The rows that are still contracts."""
        return (at for at in range(len(self.numbers)) if at not in self.dropped)

    def has(self, key: str) -> bool:
        return any(cell is not None for cell in self.cells[key])


def settled(rows: pd.DataFrame) -> Settled:
    """The contracts of a list."""
    found = _listed(rows)
    _read_periods(found)
    _set_failed_apart(found)
    _take_winners(found)
    _join_changes(found)
    left = list(found.left())
    index = rows.index[left]
    contracts = pd.DataFrame(
        {
            key: pd.Series([cells[at] for at in left], index, rows[key].dtype)
            for key, cells in found.cells.items()
        }
    )
    dropped = {found.numbers[at]: found.dropped[at] for at in sorted(found.dropped)}
    return Settled(contracts, dropped, [(found.numbers[at], key, note) for at, key, note in found.notes])


def _listed(rows: pd.DataFrame) -> _List:
    cells = {str(key): _cells(rows[key]) for key in rows}
    titles = [None if title is None else normal(title).strip() for title in cells["title"]]
    return _List(cells, rows.index.to_list(), titles)


def _cells(column: pd.Series) -> list[Any]:
    """The cells of a column, None where blank; those that come again are one object."""
    codes, distinct = pd.factorize(column)
    cells = [*distinct.astype(object), None]  # the code of blanks is -1
    return [cells[code] for code in codes.tolist()]


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
    begin = calendar.day(first)
    if begin and (within := re.fullmatch(r"(同|翌)年([0-9]{1,2})月([0-9]{1,2})日", last)):
        year = begin.year + (within[1] == "翌")
        return begin, calendar.day(f"{year}/{within[2]}/{within[3]}")
    era = re.match(r"(令和|平成|[RH])", first)
    if era and re.match(r"[0-9]{1,2}(年[0-9]{1,2}月|\.[0-9]{1,2}\.)", last):
        last = era[1] + last
    return begin, calendar.day(last)


def _read_periods(found: _List) -> None:
    """Start and end from one cell, the start from the day of the contract, where they have no cells of their own."""
    for at, cell in enumerate(found.cells["period"]):
        if cell is not None:
            _read_period(found, at, cell)
    starts = found.cells["start"]
    pairs = zip(starts, found.cells["signed"], strict=True)
    found.cells["start"] = [signed if start is None else start for start, signed in pairs]


def _read_period(found: _List, at: int, cell: str) -> None:
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


# --- what is no contract --------------------------------------------------------------------------------------------


def _says(cell: str | None, pattern: re.Pattern[str]) -> bool:
    return cell is not None and bool(pattern.search(squeeze(cell)))


def _set_failed_apart(found: _List) -> None:
    """Tenders that were cancelled or had no winner, by their outcome, their contractor's cell or the end of their title."""
    written = zip(found.cells["outcome"], found.cells["contractor"], found.titles, strict=True)
    for at, (outcome, contractor, title) in enumerate(written):
        if _is_failed_name(contractor) or _is_failed_title(title):
            found.dropped[at] = FAILED_JA
        elif _is_outcome_failed(outcome):
            is_placed = contractor is not None and found.cells["amount"][at] is not None
            if not (is_placed and _says(outcome, AFTER_FAILURE)):
                found.dropped[at] = FAILED_JA


@lru_cache(SAME_CELLS)
def _is_outcome_failed(outcome: str | None) -> bool:
    return _says(outcome, FAILED)


@lru_cache(SAME_CELLS)
def _is_failed_name(contractor: str | None) -> bool:
    return contractor is not None and bool(FAILED.fullmatch(squeeze(contractor).strip("()")))


def _is_failed_title(title: str | None) -> bool:
    return title is not None and bool(FAILED_TITLE.search(title))


def _has_bidders(found: _List) -> bool:
    """Whether a list has rows of bidders: a column of them or their bids, or outcomes that tell them apart."""
    outcomes = found.cells["outcome"]
    return found.has("bid") or found.has("bidder") or any(_is_won(one) or _is_lost(one) for one in outcomes)


def _groups(found: _List, has_bidders: bool) -> Iterator[list[int]]:
    """Rows that are one tender: below each other, of one number and title, or without both under one that has them."""
    has_names = found.has("number") or found.has("title")
    group: list[int] = []
    number, title = None, None
    for at, cells in enumerate(zip(found.cells["number"], found.titles, strict=True)):
        own_number, own_title = (None if cell is None else squeeze(cell) for cell in cells)
        is_same = own_title in (None, title) and (own_number in (None, number) or has_bidders)
        if own_title is not None and own_number is None and not has_bidders:
            is_same = False  # two contracts may well have one title
        if group and has_names and is_same:
            group.append(at)
            continue
        if group:
            yield group
        group, number, title = [at], own_number, own_title
    if group:
        yield group


def _take_winners(found: _List) -> None:
    """Of every tender the winner's row; none where that is not plain."""
    outcomes, names = found.cells["outcome"], found.cells["contractor"]
    has_bidders = _has_bidders(found)
    has_marks = any(map(_is_won, outcomes))
    for group in _groups(found, has_bidders):
        if found.dropped.keys() & group and not any(_is_won(outcomes[at]) for at in group):
            found.dropped |= dict.fromkeys(group, FAILED_JA)
        elif len(group) > 1:
            _take_winner(found, group)
        elif has_bidders and not _is_winner_alone(found, group[0], has_marks):
            found.dropped.setdefault(group[0], LOST_JA)
    pairs = zip(names, found.cells["bidder"], strict=True)
    found.cells["contractor"] = [bidder if name is None else name for name, bidder in pairs]


def _is_winner_alone(found: _List, at: int, has_marks: bool) -> bool:
    """Whether the one row of a tender is a contract: marked as won where rows are, else with a contractor or an amount."""
    outcome = found.cells["outcome"][at]
    if _is_lost(outcome):
        return False
    if has_marks:
        return _is_won(outcome) or _is_change(found, at)
    return found.cells["contractor"][at] is not None or found.cells["amount"][at] is not None


def _take_winner(found: _List, group: list[int]) -> None:
    """Of several rows of one tender the winner's; none of them where that is not plain."""
    bidders, contractors = found.cells["bidder"], found.cells["contractor"]
    of_winner = [at for at in group if _is_won(found.cells["outcome"][at])]
    names = {name for at in group if (name := bidders[at] or contractors[at])}
    if any(_is_change(found, at) for at in group):
        return
    if len(names) < 2 and not of_winner:
        _mention_repeated(found, group)
        return
    with_amount = [at for at in group if found.cells["amount"][at] is not None]
    named = {contractors[at] for at in group if contractors[at] is not None}
    of_name = [at for at in group if len(named) == 1 and bidders[at] in named]
    winners = of_winner or of_name or with_amount
    if len(winners) != 1:
        found.dropped |= dict.fromkeys(group, "同じ件名に業者が並び、落札者が決まりません")
        return
    (winner,) = winners
    _complete(found, winner, group[0], with_amount)
    is_venture = any(_says(name, VENTURE) for name in names) and not of_winner
    others = [at for at in group if at != winner]
    found.dropped |= dict.fromkeys(others, "共同企業体の構成員です" if is_venture else LOST_JA)


def _mention_repeated(found: _List, group: list[int]) -> None:
    """Say of rows of one tender that stay several contracts that they may be one."""
    for at in group[1:]:
        if found.cells["number"][at] is not None and found.titles[at] is not None:
            note = f"番号と件名が{found.numbers[group[0]]}行目と同じですが、別の契約として数えます"
            found.notes.append((at, "title", note))


def _complete(found: _List, winner: int, first: int, with_amount: Sequence[int]) -> None:
    """Put into the winner's row what stands once for all of them: in the first row, or the only amount."""
    amounts = found.cells["amount"]
    if amounts[winner] is None and len(with_amount) == 1:
        amounts[winner] = amounts[with_amount[0]]
    for key, column in found.cells.items():
        if column[winner] is None and key not in OWN:
            column[winner] = column[first]
    found.titles[winner] = found.titles[first] if found.titles[winner] is None else found.titles[winner]


@lru_cache(SAME_CELLS)
def _is_won(outcome: str | None) -> bool:
    return outcome is not None and bool(WON.fullmatch(_without_remark(outcome)))


@lru_cache(SAME_CELLS)
def _is_lost(outcome: str | None) -> bool:
    return outcome is not None and bool(LOST.fullmatch(_without_remark(outcome)))


def _without_remark(outcome: str) -> str:
    """落札（くじ） is 落札, （辞退） is 辞退."""
    plain = squeeze(outcome)
    return re.sub(r"\([^()]*\)", "", plain) or plain.strip("()")


# --- changes --------------------------------------------------------------------------------------------------------


def _is_change(found: _List, at: int) -> bool:
    title, outcome = found.titles[at], found.cells["outcome"][at]
    return _is_change_title(title) or (outcome is not None and "変更" in outcome)


def _is_change_title(title: str | None) -> bool:
    return title is not None and "変更" in title and bool(CHANGE.search(title))


def _base(title: str | None) -> str:
    """A title without what calls it a change."""
    if title is None:
        return ""
    return squeeze(CHANGE.sub("", title) if "変更" in title else title).translate(TYPED_DASHES)


def _join_changes(found: _List) -> None:
    """Put each change into its contract: the amount after it, and its last day."""
    if not found.has("changed_amount") and not any(_is_change(found, at) for at in found.left()):
        return
    by_name: dict[tuple[object, ...], int] = {}
    for at in found.left():
        keys = _names(found, at)
        of = next((by_name[key] for key in keys if key in by_name), None)
        is_change = _is_change(found, at)
        after = found.cells["changed_amount"][at]
        if of is not None and is_change:
            _change(found, of, found.cells["amount"][at] if after is None else after, found.cells["end"][at])
            found.dropped[at] = f"{found.numbers[of]}行目の契約の変更です"
            continue
        if is_change:
            note = "変更の契約ですが、もとの契約が見つからないため、1件に数えます"
            found.notes.append((at, "title", note))
        for key in keys:
            by_name.setdefault(key, at)
        _change(found, at, after, None)


def _names(found: _List, at: int) -> list[tuple[object, ...]]:
    """What a contract is called by its changes: its title, its number."""
    base, number, where = _base(found.titles[at]), found.cells["number"][at], found.cells["municipality"][at]
    keys: list[tuple[object, ...]] = [("title", where, base)] if base else []
    return keys if number is None else [*keys, ("number", where, squeeze(number))]


def _change(found: _List, at: int, amount: float | None, end: pd.Timestamp | None) -> None:
    """The amount and last day of a contract after a change."""
    if end is not None:
        found.cells["end"][at] = end
    before = found.cells["amount"][at]
    if amount is None or amount == before:
        return
    if before is not None and not DOUBTFUL * before <= amount:
        note = f"変更後の金額（{amount:,.0f}円）は差額かもしれないため、もとの金額のままです"
        found.notes.append((at, "amount", note))
        return
    found.cells["amount"][at] = amount
    found.notes.append((at, "amount", f"金額は変更後の{amount:,.0f}円です"))
