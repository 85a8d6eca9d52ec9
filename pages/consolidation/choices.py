"""What a reader narrows the list by; every choice is in the address."""

import hashlib
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis.consolidation import MANAGERS, RELATIONS
from dashboard.runtime import place

DISTANCES = {str(metres): f"{metres:,}m以内" for metres in (50, 100, 200, 300, 500, 1000)}
CANDIDATES = "candidates"
LINKS = {CANDIDATES: "同じ路線の前後を除く", "every": "すべて"} | RELATIONS
OWNERS = {"several": "管理者が違う組"} | {code: MANAGERS[code] for code in MANAGERS}
STATES = {
    "unsound": "判定Ⅲ・Ⅳの橋がある",
    "both_old": "両方が50年以上",
    "unsound_old": "判定Ⅲ・Ⅳがあり、両方が50年以上",
}


@dataclass(frozen=True)
class Choice:
    """How the list is narrowed; None: not at all."""

    metres: int
    link: str
    owners: str | None
    state: str | None


def ask() -> Choice:
    """Let the reader choose."""
    one, two, three, four = st.columns(4)
    with one:
        metres = place.pick("橋の間の直線距離", "near", DISTANCES, default="200")
    with two:
        link = place.pick("2つの橋の関係", "link", LINKS, default=CANDIDATES)
    with three:
        owners = place.pick("管理者の組", "owners", OWNERS, empty="すべて")
    with four:
        state = place.pick("状態", "state", STATES, empty="すべて")
    return Choice(int(metres), link, owners, state)


def keep(table: pd.DataFrame, signs: pd.DataFrame, choice: Choice, lg_code: str | None) -> pd.Series:
    """Which pairs pass. A pair passes a municipality's filter when either bridge stands there or is managed by it."""
    passing = table["first_is_inside"] | table["second_is_inside"]
    if lg_code is not None:
        sides = [f"{side}_{what}_lg_code" for side in ("first", "second") for what in ("location", "manager")]
        passing &= table[sides].eq(lg_code).any(axis=1)
    if choice.link == CANDIDATES:
        passing &= table["relation"] != "same_route"
    elif choice.link != "every":
        passing &= table["relation"] == choice.link
    if choice.owners == "several":
        passing &= signs["different_managers"]
    elif choice.owners is not None:
        passing &= table["managers"] == choice.owners
    for name in ("unsound", "both_old"):
        if choice.state in (name, "unsound_old"):
            passing &= signs[name]
    return passing


def code(first_id: object, second_id: object) -> str:
    """A short code for a pair, the same in whatever order the two stand; ids of ledgers may hold any letter."""
    joined = "\0".join(sorted((str(first_id), str(second_id))))
    return hashlib.sha256(joined.encode()).hexdigest()[:10]
