"""Slides for a meeting: one sentence, one native chart or table, notes and source; charts stay editable in PowerPoint."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from dashboard import text

FONT = "Meiryo"
INK, GREY, PALE = RGBColor(0x1A, 0x1A, 0x1C), RGBColor(0x4A, 0x4F, 0x59), RGBColor(0xE8, 0xF1, 0xFE)
NAVY = RGBColor(0x00, 0x17, 0xC1)
COLORS = ("3460FB", "C4570B", "0B8A8A", "00118F", "7A5AA6", "E98A2B", "8A8F98", "6B8E23")
KINDS = {
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}
WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
MAX_ROWS = 14  # of a table that is still read from the back of a room
BLANK_LAYOUT = 6


@dataclass(frozen=True)
class Chart:
    """A native chart. kind: column, stacked, bar (first category on top) or line; series: name → one value per category, None where
    there is none; unit: of the values, shown beside the axis; number_format: as Excel writes it."""

    kind: str
    categories: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    unit: str
    number_format: str = "#,##0"
    with_values: bool = False


@dataclass(frozen=True)
class Slide:
    """heading: one sentence that says what is seen; body: a chart, or a table whose columns are the headings shown (the first
    MAX_ROWS rows, and a line that says how many there are), or None; notes: short lines under it; source: one line at the foot."""

    heading: str
    body: Chart | pd.DataFrame | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    source: str = ""


def deck_bytes(title: str, slides: Sequence[Slide], *, made_on: date, subtitle: str = "") -> bytes:
    """A PowerPoint file (16:9): a title slide with the date, then the slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    cover = deck.slides.add_slide(deck.slide_layouts[BLANK_LAYOUT])
    _write(cover, title, Inches(2.6), Inches(1.2), size=36, bold=True, color=NAVY)
    _write(cover, subtitle, Inches(3.8), Inches(0.8), size=20)
    _write(cover, text.japanese_date(made_on), Inches(4.7), Inches(0.6), size=16, color=GREY)
    for number, one in enumerate(slides, start=2):
        _add(deck, one, number)
    output = io.BytesIO()
    deck.save(output)
    return output.getvalue()


def _add(deck, one: Slide, number: int) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK_LAYOUT])
    _write(slide, one.heading, Inches(0.35), Inches(0.95), size=26, bold=True, color=NAVY)
    notes = list(one.notes)
    if isinstance(one.body, pd.DataFrame) and len(one.body) > MAX_ROWS:
        notes.append(f"上位{MAX_ROWS}行（全{len(one.body):,}行）")
    foot = HEIGHT - Inches(0.55)
    notes_height = Inches(0.32) * len(notes)
    top, height = Inches(1.4), foot - notes_height - Inches(1.5)
    if isinstance(one.body, Chart):
        _draw(slide, one.body, top, height)
    elif one.body is not None:
        _tabulate(slide, one.body.head(MAX_ROWS), top)
    _write(slide, "\n".join(notes), foot - notes_height, notes_height, size=13)
    _write(slide, one.source, foot, Inches(0.4), size=11, color=GREY)
    _write(slide, str(number), foot, Inches(0.4), size=11, color=GREY, left=WIDTH - Inches(1))


def _write(slide, said: str, top, height, *, size: int, bold=False, color=INK, left=MARGIN) -> None:
    if not said:
        return
    frame = slide.shapes.add_textbox(left, top, WIDTH - left - MARGIN // 2, height).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    for number, line in enumerate(said.split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        for run in paragraph.runs:
            _set_font(run.font, size, bold, color)


def _set_font(font, size: int, bold: bool = False, color: RGBColor = INK) -> None:
    """Latin and Japanese letters alike; python-pptx itself sets only the Latin typeface."""
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = color
    properties = font._rPr
    for japanese in properties.findall(qn("a:ea")):
        properties.remove(japanese)
    japanese = properties.makeelement(qn("a:ea"), {"typeface": FONT})
    properties.find(qn("a:latin")).addnext(japanese)


def _draw(slide, wanted: Chart, top, height) -> None:
    data = CategoryChartData(number_format=wanted.number_format)
    data.categories = list(wanted.categories)
    for name, values in wanted.series.items():
        data.add_series(name, [None if pd.isna(value) else float(value) for value in values])
    width = WIDTH - 2 * MARGIN
    chart = slide.shapes.add_chart(KINDS[wanted.kind], MARGIN, top, width, height, data).chart
    _set_font(chart.font, 13)
    chart.has_title = False
    chart.has_legend = len(wanted.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    values = chart.value_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        wanted.number_format,
        False,
    )
    values.major_gridlines.format.line.color.rgb = RGBColor(0xEC, 0xEE, 0xF1)
    values.has_title = True
    values.axis_title.text_frame.text = f"（{wanted.unit}）"
    _set_font(values.axis_title.text_frame.paragraphs[0].runs[0].font, 12, color=GREY)
    if wanted.kind == "bar":
        chart.category_axis.reverse_order = True
    plot = chart.plots[0]
    if wanted.kind != "line":
        plot.gap_width = 45
    if wanted.with_values:
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = wanted.number_format, False
        if wanted.kind in ("column", "bar"):
            labels.position = XL_LABEL_POSITION.OUTSIDE_END
        _set_font(labels.font, 12)
    for color, series in zip(COLORS, plot.series, strict=False):
        rgb = RGBColor.from_string(color)
        if wanted.kind == "line":
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = rgb, Pt(2.5)
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = rgb
            series.marker.format.line.color.rgb = rgb
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = rgb


def _tabulate(slide, rows: pd.DataFrame, top) -> None:
    width = WIDTH - 2 * MARGIN
    shape = slide.shapes.add_table(len(rows) + 1, len(rows.columns), MARGIN, top, width, Inches(0.34))
    table = shape.table
    widths = [_characters(rows[name], str(name)) for name in rows]
    for at, (name, share) in enumerate(zip(rows, widths, strict=True)):
        table.columns[at].width = int(width * share / sum(widths))
        _fill(table.cell(0, at), str(name), is_heading=True)
        for row, value in enumerate(rows[name], start=1):
            _fill(table.cell(row, at), _as_text(value))
    for row in table.rows:
        row.height = Inches(0.34)


def _fill(cell, said: str, is_heading: bool = False) -> None:
    cell.text = said
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = PALE if is_heading else RGBColor(0xFF, 0xFF, 0xFF)
    for paragraph in cell.text_frame.paragraphs:
        for run in paragraph.runs:
            _set_font(run.font, 12, bold=is_heading)


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.1f}"


def _characters(values: pd.Series, name: str) -> int:
    """How many letters a column wants, within reason."""
    return min(max([len(name), *(len(_as_text(value)) for value in values)]) + 2, 40)
