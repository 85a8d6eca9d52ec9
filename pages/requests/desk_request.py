"""One request of the register: what it is, its history, and what is done to it, against the version that the clerk saw."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.shared import text, value_tables
from pages.requests.access import Desk
from pages.requests.desk_boxes import FACTS, KEY, asked_many, asked_personal, forget_rows
from register import history
from register.model import (
    ADVANCE,
    EDIT,
    FIELDS,
    NOTE,
    PERSONAL,
    PROGRESS,
    REASONS,
    REDACT,
    SEE_PERSONAL,
    Conflict,
    Event,
    Request,
)

SEEN, STEP, PENDING, SAVED = (f"{KEY}_{name}" for name in ("seen", "step", "pending", "saved"))

SHORT = ("received", "due", "route", "place", "crew", "completed")


@dataclass(frozen=True)
class Pending:
    """What a clerk wanted to save when somebody else had been first. version: the newest; events: of the others."""

    changes: Mapping[str, Any]
    personal: Mapping[str, str]
    note: str
    version: int
    events: Sequence[Event]


def show(desk: Desk, number: int) -> None:
    """The request that is open."""
    now = desk.register.request(desk.actor, number)
    seen: Request = st.session_state.setdefault(SEEN, now)
    if seen.id != number:
        forget()
        seen = st.session_state.setdefault(SEEN, now)
    st.subheader(
        text.plain(
            f"{now.state['number']}　{now.state['kind']}（{now.state['body']}）　{now.state['status']}"
        )
    )
    if message := st.session_state.pop(SAVED, None):
        st.success(message, icon=":material/check:")
    if PENDING in st.session_state:
        _merge(desk, number, st.session_state[PENDING])
    elif now.version != seen.version:
        st.info("開いている間に、ほかの人がこの件を直しました。下の履歴にあります。", icon=":material/sync:")
        st.button("新しい内容で直す", icon=":material/refresh:", on_click=forget, key=f"{KEY}_renew")
    _open_fields(now)
    _persons(now)
    body = now.state["body"]
    if desk.grant.may(ADVANCE, body):
        st.markdown("**対応を進める**")
        _save(desk, seen, PROGRESS, is_personal=False, name="progress", button="対応を記録する")
    if desk.grant.may(EDIT, body):
        with st.expander("内容を直す", icon=":material/edit:"):
            is_personal = desk.grant.may(SEE_PERSONAL, body)
            _save(desk, seen, FACTS, is_personal=is_personal, name="facts", button="内容を保存する")
    if desk.grant.may(REDACT, body):
        with st.expander("氏名などを消す", icon=":material/person_off:"):
            _redact(desk, now)
    st.markdown("**履歴**")
    value_tables.show(_steps(now), alt="この件の履歴")


def forget() -> None:
    """Let go of what the clerk saw and wanted: the newest is shown the next time."""
    for name in (SEEN, STEP, PENDING):
        st.session_state.pop(name, None)


def _open_fields(now: Request) -> None:
    values = [
        (field.heading, _shown(now.state[name]))
        for name, field in FIELDS.items()
        if now.state[name] is not None
    ]
    short = [
        f"{FIELDS[name].label} {_shown(now.state[name])}" for name in SHORT if now.state[name] is not None
    ]
    st.caption(text.plain("　".join(short)))
    with st.expander("件の内容のすべて", icon=":material/description:"):
        value_tables.show(pd.DataFrame(values, columns=["項目", "値"], dtype="str"), alt="件の内容")


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.5f}".rstrip("0").rstrip(".")
    return str(value) if isinstance(value, str) else f"{value:%Y/%m/%d}"


def _persons(now: Request) -> None:
    """What only those who work on the request see."""
    if now.personal is None:
        st.caption("氏名・連絡先・文は、この件の受付・担当・管理だけが見られます。")
    elif now.personal:
        with st.container(border=True):
            st.caption("受付・担当・管理だけに見せています")
            for name, label in PERSONAL.items():
                if name in now.personal:
                    st.markdown(f"{label}：{text.plain(now.personal[name])}")


def _steps(now: Request) -> pd.DataFrame:
    """The history, the newest first."""
    rows = [
        (history.shown_time(one.at), one.what, history.told(one), one.words.get(NOTE, ""), one.who, one.role)
        for one in reversed(now.events)
    ]
    return pd.DataFrame(rows, columns=["日時", "こと", "内容", "覚え書き", "だれが", "役割"], dtype="str")


# --- what is done to it -----------------------------------------------------------------------------------------------


def _save(
    desk: Desk, seen: Request, names: Sequence[str], *, is_personal: bool, name: str, button: str
) -> None:
    """A form for some fields, with what the clerk saw in them; what was changed is saved."""
    own = f"{seen.id}_{seen.version}_{name}"
    before = seen.personal or {}
    with st.form(f"{KEY}_{own}", border=True):
        values = asked_many(names, seen.state, own)
        personal = asked_personal(before, own) if is_personal else {}
        note = st.text_area("覚え書き", max_chars=4_000, height=80, key=f"{KEY}_{own}_note")
        is_sent = st.form_submit_button(button, type="primary", icon=":material/save:")
    if is_sent:
        changes = {one: value for one, value in values.items() if value != seen.state[one]}
        words = {one: written for one, written in personal.items() if written != before.get(one, "")}
        _write(desk, seen.id, seen.version, Pending(changes, words, note, seen.version, ()))


def _write(desk: Desk, number: int, version: int, wanted: Pending) -> None:
    """Save on a version; where somebody was first, what is wanted stays until the clerk decides."""
    key = st.session_state.setdefault(STEP, uuid.uuid4().hex)
    changes, personal = wanted.changes, wanted.personal
    try:
        new = desk.register.change(desk.actor, number, version, changes, personal, wanted.note, key=key)
    except Conflict as conflict:
        events = [*wanted.events, *conflict.events]
        st.session_state[PENDING] = Pending(changes, personal, wanted.note, conflict.version, events)
    else:
        forget()
        st.session_state[SAVED] = "記録しました。" if new != version else "変わったところはありません。"
        forget_rows()
    st.rerun()


def _merge(desk: Desk, number: int, pending: Pending) -> None:
    """Who changed what meanwhile, and what the clerk wants now."""
    theirs = "".join(
        f"\n- {history.shown_time(one.at)}　{text.plain(one.who)}（{one.role}）　{text.plain(history.told(one)) or '覚え書き'}"
        for one in pending.events
    )
    st.warning(
        f"保存していません。開いている間に、ほかの人が先に直しました。{theirs}",
        icon=":material/sync_problem:",
    )
    both = {one for event in pending.events for one in (*event.changes, *event.personal)} & {
        *pending.changes,
        *pending.personal,
    }
    labels = [
        (FIELDS[one].label if one in FIELDS else PERSONAL[one]) for one in (*FIELDS, *PERSONAL) if one in both
    ]
    if labels:
        st.caption(f"どちらも直したところ：{'、'.join(labels)}。重ねて保存すると、自分の値になります。")
    else:
        st.caption("同じところは直していません。重ねて保存すると、どちらの変更も残ります。")
    with st.container(horizontal=True):
        is_merged = st.button(
            "自分の変更を重ねて保存", type="primary", icon=":material/merge:", key=f"{KEY}_merge"
        )
        st.button("自分の変更をやめる", icon=":material/undo:", on_click=forget, key=f"{KEY}_give_up")
    if is_merged:
        _write(desk, number, pending.version, pending)


def _redact(desk: Desk, now: Request) -> None:
    st.caption("氏名・電話・メール・住所・内容・覚え書きを、履歴からも消します。元に戻せません。")
    reason = st.selectbox("理由", REASONS, key=f"{KEY}_{now.id}_reason")
    is_sure = st.checkbox("元に戻せないことを確かめました", key=f"{KEY}_{now.id}_{now.version}_sure")
    if st.button("消す", icon=":material/person_off:", disabled=not is_sure, key=f"{KEY}_{now.id}_redact"):
        key = st.session_state.setdefault(STEP, uuid.uuid4().hex)
        desk.register.redact(desk.actor, now.id, reason, key=key)
        for name in [one for one in st.session_state if str(one).startswith(f"{KEY}_{now.id}_")]:
            del st.session_state[name]  # what was typed or shown of it in this session
        forget()
        st.session_state[SAVED] = "氏名・連絡先・文を消しました。"
        st.rerun()
