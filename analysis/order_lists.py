"""Lists of contracts as offices keep them, made one row per contract: bidders, changes and failed tenders are none of their own.

rows: index = row numbers of a sheet; columns of `analysis.orders`, and number, original, period, changed_period, outcome, bidder (texts),
signed, changed_end (dates), bid, changed_amount (yen), null where blank. Nothing is added up or guessed: a row that is no contract is
named with its reason. What belongs to a contract on another sheet is found by `analysis.order_changes`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from analysis import order_changes
from analysis.order_rows import SAME_CELLS, Contracts, read_periods
from japan.cells import normal, squeeze

WON = re.compile(
    r"落札(者|決定|決定者|候補者|予定者)?|決定|契約|契約者|受注|採用|[○◯◎〇●]|当選|特定|(優先)?交渉権者"
)
FAILED = re.compile(
    r"不調|不落|中止|取り?止め|取りやめ|取消|不成立|(応札|応募|入札|参加|申込)者?(なし|無し)|打切り?"
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


@dataclass
class Settled:
    """rows: one for each contract, by the row numbers of the sheet. dropped: row → why it is no contract; notes: row, column
    key, and what was understood."""

    rows: pd.DataFrame
    dropped: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str, str]] = field(default_factory=list)


def settled(rows: pd.DataFrame) -> Settled:
    """The contracts of a list."""
    return settled_together([rows], [""], ())[0]


def settled_together(
    tables: Sequence[pd.DataFrame], wheres: Sequence[str], additions: Collection[int]
) -> list[Settled]:
    """The contracts of lists that are one; for each list its own. wheres: how a row of each is referred to (シート「甲」の);
    additions: the positions of lists that only hold changes of the others' contracts."""
    lists = [_listed(rows, at, at in additions) for at, rows in enumerate(tables)]
    for one in lists:
        read_periods(one)
        _set_failed_apart(one)
        if not one.additions:
            _take_winners(one)
    whole = _whole(lists)
    order_changes.join(whole, wheres)
    return [_part(whole, at, rows) for at, rows in enumerate(tables)]


def _listed(rows: pd.DataFrame, sheet: int, is_addition: bool) -> Contracts:
    cells = {str(key): _cells(rows[key]) for key in rows}
    titles = [None if title is None else normal(title).strip() for title in cells["title"]]
    places = range(len(rows))
    return Contracts(
        cells, rows.index.to_list(), titles, [sheet for _ in places], set(places) if is_addition else set()
    )


def _whole(lists: Sequence[Contracts]) -> Contracts:
    """Several lists as one, below each other."""
    if len(lists) == 1:
        return lists[0]
    whole = replace(lists[0], cells={key: [*cells] for key, cells in lists[0].cells.items()})
    for one in lists[1:]:
        begin = len(whole.numbers)
        for key, cells in one.cells.items():
            whole.cells[key] += cells
        whole.numbers += one.numbers
        whole.titles += one.titles
        whole.sheets += one.sheets
        whole.additions |= {begin + at for at in one.additions}
        whole.dropped |= {begin + at: why for at, why in one.dropped.items()}
        whole.notes += [(begin + at, key, note) for at, key, note in one.notes]
    return whole


def _part(whole: Contracts, sheet: int, rows: pd.DataFrame) -> Settled:
    """What became of the rows of one of several lists."""
    own = [at for at, of in enumerate(whole.sheets) if of == sheet]
    left = [at for at in own if at not in whole.dropped]
    index = rows.index[[at - own[0] for at in left]]
    contracts = pd.DataFrame(
        {
            key: pd.Series([cells[at] for at in left], index, rows[key].dtype)
            for key, cells in whole.cells.items()
        }
    )
    dropped = {whole.numbers[at]: whole.dropped[at] for at in own if at in whole.dropped}
    notes = [(whole.numbers[at], key, note) for at, key, note in whole.notes if whole.sheets[at] == sheet]
    return Settled(contracts, dropped, notes)


def _cells(column: pd.Series) -> list[Any]:
    """The cells of a column, None where blank; those that come again are one object."""
    codes, distinct = pd.factorize(column)
    cells = [*distinct.astype(object), None]  # the code of blanks is -1
    return [cells[code] for code in codes.tolist()]


# --- what is no contract --------------------------------------------------------------------------------------------


def _says(cell: str | None, pattern: re.Pattern[str]) -> bool:
    return cell is not None and bool(pattern.search(squeeze(cell)))


def _set_failed_apart(found: Contracts) -> None:
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


def _has_bidders(found: Contracts) -> bool:
    """Whether a list has rows of bidders: a column of them or their bids, or outcomes that tell them apart."""
    outcomes = found.cells["outcome"]
    return found.has("bid") or found.has("bidder") or any(_is_won(one) or _is_lost(one) for one in outcomes)


def _groups(found: Contracts, has_bidders: bool) -> Iterator[list[int]]:
    """Rows that are one tender: below each other, of one number and title, or without both under one that has them."""
    has_names = found.has("number") or found.has("title")
    group: list[int] = []
    number, title, town = None, None, None
    towns = found.cells["municipality"]
    for at, cells in enumerate(zip(found.cells["number"], found.titles, strict=True)):
        own_number, own_title = (None if cell is None else squeeze(cell) for cell in cells)
        is_same = own_title in (None, title) and (own_number in (None, number) or has_bidders)
        is_same = is_same and towns[at] in (None, town)
        if own_title is not None and own_number is None and not has_bidders:
            is_same = False  # two contracts may well have one title
        if group and has_names and is_same:
            group.append(at)
            continue
        if group:
            yield group
        group, number, title, town = [at], own_number, own_title, towns[at]
    if group:
        yield group


def _take_winners(found: Contracts) -> None:
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


def _is_winner_alone(found: Contracts, at: int, has_marks: bool) -> bool:
    """Whether the one row of a tender is a contract: marked as won where rows are, else with a contractor or an amount."""
    outcome = found.cells["outcome"][at]
    if _is_lost(outcome):
        return False
    if has_marks:
        return _is_won(outcome) or order_changes.is_change(found, at)
    return found.cells["contractor"][at] is not None or found.cells["amount"][at] is not None


def _take_winner(found: Contracts, group: list[int]) -> None:
    """Of several rows of one tender the winner's; none of them where that is not plain."""
    bidders, contractors = found.cells["bidder"], found.cells["contractor"]
    of_winner = [at for at in group if _is_won(found.cells["outcome"][at])]
    names = {name for at in group if (name := bidders[at] or contractors[at])}
    if any(order_changes.is_change(found, at) for at in group):
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


def _mention_repeated(found: Contracts, group: list[int]) -> None:
    """Say of rows of one tender that stay several contracts that they may be one."""
    for at in group[1:]:
        if found.cells["number"][at] is not None and found.titles[at] is not None:
            note = f"番号と件名が{found.numbers[group[0]]}行目と同じですが、別の契約として数えます"
            found.notes.append((at, "title", note))


def _complete(found: Contracts, winner: int, first: int, with_amount: Sequence[int]) -> None:
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
