"""Tables of the register, and connections to them: PostgreSQL, or one file of SQLite.

`events` only grows: the database itself refuses to change or delete a row of it. Words of persons lie in `personal` alone, so that
deleting them there deletes them.
"""

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from register.model import CLOSED, FIELDS, Refused

VERSION = "1"
BUSY_SECONDS = 15  # how long a write to a file waits for the others
CLEANING_SECONDS = 1  # how long cleaning it does; what could not be cleaned is the next time
NOT_READY = "共同の台帳の用意ができていません（管理者に伝えてください）。"
OF_ANOTHER_VERSION = "共同の台帳は、ほかの版のプログラムのものです（管理者に伝えてください）。"

METADATA = sa.MetaData()
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TYPES: dict[str, Any] = {"text": sa.Text, "number": sa.Double, "day": sa.Date}

ABOUT = sa.Table(
    "register_about",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
REQUESTS = sa.Table(
    "register_requests",
    METADATA,
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("updated_at", sa.Text, nullable=False),
    *(sa.Column(name, _TYPES[field.kind]) for name, field in FIELDS.items()),
    sa.Column(CLOSED, sa.Date),
    sa.Index("register_requests_number", "body", "number"),
    sa.Index("register_requests_status", "status", "updated_at"),
    sa.Index("register_requests_updated", "updated_at"),
    sa.Index("register_requests_closed", CLOSED),
    sqlite_autoincrement=True,  # a number is never given twice
)
EVENTS = sa.Table(
    "register_events",
    METADATA,
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("request_id", _ID, sa.ForeignKey(REQUESTS.c.id), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("changes", sa.Text, nullable=False),
    sa.Column("personal", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.UniqueConstraint("request_id", "version"),
    sqlite_autoincrement=True,
)
PERSONAL_WORDS = sa.Table(
    "register_personal",
    METADATA,
    sa.Column("request_id", _ID, sa.ForeignKey(REQUESTS.c.id), primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
ACCOUNTS = sa.Table(
    "register_accounts",
    METADATA,
    sa.Column("email", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("bodies", sa.Text, nullable=False),
)
ACCOUNT_EVENTS = sa.Table(
    "register_account_events",
    METADATA,
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("role", sa.Text),  # null: taken away
    sa.Column("bodies", sa.Text, nullable=False),
)
ONLY_GROW = (EVENTS.name, ACCOUNT_EVENTS.name)


def connected(place: str) -> Engine:
    """An engine for an address as `settings.address` gives it. Its errors do not repeat what was written."""
    url = make_url(place)
    return _file(url) if url.get_backend_name() == "sqlite" else _server(url)


def _server(url: URL) -> Engine:
    limits = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    return sa.create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
        connect_args={"connect_timeout": 3, "options": limits, "application_name": "gunmane"},
    )


def _file(url: URL) -> Engine:
    path = Path(url.database or "")
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "do_connect")
    def look_first(*_: object) -> None:
        if not path.is_file():  # else SQLite would make an empty one
            raise Refused(NOT_READY)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions begin where `begin` below says so
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(
            f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}"
        )

    return engine


def clean_file(engine: Engine, is_whole: bool) -> bool:
    """Overwrite what was deleted also in the file of writes to come (-wal); is_whole: write the whole file anew. False where somebody
    who reads is in the way."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={1000 * CLEANING_SECONDS}")
        if is_whole:
            cursor.execute("VACUUM")
        is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={1000 * BUSY_SECONDS}")
        return not is_busy
    finally:
        connection.close()


def create(engine: Engine) -> None:
    """The tables, where they are not there yet; several may try at once."""
    is_file = engine.dialect.name == "sqlite"
    if is_file:
        path = Path(engine.url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # files beside it (-wal, -shm) take over who may read it
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        if not is_file:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261130)")
        METADATA.create_all(connection)
        for statement in _guards_of_files() if is_file else _guards_of_servers():
            connection.exec_driver_sql(statement)
        if connection.scalar(sa.select(ABOUT.c.value).where(ABOUT.c.name == "version")) is None:
            connection.execute(sa.insert(ABOUT).values(name="version", value=VERSION))


def _guards_of_files() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for table in ONLY_GROW
        for verb in ("UPDATE", "DELETE")
    ]


def _guards_of_servers() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION register_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' only grows'; END$$"
    )
    triggers = [
        f"CREATE OR REPLACE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()"
        for table in ONLY_GROW
    ]
    return [function, *triggers]
