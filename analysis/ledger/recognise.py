"""What a file of facilities is, told before anything is read: which tables, which kind, which column is what; how sure, and why.

recognised = recognise(sheets, "橋梁台帳.xlsx")           Recognised, nothing of which is final
recognise(sheets, name, kind_id="park", sheet="公園")     as the reader corrects it
frame(recognised)                                         the rows, one column per heading
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import pandas as pd

from analysis.ledger import mixed
from analysis.ledger.columns import suggest_mapping
from japan import cells, headings
from japan.circled_columns import circled
from japan.facilities import BY_ID, KINDS, Kind
from japan.headings import Heading
from japan.sheet_tables import Table, tables_of
from japan.sheets import Sheet
from japan.table_rows import ASIDE_JA

HEADING_POINTS, MOST_HEADINGS, NAME_POINTS, TITLE_POINTS = 3, 2, 6, 2
LIST_POINTS = 1  # for a title that says 舗装台帳 over a table with the kind's quantity: enough where nothing speaks for another
_LIST = ".{0,4}(台帳|一覧|調書|リスト|データ)"
ENOUGH, AHEAD = 3, 2  # points of the kind that is meant, and before the next
NAMES_LOOKED_AT, NAMES_ALIKE = 400, 0.5
SAME_FIELDS = 0.8  # of the fields of two tables that belong together
SHEET_ROWS = 10_000_000  # the index of a row is its number, and this many for each table before
QUANTITIES = ("length_m", "width_m", "area_m2")
MOST_COLUMNS = 300
MOST_BESIDE = 100  # rows of a sheet that are looked at for a legend
SECTION = "（小見出し）"
RATING_WORDS = re.compile("判定|健全|診断|劣化度|緊急度|評価|点検結果")


@dataclass(frozen=True)
class Recognised:
    """A file of facilities as it was understood.

    kind: None where it is unclear. why_ja: what the kind was told by. tables: those that are read together. mapping: field →
    heading. choices: fields for which several headings fit, the one that is used first. left_out: (sheet, reason) of what is not
    read. notes_ja: what else a reader should know. sheets: names of all sheets that have cells. kinds: where a column tells the kind
    of each row, how many rows there are of which; "" of those whose kind is not known. beside: what stands on the sheets outside of the rows that are read, a
    legend of ratings perhaps.
    """

    kind: Kind | None
    is_kind_sure: bool
    why_ja: str
    tables: tuple[Table, ...]
    mapping: Mapping[str, str | None]
    choices: Mapping[str, list[str]]
    left_out: tuple[tuple[str, str], ...]
    notes_ja: tuple[str, ...]
    sheets: tuple[str, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    def with_mapping(self, mapping: Mapping[str, str | None]) -> "Recognised":
        """The same file with the headings a reader chose; notes and choices follow them."""
        return replace(
            self,
            mapping=mapping,
            choices=_choices(self.labels, mapping, self.kind),
            notes_ja=tuple(_notes(self.tables, mapping, self.kind)),
        )

    @property
    def labels(self) -> list[str]:
        """The headings of the tables, in order."""
        return list(frame_labels(self.tables))

    @property
    def rows(self) -> int:
        """Rows below the headings, also those that are none of data."""
        return sum(len(table.rows) + len(table.asides) for table in self.tables)


def recognise(
    sheets: Sequence[Sheet],
    name: str,
    kind_id: str | None = None,
    sheet: str | None = None,
) -> Recognised:
    """What a file is. kind_id, sheet: what the reader chose. Raises ValueError, in Japanese, where there is no table."""
    for one in sheets:
        _must_be_narrow(one)
    found = [circled(table) for one in sheets for table in tables_of(one, _key_of)]
    if sheet is not None and sheet not in {one.name for one in sheets}:
        listed = "」「".join(one.name or "" for one in sheets)
        raise ValueError(f"シート「{sheet}」がありません。あるシート：「{listed}」。")
    filled = [table for table in found if table.rows]
    open_ones = [table for table in filled if (table.sheet == sheet if sheet else not table.is_sheet_hidden)]
    if not open_ones:
        raise ValueError(_nothing([table for table in found if sheet in (None, table.sheet)]))
    points = {id(table): _points(table, name) for table in open_ones}
    main = max(open_ones, key=lambda table: _worth(table, points[id(table)], kind_id))
    kind, is_sure, why = _kind(points[id(main)], kind_id)
    by_kind = mixed.column_of_kinds(main)
    kinds, unknown = (mixed.counted([main], by_kind) if by_kind else {}), ""
    if by_kind and kind_id in (None, *kinds):
        kind, is_sure, why = BY_ID[kind_id or next(iter(kinds))], True, f"列「{by_kind}」"
    elif kind_id is None and kind is not None:
        by_kind, unknown = mixed.column_with_others(main, kind.kind_id), kind.kind_id
        why = f"{why}、列「{by_kind}」" if by_kind else why
    else:
        by_kind = None
    together = [table for table in open_ones if _belongs(table, main, kind, points)]
    tables = tuple(_renamed(table, main, kind or BY_ID["other"]) for table in together)
    if by_kind and kind:
        kinds = mixed.counted(tables, by_kind, unknown)
        tables = tuple(mixed.divided(table, by_kind, kind.kind_id, unknown) for table in tables)
    labels = frame_labels(tables)
    used = suggest_mapping(labels, kind or BY_ID["other"])
    return Recognised(
        kind,
        is_sure,
        why,
        tables,
        used,
        _choices(labels, used, kind),
        tuple(_left_out(sheets, filled, together, points)),
        tuple(_notes(tables, used, kind)),
        tuple(one.name for one in sheets if one.name is not None),
        kinds if by_kind else {},
        tuple(_beside(sheets, together)),
    )


def _beside(sheets: Sequence[Sheet], tables: Sequence[Table]) -> Iterable[str]:
    """The first rows that are none of a table's, the cells of each joined, and what stands in its columns without a heading."""
    for sheet in sheets:
        own = [table for table in tables if table.sheet == sheet.name]
        taken = {number for table in own for number in table.rows}
        rest = (row for number, row in enumerate(sheet.cells, start=1) if number not in taken and any(row))
        for row in islice(rest, MOST_BESIDE):
            yield "：".join(cell for cell in row if cell)
            yield from row
    for table in tables:
        bare = [at for at, label in table.labels.items() if re.fullmatch("[A-Z]+列", label)]
        for row in islice(table.rows.values(), MOST_BESIDE if bare else 0):
            yield "：".join(row[at] for at in bare if row[at])


