"""The briefing in the browser: the component that shows, sorts and presents slides, and the data it draws them from."""

import base64
from collections.abc import Callable, Sequence

import pandas as pd
import segno

from dashboard.exports.slide_model import (
    MAX_ROWS,
    Body,
    Chart,
    Figures,
    Picture,
    Slide,
    Timeline,
    Words,
    as_text,
    is_number,
)
from dashboard.maps import shapes
from dashboard.maps.shapes import Map
from dashboard.runtime.component import component, packed

HTML = """
<style>.briefing { visibility: hidden }</style>
<div class="briefing" lang="ja" data-state="loading">
  <div class="tools">
    <button type="button" class="start">▶ 発表を始める</button>
    <button type="button" class="two" title="この画面を映し、手元の窓に次のスライド・メモ・時計を出します">発表者用の窓も開く</button>
    <label>画面の色 <select class="theme"><option value="light">明るい</option><option value="dark">暗い</option></select></label>
    <label>自動で送る <select class="seconds"></select></label>
    <button type="button" class="back">標準の順に戻す</button>
  </div>
  <ul class="sorter"></ul>
  <p class="keys">発表中のキー：→ PageDown Space 次へ｜← PageUp 前へ｜Home End 最初・最後｜F 全画面｜P 発表者用の窓（次のスライド・メモ・時計）｜N メモ｜Q QRコード｜T 明暗｜A 自動送り｜B 黒画面｜Esc 終わる</p>
  <dialog aria-label="スライド">
    <div class="screen" tabindex="-1">
      <div class="space"><div class="room"></div></div>
      <div class="code" hidden></div>
      <div class="notes" hidden></div>
      <div class="bar asleep" role="group" aria-label="スライドの操作">
        <button type="button" class="previous" aria-label="前へ">◀</button>
        <span class="count"></span>
        <button type="button" class="next" aria-label="次へ">▶</button>
        <button type="button" class="full">全画面</button>
        <button type="button" class="present">発表者用</button>
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


def show(
    slides: Sequence[Slide],
    names: dict[str, str],
    usual: list[str],
    chosen: list[str],
    address: str,
    on_change: Callable[[], None],
) -> None:
    """Mount the slides; their order, when the reader changes it, stands in the session state as briefing.slides.

    names: slide id → Japanese name. usual, chosen: slide ids. address: of this deck, for the QR code.
    """
    code = segno.make(address, error="m").matrix
    _mount(
        key="briefing",
        data=packed(
            {
                "slides": [as_data(slide) for slide in slides],
                "names": names,
                "usual": usual,
                "chosen": chosen,
                "qr": ["".join("1" if bit else "0" for bit in row) for row in code],
            },
            _plain,
        ),
        default={"slides": ",".join(chosen)},
        on_slides_change=on_change,
    )


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


def _body(body: Body) -> dict | None:
    if isinstance(body, Chart):
        return _chart(body)
    if isinstance(body, Map):
        return _map(body)
    if isinstance(body, Figures):
        return {"kind": "figures", "numbers": body.numbers}
    if isinstance(body, Timeline):
        return {"kind": "timeline", "events": body.events, "legend": list(body.legend.items())}
    if isinstance(body, Words):
        return {"kind": "words", "lines": list(body.lines)}
    if isinstance(body, Picture):
        content = base64.b64encode(body.content).decode()
        return {"kind": "picture", "url": f"data:image/{body.kind};base64,{content}"}
    return None if body is None else _table(body)


def _table(body: pd.DataFrame) -> dict:
    shown = body.head(MAX_ROWS)
    return {
        "kind": "table",
        "headings": list(body.columns),
        "rows": [[as_text(value) for value in row] for row in shown.itertuples(index=False)],
        "numeric": [is_number(body[name]) for name in body],
    }


def _chart(body: Chart) -> dict:
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


def _map(body: Map) -> dict:
    index_of = {label: index for index, label in enumerate(body.labels)}
    is_nation = body.view == shapes.NATION
    return {
        "kind": "map",
        "title": body.title,
        "url": f"app/static/{body.file}",
        "layer": body.layer,
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


def _plain(value: object) -> object:
    """Numbers of numpy as JSON writes them."""
    return value.item()
