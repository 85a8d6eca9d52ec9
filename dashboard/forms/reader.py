"""A form read back from a file.

read(name, content, STAFF)                   Filled: the good rows, and a Problem for everything else
read_book(name, content, [STAFF, HOURS])     the same for a workbook of several forms
read_assumptions(name, content)              label → text as written, of a file we exported
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from analysis import ledger
from dashboard.forms import uploads
from dashboard.forms.declaration import (
    ASSUMED,
    ASSUMPTIONS,
    CHOICES,
    EXAMPLE,
    EXPECTED,
    MEANING,
    Column,
    Filled,
    Form,
    Problem,
    typed,
)
from dashboard.forms.uploads import Refused

HEADER_WITHIN, HEADER_HEIGHT, SURE = 30, 3, 2
MAX_SAID = 500  # problems of one sheet that are kept; the rest are counted
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415  # 1950 to 2100 as Excel counts days
YEN = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}


@dataclass(frozen=True)
class Found:
    """Where a form seems to stand in a file: the sheet, the last row of its headings, the headings by column number (from 0),
    and for each column key the heading that is meant."""

    sheet: uploads.Sheet
    header_row: int
    headings: dict[int, str]
    mapping: dict[str, str | None]

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
    sheets = uploads.read_sheets(name, content)
    found = {form.key: _look(sheets, form, is_alone=len(forms) == 1) for form in forms}
    if not any(found[form.key] and found[form.key].is_sure(form) for form in forms):
        raise Refused(_no_headings(name, forms))
    return {
        form.key: _filled(name, one, form, None)
        if (one := found[form.key]) and one.is_sure(form)
        else Filled(form.table())
        for form in forms
    }


def look(name: str, content: bytes, form: Form) -> Found:
    """Where the form seems to stand in a file, for a page that lets its reader correct the mapping. Raises Refused."""
    return _look(uploads.read_sheets(name, content), form, is_alone=True)


def read_assumptions(name: str, content: bytes) -> dict[str, str]:
    """Label → value as written, of the sheet 前提 of a file we exported; empty when there is none. Raises Refused."""
    if not (sheets := [one for one in uploads.read_sheets(name, content) if one.name == ASSUMED]):
        return {}
    rows = _filled(name, _found_in(sheets[0], ASSUMPTIONS), ASSUMPTIONS, None).rows
    return dict(zip(rows["label"], rows["value"].fillna(""), strict=True))


def _look(sheets: list[uploads.Sheet], form: Form, is_alone: bool) -> Found | None:
    """The form on the sheet of its name, else on the sheet where most of its headings stand; None when its sheet must be named."""
    named = [sheet for sheet in sheets if sheet.name == form.sheet]
    others = [sheet for sheet in sheets if sheet.name is None or not _is_ours(sheet.name)]
    if not named and not is_alone and len(sheets) > 1 and len(others) > 1:
        others = [sheet for sheet in others if _found_in(sheet, form).is_sure(form)]
    candidates = [_found_in(sheet, form) for sheet in named or others or sheets[:1]]
    return max(candidates, key=lambda one: sum(map(bool, one.mapping.values())), default=None)


def _is_ours(name: str) -> bool:
    """Whether a sheet is one that the template adds around the form."""
    return name.startswith(EXAMPLE) or name in (MEANING, CHOICES, ASSUMED)


def _found_in(sheet: uploads.Sheet, form: Form) -> Found:
    """The block of rows that names most of the form's columns; where none does, the first row as wide as the table."""
    head = sheet.cells[:HEADER_WITHIN]
    best: tuple[int, int, int] = (0, 0, 0)
    for top in range(len(head)):
        for height in range(1, min(HEADER_HEIGHT, len(head) - top) + 1):
            named = _named_headings(head[top : top + height])
            fits = len({key for (key, _), score in _scores(form, named.values()).items() if score >= SURE})
            best = max(best, (fits, -height, -top))
    fits, height, top = best
    if fits:
        last, headings = -top - height, _named_headings(head[-top : -top - height])
    else:
        widest = max(sum(map(bool, row)) for row in head)
        last = next(at for at, row in enumerate(head, 1) if sum(map(bool, row)) >= 0.6 * widest)
        headings = _named_headings(head[last - 1 : last])
    return Found(sheet, last, headings, suggest_mapping(form, list(headings.values())))


