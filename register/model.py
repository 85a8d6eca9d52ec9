"""What the register holds, who may do what with it, and what is refused. Words in, words out: no database here.

A request has open fields, which the dashboard shows, and personal ones, which only those who work on it see. Open fields take declared
words only (analysis/request_words.py): a name or a telephone number that is typed into one is refused, not kept.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from analysis import request_rows, request_words
from analysis.request_words import ACTIONS, DECLINED, DONE, KINDS, RECEIVED, ROAD_CLASSES, STATUSES

State = dict[str, Any]  # field → text, number (float), day (date) or None
Changes = dict[str, tuple[Any, Any]]  # field → before, after


class Refused(Exception):
    """What the register does not do. The message is one Japanese sentence for the reader, without anything they typed."""


class Misset(Refused):
    """What the operator has set cannot be meant; the message is for them, not for readers."""


class Unreachable(Refused):
    """The database did not answer, or not in time; nothing tells whether a write was done. The same key tells it the next time."""

    def __init__(self) -> None:
        super().__init__(
            "共同の台帳につながらないか、混み合っています（少し待ってから、もう一度お試しください）。"
        )


class Conflict(Refused):
    """Somebody else was first. events: theirs, since the version that was changed; version: the newest."""

    def __init__(self, version: int, events: "list[Event]") -> None:
        super().__init__(
            "開いている間に、ほかの人がこの件を直しました（内容を確かめてから、もう一度保存してください）。"
        )
        self.version, self.events = version, events


@dataclass(frozen=True)
class Field:
    """label, unit: as the form of 対応状況 has them (pages/requests/form.py)."""

    label: str
    kind: Literal["text", "number", "day"] = "text"
    unit: str = ""

    @property
    def heading(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


# What the form of 対応状況 has, in its order: facts by who receives a request, progress by who works on it.
FIELDS = {
    "kind": Field("種類"),
    "body": Field("団体"),
    "number": Field("受付番号"),
    "source": Field("きっかけ"),
    "road_class": Field("道路の区分"),
    "route": Field("路線"),
    "place": Field("場所"),
    "latitude": Field("緯度", "number"),
    "longitude": Field("経度", "number"),
    "received": Field("受付日", "day"),
    "completed": Field("完了日", "day"),
    "due": Field("期限", "day"),
    "status": Field("状態"),
    "action": Field("対応"),
    "crew": Field("班・会社"),
    "cost": Field("費用", "number", "円"),
    "hours": Field("作業時間", "number", "人・時間"),
    "photo": Field("写真のリンク"),
    "kind_word": Field("種類の語"),
}
CLOSED = "closed"  # the day from which personal fields are kept for so long; derived
PROGRESS = ("status", "action", "crew", "completed", "cost", "hours")
# Free text of any kind, since a name may be written in all of it. A note belongs to one event.
PERSONAL = {
    "reporter_name": "氏名",
    "phone": "電話",
    "email": "メール",
    "address": "住所・場所の文",
    "content": "内容",
}
NOTE = "note"
LONGEST_TEXT, LONGEST_WORD = 4_000, 40

# --- who may do what ------------------------------------------------------------------------------------------------

DESK, CLERK, READER, MANAGER = ROLES = ("受付", "担当", "閲覧", "管理")
SEE, SEE_PERSONAL, RECORD, EDIT, ADVANCE, REDACT, TAKE_IN, GRANT = (
    "見る",
    "氏名などを見る",
    "受け付ける",
    "内容を直す",
    "対応を進める",
    "氏名などを消す",
    "一覧を取り込む",
    "役割を決める",
)
ALLOWED = {
    SEE: frozenset(ROLES),
    SEE_PERSONAL: frozenset({DESK, CLERK, MANAGER}),
    RECORD: frozenset({DESK, CLERK, MANAGER}),
    EDIT: frozenset({DESK, CLERK, MANAGER}),
    ADVANCE: frozenset({CLERK, MANAGER}),
    REDACT: frozenset({MANAGER}),
    TAKE_IN: frozenset({MANAGER}),
    GRANT: frozenset({MANAGER}),
}
THIS_MACHINE, COMMAND = "この端末", "運用者（コマンド）"


@dataclass(frozen=True)
class Actor:
    """Who acts. how: by an account of the sign-in, at the machine itself (of a local file only), or by a command of the operator's."""

    who: str
    how: Literal["account", "machine", "command"] = "account"

    @classmethod
    def signed_in(cls, email: str) -> "Actor":
        return cls(email_of(email))


