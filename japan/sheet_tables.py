"""The tables on a sheet: where each begins and ends, its columns, its rows of data, and what is none and why.

    tables_of(sheet, key_of)         every table of a sheet, in reading order; empty where no row looks like headings

Nothing is left out without a word: whatever is no row of data is an `Aside`, with its row and its kind.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

from japan import cells, tables
from japan.sheets import Block, Sheet

KeyOf = Callable[[str], str | None]
SEARCHED_FURTHER = 300  # rows, where nothing is found near the top
TYPICAL_OF = 400  # rows that tell how full a row is
SPARSE = 0.4  # less of that, after a gap, is outside the table
FEW = 4  # filled cells of a typical row, below which a single cell tells nothing
BIG_HEADING = 0.5  # of the cells of a row that begins a further table: headings
DITTO = {"〃", "〃〃", "同上", "同", "″", "々", "''", '"', "”"}
ASIDE_JA = {
    "total": "集計の行",
    "heading": "見出しの繰り返し",
    "section": "小見出し",
    "note": "注記",
    "empty": "番号だけの行",
    "numbers": "列番号の行",
    "outside": "表の外の行",
    "example": "記入例の行",
}
_NOTE = re.compile(r"[(（]?(※|注|＊|\*|出典|資料[:：]|備考[:：]|凡例|（注|以上$|以下余白)")
_EXAMPLE = re.compile(r"[(（【<＜\[]?(記入|記載|入力)?例[)）】>＞\]]?")
_UNIT = re.compile(r"単位\s*[:：／/は]?\s*([^()（）\s][^()（）]*)")
_BARE_UNIT = re.compile(
    r"[(（\[［]?(?:m|ｍ|㎡|m2|m²|m³|km|ｋｍ|mm|cm|ha|年度?|西暦|和暦|千円|円|百万円|万円|人|橋|箇所|t|%|％|度|年月日?)[)）\]］]?"
)


@dataclass(frozen=True)
class Aside:
    """A row that is none of data. kind: of ASIDE_JA."""

    row: int
    kind: str
    text: str


@dataclass(frozen=True)
class Table:
    """One table of a sheet.

    top, header_row: first and last row of its headings, from 1. labels: position of a column → its label, each once.
    rows: row number → cells by position; merged blocks and 〃 are filled down, `repeated` says which cells (row, position) are.
    sections: row number → the sub-heading above it, where there are any. title: texts above the headings. units: what
    「（単位：…）」 says there. hidden_rows, hidden_columns: row numbers and labels of rows and columns that are read but not seen.
    """

    sheet: str | None
    top: int
    header_row: int
    labels: dict[int, str]
    rows: dict[int, list[str]]
    repeated: frozenset[tuple[int, int]] = frozenset()
    sections: dict[int, str] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    title: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    is_sheet_hidden: bool = False

    def column(self, label: str) -> list[str]:
        """The cells under a label, one for each row. Raises KeyError."""
        at = {label: at for at, label in self.labels.items()}[label]
        return [row[at] for row in self.rows.values()]


def tables_of(sheet: Sheet, key_of: KeyOf) -> list[Table]:
    """Every table of a sheet, in reading order, also one of headings only: one above the other, side by side, or one folded to several columns.

    key_of: which column of such tables a label (of several rows: joined by _) heads; None for others.
    """
    known = _Known(key_of)
    width = max((len(row) for row in sheet.cells), default=0)
    sheet = replace(sheet, merged=tuple(_inside(sheet.merged, len(sheet.cells), width)))
    grid = [row if len(row) == width else row + [""] * (width - len(row)) for row in sheet.cells]
    found = _first_header(grid, known)
    if found is None:
        return []
    heads = [_whole_header(grid, sheet, *head) for head in (found, *_further_headers(grid, found, known))]
    ends = [top for top, _ in heads[1:]] + [len(grid)]
    return [
        table
        for (top, last), end, begin in zip(heads, ends, [0, *[end for _, end in heads]], strict=False)
        for table in _side_by_side(_Region(sheet, grid, begin, top, last, end), known)
    ]


def _inside(merged: Iterable[Block], height: int, width: int) -> Iterator[Block]:
    """Merged blocks as far as there are cells: a file may declare them wider, longer, backwards or beside its cells."""
    for (top, left), (bottom, right) in merged:
        last = min(bottom, height - 1), min(right, width - 1)
        if top <= last[0] and left <= last[1]:
            yield (top, left), last


# --- where tables begin ---------------------------------------------------------------------------------------------


class _Known:
    """Which columns a block of rows heads, each label looked at once."""

    def __init__(self, key_of: KeyOf) -> None:
        self.key_of = key_of
        self.keys: dict[str, str | None] = {"": None}

    def key(self, label: str) -> str | None:
        if label not in self.keys:
            self.keys[label] = self.key_of(label)
        return self.keys[label]

    def count(self, block: list[list[str]]) -> int:
        """How many columns a block heads; a column without a cell in it is none, whatever stands to its left."""
        own = [any(column) for column in zip(*block, strict=True)]
        labels = tables.joined_labels(block)
        return len({self.key(label) for label, is_own in zip(labels, own, strict=True) if is_own} - {None})


def _first_header(grid: list[list[str]], known: _Known) -> tuple[int, int] | None:
    """The first table's headings: their first row (from 0), the row after their last."""
    step = tables.HEADER_WITHIN - tables.HEADER_HEIGHT + 1
    for start in range(0, min(len(grid), SEARCHED_FURTHER), step):
        head = grid[start : start + tables.HEADER_WITHIN]
        if not any(map(any, head)):
            continue
        found, top, end = tables.header_block(head, known.count)
        if found >= tables.SURE:
            return start + top, start + end
    return None


