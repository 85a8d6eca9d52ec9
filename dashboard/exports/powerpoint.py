"""Slides as a PowerPoint file: one sentence, one native chart, table or map, notes and source; everything stays editable."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import segno
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from dashboard.exports import powerpoint_bodies as bodies
from dashboard.exports.powerpoint_charts import add_chart
from dashboard.exports.powerpoint_style import (
    FONT,
    GREY,
    HEIGHT,
    INK,
    MARGIN,
    NAVY,
    TITLE_LAYOUT,
    WIDTH,
    fill_frame,
)
from dashboard.exports.slide_model import MAX_ROWS, Body, Chart, Figures, Picture, Slide, Timeline, Words
from dashboard.maps.shapes import Map
from dashboard.runtime import workers
from dashboard.shared.text import japanese_date

QR_SIZE = Inches(0.75)
TOP, NOTE_SIZE = Inches(1.5), 13


def deck_bytes(
    title: str, slides: Sequence[Slide], *, issued_on: date | None = None, subtitle: str = ""
) -> bytes:
    """A PowerPoint file (16:9) of the slides; with issued_on, a title slide with the date before them.

    Written in a child process, so that no other reader waits for it. Raises WorkFailed.
    """
    return workers.run(_written, title, list(slides), issued_on, subtitle)


def _written(title: str, slides: Sequence[Slide], issued_on: date | None, subtitle: str) -> bytes:
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title, deck.core_properties.language = title, "ja-JP"
    _set_theme_fonts(deck)
    if issued_on is not None:
        _add_cover(deck, title, subtitle, issued_on)
    for one in slides:
        _add_slide(deck, one, len(deck.slides) + 1)
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


def _add_cover(deck, title: str, subtitle: str, issued_on: date) -> None:
    cover = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    _set_heading(cover, title, Inches(2.6), Inches(1.2), size=36)
    _write(cover, subtitle, Inches(3.8), Inches(0.8), size=20)
    _write(cover, japanese_date(issued_on), Inches(4.7), Inches(0.6), size=16, color=GREY)


def _add_slide(deck, one: Slide, number: int) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    _set_heading(slide, one.heading, Inches(0.3), Inches(1.1), size=26)
    notes = list(one.notes)
    if isinstance(one.body, pd.DataFrame) and len(one.body) > MAX_ROWS:
        notes.append(f"上位{MAX_ROWS}行（全{len(one.body):,}行）")
    foot, notes_height = _below(one.url, notes)
    _add_body(slide, one.body, TOP, foot - notes_height - TOP - Inches(0.1), one.heading)
    _write(slide, "\n".join(notes), foot - notes_height, notes_height, size=NOTE_SIZE)
    _add_foot(slide, one, foot)
    _add_number(slide, number)
    if one.spoken:
        slide.notes_slide.notes_text_frame.text = one.spoken


def _below(url: str, notes: Sequence[str]) -> tuple[int, int]:
    """Where the foot begins, and how much the notes above it take."""
    lines = sum(bodies.wrapped(note, WIDTH - 2 * MARGIN, NOTE_SIZE) for note in notes)
    return HEIGHT - Inches(0.95 if url else 0.55), Inches(0.3) * lines


def paged(one: Slide) -> list[Slide]:
    """A slide with a table as many as it needs to show every row; the later ones say that they go on."""
    if not isinstance(one.body, pd.DataFrame):
        return [one]
    foot, notes_height = _below(one.url, one.notes)
    tables = bodies.pages(one.body, foot - notes_height - TOP - Inches(0.1))
    return [
        replace(one, heading=one.heading + ("（続き）" if at else ""), body=table)
        for at, table in enumerate(tables)
    ]


def _add_body(slide, body: Body, top, height, alt: str) -> None:
    if isinstance(body, Chart):
        add_chart(slide, body, top, height, alt)
    elif isinstance(body, Map):
        bodies.add_map(slide, body, top, height, alt)
    elif isinstance(body, Figures):
        bodies.add_figures(slide, body, top, height)
    elif isinstance(body, Timeline):
        bodies.add_timeline(slide, body, top, height)
    elif isinstance(body, Words):
        bodies.add_words(slide, body, top, height)
    elif isinstance(body, Picture):
        bodies.add_picture(slide, body, top, height, alt)
    elif body is not None:
        bodies.add_table(slide, body.head(MAX_ROWS), top, height)


def _add_foot(slide, one: Slide, foot) -> None:
    """Source, address, and the address as a QR code."""
    right = Inches(1.9 if one.url else 1.1)
    source = one.source + (f"\n{one.url}" if one.url else "")
    size = 10 if one.url else 11
    _write(slide, source, foot, HEIGHT - foot - Inches(0.1), size=size, color=GREY, right=right)
    if one.url:
        _add_qr(slide, one.url)


def _set_heading(slide, sentence: str, top, height, *, size: int) -> None:
    """The sentence as the slide's own title, so that outlines and screen readers find it."""
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = MARGIN, top, WIDTH - 2 * MARGIN, height
    fill_frame(title.text_frame, sentence, size=size, bold=True, color=NAVY)


def _write(slide, text: str, top, height, *, size: int, color=INK, right=MARGIN // 2) -> None:
    if text:
        frame = slide.shapes.add_textbox(MARGIN, top, WIDTH - MARGIN - right, height).text_frame
        fill_frame(frame, text, size=size, color=color)


def _add_number(slide, number: int) -> None:
    """The slide's number as a field, right when slides are moved."""
    frame = slide.shapes.add_textbox(
        WIDTH - Inches(0.95), HEIGHT - Inches(0.5), Inches(0.7), Inches(0.35)
    ).text_frame
    fill_frame(frame, str(number), size=11, color=GREY, align=PP_ALIGN.RIGHT)
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
