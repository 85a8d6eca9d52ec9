"""The tables on a sheet: where each begins and ends, its columns, its rows of data, and what is none and why.

    tables_of(sheet, key_of)         every table of a sheet, in reading order; empty where no row looks like headings
    table_at(sheet, top, end)        the one table under a heading that is known already, or that nobody knows
    records_of(sheet, key_of)        the one table of a sheet whose rows are people's own words: none is left out for what it says

Nothing is left out without a word: whatever is no row of data is an `Aside`, with its row and its kind.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from statistics import median

from japan import cells, tables
from japan.sheets import Block, Sheet
from japan.table_rows import BIG_HEADING, Aside, Classifier, IsRow, Meant, is_number, kind_in_form, plain

KeyOf = Callable[[str], str | None]
KindOf = Callable[[int, list[str], int, bool], str | None]
AreFiner = Callable[[list[str], list[str]], bool]
SEARCHED_FURTHER = 300  # rows, where nothing is found near the top
TYPICAL_OF = 400  # rows that tell how full a row is
DITTO = {"〃", "〃〃", "同上", "同", "″", "々", "''", '"', "”"}
_UNIT = re.compile(r"単位\s*[:：／/は]?\s*([^()（）\s][^()（）]*)")
_VALUE = re.compile(  # 1,234,000円, R6.12.1, 2024/12/1, 令和6年12月1日
    r"[△▲-]?[\d０-９]{1,3}(?:[,，][\d０-９]{3})+円?|(?:[RHSrhs]?\d{1,4}|[令平昭]和?\d{1,2})[./年-]\d{1,2}[./月-]\d{1,2}日?"
)
_BARE_UNIT = re.compile(
    r"[(（\[［]?(?:m|ｍ|㎡|m2|m²|m³|km|ｋｍ|mm|cm|ha|年度?|西暦|和暦|千円|円|百万円|万円|人|橋|箇所|t|%|％|度|年月日?)[)）\]］]?"
)


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


def tables_of(sheet: Sheet, key_of: KeyOf, is_row: IsRow | None = None) -> list[Table]:
    """Every table of a sheet, in reading order, also one of headings only: one above the other, side by side, or one folded to several columns.

    key_of: which column of such tables a label (of several rows: joined by _) heads; None for others. is_row: whether a row that looks
    like a sub-heading or like nothing (key → cell) is one of data all the same.
    """
    known = _Known(key_of, is_row)
    sheet, grid = _squared(sheet)
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


def table_at(sheet: Sheet, top: int, end: int) -> Table:
    """The table under a heading from row `top` (from 0) to before `end`: every row below is one of it but blank ones, sums and remarks."""
    sheet, grid = _squared(sheet)
    region = _Region(sheet, grid, 0, top, end, len(grid))
    labels = _header_labels(region)
    return _list(region, {at: labels[at] for at in _used_columns(region, labels)}, kind_in_form)


def records_of(sheet: Sheet, key_of: KeyOf, are_finer: AreFiner = lambda above, row: False) -> Table | None:
    """The table of a sheet where most headings are known, else where most cells stand; None where there is no cell.

    Every row below the headings is a record; only one that repeats them all is none. Merged blocks are filled down, 〃 is an answer.
    are_finer: whether a row below a heading (that row, its cells) names parts of its columns.
    """
    sheet, grid = _squared(sheet)
    if not any(map(any, grid)):
        return None
    found, top, end = tables.header_block(grid, _Known(key_of).count)
    if not found:
        widths = [sum(map(bool, row)) for row in grid[: tables.HEADER_WITHIN]]
        top = (
            widths.index(max(widths)) if any(widths) else next(at for at, row in enumerate(grid) if any(row))
        )
        end = top + 1
    top, end = _with_groups(grid, sheet, top, end)
    if end < len(grid) and are_finer(grid[end - 1], grid[end]):
        end += 1
    region = _Region(sheet, grid, 0, top, end, len(grid))
    head = _header_labels(region)
    body = {number: row for number, row in enumerate(grid[end:], start=end + 1) if any(row)}
    asides = [Aside(number, "heading", _shown(row)) for number, row in body.items() if row in grid[top:end]]
    again = {one.row for one in asides}
    rows = {number: row for number, row in body.items() if number not in again}
    columns = _used_columns(region, head)
    return _table(region, {at: head[at] for at in columns}, rows, asides, _fill_merged(rows, region, columns))


def _squared(sheet: Sheet) -> tuple[Sheet, list[list[str]]]:
    """A sheet with merged blocks within its cells, and its cells as rows of one length."""
    width = max((len(row) for row in sheet.cells), default=0)
    sheet = replace(sheet, merged=tuple(_inside(sheet.merged, len(sheet.cells), width)))
    return sheet, [row if len(row) == width else row + [""] * (width - len(row)) for row in sheet.cells]


def _inside(merged: Iterable[Block], height: int, width: int) -> Iterator[Block]:
    """Merged blocks as far as there are cells: a file may declare them wider, longer, backwards or beside its cells."""
    for (top, left), (bottom, right) in merged:
        last = min(bottom, height - 1), min(right, width - 1)
        if top <= last[0] and left <= last[1]:
            yield (top, left), last


# --- where tables begin ---------------------------------------------------------------------------------------------


class _Known:
    """Which columns a block of rows heads, each label looked at once."""

    def __init__(self, key_of: KeyOf, is_row: IsRow | None = None) -> None:
        self.key_of, self.is_row = key_of, is_row
        self.keys: dict[str, str | None] = {"": None}

    def key(self, label: str) -> str | None:
        if label not in self.keys:
            self.keys[label] = self.key_of(label)
        return self.keys[label]

    def count(self, block: list[list[str]]) -> int:
        """How many columns a block heads; a column without a cell in it is none, whatever stands to its left. Rows with amounts or days
        are none of a heading."""
        if len(block) > 1 and any(_VALUE.fullmatch(cell) for row in block for cell in row if cell):
            return 0
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
    top, end = _with_groups(grid, sheet, top, end)
    if end < len(grid) and _are_finer(grid[top:end], grid[end]):
        end += 1
    if end < len(grid) and _are_units(grid[end]):
        end += 1
    return top, end


def _with_groups(grid: list[list[str]], sheet: Sheet, top: int, end: int) -> tuple[int, int]:
    """A heading with the rows that its merged blocks reach, and the groups above."""
    within = [(first, last) for first, last in sheet.merged if first[0] < end and last[0] >= top]
    tall = [
        (first, last) for first, last in within if last[0] > first[0] and last[0] < end + tables.HEADER_HEIGHT
    ]
    top = min([top, *(first[0] for first, _ in tall if first[0] >= top - tables.HEADER_HEIGHT)])
    end = max([end, *(last[0] + 1 for _, last in tall)])
    if top and _are_groups(grid[top - 1], grid[top], _blocks_of(sheet, top - 1)):
        top -= 1
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
    return is_twice and bool(filled) and (len(filled) > 1 or filled[0] > 0) and not any(map(is_number, above))


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


def _further_headers(
    grid: list[list[str]], first: tuple[int, int], known: _Known
) -> Iterator[tuple[int, int]]:
    """Headings of further tables below the first: rows of other headings, after a gap or with a heading in common."""
    head, begin = grid[slice(*first)], first[1]
    labels, words = tables.joined_labels(head), _words(head)
    filled = [*map(tables.filled, grid)]
    for at in range(begin, len(grid)):
        if at < begin or filled[at] <= tables.SURE or (filled[at - 1] > 1 and words.isdisjoint(grid[at])):
            continue  # as nearly all rows, of which there may be very many
        if not _may_be_header(grid[at], words):
            continue
        found, top, end = tables.header_block(grid[at : at + tables.HEADER_HEIGHT], known.count)
        own = tables.joined_labels(grid[at + top : at + end])
        if top or found <= tables.SURE or found < BIG_HEADING * tables.filled(own):
            continue
        begin = at + end + 1
        if not _is_same(own, labels):
            labels, words = own, _words(grid[at : at + end])
            yield at, at + end


def _words(rows: list[list[str]]) -> set[str]:
    return {cell for row in rows for cell in row if cell}


def _may_be_header(row: list[str], words: set[str]) -> bool:
    """Whether a row has headings in common, or none that begins with a figure, as few do (20〜24歳)."""
    return len(words.intersection(row)) >= tables.SURE or not any(cell[:1].isdigit() for cell in row)


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
        named = {at: labels[at] for at in columns}
        yield _list(region, named, _classifier(region, named, known).kind)


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


def _list(region: _Region, labels: dict[int, str], kind_of: KindOf) -> Table:
    """A table whose rows of data are told from others."""
    rows, asides = _sorted_rows(region, sorted(labels), kind_of)
    repeated = _fill_merged(rows, region, sorted(labels)) | _fill_dittos(rows, sorted(labels))
    return _table(region, labels, rows, asides, repeated)


def _table(
    region: _Region,
    labels: dict[int, str],
    data: dict[int, list[str]],
    asides: list[Aside],
    repeated: set[tuple[int, int]],
) -> Table:
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
        sections=_sectioned(data, asides),
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


def _classifier(region: _Region, labels: dict[int, str], known: _Known) -> Classifier:
    columns = sorted(labels)
    head = region.grid[region.top : region.last]
    heads = [{plain(line[at]) for line in head} | {plain(labels[at])} for at in columns]
    counts = (sum(bool(row[at]) for at in columns) for row in region.grid[region.last : region.end])
    typical = _typical(list(islice(filter(None, counts), TYPICAL_OF)))
    meant = Meant([known.key(labels[at]) for at in columns], known.is_row)
    return Classifier(region.last, columns, heads, typical, _wide_blocks(region), meant)


def _typical(counts: list[int]) -> float:
    """The filled cells of a usual row. Rows of one or two cells are sub-headings and sums where there are fuller ones."""
    return median([count for count in counts if count > 2] or counts or [0])


def _sorted_rows(
    region: _Region, columns: list[int], kind_of: KindOf
) -> tuple[dict[int, list[str]], list[Aside]]:
    """The rows of data, and the others."""
    data: dict[int, list[str]] = {}
    asides: list[Aside] = []
    is_whole = columns == list(range(len(region.grid[0])))
    previous, is_over = region.last, False
    for number, line in enumerate(region.grid[region.last : region.end], start=region.last + 1):
        picked = line if is_whole else [line[at] for at in columns]
        if not (count := tables.filled(picked)):
            continue
        is_gap = number - previous > 1
        previous = number
        kind = kind_of(number, picked, count, is_gap or is_over)
        is_over = kind in ("outside", "note") or (is_over and kind is not None)
        if kind is None:
            data[number] = line
        else:
            asides.append(Aside(number, kind, _shown(picked)))
    return data, asides


def _shown(row: list[str]) -> str:
    return "　".join(filter(None, row))[:200]


def _wide_blocks(region: _Region) -> set[tuple[int, int]]:
    """Where merged blocks over three or more columns begin, from 0."""
    return {first for first, (_, right) in region.sheet.merged if right - first[1] >= 2}


def _sectioned(rows: dict[int, list[str]], asides: list[Aside]) -> dict[int, str]:
    """For each row the sub-heading above it, where the table has any."""
    begins = {one.row: one.text for one in asides if one.kind == "section"}
    if not begins:
        return {}
    sections, current = {}, ""
    for number in sorted({*rows, *begins}):
        current = begins.get(number, current)
        if number in rows:
            sections[number] = current
    return sections


def _fill_merged(rows: dict[int, list[str]], region: _Region, columns: list[int]) -> set[tuple[int, int]]:
    """Repeat merged blocks down their rows; which cells (row number, position) were. The sheet's own rows stay."""
    repeated: set[tuple[int, int]] = set()
    within = set(columns)
    for (top, left), (bottom, _) in region.sheet.merged:
        if top < region.last or left not in within or not (text := region.grid[top][left]):
            continue
        for number in range(top + 2, min(bottom, region.end - 1) + 2):
            if number in rows and not rows[number][left]:
                rows[number] = _with(rows[number], left, text)
                repeated.add((number, left))
    return repeated


def _fill_dittos(rows: dict[int, list[str]], columns: list[int]) -> set[tuple[int, int]]:
    """Repeat what stands above 〃; in which cells (row number, position). The sheet's own rows stay."""
    repeated: set[tuple[int, int]] = set()
    above: list[str] | None = None
    for number, row in [*rows.items()]:
        if above is not None and not DITTO.isdisjoint(row):
            for at in columns:
                if row[at] in DITTO and above[at]:
                    rows[number] = _with(rows[number], at, above[at])
                    repeated.add((number, at))
        above = rows[number]
    return repeated


def _with(row: list[str], at: int, text: str) -> list[str]:
    return [*row[:at], text, *row[at + 1 :]]
