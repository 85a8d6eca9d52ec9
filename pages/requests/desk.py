"""The shared register at work: receive a request, find one, take lists in, give roles; and its rows for the rest of the page."""

import uuid
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analysis import request_words
from analysis.request_words import KINDS, STATUSES
from dashboard.exports import mime
from dashboard.forms.controls import Brought
from dashboard.runtime import place
from dashboard.shared import text, value_tables
from japan import calendar
from pages.requests import desk_request, intake
from pages.requests.access import Desk
from pages.requests.desk_boxes import FACTS, KEY, asked_many, asked_personal, forget_rows
from pages.requests.form import FORM, TITLE, TOOL
from register import exchange, history, settings
from register.model import GRANT, RECORD, REDACT, ROLES, TAKE_IN, Filter, Refused

BOARD = "board"
VIEWS = {BOARD: "まとめて見る", "receive": "受け付ける", "list": "一覧と対応", "keep": "取込・書き出し・役割"}
FILE = "file"
LISTED = {"number": "受付番号", "status": "状態", "kind": "種類", "body": "団体", "place": "場所", "route": "路線", "received": "受付日", "due": "期限", "crew": "班・会社", "changed": "最後の変更"}  # fmt: skip


def view(desk: Desk) -> str:
    """Which part of the desk the reader wants."""
    views = {code: name for code, name in VIEWS.items() if code != "receive" or desk.grant.may(RECORD)}
    return place.pick("画面", "desk", views, default=BOARD) or BOARD


def show(desk: Desk, wanted: str) -> None:
    """One part of the desk; what the register refuses is told in its place."""
    parts: dict[str, Callable[[Desk], None]] = {"receive": receive, "list": find, "keep": keep}
    try:
        parts[wanted](desk)
    except Refused as problem:
        st.error(text.plain(str(problem)), icon=":material/block:")


# --- the rest of the page ---------------------------------------------------------------------------------------------


def rows(desk: Desk) -> Brought | None:
    """The register's rows as something brought, or what the reader brings instead; None while there is nothing."""
    source = place.pick(
        "見る一覧", "source", {"register": intake.REGISTER, FILE: "手元のファイル"}, default="register"
    )
    if source == FILE:
        return intake.bring()
    try:
        newest = desk.register.newest(desk.actor)
        held = st.session_state.get(f"{KEY}_rows")
        if held is None:
            held = _read(desk, newest)
    except Refused as problem:
        st.error(text.plain(str(problem)), icon=":material/cloud_off:")
        return None
    mark, at, brought = held
    with st.container(horizontal=True, vertical_alignment="center"):
        count = len(brought.tables[FORM.key])
        st.caption(
            f"共同の台帳の{count:,}件（{at}に読みました）。"
            + ("その後に新しい記録があります。" if newest > mark else "")
        )
        st.button(
            "読み直す",
            icon=":material/refresh:",
            key=f"{KEY}_reload",
            on_click=forget_rows,
            disabled=newest <= mark,
        )
    if not count:
        st.info(
            "共同の台帳には、まだ件がありません。「受け付ける」か「取込・書き出し・役割」から始めます。",
            icon=":material/inbox:",
        )
        return None
    return brought


def _read(desk: Desk, newest: int) -> tuple[int, str, Brought]:
    """Read the register for this session: the number of its newest step before, when, and the rows."""
    reads = st.session_state[f"{TOOL}_reads"] = st.session_state.get(f"{TOOL}_reads", 0) + 1
    brought = Brought(
        {FORM.key: desk.register.rows(desk.actor)}, intake.REGISTER, -reads
    )  # numbers of files rise from 1
    st.session_state[f"{KEY}_rows"] = held = (newest, history.shown_time(history.now()), brought)
    return held


# --- receive ----------------------------------------------------------------------------------------------------------


