"""Strips and small columns as plain HTML: they fit any width, print sharply, and their texts are texts.

Streamlit takes SVG out of HTML, so the marks are letters and the bars are boxes.

A strip shows where a value lies among others, 0 (lowest) to 100. `marks` and `columns` say where things stand; the PDF draws from them too.
"""

import math
from dataclasses import dataclass
from html import escape

import pandas as pd

from dashboard.shared.theme import BLUE, GREY, ORANGE
from pages.profile.model import Mark, Row, Series

SHAPES = ("line", "triangle", "diamond", "hollow")  # nation, prefecture, official type, nearest
SIGNS = dict(zip(SHAPES, "│▲◆◇", strict=True))
MARK_COLORS = dict(zip(SHAPES, ("#4A4F59", BLUE, "#0B8A8A", "#7A5AA6"), strict=True))
TRACK, NEED = "#E4E7EB", "#F6C9C4"
AHEAD = "#A9BEF9"
QUARTER = 25
LETTER = 7  # width of a digit beside a chart of 320
STYLE = """
<style>
.sheet { font-size: 14px; color: #1A1A1C; }
.sheet h3 { margin: 0; padding: 1.1rem 0 .5rem; }
.sheet .row { display: grid; grid-template-columns: minmax(11rem, 17rem) 8.5rem 1fr; gap: 0 14px; padding: 7px 0 5px;
  border-bottom: 1px solid #ECEEF1; align-items: center; break-inside: avoid; }
.sheet .value { font-size: 16px; font-weight: 700; text-align: right; }
.sheet .value.alone { grid-column: 2 / -1; text-align: left; padding-left: 2.5rem; }
.sheet .small { font-size: 12px; color: #4A4F59; }
.strip { position: relative; height: 22px; margin: 0 9px; }
.strip i { position: absolute; top: 9px; height: 6px; border-radius: 3px; }
.strip i.middle, .strip i.line { top: 4px; height: 16px; border-radius: 0; }
.strip b { position: absolute; transform: translateX(-50%); line-height: 1; font-size: 12px; }
.strip b.own { font-size: 19px; top: 2px; text-shadow: 0 0 2px #FFFFFF; }
.strip i, .bars i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.sheet .marks { display: flex; flex-wrap: wrap; gap: 0 12px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 8px 28px;
  align-items: end; }
.charts figure { margin: 0; break-inside: avoid; }
.charts figcaption { font-weight: 700; font-size: 14px; }
.charts .small { font-weight: 400; font-size: 12px; color: #4A4F59; }
.bars { display: flex; align-items: flex-end; gap: 2%; --tall: 112px; border-bottom: 1px solid #8A8F98; }
.bars div { flex: 1; min-width: 0; display: flex; flex-direction: column; align-items: center; }
.bars i { display: block; width: 84%; height: calc(var(--share) * var(--tall)); }
.bars span, .years span { font-size: 11.5px; white-space: nowrap; }
.years { display: flex; gap: 2%; } .years span { flex: 1; min-width: 0; text-align: center; }
@media (max-width: 640px) {
  .sheet .row { grid-template-columns: 1fr auto; }
  .sheet .value.alone { grid-column: 1 / -1; padding-left: 0; }
  .sheet .row .where { grid-column: 1 / -1; }
}
</style>
"""


@dataclass(frozen=True)
class Column:
    """One column of a small chart; all in shares of the chart (0–1). label: None where there is no room."""

    left: float
    width: float
    height: float
    year: str
    label: str | None
    is_ahead: bool


def shape(order: int) -> str:
    """The shape of the n-th of the medians."""
    return SHAPES[min(order, len(SHAPES) - 1)]


def sign(order: int) -> str:
    """The letter that stands for it in texts."""
    return SIGNS[shape(order)]


def worse_quarter(higher_is: str) -> float | None:
    """Where the quarter begins towards which need grows, 0–100; None where there is no worse end."""
    return {"worse": 100 - QUARTER, "better": 0}.get(higher_is)


def columns(series: Series) -> list[Column]:
    """The columns of a series from zero."""
    points = series.points
    slot, most = 1 / len(points), points["value"].max() or 1
    texts = [f"{value:,.{series.digits}f}" for value in points["value"]]
    every = math.ceil(max(map(len, texts)) * LETTER / (320 * slot))
    return [
        Column(
            left=at * slot + slot * 0.12,
            width=slot * 0.76,
            height=max(value / most, 0),
            year=str(year),
            label=count if (len(points) - 1 - at) % every == 0 else None,
            is_ahead=year > series.known_until,
        )
        for at, (year, value, count) in enumerate(zip(points["year"], points["value"], texts, strict=True))
    ]


