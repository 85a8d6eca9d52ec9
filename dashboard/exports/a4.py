"""A page of A4 as PDF: Japanese letters that are carried along, lines that part neither words nor brackets."""

import re

from fpdf import FPDF

from dashboard.exports.fonts import Font
from dashboard.shared import product

# Millimetres, letters in points.
WIDTH, HEIGHT, MARGIN, BOTTOM = 210, 297, 11, 11
INNER = WIDTH - 2 * MARGIN
NOT_FIRST, NOT_LAST = "、。，．）」』】〕・ー〜々％%℃", "（「『【〔"  # of a line
WORD = re.compile(r"[0-9A-Za-z.,@_:/+-]{2}")
INK, SMALL, GREY, LINE = "#1A1A1C", "#4A4F59", "#8A8F98", "#DDE0E5"


class Sheet(FPDF):
    """An A4 page on which things are put from the top down. kind_ja: what it is; about_ja: of whom."""

    def __init__(self, kind_ja: str, about_ja: str, font: Font):
        super().__init__(format="A4")
        self.foot = f"{product.NAME}　{kind_ja}　{about_ja}"
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, BOTTOM)
        self.add_font("ja", "", font.regular)
        self.add_font("ja", "B", font.bold)
        self.set_title(f"{kind_ja} {about_ja}")
        self.set_lang("ja")
        self.add_page()

    def footer(self) -> None:
        self.set_y(-9)
        self.write_in(6.5, SMALL)
        self.cell(INNER - 20, 4, self.foot)
        self.cell(20, 4, f"{self.page_no()} / {{nb}}", align="R")

    def write_in(self, size: float, color: str = INK, bold: bool = False) -> None:
        """The letters of what follows."""
        self.set_font("ja", "B" if bold else "", size)
        self.set_text_color(color)

    def paragraph(self, words: str, height: float) -> None:
        self.write_wrapped(INNER, height, words)

    def note(self, words: str) -> None:
        self.write_in(6, SMALL)
        self.paragraph(words, 2.8)
        self.ln(1)

    def write_wrapped(self, width: float, height: float, words: str) -> None:
        """Lines that part neither words nor a bracket from what it belongs to."""
        while words:
            line = self.multi_cell(width, height, words, wrapmode="CHAR", dry_run=True, output="LINES")[0]
            at = len(line)
            while 0 < at < len(words) and not _may_part(words[at - 1], words[at]):
                at -= 1
            at = at or len(line)
            self.cell(width, height, words[:at], new_x="LEFT", new_y="NEXT")
            words = words[at:].lstrip(" ")

    def fitted(self, width: float, height: float, words: str, size: float, align: str = "L") -> None:
        """One line, its letters made smaller where it would not fit."""
        self.set_font_size(size)
        wide = self.get_string_width(words) + 2 * self.c_margin
        if wide > width:
            self.set_font_size(size * width / wide)
        self.cell(width, height, words, align=align)


def _may_part(last: str, first: str) -> bool:
    """Whether a line may end with one letter and the next begin with the other."""
    return not (first in NOT_FIRST or last in NOT_LAST or WORD.fullmatch(last + first))