def receive(desk: Desk) -> None:
    """A form for one request. The same click twice makes one of it."""
    if done := st.session_state.get(f"{KEY}_received"):
        st.success(f"{done[1]} として受け付けました。", icon=":material/check:")
        st.button(
            "この件を開く",
            icon=":material/open_in_new:",
            on_click=_open,
            args=(done[0],),
            key=f"{KEY}_open_received",
        )
    key = st.session_state.setdefault(f"{KEY}_key", uuid.uuid4().hex)
    with st.form(f"{KEY}_form_{key}", border=True):
        facts = {"body": _body(desk, key)} | asked_many(FACTS, {"received": calendar.today()}, key)
        st.markdown("**受け付けた人だけに見せること**（閲覧の役割の人と、書き出しには出ません）")
        personal = asked_personal({}, key)
        is_sent = st.form_submit_button("受け付ける", type="primary", icon=":material/add_task:")
    if not is_sent:
        return
    number = desk.register.record(desk.actor, _told_by_words(facts, personal), personal, key=key)
    found = desk.register.request(desk.actor, number)
    st.session_state[f"{KEY}_received"] = (number, found.state["number"])
    del st.session_state[f"{KEY}_key"]  # the next form is an empty one
    forget_rows()
    st.rerun()


def _body(desk: Desk, key: str) -> str:
    own = sorted(desk.grant.bodies)
    if own:
        return st.selectbox("団体", own, key=f"{KEY}_{key}_body")
    known = desk.register.bodies(desk.actor)
    return st.text_input(
        "団体",
        known[0] if len(known) == 1 else "",
        max_chars=40,
        key=f"{KEY}_{key}_body",
        help="受け付けた県・市町村",
    )


def _told_by_words(facts: dict[str, Any], personal: dict[str, str]) -> dict[str, Any]:
    """A kind and a place that were not chosen, as what was written tells them."""
    if not facts["kind"] and personal["content"]:
        told = request_words.kind_of(personal["content"])
        facts |= {"kind": told[0], "kind_word": told[1]} if told else {"kind": request_words.OTHER}
    if not facts["place"] and personal["address"]:
        facts["place"] = request_words.place_of(personal["address"])
    return facts


# --- find -------------------------------------------------------------------------------------------------------------


def find(desk: Desk) -> None:
    """The list with its filters, or the one request that is open."""
    number = st.session_state.get(f"{KEY}_open")
    if number is not None:
        st.button("一覧に戻る", icon=":material/arrow_back:", on_click=_close, key=f"{KEY}_back")
        desk_request.show(desk, number)
        return
    count, found = desk.register.listed(desk.actor, _wanted(desk))
    if not count:
        st.info("条件に合う件がありません。", icon=":material/filter_alt_off:")
        return
    labels = {
        row.id: f"{row.number}　{row.status}　{row.kind}　{row.body}　{_blank(row.place)}"
        for row in found.itertuples()
    }
    st.selectbox("開く件", list(labels), None, format_func=labels.get, placeholder="番号や場所で探す", key=f"{KEY}_chosen", on_change=_open_chosen)  # fmt: skip
    shown = found.assign(changed=found["updated_at"].map(history.shown_time)).rename(columns=LISTED)
    value_tables.show(shown[list(LISTED.values())], alt="共同の台帳の一覧")
    st.caption(f"{count:,}件のうち、最後に変わった順に{len(found):,}件。")


def _wanted(desk: Desk) -> Filter:
    """What the reader narrows the list to."""
    boxes = st.columns(4)
    many = {
        "bodies": ("団体", desk.register.bodies(desk.actor)),
        "statuses": ("状態", STATUSES),
        "kinds": ("種類", KINDS),
    }
    chosen = {
        name: tuple(box.multiselect(label, options, placeholder="すべて", key=f"{KEY}_{name}"))
        for box, (name, (label, options)) in zip(boxes, many.items(), strict=False)
    }
    words = boxes[-1].text_input("番号・路線・場所・班の語", key=f"{KEY}_words", max_chars=100)
    with st.container(horizontal=True):
        is_open = st.toggle("未完了だけ", key=f"{KEY}_only_open")
        is_overdue = st.toggle("期限を過ぎた件だけ", key=f"{KEY}_only_overdue")
    return Filter(**chosen, words=words, is_open=is_open, is_overdue=is_overdue)


