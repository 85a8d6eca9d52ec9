"""Boxes for the fields of a request of the register: open ones, and those of persons."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from analysis.request_rows import SOURCES
from analysis.request_words import ACTIONS, KINDS, ROAD_CLASSES, STATUSES
from japan import calendar
from pages.requests.form import TOOL
from register.model import FIELDS, PERSONAL

KEY = f"{TOOL}_desk"
CHOICES = {
    "kind": KINDS,
    "source": SOURCES,
    "road_class": ROAD_CLASSES,
    "status": STATUSES,
    "action": ACTIONS,
}
FACTS = (
    "kind",
    "source",
    "received",
    "road_class",
    "route",
    "place",
    "latitude",
    "longitude",
    "due",
    "number",
    "photo",
)
NUMBERS = {
    "latitude": (None, "%.5f"),
    "longitude": (None, "%.5f"),
    "cost": (1_000.0, "%.0f"),
    "hours": (0.5, "%.1f"),
}
MAY_BE_BLANK = ("due", "completed")  # an empty box for days is in English
HINTS = {"kind": "選ばなければ、内容の語から読み取ります", "place": "町・丁目まで。空欄なら、住所・場所の文から読み取ります", "route": "例：市道東1号線", "number": "空欄なら台帳が付けます"}  # fmt: skip


def asked_many(names: Sequence[str], values: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Boxes for open fields, three to a line; what stands in them."""
    found = {}
    for start in range(0, len(names), 3):
        for box, name in zip(st.columns(3), names[start : start + 3], strict=False):
            found[name] = asked(box, name, values.get(name), key)
    return found


def asked(box: Any, name: str, value: Any, key: str) -> Any:
    """A box for one open field; what stands in it, null where that is nothing."""
    field, widget = FIELDS[name], f"{KEY}_{key}_{name}"
    help_ja = HINTS.get(name)
    if name in CHOICES:
        options = ["", *CHOICES[name]]
        index = options.index(value) if value in options else 0
        return (
            box.selectbox(
                field.label,
                options,
                index,
                format_func=lambda one: one or "（なし）",
                key=widget,
                help=help_ja,
            )
            or None
        )
    if field.kind == "day" and name in MAY_BE_BLANK:
        written = f"{value:%Y/%m/%d}" if value else ""
        return _day(
            box.text_input(field.label, written, max_chars=20, placeholder="例：2026/12/10", key=widget)
        )
    if field.kind == "day":
        return box.date_input(field.label, value, format="YYYY/MM/DD", key=widget, help=help_ja)
    if field.kind == "number":
        step, shape = NUMBERS[name]
        return box.number_input(
            field.heading, value=value, min_value=0.0, step=step, format=shape, key=widget, help=help_ja
        )
    return box.text_input(field.label, value or "", max_chars=400, key=widget, help=help_ja) or None


def _day(written: str) -> date | str | None:
    """A day as it is typed (2026/12/10, 令和8年12月10日); what is none is left to the register to refuse."""
    try:
        return calendar.day(written) if written.strip() else None
    except ValueError:
        return written


def asked_personal(values: Mapping[str, str], key: str) -> dict[str, str]:
    """Boxes for personal fields; what stands in them."""
    boxes = st.columns(3)
    found = {}
    for at, (name, label) in enumerate(PERSONAL.items()):
        widget, value = f"{KEY}_{key}_{name}", values.get(name, "")
        if name in ("address", "content"):
            found[name] = st.text_area(label, value, max_chars=4_000, height=80, key=widget)
        else:
            found[name] = boxes[at].text_input(label, value, max_chars=200, key=widget)
    return found


def forget_rows() -> None:
    """Have the rows read anew the next time."""
    st.session_state.pop(f"{KEY}_rows", None)
