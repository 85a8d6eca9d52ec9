"""A form read back from a file.

read(name, content, STAFF)                   Filled: the good rows, and a Problem for everything else
read_book(name, content, [STAFF, HOURS])     the same for a workbook of several forms
read_assumptions(name, content)              label → text as written, of a file we exported
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from dashboard.forms import uploads
from dashboard.forms.declaration import (
    ASSUMED,
    ASSUMPTIONS,
    CHOICES,
    EXAMPLE,
    MEANING,
    Column,
    Filled,
    Form,
    Problem,
    typed,
)
from dashboard.forms.uploads import Refused
from japan import calendar, cells, headings, tables

SURE = headings.OTHER_NAME  # a heading that tells where a form stands
CORNER = re.compile(r"単位[:：/は]?(億円|百万円|万円|千円|円)|^[(（]?(億円|百万円|万円|千円)[)）]?$")
FOOT = 5  # rows at the end of a sheet that may speak of the unit
MAX_PROBLEMS = 500  # of one sheet that are listed; the rest are counted


@dataclass(frozen=True)
class Found:
    """Where a form seems to stand in a file: the sheet, the last row of its headings, the headings by column number (from 0),
    and for each column key the heading that is meant. together: the other sheets of the same headings; left_out: sheets that are not."""

    sheet: uploads.Sheet
    header_row: int
    headings: dict[int, str]
    mapping: dict[str, str | None]
    together: tuple["Found", ...] = ()
    left_out: tuple[str, ...] = ()

    def is_sure(self, form: Form) -> bool:
        """Whether every required column, and at least two in all, were found."""
        known = [self.mapping[one.key] for one in form.columns if one.required]
        return all(known) and sum(map(bool, self.mapping.values())) >= min(2, len(form.columns))


def read(name: str, content: bytes, form: Form, mapping: Mapping[str, str | None] | None = None) -> Filled:
    """A form from .xlsx, .xls or .csv: good rows, and what was not taken over.

    mapping: column key → heading of the file, where it is not the form's own. Raises Refused when the file is no readable table or
    the form's headings are not in it.
    """
    return _filled(name, look(name, content, form), form, mapping)


def read_book(name: str, content: bytes, forms: Sequence[Form]) -> dict[str, Filled]:
    """Several forms of one workbook by key; a form that is not there is empty. Raises Refused when none of them is."""
    return _book(name, uploads.read_sheets(name, content), forms)


def _book(name: str, sheets: list[uploads.Sheet], forms: Sequence[Form]) -> dict[str, Filled]:
    found = {form.key: _look(sheets, form, is_only_form=len(forms) == 1) for form in forms}
    if not any(found[form.key] and found[form.key].is_sure(form) for form in forms):
        raise Refused(_no_headings(name, forms))
    return {
        form.key: _filled(name, one, form, None)
        if (one := found[form.key]) and one.is_sure(form)
        else Filled(form.table())
        for form in forms
    }


def read_all(
    name: str, content: bytes, forms: Sequence[Form], mapping: Mapping[str, str | None] | None
) -> tuple[dict[str, Filled], dict[str, str]]:
    """The forms of a file by key, and its assumptions. mapping: of the one form. Raises Refused."""
    sheets = uploads.read_sheets(name, content)
    assumptions = _assumptions(name, sheets)
    if mapping is None:
        return _book(name, sheets, forms), assumptions
    found = _look(sheets, forms[0], is_only_form=True)
    return {forms[0].key: _filled(name, found, forms[0], mapping)}, assumptions


def suggested(name: str, content: bytes, form: Form) -> tuple[list[str], dict[str, str | None], bool]:
    """The headings of a file, for each column key the one that is meant, and whether that is sure. Raises Refused."""
    found = look(name, content, form)
    return list(found.headings.values()), found.mapping, found.is_sure(form)


def look(name: str, content: bytes, form: Form) -> Found:
    """Where the form seems to stand in a file, for a page that lets its reader correct the mapping. Raises Refused."""
    return _look(uploads.read_sheets(name, content), form, is_only_form=True)


def read_assumptions(name: str, content: bytes) -> dict[str, str]:
    """Label → value as written, of the sheet 前提 of a file we exported; empty when there is none. Raises Refused."""
    return _assumptions(name, uploads.read_sheets(name, content))


def _assumptions(name: str, sheets: list[uploads.Sheet]) -> dict[str, str]:
    if (sheet := next((one for one in sheets if one.name == ASSUMED), None)) is None:
        return {}
    rows = _filled(name, _found_in(sheet, ASSUMPTIONS), ASSUMPTIONS, None).rows
    return dict(zip(rows["label"], rows["value"].fillna(""), strict=True))


def _look(sheets: list[uploads.Sheet], form: Form, is_only_form: bool) -> Found | None:
    """The form on the sheet of its name, else on the sheet where most of its headings stand; None when its sheet must be named."""
    named = [sheet for sheet in sheets if sheet.name == form.sheet]
    others = [sheet for sheet in sheets if sheet.name is None or not _is_ours(sheet.name)]
    if not named and not is_only_form and len(sheets) > 1 and len(others) > 1:
        others = [sheet for sheet in others if _found_in(sheet, form).is_sure(form)]
    candidates = [_found_in(sheet, form) for sheet in named or others or sheets[:1]]
    best = max(candidates, key=lambda one: sum(map(bool, one.mapping.values())), default=None)
    return _with_others(best, candidates, form) if best and is_only_form else best


def _with_others(best: Found, candidates: list[Found], form: Form) -> Found:
    """The best sheet with all that are headed alike; sheets that hold such a table too, but another one, are named."""
    others = [one for one in candidates if one is not best and one.is_sure(form)]
    alike = [one for one in others if one.headings == best.headings and not one.sheet.is_hidden]
    rest = tuple(one.sheet.name or "" for one in others if one not in alike)
    return replace(best, together=tuple(alike), left_out=rest)


def _is_ours(name: str) -> bool:
    """Whether a sheet is one that the template adds around the form."""
    return name.startswith(EXAMPLE) or name in (MEANING, CHOICES, ASSUMED)


def _found_in(sheet: uploads.Sheet, form: Form) -> Found:
    """The block of rows that names most of the form's columns; where none does, the first row as wide as the table."""

    def count(rows: list[list[str]]) -> int:
        scores = headings.scores(form.headings, _headings(rows).values())
        return len({key for (key, _), score in scores.items() if score >= SURE})

    found, top, end = tables.header_block(sheet.cells, count)
    if not found:
        top = next(iter(tables.full_rows(sheet.cells)))
        end = top + 1
    labels = _headings(sheet.cells[top:end])
    return Found(sheet, end, labels, headings.assign(form.headings, labels.values()))


