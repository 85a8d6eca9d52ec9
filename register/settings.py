"""What the operator has set, and the register that is meant. SQLAlchemy is imported once a register is opened, not before.

DASHBOARD_REQUESTS             postgresql://… , or a file of SQLite (a path or sqlite:///…); no register without it
DASHBOARD_REQUESTS_ADMIN       addresses that are 管理 whatever the register says, apart by blanks
DASHBOARD_REQUESTS_KEEP_DAYS   how many days after its end a request keeps personal fields; as long as nobody deletes them without it
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from register.model import Misset, Refused, email_of

if TYPE_CHECKING:
    from register.store import Register

VARIABLE, ADMIN, KEEP_DAYS = (
    "DASHBOARD_REQUESTS",
    "DASHBOARD_REQUESTS_ADMIN",
    "DASHBOARD_REQUESTS_KEEP_DAYS",
)
POSTGRESQL = ("postgresql://", "postgres://", "postgresql+psycopg://")


def is_wanted() -> bool:
    """Whether the operator wants a register."""
    return bool(_text())


def address() -> str:
    """The register's address as SQLAlchemy has it. Raises Misset."""
    text = _text()
    if not text:
        raise Misset(f"{VARIABLE} に、postgresql://… か SQLite のファイルの場所を入れてください。")
    if text.startswith(POSTGRESQL):
        return f"postgresql+psycopg://{text.partition('://')[2]}"
    if text.startswith("sqlite:///") or "://" not in text:
        path = text.removeprefix("sqlite:///")
        if path and path != ":memory:":
            return f"sqlite:///{Path(path).absolute()}"
    raise Misset(f"{VARIABLE} は、postgresql://… か SQLite のファイルの場所にしてください。")


def is_file() -> bool:
    """Whether the register is a file of this machine."""
    return is_wanted() and address().startswith("sqlite:")


def admins() -> frozenset[str]:
    """Raises Misset where one is no address."""
    try:
        return frozenset(email_of(one) for one in os.environ.get(ADMIN, "").split())
    except Refused as problem:
        raise Misset(f"{ADMIN} は、メールアドレスを空白で区切って書いてください。") from problem


def keep_days() -> int | None:
    """Raises Misset where it is no number."""
    text = os.environ.get(KEEP_DAYS, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Misset(f"{KEEP_DAYS} は日数（整数）にしてください。")
    return int(text) if text else None


def opened() -> "Register":
    """The register that is set; the same one for the whole process. Raises Misset."""
    return _opened(address(), admins())


@lru_cache(maxsize=4)
def _opened(place: str, administrators: frozenset[str]) -> "Register":
    from register.store import Register

    return Register(place, administrators)


def _text() -> str:
    return os.environ.get(VARIABLE, "").strip()
