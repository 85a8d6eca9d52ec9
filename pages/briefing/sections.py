"""ブリーフィング: choose a place, show its deck on the screen, take the same deck away as PowerPoint."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from dashboard.exports import mime, powerpoint
from dashboard.exports.slide_model import Slide
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import controls, finder, scenarios
from pages.briefing import order, own_slides, stage
from pages.briefing import scope as scopes
from pages.briefing.scope import Scope
from pages.briefing.slides import proposal

MOST_MEMBERS = 12
MOST_SLIDES = 40


def pick_scope() -> Scope:
    """Let the reader choose of whom the briefing speaks: members make a group, else the municipality, the
    prefecture (of the scenario where none is chosen), the nation."""
    prefecture, muni = controls.pick_place()
    members = finder.pick_municipalities(
        "群（2団体以上を選ぶと、まとめた資料になります）", "members", finder.names(), most=MOST_MEMBERS
    )
    if len(members) > 1:
        return scopes.of_group(members)
    if muni is not None:
        return scopes.of_municipality(muni["lg_code"])
    if prefecture is not None:
        return scopes.of_prefecture(prefecture["prefecture_code"])
    held = scenarios.held()
    if held is not None and held.grouped["prefecture_code"].nunique() == 1:
        return scopes.of_prefecture(held.grouped["prefecture_code"].iloc[0])
    return scopes.of_nation()


def show(scope: Scope) -> None:
    """The slides of the scope: to choose and order, to present, to take away."""
    shown = st.container()
    held = scenarios.in_use("briefing")
    proposed = [] if held is None else proposal.slides(held)
    slides = [*_deck(scope.kind, scope.codes, _scope=scope), *proposed, *own_slides.add()]
    by_id = {slide.slide_id: slide for slide in slides}
    usual = [
        slide_id for slide_id in order.with_proposal(order.usual(scope), own_slides.IDS) if slide_id in by_id
    ]
    ids = (*by_id, *proposal.IDS, *own_slides.IDS)
    asked = place.chosen_many("slides", dict.fromkeys(ids, ""), most=MOST_SLIDES)
    chosen = [slide_id for slide_id in asked if slide_id in by_id] or usual
    address = _address(chosen, usual)

    def reordered() -> None:
        wanted = st.session_state["briefing"]["slides"].split(",")
        place.choose_many("slides", [] if wanted == usual else wanted)

    with shown:
        if set(asked) & set(own_slides.PICTURE_IDS) - set(by_id):
            st.caption("画像のスライドは、置いた人の画面だけにあります。")
        stage.show(
            slides, order.NAMES_JA | proposal.IDS | own_slides.names(), usual, chosen, address, reordered
        )
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
    """The chosen slides as a PowerPoint file; each but the presenter's own names the address that opens it here."""
    opening = f"{address}{'&' if '?' in address else '?'}show=1&slide="
    numbers = itertools.count(1)
    addressed = [
        replace(slide, url=f"{opening}{next(numbers)}") if slide.slide_id not in own_slides.IDS else slide
        for slide in chosen
    ]
    return powerpoint.deck_bytes(title, addressed)


def _address(chosen: list[str], usual: list[str]) -> str:
    """Where this deck is found, without the presenter's own slides: a code for the room has no place for sentences."""
    query = {
        name: st.query_params[name]
        for name in ("pref", "muni", "members", scenarios.SHOWN)
        if name in st.query_params
    }
    shared, usually = ([one for one in ids if one not in own_slides.IDS] for ids in (chosen, usual))
    if shared and shared != usually:
        query["slides"] = ",".join(shared)
    page = st.context.url or "briefing"
    return page + (f"?{urlencode(query, safe=',')}" if query else "")
