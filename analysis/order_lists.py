"""Lists of contracts as offices keep them, made one row per contract: bidders, changes and failed tenders are none of their own.

rows: index = row numbers of a sheet; columns of `analysis.orders`, and number, period, outcome, bidder (texts), signed (date), bid,
changed_amount (yen), null where blank. Nothing is added up or guessed: a row that is no contract is named with its reason.
"""

import re
from dataclasses import dataclass, field
from datetime import date
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
FAILED_JA, LOST_JA = "不調・中止の入札なので契約に数えません", "落札していない入札者です"
OWN = ("contractor", "bidder", "amount", "bid", "changed_amount", "outcome")  # of a bidder, not of the tender
DOUBTFUL = 0.5  # of the first amount: a smaller one after a change may be the difference
Table = Any  # a DataFrame whose rows are looked at one by one: pandas types its cells as anything and nothing
TITLED = ["number", "title"]


@dataclass
class Settled:
    """contracts: one row each, by the row numbers of the sheet. dropped: row → why it is no contract; notes: row → what was understood."""

    contracts: pd.DataFrame
    dropped: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


def settled(rows: pd.DataFrame) -> Settled:
    """The contracts of a list."""
    found = Settled(rows.copy())
    _read_periods(found)
    _set_failed_apart(found)
    _take_winners(found)
    _drop(found)
    _join_changes(found)
    _drop(found)
    return found


def _drop(found: Settled) -> None:
    found.contracts = found.contracts[~found.contracts.index.isin(list(found.dropped))].copy()


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


def _read_periods(found: Settled) -> None:
    """Start and end from one cell, the start from the day of the contract, where they have no cells of their own."""
    rows: Table = found.contracts
    for row, cell in rows["period"].dropna().items():
        try:
            start, end = period(cell)
        except ValueError as error:
            if rows.loc[row, ["start", "end"]].isna().any():
                found.notes[row] = f"「{cell[:40]}」は{error}"
            continue
        for key, day in (("start", start), ("end", end)):
            if pd.isna(rows.at[row, key]) and day is not None:
                rows.at[row, key] = pd.Timestamp(day)
    rows["start"] = rows["start"].fillna(rows["signed"])


# --- what is no contract --------------------------------------------------------------------------------------------