MACHINE, OPERATOR = Actor(THIS_MACHINE, "machine"), Actor(COMMAND, "command")


@dataclass(frozen=True)
class Grant:
    """What somebody may do. bodies: of which requests; of all where empty. Open fields may be read of every body."""

    who: str
    role: str
    bodies: frozenset[str] = frozenset()

    def may(self, what: str, body: str | None = None) -> bool:
        is_own = body is None or what == SEE or not self.bodies or body in self.bodies
        return self.role in ALLOWED[what] and is_own

    def require(self, what: str, body: str | None = None) -> None:
        """Raises Refused."""
        if self.role not in ALLOWED[what]:
            raise Refused(f"{self.role}の役割では「{what}」ことができません。")
        if not self.may(what, body):
            raise Refused(f"受け持つ団体の件ではないので「{what}」ことができません。")


def email_of(text: str) -> str:
    """An address as it is compared. Raises Refused."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not re.fullmatch(r"[^@\s,;]{1,120}@[^@\s,;]{1,120}", plain):
        raise Refused("メールアドレスの形ではありません。")
    return plain


def role_of(text: str) -> str:
    """Raises Refused."""
    if text not in ROLES:
        raise Refused(f"役割は{'・'.join(ROLES)}のどれかにしてください。")
    return text


# --- what happened --------------------------------------------------------------------------------------------------

RECORDED, TAKEN_IN, CHANGED, REDACTED = "受付", "取込", "変更", "消去"
ON_REQUEST, EXPIRED, MISTAKEN = REASONS = ("本人の申し出", "保存期間の満了", "誤って記入")


@dataclass(frozen=True)
class Event:
    """One step of a request's history. at: UTC (ISO 8601); what: RECORDED …; changes: of open fields; personal: names of the personal
    fields (and NOTE) that were written; words: what was written into them, empty where it was deleted or must not be seen."""

    request_id: int
    version: int
    at: str
    who: str
    role: str
    what: str
    changes: Changes = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    reason: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """personal: None where the reader may not see it."""

    id: int
    version: int
    state: State
    personal: Mapping[str, str] | None
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty: everything. words: in number, road, place or crew."""

    bodies: Sequence[str] = ()
    statuses: Sequence[str] = ()
    kinds: Sequence[str] = ()
    words: str = ""
    is_open: bool = False
    is_overdue: bool = False


# --- what an open field takes ---------------------------------------------------------------------------------------


def cleaned(changes: Mapping[str, object]) -> State:
    """Open fields as they are kept. Raises Refused, without repeating what was typed."""
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise Refused("共同の台帳にない項目です。")
    return {name: _clean(name, value) for name, value in changes.items()}


def _clean(name: str, value: object) -> object:
    if value is None or value == "" or value != value:  # null, blank or NaN
        return None
    kind = FIELDS[name].kind
    if kind == "day":
        return _day(name, value)
    if kind == "number":
        return _number(name, value)
    text = plain_text(str(value), LONGEST_TEXT)
    if not text:
        return None
    meaning = _MEANINGS[name](text)
    if meaning is None:
        raise Refused(f"「{FIELDS[name].label}」{_EXPECTED.get(name, 'は選べる語のどれかにしてください。')}")
    return meaning


def _day(name: str, value: object) -> date:
    if not isinstance(value, date):
        raise Refused(f"「{FIELDS[name].label}」は日付にしてください。")
    day = date(value.year, value.month, value.day)  # of a timestamp, too
    if not 1900 <= day.year <= 2200:
        raise Refused(f"「{FIELDS[name].label}」の年を確かめてください。")
    return day


