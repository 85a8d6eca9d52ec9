"""A Word document from plain blocks: headings, paragraphs, boxes to tick, lines to write on, tables, charts."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from dashboard.exports import powerpoint_charts
from dashboard.exports.slide_model import Chart, as_text, is_number

FONT = "游ゴシック"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
GREY = RGBColor(0x4A, 0x4F, 0x59)
CHART_WIDTH, CHART_HEIGHT, CHART_LETTERS = Mm(166), Mm(80), 9


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph; small ones are notes and sources."""

    text: str
    is_small: bool = False


@dataclass(frozen=True)
class Boxes:
    """Choices to tick: □ for several, ○ for one."""

    choices: Sequence[str]
    is_one: bool = False


@dataclass(frozen=True)
class Lines:
    """Room to write."""

    count: int = 1


@dataclass(frozen=True)
class Grid:
    """A table; its columns are the headings."""

    table: pd.DataFrame


@dataclass(frozen=True)
class Figure:
    """A chart that stays editable in Word; caption: what it shows, above it and for screen readers."""

    caption: str
    chart: Chart


Block = Heading | Text | Boxes | Lines | Grid | Figure


def document_bytes(title: str, blocks: Sequence[Block]) -> bytes:
    """An A4 document of the blocks in order, as .docx."""
    document = Document()
    _set_up(document)
    document.core_properties.title, document.core_properties.author = _clean(title), ""
    document.add_heading(_clean(title), 0)
    for block in blocks:
        _add(document, block)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _set_up(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(script), FONT)
        # The default styles name fonts of a theme, which would win over ours.
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Title"].font.size = Pt(20)


def _add(document, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(_clean(block.text), block.level)
    elif isinstance(block, Text):
        run = document.add_paragraph().add_run(_clean(block.text))
        if block.is_small:
            run.font.size, run.font.color.rgb = Pt(9), GREY
    elif isinstance(block, Boxes):
        mark = "○" if block.is_one else "□"
        for choice in block.choices:
            _indented(document, f"{mark}　{_clean(choice)}")
    elif isinstance(block, Lines):
        for _ in range(block.count):
            _indented(document, "＿" * 36)
    elif isinstance(block, Figure):
        _chart(document, block)
    else:
        _table(document, block.table)


def _indented(document, text: str) -> None:
    line = document.add_paragraph(text)
    line.paragraph_format.left_indent = Mm(6)
    line.paragraph_format.space_after = Pt(2)


def _table(document, rows: pd.DataFrame) -> None:
    table = document.add_table(rows=1, cols=len(rows.columns), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, rows.columns, strict=True):
        run = cell.paragraphs[0].add_run(_clean(str(name)))
        run.bold, run.font.size = True, Pt(9)
    numbers = {name for name in rows if is_number(rows[name])}
    for row in rows.itertuples(index=False):
        for cell, name, value in zip(table.add_row().cells, rows.columns, row, strict=True):
            cell.paragraphs[0].add_run(_clean(as_text(value))).font.size = Pt(9)
            if name in numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _chart(document, figure: Figure) -> None:
    """The chart as PowerPoint would hold it, its workbook with it; python-docx itself knows no charts."""
    caption = _clean(figure.caption)
    heading = document.add_paragraph()
    heading.add_run(caption).bold = True
    heading.paragraph_format.keep_with_next = True
    drawn = powerpoint_charts.chart_part(figure.chart, caption, CHART_LETTERS)
    package = document.part.package
    name = package.next_partname("/word/charts/chart%d.xml")
    chart = Part(name, CONTENT_TYPE.DML_CHART, drawn.blob, package)
    for relation_id, relation in drawn.rels.items():
        book = PackURI(name.replace("charts/chart", "embeddings/chart").replace(".xml", ".xlsx"))
        workbook = Part(book, CONTENT_TYPE.SML_SHEET, relation.target_part.blob, package)
        chart.load_rel(RELATIONSHIP_TYPE.PACKAGE, workbook, relation_id)
    inline = parse_xml(
        f"<wp:inline {nsdecls('wp', 'a', 'c', 'r')}>"
        f'<wp:extent cx="{CHART_WIDTH}" cy="{CHART_HEIGHT}"/>'
        f'<wp:docPr id="{name.idx}" name="chart{name.idx}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)}"/>'
        "</a:graphicData></a:graphic></wp:inline>"
    )
    inline.find(qn("wp:docPr")).set("descr", caption)
    drawing = document.add_paragraph().add_run()._r
    drawing.append(drawing.makeelement(qn("w:drawing")))
    drawing[-1].append(inline)


def _clean(text: str) -> str:
    """The text without characters that a document cannot hold."""
    return NOT_XML.sub("", text)
