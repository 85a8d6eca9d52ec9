"""Where the forms of a tool stand in a file: which tables of which sheets, and which column is which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.forms.declaration import ASSUMED, CHOICES, EXAMPLE, MEANING, Form
from japan import headings
from japan.sheet_tables import Table, records_of, tables_of
from japan.sheets import Sheet

SURE = headings.OTHER_NAME  # a heading that tells where a form stands


@dataclass(frozen=True)
class Found:
    """Where a form seems to stand in a file: the sheet, its table, and for each column key the heading that is meant. together: other
    tables of the same headings; left_out: sheets of such tables that are not read, and why."""

    sheet: Sheet
    table: Table
    mapping: dict[str, str | None]
    together: tuple["Found", ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def headings(self) -> list[str]:
        return list(self.table.labels.values())

    def is_sure(self, form: Form) -> bool:
        """Whether every required column, and at least two in all, were found."""
        known = [self.mapping[one.key] for one in form.columns if one.required]
        return all(known) and self.count >= min(2, len(form.columns))

    @property
    def count(self) -> int:
        return sum(map(bool, self.mapping.values()))


def look(sheets: list[Sheet], forms: Sequence[Form]) -> list[Found | None]:
    """For each form where it stands: on the sheet of its name, else where most of its headings are; None when its sheet must be named."""
    tables_on = [(sheet, table) for sheet in sheets for table in _tables(sheet, forms)]
    return [_best(tables_on, form, is_only_form=len(forms) == 1) for form in forms]


def _tables(sheet: Sheet, forms: Sequence[Form]) -> list[Table]:
    """The tables of a sheet, told by the headings of all forms; where none is known, the rows below the first that is full."""

    def key_of(label: str) -> str | None:
        found = {
            key: score
            for form in forms
            for (key, _), score in headings.scores(form.headings, [label]).items()
            if score >= SURE
        }
        return max(found, key=lambda key: found[key], default=None)

    def is_row(row: dict[str, str]) -> bool:
        return any(all(row.get(one.key) for one in form.columns if one.required) for form in forms)

    return tables_of(sheet, key_of, is_row) or [one for one in [records_of(sheet, key_of)] if one]


def _best(tables_on: list[tuple[Sheet, Table]], form: Form, is_only_form: bool) -> Found | None:
    named = [one for one in tables_on if one[0].name == form.sheet]
    others = [one for one in tables_on if one[0].name is None or not is_ours(one[0].name)]
    candidates = [
        Found(sheet, table, headings.assign(form.headings, table.labels.values()))
        for sheet, table in named or others or tables_on[:1]
    ]
    if not named and not is_only_form and len(candidates) > 1:
        candidates = [one for one in candidates if one.is_sure(form)]
    best = max(candidates, key=lambda one: (one.count, not one.sheet.is_hidden), default=None)
    if best is None:
        return None
    beside = [] if named else [one for one in candidates if one is not best and one.is_sure(form)]
    alike = [one for one in beside if _belongs(one, best, form)]
    rest = dict.fromkeys(
        f"{one.sheet.name or ''}（{_why_apart(one, best)}）" for one in beside if one not in alike
    )
    in_order = [one for one in candidates if one is best or one in alike]
    return replace(in_order[0], together=tuple(in_order[1:]), left_out=tuple(rest))


def _belongs(one: Found, best: Found, form: Form) -> bool:
    """Whether a table is read with the best one: it is headed alike, to be seen, and of no other year where that would count twice."""
    if one.headings != best.headings or one.sheet.is_hidden:
        return False
    years, others = (headings.years_in(each.sheet.name or "") for each in (one, best))
    return not form.is_of_one_day or years == others


def _why_apart(one: Found, best: Found) -> str:
    if one.sheet.is_hidden:
        return "非表示"
    return "見出しが違います" if one.headings != best.headings else "年度が違います"


def is_ours(name: str) -> bool:
    """Whether a sheet is one that the template adds around the form."""
    return name.startswith(EXAMPLE) or name in (MEANING, CHOICES, ASSUMED)
