"""What is brought to 対応状況, mended and narrowed: the rows that every part of the page shows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd
import streamlit as st

from analysis import requests
from analysis.request_words import KINDS, OTHER
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from japan import calendar
from pages.requests.form import EXAMPLE_UNTIL, FORM, TITLE, TOOL

R = TypeVar("R")
OWN_DATA = "出典：利用者が用意した通報・巡回・作業の一覧"
REGISTER = "共同の台帳"  # what is brought from it, where a file has its name
OF_REGISTER = f"出典：{REGISTER}に記録した通報・巡回・作業"
PRIVATE = "氏名・電話・住所の列と、通報の文は読み込みません。種類や対応は、文の中の決めた語から読み取り、文は捨てます。場所は町・丁目までです。"
FILTERS = {"body": "団体", "road_class": "道路の区分", "kind": "種類", "source": "きっかけ"}
MENDED_WORDS = 200  # words that are offered to be mended


@dataclass(frozen=True)
class Chosen:
    """What is shown. rows: `requests.with_state`; day: of which the state is; signature: tells one choice from another."""

    brought: Brought
    rows: pd.DataFrame
    day: pd.Timestamp
    signature: Hashable

    @property
    def source(self) -> str:
        """Where the rows are from, in words."""
        return OF_REGISTER if self.brought.origin_ja == REGISTER else OWN_DATA

    def once(self, name: str, work: Callable[[], R], *more: Hashable) -> R:
        """What `work()` returns, worked out anew only when the rows shown have changed; it stays in the session like what was brought."""
        key, signature = f"{TOOL}_result_{name}", (self.signature, more)
        if key not in st.session_state or st.session_state[key][0] != signature:
            st.session_state[key] = (signature, work())
        return st.session_state[key][1]


def bring() -> Brought | None:
    """The shared controls for this tool; any Excel is taken, the reader says which column is what."""
    st.caption(PRIVATE)
    return controls.bring(TOOL, TITLE, (FORM,), is_mapped=True)


def choose(brought: Brought) -> Chosen:
    """Let the reader mend kinds, narrow the rows and say of which day they are."""
    kinds = _mend(brought)
    rows = requests.mended(brought.tables[FORM.key], kinds)
    newest = requests.newest_day(rows)
    first = pd.Timestamp(EXAMPLE_UNTIL) if brought.is_example else min(newest, pd.Timestamp(calendar.today()))
    boxes = st.columns(5)
    wanted: dict[str, tuple[str, ...]] = {}
    for box, (name, label) in zip(boxes, FILTERS.items(), strict=False):
        wanted[name] = tuple(
            box.multiselect(
                label, sorted(rows[name].dropna().unique()), placeholder="すべて", key=f"{TOOL}_{name}"
            )
        )
    day = pd.Timestamp(
        boxes[-1].date_input("時点", first, format="YYYY/MM/DD", key=f"{TOOL}_day_{brought.number}", help="はじめは一覧の中の最も新しい日（先の日付なら今日）。未完了の日数と期限は、この日で数えます。")
    )  # fmt: skip
    every = Chosen(brought, rows, day, (brought.number, tuple(kinds.items()), day))
    stated = every.once("states", lambda: requests.with_state(rows, day))
    shown = every.once("rows", lambda: narrowed(stated, wanted, day), tuple(wanted.items()))
    return Chosen(brought, shown, day, (every.signature, tuple(wanted.items())))


def narrowed(stated: pd.DataFrame, wanted: dict[str, tuple[str, ...]], day: pd.Timestamp) -> pd.DataFrame:
    """The rows that are wanted of those received by a day. wanted: column → values, none where all pass."""
    passing = (stated["received"] <= day).to_numpy()
    for name, values in wanted.items():
        if values:
            passing = passing & stated[name].isin(values).to_numpy()
    return stated[passing].reset_index(drop=True)


def _mend(brought: Brought) -> dict[str, str]:
    """Word → kind, as the reader has changed it."""
    words = _words(brought)
    if words.empty:
        return {}
    unknown = int(words.loc[words["kind"] == OTHER, "count"].sum())
    label = (
        f"種類の読み取り（{len(words):,}語" + (f"、「その他」にした{unknown:,}件" if unknown else "") + "）"
    )
    with st.expander(label, icon=":material/rule:"):
        st.caption("どの語からどの種類としたかの一覧です。種類を選び直すと、その語のすべての件が変わります。")
        edited = st.data_editor(
            words,
            column_config={
                "word": st.column_config.TextColumn("語", disabled=True),
                "kind": st.column_config.SelectboxColumn("種類", options=list(KINDS), required=True),
                "count": st.column_config.NumberColumn("件", disabled=True, format="localized"),
            },
            num_rows="fixed",
            hide_index=True,
            height=min(38 + 35 * len(words), 320),
            key=f"{TOOL}_kinds_{brought.number}",
        )
    changed = edited[edited["kind"] != words["kind"]]
    return dict(zip(changed["word"], changed["kind"], strict=True))


def _words(brought: Brought) -> pd.DataFrame:
    key = f"{TOOL}_words"
    if key not in st.session_state or st.session_state[key][0] != brought.number:
        words = requests.kind_words(brought.tables[FORM.key]).head(MENDED_WORDS)
        st.session_state[key] = (brought.number, words)
    return st.session_state[key][1]
