"""Where a form stands in a file: on which sheets, under which headings, which heading is which column, and in which unit.

look_in(sheets, forms)       for each form Found: the table that names most of its columns, with those that are read together with it
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.forms.declaration import ASSUMED, CHOICES, EXAMPLE, MEANING, Form
from japan import cells, headings, sheet_tables, tables
from japan.sheet_tables import Table
from japan.sheets import Sheet

SURE = headings.OTHER_NAME  # a heading that tells where a form stands
LONGEST_HEADING = 60
SECTION = "（小見出し）"
UNPLACED = 3  # columns that tell a form which names no municipality
FOOT = 5  # rows below a table that may speak of its unit
_MONEY = "(億円|百万円|万円|千円|円)"
CORNER = re.compile(
    rf"単位[^)]{{0,8}}?{_MONEY}|^[(\[]?(?:契約)?(?:金額)?[:は]?(?!円){_MONEY}(?:単位)?[)\]]?$"
)
SECTION_MARKS = re.compile(
    r"^[■◆●○◎◇□▼▶・【〔<＜\[(（\s]*(?:[0-9０-９]+\s*[.．、)）\s]\s*)?|[】〕>＞\])）\s]*$"
)


@dataclass(frozen=True)
class Found:
    """A table in which a form seems to stand, and for each column key the heading that is meant. units, tax: of money, as they stand
    beside the table. is_addition: whether it only adds to the rows of others. together: all tables that are read with it and itself, in
    the file's order; additions: those that add to them; left_out: those that are not read, each with where it stands and why."""

    sheet: Sheet
    table: Table
    mapping: dict[str, str | None]
    units: tuple[str, ...] = ()
    tax: str | None = None
    is_addition: bool = False
    together: tuple["Found", ...] = ()
    additions: tuple["Found", ...] = ()
    left_out: tuple[tuple["Found", str], ...] = ()

    @property
    def headings(self) -> list[str]:
        return [*self.table.labels.values(), *[SECTION] * bool(self.table.sections)]

    @property
    def every(self) -> tuple["Found", ...]:
        """All tables that are read."""
        return (*(self.together or (self,)), *self.additions)

    def is_taxed(self, heading: str) -> bool:
        """Whether amounts under a heading are with tax, as far as it or a word beside the table says otherwise."""
        return (cells.tax_of(heading) or self.tax) != "excluded"

    def is_sure(self, form: Form) -> bool:
        """Whether every required column, and at least two in all, were found; three where one value holds for the whole table."""
        known = [self.mapping[one.key] for one in form.columns if one.required and not one.is_of_file]
        count = sum(map(bool, self.mapping.values()))
        if self.is_unplaced(form):
            return all(known or [self.mapping[form.columns[0].key]]) and count >= UNPLACED
        return all(known) and count >= min(2, len(form.columns))

    def is_unplaced(self, form: Form) -> bool:
        """Whether no column names what one value may say for the whole table."""
        return form.of_file is not None and self.mapping[form.of_file.key] is None

    def corrected(self, first: "Found", mapping: Mapping[str, str | None] | None) -> dict[str, str | None]:
        """The mapping with what a reader has corrected in that of the first table, where this one has such a heading."""
        own = {None, *self.headings}
        changed = {
            key: heading
            for key, heading in (mapping or {}).items()
            if heading != first.mapping.get(key) and heading in own
        }
        return {**self.mapping, **changed}


# --- which tables ---------------------------------------------------------------------------------------------------


def look_in(sheets: list[Sheet], forms: Sequence[Form]) -> list[Found | None]:
    """For each form where it stands: on the sheet of its name, else in the table that holds most of its headings; None when its sheet
    must be named."""
    every = {one.name: _in_sheet(one, forms) for one in sheets}
    is_only_form = len(forms) == 1
    return [_place_of(form, at, sheets, every, is_only_form) for at, form in enumerate(forms)]


