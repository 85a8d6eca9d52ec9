"""A scenario as one page of A4, to hand to a council: what is proposed, why, what it would bring, what is open."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard import queries
from dashboard.exports.a4 import GREY, INNER, LINE, MARGIN, SMALL, Sheet
from dashboard.exports.fonts import Font
from dashboard.maps import shapes
from dashboard.maps.outline_file import NoOutlines
from dashboard.shared import group_map, text, theme
from dashboard.shared.scenarios import Held
from pages import effects
from pages.scenarios import sections, words

KIND = "群マネの案の概要"
MAP, MAP_HIGH, ROWS, ROW = 78, 88, 16, 4.6
COLUMNS = {  # of sections.table_of: heading, share of the width, right-aligned
    "群": ("群", 3.2, False),
    "拠点": ("拠点", 1.6, False),
    "団体数": ("団体", 0.8, True),
    "人口（人）": ("人口（人）", 1.5, True),
    "一般行政部門の職員（人）": ("職員（人）", 1.1, True),
    "技術系職員のいない確率（推計値）": ("技術系職員のいない確率（%）", 1.5, True),
    "管理する橋（橋）": ("橋（橋）", 1.0, True),
    "職員100人当たりの橋（橋）": ("職員100人当たりの橋（橋）", 1.4, True),
}


def pdf_bytes(held: Held, font: Font, issued_on: date) -> bytes:
    """The page; groups beyond ROWS are counted."""
    sheet = Sheet(KIND, held.scenario.name, font)
    _head(sheet, held, issued_on)
    top = sheet.get_y()
    _map(sheet, held, top)
    sheet.set_xy(MARGIN + MAP + 5, top)
    _effect(sheet, held, INNER - MAP - 5)
    sheet.set_xy(MARGIN, max(sheet.get_y(), top + MAP_HIGH) + 2)
    _groups(sheet, held)
    _open_points(sheet)
    _sources(sheet, held)
    return bytes(sheet.output())


def _head(sheet: Sheet, held: Held, issued_on: date) -> None:
    sheet.write_in(15, bold=True)
    sheet.fitted(INNER - 42, 8, held.scenario.name, 15)
    sheet.write_in(8, SMALL)
    sheet.cell(42, 8, f"【案】{text.japanese_date(issued_on)}作成", align="R", new_x="LMARGIN", new_y="NEXT")
    sheet.write_in(8.6)
    for sentence in words.sentences(held):
        sheet.paragraph(f"・{sentence}", 4.4)
    sheet.ln(1.5)


def _map(sheet: Sheet, held: Held, top: float) -> None:
    """The groups in their colours, centres with a bold outline."""
    one = held.scenario
    colors = (*theme.GROUP_COLORS, group_map.LEFT_OUT)
    fills = {code: colors[at] for code, at in group_map.classes_of(one.assignment, one.left_out).items()}
    wanted = shapes.Map(
        one.name,
        queries.outline_file(),
        "municipalities",
        _view(held.facts),
        dict.fromkeys(fills, 0),
        (),
        (),
        only=tuple(sorted({code[:2] for code in one.codes})),
        marked=tuple(held.figures["centre"]),
    )
    try:
        drawn = shapes.drawn(wanted, MAP * 20, MAP_HIGH * 20)
    except NoOutlines:
        return
    for outline in drawn.outlines:
        sheet.set_fill_color(fills.get(outline.code, "#EEF0F3"))
        is_centre = outline.code in wanted.marked
        sheet.set_draw_color("#1A1A1C" if is_centre else "#FFFFFF")
        sheet.set_line_width(0.35 if is_centre else 0.1)
        for ring in outline.rings:
            sheet.polygon([(MARGIN + x / 20, top + y / 20) for x, y in ring], style="DF")


def _view(facts: pd.DataFrame) -> shapes.Bounds:
    return (
        float(facts["west"].min()),
        float(facts["south"].min()),
        float(facts["east"].max()),
        float(facts["north"].max()),
    )


def _effect(sheet: Sheet, held: Held, width: float) -> None:
    left = sheet.get_x()
    sheet.write_in(9.5, bold=True)
    sheet.cell(width, 5.5, "どれだけ変わりそうか（1年当たり、推計）", new_x="LEFT", new_y="NEXT")
    found = effects.of_groups(held.groups, held.scenario.assumptions)
    if found is not None:
        of = found.of(str(found.coverage["group"].iloc[-1]))
        for item, label in effects.ITEMS.items():
            sheet.set_x(left)
            sheet.set_draw_color(LINE)
            sheet.line(left, sheet.get_y(), left + width, sheet.get_y())
            sheet.write_in(7.6)
            sheet.cell(width * 0.4, 5.2, label)
            sheet.write_in(8.4, bold=True)
            sheet.fitted(width * 0.6, 5.2, effects.span(item, of.loc[item]), 8.4, align="R")
            sheet.ln(5.2)
    sheet.set_x(left)
    sheet.write_in(6, SMALL)
    sheet.write_wrapped(width, 2.9, f"{effects.NOTE}{effects.RANGE_JA}")


def _groups(sheet: Sheet, held: Held) -> None:
    """The groups as a table, the most populous first."""
    table = sections.table_of(held).sort_values("人口（人）", ascending=False)
    whole = sum(share for _, share, _ in COLUMNS.values())
    sheet.write_in(9.5, bold=True)
    sheet.cell(INNER, 5.5, "群の一覧", new_x="LMARGIN", new_y="NEXT")
    _row(sheet, [heading for heading, *_ in COLUMNS.values()], whole, is_heading=True)
    for _, row in table.head(ROWS).iterrows():
        _row(sheet, [_cell(row[column]) for column in COLUMNS], whole)
    if len(table) > ROWS:
        sheet.note(f"ほか{len(table) - ROWS}群。")
    sheet.note(
        "地図の太い枠は拠点。人口・職員・橋は構成団体の合計（算出値）。"
        + sections.dates_ja(held)
        + sections.NOTES[2]
    )


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    return "不明" if pd.isna(value) else f"{value:,.1f}".removesuffix(".0")


def _row(sheet: Sheet, cells: Sequence[str], whole: float, is_heading: bool = False) -> None:
    sheet.set_draw_color(GREY if is_heading else LINE)
    for cell, (_, share, is_right) in zip(cells, COLUMNS.values(), strict=True):
        sheet.write_in(7.2, SMALL if is_heading else "#1A1A1C", bold=is_heading)
        sheet.fitted(INNER * share / whole, ROW, cell, 7.2, align="R" if is_right else "L")
    sheet.ln(ROW)
    sheet.line(MARGIN, sheet.get_y(), MARGIN + INNER, sheet.get_y())


def _open_points(sheet: Sheet) -> None:
    sheet.write_in(9.5, bold=True)
    sheet.cell(INNER, 5.5, "これから決めること", new_x="LMARGIN", new_y="NEXT")
    sheet.write_in(7.6)
    sheet.paragraph("　".join(f"□ {one}" for one in words.OPEN_POINTS), 4)
    sheet.ln(1)


def _sources(sheet: Sheet, held: Held) -> None:
    found = queries.sources(list(dict.fromkeys([*sections.source_ids(), *effects.source_ids()])))
    names = [f"{'' if row.is_official else '【非公式】'}{row.attribution}" for row in found.itertuples()]
    sheet.write_in(5.4, SMALL)
    sheet.paragraph(f"出典：{'／'.join(dict.fromkeys(names))}", 2.4)