def _named_headings(rows: list[list[str]]) -> dict[int, str]:
    """Headings by column number; one that stands twice gets a number behind it."""
    width = max(map(len, rows))
    labels = uploads.joined_labels([row + [""] * (width - len(row)) for row in rows])
    used = [at for at, label in enumerate(labels) if label]
    return dict(zip(used, uploads.distinct_labels([labels[at] for at in used]), strict=True))


def suggest_mapping(form: Form, headings: list[str]) -> dict[str, str | None]:
    """For each column key the heading that fits best, None where none does; no heading is used twice."""
    mapping: dict[str, str | None] = {one.key: None for one in form.columns}
    for (key, heading), score in sorted(_scores(form, headings).items(), key=lambda item: -item[1]):
        if score and mapping[key] is None and heading not in mapping.values():
            mapping[key] = heading
    return mapping


def _scores(form: Form, headings: Iterable[str]) -> dict[tuple[str, str], int]:
    """How well headings fit columns: 3 the label itself, 2 another name of it, 1 its label among other words."""
    parts = {
        heading: [plain for part in [heading, *heading.split("_")[::-1]] if (plain := _plain_heading(part))]
        for heading in headings
    }
    scores = {}
    for column in form.columns:
        label, others = _plain_heading(column.label), {_plain_heading(other) for other in column.also}
        for heading, said in parts.items():
            if label in said:
                scores[column.key, heading] = 3
            elif others & set(said):
                scores[column.key, heading] = 2
            elif len(label) > 1 and any(label in part for part in said):
                scores[column.key, heading] = 1
    return scores


