"""ブリーフィング: choose a place, show its deck on the screen, take the same deck away as PowerPoint."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from dashboard import queries
from dashboard.exports import mime, powerpoint
from dashboard.exports.slide_model import Slide
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import controls
from pages.briefing import order, stage
from pages.briefing import scope as scopes
from pages.briefing.scope import Scope

MOST_MEMBERS = 12


def pick_scope() -> Scope:
    """Let the reader choose of whom the briefing speaks: members make a group, else the municipality, the prefecture, the nation."""
    prefecture, muni = controls.pick_place()
    every = queries.municipalities().set_index("lg_code")
    names = (every["prefecture_name"] + " " + every["municipality_name"]).to_dict()
    members = place.pick_many(
        "群（2団体以上を選ぶと、まとめた資料になります）",
        "members",
        names,
        most=MOST_MEMBERS,
        empty="市区町村の名前",
    )
    if len(members) > 1:
        return scopes.of_group(members)
    if muni is not None:
        return scopes.of_municipality(muni["lg_code"])
    if prefecture is not None:
        return scopes.of_prefecture(prefecture["prefecture_code"])
    return scopes.of_nation()


def show(scope: Scope) -> None:
    """The slides of the scope: to choose and order, to present, to take away."""
    slides = _deck(scope.kind, scope.codes, _scope=scope)
    by_id = {slide.slide_id: slide for slide in slides}
    usual = [slide_id for slide_id in order.usual(scope) if slide_id in by_id]
    chosen = place.chosen_many("slides", dict.fromkeys(by_id, ""), most=len(by_id)) or usual
    address = _address(scope, chosen, usual)

    def reordered() -> None:
        wanted = st.session_state["briefing"]["slides"].split(",")
        place.choose_many("slides", [] if wanted == usual else wanted)

    stage.show(slides, order.NAMES_JA, usual, chosen, address, reordered)
    title = f"{scope.name}のブリーフィング"
    st.download_button(
        f"PowerPoint（{len(chosen)}枚、図表は編集できます）",
        data=lambda: powerpoint_bytes(title, [by_id[slide_id] for slide_id in chosen], address),
        file_name=f"{title}.pptx",
        mime=mime.PPTX,
        icon=":material/download:",
        on_click="ignore",
        key="pptx",
    )


@cached
def _deck(kind: str, codes: tuple[str, ...], *, _scope: Scope) -> list[Slide]:
    """The slides, computed once for all readers of a database."""
    return order.deck(_scope)


def powerpoint_bytes(title: str, chosen: Sequence[Slide], address: str) -> bytes:
    """The chosen slides as a PowerPoint file; each names the address that opens it here."""
    addressed = [
        replace(slide, url=f"{address}{'&' if '?' in address else '?'}show=1&slide={number}")
        for number, slide in enumerate(chosen, start=1)
    ]
    return powerpoint.deck_bytes(title, addressed)


def _address(scope: Scope, chosen: list[str], usual: list[str]) -> str:
    """Where this deck is found."""
    query = {name: st.query_params[name] for name in ("pref", "muni", "members") if name in st.query_params}
    if chosen != usual:
        query["slides"] = ",".join(chosen)
    page = st.context.url or "briefing"
    return page + (f"?{urlencode(query, safe=',')}" if query else "")
