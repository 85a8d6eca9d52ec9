"""Changes of contracts: rows that say what became of a contract, in its list or on a sheet of their own, are none themselves.

A change belongs to its contract by the contract's number, else by title, contractor and municipality, as far as both name them. One that
fits none, or several, changes nothing and is listed; only a change in the list itself that fits none is a contract of an earlier list.
"""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.order_rows import Contracts
from analysis.orders import company_keys
from japan.cells import TYPED_DASHES, normal, squeeze

CHANGE = re.compile(
    r"[(\[【]?\s*(?:第?\s*[0-9一二三四五六七八九十]*\s*回\s*)?(?:設計|契約)?変更(?:契約|[0-9]+回目?)?(?:\s*第?[0-9]*回?)?\s*[)\]】]?$"
)
_BEGINNING = re.compile(
    r"^(?:[(\[【]\s*(?:第?[0-9一二三四五六七八九十]*回)?(?:設計|契約)?変更(?:契約)?(?:第?[0-9]*回)?\s*[)\]】]|(?:第[0-9]+回)?変更契約[:\s])\s*"
)
_LIST = re.compile(
    r"(?!.*(?:当初|含む|込み))(?:.*[^更])?(?:契約変更|変更)(?:契約)?(?:の|締結|状況|内容|結果|公表|情報)*"
    r"(?:一覧表?|リスト|表|調書|台帳|分|関係)?(?:[0-9]{1,2})?"
)
_ROUND = re.compile(r"第?\s*([0-9]{1,2})\s*回")
_LINE = re.compile(r"[0-9]{1,3}")  # may be the number of a line, not of a contract
DOUBTFUL = 0.5  # of the first amount: a smaller one after a change may be the difference
NONE_JA = "もとの契約が見つからない変更なので、契約に数えません"
SEVERAL_JA = "変更ですが、もとの契約に合うものが{count}件あり決まらないため、契約に数えません"

Key = tuple[str, str]


def is_list_of_changes(names: Sequence[str], mapping: Mapping[str, str | None]) -> bool:
    """Whether a table holds changes only: its sheet or title is called so, or it has amounts after changes and none before.

    names: the sheet's and what stands over the table; mapping: column key → heading.
    """
    if not (mapping["number"] or mapping["original"] or mapping["title"]):
        return False
    changed = mapping["changed_amount"] or ""
    if not mapping["amount"] and "変更" in changed:
        return True
    return any(_LIST.fullmatch(re.sub(r"\([^()]*\)", "", squeeze(name))) for name in names if "変更" in name)


def is_change(found: Contracts, at: int) -> bool:
    """Whether a row is a change by its place, the contract it names, its title or its outcome."""
    title, outcome, original = found.titles[at], found.cells["outcome"][at], found.cells["original"][at]
    if at in found.additions or (original is not None and original != found.cells["number"][at]):
        return True
    return _is_change_title(title) or (outcome is not None and "変更" in outcome)


def _is_change_title(title: str | None) -> bool:
    if title is None or "変更" not in title:
        return False
    return bool(CHANGE.search(title) or _BEGINNING.match(title))


def _base(title: str | None) -> str:
    """A title without what calls it a change."""
    if title is None:
        return ""
    bare = _BEGINNING.sub("", CHANGE.sub("", title)) if "変更" in title else title
    return squeeze(bare).translate(TYPED_DASHES)


def join(found: Contracts, wheres: Sequence[str]) -> None:
    """Put each change into its contract: the amount after it, and its last day. wheres: see `order_lists.settled_together`."""
    changes = [at for at in found.left() if is_change(found, at)]
    ends = found.cells["changed_end"]
    if not changes and not found.has("changed_amount") and not any(ends):
        return
    among = set(changes)
    found.cells["company"] = _companies(found)
    known: dict[Key, list[int]] = {}
    for at in found.left():
        if at not in among:
            _remember(found, at, known)
            _change(found, at, found.cells["changed_amount"][at], ends[at])
    of: dict[int, list[int]] = {}
    for at in changes:
        contract = _contract(found, at, known)
        if contract is not None:
            of.setdefault(contract, []).append(at)
    for contract, own in of.items():
        for at in _in_order(found, own):
            _apply(found, contract, at, wheres)
    del found.cells["company"]