def _must_be_narrow(sheet: Sheet) -> None:
    """Raise ValueError for a sheet of more columns than a list of facilities has."""
    if max(map(len, sheet.cells), default=0) <= MOST_COLUMNS:
        return
    width = max((at + 1 for row in sheet.cells for at, cell in enumerate(row) if cell), default=0)
    if width > MOST_COLUMNS:
        where = f"シート「{sheet.name}」には" if sheet.name else ""
        raise ValueError(f"{where}{width:,}列あります。{MOST_COLUMNS}列までの表が必要です。")


def _nothing(found: Sequence[Table]) -> str:
    """Why nothing can be read, in Japanese."""
    if found:
        return f"見出し（{found[0].header_row}行目）の下にデータの行がありません。"
    return "見出しの行が見つかりません。施設の番号か名前と、所在地などの見出しのある表が必要です。"


def frame_labels(tables: Iterable[Table]) -> list[str]:
    """The headings of tables that are read together, each once; sub-headings are a column of their own."""
    labels = dict.fromkeys(label for table in tables for label in table.labels.values())
    return [*labels, *[SECTION] * any(table.sections for table in tables)]


def frame(recognised: Recognised) -> pd.DataFrame:
    """The rows as texts, one column per heading. Index: row number, and `SHEET_ROWS` for each table before (see `place_of`).

    A number that a merged block repeats is one number: it stays in its first row.
    """
    labels = recognised.labels
    single = {recognised.mapping.get(field) for field in QUANTITIES} - {None}
    data: list[list[str]] = []
    index: list[int] = []
    for number, table in enumerate(recognised.tables):
        at = {label: position for position, label in table.labels.items()}
        once = {at[label] for label in single if label in at}
        blank = {pair for pair in table.repeated if pair[1] in once}
        order = [at.get(label) for label in labels]
        for row, one in table.rows.items():
            texts = [
                "" if position is None or (row, position) in blank else one[position] for position in order
            ]
            if labels[-1] == SECTION:
                texts[-1] = table.sections.get(row, "")
            data.append(texts)
            index.append(number * SHEET_ROWS + row)
    return pd.DataFrame(data, index=pd.Index(index, name="row"), columns=labels, dtype="str")