def sheet(sections: dict[str, list[Row]]) -> str:
    """Rows of facts under the titles of their sections: name, value, strip with medians, place, date and kind."""
    parts = (
        f"<section><h3>{escape(title)}</h3>{''.join(map(_row, rows))}</section>"
        for title, rows in sections.items()
    )
    return f'{STYLE}<div class="sheet">{"".join(parts)}</div>'


def charts(series: list[Series]) -> str:
    """Small charts side by side."""
    return f"{STYLE}{plain_charts(series)}"


def plain_charts(series: list[Series]) -> str:
    """As `charts`, for a page that has STYLE already."""
    return f'<div class="charts">{"".join(_chart(one) for one in series)}</div>'


def _row(row: Row) -> str:
    look = "value alone" if row.is_uncompared else "value"
    strip = "" if pd.isna(row.percentile) else f'<div class="strip">{_strip(row)}</div>'
    medians = "".join(f"<span>{_median(mark)}</span>" for mark in row.marks)
    place = f"<span>{escape(row.place_ja)}</span>" if row.place_ja else ""
    return (
        f'<div class="row"><div><div>{escape(row.label)}</div><div class="small">{escape(row.kind_ja)}</div></div>'
        f'<div class="{look}">{escape(row.value_ja)}</div>'
        f'<div class="where">{strip}<div class="marks small">{place}{medians}</div></div></div>'
    )


def _median(mark: Mark) -> str:
    """By its sign and name; on paper the sign is enough, the legend explains it."""
    if pd.isna(mark.percentile):
        return f"中央値 {escape(mark.reference)} {escape(mark.value_ja)}"
    name = shape(mark.order)
    letter = f'<b style="color:{MARK_COLORS[name]}">{SIGNS[name]}</b>'
    return f'{letter} <span class="whose">{escape(mark.reference)}</span> {escape(mark.value_ja)}'


def _strip(row: Row) -> str:
    begin = worse_quarter(row.higher_is)
    need = "" if begin is None else _box("need", begin, f"width:{QUARTER}%;background:{NEED}")
    marks = "".join(_mark(mark) for mark in row.marks if not pd.isna(mark.percentile))
    label = f"{row.label}：低い方から{row.percentile:.0f}%の位置"
    return (
        f'<div class="strip" role="img" aria-label="{escape(label)}">'
        f"{_box('track', 0, f'width:100%;background:{TRACK}')}{need}"
        f"{_box('middle', 50, f'width:1.5px;background:{GREY}')}{marks}"
        f'<b class="own" style="left:{row.percentile:.1f}%;color:{ORANGE}">●</b></div>'
    )


def _box(name: str, left: float, look: str) -> str:
    return f'<i class="{name}" style="left:{left:.1f}%;{look}"></i>'


def _mark(mark: Mark) -> str:
    name = shape(mark.order)
    if name == "line":
        return _box("line", mark.percentile, f"width:3px;margin-left:-1px;background:{MARK_COLORS[name]}")
    top = 13 if name == "triangle" else -3
    return f'<b style="left:{mark.percentile:.1f}%;top:{top}px;color:{MARK_COLORS[name]}">{SIGNS[name]}</b>'


def _chart(series: Series) -> str:
    drawn = columns(series)
    bars = "".join(
        f"<div><span>{column.label or ''}</span>"
        f'<i style="--share:{column.height:.4f};background:{AHEAD if column.is_ahead else BLUE}"></i></div>'
        for column in drawn
    )
    years = "".join(f"<span>{column.year}</span>" for column in drawn)
    values_ja = "、".join(
        f"{year}年 {value:,.{series.digits}f}{series.unit}"
        for year, value in series.points.itertuples(index=False)
    )
    return (
        f"<figure><figcaption>{escape(series.title)}（{escape(series.unit)}）"
        f'<div class="small">{escape(series.note_ja)}</div></figcaption>'
        f'<div class="bars" role="img" aria-label="{escape(values_ja)}">{bars}</div><div class="years">{years}</div></figure>'
    )