_BOUNDS = {"latitude": (20.0, 46.0), "longitude": (122.0, 154.0), "cost": (0.0, 1e12), "hours": (0.0, 1e6)}


def _number(name: str, value: object) -> float:
    lowest, highest = _BOUNDS[name]
    number = float(value) if isinstance(value, (int, float)) else math.nan
    if not lowest <= number <= highest:
        raise Refused(f"「{FIELDS[name].label}」は{lowest:g}〜{highest:,.0f}の数にしてください。")
    return round(number, 5)


def plain_text(text: str, longest: int) -> str:
    """Without signs that no database takes (NUL, half characters) and blanks around. Raises Refused where it is too long."""
    plain = "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
    ).strip()
    if len(plain) > longest:
        raise Refused(f"文は{longest:,}字までにしてください。")
    return plain


def _one_of(words: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda text: text if text in words else None


def _body(text: str) -> str | None:
    return text if len(text) <= LONGEST_WORD and re.fullmatch(r"[^0-9０-９@＠\s]+", text) else None


def _link(text: str) -> str | None:
    return text if re.fullmatch(r"https?://[^\s@]{3,400}", text) else None


_MEANINGS: dict[str, Callable[[str], str | None]] = {
    "kind": _one_of(KINDS),
    "body": _body,
    "number": request_words.number_of,
    "source": _one_of(request_rows.SOURCES),
    "road_class": _one_of(ROAD_CLASSES),
    "route": request_words.route_of,
    "place": request_words.place_of,
    "status": _one_of(STATUSES),
    "action": _one_of(ACTIONS),
    "crew": request_words.crew_of,
    "photo": _link,
    "kind_word": request_words.word_of,
}
_EXPECTED = {
    "body": "は県・市町村の名前にしてください（数字や空白は書けません）。",
    "number": "は数字と記号にしてください（電話番号は書けません）。",
    "route": "は路線の名前にしてください（例：市道東1号線）。",
    "place": "は町・丁目までにしてください（番地や人の名前は書けません）。",
    "crew": "は班や会社の名前にしてください（人の名前は書けません）。",
    "photo": "は https:// で始まるアドレスにしてください。",
    "kind_word": "は短い語にしてください。",
}


def cleaned_personal(words: Mapping[str, str | None]) -> dict[str, str]:
    """Personal fields as they are kept; "" takes back what was there. Raises Refused."""
    if set(words) - set(PERSONAL):
        raise Refused("共同の台帳にない項目です。")
    return {name: plain_text(text or "", LONGEST_TEXT) for name, text in words.items()}


def settled(state: State, changes: State, today: date) -> State:
    """The state after changes: a request that is done has a day of completion, one that is open has none; a position has both numbers.

    Raises Refused where what every request needs is missing.
    """
    after = state | changes
    after["status"] = after["status"] or RECEIVED
    if missing := [FIELDS[name].label for name in ("kind", "body", "received") if after[name] is None]:
        raise Refused(f"「{'」「'.join(missing)}」を入れてください。")
    if (after["latitude"] is None) != (after["longitude"] is None):
        raise Refused("緯度と経度は、両方を入れるか、両方を空欄にしてください。")
    if after["status"] == DONE:
        after["completed"] = after["completed"] or today
    elif after["status"] != DECLINED:
        if changes.get("completed") is not None:
            raise Refused("完了日を入れるときは、状態を完了にしてください。")
        after["completed"] = None
    is_closed = after["status"] in (DONE, DECLINED)
    after[CLOSED] = (after["completed"] or state[CLOSED] or today) if is_closed else None
    return after


EMPTY: State = dict.fromkeys((*FIELDS, CLOSED))


def difference(before: State, after: State) -> Changes:
    """Fields whose values differ."""
    return {name: (before[name], after[name]) for name in after if before[name] != after[name]}