def place_of(recognised: Recognised, row: int) -> str:
    """A row as a reader finds it: 5行目, or シート「甲」5行目 where several are read."""
    number, own = divmod(row, SHEET_ROWS)
    several = len({table.sheet for table in recognised.tables}) > 1
    return f"シート「{recognised.tables[number].sheet}」{own}行目" if several else f"{own}行目"


def rounds_of(recognised: Recognised) -> dict[int, int]:
    """By number of a table the year that the name of its sheet carries, where all have one and not the same; else empty."""
    found = [headings.years_in(table.sheet or "") for table in recognised.tables]
    years = {at: one[0] for at, one in enumerate(found) if len(one) == 1}
    return years if len(years) == len(found) and len(set(years.values())) > 1 else {}


# --- headings -------------------------------------------------------------------------------------------------------


def _plain_field(name: str) -> str:
    """A field as it is counted among headings: one name for what kinds call differently."""
    return name.replace("bridge_", "facility_").replace("soundness_category", "condition_class")


def _all_headings() -> dict[str, Heading]:
    """Every heading that any kind knows, once."""
    distinct: dict[Heading, str] = {}
    for kind in KINDS:
        for one in kind.fields:
            distinct.setdefault(one.heading, f"{_plain_field(one.name)} {len(distinct)}")
    return {key: heading for heading, key in distinct.items()}


_ALL = _all_headings()
_ANY = re.compile("|".join(f"(?:{pattern})" for heading in _ALL.values() for pattern in heading.patterns))


def _key_of(label: str) -> str | None:
    """The field that a heading fits best in any kind."""
    if len(label) > 60 or not headings.matches(_ANY, label):
        return None
    found = headings.scores(_ALL, [label])
    return max(found, key=lambda pair: found[pair])[0].split()[0] if found else None


# --- kinds ----------------------------------------------------------------------------------------------------------


def _points(table: Table, name: str) -> dict[str, tuple[int, str]]:
    """For each kind how much speaks for it, and what."""
    written = [cells.squeeze(label).lower() for label in table.labels.values()]
    about = " ".join(map(cells.normal, (name, table.sheet or "", *table.title[:10]))).lower()
    names = _names(table)
    found = {}
    for kind in KINDS:
        telling = [label for label in written if re.search(kind.headings_only, label)][:MOST_HEADINGS]
        alike = sum(re.search(kind.names, one) is not None for one in names)
        is_named = bool(names) and alike >= NAMES_ALIKE * len(names)
        titled = re.search(kind.titles, about)
        if not re.search(kind.headings_all, "_".join(written)):
            found[kind.kind_id] = (
                0,
                f"{kind.name_ja}の一覧にない見出しか、必要な見出しのない表です" if telling else "",
            )
            continue
        is_list = (
            titled
            and re.search(f"(?:{kind.titles}){_LIST}", about)
            and kind.quantity in _fields_of(table, kind)
        )
        why = [f"見出し「{'」「'.join(telling)}」"] * bool(telling) + [f"名前{alike:,}件"] * is_named
        found[kind.kind_id] = (
            HEADING_POINTS * len(telling)
            + NAME_POINTS * is_named
            + TITLE_POINTS * bool(titled)
            + LIST_POINTS * bool(is_list),
            "、".join([*why, *["題名・ファイル名"] * bool(titled)]),
        )
    return found


def _names(table: Table) -> list[str]:
    """The first names of facilities."""
    mapping = headings.assign(BY_ID["other"].headings, table.labels.values())
    label = mapping["facility_name"] or next(
        (label for label in table.labels.values() if _key_of(label) == "facility_name"), None
    )
    if label is None:
        return []
    return [cells.squeeze(one) for one in table.column(label)[:NAMES_LOOKED_AT] if one]


def _kind(points: Mapping[str, tuple[int, str]], kind_id: str | None) -> tuple[Kind | None, bool, str]:
    ranked = sorted(points, key=lambda one: -points[one][0])
    best, second = ranked[0], ranked[1]
    (most, why), (next_most, _) = points[best], points[second]
    if kind_id is not None:
        is_other = best != kind_id and most >= ENOUGH and most >= points[kind_id][0] + AHEAD
        looks = f"{BY_ID[best].name_ja}の一覧に見えます（{why}）。" if is_other else ""
        return BY_ID[kind_id], not is_other, f"選ばれた種類です。{looks}"
    if most >= ENOUGH and most >= next_most + AHEAD:
        return BY_ID[best], True, why
    return (
        None,
        False,
        f"候補：{BY_ID[best].name_ja}、{BY_ID[second].name_ja}" if most else "手がかりがありません",
    )


