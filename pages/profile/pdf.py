"""A profile as a PDF of one A4 page, drawn with vectors and a font of this machine, without browser or network."""

import pandas as pd

from dashboard import queries
from dashboard.exports.a4 import GREY, INNER, LINE, MARGIN, SMALL, Sheet
from dashboard.exports.fonts import Font
from dashboard.shared import text
from pages.profile import next_steps, strips
from pages.profile.model import SECTIONS, Mark, Profile, Row, Series

# Millimetres, letters in points.
BESIDE = (("outlook", "assets", "burden"), ("staff", "money"))  # the sections of the two columns of facts
GAP = 6
COLUMN = (INNER - GAP) / 2
ROWS = (9.7, 8.8, 8.0, 7.6)  # the height of a fact; the next where one leads to another page
HEADING = 5.4
STRIP, POOLED_STRIP = (
    46,
    60,
)  # from the left of a row; before it the date and kind, longer where values are pooled
CHART = 17
STEPS = {"連携候補": 1.5}  # widths as shares; one where not named


def pdf_bytes(profile: Profile, font: Font) -> bytes:
    """One page: sentences, charts, facts in two columns, next steps, sources; the letters used are embedded.

    What is uncommonly long goes on to a second page.
    """
    for row_height in ROWS:
        sheet = _Sheet(profile, font)
        sheet.head()
        sheet.charts()
        sheet.note(profile.compared_ja + legend(profile))
        sheet.facts(row_height)
        sheet.next_steps()
        sheet.sources()
        if sheet.page_no() == 1:
            break
    return bytes(sheet.output())


def legend(profile: Profile) -> str:
    """What the marks on the strips stand for."""
    signs = "".join(f"、{strips.sign(order)} {name}の中央値" for order, name in profile.references.items())
    return f"● {profile.name}{signs}。順位は値の大きい順で、値のある団体の中でのものです。"


