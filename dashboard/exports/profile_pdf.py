"""A profile as a PDF of A4 pages, drawn with vectors and a font of this machine, without browser or network."""

import pandas as pd
from fpdf import FPDF

from dashboard import profiles, queries, strips, text
from dashboard.exports.fonts import Font
from dashboard.frame import PRODUCT
from dashboard.profiles import Mark, Profile, Row, Series

WIDTH, HEIGHT, MARGIN = 210, 297, 13
INNER = WIDTH - 2 * MARGIN
LABEL, VALUE, GAP = 58, 31, 4  # millimetres of a row; the rest is the strip
ROW = 9.2
CHART = 27
INK, SMALL, GREY, LINE = "#1A1A1C", "#4A4F59", "#8A8F98", "#DDE0E5"


def pdf_bytes(told: Profile, font: Font) -> bytes:
    """The pages of a profile: sentences, charts, facts, next steps, sources; the letters used are embedded."""
    sheet = _Sheet(told, font)
    sheet.head()
    sheet.charts()
    sheet.note(told.compared_ja + legend(told))
    for section, (title, _) in profiles.SECTIONS.items():
        sheet.section(title, [row for row in told.rows if row.section == section])
    sheet.next_steps()
    sheet.sources()
    return bytes(sheet.output())


def legend(told: Profile) -> str:
    """What the marks on the strips stand for."""
    names = dict.fromkeys(
        mark.reference for row in told.rows for mark in row.marks if pd.notna(mark.percentile)
    )
    signs = "".join(f"、{_sign(at)} {name}の中央値" for at, name in enumerate(names))
    return f"● {told.name}{signs}。順位は値の大きい順で、値のある団体の中でのものです。"