def _worth(table: Table, points: Mapping[str, tuple[int, str]], kind_id: str | None) -> tuple[float, ...]:
    """What tells the list of facilities from other tables: named facilities, the kind asked for, many fields, many rows."""
    fields = {_key_of(label) for label in table.labels.values()} - {None}
    is_list = bool({"facility_name", "facility_id"} & fields)
    asked = points[kind_id][0] if kind_id else 0
    return is_list, asked, len(fields), len(table.rows)


def _belongs(
    table: Table,
    main: Table,
    kind: Kind | None,
    points: Mapping[int, Mapping[str, tuple[int, str]]],
) -> bool:
    """Whether a table lists the same things as the main one: the same fields, and no other kind."""
    if table is main:
        return True
    own, other = _fields_of(table, kind), _fields_of(main, kind)
    if not own or len(own & other) < SAME_FIELDS * max(len(own), len(other)):
        return False
    theirs, is_sure, _ = _kind(points[id(table)], None)
    return kind is None or theirs is None or not is_sure or theirs.kind_id == kind.kind_id


def _fields_of(table: Table, kind: Kind | None) -> set[str]:
    mapping = suggest_mapping(table.labels.values(), kind or BY_ID["other"])
    return {field for field, label in mapping.items() if label}


def _renamed(table: Table, main: Table, kind: Kind) -> Table:
    """A table with the main one's headings where they mean the same."""
    if table is main:
        return table
    theirs = suggest_mapping(main.labels.values(), kind)
    ours = suggest_mapping(table.labels.values(), kind)
    names = {ours[field]: label for field, label in theirs.items() if label and ours[field]}
    return replace(table, labels={at: names.get(label, label) for at, label in table.labels.items()})


# --- what is said ---------------------------------------------------------------------------------------------------


def _choices(labels: list[str], mapping: Mapping[str, str | None], kind: Kind | None) -> dict[str, list[str]]:
    """Fields for which a heading that is used for nothing fits as well."""
    if kind is None:
        return {}
    used = {label for label in mapping.values() if label}
    fitting = headings.choices(kind.headings, labels)
    found = {
        field: [chosen, *(label for label in fitting.get(field, []) if label not in used)]
        for field, chosen in mapping.items()
        if chosen
    }
    return {field: several for field, several in found.items() if len(several) > 1}


def _left_out(
    sheets: Sequence[Sheet],
    found: Sequence[Table],
    together: Sequence[Table],
    points: Mapping[int, Mapping[str, tuple[int, str]]],
) -> Iterable[tuple[str, str]]:
    by_sheet = Counter(table.sheet for table in found)
    for one in sheets:
        if one.name is not None and not by_sheet[one.name]:
            yield one.name, "施設の一覧の見出しがありません"
    for table in found:
        if table in together:
            continue
        where = f"{table.sheet or ''}（{table.top}行目からの表、{len(table.rows):,}行）"
        if id(table) not in points:
            yield where, "非表示のシートです" if table.is_sheet_hidden else "選ばれたシートではありません"
            continue
        kind, _, _ = _kind(points[id(table)], None)
        yield where, f"{kind.name_ja}の一覧に見えます" if kind else "見出しが違う表です"


def _notes(tables: Sequence[Table], mapping: Mapping[str, str | None], kind: Kind | None) -> Iterable[str]:
    asides = Counter(one.kind for table in tables for one in table.asides)
    if asides:
        listed = "、".join(f"{ASIDE_JA[kind_of]} {count:,}" for kind_of, count in asides.items())
        yield f"データとして読まない行：{listed}。"
    if hidden := [f"{row}行目" for table in tables for row in table.hidden_rows]:
        listed = f"（{'、'.join(hidden[:3])}{'など' if len(hidden) > 3 else ''}）"
        yield f"非表示の行 {len(hidden):,}行{listed}も読みます。"
    if columns := list(dict.fromkeys(label for table in tables for label in table.hidden_columns)):
        yield f"非表示の列「{'」「'.join(columns)}」も読みます。"
    used = {label for label in mapping.values() if label}
    unused = [label for label in frame_labels(tables) if label not in used and label != SECTION]
    ratings = [label for label in unused if RATING_WORDS.search(label)]
    if ratings and kind is not None:
        yield f"判定や評価に見える列のうち、使わないもの：「{'」「'.join(ratings)}」。"
    if others := [label for label in unused if label not in ratings]:
        yield f"使わない列：「{'」「'.join(others)}」。"
