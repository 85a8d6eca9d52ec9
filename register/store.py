"""Everything that reads or writes the register: who may is asked here, in the same transaction, not on the screen.

    register = settings.opened()
    number = register.record(actor, {"kind": "舗装の穴", "body": "甲市", "received": day}, {"phone": "…"}, key=key)
    register.change(actor, number, version=1, changes={"status": "調査"}, key=other_key)      Conflict where somebody was first

A write is one transaction: the step of the history, the present state and the words of persons, or nothing of it. `key` is made by who
asks, once for each thing wanted: the same key again does nothing, and answers as the first time.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from analysis.request_words import DECLINED, DONE
from japan import calendar
from register import exchange, history, schema
from register.model import (
    ADVANCE,
    CHANGED,
    CLOSED,
    EDIT,
    EMPTY,
    EXPIRED,
    FIELDS,
    GRANT,
    MANAGER,
    NOTE,
    PROGRESS,
    REASONS,
    RECORD,
    RECORDED,
    REDACT,
    REDACTED,
    SEE,
    SEE_PERSONAL,
    TAKE_IN,
    TAKEN_IN,
    Actor,
    Conflict,
    Event,
    Filter,
    Grant,
    Refused,
    Request,
    State,
    Unreachable,
    cleaned,
    cleaned_personal,
    difference,
    email_of,
    plain_text,
    role_of,
    settled,
)
from register.schema import ABOUT, ACCOUNT_EVENTS, ACCOUNTS, EVENTS, PERSONAL_WORDS, REQUESTS

LOGGER = logging.getLogger(__name__)
NO_ROLE = "この共同の台帳での役割がありません。台帳の管理者に頼んでください。"
NOT_THERE = "その番号の件はありません。"
LONGEST_KEY = 200
AT_ONCE = 500  # requests that one transaction takes in or lets expire
SHOWN = 200


@dataclass(frozen=True)
class Taken:
    """What came of a list. new, known: counts; refused: row of the list (from 1) and why."""

    new: int
    known: int
    refused: list[tuple[int, str]]


class Register:
    """A register at an address as `settings.address` gives it. administrators: addresses that are 管理 whatever it says."""

    def __init__(self, place: str, administrators: frozenset[str] = frozenset()) -> None:
        engine = schema.connected(place)
        self.is_file = engine.dialect.name == "sqlite"
        self._engine = engine
        self._administrators = administrators
        self._is_ready = False
        once = {} if self.is_file else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = engine.execution_options(**once)  # several questions are of one moment
        self._writing = engine.execution_options(sqlite_begin="IMMEDIATE")

    def create(self) -> None:
        """Its tables; nothing where they are there."""
        with _failures():
            schema.create(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    # --- reading ------------------------------------------------------------------------------------------------------

    def grant(self, actor: Actor) -> Grant:
        """What somebody may do. Raises Refused where that is nothing."""
        with self._read() as connection:
            return self._granted(connection, actor)

    def newest(self, actor: Actor) -> int:
        """A number that grows with every write."""
        with self._read() as connection:
            self._granted(connection, actor).require(SEE)
            return connection.scalar(sa.select(sa.func.max(EVENTS.c.id))) or 0

    def request(self, actor: Actor, number: int) -> Request:
        """One request with its history. Raises Refused where there is none."""
        with self._read() as connection:
            grant = self._granted(connection, actor)
            grant.require(SEE)
            row = _row(connection, number)
            may_see = grant.may(SEE_PERSONAL, row.body)
            words = _words(connection, [number]) if may_see else {}
            events = _events(connection, number, 0, words)
            personal = _present(words) if may_see else None
            return Request(number, row.version, _state(row), personal, tuple(events))

    def listed(
        self, actor: Actor, wanted: Filter, most: int = SHOWN, after: int = 0
    ) -> tuple[int, pd.DataFrame]:
        """How many requests fit, and `most` of them from `after` on, those that changed last first: id, version, updated_at, fields."""
        fits = _fitting(wanted)
        with self._read() as connection:
            self._granted(connection, actor).require(SEE)
            count = connection.scalar(sa.select(sa.func.count()).select_from(REQUESTS).where(*fits)) or 0
            chosen = (
                sa.select(REQUESTS).where(*fits).order_by(REQUESTS.c.updated_at.desc(), REQUESTS.c.id.desc())
            )
            rows = connection.execute(chosen.limit(most).offset(after)).all()
        return count, exchange.table(rows, ("id", "version", "updated_at", *FIELDS))

    def rows(self, actor: Actor) -> pd.DataFrame:
        """Every request as the form of 対応状況 has it, in the order of receipt."""
        columns = [REQUESTS.c[name] for name in FIELDS]
        with self._read() as connection:
            self._granted(connection, actor).require(SEE)
            rows = connection.execute(sa.select(*columns).order_by(REQUESTS.c.received, REQUESTS.c.id)).all()
        return exchange.table(rows, tuple(FIELDS))

    def steps(self, actor: Actor) -> pd.DataFrame:
        """The whole history, without any words of persons: one row for each step."""
        chosen = sa.select(EVENTS, REQUESTS.c.number).join(REQUESTS).order_by(EVENTS.c.id)
        with self._read() as connection:
            self._granted(connection, actor).require(SEE)
            return exchange.steps([(_event(row, {}), row.number) for row in connection.execute(chosen)])

    def check(self, actor: Actor) -> list[int]:
        """Ids of requests whose history does not lead to their present state: none, unless somebody wrote to the tables by hand."""
        with self._read() as connection:
            self._granted(connection, actor).require(GRANT)
            rows = {row.id: row for row in connection.execute(sa.select(REQUESTS))}
            events: dict[int, list[Event]] = {number: [] for number in rows}
            for one in connection.execute(sa.select(EVENTS).order_by(EVENTS.c.request_id, EVENTS.c.version)):
                events[one.request_id].append(_event(one, {}))
        return [number for number, row in rows.items() if not _leads_to(events[number], row)]

    def bodies(self, actor: Actor) -> list[str]:
        """The bodies that the register has requests of."""
        with self._read() as connection:
            self._granted(connection, actor).require(SEE)
            return list(connection.scalars(sa.select(REQUESTS.c.body).distinct().order_by(REQUESTS.c.body)))

    # --- writing ------------------------------------------------------------------------------------------------------

    def record(
        self,
        actor: Actor,
        facts: Mapping[str, object],
        personal: Mapping[str, str | None] | None = None,
        *,
        key: str,
    ) -> int:
        """A new request; its id. Raises Refused."""
        clean, words = cleaned(facts), _written(cleaned_personal(personal or {}))
        with self._once(key) as done:
            if done:
                return done.request_id
            with self._write() as connection:
                grant = self._granted(connection, actor)
                state = settled(EMPTY, clean, calendar.today())
                grant.require(RECORD, state["body"])
                if (
                    any(state[name] is not None for name in PROGRESS if name != "status")
                    or state["status"] != "受付"
                ):
                    grant.require(ADVANCE, state["body"])
                return _insert(connection, grant, [state], RECORDED, [words], [_key(key)])[0]
        return self._done(key).request_id

    def change(
        self,
        actor: Actor,
        number: int,
        version: int,
        changes: Mapping[str, object],
        personal: Mapping[str, str | None] | None = None,
        note: str = "",
        *,
        key: str,
    ) -> int:
        """Change what somebody saw as `version`; the new version. Raises Conflict where there is a newer one, Refused.

        Only what is in `changes` and `personal` is touched; what is as it was is no change.
        """
        clean, words = cleaned(changes), cleaned_personal(personal or {})
        remark = plain_text(note, 4_000)
        with self._once(key) as done:
            if done:
                return done.version
            with self._write() as connection:
                row = _row(connection, number, is_locked=True)
                grant = self._granted(connection, actor)
                self._may_change(grant, row, clean, words, remark)
                if row.version != version:
                    raise Conflict(row.version, _events(connection, number, version, {}))
                state = _state(row)
                after = settled(state, clean, calendar.today())
                grant.require(EDIT, after["body"])
                changed = difference(state, after)
                before = _present(_words(connection, [number])) if words else {}
                new = {name: text for name, text in words.items() if text != before.get(name, "")}
                if not changed and not new and not remark:
                    return version
                event = Event(
                    number, version + 1, history.now(), grant.who, grant.role, CHANGED, changed, words=new
                )
                _append(connection, [(event, new | ({NOTE: remark} if remark else {}), _key(key))])
                _keep(connection, number, version, {name: to for name, (_, to) in changed.items()}, event.at)
                return version + 1
        return self._done(key).version

    def _may_change(
        self, grant: Grant, row: Row[Any], changes: State, words: Mapping[str, str], note: str
    ) -> None:
        """Raises Refused."""
        needed = {ADVANCE if name in PROGRESS else EDIT for name in changes}
        needed |= {SEE_PERSONAL} if words else set()
        for what in needed | ({EDIT} if note or not needed else set()):
            grant.require(what, row.body)

    def redact(self, actor: Actor, number: int, reason: str, *, key: str) -> int:
        """Delete everything personal of a request, in its history too; the new version. Raises Refused."""
        if reason not in REASONS:
            raise Refused("消す理由を選んでください。")
        with self._once(key) as done:
            if done:
                return done.version
            with self._write() as connection:
                row = _row(connection, number, is_locked=True)
                grant = self._granted(connection, actor)
                grant.require(REDACT, row.body)
                version = _redact(connection, grant, row, reason, _key(key))
            self._forget()
            return version
        return self._done(key).version

    def retain(self, actor: Actor, days: int, day: date | None = None) -> int:
        """Delete what is personal of requests that ended more than `days` days before `day` (today); of how many."""
        last = (day or calendar.today()) - timedelta(days=days)
        expired = 0
        while True:
            with self._write() as connection:
                grant = self._granted(connection, actor)
                grant.require(REDACT)
                has_words = sa.exists().where(PERSONAL_WORDS.c.request_id == REQUESTS.c.id)
                chosen = (
                    sa.select(REQUESTS).where(REQUESTS.c[CLOSED] < last, has_words).order_by(REQUESTS.c.id)
                )
                if grant.bodies:
                    chosen = chosen.where(REQUESTS.c.body.in_(sorted(grant.bodies)))
                rows = connection.execute(chosen.limit(AT_ONCE).with_for_update()).all()
                for row in rows:
                    _redact(connection, grant, row, EXPIRED, f"expired:{row.id}:{row.version}")
            expired += len(rows)
            if len(rows) < AT_ONCE:
                break
        self._forget(is_whole=bool(expired))  # also what could not be cleaned before
        return expired

    def take_in(self, actor: Actor, table: pd.DataFrame) -> Taken:
        """Requests of a list (columns of FIELDS) that the register does not have yet. One that it has, by body, number and day of
        receipt, or because it was taken in before, stays as the register has it: the same list twice adds nothing."""
        with self._read() as connection:
            self._granted(connection, actor).require(TAKE_IN)
        rows, refused = exchange.states(table, calendar.today())
        new = 0
        for start in range(0, len(rows), AT_ONCE):
            new += self._take_in_some(actor, rows[start : start + AT_ONCE], refused)
        return Taken(new, len(table) - new - len(refused), sorted(refused))

    def _take_in_some(self, actor: Actor, rows: list[exchange.Row], refused: list[tuple[int, str]]) -> int:
        """How many of these rows were new."""
        while True:
            try:
                with self._write() as connection:
                    grant = self._granted(connection, actor)
                    grant.require(TAKE_IN)
                    is_other = [one for one in rows if not grant.may(TAKE_IN, one.state["body"])]
                    unknown = _unknown(connection, [one for one in rows if one not in is_other])
                    _insert(
                        connection,
                        grant,
                        [one.state for one in unknown],
                        TAKEN_IN,
                        [{}] * len(unknown),
                        [one.key for one in unknown],
                    )
                refused += [(one.row, "受け持つ団体の件ではありません。") for one in is_other]
                return len(unknown)
            except IntegrityError:  # somebody takes in the same list: theirs are known the next time
                continue

    # --- accounts -----------------------------------------------------------------------------------------------------

    def accounts(self, actor: Actor) -> pd.DataFrame:
        """Who has which role: email, role, bodies (apart by 、; empty: all)."""
        with self._read() as connection:
            self._granted(connection, actor).require(GRANT)
            rows = connection.execute(sa.select(ACCOUNTS).order_by(ACCOUNTS.c.email)).all()
        listed = [(row.email, row.role, "、".join(json.loads(row.bodies))) for row in rows]
        return pd.DataFrame(listed, columns=["email", "role", "bodies"], dtype="str")

    def set_role(self, actor: Actor, email: str, role: str | None, bodies: Sequence[str] = ()) -> None:
        """Give somebody a role, in place of the one they had; None takes it away. Raises Refused."""
        address = email_of(email)
        named = sorted({cleaned({"body": body})["body"] for body in bodies if body.strip()})
        values = {"role": role_of(role) if role else None, "bodies": json.dumps(named, ensure_ascii=False)}
        with self._write() as connection:
            grant = self._granted(connection, actor)
            grant.require(GRANT)
            if grant.bodies:
                raise Refused("役割を決められるのは、すべての団体を受け持つ管理だけです。")
            connection.execute(sa.delete(ACCOUNTS).where(ACCOUNTS.c.email == address))
            if role:
                connection.execute(sa.insert(ACCOUNTS).values(email=address, **values))
            connection.execute(
                sa.insert(ACCOUNT_EVENTS).values(at=history.now(), who=grant.who, email=address, **values)
            )

    def _granted(self, connection: Connection, actor: Actor) -> Grant:
        """What somebody may do now: a role that was taken away a moment ago is gone. Raises Refused."""
        if (
            actor.how == "command"
            or (actor.how == "machine" and self.is_file)
            or actor.who in self._administrators
        ):
            return Grant(actor.who, MANAGER)
        row = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.email == actor.who)).one_or_none()
        if row is None:
            raise Refused(NO_ROLE)
        return Grant(actor.who, row.role, frozenset(json.loads(row.bodies)))

    # --- transactions -------------------------------------------------------------------------------------------------

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with _failures(), self._reading.begin() as connection:
            self._look(connection)
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with _failures(), self._writing.begin() as connection:
            self._look(connection)
            yield connection

    def _look(self, connection: Connection) -> None:
        """Whether the tables are there and ours; asked until they are. Raises Refused."""
        if self._is_ready:
            return
        if not sa.inspect(connection).has_table(ABOUT.name):
            raise Refused(schema.NOT_READY)
        if connection.scalar(sa.select(ABOUT.c.value).where(ABOUT.c.name == "version")) != schema.VERSION:
            raise Refused(schema.OF_ANOTHER_VERSION)
        self._is_ready = True

    @contextmanager
    def _once(self, key: str) -> Iterator["Event | None"]:
        """What was done under a key, or None; and where somebody does it at the same time, the block ends without an error."""
        done = self._find(_key(key))
        try:
            yield done
        except IntegrityError:
            if self._find(key) is None:
                LOGGER.error("a write to the register was refused by its own rules")
                raise Unreachable() from None

    def _find(self, key: str) -> Event | None:
        with self._read() as connection:
            row = connection.execute(sa.select(EVENTS).where(EVENTS.c.key == key)).one_or_none()
        return None if row is None else _event(row, {})

    def _done(self, key: str) -> Event:
        found = self._find(key)
        if found is None:
            raise Unreachable()
        return found

    def _forget(self, is_whole: bool = False) -> None:
        """See to it that what was deleted is not left in the files either, as far as others let us; it goes later otherwise.

        SQLite overwrites what is deleted (secure_delete), but not in the file of writes to come (-wal).
        """
        try:
            if self.is_file:
                if not schema.clean_file(self._engine, is_whole):
                    LOGGER.warning(
                        "the register is in use: what was deleted stays in its -wal file until the next deletion"
                    )
            else:
                with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql(f"VACUUM {PERSONAL_WORDS.name}")
        except (SQLAlchemyError, sqlite3.Error) as error:
            LOGGER.warning("the register could not be cleaned now: %s", type(error).__name__)


@contextmanager
def _failures() -> Iterator[None]:
    """What the database could not do, as one sentence; its own messages may repeat what was written, so they are not passed on."""
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        code = getattr(getattr(error, "orig", None), "sqlstate", None)
        LOGGER.error("the register did not answer: %s %s", type(error).__name__, code or "")
        raise Unreachable() from None


def _key(key: str) -> str:
    if not key or len(key) > LONGEST_KEY:
        raise ValueError("a key is needed")
    return key


# --- rows -----------------------------------------------------------------------------------------------------------


def _row(connection: Connection, number: int, is_locked: bool = False) -> Row[Any]:
    """Raises Refused where there is none."""
    chosen = sa.select(REQUESTS).where(REQUESTS.c.id == number)
    row = connection.execute(chosen.with_for_update() if is_locked else chosen).one_or_none()
    if row is None:
        raise Refused(NOT_THERE)
    return row


def _state(row: Row[Any]) -> State:
    return {name: getattr(row, name) for name in EMPTY}


def _leads_to(events: Sequence[Event], row: Row[Any]) -> bool:
    try:
        return history.replayed(events) == _state(row) and len(events) == row.version
    except history.BrokenHistory:
        return False


def _event(row: Row[Any], words: Mapping[tuple[int, str], str]) -> Event:
    own = {name: text for (version, name), text in words.items() if version == row.version}
    personal = tuple(row.personal.split()) if row.personal else ()
    return Event(
        row.request_id,
        row.version,
        row.at,
        row.who,
        row.role,
        row.what,
        history.read(row.changes),
        personal,
        row.reason,
        own,
    )


def _events(
    connection: Connection, number: int, since: int, words: Mapping[tuple[int, str], str]
) -> list[Event]:
    chosen = sa.select(EVENTS).where(EVENTS.c.request_id == number, EVENTS.c.version > since)
    return [_event(row, words) for row in connection.execute(chosen.order_by(EVENTS.c.version))]


def _words(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, str], str]:
    """Version and field → what was written, the oldest first."""
    chosen = sa.select(PERSONAL_WORDS).where(PERSONAL_WORDS.c.request_id.in_(numbers))
    rows = connection.execute(chosen.order_by(PERSONAL_WORDS.c.version)).all()
    return {(row.version, row.field): row.value for row in rows}


def _present(words: Mapping[tuple[int, str], str]) -> dict[str, str]:
    """Personal fields as they are now; those that are blank are left out."""
    newest = {name: text for (_, name), text in words.items() if name != NOTE}
    return {name: text for name, text in newest.items() if text}


def _written(words: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in words.items() if text}


def _insert(
    connection: Connection,
    grant: Grant,
    states: Sequence[State],
    what: str,
    words: Sequence[Mapping[str, str]],
    keys: Sequence[str],
) -> list[int]:
    """New requests with the first step of their histories; their ids."""
    if not states:
        return []
    at = history.now()
    inserting = sa.insert(REQUESTS).returning(REQUESTS.c.id, sort_by_parameter_order=True)
    numbers = list(
        connection.scalars(inserting, [{**state, "version": 1, "updated_at": at} for state in states])
    )
    steps, unnumbered = [], []
    for number, state, own, key in zip(numbers, states, words, keys, strict=True):
        if state["number"] is None:
            state = {**state, "number": f"D{number:06d}"}
            unnumbered.append({"of": number, "to": state["number"]})
        event = Event(number, 1, at, grant.who, grant.role, what, difference(EMPTY, state))
        steps.append((event, own, key))
    _append(connection, steps)
    if unnumbered:
        naming = (
            sa.update(REQUESTS).where(REQUESTS.c.id == sa.bindparam("of")).values(number=sa.bindparam("to"))
        )
        connection.execute(naming, unnumbered)
    return numbers


def _append(connection: Connection, steps: Sequence[tuple[Event, Mapping[str, str], str]]) -> None:
    """Steps of histories, what was written of persons with each, and their keys."""
    rows = [
        {
            "request_id": event.request_id,
            "version": event.version,
            "at": event.at,
            "who": event.who,
            "role": event.role,
            "what": event.what,
            "changes": history.written(event.changes),
            "personal": " ".join(words),
            "reason": event.reason,
            "key": key,
        }
        for event, words, key in steps
    ]
    connection.execute(sa.insert(EVENTS), rows)
    personal = [
        {"request_id": event.request_id, "version": event.version, "field": name, "value": text}
        for event, words, _ in steps
        for name, text in words.items()
    ]
    if personal:
        connection.execute(sa.insert(PERSONAL_WORDS), personal)


def _keep(connection: Connection, number: int, version: int, values: Mapping[str, Any], at: str) -> None:
    """The present state after a step. Raises Conflict where it is not the version that was changed any more."""
    changing = sa.update(REQUESTS).where(REQUESTS.c.id == number, REQUESTS.c.version == version)
    result = connection.execute(changing.values(version=version + 1, updated_at=at, **values))
    if result.rowcount != 1:
        raise Conflict(version + 1, [])


def _redact(connection: Connection, grant: Grant, row: Row[Any], reason: str, key: str) -> int:
    deleting = sa.delete(PERSONAL_WORDS).where(PERSONAL_WORDS.c.request_id == row.id)
    connection.execute(deleting)
    event = Event(row.id, row.version + 1, history.now(), grant.who, grant.role, REDACTED, reason=reason)
    _append(connection, [(event, {}, key)])
    _keep(connection, row.id, row.version, {}, event.at)
    return event.version


def _unknown(connection: Connection, rows: list[exchange.Row]) -> list[exchange.Row]:
    """Those that were not taken in before, and that no request of the register is."""
    taken = set(
        connection.scalars(sa.select(EVENTS.c.key).where(EVENTS.c.key.in_([one.key for one in rows])))
    )
    numbers = {one.state["number"] for one in rows} - {None}
    chosen = sa.select(REQUESTS.c.body, REQUESTS.c.number, REQUESTS.c.received).where(
        REQUESTS.c.number.in_(numbers)
    )
    there = {tuple(row) for row in connection.execute(chosen)}
    return [
        one
        for one in rows
        if one.key not in taken
        and (one.state["body"], one.state["number"], one.state["received"]) not in there
    ]


def _fitting(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    columns = REQUESTS.c
    fits: list[sa.ColumnElement[bool]] = []
    for name, values in (("body", wanted.bodies), ("status", wanted.statuses), ("kind", wanted.kinds)):
        if values:
            fits.append(columns[name].in_(list(values)))
    if wanted.is_open or wanted.is_overdue:
        fits.append(columns.status.not_in([DONE, DECLINED]))
    if wanted.is_overdue:
        fits.append(columns.due < calendar.today())
    if words := plain_text(wanted.words, 100):
        fits.append(
            sa.or_(
                *(
                    columns[name].icontains(words, autoescape=True)
                    for name in ("number", "route", "place", "crew")
                )
            )
        )
    return fits