def _whole_header(grid: list[list[str]], sheet: Sheet, top: int, end: int) -> tuple[int, int]:
    """A heading with what belongs to it: group headings above, finer headings and units below."""
    within = [(first, last) for first, last in sheet.merged if first[0] < end and last[0] >= top]
    tall = [
        (first, last) for first, last in within if last[0] > first[0] and last[0] < end + tables.HEADER_HEIGHT
    ]
    top = min([top, *(first[0] for first, _ in tall if first[0] >= top - tables.HEADER_HEIGHT)])
    end = max([end, *(last[0] + 1 for _, last in tall)])
    if top and _are_groups(grid[top - 1], grid[top], _blocks_of(sheet, top - 1)):
        top -= 1
    if end < len(grid) and _are_finer(grid[top:end], grid[end]):
        end += 1
    if end < len(grid) and _are_units(grid[end]):
        end += 1
    return top, end


def _blocks_of(sheet: Sheet, row: int) -> list[tuple[int, int]]:
    """First and last column of the merged blocks of a row that reach over several columns."""
    return [
        (first[1], last[1])
        for first, last in sheet.merged
        if first[0] == last[0] == row and last[1] > first[1]
    ]


def _are_groups(above: list[str], row: list[str], blocks: list[tuple[int, int]]) -> bool:
    """Whether the row above a heading groups its columns: by blocks over a part of them, or where headings stand twice."""
    if any(above[left] and right - left + 1 < sum(map(bool, row)) for left, right in blocks):
        return True
    labels = [label for label in row if label]
    filled = [at for at, cell in enumerate(above) if cell]
    is_twice = len(set(labels)) < len(labels)
    return (
        is_twice and bool(filled) and (len(filled) > 1 or filled[0] > 0) and not any(map(_is_number, above))
    )


def _are_finer(head: list[list[str]], row: list[str]) -> bool:
    """Whether a row below a heading names parts of its wide columns, and nothing under the others."""
    filled = {at for at, cell in enumerate(row) if cell}
    last = head[-1]
    own = {at for at, label in enumerate(last) if label}
    groups = {at for at in own if at + 1 < len(last) and not last[at + 1] and at + 1 in filled}
    return len(filled) > 1 and bool(groups) and filled <= groups | (set(range(len(row))) - own)