def _plain_heading(label: str) -> str:
    """A heading without blanks, line breaks, width variants, marks, and what stands in brackets."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).lower().translate(ledger.DASHES)
    bare = re.sub(r"[(\[【<「].*?[)\]】>」]|[※★*●○◎■]", "", plain)
    return bare or plain


def _filled(name: str, found: Found | None, form: Form, mapping: Mapping[str, str | None] | None) -> Filled:
    """The rows below the headings. Raises Refused when a required column has no heading."""
    if found is None:
        raise Refused(_no_headings(name, [form]))
    known = {**found.mapping, **(mapping or {})}
    at = {heading: number for number, heading in found.headings.items()}
    columns = {one.key: at[heading] for one in form.columns if (heading := known.get(one.key)) in at}
    if missing := [one.heading for one in form.columns if one.required and one.key not in columns]:
        where = _where(name, found.sheet)
        raise Refused(f"{where}：見出し「{'」「'.join(missing)}」が見つかりません。")
    if len(found.sheet.cells) - found.header_row > uploads.MAX_ROWS:
        raise Refused(f"{_where(name, found.sheet)}：{uploads.MAX_ROWS:,}行まで取り込めます。")
    cells = _texts(found, form, columns)
    reader = _Reader(_where(name, found.sheet), found.sheet.name, columns)
    cells = cells[~reader.totals(cells, form)]
    values = {
        one.key: reader.values(cells[one.key], one, _scale(one, known.get(one.key))) for one in form.columns
    }
    rows = pd.DataFrame(values, index=cells.index)
    rows = rows[~rows.index.isin(reader.dropped)]
    table = pd.DataFrame({one.key: typed(rows[one.key], one) for one in form.columns}, index=rows.index)
    return Filled(table, reader.told(), tuple(_notes(form, known)))


def _texts(found: Found, form: Form, columns: dict[str, int]) -> pd.DataFrame:
    """One column of texts per column of the form; rows in which all are blank are left out.

    A merged block fills down texts, choices and dates. A number is one number, wherever it is merged: it stays in its first row.
    """
    below = found.sheet.cells[found.header_row :]
    grid = {
        one.key: [row[columns[one.key]].strip() if columns[one.key] < len(row) else "" for row in below]
        if one.key in columns
        else [""] * len(below)
        for one in form.columns
    }
    filled = [any(column[at] for column in grid.values()) for at in range(len(below))]
    key_at = {number: key for key, number in columns.items()}
    kinds = {one.key: one.kind for one in form.columns}
    for (top, left), (bottom, _) in found.sheet.merged:
        key, first = key_at.get(left), top - found.header_row
        if key and kinds[key] != "number" and 0 <= first < len(below):
            for at in range(first + 1, min(bottom - found.header_row, len(below) - 1) + 1):
                grid[key][at] = grid[key][first]
    index = pd.RangeIndex(found.header_row + 1, found.header_row + 1 + len(below), name="row")
    return pd.DataFrame(grid, index=index, dtype="str").loc[filled]


@dataclass
class _Reader:
    """Reads the cells of one sheet and remembers what it could not read."""

    where: str
    sheet: str | None
    columns: dict[str, int]
    dropped: set[int] = field(default_factory=set)
    problems: list[tuple[int, int, Problem]] = field(default_factory=list)

    def totals(self, cells: pd.DataFrame, form: Form) -> pd.Series:
        """Rows that sum up others; they would count twice."""
        texts = [one.key for one in form.columns if one.kind in ("text", "choice")]
        plain = {
            cell: re.sub(r"\s+", "", cell) in ledger.TOTALS for key in texts for cell in cells[key].unique()
        }
        is_total = pd.Series(False, index=cells.index)
        for key in texts:
            is_total |= cells[key].map(plain).astype(bool)
        for row, one in cells.loc[is_total, texts].iterrows():
            key = next(key for key in texts if plain[one[key]])
            self.say(row, key, f"「{one[key]}」は集計の行です", is_row_dropped=True)
        return is_total

    def values(self, cells: pd.Series, column: Column, scale: float) -> pd.Series:
        """What each cell says; null, and listed, where it cannot be read or is missing."""
        said, reasons = {}, {}
        for cell in cells.unique():
            try:
                said[cell] = _value(cell, column, scale)
            except ValueError as error:
                reasons[cell] = str(error)
        for row, cell in cells[cells.isin(list(reasons))].items():
            self.say(row, column.key, f"「{cell[:40]}」は{reasons[cell]}", column.required)
        read = cells.map(said).astype(object)
        if column.required:
            for row in cells.index[read.isna() & ~cells.isin(list(reasons))]:
                self.say(row, column.key, f"「{column.label}」が空欄です", True)
        return read

    def say(self, row: int, key: str, what: str, is_row_dropped: bool) -> None:
        at = self.columns.get(key, 0)
        cell = f"{uploads.column_letters(at)}{row}"
        outcome = "この行は取り込みません" if is_row_dropped else "空欄として取り込みます"
        if is_row_dropped:
            self.dropped.add(row)
        message = f"{self.where} {cell}：{what}。{outcome}。"
        self.problems.append((row, at, Problem(self.sheet, cell, message, is_row_dropped)))

    def told(self) -> list[Problem]:
        """Problems in reading order; a very long list is cut and says so."""
        ordered = [problem for _, _, problem in sorted(self.problems, key=lambda one: one[:2])]
        if len(ordered) <= MAX_SAID:
            return ordered
        rest = Problem(self.sheet, "", f"{self.where}：ほかに{len(ordered) - MAX_SAID:,}件あります。", False)
        return [*ordered[:MAX_SAID], rest]


def _value(cell: str, column: Column, scale: float) -> object:
    """What a cell says; None for a blank. Raises ValueError with what is expected instead."""
    if column.kind == "number":
        return _number(cell, column, scale)
    if column.kind == "date":
        return day(cell)
    kept = unicodedata.normalize("NFC", cell)
    if not column.choices or not kept:
        return kept or None
    plain = _plain_choice(kept)
    meant = next((choice for choice in column.choices if _plain_choice(choice) == plain), None)
    if meant is None and column.kind == "choice":
        raise ValueError(f"選択肢にありません（{'、'.join(column.choices)}のどれかが必要です）")
    return meant or kept


def _plain_choice(choice: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", choice)).lower().translate(ledger.DASHES)


NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?")
BLANKS = {"", "-", "…", "...", "*", "nan", "none", "n/a", "なし", "不明", "未定"}


def number(cell: str, unit: str = "") -> float | None:
    """A number as officials write it: １，２３４, △5, －5, 12%, 1,234円; None for a blank or a dash. unit: a word that may follow.

    Raises ValueError for anything else.
    """
    return _number(cell, Column("", "", "number", unit), 1)


def _number(cell: str, column: Column, scale: float) -> float | None:
    plain = re.sub(r"[\s¥]+", "", unicodedata.normalize("NFKC", cell)).lower().translate(ledger.DASHES)
    if plain in BLANKS:
        return None
    plain = re.sub("^[△▲]", "-", plain)
    if column.unit == "円" and (said := re.search("(千|万|百万|億)?円$", plain)):
        plain, scale = plain.removesuffix(said[0]), YEN[said[0]]
    elif column.unit:
        unit = unicodedata.normalize("NFKC", column.unit).lower()
        plain = plain.removesuffix(unit).removesuffix(unit.split("/")[0])
    if not NUMBER.fullmatch(plain) or not re.search("[0-9]", plain):
        raise ValueError(f"数として読めません（{EXPECTED['number']}が必要です）")
    value = float(plain.replace(",", "")) * scale
    if column.lowest is not None and value < column.lowest:
        raise ValueError(f"小さすぎます（{column.lowest:,g}{column.unit}以上の数が必要です）")
    if column.highest is not None and value > column.highest:
        raise ValueError(f"大きすぎます（{column.highest:,g}{column.unit}以下の数が必要です）")
    return value


MONTH_AND_DAY = r"(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
ERA = (
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[mtshr明大昭平令])\.?(?P<of_era>元|[0-9]{1,2})|(?P<year>[0-9]{4}))"
)
TIME = r"(?:t?[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?)?"
DAYS = [
    re.compile(rf"{ERA}(?P<mark>[./-]){MONTH_AND_DAY}{TIME}"),
    re.compile(rf"{ERA}年(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日{TIME}"),
    re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
]


def day(cell: str) -> date | None:
    """A day: 2026/4/1, 2026年4月1日, 令和8年4月1日, R8.4.1, 20260401, or as Excel counts (46113); None for a blank.

    Raises ValueError for anything else, a month without its day among them.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)).lower()
    plain = re.sub(r"\([月火水木金土日]\)", "", plain).translate(ledger.DASHES)
    if plain in BLANKS:
        return None
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", plain) and FIRST_SERIAL <= float(plain) <= LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(float(plain)))
    said = next((found.groupdict() for form in DAYS if (found := form.fullmatch(plain))), None)
    if said is None:
        raise ValueError(f"日付として読めません（{EXPECTED['date']}が必要です）")
    try:
        year = ledger.year_of_era(said["era"][0], said["of_era"]) if said.get("era") else int(said["year"])
        return date(year, int(said["month"]), int(said["day"]))
    except ValueError as error:
        raise ValueError(f"ない日付です（{EXPECTED['date']}が必要です）") from error


