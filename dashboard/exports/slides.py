"""Slides for a meeting: one sentence, one native chart, table or map, notes and source; everything stays editable in PowerPoint."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from unicodedata import east_asian_width

import pandas as pd
import segno
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.parts.chart import ChartPart
from pptx.util import Emu, Inches, Pt

from dashboard.maps import shapes
from dashboard.maps.shapes import Map
from dashboard.shared import text

FONT = "Meiryo"
INK, GREY, PALE = RGBColor(0x1A, 0x1A, 0x1C), RGBColor(0x4A, 0x4F, 0x59), RGBColor(0xE8, 0xF1, 0xFE)
NAVY, WHITE, BORDER = RGBColor(0x00, 0x17, 0xC1), RGBColor(0xFF, 0xFF, 0xFF), RGBColor(0x8A, 0x93, 0xA3)
COLORS = ("3460FB", "C4570B", "0B8A8A", "00118F", "7A5AA6", "E98A2B", "8A8F98", "6B8E23")
KINDS = {
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "histogram": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}
WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
MAX_ROWS = 14  # of a table that is still read from the back of a room
ROW_HEIGHT = Inches(0.34)
DOT = Inches(0.2)  # of a timeline
TITLE_LAYOUT = 5  # 「タイトルのみ」 of python-pptx's own template
QR_SIZE = Inches(0.75)


@dataclass(frozen=True)
class Chart:
    """A native chart. kind: column, stacked, histogram (stacked, bars touching), bar or stacked_bar (first category on top) or line;
    series: name → one value per category, None where there is none; unit: of the values, shown beside the axis; number_format: as
    Excel writes it; colors: of the series in order (RRGGBB), COLORS when left out; marked: category number → its own colour, for a
    chart of one series; category_title: what the categories are."""

    kind: str
    categories: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    unit: str
    number_format: str = "#,##0"
    with_values: bool = False
    colors: Sequence[str] = COLORS
    marked: Mapping[int, str] = field(default_factory=dict)
    category_title: str = ""


@dataclass(frozen=True)
class Figures:
    """A few numbers, large: (number with its unit, what it is, its date and kind)."""

    numbers: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Timeline:
    """Events in order, from top to bottom in two columns: (when, in two lines; what happened; colour RRGGBB). legend: label → colour."""

    events: Sequence[tuple[str, str, str]]
    legend: Mapping[str, str]


@dataclass(frozen=True)
class Slide:
    """heading: one sentence that says what is seen; body: a chart, a map, large figures, a timeline, a table whose columns are the headings shown
    (the first MAX_ROWS rows, and a line that says how many there are), or None; notes: short lines under it; source: one line at the
    foot; spoken: what the speaker says, under the slide; url: where the same view is on the dashboard, also as a QR code;
    slide_id: what the address of a briefing calls it."""

    heading: str
    body: Chart | Map | Figures | Timeline | pd.DataFrame | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    source: str = ""
    spoken: str = ""
    url: str = ""
    slide_id: str = ""


def deck_bytes(
    title: str, slides: Sequence[Slide], *, made_on: date | None = None, subtitle: str = ""
) -> bytes:
    """A PowerPoint file (16:9) of the slides; with made_on, a title slide with the date before them."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title, deck.core_properties.language = title, "ja-JP"
    _set_theme_fonts(deck)
    if made_on is not None:
        _add_cover(deck, title, subtitle, made_on)
    for one in slides:
        _add(deck, one, len(deck.slides) + 1)
    output = io.BytesIO()
    deck.save(output)
    return output.getvalue()


def _set_theme_fonts(deck) -> None:
    """Latin and Japanese letters of the theme, so that what a reader adds looks alike."""
    part = deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    for fonts in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        for script in ("a:latin", "a:ea"):
            fonts.find(qn(script)).set("typeface", FONT)
    part._blob = serialize_part_xml(theme)


def _add_cover(deck, title: str, subtitle: str, made_on: date) -> None:
    cover = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    _head(cover, title, Inches(2.6), Inches(1.2), size=36)
    _write(cover, subtitle, Inches(3.8), Inches(0.8), size=20)
    _write(cover, text.japanese_date(made_on), Inches(4.7), Inches(0.6), size=16, color=GREY)


