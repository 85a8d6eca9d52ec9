"""The rows of one table of a file as a form's: each cell read, and a word on everything that is not taken over.

part = opened(name, found, STAFF, mapping)   a table with its cells read
settle([part, …])                            what tables that are read together mean as one
part.filled()                                Filled
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dashboard.forms import uploads
from dashboard.forms.declaration import (
    LOST,
    NOTED,
    PART,
    TAKEN,
    Column,
    Filled,
    Form,
    Problem,
    typed,
)
from dashboard.forms.found import SECTION, SURE, Found, section_name
from dashboard.forms.uploads import Refused
from japan import calendar, cells, headings, tables
from japan.sheet_tables import DITTO
from japan.sheets import Sheet
from japan.table_rows import ASIDE_JA, Aside

DOUBTFUL = {"total", "outside", "empty", "example"}  # rows that are none of data, but may be meant as some
PART_NAME = re.compile(r"[■◆●【]?\s*(step|ステップ|段階)\s*(\d{1,2})", re.IGNORECASE)
MINUTES = re.compile(
    r"[(\[]?(?:単位[:は]?)?(?:人・?)?分[)\]]?$"
)  # what a heading of hours ends with where it counts minutes
NUMBERS_SHOWN = 10  # row numbers in a note
NOTHING: Mapping[str, str] = {}
MAX_PROBLEMS = 500  # of one sheet that are listed; the rest are counted


def _where(name: str, sheet: Sheet) -> str:
    return name if sheet.name is None else f"{name} シート「{sheet.name}」"


@dataclass
class Opened:
    """One table with its cells read. values: of all columns that are looked for, by row numbers; index: the rows it had at first."""

    found: Found
    form: Form
    reader: "_Reader"
    values: pd.DataFrame
    index: list[int]
    notes: tuple[str, ...]

    def filled(self) -> Filled:
        """The rows that are the form's, with a word on all others."""
        reader, table = self.reader, self.values
        for one in self.form.columns:
            if one.required:
                reader.require(table[one.key], one)
        table = table[~table.index.isin(reader.dropped)] if reader.dropped else table
        table = table[[one.key for one in self.form.columns]]
        notes = (*self.notes, *reader.notes)
        return Filled(table, reader.in_order(), notes, reader.record(self.index, table.index))


def opened(
    name: str, found: Found, form: Form, known: Mapping[str, str | None], whole: Mapping[str, str] = NOTHING
) -> Opened:
    """The cells of one table. known: column key → heading; whole: column key → text of all rows where no heading is known.

    Raises Refused when a required column has neither, or units differ.
    """
    where = _where(name, found.sheet)
    unlike = _taxed_otherwise(form, known)
    known = {key: heading for key, heading in known.items() if key not in unlike}
    required = [
        one for one in form.columns if one.required and one.key not in whole and not found.is_addition
    ]
    missing = [one.heading for one in required if known.get(one.key) not in found.headings]
    if missing:
        raise Refused(f"{where}：見出し「{'」「'.join(missing)}」が見つかりません。")
    if len(found.table.rows) > uploads.MAX_ROWS:
        raise Refused(f"{where}：{uploads.MAX_ROWS:,}行まで取り込めます。")
    at = {heading: position for position, heading in found.table.labels.items()}
    columns = {one.key: at[heading] for one in form.read_columns if (heading := known.get(one.key)) in at}
    index, texts = _texts(found, form, columns, known)
    texts |= {key: [text] * len(index) for key, text in whole.items()}
    reader = _Reader(where, found, columns)
    reader.set_aside(is_section_used=SECTION in known.values())
    reader.list_blanks(index)
    if form.part and found.sheet.name != form.sheet:
        index, texts = _of_part(index, texts, found, form)
    values = {
        one.key: reader.values(index, texts[one.key], one, _scale(where, found, one, known.get(one.key)))
        for one in form.read_columns
    }
    notes = (*unlike.values(), *_notes(found, form, known, texts), *_seen(found, form, known))
    return Opened(found, form, reader, pd.DataFrame(values), index, notes)


def settle(parts: Sequence[Opened]) -> None:
    """Leave of tables that are read together the rows that their form means; the others are listed with their reasons."""
    form = parts[0].form
    if form.settle is None:
        return
    wheres = [_on(one.found) for one in parts]
    additions = [at for at, one in enumerate(parts) if one.found.is_addition]
    key = form.columns[0].key
    for part, found in zip(parts, form.settle([one.values for one in parts], wheres, additions), strict=True):
        for row, reason in found.dropped.items():
            part.reader.add(row, key, reason, is_row_dropped=True)
        for row, column, note in found.notes:
            part.reader.remark(row, column, note)
        part.values = found.rows.sort_index()


def _of_part(
    index: list[int], texts: Mapping[str, list[str]], found: Found, form: Form
) -> tuple[list[int], dict[str, list[str]]]:
    """Of a list of several forms the rows that are this form's: by their own column, the sub-heading above, or the sheet's name."""
    sections, above, own = found.table.sections, None, []
    for at, row in enumerate(index):
        text = texts[form.columns[0].key][at]
        is_name = (
            PART_NAME.match(cells.normal(text))
            and sum(bool(cells_of[at]) for cells_of in texts.values()) == 1
        )
        above = text if is_name else above
        places = (texts[PART][at], above, sections.get(row), found.sheet.name)
        if not is_name and next(filter(None, map(_part_of, places)), None) == form.part:
            own.append(at)
    return [index[at] for at in own], {key: [written[at] for at in own] for key, written in texts.items()}


