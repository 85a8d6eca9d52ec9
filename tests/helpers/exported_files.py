"""What files hold that a page hands out, as text."""

import io

from docx import Document
from pptx import Presentation


def slide_texts(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    texts += [
        cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells
    ]
    return "\n".join(texts)


def charts_in(content: bytes) -> int:
    deck = Presentation(io.BytesIO(content))
    return sum(shape.has_chart for slide in deck.slides for shape in slide.shapes)


def word_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
