"""What stands on a slide beside charts: maps, large figures, timelines, tables and words, each as native shapes; pictures."""

import io
from math import ceil
from unicodedata import east_asian_width

import pandas as pd
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from dashboard.exports.powerpoint_style import (
    BORDER,
    GREY,
    INK,
    MARGIN,
    NAVY,
    PALE,
    ROW_HEIGHT,
    WHITE,
    WIDTH,
    fill_frame,
    paint,
    remove_theme_style,
    set_font,
    set_transparency,
)
from dashboard.exports.slide_model import MAX_ROWS, Figures, Picture, Timeline, Words, as_text, is_number
from dashboard.maps import shapes
from dashboard.maps.outline_file import NoOutlines
from dashboard.maps.shapes import Map

DOT = Inches(0.2)  # of a timeline
WHEN_WIDTH, GAP = Inches(0.62), Inches(0.12)  # of a timeline
LEGEND_WIDTH = Inches(3.4)
CELL_TOP, CELL_MARGIN = Inches(0.03), Inches(0.1)  # of a table
LINE = 1.5  # height of a line by the size of its letters: Meiryo's are tall
MARK = RGBColor(0xE2, 0x64, 0x0B)  # outline of marked places


# --- map ----------------------------------------------------------------------------------------------------------


def add_map(slide, spec: Map, top, height, alt: str) -> None:
    """The outlines as shapes in one group, the names as text, the legend as a column of boxes on the right; a sentence in their place where
    there are no outlines."""
    try:
        drawn = shapes.drawn(spec, int(WIDTH - 2 * MARGIN - LEGEND_WIDTH), int(height))
    except NoOutlines as problem:
        box = slide.shapes.add_textbox(MARGIN, top, WIDTH - 2 * MARGIN - LEGEND_WIDTH, ROW_HEIGHT)
        fill_frame(box.text_frame, str(problem), size=16)
    else:
        _add_outlines(slide, spec, drawn, top, alt)
    _add_legend(slide, spec, WIDTH - MARGIN - LEGEND_WIDTH + Inches(0.2), top)


def _add_outlines(slide, spec: Map, drawn: shapes.Drawn, top, alt: str) -> None:
    group = slide.shapes.add_group_shape()
    group._element.nvGrpSpPr.cNvPr.set("descr", alt)
    for outline in drawn.outlines:
        _add_outline(group, outline, spec, top)
    if drawn.frame:
        box = slide.shapes.add_shape(1, MARGIN + drawn.frame[0], top + drawn.frame[1], *drawn.frame[2:])
        box.fill.background()
        box.line.color.rgb, box.line.width = BORDER, Pt(1)
        remove_theme_style(box)
    for name, x, y in drawn.names:
        _add_name(slide, name, MARGIN + Emu(x), top + Emu(y))


def _add_outline(group, outline: shapes.Outline, spec: Map, top) -> None:
    start, *others = outline.rings
    builder = group.shapes.build_freeform(*start[0], scale=1.0)
    builder.add_line_segments(start[1:], close=True)
    for ring in others:
        builder.move_to(*ring[0])
        builder.add_line_segments(ring[1:], close=True)
    shape = builder.convert_to_shape(MARGIN, top)
    shape.name = outline.name
    index = spec.classes.get(outline.code)
    paint(shape.fill, (shapes.MISSING if index is None else spec.colors[index]).lstrip("#"))
    is_marked = outline.code in spec.marked
    shape.line.color.rgb = MARK if is_marked else BORDER
    shape.line.width = Pt(2.5 if is_marked else 0.5)
    remove_theme_style(shape)