def _add(deck, one: Slide, number: int) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    _head(slide, one.heading, Inches(0.3), Inches(1.1), size=26)
    notes = list(one.notes)
    if isinstance(one.body, pd.DataFrame) and len(one.body) > MAX_ROWS:
        notes.append(f"上位{MAX_ROWS}行（全{len(one.body):,}行）")
    foot = HEIGHT - Inches(0.95 if one.url else 0.55)
    notes_height = Inches(0.3) * len(notes)
    top = Inches(1.5)
    height = foot - notes_height - top - Inches(0.1)
    _draw_body(slide, one.body, top, height, one.heading)
    _write(slide, "\n".join(notes), foot - notes_height, notes_height, size=13)
    right = Inches(1.9 if one.url else 1.1)
    source = one.source + (f"\n{one.url}" if one.url else "")
    _write(
        slide, source, foot, HEIGHT - foot - Inches(0.1), size=10 if one.url else 11, color=GREY, right=right
    )
    if one.url:
        _add_qr(slide, one.url)
    _number(slide, number)
    if one.spoken:
        slide.notes_slide.notes_text_frame.text = one.spoken


def _draw_body(slide, body, top, height, said: str) -> None:
    if isinstance(body, Chart):
        _draw(slide, body, top, height, said)
    elif isinstance(body, Map):
        _draw_map(slide, body, top, height, said)
    elif isinstance(body, Figures):
        _draw_figures(slide, body, top, height)
    elif isinstance(body, Timeline):
        _draw_timeline(slide, body, top, height)
    elif body is not None:
        _tabulate(slide, body.head(MAX_ROWS), top, height)


def _head(slide, said: str, top, height, *, size: int) -> None:
    """The sentence as the slide's own title, so that outlines and screen readers find it."""
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = MARGIN, top, WIDTH - 2 * MARGIN, height
    _fill_frame(title.text_frame, said, size=size, bold=True, color=NAVY)


def _write(
    slide, said: str, top, height, *, size: int, bold=False, color=INK, left=MARGIN, right=MARGIN // 2
) -> None:
    if said:
        frame = slide.shapes.add_textbox(left, top, WIDTH - left - right, height).text_frame
        _fill_frame(frame, said, size=size, bold=bold, color=color)