def _are_units(row: list[str]) -> bool:
    filled = [cell for cell in row if cell]
    return bool(filled) and all(_BARE_UNIT.fullmatch(cells.normal(cell).strip()) for cell in filled)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[\d.,]+", cell) is not None


def _further_headers(
    grid: list[list[str]], first: tuple[int, int], known: _Known
) -> Iterator[tuple[int, int]]:
    """Headings of further tables below the first: rows of other headings, after a gap or with a heading in common."""
    first_words = {cell for row in grid[slice(*first)] for cell in row if cell}
    labels, at = tables.joined_labels(grid[slice(*first)]), first[1]
    while at < len(grid):
        if _may_be_header(grid, at, first_words):
            found, top, end = tables.header_block(grid[at : at + tables.HEADER_HEIGHT], known.count)
            block = grid[at + top : at + end]
            filled = sum(map(bool, tables.joined_labels(block)))
            is_header = found > tables.SURE and found >= BIG_HEADING * filled
            if is_header and top == 0 and not _is_same(tables.joined_labels(block), labels):
                labels, first_words = (
                    tables.joined_labels(block),
                    {cell for row in block for cell in row if cell},
                )
                yield at, at + end
            at += end if is_header and top == 0 else 0
        at += 1


def _may_be_header(grid: list[list[str]], at: int, words: set[str]) -> bool:
    row = grid[at]
    if words.isdisjoint(row) and tables.filled(grid[at - 1]) > 1:
        return False
    return tables.filled(row) > tables.SURE and not any(cell[:1].isdigit() for cell in row)


def _is_same(labels: list[str], others: list[str]) -> bool:
    return [*filter(None, labels)] == [*filter(None, others)]


# --- one table ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Region:
    """The rows of a sheet that belong to one heading, from 0: texts above from `begin`, headings from `top` to before `last`, data
    to before `end`."""

    sheet: Sheet
    grid: list[list[str]]
    begin: int
    top: int
    last: int
    end: int


def _side_by_side(region: _Region, known: _Known) -> Iterator[Table]:
    """The tables that share the rows of a heading: divided by blank columns, or by headings that begin again."""
    head = _header_labels(region)
    labels = dict(enumerate(head))
    for columns in _parts(head, region, known):
        yield _table(region, {at: labels[at] for at in columns})


def _header_labels(region: _Region) -> list[str]:
    """One label per column; a merged block of the heading names every column below it."""
    rows = [list(row) for row in region.grid[region.top : region.last]]
    for (top, left), (_, right) in region.sheet.merged:
        if region.top <= top < region.last and right > left and rows[top - region.top][left]:
            row = rows[top - region.top]
            row[left : right + 1] = [cell or row[left] for cell in row[left : right + 1]]
    return tables.joined_labels(rows)


def _parts(labels: list[str], region: _Region, known: _Known) -> list[list[int]]:
    """The positions of the columns of each table side by side."""
    used = _used_columns(region, labels)
    blocks: list[list[int]] = []
    for at in used:
        if blocks and at == blocks[-1][-1] + 1:
            blocks[-1].append(at)
        else:
            blocks.append([at])
    folded = [part for block in blocks for part in _unfolded(block, labels)]
    heads = [len({known.key(labels[at]) for at in block} - {None}) for block in folded]
    if len(folded) > 1 and all(count >= tables.SURE for count in heads):
        return folded
    return [used]


def _used_columns(region: _Region, labels: list[str]) -> list[int]:
    body = region.grid[region.last : region.end]
    filled = {at for at, label in enumerate(labels) if label}
    for row in body:
        if len(filled) == len(labels):
            break
        filled |= {at for at, cell in enumerate(row) if cell}
    return sorted(filled)