def _add_name(slide, name: str, x, y) -> None:
    """A name with its middle at x, y, on a white that lets the map through."""
    wide = Inches(0.16 * len(name) + 0.3)
    box = slide.shapes.add_textbox(x - wide // 2, y - Inches(0.15), wide, Inches(0.3))
    box.text_frame.margin_left = box.text_frame.margin_right = 0
    fill_frame(box.text_frame, name, size=11, bold=True, align=PP_ALIGN.CENTER)
    box.text_frame.word_wrap = False
    box.fill.solid()
    box.fill.fore_color.rgb = WHITE
    set_transparency(box.fill, 30)


def _add_legend(slide, spec: Map, left, top) -> None:
    def line(at: float, text: str, **look) -> None:
        frame = slide.shapes.add_textbox(left + look.pop("indent", 0), top + at, Inches(2.9), ROW_HEIGHT)
        frame.text_frame.margin_left = 0
        fill_frame(frame.text_frame, text, **look)

    line(0, spec.title, size=13, bold=True)
    for number, (label, color) in enumerate(spec.legend()):
        at = Inches(0.75) + number * Inches(0.38)
        box = slide.shapes.add_shape(1, left, top + at + Inches(0.05), Inches(0.42), Inches(0.26))
        paint(box.fill, color.lstrip("#"))
        box.line.color.rgb, box.line.width = BORDER, Pt(0.5)
        remove_theme_style(box)
        line(at, label, size=13, indent=Inches(0.55))


# --- large figures ------------------------------------------------------------------------------------------------


def add_figures(slide, spec: Figures, top, height) -> None:
    """Boxes side by side, at most three in a row."""
    columns = min(len(spec.numbers), 3)
    rows = -(-len(spec.numbers) // columns)
    gap = Inches(0.3)
    width = (WIDTH - 2 * MARGIN - gap * (columns - 1)) // columns
    tall = min((height - gap * (rows - 1)) // rows, Inches(2.2))
    for at, (number, label, remark) in enumerate(spec.numbers):
        left = MARGIN + (at % columns) * (width + gap)
        box = slide.shapes.add_shape(1, left, top + (at // columns) * (tall + gap), width, tall)
        paint(box.fill, str(PALE))
        box.line.fill.background()
        remove_theme_style(box)
        _fill_box(box.text_frame, number, label, remark)


def _fill_box(frame, number: str, label: str, remark: str) -> None:
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    lines = (
        (label, 16, False, INK),
        (number, 32 if len(number) <= 10 else 27, True, NAVY),
        (remark, 11, False, GREY),
    )
    for row, (text, size, bold, color) in enumerate(lines):
        paragraph = frame.paragraphs[0] if row == 0 else frame.add_paragraph()
        paragraph.text, paragraph.alignment = text, PP_ALIGN.CENTER
        for run in paragraph.runs:
            set_font(run.font, size, bold, color)


# --- timeline -----------------------------------------------------------------------------------------------------


def add_timeline(slide, spec: Timeline, top, height) -> None:
    """The colours of the kinds above, the events below in two columns."""
    left = MARGIN
    for label, color in spec.legend.items():
        _add_dot(slide, left, top + ROW_HEIGHT // 2, color)
        _add_text(slide, label, (left + Inches(0.28), top, Inches(1.0), ROW_HEIGHT), size=13)
        left += Inches(1.3)
    top, height = top + ROW_HEIGHT + Inches(0.05), height - ROW_HEIGHT - Inches(0.05)
    rows = -(-len(spec.events) // 2)
    for column in range(2):
        events = spec.events[column * rows : (column + 1) * rows]
        _add_events(slide, events, MARGIN + column * ((WIDTH - 2 * MARGIN) // 2), top, height // rows)


def _add_events(slide, events, left, top, tall) -> None:
    """One column: a line, and along it when and what, each `tall` high."""
    line = left + WHEN_WIDTH + GAP + DOT // 2
    bar = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, line - Pt(1), top + tall // 2, Pt(2), tall * max(len(events) - 1, 0)
    )
    paint(bar.fill, str(BORDER))
    bar.line.fill.background()
    remove_theme_style(bar)
    start = line + DOT // 2 + GAP
    width = left + (WIDTH - 2 * MARGIN) // 2 - start - GAP
    for row, (when, event, color) in enumerate(events):
        above = top + row * tall
        _add_text(slide, when, (left, above, WHEN_WIDTH, tall), size=11, bold=True, align=PP_ALIGN.RIGHT)
        _add_dot(slide, line - DOT // 2, above + tall // 2, color)
        _add_text(slide, event, (start, above, width, tall), size=12)


def _add_dot(slide, left, middle, color: str) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, left, middle - DOT // 2, DOT, DOT)
    paint(shape.fill, color)
    shape.line.color.rgb, shape.line.width = WHITE, Pt(1.5)
    remove_theme_style(shape)


def _add_text(slide, text: str, box: tuple, **look) -> None:
    """A text without margins in a box: left, top, width, height."""
    frame = slide.shapes.add_textbox(*box).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    fill_frame(frame, text, **look)


# --- what a presenter adds ----------------------------------------------------------------------------------------


def add_words(slide, spec: Words, top, height) -> None:
    """The lines in one text box, as large as all of them allow."""
    wide = Emu(WIDTH - 2 * MARGIN).pt

    def tall(size: int) -> float:
        return sum(1 + _text_width(line) * size // wide for line in spec.lines) * size * 1.25

    fitting = (size for size in range(32, 12, -2) if tall(size) <= Emu(height).pt)
    box = slide.shapes.add_textbox(MARGIN, top, WIDTH - 2 * MARGIN, height)
    fill_frame(box.text_frame, "\n".join(spec.lines), size=next(fitting, 12))
    box.text_frame.vertical_anchor = MSO_ANCHOR.TOP


def add_picture(slide, spec: Picture, top, height, alt: str) -> None:
    """The picture, as large as it fits, in the middle."""
    scale = min((WIDTH - 2 * MARGIN) / spec.width, height / spec.height)
    wide, tall = int(spec.width * scale), int(spec.height * scale)
    left, above = (WIDTH - wide) // 2, top + (height - tall) // 2
    shape = slide.shapes.add_picture(io.BytesIO(spec.content), left, above, wide, tall)
    shape._element.nvPicPr.cNvPr.set("descr", alt)


# --- table --------------------------------------------------------------------------------------------------------


def add_table(slide, rows: pd.DataFrame, top, height) -> None:
    """A table across the slide, its columns as wide as what stands in them wants."""
    heights = _row_heights(rows)
    spare = max(int(height - sum(heights)) // len(heights), 0)
    shape = slide.shapes.add_table(
        len(heights), len(rows.columns), MARGIN, top, WIDTH - 2 * MARGIN, sum(heights)
    )
    table = shape.table
    widths, size = _columns(rows)
    for at, (name, width) in enumerate(zip(rows, widths, strict=True)):
        table.columns[at].width = width
        _fill_cell(table.cell(0, at), str(name), size, is_heading=True)
        is_numeric = is_number(rows[name])
        for row, value in enumerate(rows[name], start=1):
            _fill_cell(table.cell(row, at), as_text(value), size, is_right=is_numeric)
    for row, needed in zip(table.rows, heights, strict=True):
        row.height = max(needed, min(needed + spare, Inches(0.5)))


def pages(rows: pd.DataFrame, height) -> list[pd.DataFrame]:
    """The rows in tables of this height and of MAX_ROWS at most; a row that is taller alone goes on in the next, cut in its longest cell."""
    found, rest = [], rows.map(as_text)
    while len(rest):
        count = 1
        while count < min(len(rest), MAX_ROWS) and sum(_row_heights(rest.head(count + 1))) <= height:
            count += 1
        page, rest = rest.head(count), rest.iloc[count:]
        if (tall := sum(_row_heights(page))) > height and (cut := _cut(page, height / tall)) is not None:
            rest = pd.concat([cut, rest])
        else:
            found.append(page)
    return found or [rows]


def _cut(row: pd.DataFrame, share: float) -> pd.DataFrame | None:
    """A row as two, its longest cell cut after about this share of it, where a sentence or a name ends; None where nothing is to be cut."""
    column = row.iloc[0].map(len).idxmax()
    text = row[column].iloc[0]
    most = int(len(text) * share * 0.9)
    end = next((at for at in range(most, most // 2, -1) if text[at - 1] in "。、・\n"), most)
    if not 0 < end < len(text):
        return None
    return pd.concat([row.assign(**{column: text[:end]}), row.assign(**{column: text[end:]})])


def _columns(rows: pd.DataFrame) -> tuple[list[int], int]:
    """How wide every column is across the slide, and the size of the letters."""
    width = WIDTH - 2 * MARGIN
    wanted = [_characters(rows[name], str(name)) for name in rows]
    size = 14 if len(rows) <= 10 and sum(wanted) * 14 <= Emu(width).pt else 12
    return [int(width * one / sum(wanted)) for one in wanted], size


def _row_heights(rows: pd.DataFrame) -> list[int]:
    """How tall the heading and every row get as their cells wrap."""
    widths, size = _columns(rows)
    texts = pd.concat([pd.DataFrame([[str(name) for name in rows]], columns=rows.columns), rows.map(as_text)])
    lines = [texts[name].map(lambda text, width=width: wrapped(text, width - 2 * CELL_MARGIN, size)) for name, width in zip(rows, widths, strict=True)]  # fmt: skip
    most = pd.concat(lines, axis=1).max(axis=1)
    return [max(ROW_HEIGHT, Pt(one * size * LINE) + 2 * CELL_TOP) for one in most]


def _fill_cell(cell, text: str, size: int, is_heading: bool = False, is_right: bool = False) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = CELL_TOP
    cell.margin_left = cell.margin_right = CELL_MARGIN
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = PALE if is_heading else WHITE
    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
        for run in paragraph.runs:
            set_font(run.font, size, bold=is_heading)


def _characters(values: pd.Series, name: str) -> float:
    """How many Japanese letters wide a column wants to be, within reason; a Latin letter takes about half."""
    return min(max(_text_width(text) for text in (name, *map(as_text, values))) + 1.5, 40)


def wrapped(text: str, width, size: int) -> int:
    """Into how many lines a text of this size breaks in a width; a line may end a letter early, for none begins with 「。」."""
    letters = max(Emu(int(width)).pt / size - 1, 1)
    return sum(max(ceil(_text_width(line) / letters), 1) for line in text.split("\n"))


def _text_width(text: str) -> float:
    return sum(1 if east_asian_width(letter) in "WFA" else 0.6 for letter in text)