def _fill_frame(frame, said: str, *, size: float, bold=False, color=INK, align=PP_ALIGN.LEFT) -> None:
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    for number, line in enumerate(said.split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.alignment = line, align
        for run in paragraph.runs:
            _set_font(run.font, size, bold, color)


def _number(slide, number: int) -> None:
    """The slide's number as a field, right when slides are moved."""
    frame = slide.shapes.add_textbox(
        WIDTH - Inches(0.95), HEIGHT - Inches(0.5), Inches(0.7), Inches(0.35)
    ).text_frame
    _fill_frame(frame, str(number), size=11, color=GREY, align=PP_ALIGN.RIGHT)
    run = frame.paragraphs[0].runs[0]._r
    field_xml = run.makeelement(
        qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
    )
    field_xml.extend(list(run))
    run.getparent().replace(run, field_xml)


def _add_qr(slide, url: str) -> None:
    image = io.BytesIO()
    segno.make(url, error="l").save(image, kind="png", scale=6, border=2)
    image.seek(0)
    picture = slide.shapes.add_picture(image, WIDTH - Inches(1.75), HEIGHT - Inches(0.92), QR_SIZE, QR_SIZE)
    picture._element.nvPicPr.cNvPr.set("descr", "この画面を開くQRコード")


def _set_font(font, size: float, bold: bool = False, color: RGBColor = INK) -> None:
    """Latin and Japanese letters alike; python-pptx itself sets only the Latin typeface."""
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = color
    properties = font._rPr
    properties.set("lang", "ja-JP")
    for japanese in properties.findall(qn("a:ea")):
        properties.remove(japanese)
    japanese = properties.makeelement(qn("a:ea"), {"typeface": FONT})
    properties.find(qn("a:latin")).addnext(japanese)


def _draw(slide, wanted: Chart, top, height, said: str) -> None:
    data = CategoryChartData(number_format=wanted.number_format)
    data.categories = list(wanted.categories)
    for name, values in wanted.series.items():
        data.add_series(name, [None if pd.isna(value) else float(value) for value in values])
    width = WIDTH - 2 * MARGIN
    frame = slide.shapes.add_chart(KINDS[wanted.kind], MARGIN, top, width, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", said)
    chart = frame.chart
    lies = wanted.kind in ("bar", "stacked_bar")
    _set_font(chart.font, 10 if lies and len(wanted.categories) > 14 else 13)
    chart.has_title = False
    chart.has_legend = len(wanted.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    values = chart.value_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        wanted.number_format,
        False,
    )
    names_unit = lies and wanted.with_values
    if names_unit:
        values.visible = values.has_major_gridlines = False
    else:
        values.major_gridlines.format.line.color.rgb = RGBColor(0xEC, 0xEE, 0xF1)
        _title_axis(values, f"（{wanted.unit}）")
    if wanted.category_title:
        _title_axis(chart.category_axis, wanted.category_title)
    if lies:
        chart.category_axis.reverse_order = True
        _name_every_category(chart.category_axis)
    if wanted.kind == "stacked_bar" and wanted.unit == "%":
        values.maximum_scale = 100
    if wanted.kind != "line" and not any((one or 0) < 0 for each in wanted.series.values() for one in each):
        values.minimum_scale = 0
    plot = chart.plots[0]
    if wanted.kind != "line":
        plot.gap_width = 4 if wanted.kind == "histogram" else 45
    if wanted.with_values:
        plot.has_data_labels = True
        labels = plot.data_labels
        unit = f'"{wanted.unit}"' if names_unit and "%" not in wanted.number_format else ""
        labels.number_format, labels.number_format_is_linked = wanted.number_format + unit, False
        if wanted.kind in ("column", "bar"):
            labels.position = XL_LABEL_POSITION.OUTSIDE_END
        _set_font(labels.font, 12)
        if wanted.kind == "line":
            _set_apart(plot.series, wanted.number_format)
    for color, series in zip(wanted.colors, plot.series, strict=False):
        rgb = RGBColor.from_string(color)
        if wanted.kind == "line":
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = rgb, Pt(2.5)
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = rgb
            series.marker.format.line.color.rgb = rgb
        else:
            _paint(series.format.fill, color)
        if wanted.kind == "stacked_bar" and wanted.with_values:
            _label_inside(series, wanted.number_format, color)
    for at, color in wanted.marked.items():
        _paint(plot.series[0].points[at].format.fill, color)


def chart_part(wanted: Chart, said: str, size: float) -> ChartPart:
    """A chart with its workbook, letters of `size` points, for a document that is no deck."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    _draw(slide, wanted, 0, HEIGHT, said)
    chart = slide.shapes[-1].chart
    _set_font(chart.font, size)
    for axis in (chart.category_axis, chart.value_axis):
        if axis.has_title:
            _set_font(axis.axis_title.text_frame.paragraphs[0].runs[0].font, size, color=GREY)
    if wanted.with_values:
        _set_font(chart.plots[0].data_labels.font, size)
    return chart.part


def _name_every_category(axis) -> None:
    """PowerPoint leaves out every other name where it finds them close."""
    skip = axis._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _set_apart(series, number_format: str) -> None:
    """The values of the first line below it, those of the others above."""
    for at, line in enumerate(series):
        labels = line.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = number_format, False
        is_below = at == 0 and len(series) > 1
        labels.position = XL_LABEL_POSITION.BELOW if is_below else XL_LABEL_POSITION.ABOVE
        _set_font(labels.font, 12)


def _label_inside(series, number_format: str, color: str) -> None:
    """Values on the colour of their bar, white where it is dark."""
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, number_format, False
    red, green, blue = RGBColor.from_string(color)
    is_dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128
    _set_font(labels.font, 24, color=WHITE if is_dark else INK)


def _title_axis(axis, said: str) -> None:
    axis.has_title = True
    axis.axis_title.text_frame.text = said
    _set_font(axis.axis_title.text_frame.paragraphs[0].runs[0].font, 12, color=GREY)


def _paint(fill, color: str) -> None:
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(color)


def _draw_map(slide, wanted: Map, top, height, said: str) -> None:
    """The outlines as shapes in one group, the names as text, the legend as a column of boxes on the right."""
    legend_width = Inches(3.4)
    width = WIDTH - 2 * MARGIN - legend_width
    drawn = shapes.drawn(wanted, int(width), int(height))
    group = slide.shapes.add_group_shape()
    group._element.nvGrpSpPr.cNvPr.set("descr", said)
    for outline in drawn.outlines:
        start, *others = outline.rings
        builder = group.shapes.build_freeform(*start[0], scale=1.0)
        builder.add_line_segments(start[1:], close=True)
        for ring in others:
            builder.move_to(*ring[0])
            builder.add_line_segments(ring[1:], close=True)
        shape = builder.convert_to_shape(MARGIN, top)
        shape.name = outline.name
        index = wanted.classes.get(outline.code)
        _paint(shape.fill, (shapes.MISSING if index is None else wanted.colors[index]).lstrip("#"))
        is_bold = outline.code in wanted.marked
        shape.line.color.rgb = RGBColor.from_string("E2640B") if is_bold else BORDER
        shape.line.width = Pt(2.5 if is_bold else 0.5)
        _set_plain(shape)
    if drawn.frame:
        box = slide.shapes.add_shape(1, MARGIN + drawn.frame[0], top + drawn.frame[1], *drawn.frame[2:])
        box.fill.background()
        box.line.color.rgb, box.line.width = BORDER, Pt(1)
        _set_plain(box)
    for said_name, x, y in drawn.names:
        wide = Inches(0.16 * len(said_name) + 0.3)
        box = slide.shapes.add_textbox(
            MARGIN + Emu(x) - wide // 2, top + Emu(y) - Inches(0.15), wide, Inches(0.3)
        )
        box.text_frame.margin_left = box.text_frame.margin_right = 0
        _fill_frame(box.text_frame, said_name, size=11, bold=True, align=PP_ALIGN.CENTER)
        box.text_frame.word_wrap = False
        box.fill.solid()
        box.fill.fore_color.rgb = WHITE
        _set_transparency(box.fill, 30)
    _draw_legend(slide, wanted, WIDTH - MARGIN - legend_width + Inches(0.2), top)


def _set_plain(shape) -> None:
    """Without the shadow and colours of the theme."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def _set_transparency(fill, percent: int) -> None:
    color = fill._xPr.find(qn("a:solidFill"))[0]
    color.append(color.makeelement(qn("a:alpha"), {"val": str((100 - percent) * 1000)}))


def _draw_legend(slide, wanted: Map, left, top) -> None:
    def line(at: float, said: str, **look) -> None:
        frame = slide.shapes.add_textbox(left + look.pop("indent", 0), top + at, Inches(2.9), ROW_HEIGHT)
        frame.text_frame.margin_left = 0
        _fill_frame(frame.text_frame, said, **look)

    line(0, wanted.title, size=13, bold=True)
    for number, (label, color) in enumerate(wanted.legend()):
        at = Inches(0.75) + number * Inches(0.38)
        box = slide.shapes.add_shape(1, left, top + at + Inches(0.05), Inches(0.42), Inches(0.26))
        _paint(box.fill, color.lstrip("#"))
        box.line.color.rgb, box.line.width = BORDER, Pt(0.5)
        _set_plain(box)
        line(at, label, size=13, indent=Inches(0.55))


def _draw_figures(slide, wanted: Figures, top, height) -> None:
    columns = min(len(wanted.numbers), 3)
    rows = -(-len(wanted.numbers) // columns)
    gap = Inches(0.3)
    width = (WIDTH - 2 * MARGIN - gap * (columns - 1)) // columns
    tall = min((height - gap * (rows - 1)) // rows, Inches(2.2))
    for at, (number, label, remark) in enumerate(wanted.numbers):
        left = MARGIN + (at % columns) * (width + gap)
        box = slide.shapes.add_shape(1, left, top + (at // columns) * (tall + gap), width, tall)
        _paint(box.fill, str(PALE))
        box.line.fill.background()
        _set_plain(box)
        frame = box.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        for row, (said, size, bold, color) in enumerate(
            (
                (label, 16, False, INK),
                (number, 32 if len(number) <= 10 else 27, True, NAVY),
                (remark, 11, False, GREY),
            )
        ):
            paragraph = frame.paragraphs[0] if row == 0 else frame.add_paragraph()
            paragraph.text, paragraph.alignment = said, PP_ALIGN.CENTER
            for run in paragraph.runs:
                _set_font(run.font, size, bold, color)


def _draw_timeline(slide, wanted: Timeline, top, height) -> None:
    def dot(left, middle, color: str) -> None:
        shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, left, middle - DOT // 2, DOT, DOT)
        _paint(shape.fill, color)
        shape.line.color.rgb, shape.line.width = WHITE, Pt(1.5)
        _set_plain(shape)

    def write(said: str, left, above, width, tall, **look) -> None:
        frame = slide.shapes.add_textbox(left, above, width, tall).text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        _fill_frame(frame, said, **look)

    left = MARGIN
    for label, color in wanted.legend.items():
        dot(left, top + ROW_HEIGHT // 2, color)
        write(label, left + Inches(0.28), top, Inches(1.0), ROW_HEIGHT, size=13)
        left += Inches(1.3)
    top, height = top + ROW_HEIGHT + Inches(0.05), height - ROW_HEIGHT - Inches(0.05)
    rows = -(-len(wanted.events) // 2)
    wide, tall = (WIDTH - 2 * MARGIN) // 2, height // rows
    when, gap = Inches(0.62), Inches(0.12)
    for column in range(2):
        own = wanted.events[column * rows : (column + 1) * rows]
        left = MARGIN + column * wide
        line = left + when + gap + DOT // 2
        bar = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, line - Pt(1), top + tall // 2, Pt(2), tall * max(len(own) - 1, 0)
        )
        _paint(bar.fill, str(BORDER))
        bar.line.fill.background()
        _set_plain(bar)
        for row, (year, said, color) in enumerate(own):
            above = top + row * tall
            write(year, left, above, when, tall, size=11, bold=True, align=PP_ALIGN.RIGHT)
            dot(line - DOT // 2, above + tall // 2, color)
            start = line + DOT // 2 + gap
            write(said, start, above, left + wide - start - gap, tall, size=12)


def _tabulate(slide, rows: pd.DataFrame, top, height) -> None:
    width = WIDTH - 2 * MARGIN
    row_height = max(ROW_HEIGHT, min(Inches(0.5), height // (len(rows) + 1)))
    shape = slide.shapes.add_table(len(rows) + 1, len(rows.columns), MARGIN, top, width, row_height)
    table = shape.table
    widths = [_characters(rows[name], str(name)) for name in rows]
    size = 14 if len(rows) <= 10 and sum(widths) * 14 <= Emu(width).pt else 12
    for at, (name, share) in enumerate(zip(rows, widths, strict=True)):
        table.columns[at].width = int(width * share / sum(widths))
        _fill(table.cell(0, at), str(name), size, is_heading=True)
        numeric = is_number(rows[name])
        for row, value in enumerate(rows[name], start=1):
            _fill(table.cell(row, at), as_text(value), size, is_number=numeric)
    for row in table.rows:
        row.height = row_height


def _fill(cell, said: str, size: int, is_heading: bool = False, is_number: bool = False) -> None:
    cell.text = said
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = PALE if is_heading else WHITE
    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
        for run in paragraph.runs:
            _set_font(run.font, size, bold=is_heading)


def as_text(value: object) -> str:
    """A cell of a table as it is shown."""
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.1f}"


def is_number(cells: pd.Series) -> bool:
    """Whether a column stands on the right: numbers, or texts that are numbers with a fixed count of decimals."""
    return pd.api.types.is_numeric_dtype(cells) or bool(cells.astype(str).str.fullmatch(r"[\d,.]+").all())


def _characters(values: pd.Series, name: str) -> float:
    """How many Japanese letters wide a column wants to be, within reason; a Latin letter takes about half."""
    return min(max(_wide(said) for said in (name, *map(as_text, values))) + 1.5, 40)


def _wide(said: str) -> float:
    return sum(1 if east_asian_width(letter) in "WFA" else 0.6 for letter in said)
