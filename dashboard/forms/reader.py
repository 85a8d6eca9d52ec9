"""A form read back from a file.

read(name, content, STAFF)                   Filled: the good rows, and a Problem for everything else
read_book(name, content, [STAFF, HOURS])     the same for a workbook of several forms
read_assumptions(name, content)              label → text as written, of a file we exported
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from dashboard.forms import finding, uploads
from dashboard.forms.declaration import (
    ASSUMED,
    ASSUMPTIONS,
    LOST,
    MEANING,
    NOTED,
    PART,
    RECORD,
    TAKEN,
    Column,
    Filled,
    Form,
    Problem,
    typed,
)
from dashboard.forms.finding import Found
from dashboard.forms.uploads import Refused
from japan import calendar, cells, tables
from japan.table_rows import ASIDE_JA

CORNER = re.compile(r"単位[:：/は]?(億円|百万円|万円|千円|円)|^[(（]?(億円|百万円|万円|千円)[)）]?$")
FOOT = 5  # rows at the end of a sheet that may speak of the unit
DOUBTFUL = {"total", "outside", "empty", "example"}  # rows that are none of data, but may be meant as some
PART_NAME = re.compile(r"[■◆●【]?\s*(step|ステップ|段階)\s*(\d{1,2})", re.IGNORECASE)
NUMBERS_SHOWN = 10  # row numbers in a note
MAX_PROBLEMS = 500  # of one sheet that are listed; the rest are counted


def read(name: str, content: bytes, form: Form, mapping: Mapping[str, str | None] | None = None) -> Filled:
    """A form from .xlsx, .xls or .csv: good rows, and what was not taken over.

    mapping: column key → heading of the file, where it is not the form's own. Raises Refused when the file is no readable table or
    the form's headings are not in it.
    """
    sheets = uploads.read_sheets(name, content)
    (found,) = finding.look(sheets, [form])
    filled = {form.key: _filled(name, found, form, mapping)}
    return _with_rest(filled, sheets, [found] if found else [], [form])[form.key]


def read_book(name: str, content: bytes, forms: Sequence[Form]) -> dict[str, Filled]:
    """Several forms of one workbook by key; a form that is not there is empty. Raises Refused when none of them is."""
    return _book(name, uploads.read_sheets(name, content), forms)


def _book(name: str, sheets: list[uploads.Sheet], forms: Sequence[Form]) -> dict[str, Filled]:
    found = finding.look(sheets, forms)
    if not any(one is not None and one.is_sure(form) for one, form in zip(found, forms, strict=True)):
        raise Refused(_no_headings(name, forms))
    filled = {
        form.key: _filled(name, one, form, None) if one and one.is_sure(form) else Filled(form.table())
        for one, form in zip(found, forms, strict=True)
    }
    return _with_rest(filled, sheets, [one for one in found if one], forms)


def _with_rest(
    filled: dict[str, Filled], sheets: list[uploads.Sheet], found: list[Found], forms: Sequence[Form]
) -> dict[str, Filled]:
    """What was read, with a word on sheets that none of the forms is on, and on rows that are of none of them."""
    first = filled[forms[0].key]
    notes = [*first.notes_ja, *_unread_sheets(sheets, found)]
    record = first.record
    if any(form.part for form in forms):
        lost = _of_no_part(found, filled)
        record = pd.concat([record, lost])
        notes += [f"どの段階のものか分からず、取り込まない行：{_numbers(lost['行'])}。"] if len(lost) else []
    return filled | {forms[0].key: replace(first, notes_ja=tuple(notes), record=record)}


def _of_no_part(found: list[Found], filled: Mapping[str, Filled]) -> pd.DataFrame:
    """The rows of lists of several forms that no form has taken, as RECORD."""
    seen = {(row.シート, row.行) for one in filled.values() for row in one.record[RECORD].itertuples()}
    every = {
        (one.sheet.name or "", row)
        for each in found
        for one in (each, *each.together)
        for row in one.table.rows
    }
    every = {one for one in every if one not in seen}
    rows = [(sheet, row, LOST, "どの段階のものか分かりません。") for sheet, row in sorted(every)]
    return pd.DataFrame(rows, columns=RECORD)


def _unread_sheets(sheets: list[uploads.Sheet], found: list[Found]) -> list[str]:
    """A word on sheets that were not read; a file of ours has sheets of its own, and of results."""
    names = [sheet.name for sheet in sheets if sheet.name]
    known = {one.sheet.name for each in found for one in (each, *each.together)}
    known |= {left.split("（")[0] for each in found for left in each.left_out}
    rest = [name for name in names if name not in known and not finding.is_ours(name)]
    if not rest or MEANING in names:
        return []
    return [f"見出しが見つからず、読んでいないシート：「{'」「'.join(rest)}」。"]


def read_all(
    name: str, content: bytes, forms: Sequence[Form], mapping: Mapping[str, str | None] | None
) -> tuple[dict[str, Filled], dict[str, str]]:
    """The forms of a file by key, and its assumptions. mapping: of the one form. Raises Refused."""
    sheets = uploads.read_sheets(name, content)
    assumptions = _assumptions(name, sheets)
    if mapping is None:
        return _book(name, sheets, forms), assumptions
    (found,) = finding.look(sheets, forms)
    filled = {forms[0].key: _filled(name, found, forms[0], mapping)}
    return _with_rest(filled, sheets, [found] if found else [], forms), assumptions


def suggested(name: str, content: bytes, form: Form) -> tuple[list[str], dict[str, str | None], bool]:
    """The headings of a file, for each column key the one that is meant, and whether that is sure. Raises Refused."""
    found = look(name, content, form)
    return found.headings, found.mapping, found.is_sure(form)


def look(name: str, content: bytes, form: Form) -> Found:
    """Where the form seems to stand in a file, for a page that lets its reader correct the mapping. Raises Refused."""
    (found,) = finding.look(uploads.read_sheets(name, content), [form])
    return found


def read_assumptions(name: str, content: bytes) -> dict[str, str]:
    """Label → value as written, of the sheet 前提 of a file we exported; empty when there is none. Raises Refused."""
    return _assumptions(name, uploads.read_sheets(name, content))


def _assumptions(name: str, sheets: list[uploads.Sheet]) -> dict[str, str]:
    if (sheet := next((one for one in sheets if one.name == ASSUMED), None)) is None:
        return {}
    (found,) = finding.look([sheet], [ASSUMPTIONS])
    rows = _filled(name, found, ASSUMPTIONS, None).rows
    return dict(zip(rows["label"], rows["value"].fillna(""), strict=True))


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
        notes.append(_together(every, len(rows)))
    if found.left_out:
        notes.append(f"読んでいないシート：{'、'.join(found.left_out)}。")
    return Filled(
        rows,
        [problem for part in parts for problem in part.problems],
        tuple(notes),
        pd.concat([part.record for part in parts]),
    )


def _together(every: list[Found], count: int) -> str:
    sheets = list(dict.fromkeys(one.sheet.name for one in every))
    if len(sheets) < len(every):
        return f"同じ見出しの表 {len(every)}つをまとめて読みました（計{count:,}行）。"
    return f"同じ見出しのシートをまとめて読みました：「{'」、「'.join(map(str, sheets))}」（計{count:,}行）。"


def _of_sheet(rows: pd.DataFrame, found: Found, form: Form) -> pd.DataFrame:
    """The rows of a sheet with its name in the column that has no heading of its own."""
    if not form.of_sheet or found.mapping.get(form.of_sheet):
        return rows
    return rows.assign(**{form.of_sheet: found.sheet.name})


def _part(name: str, found: Found, form: Form, mapping: Mapping[str, str | None] | None) -> Filled:
    """The rows of one sheet."""
    known = {**found.mapping, **(mapping or {})}
    at = {heading: number for number, heading in found.table.labels.items()}
    columns = {one.key: at[heading] for one in form.read_columns if (heading := known.get(one.key)) in at}
    if missing := [one.heading for one in form.columns if one.required and one.key not in columns]:
        where = _where(name, found.sheet)
        raise Refused(f"{where}：見出し「{'」「'.join(missing)}」が見つかりません。")
    if len(found.table.rows) > uploads.MAX_ROWS:
        raise Refused(f"{_where(name, found.sheet)}：{uploads.MAX_ROWS:,}行まで取り込めます。")
    texts = _texts(found, form, columns)
    reader = _Reader(_where(name, found.sheet), found.sheet.name, columns)
    texts = _of_part(texts, found, form)
    every = texts.index
    reader.set_aside(found, form)
    texts = texts[~reader.blanks(texts, found)]
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
        table = _settled(table, form, reader).sort_index()
    table = table[[one.key for one in form.columns]]
    notes = [*_notes(form, known, corner), *_unseen(found, set(columns.values())), *reader.notes]
    return Filled(table, reader.in_order(), tuple(notes), reader.record(every, table.index))


def _of_part(texts: pd.DataFrame, found: Found, form: Form) -> pd.DataFrame:
    """Of a list of several forms the rows that are this form's: by their own column, the sub-heading above, or the sheet's name."""
    if not form.part or found.sheet.name == form.sheet:
        return texts
    sections, above, kept = found.table.sections, None, []
    for row, cell, text in zip(texts.index, texts[PART], texts[form.columns[0].key], strict=True):
        is_name = PART_NAME.match(cells.normal(text)) and sum(map(bool, texts.loc[row])) == 1
        above = text if is_name else above
        named = _part_of(cell) or _part_of(above) or _part_of(sections.get(row)) or _part_of(found.sheet.name)
        kept.append(named == form.part and not is_name)
    return texts[kept]


def _part_of(place: str | None) -> str | None:
    """The number of the part that a text names: STEP 0, ステップ１　現状把握, 2."""
    named = cells.normal(place).strip()
    found = PART_NAME.match(named) or re.fullmatch(r"()(\d{1,2})", named)
    return found[2] if found else None


def _unseen(found: Found, columns: set[int]) -> Iterator[str]:
    """What was read though nobody sees it who opens the file."""
    if found.table.hidden_rows:
        yield f"{_on(found)}非表示の行も読みました：{_numbers(found.table.hidden_rows)}。"
    used = {found.table.labels[at] for at in columns}
    if hidden := [label for label in found.table.hidden_columns if label in used]:
        yield f"{_on(found)}非表示の列も読みました：「{'」「'.join(hidden)}」。"


def _on(found: Found) -> str:
    return f"シート「{found.sheet.name}」の" if found.sheet.name else ""


def _numbers(rows: Iterable[int]) -> str:
    """Row numbers as a sentence has them; of many the first."""
    listed = list(rows)
    more = f" ほか（計{len(listed):,}行）" if len(listed) > NUMBERS_SHOWN else ""
    return f"{'、'.join(f'{row}' for row in listed[:NUMBERS_SHOWN])}行目{more}"


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
    beside = [*found.sheet.cells[: found.table.header_row], *found.sheet.cells[-FOOT:]]
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
    """One column of texts per column of the form, all rows of the table.

    A merged block fills down texts, choices and dates. A number is one number, wherever it is merged: it stays in its first row.
    """
    rows, written = found.table.rows, found.sheet.cells

    def column(one: Column) -> list[str]:
        if one.key not in columns:
            return [""] * len(rows)
        at = columns[one.key]
        if one.kind != "number":
            return [row[at] for row in rows.values()]
        return [written[row - 1][at] if at < len(written[row - 1]) else "" for row in rows]

    index = pd.Index(list(rows), name="row", dtype="int64")
    return pd.DataFrame({one.key: column(one) for one in form.read_columns}, index=index, dtype="str")


@dataclass
class _Reader:
    """Reads the cells of one sheet and remembers what it could not read."""

    where: str
    sheet: str | None
    columns: dict[str, int]
    dropped: set[int] = field(default_factory=set)
    problems: list[tuple[int, int, Problem]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reasons: dict[int, list[str]] = field(default_factory=dict)

    def set_aside(self, found: Found, form: Form) -> None:
        """Remember the rows that are none of data: those that may be meant as data as problems, the others in a note."""
        by_kind: dict[str, list[int]] = {}
        for one in found.table.asides:
            cells_of = dict(enumerate(found.sheet.cells[one.row - 1]))
            at = _telling(one.kind, cells_of, found.table.labels)
            text = cells_of[at] if one.kind == "total" else one.text
            what = f"「{text[:40]}」は{ASIDE_JA[one.kind]}です"
            if one.kind in DOUBTFUL:
                self._list(one.row, at, what, is_row_dropped=True)
            else:
                by_kind.setdefault(one.kind, []).append(one.row)
                self.dropped.add(one.row)
                self.reasons.setdefault(one.row, []).append(f"{what}。")
        self.notes += [
            f"{_on(found)}{ASIDE_JA[kind]}は取り込みません：{_numbers(rows)}。"
            for kind, rows in by_kind.items()
        ]

    def blanks(self, texts: pd.DataFrame, found: Found) -> pd.Series:
        """Rows with nothing of their own in the columns that are read: what a merged block repeats is no row."""
        own = pd.Series(False, index=texts.index)
        for key, at in self.columns.items():
            repeated = {row for row, place in found.table.repeated if place == at}
            own |= (texts[key] != "") & ~texts.index.isin(repeated)
        for row in texts.index[~own]:
            self._list(row, 0, "読む列に何も書かれていません", is_row_dropped=True)
        return ~own

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
        self._list(row, self.columns.get(key, 0), what, is_row_dropped)

    def _list(self, row: int, at: int, what: str, is_row_dropped: bool) -> None:
        cell = f"{tables.column_letter(at)}{row}"
        outcome = "この行は取り込みません" if is_row_dropped else "空欄として取り込みます"
        if is_row_dropped:
            self.dropped.add(row)
        self.reasons.setdefault(row, []).append(f"{cell}：{what}。")
        message = f"{self.where} {cell}：{what}。{outcome}。"
        self.problems.append((row, at, Problem(self.sheet, cell, message, is_row_dropped)))

    def remark(self, row: int, key: str, what: str) -> None:
        """Something about a row that is taken over."""
        at = self.columns.get(key, 0)
        cell = f"{tables.column_letter(at)}{row}"
        self.reasons.setdefault(row, []).append(f"{cell}：{what}。")
        self.problems.append((row, at, Problem(self.sheet, cell, f"{self.where} {cell}：{what}。", False)))

    def record(self, rows: Iterable[int], taken: Iterable[int]) -> pd.DataFrame:
        """Every row, in order, as RECORD. rows: of the table; taken: those that are taken over."""
        kept = set(taken)
        every = sorted({*rows, *self.dropped})
        outcome = [(NOTED if row in self.reasons else TAKEN) if row in kept else LOST for row in every]
        reasons = ["".join(self.reasons.get(row, ())) for row in every]
        columns = {"シート": [self.sheet or ""] * len(every), "行": every, "結果": outcome, "理由": reasons}
        return pd.DataFrame(columns)

    def in_order(self) -> list[Problem]:
        """Problems in reading order; a very long list is cut and says so."""
        ordered = [problem for _, _, problem in sorted(self.problems, key=lambda one: one[:2])]
        if len(ordered) <= MAX_PROBLEMS:
            return ordered
        rest = Problem(
            self.sheet, "", f"{self.where}：ほかに{len(ordered) - MAX_PROBLEMS:,}件あります。", False
        )
        return [*ordered[:MAX_PROBLEMS], rest]


def _telling(kind: str, row: Mapping[int, str], columns: Iterable[int]) -> int:
    """The position of the cell by which a row is none of data: the one that names a sum, else the first."""
    filled = [at for at in columns if row.get(at)]
    summed = [at for at in filled if kind == "total" and tables.is_total(row[at])]
    return next(iter(summed or filled), 0)


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
