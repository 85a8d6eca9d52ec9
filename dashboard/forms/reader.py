"""A form read back from a file.

read(name, content, STAFF)                   Filled: the good rows, and a Problem for everything else
read_book(name, content, [STAFF, HOURS])     the same for a workbook of several forms
read_assumptions(name, content)              label → text as written, of a file we exported
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.forms import uploads
from dashboard.forms.declaration import (
    ASSUMED,
    ASSUMPTIONS,
    LOST,
    MEANING,
    RECORD,
    Filled,
    Form,
    Problem,
)
from dashboard.forms.found import LONGEST_HEADING, Found, is_ours, look_in
from dashboard.forms.rows import numbers, opened, settle
from dashboard.forms.uploads import Refused
from japan import cells, names
from japan.sheets import Sheet


@dataclass(frozen=True)
class Place:
    """Where a table lies of which no column names a municipality. chosen: what the reader says; known: names of municipalities, that
    count where a title, a sheet or the file bears one."""

    chosen: str | None = None
    known: frozenset[str] = frozenset()


NOWHERE = Place()
PART_WANTED = "「STEP 1」のように、段階の列・小見出し・シート名のどれかに書いてください。"


def read(
    name: str,
    content: bytes,
    form: Form,
    mapping: Mapping[str, str | None] | None = None,
    place: Place = NOWHERE,
) -> Filled:
    """A form from .xlsx, .xls or .csv: good rows, and what was not taken over.

    mapping: column key → heading of the file, where it is not the form's own. Raises Refused when the file is no readable table or
    the form's headings are not in it.
    """
    sheets = uploads.read_sheets(name, content)
    return _only(name, sheets, form, mapping, place)


def _only(
    name: str,
    sheets: list[Sheet],
    form: Form,
    mapping: Mapping[str, str | None] | None,
    place: Place = NOWHERE,
) -> Filled:
    """The one form of a file."""
    (found,) = look_in(sheets, [form])
    filled = {form.key: _filled(name, found, form, mapping, place)}
    return _with_rest(filled, sheets, [found] if found else [], [form])[form.key]


def read_book(name: str, content: bytes, forms: Sequence[Form]) -> dict[str, Filled]:
    """Several forms of one workbook by key; a form that is not there is empty. Raises Refused when none of them is."""
    return _book(name, uploads.read_sheets(name, content), forms, NOWHERE)


def _book(name: str, sheets: list[Sheet], forms: Sequence[Form], place: Place) -> dict[str, Filled]:
    found = look_in(sheets, forms)
    pairs = list(zip(found, forms, strict=True))
    if not any(one is not None and one.is_sure(form) for one, form in pairs):
        raise Refused(_no_headings(name, forms))
    filled = {
        form.key: _filled(name, one, form, None, place) if one and one.is_sure(form) else Filled(form.table())
        for one, form in pairs
    }
    return _with_rest(filled, sheets, [one for one in found if one], forms)


def _with_rest(
    filled: dict[str, Filled], sheets: list[uploads.Sheet], found: list[Found], forms: Sequence[Form]
) -> dict[str, Filled]:
    """What was read, with a word on sheets that none of the forms is on, and on rows that are of none of them."""
    are_parts = any(form.part for form in forms)
    filled = _each_once(filled) if are_parts else filled
    first = filled[forms[0].key]
    notes = [*first.notes_ja, *_unread_sheets(sheets, found)]
    record, problems = first.record, first.problems
    if are_parts and len(lost := _of_no_part(found, filled)):
        record = pd.concat([record, lost])
        problems = [*problems, *(_no_part(row) for row in lost.itertuples())]
        notes.append(f"どの段階のものか分からず、取り込まない行：{numbers(lost['行'])}。{PART_WANTED}")
    return filled | {forms[0].key: replace(first, notes_ja=tuple(notes), record=record, problems=problems)}


def _no_part(row: Any) -> Problem:
    """A row of RECORD that is of no form, as a reader is told."""
    sheet = row.シート or None
    where = f"シート「{sheet}」 " if sheet else ""
    cell = f"{row.行}行目"
    return Problem(sheet, cell, f"{where}{cell}：{row.理由}この行は取り込みません。{PART_WANTED}", True)


def _each_once(filled: dict[str, Filled]) -> dict[str, Filled]:
    """Forms that share a list, with what is left out of it listed at the first of them only."""
    listed: set[Problem] = set()
    rows: set[tuple[str, int]] = set()
    once = {}
    for key, one in filled.items():
        places = list(zip(one.record["シート"], one.record["行"], strict=True))
        is_first = [
            outcome != LOST or place not in rows
            for place, outcome in zip(places, one.record["結果"], strict=True)
        ]
        problems = [problem for problem in one.problems if problem not in listed]
        once[key] = replace(one, problems=problems, record=one.record.loc[is_first])
        listed.update(problems)
        rows.update(places)
    return once


def _of_no_part(found: list[Found], filled: Mapping[str, Filled]) -> pd.DataFrame:
    """The rows of lists of several forms that no form has taken, as RECORD."""
    seen = {(row.シート, row.行) for one in filled.values() for row in one.record[RECORD].itertuples()}
    every = {(one.sheet.name or "", row) for each in found for one in each.every for row in one.table.rows}
    every = {one for one in every if one not in seen}
    rows = [(sheet, row, LOST, "どの段階のものか分かりません。") for sheet, row in sorted(every)]
    return pd.DataFrame(rows, columns=RECORD)


def _unread_sheets(sheets: list[uploads.Sheet], found: list[Found]) -> list[str]:
    """A word on sheets that were not read; a file of ours has sheets of its own, and of results."""
    names = [sheet.name for sheet in sheets if sheet.name]
    left_out = (one for each in found for one, _ in each.left_out)
    named = {one.sheet.name for each in found for one in each.every}
    named |= {one.sheet.name for one in left_out}
    rest = [name for name in names if name not in named and not is_ours(name)]
    if not rest or MEANING in names:
        return []
    return [f"見出しが見つからず、読んでいないシート：「{'」「'.join(rest)}」。"]


def read_all(
    name: str,
    content: bytes,
    forms: Sequence[Form],
    mapping: Mapping[str, str | None] | None,
    place: Place = NOWHERE,
) -> tuple[dict[str, Filled], dict[str, str]]:
    """The forms of a file by key, and its assumptions. mapping: of the one form. Raises Refused."""
    sheets = uploads.read_sheets(name, content)
    assumptions = _assumptions(name, sheets)
    if mapping is None:
        return _book(name, sheets, forms, place), assumptions
    return {forms[0].key: _only(name, sheets, forms[0], mapping, place)}, assumptions


@dataclass(frozen=True)
class Look:
    """What is told of a file before it is read. mapping: of the first form, column key → heading; is_unplaced: whether a form stands
    there without a column of municipalities; named: what may be names of municipalities in titles, names of sheets and the file's."""

    headings: list[str]
    mapping: dict[str, str | None]
    is_sure: bool
    is_unplaced: bool
    named: list[str]


