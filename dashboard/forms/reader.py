"""A form read back from a file.

read(name, content, STAFF)                   Filled: the good rows, and a Problem for everything else
read_book(name, content, [STAFF, HOURS])     the same for a workbook of several forms
read_assumptions(name, content)              label → text as written, of a file we exported
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dashboard.forms import uploads
from dashboard.forms.declaration import (
    ASSUMED,
    ASSUMPTIONS,
    Column,
    Filled,
    Form,
    Problem,
    typed,
)
from dashboard.forms.found import SECTION, SURE, Found, in_sheet, look_in, section_name
from dashboard.forms.uploads import Refused
from japan import calendar, cells, headings, tables
from japan.sheet_tables import ASIDE_JA, DITTO, Aside
from japan.sheets import Sheet

MAX_PROBLEMS = 500  # of one sheet that are listed; the rest are counted


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
    found = {form.key: look_in(sheets, form, is_only_form=len(forms) == 1) for form in forms}
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
    found = look_in(sheets, forms[0], is_only_form=True)
    return {forms[0].key: _filled(name, found, forms[0], mapping)}, assumptions


def suggested(name: str, content: bytes, form: Form) -> tuple[list[str], dict[str, str | None], bool]:
    """The headings of a file, for each column key the one that is meant, and whether that is sure. Raises Refused."""
    found = look(name, content, form)
    return found.headings, found.mapping, found.is_sure(form)


def look(name: str, content: bytes, form: Form) -> Found:
    """Where the form seems to stand in a file, for a page that lets its reader correct the mapping. Raises Refused."""
    return look_in(uploads.read_sheets(name, content), form, is_only_form=True)


def read_assumptions(name: str, content: bytes) -> dict[str, str]:
    """Label → value as written, of the sheet 前提 of a file we exported; empty when there is none. Raises Refused."""
    return _assumptions(name, uploads.read_sheets(name, content))


def _assumptions(name: str, sheets: list[uploads.Sheet]) -> dict[str, str]:
    if (sheet := next((one for one in sheets if one.name == ASSUMED), None)) is None:
        return {}
    rows = _filled(name, in_sheet(sheet, ASSUMPTIONS)[0], ASSUMPTIONS, None).rows
    return dict(zip(rows["label"], rows["value"].fillna(""), strict=True))


def _filled(name: str, found: Found | None, form: Form, mapping: Mapping[str, str | None] | None) -> Filled:
    """The rows below the headings. Raises Refused when a required column has no heading."""
    if found is None:
        raise Refused(_no_headings(name, [form]))
    every = found.together or (found,)
    parts = [_part(name, one, form, one.corrected(found, mapping)) for one in every]
    notes = list(dict.fromkeys(note for part in parts for note in part.notes_ja))
    rows = parts[0].rows
    if found.together:
        are_several = len({one.sheet.name for one in every}) > 1
        pairs = zip(parts, every, strict=True)
        rows = pd.concat([_of_sheet(part.rows, one, form, are_several) for part, one in pairs])
        notes.append(_together(every, len(rows)))
    if found.left_out:
        notes.append(f"読んでいないもの：{'、'.join(found.left_out)}。")
    return Filled(rows, [problem for part in parts for problem in part.problems], tuple(notes))


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


def _part(name: str, found: Found, form: Form, known: Mapping[str, str | None]) -> Filled:
    """The rows of one table. known: column key → heading."""
    where = _where(name, found.sheet)
    unlike = _taxed_otherwise(form, known)
    known = {key: heading for key, heading in known.items() if key not in unlike}
    missing = [
        one.heading for one in form.columns if one.required and known.get(one.key) not in found.headings
    ]
    if missing:
        raise Refused(f"{where}：見出し「{'」「'.join(missing)}」が見つかりません。")
    if len(found.table.rows) > uploads.MAX_ROWS:
        raise Refused(f"{where}：{uploads.MAX_ROWS:,}行まで取り込めます。")
    at = {heading: position for position, heading in found.table.labels.items()}
    columns = {one.key: at[heading] for one in form.read_columns if (heading := known.get(one.key)) in at}
    index, texts = _texts(found, form, columns, known)
    reader = _Reader(where, found, columns)
    reader.list_asides(is_section_used=SECTION in known.values())
    values = {
        one.key: reader.values(index, texts[one.key], one, _scale(where, found, one, known.get(one.key)))
        for one in form.read_columns
    }
    table = pd.DataFrame(values)
    if form.settle is not None:
        table = _settled(table, form, reader)
    for one in form.columns:
        if one.required:
            reader.require(table[one.key], one)
    table = table[~table.index.isin(reader.dropped)] if reader.dropped else table
    notes = (*unlike.values(), *_notes(found, form, known, texts), *_seen(found, form, known))
    return Filled(table[[one.key for one in form.columns]], reader.in_order(), notes)


def _taxed_otherwise(form: Form, known: Mapping[str, str | None]) -> dict[str, str]:
    """Columns of amounts with tax beside such without, which cannot be compared: key → what is said of it."""
    unlike = {}
    for column in form.read_columns:
        own, other = known.get(column.key), known.get(column.taxed_as)
        if own and other and {cells.tax_of(own), cells.tax_of(other)} == {"included", "excluded"}:
            unlike[column.key] = f"「{own}」は、「{other}」と税込・税抜が違うため使っていません。"
    return unlike


def _settled(table: pd.DataFrame, form: Form, reader: "_Reader") -> pd.DataFrame:
    """The rows that the form means, the others listed with their reasons."""
    found = form.settle(table)
    key = form.columns[0].key
    for row, reason in found.dropped.items():
        reader.add(row, key, reason, is_row_dropped=True)
    for row, key, note in found.notes:
        reader.remark(row, key, note)
    return found.rows


def _texts(
    found: Found, form: Form, columns: Mapping[str, int], known: Mapping[str, str | None]
) -> tuple[list[int], dict[str, list[str]]]:
    """Row numbers, and the texts of each column; rows in which all are blank are left out.

    A merged block fills down texts, choices and dates. A number is one number, wherever it is merged: it stays in its first row.
    """
    table = found.table
    merged = {pair for pair in table.repeated if not _own(found.sheet, *pair)}
    is_merged = {row for row, _ in merged}
    used = sorted(set(columns.values()))
    index = [
        row
        for row, line in table.rows.items()
        if any(line[at] and (row not in is_merged or (row, at) not in merged) for at in used)
    ]
    lines = [table.rows[row] for row in index]
    texts = {one.key: [""] * len(index) for one in form.read_columns}
    for one in form.read_columns:
        if one.key not in columns:
            if known.get(one.key) == SECTION:
                texts[one.key] = [section_name(table.sections.get(row, "")) for row in index]
            continue
        at = columns[one.key]
        texts[one.key] = [line[at].strip() for line in lines]
        if one.kind == "number" and merged:
            cells_of = zip(index, texts[one.key], strict=True)
            texts[one.key] = ["" if (row, at) in merged else text for row, text in cells_of]
    return index, texts


def _own(sheet: Sheet, row: int, at: int) -> str:
    """What stands in a cell itself: 〃, or nothing where a merged block or a blank is. row: from 1."""
    line = sheet.cells[row - 1]
    return line[at] if at < len(line) else ""


@dataclass
class _Reader:
    """Reads the cells of one table and remembers what it could not read."""

    where: str
    found: Found
    columns: dict[str, int]
    dropped: set[int] = field(default_factory=set)
    problems: list[tuple[int, int, Problem]] = field(default_factory=list)

    def list_asides(self, is_section_used: bool) -> None:
        """List the rows that are none of data: totals, sub-headings, notes."""
        for one in self.found.table.asides:
            if one.kind == "section" and is_section_used:
                continue
            at = self._telling(one)
            what = _own(self.found.sheet, one.row, at)
            self._list(one.row, at, f"「{what[:40]}」は{ASIDE_JA[one.kind]}です", is_row_dropped=True)

    def _telling(self, aside: Aside) -> int:
        """The column of the cell that tells what a row is: that of its sum, else the first one."""
        filled = {
            at: cell for at in self.found.table.labels if (cell := _own(self.found.sheet, aside.row, at))
        }
        is_total = aside.kind == "total"
        return next((at for at, cell in filled.items() if not is_total or tables.is_total(cell)), 0)

    def values(self, index: list[int], texts: list[str], column: Column, scale: float) -> pd.Series:
        """What each cell says; null, and listed, where it cannot be read."""
        codes, distinct = pd.factorize(np.array(texts, dtype=object))  # texts come again and again
        values, reasons = [], {}
        for code, cell in enumerate(distinct):
            try:
                values.append(_value(cell, column, scale))
            except ValueError as error:
                values.append(None)
                reasons[code] = f"「{cell[:40]}」は{error}"
        if reasons:
            for row, code in zip(index, codes.tolist(), strict=True):
                if code in reasons:
                    self.add(row, column.key, reasons[code], column.required)
        read = typed(pd.Series(values, dtype=object), column).take(codes)
        return read.set_axis(pd.Index(index, name="row"))

    def require(self, values: pd.Series, column: Column) -> None:
        """List the rows without a value that is required."""
        for row in values.index[values.isna()]:
            if row not in self.dropped:
                self.add(row, column.key, f"「{column.label}」が空欄です", is_row_dropped=True)

    def add(self, row: int, key: str, what: str, is_row_dropped: bool) -> None:
        if is_row_dropped:
            self.dropped.add(row)
        self._list(row, self.columns.get(key), what, is_row_dropped)

    def remark(self, row: int, key: str, what: str) -> None:
        """Something about a row that is taken over."""
        at = self.columns.get(key)
        heading = "" if at is None else f"「{self.found.table.labels[at]}」の"
        self._note(row, at, f"{heading}{what}。", is_row_dropped=False)

    def _list(self, row: int, at: int | None, what: str, is_row_dropped: bool) -> None:
        outcome = "この行は取り込みません" if is_row_dropped else "空欄として取り込みます"
        self._note(row, at, f"{what}。{outcome}。", is_row_dropped)

    def _note(self, row: int, at: int | None, what: str, is_row_dropped: bool) -> None:
        """at: the column; None where the row as a whole is meant."""
        cell = f"{row}行目" if at is None else f"{tables.column_letter(at)}{row}"
        problem = Problem(self.found.sheet.name, cell, f"{self.where} {cell}：{what}", is_row_dropped)
        self.problems.append((row, at or 0, problem))

    def in_order(self) -> list[Problem]:
        """Problems in reading order; a very long list is cut and says so."""
        ordered = [problem for _, _, problem in sorted(self.problems, key=lambda one: one[:2])]
        if len(ordered) <= MAX_PROBLEMS:
            return ordered
        rest = Problem(
            self.found.sheet.name,
            "",
            f"{self.where}：ほかに{len(ordered) - MAX_PROBLEMS:,}件あります。",
            False,
        )
        return [*ordered[:MAX_PROBLEMS], rest]


def _value(cell: str, column: Column, scale: float) -> object:
    """What a cell says; None for a blank. Raises ValueError with what is expected instead."""
    if column.kind == "number":
        return _number(cell, column, scale)
    if column.kind == "date":
        return calendar.day(re.sub("(?<=[日0-9])(から|より|まで)$", "", cell))
    if cell in DITTO:
        raise ValueError("上の行のとおりという印ですが、上の行が空欄です")
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
        cell = re.sub(r"^金\s*(?=[¥￥\d])|(?<=円)也$|(?<=\d)[-－]$", "", cell.strip())
    value = cells.number(cell, column.unit, scale)
    if value is not None and column.lowest is not None and value < column.lowest:
        raise ValueError(f"小さすぎます（{column.lowest:,g}{column.unit}以上の数が必要です）")
    if value is not None and column.highest is not None and value > column.highest:
        raise ValueError(f"大きすぎます（{column.highest:,g}{column.unit}以下の数が必要です）")
    return value


def _scale(where: str, found: Found, column: Column, heading: str | None) -> float:
    """How many of our unit one of the heading's is: 1,000 for 金額（千円） where we count yen. Raises Refused when units differ."""
    if column.unit != "円" or heading is None:
        return 1
    if len(found.units) > 1 and cells.yen_unit(heading) is None:
        units = "、".join(sorted(found.units))
        raise Refused(f"{where}：単位が複数あります（{units}）。金額の見出しに単位を書いてください。")
    return cells.yen_scale(heading, found.units)