def _headings(rows: list[list[str]]) -> dict[int, str]:
    """Headings by column number; one that stands twice gets a number behind it."""
    width = max(map(len, rows))
    labels = tables.joined_labels([row + [""] * (width - len(row)) for row in rows])
    used = [at for at, label in enumerate(labels) if label]
    return dict(zip(used, tables.distinct_labels([labels[at] for at in used]), strict=True))


def _filled(name: str, found: Found | None, form: Form, mapping: Mapping[str, str | None] | None) -> Filled:
    """The rows below the headings. Raises Refused when a required column has no heading."""
    if found is None:
        raise Refused(_no_headings(name, [form]))
    every = [found, *found.together]
    parts = [_part(name, one, form, mapping) for one in every]
    notes = list(dict.fromkeys(note for part in parts for note in part.notes_ja))
    rows = parts[0].rows
    if found.together:
        rows = pd.concat([_of_sheet(part.rows, one, form) for part, one in zip(parts, every, strict=True)])
        sheets = "、".join(f"「{one.sheet.name}」" for one in every)
        notes.append(f"同じ見出しのシートをまとめて読みました：{sheets}（計{len(rows):,}行）。")
    if found.left_out:
        notes.append(f"見出しが違うか、隠れているため読んでいないシート：「{'」「'.join(found.left_out)}」。")
    return Filled(rows, [problem for part in parts for problem in part.problems], tuple(notes))


def _of_sheet(rows: pd.DataFrame, found: Found, form: Form) -> pd.DataFrame:
    """The rows of a sheet with its name in the column that has no heading of its own."""
    if not form.of_sheet or found.mapping.get(form.of_sheet):
        return rows
    return rows.assign(**{form.of_sheet: found.sheet.name})