def look(name: str, content: bytes, forms: Sequence[Form]) -> Look:
    """What is told of a file, for a page that lets its reader correct it. Raises Refused."""
    found = look_in(uploads.read_sheets(name, content), forms)
    pairs = [(one, form) for one, form in zip(found, forms, strict=True) if one]
    first = found[0]
    unplaced = [each for one, form in pairs for each in one.every if each.is_unplaced(form)]
    named = dict.fromkeys(text for one in unplaced for _, texts in _names(one, name) for text in texts)
    return Look(
        first.headings if first else [],
        first.mapping if first else {},
        first is not None and first.is_sure(forms[0]),
        any(one.is_sure(form) and one.is_unplaced(form) for one, form in pairs),
        list(named),
    )


def read_assumptions(name: str, content: bytes) -> dict[str, str]:
    """Label → value as written, of the sheet 前提 of a file we exported; empty when there is none. Raises Refused."""
    return _assumptions(name, uploads.read_sheets(name, content))


def _assumptions(name: str, sheets: list[uploads.Sheet]) -> dict[str, str]:
    if (sheet := next((one for one in sheets if one.name == ASSUMED), None)) is None:
        return {}
    rows = _only(name, [sheet], ASSUMPTIONS, None).rows
    return dict(zip(rows["label"], rows["value"].fillna(""), strict=True))


def _filled(
    name: str, found: Found | None, form: Form, mapping: Mapping[str, str | None] | None, place: Place
) -> Filled:
    """The rows below the headings. Raises Refused when a required column has no heading."""
    if found is None:
        raise Refused(_no_headings(name, [form]))
    known = [_corrected(one, found, form, mapping) for one in found.every]
    placed = [_whole(one, own, name, form, place) for one, (own, _) in zip(found.every, known, strict=True)]
    tables = [
        opened(name, one, form, own, whole)
        for one, (own, _), (whole, _) in zip(found.every, known, placed, strict=True)
    ]
    settle(tables)
    parts = [one.filled() for one in tables]
    words = [word for _, own in (*known, *placed) for word in own]
    notes = list(dict.fromkeys([*(note for part in parts for note in part.notes_ja), *words]))
    rows = parts[0].rows
    if found.together:
        are_several = len({one.sheet.name for one in found.together}) > 1
        pairs = zip(parts, found.together, placed, strict=False)
        rows = pd.concat(
            [
                _of_sheet(part.rows, one, form, are_several and one.sheet.name not in whole.values())
                for part, one, (whole, _) in pairs
            ]
        )
        notes.append(_together(found.together, len(rows)))
    notes += map(_added, found.additions)
    if found.left_out:
        notes.append(f"読んでいないもの：{'、'.join(why for _, why in found.left_out)}。")
    problems = [problem for part in parts for problem in part.problems]
    return Filled(rows, problems, tuple(notes), pd.concat([part.record for part in parts]))