def _notes(
    found: Found, form: Form, known: Mapping[str, str | None], texts: Mapping[str, list[str]]
) -> Iterator[str]:
    """How amounts were understood."""
    for column in form.read_columns:
        heading = known.get(column.key)
        if heading is None or column.unit != "円":
            continue
        own = cells.yen_unit(heading)
        scale = cells.yen_scale(heading, found.units)
        if scale != 1:
            by = "" if own else f"表の「単位：{found.units[0]}」により"
            yield f"「{heading}」は{by}{scale:,}倍して円に直しました。"
        elif own is None and not found.units and any(text[-1:].isdigit() for text in texts[column.key]):
            yield f"「{heading}」には単位がないため、円として読みました。"
        tax = cells.tax_of(heading)
        if tax == "excluded" or (tax is None and found.tax == "excluded"):
            yield f"「{heading}」は税抜の金額です。税込には直していません。"
        if others := _rivals(found, form, column, known):
            yield f"{column.label}には「{heading}」を使いました。「{'」「'.join(others)}」は使っていません。"


def _rivals(found: Found, form: Form, column: Column, known: Mapping[str, str | None]) -> list[str]:
    """Other headings that fit a column as its heading does, and are used for none."""
    wanted = {column.key: form.headings[column.key]}
    scores = headings.scores(wanted, found.headings)
    return [one for (_, one), score in scores.items() if score >= SURE and one not in known.values()]


def _seen(found: Found, form: Form, known: Mapping[str, str | None]) -> Iterator[str]:
    """What is read though it is not seen or stands in no column."""
    table = found.table
    sheet = f"シート「{table.sheet}」の" if table.sheet else ""
    if table.hidden_rows:
        yield f"{sheet}非表示の行{len(table.hidden_rows):,}行も読みました。"
    if columns := [label for label in table.hidden_columns if label in known.values()]:
        yield f"{sheet}非表示の列「{'」「'.join(columns)}」も読みました。"
    if count := sum(_own(found.sheet, *pair) in DITTO for pair in table.repeated):
        yield f"{sheet}「〃」「同上」など{count:,}か所は、上の行と同じとして読みました。"
    label = next((one.label for one in form.columns if known.get(one.key) == SECTION), "")
    if (
        names := list(dict.fromkeys(filter(None, map(section_name, table.sections.values()))))
        if label
        else []
    ):
        yield f"小見出し「{'」「'.join(names[:10])}」{'など' * (len(names) > 10)}を{label}として読みました。"


def _where(name: str, sheet: Sheet) -> str:
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
