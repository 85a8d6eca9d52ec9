"""Slides as PowerPoint. What a whole deck holds is tested with the briefing."""

import io

import pandas as pd
from pptx import Presentation

from dashboard.exports.powerpoint import deck_bytes, paged
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


def test_a_paged_table_keeps_every_row_and_letter_and_stays_on_its_slides():
    long = "".join(f"甲{at}市・乙{at}町。" for at in range(200))
    rows = pd.DataFrame({"項目": ["短い", "長い", *("並" for _ in range(MAX_ROWS))], "内容": "文。"})
    rows.loc[1, "内容"] = long
    slides = paged(Slide("見出し。", rows, ["注。" * 80], "出典"))
    assert [slide.heading for slide in slides][:2] == ["見出し。", "見出し。（続き）"]
    together = pd.concat([slide.body for slide in slides])
    assert "".join(together.loc[together["項目"] == "長い", "内容"]) == long
    assert (together["項目"] == "並").sum() == MAX_ROWS
    deck = Presentation(io.BytesIO(deck_bytes("甲市", slides)))
    for page in deck.slides:
        (table,) = [shape for shape in page.shapes if shape.has_table]
        notes = next(
            shape for shape in page.shapes if shape.has_text_frame and "注。" in shape.text_frame.text
        )
        assert table.top + sum(row.height for row in table.table.rows) <= notes.top
        assert notes.top + notes.height < deck.slide_height
