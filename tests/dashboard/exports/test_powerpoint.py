"""Slides as PowerPoint. What a whole deck holds is tested with the briefing."""

import io

import pandas as pd
from pptx import Presentation

from dashboard.exports.powerpoint import deck_bytes
from dashboard.exports.slide_model import MAX_ROWS, Slide


def test_slides_without_address_or_notes_are_written_too():
    opened = Presentation(io.BytesIO(deck_bytes("甲市", [Slide("見出し。")])))
    assert len(opened.slides) == 1


def test_a_long_table_is_cut_and_counted():
    rows = pd.DataFrame({"市区町村": [f"甲{at}市" for at in range(MAX_ROWS + 6)]})
    (page,) = Presentation(io.BytesIO(deck_bytes("甲市", [Slide("見出し。", rows)]))).slides
    (table,) = [shape.table for shape in page.shapes if shape.has_table]
    assert len(table.rows) == MAX_ROWS + 1
    notes = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
    assert f"上位{MAX_ROWS}行（全{MAX_ROWS + 6}行）" in notes