def _blank(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""


def _open(number: int) -> None:
    st.session_state[f"{KEY}_open"] = number
    place.choose("desk", "list")


def _open_chosen() -> None:
    if (number := st.session_state[f"{KEY}_chosen"]) is not None:
        _open(number)


def _close() -> None:
    desk_request.forget()
    st.session_state.pop(f"{KEY}_open", None)


# --- keep -------------------------------------------------------------------------------------------------------------


def keep(desk: Desk) -> None:
    """What comes in, what goes out, who may do what."""
    st.header("書き出す", divider="gray")
    _write_out(desk)
    if desk.grant.may(TAKE_IN):
        st.header("一覧を取り込む", divider="gray")
        _take_in(desk)
    if desk.grant.may(REDACT):
        st.header("氏名などを保つ期間", divider="gray")
        _retain(desk)
    if desk.grant.may(GRANT) and not desk.grant.bodies and desk.actor.how == "account":
        st.header("役割", divider="gray")
        _roles(desk)


def _write_out(desk: Desk) -> None:
    files = (
        ("件と履歴（Excel）", "xlsx", mime.XLSX, lambda: exchange.workbook(desk.register.rows(desk.actor), desk.register.steps(desk.actor))),
        ("件（CSV）", "csv", mime.CSV, lambda: exchange.csv(desk.register.rows(desk.actor))),
    )  # fmt: skip
    with st.container(horizontal=True):
        for label, ending, kind, content in files:
            st.download_button(
                label,
                data=content,
                file_name=f"{TITLE}_台帳.{ending}",
                mime=kind,
                icon=":material/download:",
                on_click="ignore",
                key=f"{KEY}_{ending}",
            )
    st.caption(
        "氏名・電話・メール・住所・内容・覚え書きは入りません。公開用の一覧は「まとめて見る」の最後にあります。"
    )


def _take_in(desk: Desk) -> None:
    st.caption(
        "ファイルを読み込み、下の「この一覧を台帳に取り込む」を押すと、読み取った件だけが台帳に残ります。"
    )
    brought = intake.bring()
    if brought is not None and brought.is_example:
        st.info("架空の例は取り込めません。", icon=":material/science:")
    elif brought is not None and len(brought.tables[FORM.key]):
        st.caption(
            "台帳にすでにある件（団体・受付番号・受付日が同じもの、前に取り込んだもの）は、台帳のまま変えません。"
        )
        if st.button(
            "この一覧を台帳に取り込む", type="primary", icon=":material/input:", key=f"{KEY}_take_in"
        ):
            taken = desk.register.take_in(desk.actor, brought.tables[FORM.key])
            forget_rows()
            st.success(f"{taken.new:,}件を加えました（すでにある{taken.known:,}件、取り込まない{len(taken.refused):,}件）。", icon=":material/check:")  # fmt: skip
            if taken.refused:
                refused = pd.DataFrame(taken.refused, columns=["一覧の何件目", "理由"])
                value_tables.show(refused, alt="取り込まない件")


def _retain(desk: Desk) -> None:
    days = settings.keep_days()
    if days is None:
        st.caption("期間は決められていません。消すまで残ります。")
        return
    st.caption(
        f"完了（または対応しないと決めた日）から{days:,}日を過ぎると、氏名・連絡先・文を履歴からも消します。1日に1回、自動で行います。"
    )
    if st.button("いま消す", icon=":material/auto_delete:", key=f"{KEY}_retain"):
        st.success(
            f"{desk.register.retain(desk.actor, days):,}件の氏名などを消しました。", icon=":material/check:"
        )


def _roles(desk: Desk) -> None:
    accounts = desk.register.accounts(desk.actor)
    headings = {"email": "メールアドレス", "role": "役割", "bodies": "受け持つ団体（空欄はすべて）"}
    value_tables.show(accounts.rename(columns=headings), alt="役割の一覧")
    with st.form(f"{KEY}_roles", clear_on_submit=True):
        boxes = st.columns(3)
        email = boxes[0].text_input("メールアドレス", max_chars=200)
        role = boxes[1].selectbox("役割", [*ROLES, "（外す）"])
        bodies = boxes[2].text_input("受け持つ団体", help="「、」で区切ります。空欄はすべて", max_chars=400)
        is_sent = st.form_submit_button("役割を決める", icon=":material/badge:")
    if is_sent:
        desk.register.set_role(desk.actor, email, role if role in ROLES else None, bodies.split("、"))
        st.rerun()