def _unfolded(block: list[int], labels: list[str]) -> list[list[int]]:
    """A run of columns whose labels repeat as a whole (番号 橋名 番号 橋名), divided."""
    names = [labels[at] for at in block]
    for size in range(2, len(names) // 2 + 1):
        parts = [names[at : at + size] for at in range(0, len(names), size)]
        if len(names) % size == 0 and all(part == parts[0] for part in parts) and len(set(parts[0])) == size:
            return [block[at : at + size] for at in range(0, len(block), size)]
    return [block]


def _table(region: _Region, labels: dict[int, str]) -> Table:
    body = dict(enumerate(region.grid[region.last : region.end], start=region.last + 1))
    rows, asides = _sorted_rows(body, region, labels)
    data, sections = _sectioned(rows, asides)
    repeated = _fill(data, region, sorted(labels))
    named = {at: label or f"{tables.column_letter(at)}列" for at, label in labels.items()}
    distinct = dict(zip(named, tables.distinct_labels(named.values()), strict=True))
    sheet, above = region.sheet, region.grid[region.begin : region.top]
    return Table(
        sheet=sheet.name,
        top=region.top + 1,
        header_row=region.last,
        labels=distinct,
        rows=data,
        repeated=frozenset(repeated),
        sections=sections,
        asides=tuple(asides),
        title=tuple(cell for row in above for cell in row if cell),
        units=tuple(_units(cell for row in region.grid[region.begin : region.last] for cell in row if cell)),
        hidden_rows=tuple(number for number in data if number - 1 in sheet.hidden_rows),
        hidden_columns=tuple(label for at, label in distinct.items() if at in sheet.hidden_columns),
        is_sheet_hidden=sheet.is_hidden,
    )


def _units(texts: Iterable[str]) -> list[str]:
    """What 「（単位：千円、㎡）」 names, each unit once."""
    found = [match[1] for text in texts if "単位" in text and (match := _UNIT.search(cells.normal(text)))]
    parts = [part.strip(" )）。") for one in found for part in re.split("[、,，・;／/]", one)]
    return list(dict.fromkeys(filter(None, parts)))


# --- rows -----------------------------------------------------------------------------------------------------------


def _sorted_rows(
    body: dict[int, list[str]], region: _Region, labels: dict[int, str]
) -> tuple[dict[int, list[str]], list[Aside]]:
    """The rows of data, and the others."""
    columns = sorted(labels)
    is_whole = columns == list(range(len(region.grid[0])))
    picked = body if is_whole else {number: [row[at] for at in columns] for number, row in body.items()}
    filled = {number: count for number, row in picked.items() if (count := tables.filled(row))}
    typical = median(list(filled.values())[:TYPICAL_OF]) if filled else 0
    head = region.grid[region.top : region.last]
    heads = [{_plain(line[at]) for line in head} | {_plain(labels[at])} for at in columns]
    classify = _Classifier(region.last, columns, heads, typical, _wide_blocks(region))
    data: dict[int, list[str]] = {}
    asides: list[Aside] = []
    previous, is_over = region.last, False
    for number, count in filled.items():
        is_gap = number - previous > 1
        previous = number
        kind = classify.kind(number, picked[number], count, is_gap or is_over)
        is_over = kind in ("outside", "note") or (is_over and kind is not None)
        if kind is None:
            data[number] = body[number]
        else:
            asides.append(Aside(number, kind, "　".join(filter(None, picked[number]))[:200]))
    return data, asides


def _wide_blocks(region: _Region) -> set[tuple[int, int]]:
    """Where merged blocks over three or more columns begin, from 0."""
    return {first for first, (_, right) in region.sheet.merged if right - first[1] >= 2}


@dataclass(frozen=True)
class _Classifier:
    """Tells what a row below the headings is. last: the row where they end; columns, heads: positions and what stands over each;
    typical: filled cells of a usual row; wide: where merged blocks over several columns begin."""

    last: int
    columns: list[int]
    heads: list[set[str]]
    typical: float
    wide: set[tuple[int, int]]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*self.heads)

    def kind(self, number: int, row: list[str], count: int, is_after_gap: bool) -> str | None:
        """A kind of ASIDE_JA, None for data."""
        first, text = next(filter(None, row)), "".join(row)
        if tables.may_be_total(text) and _is_summed(row):
            return "total"
        if count <= 2 and (count == 1 or self.typical >= FEW) and _NOTE.match(first):
            return "note"
        if count == 1 and self.typical >= FEW and (kind := self._kind_of_single(number, row, first)):
            return kind
        if is_after_gap and self.typical >= FEW and count <= max(2, SPARSE * self.typical):
            return "outside"
        if _EXAMPLE.fullmatch(first):
            return "example"
        if number - self.last == 1 and _are_numbers(row):
            return "numbers"
        may_be_again = not self.words.isdisjoint(row) or len(text.split()) > 1
        return "heading" if may_be_again and self._is_heading_again(row, count) else None

    def _kind_of_single(self, number: int, row: list[str], only: str) -> str | None:
        at = row.index(only)
        if _is_number(only):
            return "empty" if at == 0 else None
        is_first = at == 0 or (number - 1, self.columns[at]) in self.wide
        return "section" if is_first or only[0] in "■◆●【〔<＜[" else None

    def _is_heading_again(self, row: list[str], count: int) -> bool:
        same = 0
        for at, cell in enumerate(row):
            if cell and (cell in self.heads[at] or _plain(cell) in self.heads[at]):
                same += 1
            elif cell and at > 2 and not same:
                return False
        return same > 1 and same > BIG_HEADING * count


