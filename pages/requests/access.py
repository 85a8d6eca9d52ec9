"""Who works with the shared register here: somebody signed in with a role in it, or whoever sits at the machine that holds its file."""

import ipaddress
import logging
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard.shared import text
from japan import calendar
from register import settings
from register.model import MACHINE, Actor, Grant, Misset, Refused, Unreachable

if TYPE_CHECKING:
    from register.store import Register

LOGGER = logging.getLogger(__name__)
FORWARDED = ("x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host")
REST_SECONDS = 30  # after a register that did not answer nobody waits for it again for so long
KEEPING = Actor("保存期間の決まり", "command")
_state: dict[str, Any] = {"failed_at": -math.inf, "kept_on": ""}  # of this process


@dataclass(frozen=True)
class Desk:
    """The register, and what the reader may do with it."""

    register: "Register"
    actor: Actor
    grant: Grant


def desk() -> Desk | None:
    """The register where the operator wants one and the reader has a role in it; else the page is as without one."""
    if not settings.is_wanted():
        return None
    try:
        actor = _actor()
        if actor is None:
            return None
        if time.monotonic() - _state["failed_at"] < REST_SECONDS:
            return _without(Unreachable())
        register = settings.opened()
        found = Desk(register, actor, register.grant(actor))
        _let_expire(register)
        return found
    except Misset as problem:  # for the operator: readers see the page as without a register
        LOGGER.error("%s", problem)
        return None
    except Unreachable as problem:
        _state["failed_at"] = time.monotonic()
        return _without(problem)
    except Refused as problem:
        return _without(problem)


def _without(problem: Refused) -> None:
    """Say why there is no register now; the way out stays."""
    st.warning(text.plain(f"{problem}手元のファイルは読み込めます。"), icon=":material/cloud_off:")
    _sign_out()


def signed(found: Desk) -> None:
    """As whom the reader works, and the way out."""
    bodies = "、".join(sorted(found.grant.bodies)) or "すべての団体"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(text.plain(f"共同の台帳：{found.grant.who}（{found.grant.role}・{bodies}）"))
        _sign_out()


def _sign_out() -> None:
    if has_sign_in() and st.user.get("is_logged_in"):
        st.button("サインアウト", icon=":material/logout:", on_click=st.logout)


def has_sign_in() -> bool:
    """Whether the operator has set the organisation's sign-in up ([auth] in .streamlit/secrets.toml)."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def _actor() -> Actor | None:
    """Who reads; the way to sign in, where there is one. Raises Refused."""
    if not has_sign_in():
        return MACHINE if settings.is_file() and _is_here() else None
    if not st.user.get("is_logged_in"):
        st.button("職員のサインイン", icon=":material/login:", on_click=st.login, key="requests_sign_in")
        return None
    if st.user.get("email_verified") is False or not st.user.get("email"):
        raise Refused("サインインのメールアドレスを確かめられないので、共同の台帳は使えません。")
    return Actor.signed_in(st.user["email"])


def _is_here() -> bool:
    return is_at_the_machine(st.context.headers, st.context.ip_address)


def is_at_the_machine(headers: Mapping[str, str], address: str | None) -> bool:
    """Whether a browser of the machine itself asks, under the machine's own name, and not through a proxy.

    address: null for the machine itself, as Streamlit has it.
    """
    names = {name.lower(): value for name, value in headers.items()}
    host = urlsplit(f"//{names.get('host', 'localhost')}").hostname
    is_own = address is None or ipaddress.ip_address(address.partition("%")[0]).is_loopback
    return is_own and host in ("localhost", "127.0.0.1", "::1") and not set(FORWARDED) & set(names)


def _let_expire(register: "Register") -> None:
    """Once a day, what is personal of requests that ended long enough ago goes."""
    days, today = settings.keep_days(), calendar.today().isoformat()
    if days is not None and _state["kept_on"] != today:
        register.retain(KEEPING, days)
        _state["kept_on"] = today
