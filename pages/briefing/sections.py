"""ブリーフィング: the deck of a place on the screen, and the same deck as PowerPoint."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd
import segno
import streamlit as st

from dashboard import queries
from dashboard.exports import slides
from dashboard.exports.slides import Chart, Figures, Slide, Timeline
from dashboard.maps import shapes
from dashboard.maps.shapes import Map
from dashboard.runtime import place
from dashboard.runtime.component import component
from dashboard.shared import controls
from pages.briefing import deck
from pages.briefing import scope as scopes
from pages.briefing.scope import Scope

MOST_MEMBERS = 12
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

HTML = """
<style>.briefing { visibility: hidden }</style>
<div class="briefing" lang="ja" data-state="loading">
  <div class="tools">
    <button type="button" class="start">▶ 発表を始める</button>
    <label>画面の色 <select class="theme"><option value="light">明るい</option><option value="dark">暗い</option></select></label>
    <label>自動で送る <select class="seconds"></select></label>
    <button type="button" class="back">標準の順に戻す</button>
  </div>
  <ul class="sorter"></ul>
  <p class="keys">発表中のキー：→ PageDown Space 次へ｜← PageUp 前へ｜Home End 最初・最後｜F 全画面｜N 発表者メモ｜Q QRコード｜T 明暗｜A 自動送り｜B 黒画面｜Esc 終わる</p>
  <dialog aria-label="スライド">
    <div class="screen" tabindex="-1">
      <div class="room"></div>
      <div class="code" hidden></div>
      <div class="notes" hidden></div>
      <div class="bar asleep" role="group" aria-label="スライドの操作">
        <button type="button" class="previous" aria-label="前へ">◀</button>
        <span class="count"></span>
        <button type="button" class="next" aria-label="次へ">▶</button>
        <button type="button" class="full">全画面</button>
        <button type="button" class="speak">メモ</button>
        <button type="button" class="scan">QR</button>
        <button type="button" class="tone">明暗</button>
        <button type="button" class="auto">自動</button>
        <button type="button" class="close">終わる</button>
      </div>
      <p class="spoken said" aria-live="polite"></p>
      <div class="black" hidden></div>
    </div>
  </dialog>
</div>
"""

_mount = component("briefing", HTML)


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
    every = _deck(scope, scope.kind, scope.codes, queries.built_at())
    by_id = {slide.slide_id: slide for slide in every}
    usual = [slide_id for slide_id in deck.usual(scope) if slide_id in by_id]
    chosen = place.chosen_many("slides", dict.fromkeys(by_id, ""), most=len(by_id)) or usual
    address = _address(scope, chosen, usual)

    def reordered() -> None:
        wanted = st.session_state["briefing"]["slides"].split(",")
        place.choose_many("slides", [] if wanted == usual else wanted)

    _mount(
        key="briefing",
        data=_packed(
            slides=[as_data(slide) for slide in every],
            names=deck.NAMES_JA,
            usual=usual,
            chosen=chosen,
            qr=["".join("1" if bit else "0" for bit in row) for row in segno.make(address, error="m").matrix],
        ),
        default={"slides": ",".join(chosen)},
        on_slides_change=reordered,
    )
    title = f"{scope.name}のブリーフィング"
    st.download_button(
        f"PowerPoint（{len(chosen)}枚、図表は編集できます）",
        data=lambda: powerpoint(title, [by_id[slide_id] for slide_id in chosen], address),
        file_name=f"{title}.pptx",
        mime=PPTX,
        icon=":material/download:",
        on_click="ignore",
        key="pptx",
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _deck(_scope: Scope, kind: str, codes: tuple[str, ...], built: pd.Timestamp) -> list[Slide]:
    """The slides, made once for all readers of a database."""
    return deck.deck(_scope)


def powerpoint(title: str, chosen: Sequence[Slide], address: str) -> bytes:
    """The chosen slides as a PowerPoint file; each names the address that opens it here."""
    addressed = [
        replace(slide, url=f"{address}{'&' if '?' in address else '?'}show=1&slide={number}")
        for number, slide in enumerate(chosen, start=1)
    ]
    return slides.deck_bytes(title, addressed)


def as_data(slide: Slide) -> dict:
    """What the browser needs to draw a slide."""
    return {
        "id": slide.slide_id,
        "heading": slide.heading,
        "notes": list(slide.notes),
        "source": slide.source,
        "spoken": slide.spoken,
        "body": _body(slide.body),
    }


def _body(body: Chart | Map | Figures | Timeline | pd.DataFrame | None) -> dict | None:
    if isinstance(body, Chart):
        return {
            "kind": "chart",
            "type": body.kind,
            "categories": list(body.categories),
            "series": [
                {"name": name, "values": [None if pd.isna(value) else float(value) for value in values]}
                for name, values in body.series.items()
            ],
            "unit": body.unit,
            "number_format": body.number_format,
            "with_values": body.with_values,
            "colors": list(body.colors),
            "marked": body.marked,
            "category_title": body.category_title,
        }
    if isinstance(body, Map):
        return _map(body)
    if isinstance(body, Figures):
        return {"kind": "figures", "numbers": body.numbers}
    if isinstance(body, Timeline):
        return {"kind": "timeline", "events": body.events, "legend": list(body.legend.items())}
    if body is None:
        return None
    shown = body.head(slides.MAX_ROWS)
    return {
        "kind": "table",
        "headings": list(body.columns),
        "rows": [[slides.as_text(value) for value in row] for row in shown.itertuples(index=False)],
        "numeric": [slides.is_number(body[name]) for name in body],
    }


def _map(body: Map) -> dict:
    index_of = {label: index for index, label in enumerate(body.labels)}
    is_nation = body.view == shapes.NATION
    return {
        "kind": "map",
        "title": body.title,
        "url": f"app/static/{body.file}",
        "key": body.key,
        "view": body.view,
        "classes": body.classes,
        "colors": list(body.colors),
        "legend": [[label, index_of.get(label)] for label, _ in body.legend()],
        "only": list(body.only),
        "marked": list(body.marked),
        "names": body.names,
        "moved": {"limits": shapes.SOUTH_WEST, "by": shapes.MOVED_BY, "frame": shapes.FRAME}
        if is_nation
        else None,
    }


def _address(scope: Scope, chosen: list[str], usual: list[str]) -> str:
    """Where this deck is found."""
    said = {name: st.query_params[name] for name in ("pref", "muni", "members") if name in st.query_params}
    if chosen != usual:
        said["slides"] = ",".join(chosen)
    page = st.context.url or "briefing"
    return page + (f"?{urlencode(said, safe=',')}" if said else "")


def _packed(**data: object) -> bytes:
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain).encode())


def _plain(value: object) -> object:
    """Numbers of numpy as JSON writes them."""
    return value.item()