def _place_of(
    form: Form, at: int, sheets: list[Sheet], every: dict[str | None, list[list[Found]]], is_only_form: bool
) -> Found | None:
    """Where a form stands. every: sheet name → per table what each form finds in it; at: the form's position."""
    named = [sheet for sheet in sheets if sheet.name == form.sheet]
    others = [sheet for sheet in sheets if sheet.name is None or not is_ours(sheet.name)]
    candidates = [one[at] for sheet in named or others or sheets[:1] for one in every[sheet.name]]
    if not named and not is_only_form and len(candidates) > 1:
        candidates = [one for one in candidates if one.is_sure(form)]
    best = max(candidates, key=lambda one: _worth(one, form), default=None)
    return _with_others(best, candidates, form) if best else None


def _worth(found: Found, form: Form) -> tuple[bool, bool, bool, int]:
    is_open = not found.sheet.is_hidden
    return not found.is_addition, found.is_sure(form), is_open, sum(map(bool, found.mapping.values()))


def _with_others(best: Found, candidates: list[Found], form: Form) -> Found:
    """The best table with all of the same columns; others that have rows are named."""
    asked = {one.key for one in form.read_columns if one in form.columns or one.kind == "number"}
    keys = {key for key in asked if best.mapping[key]}
    others = [one for one in candidates if one is not best and one.table.rows]
    additions = [one for one in others if one.is_addition and not one.sheet.is_hidden]
    alike = [
        one
        for one in others
        if _is_open(one, form)
        and not one.is_addition
        and {key for key in asked if one.mapping[key]} == keys
        and not _is_other_year(one, best, form)
    ]
    taken = {id(one) for one in (*alike, *additions)}
    rest = tuple((one, _why_apart(one, best, form)) for one in others if id(one) not in taken)
    together = [one for one in candidates if one is best or one in alike] if alike else []
    return replace(best, together=tuple(together), additions=tuple(additions), left_out=rest)


def _is_open(found: Found, form: Form) -> bool:
    return found.is_sure(form) and not found.sheet.is_hidden


def _is_other_year(found: Found, best: Found, form: Form) -> bool:
    """Whether a table counts the same things on another day, so that together they would count twice."""
    years, others = (headings.years_in(one.sheet.name or "") for one in (found, best))
    return form.is_of_one_day and years != others


def _why_apart(found: Found, best: Found, form: Form) -> str:
    """A table that is not read, and why."""
    sheet = f"シート「{found.sheet.name}」" if found.sheet.name else ""
    if not found.is_sure(form):
        return f"{sheet}（「{form.title}」の見出しがありません）"
    why = "見出しが違います"
    if found.sheet.is_hidden:
        why = "隠れているシートです"
    elif _is_other_year(found, best, form):
        why = "年度が違います"
    return f"{sheet}{found.table.top}行目からの表、{len(found.table.rows):,}行（{why}）"


def is_ours(name: str) -> bool:
    """Whether a sheet is one that the template adds around the form."""
    return name.startswith(EXAMPLE) or name in (MEANING, CHOICES, ASSUMED)


# --- the tables of a sheet ------------------------------------------------------------------------------------------


def _in_sheet(sheet: Sheet, forms: Sequence[Form]) -> list[list[Found]]:
    """Per table of a sheet what each form finds in it. On a form's own sheet there is one table, and all below its headings are rows of
    it; where no headings are known the first row as wide as the table stands for them."""
    own = [form for form in forms if form.sheet == sheet.name]
    read = [] if own else sheet_tables.tables_of(sheet, _key_of(forms), _is_row_of(forms))
    found: list[list[Found]] = []
    units: tuple[str, ...] = ()
    before: Table | None = None
    for table in read or [_only_table(sheet, own or forms)]:
        is_last = not read or table is read[-1]
        beside = list(_beside(sheet, table, before, is_last))
        before = table
        units = tuple(_units(beside)) or units
        taxes = {tax for text in beside if (tax := cells.tax_of(text))}
        tax = taxes.pop() if len(taxes) == 1 else None
        found.append([_found(sheet, table, form, units, tax) for form in forms])
    return found