def _corrected(
    one: Found, first: Found, form: Form, mapping: Mapping[str, str | None] | None
) -> tuple[dict[str, str | None], list[str]]:
    """The mapping of a table, and a word on amounts that cannot be compared with those of the tables it adds to: they are not read."""
    known = one.corrected(first, mapping)
    if not one.is_addition or one is first:
        return known, []
    own = first.corrected(first, mapping)
    money = [
        (column.key, column.taxed_as or column.key) for column in form.read_columns if column.unit == "円"
    ]
    unlike = [
        key
        for key, other in money
        if known[key] and own[other] and one.is_taxed(known[key]) != first.is_taxed(own[other])
    ]
    words = [f"「{known[key]}」は、もとの一覧の金額と税込・税抜が違うため使っていません。" for key in unlike]
    return known | dict.fromkeys(unlike), words


def _whole(
    found: Found, known: Mapping[str, str | None], name: str, form: Form, place: Place
) -> tuple[dict[str, str], list[str]]:
    """The municipality of a table of which no column names one, by the form's column, and where it is known from.

    Raises Refused where nothing says it.
    """
    column = form.of_file
    if column is None or known.get(column.key) in found.headings:
        return {}, []
    if not found.is_addition and not replace(found, mapping=dict(known)).is_sure(form):
        return {}, []
    if place.chosen:
        return {column.key: place.chosen}, [
            f"{column.label}の列がないため、選ばれた「{place.chosen}」としました。"
        ]
    for where, texts in _names(found, name):
        named = {text for text in texts if text in place.known}
        if len(named) == 1:
            (text,) = named
            return {column.key: text}, [f"{column.label}の列がないため、{where}から「{text}」としました。"]
    if found.is_addition:
        return {}, []
    sheet = f" シート「{found.sheet.name}」" if found.sheet.name else ""
    raise Refused(
        f"{name}{sheet}：{column.label}の列がなく、題名・シート名・ファイル名からも分かりません。{column.label}を選んでください。"
    )


def _names(found: Found, name: str) -> list[tuple[str, list[str]]]:
    """What may be names of municipalities, by where they stand: what is nearest to the table first."""
    titles = [text for text in found.table.title if len(text) <= LONGEST_HEADING]
    places = (
        ("表の題名", titles),
        ("シート名", [found.sheet.name or ""]),
        ("ファイル名", [name.rpartition(".")[0]]),
    )
    return [(where, names.named_in(texts)) for where, texts in places]


def _added(found: Found) -> str:
    """How a table that adds to others was read."""
    sheet = f"シート「{found.sheet.name}」の" if found.sheet.name else ""
    rows = f"{sheet}{found.table.top}行目からの表（{len(found.table.rows):,}行）"
    return f"{rows}は変更の一覧なので、もとの契約に合わせました。契約の数には数えません。"


def _together(every: Sequence[Found], count: int) -> str:
    sheets = list(dict.fromkeys(one.sheet.name or "" for one in every))
    if len(sheets) == 1:
        rows = "、".join(dict.fromkeys(f"{one.table.header_row}行目" for one in every))
        return f"見出しが{rows}にある{len(every)}つの表をまとめて読みました（計{count:,}行）。"
    return f"同じ見出しのシートをまとめて読みました：「{'」、「'.join(sheets)}」（計{count:,}行）。"


def _of_sheet(rows: pd.DataFrame, found: Found, form: Form, are_several: bool) -> pd.DataFrame:
    """The rows of one of several sheets with its name in the column that has no heading of its own."""
    if not are_several or not form.of_sheet or found.mapping.get(form.of_sheet):
        return rows
    return rows.assign(**{form.of_sheet: found.sheet.name})


def _no_headings(name: str, forms: Sequence[Form]) -> str:
    wanted = "、".join(
        f"「{form.title}」の{'・'.join(one.label for one in form.columns if one.required)}" for form in forms
    )
    return f"{name}：見出しの行が見つかりません。{wanted}の列が必要です。ひな形に写してお使いください。"


def assumed(values: Mapping[str, str], label: str, default: float) -> float:
    """The value of an assumption in a file we exported, or the default where it says nothing readable."""
    try:
        found = cells.number(values.get(label, ""))
    except ValueError:
        return default
    return default if found is None else found