def _is_summed(row: list[str]) -> bool:
    """Whether a row sums up others: some cell says so; an average only by its first text."""
    if any("平" not in cell[:2] and tables.is_total(cell) for cell in row):
        return True
    first = next((cell for cell in row if cell and not _is_number(cell)), "")
    return tables.is_total(first)


def _plain(cell: str) -> str:
    return "".join(cell.split())


def _are_numbers(row: list[str]) -> bool:
    """Whether a row numbers the columns: ① ② ③, (1) (2) (3), A B C."""
    shown = [re.sub(r"[()（）]", "", cells.normal(cell)).strip() for cell in row if cell]
    return (
        len(shown) > 2 and len(shown) >= 0.8 * len(row) and shown == [str(at + 1) for at in range(len(shown))]
    )


def _sectioned(
    rows: dict[int, list[str]], asides: list[Aside]
) -> tuple[dict[int, list[str]], dict[int, str]]:
    """The rows, and for each the sub-heading above it where the table has any."""
    begins = {one.row: one.text for one in asides if one.kind == "section"}
    if not begins:
        return rows, {}
    sections, current = {}, ""
    for number in sorted({*rows, *begins}):
        current = begins.get(number, current)
        if number in rows:
            sections[number] = current
    return rows, sections


def _fill(rows: dict[int, list[str]], region: _Region, columns: list[int]) -> set[tuple[int, int]]:
    """Repeat merged blocks and 〃 down their rows; which cells (row number, position) were. The sheet's own rows stay."""
    repeated: set[tuple[int, int]] = set()
    within = set(columns)

    def repeat(number: int, at: int, text: str) -> None:
        rows[number] = [*rows[number][:at], text, *rows[number][at + 1 :]]
        repeated.add((number, at))

    for (top, left), (bottom, _) in region.sheet.merged:
        if top < region.last or left not in within or not (text := region.grid[top][left]):
            continue
        for number in range(top + 2, min(bottom, region.end - 1) + 2):
            if number in rows and not rows[number][left]:
                repeat(number, left, text)
    above: list[str] | None = None
    for number, row in [*rows.items()]:
        if above is not None and not DITTO.isdisjoint(row):
            for at in columns:
                if row[at] in DITTO and above[at]:
                    repeat(number, at, above[at])
        above = rows[number]
    return repeated
