"""What a form is: its columns, what was read into it, and what goes out beside it.

STAFF = Form("staff", "職員", "職員", columns=(Column("occupation", "職種", required=True, choices=(…)), …), examples=(…))
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import pandas as pd

from japan import calendar, cells
from japan.headings import Heading

EXAMPLE, MEANING, CHOICES, ASSUMED = "記入例", "説明", "選択肢", "前提"  # sheets around the form
RECORD = ["シート", "行", "結果", "理由"]
TAKEN, NOTED, LOST = "取り込む", "取り込む（理由のとおり）", "取り込まない"
PART = "part"  # key of the column that says which form a row is of
EXPECTED = {"number": cells.NUMBER_EXAMPLE, "date": calendar.DATE_EXAMPLE}


class Settled(Protocol):
    """The rows of a list that are what a form means. rows: by their row numbers; dropped: row → why it is none of them; notes: row,
    column key, and what was understood."""

    rows: pd.DataFrame
    dropped: Mapping[int, str]
    notes: Iterable[tuple[int, str, str]]


Settle = Callable[[Sequence[pd.DataFrame], Sequence[str], Collection[int]], Sequence[Settled]]


@dataclass(frozen=True)
class Column:
    """One column of a form.

    kind: text, number (float64), date (datetime64) or choice; a choice is one of `choices`. A text with `choices` offers them and
    takes others too. required: a row without it is left out. also: other headings under which it is known; patterns, never: see
    Heading. unit: as shown; yen are
    converted from what a heading or a cell names (千円). lowest, highest: of numbers. of_section: a pattern of sub-headings that fill
    the column where none heads it. is_of_file: one value may hold for a whole table where no column heads it; the reader or the table's
    title says it. is_angle: a number of degrees, which may be written in minutes and seconds. taxed_as: the column with which amounts are compared, so that both are with tax or both without.
    example columns show `help_ja` in 説明.
    """

    key: str
    label: str
    kind: Literal["text", "number", "date", "choice"] = "text"
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    width: float = 14
    help_ja: str = ""
    also: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    digits: int = 0
    patterns: tuple[str, ...] = ()
    never: str = "$^"
    of_section: str = ""
    taxed_as: str = ""
    is_of_file: bool = False
    is_angle: bool = False

    @property
    def heading(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True)
class Form:
    """A table to fill in. key: its name in code; sheet: its name in the workbook; examples: rows of clearly invented places;
    blank: rows with which an empty form begins (what is asked, without answers). only_read: columns of other lists that `settle` needs
    to make their rows the form's: it takes the tables that are read together, how a row of each is referred to, and the positions of
    additions. is_addition: whether a table (its sheet's name and title; column key → heading) only adds to the rows of others, whatever
    its columns. of_sheet: the column that a sheet's name fills where several are read together and none heads it.
    is_of_one_day: sheets of different years are not read together. part: in a list of several forms a row is this one's where the
    column PART, a sub-heading above or the sheet's name has this number (STEP 0)."""

    key: str
    title: str
    sheet: str
    columns: tuple[Column, ...]
    examples: tuple[Mapping[str, object], ...] = ()
    note_ja: str = ""
    blank: tuple[Mapping[str, object], ...] = ()
    only_read: tuple[Column, ...] = ()
    settle: Settle | None = None
    is_addition: Callable[[Sequence[str], Mapping[str, str | None]], bool] | None = None
    of_sheet: str = ""
    is_of_one_day: bool = False
    part: str = ""

    @property
    def read_columns(self) -> tuple[Column, ...]:
        """All columns that are looked for in a file."""
        return (*self.columns, *self.only_read)

    @property
    def of_file(self) -> Column | None:
        """The column that one value may fill for a whole table."""
        return next((one for one in self.columns if one.is_of_file), None)

    @property
    def headings(self) -> dict[str, Heading]:
        """Column key → what its heading may be."""
        return {one.key: Heading(one.label, one.also, one.patterns, one.never) for one in self.read_columns}

    def table(self, rows: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
        """Rows (column key → value) as a table with the form's columns and types; missing values are null."""
        rows = list(rows)
        return pd.DataFrame(
            {one.key: typed(pd.Series([row.get(one.key) for row in rows], dtype=object), one) for one in self.columns}
        )  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Something in a file that was not taken over. cell: B12; message_ja: one sentence that names file, sheet and cell."""

    sheet: str | None
    cell: str
    message_ja: str
    is_row_dropped: bool

    @property
    def parts_ja(self) -> tuple[str, str]:
        """The file, and the sentence from the cell on, for a table that has the sheet in a column of its own."""
        where, found, what = self.message_ja.partition(f" {self.cell}：")
        if not (self.cell and found):
            return "", self.message_ja
        return where.partition(" シート「")[0], f"{self.cell}：{what}"


@dataclass(frozen=True)
class Filled:
    """A form as read. rows: the form's columns, indexed by row numbers of the file; notes_ja: what was understood otherwise; record:
    every row that was looked at (see RECORD), those that are taken in the order of `rows`."""

    rows: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    notes_ja: tuple[str, ...] = ()
    record: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=RECORD))


@dataclass(frozen=True)
class Assumption:
    """A number or word the result rests on; export and notes show it as it stands."""

    label: str
    value: float | str
    unit: str = ""
    note_ja: str = ""


@dataclass(frozen=True)
class Result:
    """A table of results on a sheet of its own; columns are the headings shown, with units."""

    sheet: str
    table: pd.DataFrame
    note_ja: str = ""


ASSUMPTIONS = Form(
    "assumptions",
    "前提",
    ASSUMED,
    (
        Column("label", "項目", required=True, width=40),
        Column("value", "値", width=16),
        Column("unit", "単位", width=10),
        Column("note_ja", "説明", width=70),
    ),
)


def typed(values: pd.Series, column: Column) -> pd.Series:
    if column.kind == "number":
        return pd.to_numeric(values).astype("float64")
    if column.kind == "date":
        return pd.to_datetime(values).astype("datetime64[s]")
    return pd.Series([None if pd.isna(one) else str(one) for one in values], values.index, dtype="str")
