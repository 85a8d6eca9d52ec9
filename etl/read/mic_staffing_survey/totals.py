"""The fourth stage: counts held against the totals that are printed beside and below them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from etl import crosstab, municipality_names
from etl.crosstab import Column, Line
from etl.problems import BadInput
from etl.read.mic_staffing_survey.model import (
    ONLY_SOME,
    TOTAL_COLUMN,
    Block,
    Category,
    Confirmed,
    Layout,
    body_name,
    is_association,
)
from japan.cells import parse_number

KINDS_OF_BODY = re.compile(r"^.{0,4}?(市区町村|市町村|特別区|市|区|町村|町|村)の?(合|小|総)?計$")


def check_columns(block: Block, layout: Layout) -> Confirmed:
    """Compare columns of totals with what they add up, and name those that only this tells apart.

    Returns the cells of the lines that a total above zero confirms, as (key of the line, key of the category).
    """
    confirmed: set[tuple[str, int]] = set()
    for table, as_of in {(one.table, one.as_of): None for one in block.categories}:
        own = [one for one in block.categories if (one.table, one.as_of) == (table, as_of)]
        ids = {one.category for one in own}
        totals = [one for one in own if _is_total(one, ids, layout)]
        parts = [
            one.column
            for one in own
            if one not in totals
            and one.category != "total"
            and not any(ONLY_SOME.search(part) and not re.match("[男女]", part) for part in one.column.path)
        ]
        for total in totals:
            readings = crosstab.total_of_columns(
                block.place, total.column, [one.column for one in totals], parts, block.lines
            )
            confirmed |= {
                (line.key, at)
                for line in block.lines
                if line.cells[total.column.at][0] and any(map(partial(_are_known, line), readings))
                for at in line.cells
            }
            if total.category is None:
                category = _named_by_parts(total, readings, parts, own, layout)
                if category and category not in ids:
                    block.categories[block.categories.index(total)] = replace(total, category=category)
                    ids.add(category)
    keys = {one.column.at: one.key for one in block.categories}
    return {(line, keys[at]) for line, at in confirmed}


def _are_known(line: Line, columns: Iterable[Column]) -> bool:
    return all(crosstab.counted(line.cells[one.at]) is not None for one in columns)


def _is_total(one: Category, ids: set[str | None], layout: Layout) -> bool:
    parts = layout["parts"].get(one.category) if one.category else None
    if parts is not None:
        return bool(ids.intersection(parts))
    return TOTAL_COLUMN.search(one.column.path[-1]) is not None


def _named_by_parts(
    total: Category,
    readings: list[tuple[Column, ...]],
    parts: list[Column],
    own: list[Category],
    layout: Layout,
) -> str | None:
    """What a 計 without a group is, when every reading of it says the same."""
    by_at = {one.column.at: one.category for one in own}
    found = set()
    for reading in readings:
        ids = {by_at[column.at] for column in reading}
        is_general = "civil_engineering_department" in ids and ids <= set(
            layout["parts"]["general_administration"]
        )
        is_all = list(reading) == parts and total.column.path[-1] in ("合計", "総計")
        found.add("general_administration" if is_general else "total" if is_all else None)
    return found.pop() if len(found) == 1 else None


def check_lines(block: Block, before: list[Block]) -> Confirmed:
    """Compare lines of totals with the lines they add up. Returns the cells they confirm, as check_columns does."""
    confirmed: Confirmed = set()
    keys = {one.column.at: one.key for one in block.categories}
    named = {one.column.at: one.label for one in block.categories}
    is_continued = re.search(r"第[0-9]表[の(-]*[2-9]", block.title_text) is not None
    earlier = [line for other in before for line in _in_columns_of(block, other)]
    previous: dict[str, int] = {}
    last = 0
    for label, prefecture, position, line in block.totals:
        kind = KINDS_OF_BODY.search(label)
        is_plain = re.fullmatch(r"(総|合|小|総合)?計|総数|全国(計|合計)?|都道府県計?", label)
        if not (kind or is_plain or prefecture):
            continue
        above = block.lines[:position]
        of_prefecture = [
            one for one in block.lines if prefecture and body_name(one.key).startswith(prefecture)
        ]
        since_same, since_any = above[previous.get(label, 0) :], above[last:]
        readings = [since_any, since_same, of_prefecture, above, block.lines, [*earlier, *block.lines]]
        if prefecture and municipality_names.prefecture(re.sub(r"(合|小|総)?計$", "", label)):
            readings = [of_prefecture]
        if kind:
            letters = set(kind[1]) & set("市区町村")
            letters = {"区"} if kind[1] == "特別区" else letters
            readings = [[one for one in lines if body_name(one.key)[-1] in letters] for lines in readings]
        is_nation = label.startswith("全国") or (is_continued and label in ("合計", "総計"))
        prefectures = {one.key[:2] for one in [*earlier, *block.lines] if not is_association(one)}
        if not (is_nation and len(prefectures) < 47):
            added = crosstab.check_total_line(block.place, label, line, readings, named)
            confirmed |= {(one.key, keys[at]) for one, at in added}
        previous[label] = last = position
    return confirmed


def _in_columns_of(block: Block, other: Block) -> list[Line]:
    """Another block's lines, if it has all the categories of this one, with this one's column positions."""
    theirs = {one.key: one.column.at for one in other.categories}
    at = {one.column.at: theirs[one.key] for one in block.categories if one.key in theirs}
    if len(at) < len(block.categories):
        return []
    return [
        replace(line, cells={mine: line.cells[their] for mine, their in at.items()}) for line in other.lines
    ]


def must_not_look_moved(block: Block, confirmed: Confirmed) -> None:
    """Raise BadInput at a line that leaves the first column of numbers blank when no total tells that it was not moved right."""
    lead = _first_column_of_numbers(block)
    if lead is None:
        return
    for line in block.lines:
        is_blank = parse_number(block.sheet.cell(line.row - 1, lead.at))[1] == "blank"
        if not is_blank or is_association(line) or all(kind == "blank" for _, kind in line.cells.values()):
            continue
        is_confirmed = all((line.key, one.key) in confirmed for one in block.categories)
        if not (is_confirmed and any(value for value, _ in line.cells.values())):
            raise BadInput(
                f"{block.place} {line.row}行目「{body_name(line.key)}」：最初の数値の列（{lead.letter}列「{'/'.join(lead.path)}」）が空欄で、"
                "行が右にずれていないと確かめられる合計がありません。空欄に 0 か「－」を書くか、合計の列のある表が必要です。"
            )


def _first_column_of_numbers(block: Block) -> Column | None:
    """The first column right of the bodies' names that is counted or has a number in it."""
    counts = {one.column.at for one in block.categories}
    names = block.positions.get("name", block.positions.get("code", -1))
    for column in block.columns[names + 1 :]:
        body = (block.sheet.cell(line.row - 1, column.at) for line in block.lines)
        if column.at in counts or any(map(crosstab.is_number, body)):
            return column
    return None