def _companies(found: Contracts) -> list[str | None]:
    """The contractors as they are compared: ㈱甲 is 株式会社甲."""
    keys = company_keys(pd.Series(found.cells["contractor"], dtype="str"))
    return [None if pd.isna(key) else str(key) for key in keys]


def _apply(found: Contracts, contract: int, at: int, wheres: Sequence[str]) -> None:
    """One change of a contract."""
    after, end = found.cells["changed_amount"][at], found.cells["changed_end"][at]
    end = found.cells["end"][at] if end is None else end
    amount = found.cells["amount"][at] if after is None else after
    where = wheres[found.sheets[contract]] if found.sheets[contract] != found.sheets[at] else ""
    found.dropped[at] = f"{where}{found.numbers[contract]}行目の契約の変更です"
    if amount is None and end is None:
        found.dropped[at] += "（変更後の金額も期間も書かれていないため、もとの契約のままです）"
    _change(found, contract, amount, end)


def _change(found: Contracts, at: int, amount: float | None, end: pd.Timestamp | None) -> None:
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


# --- which contract -------------------------------------------------------------------------------------------------


def _remember(found: Contracts, at: int, known: dict[Key, list[int]]) -> None:
    if base := _base(found.titles[at]):
        known.setdefault(("title", base), []).append(at)
    if (number := found.cells["number"][at]) is not None:
        known.setdefault(("number", squeeze(number)), []).append(at)


def _contract(found: Contracts, at: int, known: dict[Key, list[int]]) -> int | None:
    """The contract that a change belongs to; else the change is listed, or stays as a contract of an earlier list."""
    fitting = _by_number(found, at, known) or _by_title(found, at, known)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        found.dropped[at] = SEVERAL_JA.format(count=len(fitting))
    elif at in found.additions or found.cells["original"][at] is not None:
        found.dropped[at] = NONE_JA
    else:
        found.notes.append((at, "title", "変更の契約ですが、もとの契約が見つからないため、1件に数えます"))
        _remember(found, at, known)
        _change(found, at, found.cells["changed_amount"][at], found.cells["changed_end"][at])
    return None


def _by_number(found: Contracts, at: int, known: dict[Key, list[int]]) -> list[int]:
    """The contracts of the number that a change names. A number that may be a line's also needs the title or the contractor."""
    number, base = found.cells["original"][at], _base(found.titles[at])
    is_named = number is not None
    number = found.cells["number"][at] if number is None else number
    if number is None:
        return []
    fitting = _alike(found, at, known.get(("number", squeeze(number)), []), ("municipality",))
    if is_named or not _LINE.fullmatch(squeeze(number)):
        return fitting
    if base:
        return [one for one in fitting if _base(found.titles[one]) in ("", base)]
    if at not in found.additions:
        return fitting
    company = found.cells["company"][at]
    return [one for one in fitting if company and found.cells["company"][one] == company]


def _by_title(found: Contracts, at: int, known: dict[Key, list[int]]) -> list[int]:
    if found.cells["original"][at] is not None or not (base := _base(found.titles[at])):
        return []
    return _alike(found, at, known.get(("title", base), []), ("municipality", "company", "department"))


def _alike(found: Contracts, at: int, contracts: Sequence[int], keys: Sequence[str]) -> list[int]:
    """Of some contracts those that a change does not contradict in any of the columns, nor begins before."""
    signed = found.cells["signed"]
    return [
        one
        for one in contracts
        if all(_agree(found.cells[key][one], found.cells[key][at]) for key in keys)
        and not (signed[one] is not None and signed[at] is not None and signed[at] < signed[one])
    ]


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or squeeze(one) == squeeze(other)


def _in_order(found: Contracts, changes: Sequence[int]) -> list[int]:
    """The changes of one contract, the last of them last: by the day they were signed, else by their number, else as they stand."""
    signed = [found.cells["signed"][at] for at in changes]
    rounds = [_round(found, at) for at in changes]
    for order in (signed, rounds):
        if all(one is not None for one in order):
            return [at for _, at in sorted(zip(order, changes, strict=True), key=lambda pair: pair[0])]
    return list(changes)


def _round(found: Contracts, at: int) -> int | None:
    """第2回変更 as 2."""
    for text in (found.cells["outcome"][at], found.titles[at]):
        if text is not None and (named := _ROUND.search(normal(text))):
            return int(named[1])
    return None