def _part(name: str, found: Found, form: Form, mapping: Mapping[str, str | None] | None) -> Filled:
    """The rows of one sheet."""
    known = {**found.mapping, **(mapping or {})}
    at = {heading: number for number, heading in found.headings.items()}
    columns = {one.key: at[heading] for one in form.read_columns if (heading := known.get(one.key)) in at}
    if missing := [one.heading for one in form.columns if one.required and one.key not in columns]:
        where = _where(name, found.sheet)
        raise Refused(f"{where}：見出し「{'」「'.join(missing)}」が見つかりません。")
    if len(found.sheet.cells) - found.header_row > uploads.MAX_ROWS:
        raise Refused(f"{_where(name, found.sheet)}：{uploads.MAX_ROWS:,}行まで取り込めます。")
    texts = _texts(found, form, columns)
    reader = _Reader(_where(name, found.sheet), found.sheet.name, columns)
    texts = texts[~reader.totals(texts, form)]
    corner = _corner(name, found) if any(one.unit == "円" for one in form.columns) else ()
    values = {
        one.key: reader.values(texts[one.key], one, _scale(one, known.get(one.key), corner))
        for one in form.read_columns
    }
    rows = pd.DataFrame(values, index=texts.index)
    rows = rows[~rows.index.isin(reader.dropped)]
    table = pd.DataFrame({one.key: typed(rows[one.key], one) for one in form.read_columns}, index=rows.index)
    if form.settle is not None:
        table = _settled(table, form, reader)
    table = table[[one.key for one in form.columns]]
    return Filled(table, reader.in_order(), tuple(_notes(form, known, corner)))


def _settled(table: pd.DataFrame, form: Form, reader: "_Reader") -> pd.DataFrame:
    """The rows that the form means, the others listed with their reasons."""
    found = form.settle(table)
    key = form.columns[0].key
    for row, reason in found.dropped.items():
        reader.add(row, key, reason, is_row_dropped=True)
    for row, note in found.notes.items():
        reader.remark(row, key, note)
    return found.rows


def _corner(name: str, found: Found) -> tuple[str, ...]:
    """The unit of money that stands over or under a table (「（単位：千円）」). Raises Refused when there are several."""
    beside = [*found.sheet.cells[: found.header_row], *found.sheet.cells[-FOOT:]]
    units = {
        match[1] or match[2]
        for row in beside
        for cell in row
        if len(cell) < 40 and (match := CORNER.search(cells.squeeze(cell)))
    }
    if len(units) > 1:
        where = _where(name, found.sheet)
        raise Refused(
            f"{where}：単位が複数あります（{'、'.join(sorted(units))}）。金額の見出しに単位を書いてください。"
        )
    return tuple(units)


def _texts(found: Found, form: Form, columns: dict[str, int]) -> pd.DataFrame:
    """One column of texts per column of the form; rows in which all are blank are left out.

    A merged block fills down texts, choices and dates. A number is one number, wherever it is merged: it stays in its first row.
    """
    below = found.sheet.cells[found.header_row :]
    grid = {
        one.key: [row[columns[one.key]].strip() if columns[one.key] < len(row) else "" for row in below]
        if one.key in columns
        else [""] * len(below)
        for one in form.read_columns
    }
    is_filled = [any(column[at] for column in grid.values()) for at in range(len(below))]
    repeated = {
        columns[one.key]: grid[one.key]
        for one in form.read_columns
        if one.key in columns and one.kind != "number"
    }
    tables.fill_down(repeated, found.sheet.merged, above=found.header_row)
    index = pd.RangeIndex(found.header_row + 1, found.header_row + 1 + len(below), name="row")
    return pd.DataFrame(grid, index=index, dtype="str").loc[is_filled]