class _Sheet(FPDF):
    """A4 pages that break before a row that does not fit."""

    def __init__(self, told: Profile, font: Font):
        super().__init__(format="A4")
        self.told = told
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, 14)
        self.add_font("ja", "", font.regular)
        self.add_font("ja", "B", font.bold)
        self.set_title(f"自治体カルテ {told.name}")
        self.set_lang("ja")
        self.add_page()

    def footer(self) -> None:
        self.set_y(-11)
        self.write_in(7, SMALL)
        self.cell(INNER - 20, 4, f"{PRODUCT}　自治体カルテ　{self.told.name}")
        self.cell(20, 4, f"{self.page_no()} / {{nb}}", align="R")

    def write_in(self, size: float, color: str = INK, bold: bool = False) -> None:
        """The letters of what follows."""
        self.set_font("ja", "B" if bold else "", size)
        self.set_text_color(color)

    def paragraph(self, said: str, height: float) -> None:
        self.multi_cell(INNER, height, said, wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")

    def room(self, height: float) -> None:
        """Go to the next page when so much does not fit."""
        if self.will_page_break(height):
            self.add_page()

    def head(self) -> None:
        self.write_in(9, SMALL)
        self.cell(INNER, 4, "自治体カルテ", new_x="LMARGIN", new_y="NEXT")
        self.write_in(17, bold=True)
        self.cell(INNER, 9, self.told.name, new_x="LMARGIN", new_y="NEXT")
        self.write_in(8.5, SMALL)
        for line in self.told.about:
            self.paragraph(line, 4.4)
        self.ln(1.5)
        self.write_in(10, bold=True)
        for sentence in self.told.sentences:
            self.paragraph(f"・{sentence}", 5.2)
        if self.told.unknown:
            self.write_in(7.5, SMALL)
            self.paragraph(self.told.unknown, 4)
        self.ln(2)

    def charts(self) -> None:
        """The small column charts side by side."""
        slot = INNER / 3
        top = self.get_y()
        for at, series in enumerate(self.told.series):
            self._chart(series, MARGIN + at * slot, top, slot - 6)
        self.set_xy(MARGIN, top + 10 + CHART + 5)

    def _chart(self, series: Series, left: float, top: float, width: float) -> None:
        self.set_xy(left, top)
        self.write_in(8.5, bold=True)
        self.cell(width, 4, f"{series.title}（{series.unit}）")
        self.set_xy(left, top + 4)
        self.write_in(6.5, SMALL)
        self.cell(width, 3, series.note_ja)
        base = top + 10 + CHART
        for column in strips.columns(series):
            x, wide, high = left + column.left * width, column.width * width, column.height * (CHART - 4)
            self.set_fill_color(strips.AHEAD if column.is_ahead else strips.BLUE)
            self.rect(x, base - high, wide, high, style="F")
            self.write_in(6)
            self._centred(x + wide / 2, base + 0.5, column.year)
            if column.label is not None:
                self._centred(x + wide / 2, base - high - 3, column.label)
        self.set_draw_color(GREY)
        self.set_line_width(0.2)
        self.line(left, base, left + width, base)

    def _centred(self, middle: float, y: float, said: str) -> None:
        self.set_xy(middle - 8, y)
        self.cell(16, 3, said, align="C")

    def note(self, said: str) -> None:
        self.write_in(7, SMALL)
        self.paragraph(said, 3.7)
        self.ln(1)

    def heading(self, title: str, below: float) -> None:
        self.room(6 + below)
        self.write_in(11, bold=True)
        self.cell(INNER, 6.5, title, new_x="LMARGIN", new_y="NEXT")

    def section(self, title: str, rows: list[Row]) -> None:
        self.heading(title, ROW * len(rows))
        for row in rows:
            self.room(ROW)
            self._row(row, self.get_y())

    def _row(self, row: Row, top: float) -> None:
        self.set_draw_color(LINE)
        self.set_line_width(0.15)
        self.line(MARGIN, top, MARGIN + INNER, top)
        self.set_xy(MARGIN, top + 0.7)
        self.write_in(8.5)
        self._fitted(LABEL, 4, row.label, 8.5)
        self.set_xy(MARGIN, top + 5)
        self.write_in(6.3, SMALL)
        self._fitted(LABEL + VALUE, 3, row.kind_ja, 6.3)
        self.set_xy(MARGIN + LABEL, top + 0.7)
        self.write_in(10, bold=True)
        if row.is_alone:
            self._fitted(INNER - LABEL, 4, row.value_ja, 10)
        else:
            self._fitted(VALUE, 4, row.value_ja, 10, align="R")
        left = MARGIN + LABEL + VALUE + GAP
        width = WIDTH - MARGIN - left - 2
        if pd.notna(row.percentile):
            self._strip(row, left, top + 2.6, width)
        said = [row.place_ja] if row.place_ja else []
        said += [f"{_sign(at, mark)} {mark.reference} {mark.value_ja}" for at, mark in enumerate(row.marks)]
        self.set_xy(left, top + 5)
        self.write_in(6.3, SMALL)
        self._fitted(width + 2, 3, "　".join(said), 6.3)
        self.set_xy(MARGIN, top + ROW)

    def _fitted(self, width: float, height: float, said: str, size: float, align: str = "L") -> None:
        """One line, its letters made smaller where it would not fit."""
        wide = self.get_string_width(said) + 2 * self.c_margin
        if wide > width:
            self.set_font_size(size * width / wide)
        self.cell(width, height, said, align=align)

    def _strip(self, row: Row, left: float, middle: float, width: float) -> None:
        self.set_fill_color(strips.TRACK)
        self.rect(left, middle - 0.7, width, 1.4, style="F")
        begin = strips.worse_quarter(row.higher_is)
        if begin is not None:
            self.set_fill_color(strips.NEED)
            self.rect(left + begin / 100 * width, middle - 0.7, strips.QUARTER / 100 * width, 1.4, style="F")
        self.set_draw_color(GREY)
        self.set_line_width(0.25)
        self.line(left + width / 2, middle - 1.5, left + width / 2, middle + 1.5)
        for at, mark in enumerate(row.marks):
            if pd.notna(mark.percentile):
                self._mark(strips.shape(at), left + mark.percentile / 100 * width, middle)
        self.set_fill_color(strips.ORANGE)
        self.set_draw_color("#FFFFFF")
        self.circle(left + row.percentile / 100 * width, middle, 1.3, style="DF")

    def _mark(self, shape: str, x: float, y: float) -> None:
        color = strips.MARK_COLORS[shape]
        self.set_draw_color(color)
        self.set_fill_color("#FFFFFF" if shape == "hollow" else color)
        self.set_line_width(0.5 if shape == "line" else 0.3)
        if shape == "line":
            self.line(x, y - 1.7, x, y + 1.7)
        elif shape == "triangle":
            self.polygon([(x, y + 0.3), (x + 1, y + 1.9), (x - 1, y + 1.9)], style="F")
        else:
            self.polygon([(x, y - 2), (x + 0.9, y - 1), (x, y), (x - 0.9, y - 1)], style="DF")

    def next_steps(self) -> None:
        """Candidate partners, cases, desks."""
        for title, found in profiles.next_steps(self.told).items():
            self.heading(title, 5)
            for name, said in found:
                self.write_in(8.5)
                self.paragraph(f"{name}　{said}", 4.4)
        if self.told.kind == "muni":
            self.note("連携候補と事例は公開データからの算出で、提案や評価ではありません。")

    def sources(self) -> None:
        """Whose numbers these are, and when the database was made."""
        self.heading("出典", 4)
        self.write_in(6.5, SMALL)
        for source in queries.sources([*self.told.source_ids, *profiles.STEP_SOURCES]).itertuples():
            mark = "" if source.is_official else "【非公式】"
            self.paragraph(
                f"{mark}{source.attribution}（{text.japanese_date(source.as_of)}現在、{source.licence}）", 3.3
            )
        self.paragraph(f"データベースの作成：{text.japanese_date(queries.built_at())}", 3.3)


def _sign(at: int, mark: Mark | None = None) -> str:
    """The sign of the n-th of the medians; in words where it has no place on the strip."""
    return "中央値" if mark is not None and pd.isna(mark.percentile) else strips.SIGNS[strips.shape(at)]
