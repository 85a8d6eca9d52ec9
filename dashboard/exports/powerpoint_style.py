"""Measures, colours and letters of our slides, and the few shapes and texts they are put together from."""

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

FONT = "Meiryo"
INK, GREY, PALE = RGBColor(0x1A, 0x1A, 0x1C), RGBColor(0x4A, 0x4F, 0x59), RGBColor(0xE8, 0xF1, 0xFE)
NAVY, WHITE, BORDER = RGBColor(0x00, 0x17, 0xC1), RGBColor(0xFF, 0xFF, 0xFF), RGBColor(0x8A, 0x93, 0xA3)
WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
ROW_HEIGHT = Inches(0.34)
TITLE_LAYOUT = 5  # 「タイトルのみ」 of python-pptx's own template


def set_font(font, size: float, bold: bool = False, color: RGBColor = INK) -> None:
    """Latin and Japanese letters alike; python-pptx itself sets only the Latin typeface."""
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = color
    properties = font._rPr
    properties.set("lang", "ja-JP")
    for japanese in properties.findall(qn("a:ea")):
        properties.remove(japanese)
    japanese = properties.makeelement(qn("a:ea"), {"typeface": FONT})
    properties.find(qn("a:latin")).addnext(japanese)


def fill_frame(frame, text: str, *, size: float, bold=False, color=INK, align=PP_ALIGN.LEFT) -> None:
    """Write a text into a frame, one paragraph per line, in the middle of its height."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    for number, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.alignment = line, align
        for run in paragraph.runs:
            set_font(run.font, size, bold, color)


def paint(fill, color: str) -> None:
    """Fill with a colour (RRGGBB)."""
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(color)


def remove_theme_style(shape) -> None:
    """Take the shadow and colours of the theme away."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def set_transparency(fill, percent: int) -> None:
    """Let what lies behind a solid fill be seen through it."""
    color = fill._xPr.find(qn("a:solidFill"))[0]
    color.append(color.makeelement(qn("a:alpha"), {"val": str((100 - percent) * 1000)}))