def _scale(column: Column, heading: str | None) -> float:
    """How many of our unit one of the heading's is: 1,000 for 金額（千円） where we count yen."""
    said = re.findall("[(（]([^)）]*)[)）]", unicodedata.normalize("NFKC", heading or ""))
    units = [part for one in said for part in re.split("[、,・:]|単位", one)]
    return next((YEN[unit] for unit in units if unit in YEN), 1) if column.unit == "円" else 1


def _notes(form: Form, known: Mapping[str, str | None]) -> Iterator[str]:
    for column in form.columns:
        if (scale := _scale(column, known.get(column.key))) != 1:
            yield f"「{known[column.key]}」は{scale:,}倍して円に直しました。"


def _where(name: str, sheet: uploads.Sheet) -> str:
    return name if sheet.name is None else f"{name} シート「{sheet.name}」"


def _no_headings(name: str, forms: Sequence[Form]) -> str:
    wanted = "、".join(
        f"「{form.title}」の{'・'.join(one.label for one in form.columns if one.required)}" for form in forms
    )
    return f"{name}：見出しの行が見つかりません。{wanted}の列が必要です。ひな形に写してお使いください。"


def assumed(values: Mapping[str, str], label: str, default: float, read: Callable = number) -> float:
    """The value of an assumption in a file we exported, or the default where it says nothing readable."""
    try:
        found = read(values.get(label, ""))
    except ValueError:
        return default
    return default if found is None else found