def _part_of(place: str | None) -> str | None:
    """The number of the part that a text names: STEP 0, ステップ１　現状把握, 2."""
    named = cells.normal(place).strip()
    found = PART_NAME.match(named) or re.fullmatch(r"()(\d{1,2})", named)
    return found[2] if found else None


def _taxed_otherwise(form: Form, known: Mapping[str, str | None]) -> dict[str, str]:
    """Columns of amounts with tax beside such without, which cannot be compared: key → what is said of it."""
    unlike = {}
    for column in form.read_columns:
        own, other = known.get(column.key), known.get(column.taxed_as)
        if own and other and {cells.tax_of(own), cells.tax_of(other)} == {"included", "excluded"}:
            unlike[column.key] = f"「{own}」は、「{other}」と税込・税抜が違うため使っていません。"
    return unlike


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
    notes: list[str] = field(default_factory=list)
    reasons: dict[int, list[str]] = field(default_factory=dict)

    def set_aside(self, is_section_used: bool) -> None:
        """Remember the rows that are none of data: those that may be meant as data as problems, the others in a note."""
        by_kind: dict[str, list[int]] = {}
        for one in self.found.table.asides:
            if one.kind == "section" and is_section_used:
                continue
            at = self._telling(one)
            what = f"「{_own(self.found.sheet, one.row, at)[:40]}」は{ASIDE_JA[one.kind]}です"
            self.dropped.add(one.row)
            if one.kind in DOUBTFUL:
                self._list(one.row, at, what, is_row_dropped=True)
            else:
                by_kind.setdefault(one.kind, []).append(one.row)
                self.reasons.setdefault(one.row, []).append(f"{what}。")
        self.notes += [
            f"{_on(self.found)}{ASIDE_JA[kind]}は取り込みません：{numbers(rows)}。"
            for kind, rows in by_kind.items()
        ]

    def list_blanks(self, index: list[int]) -> None:
        """List the rows with nothing of their own in the columns that are read: what a merged block repeats is no row."""
        for row in self.found.table.rows.keys() - set(index):
            self.dropped.add(row)
            self._list(row, None, "読む列に何も書かれていません", is_row_dropped=True)

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
        self.reasons.setdefault(row, []).append(f"{cell}：{what}")
        problem = Problem(self.found.sheet.name, cell, f"{self.where} {cell}：{what}", is_row_dropped)
        self.problems.append((row, at or 0, problem))

    def record(self, rows: Iterable[int], taken: Iterable[int]) -> pd.DataFrame:
        """Every row, in order, as RECORD. rows: of the table; taken: those that are taken over."""
        kept = set(taken)
        every = sorted({*rows, *self.dropped})
        outcome = [(NOTED if row in self.reasons else TAKEN) if row in kept else LOST for row in every]
        reasons = ["".join(self.reasons.get(row, ())) for row in every]
        sheet = [self.found.sheet.name or ""] * len(every)
        return pd.DataFrame({"シート": sheet, "行": every, "結果": outcome, "理由": reasons})

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
    value = _degrees(cell) if column.is_angle else cells.number(cell, column.unit, scale)
    if value is not None and column.lowest is not None and value < column.lowest:
        raise ValueError(f"小さすぎます（{column.lowest:,g}{column.unit}以上の数が必要です）")
    if value is not None and column.highest is not None and value > column.highest:
        raise ValueError(f"大きすぎます（{column.highest:,g}{column.unit}以下の数が必要です）")
    return value


def _degrees(cell: str) -> float | None:
    """An angle as a plain number, as nearly all are, or in degrees, minutes and seconds."""
    try:
        return cells.number(cell)
    except ValueError:
        angle = cells.angles(cell)
        if len(angle) != 1:
            raise
        return angle[0]


def _scale(where: str, found: Found, column: Column, heading: str | None) -> float:
    """How many of our unit one of the heading's is: 1,000 for 金額（千円） where we count yen. Raises Refused when units differ."""
    if heading is not None and column.unit.endswith("時間") and MINUTES.search(cells.squeeze(heading)):
        return 1 / 60
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
        if heading is not None and column.unit.endswith("時間") and MINUTES.search(cells.squeeze(heading)):
            yield f"「{heading}」は60で割って時間に直しました。"
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
    table, sheet = found.table, _on(found)
    if table.hidden_rows:
        yield f"{sheet}非表示の行も読みました：{numbers(table.hidden_rows)}。"
    if columns := [label for label in table.hidden_columns if label in known.values()]:
        yield f"{sheet}非表示の列も読みました：「{'」「'.join(columns)}」。"
    if count := sum(_own(found.sheet, *pair) in DITTO for pair in table.repeated):
        yield f"{sheet}「〃」「同上」など{count:,}か所は、上の行と同じとして読みました。"
    label = next((one.label for one in form.columns if known.get(one.key) == SECTION), "")
    names = list(dict.fromkeys(filter(None, map(section_name, table.sections.values()))))
    if label and names:
        yield f"小見出し「{'」「'.join(names[:10])}」{'など' * (len(names) > 10)}を{label}として読みました。"


def _on(found: Found) -> str:
    return f"シート「{found.sheet.name}」の" if found.sheet.name else ""


def numbers(rows: Iterable[int]) -> str:
    """Row numbers as a sentence has them; of many the first."""
    listed = list(rows)
    more = f" ほか（計{len(listed):,}行）" if len(listed) > NUMBERS_SHOWN else ""
    return f"{'、'.join(f'{row}' for row in listed[:NUMBERS_SHOWN])}行目{more}"