class _Sheet(Sheet):
    """A profile on its page."""

    def __init__(self, profile: Profile, font: Font):
        super().__init__("自治体カルテ", profile.name, font)
        self.profile = profile

    def head(self) -> None:
        self.write_in(15, bold=True)
        self.cell(INNER - 40, 7.5, self.profile.name)
        self.write_in(8.5, SMALL)
        self.cell(40, 7.5, "自治体カルテ", align="R", new_x="LMARGIN", new_y="NEXT")
        self.write_in(7.5, SMALL)
        for line in self.profile.about:
            self.paragraph(line, 3.6)
        self.ln(1)
        self.write_in(8.4, bold=True)
        for sentence in self.profile.sentences:
            self.paragraph(f"・{sentence}", 4.2)
        if self.profile.unknown:
            self.write_in(6.5, SMALL)
            self.paragraph(self.profile.unknown, 3.2)
        self.ln(1.5)

    def charts(self) -> None:
        """The small column charts side by side."""
        slot = INNER / 3
        top = self.get_y()
        for at, series in enumerate(self.profile.series):
            self._chart(series, MARGIN + at * slot, top, slot - 6)
        self.set_xy(MARGIN, top + 8 + CHART + 4.5)

    def _chart(self, series: Series, left: float, top: float, width: float) -> None:
        self.set_xy(left, top)
        self.write_in(8, bold=True)
        self.cell(width, 4, f"{series.title}（{series.unit}）")
        self.set_xy(left, top + 4)
        self.write_in(6, SMALL)
        self.fitted(width, 3, series.note_ja, 6)
        base = top + 8 + CHART
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

    def _centred(self, middle: float, y: float, words: str) -> None:
        self.set_xy(middle - 8, y)
        self.cell(16, 3, words, align="C")

    def facts(self, row_height: float) -> None:
        """The sections in two columns."""
        top, ends = self.get_y(), []
        for at, sections in enumerate(BESIDE):
            left, y = MARGIN + at * (COLUMN + GAP), top
            for section in sections:
                self.set_xy(left, y)
                self.write_in(9.5, bold=True)
                self.cell(COLUMN, HEADING, SECTIONS[section][0])
                y += HEADING
                for row in self.profile.rows:
                    if row.section == section:
                        self._row(row, left, y, row_height / ROWS[0])
                        y += row_height
            ends.append(y)
        self.set_xy(MARGIN, max(ends) + 1)

    def _row(self, row: Row, left: float, top: float, scale: float) -> None:
        """Name and value; date and kind beside the strip; place and medians. scale: of the distances between the lines."""
        self.set_draw_color(LINE)
        self.set_line_width(0.15)
        self.line(left, top, left + COLUMN, top)
        self.set_xy(left, top + 0.5)
        self.write_in(7.8)
        value = 52 if row.is_uncompared else 28
        self.fitted(COLUMN - value, 3.4, row.label, 7.8)
        self.write_in(9, bold=True)
        self.fitted(value, 3.4, row.value_ja, 9, align="R")
        self.set_xy(left, top + 4.3 * scale)
        self.write_in(5.6, SMALL)
        has_strip = pd.notna(row.percentile)
        strip = STRIP if self.profile.kind == "muni" else POOLED_STRIP
        self.fitted(strip - 2 if has_strip else COLUMN, 2.5, row.kind_ja, 5.6)
        if has_strip:
            self._strip(row, left + strip, top + 5.4 * scale, COLUMN - strip - 2)
        notes = [row.place_ja] if row.place_ja else []
        notes += [_median(mark) for mark in row.marks]
        self.set_xy(left, top + 7 * scale)
        self.fitted(COLUMN, 2.5, "　".join(notes), 5.6)

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
        for mark in row.marks:
            if pd.notna(mark.percentile):
                self._mark(strips.shape(mark.order), left + mark.percentile / 100 * width, middle)
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
            self.polygon([(x, y + 0.2), (x + 0.9, y + 1.6), (x - 0.9, y + 1.6)], style="F")
        else:
            self.polygon([(x, y - 2), (x + 0.9, y - 1), (x, y), (x - 0.9, y - 1)], style="DF")

    def next_steps(self) -> None:
        """Candidate partners, cases and desks side by side."""
        steps = next_steps.by_title(self.profile)
        shares = [STEPS.get(title, 1) for title in steps]
        left, top, ends = MARGIN, self.get_y(), []
        for share, (title, found) in zip(shares, steps.items(), strict=True):
            wide = INNER * share / sum(shares)
            self.set_xy(left, top)
            self.write_in(9, bold=True)
            self.cell(wide, 5, title, new_x="LEFT", new_y="NEXT")
            for name, about in found or [("収録されていません。", "")]:
                self.write_in(6.5, bold=True)
                self.write_wrapped(wide - 3, 2.9, name)
                self.write_in(6.3, SMALL)
                self.write_wrapped(wide - 3, 2.9, about)
            ends.append(self.get_y())
            left += wide
        self.set_xy(MARGIN, max(ends) + 0.5)
        if self.profile.kind == "muni":
            self.note("連携候補と事例は公開データからの算出で、提案や評価ではありません。")

    def sources(self) -> None:
        """Whose numbers these are, and when the database was made."""
        names = [
            f"{'' if source.is_official else '【非公式】'}{source.attribution}"
            f"（{text.japanese_date(source.as_of)}現在、{source.licence}）"
            for source in queries.sources([*self.profile.source_ids, *next_steps.source_ids()]).itertuples()
        ]
        built = f"データベースの作成：{text.japanese_date(queries.built_at())}"
        self.write_in(5.4, SMALL)
        self.paragraph(f"出典：{'／'.join([*dict.fromkeys(names), built])}", 2.4)


def _median(mark: Mark) -> str:
    """By its sign, which the legend explains; in words where it has no place on the strip."""
    sign = f"中央値 {mark.reference}" if pd.isna(mark.percentile) else strips.sign(mark.order)
    return f"{sign} {mark.value_ja}"