def _found(sheet: Sheet, table: Table, form: Form, units: tuple[str, ...], tax: str | None) -> Found:
    """What one form finds in a table."""
    mapping = _mapping(table, form)
    names = [sheet.name or "", *table.title]
    is_addition = form.is_addition is not None and form.is_addition(names, mapping)
    return Found(sheet, table, mapping, units, tax, is_addition)


def _key_of(forms: Sequence[Form]) -> sheet_tables.KeyOf:
    """Which column of some form a heading surely is."""
    wanted = {f"{form.key} {key}": one for form in forms for key, one in form.headings.items()}

    def key_of(label: str) -> str | None:
        if len(label) > LONGEST_HEADING:
            return None
        scores = headings.scores(wanted, [label])
        (key, _), score = max(scores.items(), key=lambda one: one[1], default=(("", ""), 0))
        return key.partition(" ")[2] if score >= SURE else None

    return key_of


def _is_row_of(forms: Sequence[Form]) -> sheet_tables.IsRow:
    """Whether a row has all that some form requires, whatever else it looks like; what alone may be a sub-heading is none."""
    required = [{one.key for one in form.columns if one.required} for form in forms]
    of_section = {one.key for form in forms for one in form.columns if one.of_section}

    def is_row(row: dict[str, str]) -> bool:
        filled = {key for key, cell in row.items() if cell}
        return not filled <= of_section and any(keys <= filled for keys in required)

    return is_row


def _only_table(sheet: Sheet, forms: Sequence[Form]) -> Table:
    """The table under the block of rows that names most of the forms' columns."""
    key_of = _key_of(forms)

    def count(rows: list[list[str]]) -> int:
        width = max(map(len, rows))
        labels = tables.joined_labels([row + [""] * (width - len(row)) for row in rows])
        return len({key for label in labels if (key := key_of(label))})

    found, top, end = tables.header_block(sheet.cells, count)
    if not found:
        top = next(iter(tables.full_rows(sheet.cells)))
        end = top + 1
    return sheet_tables.table_at(sheet, top, end)


def _mapping(table: Table, form: Form) -> dict[str, str | None]:
    """Column key → heading; sub-headings are a column of their own where none heads what they are."""
    mapping = headings.assign(form.headings, table.labels.values())
    texts = {section_name(text) for text in table.sections.values()} - {""}
    for one in form.columns:
        is_open = one.of_section and mapping[one.key] is None and SECTION not in mapping.values()
        if is_open and texts and all(re.fullmatch(one.of_section, text) for text in texts):
            mapping[one.key] = SECTION
    return mapping


def section_name(text: str) -> str:
    """A sub-heading without marks, number and remarks: ■ 1. 道路課（単位：千円） is 道路課."""
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", text.split("　")[0].strip())
    return SECTION_MARKS.sub("", bare or text).strip()


def _beside(sheet: Sheet, table: Table, before: Table | None, is_last: bool) -> Iterator[str]:
    """The texts that stand over a table, between its rows, and under the last one of a sheet; of its headings those that only name a unit."""
    begin = max(before.rows, default=before.header_row) if before else 0
    for row in (*sheet.cells[begin : table.top - 1], *(sheet.cells[-FOOT:] if is_last else ())):
        yield from row
    for row in sheet.cells[table.top - 1 : table.header_row]:
        yield from (cell for cell in row if cells.squeeze(cell).strip("([").startswith("単位"))
    yield from (one.text for one in table.asides)


def _units(texts: Iterable[str]) -> Iterator[str]:
    """The units of money that texts name, 「（単位：千円）」, each once."""
    seen: set[str] = set()
    for text in texts:
        found = CORNER.search(cells.squeeze(text)) if "円" in text and len(text) <= LONGEST_HEADING else None
        unit = (found[1] or found[2]) if found else None
        if unit and unit not in seen:
            seen.add(unit)
            yield unit
