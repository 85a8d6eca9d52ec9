"""What a row below the headings of a table is: data, or a sum, a note, a sub-heading, the headings again …"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from japan import cells, tables

IsRow = Callable[[dict[str, str]], bool]
SPARSE = 0.4  # less of that, after a gap, is outside the table
FEW = 4  # filled cells of a typical row, below which a single cell tells nothing
BIG_HEADING = 0.5  # of the cells of a row that begins a further table: headings
ASIDE_JA = {
    "total": "集計の行",
    "heading": "見出しの繰り返し",
    "section": "小見出し",
    "note": "注記",
    "empty": "番号だけの行",
    "numbers": "列番号の行",
    "outside": "表の外の行",
    "example": "記入例の行",
    "other_kind": "別の種類の施設の行",
    "no_kind": "施設の種類が分からない行",
}
NOTE = re.compile(
    r"[(（]?(※|＊|\*|出典|資料[:：]|備考[:：]|凡例|（注|注(?=[\d:：)）\]\s.．、記釈]|$)|以上$|以下余白|単位(?=[:：／/は(（\s]|$))"
)
_SPEAKING = re.compile(r"[計平総全例\s]")  # what a sum, an example, or a heading in two words has
EXAMPLE = re.compile(r"[(（【<＜\[]?(記入|記載|入力)?例[)）】>＞\]]?")


@dataclass(frozen=True)
class Aside:
    """A row that is none of data. kind: of ASIDE_JA."""

    row: int
    kind: str
    text: str


@dataclass(frozen=True)
class Meant:
    """Rows of which the caller says that they are data. keys: of the columns; is_row: see `tables_of`."""

    keys: list[str | None]
    is_row: IsRow | None

    def __call__(self, row: list[str]) -> bool:
        return self.is_row is not None and self.is_row(self._cells(row))

    def is_summed(self, row: list[str]) -> bool:
        """Whether a cell that counts names a sum; where the caller says nothing, all cells count."""
        return not self(row) or any(map(tables.is_total, self._cells(row).values()))

    def _cells(self, row: list[str]) -> dict[str, str]:
        return {key: cell for key, cell in zip(self.keys, row, strict=True) if key}


@dataclass(frozen=True)
class Classifier:
    """Tells what a row below the headings is. last: the row where they end; columns, heads: positions and what stands over each;
    typical: filled cells of a usual row; wide: where merged blocks over several columns begin; meant: rows that are data."""

    last: int
    columns: list[int]
    heads: list[set[str]]
    typical: float
    wide: set[tuple[int, int]]
    meant: Meant

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*self.heads)

    def kind(self, number: int, row: list[str], count: int, is_after_gap: bool) -> str | None:
        """A kind of ASIDE_JA, None for data."""
        text = "".join(row)
        is_usual = count > 2 and not is_after_gap and number - self.last > 1 and self.words.isdisjoint(row)
        if is_usual and not _SPEAKING.search(text):
            return None  # as nearly all rows, of which there may be very many
        first = next(filter(None, row))
        if tables.may_be_total(text) and is_summed(row) and self.meant.is_summed(row):
            return "total"
        if count <= 2 and (count == 1 or self.typical >= FEW) and NOTE.match(first):
            return "note"
        if count == 1 and (number - 1, self.columns[row.index(first)]) in self.wide:
            return "section"
        if count == 1 and self.typical >= FEW and (kind := self._kind_of_single(row, first)):
            return kind
        is_sparse = is_after_gap and self.typical >= FEW and count <= max(2, SPARSE * self.typical)
        if is_sparse and not self.meant(row):
            return "outside"
        if EXAMPLE.fullmatch(first):
            return "example"
        if number - self.last == 1 and _are_numbers(row):
            return "numbers"
        may_be_again = not self.words.isdisjoint(row) or len(text.split()) > 1
        return "heading" if may_be_again and self._is_heading_again(row, count) else None

    def _kind_of_single(self, row: list[str], only: str) -> str | None:
        at = row.index(only)
        if is_number(only):
            return "empty" if at == 0 and not self.meant(row) else None
        if only[0] in "■◆●【〔<＜[":
            return "section"
        return "section" if at == 0 and not self.meant(row) else None

    def _is_heading_again(self, row: list[str], count: int) -> bool:
        same = 0
        for at, cell in enumerate(row):
            if cell and (cell in self.heads[at] or plain(cell) in self.heads[at]):
                same += 1
            elif cell and at > 2 and not same:
                return False
        return same > 1 and same > BIG_HEADING * count


def kind_in_form(number: int, row: list[str], count: int, is_after_gap: bool) -> str | None:
    """The kind of a row where whoever filled it in was to write rows of data only: a sum, a remark, else data."""
    if is_summed(row):
        return "total"
    return "note" if count == 1 and NOTE.match(next(filter(None, row))) else None


def is_summed(row: list[str]) -> bool:
    """Whether a row sums up others: some cell says so; an average or 全体 only by its first text."""
    if any("平" not in cell[:2] and cell[:1] != "全" and tables.is_total(cell) for cell in row):
        return True
    first = next((cell for cell in row if cell and not is_number(cell)), "")
    return tables.is_total(first)


def plain(cell: str) -> str:
    """A cell without blanks."""
    return "".join(cell.split())


def _are_numbers(row: list[str]) -> bool:
    """Whether a row numbers the columns: ① ② ③, (1) (2) (3), A B C."""
    shown = [re.sub(r"[()（）]", "", cells.normal(cell)).strip() for cell in row if cell]
    return (
        len(shown) > 2 and len(shown) >= 0.8 * len(row) and shown == [str(at + 1) for at in range(len(shown))]
    )


def is_number(cell: str) -> bool:
    """Whether a cell is figures and their signs."""
    return re.fullmatch(r"[\d.,]+", cell) is not None