def _says(cell: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(cell, str) and bool(pattern.search(squeeze(cell)))


def _set_failed_apart(found: Settled) -> None:
    """Tenders that were cancelled or had no winner, by their outcome, their contractor's cell or the end of their title."""
    rows: Table = found.contracts
    for row, one in rows.iterrows():
        is_named = isinstance(one["title"], str) and re.search(
            rf"[((【][^))】]*(?:{FAILED.pattern})[^))】]*[))】]\s*$", normal(one["title"])
        )
        is_contractor = isinstance(one["contractor"], str) and FAILED.fullmatch(
            squeeze(one["contractor"]).strip("()")
        )
        if _says(one["outcome"], FAILED) or is_contractor or is_named:
            found.dropped[row] = FAILED_JA


def _has_bidders(rows: pd.DataFrame) -> bool:
    """Whether a list has rows of bidders: a column of them or their bids, or outcomes that tell them apart."""
    return bool(rows[["bid", "bidder"]].notna().any(axis=None)) or any(
        _is_won(outcome) or _says(outcome, LOST) for outcome in rows["outcome"].unique()
    )


def _groups(rows: Table) -> list[list[int]]:
    """Row numbers of rows that are one tender: below each other, of one number and title, or without both under one that has them."""
    groups: list[list[int]] = []
    number, title = None, None
    has_bidders, has_names = _has_bidders(rows), rows[TITLED].notna().any(axis=None)
    for row, one in rows[TITLED].iterrows():
        own_number, own_title = (
            None if pd.isna(cell) else squeeze(cell) for cell in (one["number"], one["title"])
        )
        is_same_title = own_title in (None, title)
        is_same = is_same_title and (own_number in (None, number) or has_bidders)
        if own_title is not None and own_number is None and not has_bidders:
            is_same = False  # two contracts may well have one title
        if groups and has_names and is_same:
            groups[-1].append(row)
            continue
        groups.append([row])
        number, title = own_number, own_title
    return groups


def _take_winners(found: Settled) -> None:
    """Of every tender the winner's row; none where that is not plain."""
    rows: Table = found.contracts
    has_bidders = _has_bidders(rows)
    has_marks = any(_is_won(outcome) for outcome in rows["outcome"].unique())
    for group in _groups(rows):
        if set(group) & found.dropped.keys() and not any(_is_won(rows.at[row, "outcome"]) for row in group):
            found.dropped |= dict.fromkeys(group, FAILED_JA)
        elif len(group) > 1:
            _take_winner(found, group)
        elif has_bidders and not _is_winner_alone(rows.loc[group[0]], has_marks):
            found.dropped[group[0]] = found.dropped.get(group[0], LOST_JA)
    rows["contractor"] = rows["contractor"].fillna(rows["bidder"])


def _is_winner_alone(one: pd.Series, has_marks: bool) -> bool:
    """Whether the one row of a tender is a contract: marked as won where rows are, else with a contractor or an amount."""
    if _says(one["outcome"], LOST):
        return False
    if has_marks:
        return _is_won(one["outcome"]) or _is_change(one)
    return bool(pd.notna(one["contractor"]) or pd.notna(one["amount"]))


def _take_winner(found: Settled, group: list[int]) -> None:
    """Of several rows of one tender the winner's; none of them where that is not plain."""
    rows: Table = found.contracts
    several = rows.loc[group]
    of_winner = [row for row in group if _is_won(rows.at[row, "outcome"])]
    names = several["bidder"].fillna(several["contractor"])
    if any(_is_change(one) for _, one in several.iterrows()) or (names.nunique() < 2 and not of_winner):
        return
    with_amount = [row for row in group if pd.notna(rows.at[row, "amount"])]
    named = several["contractor"].dropna().unique()
    of_name = [row for row in group if len(named) == 1 and rows.at[row, "bidder"] == named[0]]
    winners = of_winner or of_name or with_amount
    if len(winners) != 1:
        found.dropped |= dict.fromkeys(group, "同じ件名に業者が並び、落札者が決まりません")
        return
    (winner,) = winners
    if pd.isna(rows.at[winner, "amount"]) and len(with_amount) == 1:
        rows.at[winner, "amount"] = rows.at[with_amount[0], "amount"]
    for key in rows.columns:  # what stands once for all of them, in the first row
        if pd.isna(rows.at[winner, key]) and key not in OWN:
            rows.at[winner, key] = rows.at[group[0], key]
    is_venture = any(_says(name, VENTURE) for name in names) and not of_winner
    others = [row for row in group if row != winner]
    found.dropped |= dict.fromkeys(others, "共同企業体の構成員です" if is_venture else LOST_JA)


def _is_won(outcome: object) -> bool:
    return isinstance(outcome, str) and bool(WON.fullmatch(squeeze(outcome).strip("()")))


# --- changes --------------------------------------------------------------------------------------------------------


def _is_change(one: pd.Series) -> bool:
    is_titled = isinstance(one["title"], str) and bool(CHANGE.search(normal(one["title"]).strip()))
    return is_titled or (isinstance(one["outcome"], str) and "変更" in one["outcome"])


def _base(title: object) -> str:
    """A title without what calls it a change."""
    return (
        squeeze(CHANGE.sub("", normal(title).strip())).translate(TYPED_DASHES)
        if isinstance(title, str)
        else ""
    )


def _join_changes(found: Settled) -> None:
    """Put each change into its contract: the amount after it, and its last day."""
    rows: Table = found.contracts
    by_name: dict[tuple[object, ...], int] = {}
    for row, one in rows.iterrows():
        keys = [("title", one["municipality"], _base(one["title"]))] if _base(one["title"]) else []
        keys += [("number", one["municipality"], squeeze(one["number"]))] * isinstance(one["number"], str)
        of = next((by_name[key] for key in keys if key in by_name), None)
        if of is not None and _is_change(one):
            after = one["changed_amount"] if pd.notna(one["changed_amount"]) else one["amount"]
            _change(found, of, after, one["end"])
            found.dropped[row] = f"{of}行目の契約の変更です"
            continue
        if _is_change(one):
            found.notes[row] = "変更の契約ですが、もとの契約が見つからないため、1件に数えます"
        by_name |= {key: row for key in keys if key not in by_name}
        _change(found, row, one["changed_amount"], None)


def _change(found: Settled, row: int, amount: float | None, end: pd.Timestamp | None) -> None:
    """The amount and last day of a contract after a change."""
    rows: Table = found.contracts
    if end is not None and pd.notna(end):
        rows.at[row, "end"] = end
    if amount is None or pd.isna(amount) or amount == rows.at[row, "amount"]:
        return
    before = rows.at[row, "amount"]
    if pd.notna(before) and not DOUBTFUL * before <= amount:
        found.notes[row] = f"変更後の金額（{amount:,.0f}円）は差額かもしれないため、もとの金額のままです"
        return
    rows.at[row, "amount"] = amount
    found.notes[row] = f"金額は変更後の{amount:,.0f}円です"