@dataclass
class _Reader:
    """Reads the cells of one sheet and remembers what it could not read."""

    where: str
    sheet: str | None
    columns: dict[str, int]
    dropped: set[int] = field(default_factory=set)
    problems: list[tuple[int, int, Problem]] = field(default_factory=list)

    def totals(self, rows: pd.DataFrame, form: Form) -> pd.Series:
        """Rows that sum up others; they would count twice."""
        keys = [one.key for one in form.columns if one.kind in ("text", "choice") and one.key in self.columns]
        is_summed = pd.Series(False, index=rows.index)
        for key in keys:
            sums = {cell for cell in rows[key].unique() if tables.is_total(cell)}
            is_summed |= rows[key].isin(sums)
        for row, one in rows.loc[is_summed, keys].iterrows():
            key = next(key for key in keys if tables.is_total(one[key]))
            self.add(row, key, f"「{one[key]}」は集計の行です", is_row_dropped=True)
        return is_summed

    def values(self, texts: pd.Series, column: Column, scale: float) -> pd.Series:
        """What each cell says; null, and listed, where it cannot be read or is missing."""
        written = texts.to_list()  # one by one from a list takes a third of the time of a Series of texts
        values, reasons = {}, {}
        for cell in dict.fromkeys(written):
            try:
                values[cell] = _value(cell, column, scale)
            except ValueError as error:
                reasons[cell] = str(error)
        if column.required:
            reasons |= {cell: "" for cell, value in values.items() if value is None}
        for row, cell in zip(texts.index, written, strict=True) if reasons else ():
            if cell in reasons:
                what = (
                    f"「{cell[:40]}」は{reasons[cell]}" if reasons[cell] else f"「{column.label}」が空欄です"
                )
                self.add(row, column.key, what, column.required)
        return pd.Series([values.get(cell) for cell in written], index=texts.index, dtype=object)

    def add(self, row: int, key: str, what: str, is_row_dropped: bool) -> None:
        at = self.columns.get(key, 0)
        cell = f"{tables.column_letter(at)}{row}"
        outcome = "この行は取り込みません" if is_row_dropped else "空欄として取り込みます"
        if is_row_dropped:
            self.dropped.add(row)
        message = f"{self.where} {cell}：{what}。{outcome}。"
        self.problems.append((row, at, Problem(self.sheet, cell, message, is_row_dropped)))

    def remark(self, row: int, key: str, what: str) -> None:
        """Something about a row that is taken over."""
        at = self.columns.get(key, 0)
        cell = f"{tables.column_letter(at)}{row}"
        self.problems.append((row, at, Problem(self.sheet, cell, f"{self.where} {cell}：{what}。", False)))

    def in_order(self) -> list[Problem]:
        """Problems in reading order; a very long list is cut and says so."""
        ordered = [problem for _, _, problem in sorted(self.problems, key=lambda one: one[:2])]
        if len(ordered) <= MAX_PROBLEMS:
            return ordered
        rest = Problem(
            self.sheet, "", f"{self.where}：ほかに{len(ordered) - MAX_PROBLEMS:,}件あります。", False
        )
        return [*ordered[:MAX_PROBLEMS], rest]


def _value(cell: str, column: Column, scale: float) -> object:
    """What a cell says; None for a blank. Raises ValueError with what is expected instead."""
    if column.kind == "number":
        return _number(cell, column, scale)
    if column.kind == "date":
        return calendar.day(cell)
    written = unicodedata.normalize("NFC", cell)
    if not column.choices or not written:
        return written or None
    plain = _plain_choice(written)
    meant = next((choice for choice in column.choices if _plain_choice(choice) == plain), None)
    if meant is None and column.kind == "choice":
        raise ValueError(f"選択肢にありません（{'、'.join(column.choices)}のどれかが必要です）")
    return meant or written


def _plain_choice(choice: str) -> str:
    return cells.squeeze(choice).lower().translate(cells.TYPED_DASHES)


def _number(cell: str, column: Column, scale: float) -> float | None:
    if column.unit == "円":
        if cells.tax_of(cell) == "excluded":
            raise ValueError("税抜の金額です（税込の金額が必要です）")
        cell = re.sub(r"[(（]?(税込み?|消費税を?含む|内税)[)）]?$", "", cell.strip())
    value = cells.number(cell, column.unit, scale)
    if value is not None and column.lowest is not None and value < column.lowest:
        raise ValueError(f"小さすぎます（{column.lowest:,g}{column.unit}以上の数が必要です）")
    if value is not None and column.highest is not None and value > column.highest:
        raise ValueError(f"大きすぎます（{column.highest:,g}{column.unit}以下の数が必要です）")
    return value


def _scale(column: Column, heading: str | None, corner: tuple[str, ...]) -> float:
    """How many of our unit one of the heading's is: 1,000 for 金額（千円） where we count yen."""
    return cells.yen_scale(heading, corner) if column.unit == "円" else 1


def _notes(form: Form, known: Mapping[str, str | None], corner: tuple[str, ...]) -> Iterator[str]:
    for column in form.read_columns:
        heading = known.get(column.key)
        if heading and (scale := _scale(column, heading, corner)) != 1:
            by = "" if cells.yen_scale(heading) != 1 else f"表の「単位：{corner[0]}」により"
            yield f"「{heading}」は{by}{scale:,}倍して円に直しました。"
        if heading and column.unit == "円" and cells.tax_of(heading) == "excluded":
            yield f"「{heading}」は税抜の金額です。税込には直していません。"


def _where(name: str, sheet: uploads.Sheet) -> str:
    return name if sheet.name is None else f"{name} シート「{sheet.name}」"


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
