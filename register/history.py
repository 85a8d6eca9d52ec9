"""The present state of a request from its history, and the history as it is stored and told."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from japan import calendar
from register.model import CLOSED, EMPTY, FIELDS, PERSONAL, REDACTED, Changes, Event, State

DAYS = {name for name, field in FIELDS.items() if field.kind == "day"} | {CLOSED}


class BrokenHistory(Exception):
    """A history that does not fit together."""


def replayed(events: Iterable[Event]) -> State:
    """What a request is after all its events. Raises BrokenHistory where a step is missing or does not begin where the last one ended."""
    state = dict(EMPTY)
    for version, event in enumerate(events, start=1):
        if event.version != version:
            raise BrokenHistory(
                f"request {event.request_id}: version {event.version} where {version} was due"
            )
        for name, (before, after) in event.changes.items():
            if state[name] != before:
                raise BrokenHistory(f"request {event.request_id}, version {version}: {name} was another")
            state[name] = after
    return state


def written(changes: Changes) -> str:
    """Changes as JSON."""
    return json.dumps(
        {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()},
        ensure_ascii=False,
    )


def read(text: str) -> Changes:
    """What `written` wrote."""
    return {
        name: (_typed(name, before), _typed(name, after))
        for name, (before, after) in json.loads(text).items()
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value is not None and name in DAYS else value


def now() -> str:
    """The time as events have it: UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def shown_time(at: str) -> str:
    """2026/11/30 10:15, in Japan."""
    return f"{datetime.fromisoformat(at).astimezone(calendar.JAPAN):%Y/%m/%d %H:%M}"


def told(event: Event) -> str:
    """What an event changed, in words: 状態：受付 → 調査、班・会社：（空欄）→ 直営1班."""
    parts = [
        f"{FIELDS[name].label}：{_word(before)} → {_word(after)}"
        if before is not None
        else f"{FIELDS[name].label}：{_word(after)}"
        for name, (before, after) in event.changes.items()
        if name != CLOSED
    ]
    if event.what == REDACTED:
        parts.append(f"氏名・連絡先・文を消去（{event.reason}）")
    elif names := "・".join(PERSONAL[name] for name in event.personal if name in PERSONAL):
        parts.append(f"{names}を記入")
    return "、".join(parts)


def _word(value: Any) -> str:
    if value is None:
        return "（空欄）"
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"
    return f"{value:,g}" if isinstance(value, float) and abs(value) >= 1000 else str(value)
