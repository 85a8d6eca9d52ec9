"""Read 地方公共団体定員管理調査: the official workbooks of staff by department (第1表, 第2表) and by occupation (第4表).

Where what stands in these workbooks is not known beforehand, so everything is found by its label, and what fits twice is
refused. Columns of one table may be spread over several sheets.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain, pairwise
from pathlib import Path

import pandas as pd

from etl import crosstab, municipality_names
from etl.crosstab import FOOTNOTE, Column, Line, Sheet
from etl.municipality_names import NoSuchPlace, Place
from etl.problems import BadInput, NothingToRead
from etl.source import Edition
from japan import calendar
from japan.cells import parse_number, squeeze
from japan.tables import column_letter

TABLES = {
    "departments_summary": "第1表 部門別職員数一覧",
    "departments": "第2表 部門別職員数",
    "occupations_all_staff": "第4表 職種別職員数（総職員）",
    "occupations_general_administration": "第4表 職種別職員数（一般行政部門）",
}
EMPTY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "lg_code": "str",
            "as_of": "datetime64[s]",
            "table": "str",
            "occupation": "str",
            "department": "str",
            "label_ja": "str",
            "staff_count": "Int64",
            "status": "str",
        }.items()
    }
)
ALL_STAFF = re.compile(r"総職員|全職員|全部門")
GENERAL_ADMINISTRATION = re.compile(r"一般行政")
NOT_COUNTS = re.compile(
    r"増減|前年|差引|率|割合|構成比|指数|順位|人口|面積|類型|類似団体|備考|摘要|ふりがな|フリガナ|^番号$|^No\.?$"
)
ONLY_SOME = re.compile(r"^(うち|内)|再掲|内数|^男|^女|再任用|任期付|非常勤|臨時|会計年度|短時間")
NOTE = re.compile(r"\(?(注|※|\*|備考|資料)")  # may speak of another year
PART_OF_STAFF = re.compile(
    r"[男女](性|子)?(職員)?|(うち|再掲|内数|再任用|任期付|非常勤|臨時|会計年度|短時間).*"
)
WRAPPER = re.compile(r"(部門別|職種別)?職員数|部門別?|職種別?|部門・職種")
SUM_LABEL = re.compile(r"合計|総計|小計|計|職員数|人数|総数")
TOTAL_COLUMN = re.compile(r"(?<![会統設])計$")
TOTAL_LINE = re.compile(r"計$|平均$|^全国$|^総数$|^市町村$|^市区町村$|^都道府県$")
CLASS_HEADING = re.compile(
    r"^[(【〔<]?(市|区|町|村|町村|市町村|市区町村|特別区|.*(都市|特例市|中核市|一般市))[)】〕>]?$"
)
ASSOCIATION = re.compile(r".+(組合|広域連合|企業団|事業団)")  # employers that are no municipality
KINDS_OF_BODY = re.compile(r"^.{0,4}?(市区町村|市町村|特別区|市|区|町村|町|村)の?(合|小|総)?計$")


@dataclass(frozen=True)
class Category:
    """A column of staff counts: which table and date it belongs to, its identifier (None when it has none) and its label."""

    column: Column
    table: str
    as_of: date
    category: str | None
    label: str

    @property
    def key(self) -> tuple:
        """What tells this column's counts from all others of the workbook."""
        return self.table, self.as_of, self.category or self.label


@dataclass
class Block:
    """One table on a sheet: where its header stands, what it says above it, which columns are what, and its lines."""

    sheet: Sheet
    top: int
    bottom: int
    first: int
    end: int
    title: list
    columns: list[Column]
    positions: dict[str, int]
    categories: list[Category] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    totals: list[tuple[str, str | None, int, Line]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.sheet.place

    @property
    def title_text(self) -> str:
        return squeeze(self.sheet.name) + " " + " ".join(squeeze(cell) for cell in self.title)


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per body, survey date, table and category.

    lg_code, as_of, table (see TABLES), occupation or department (an identifier, else the printed label; the other is null),
    label_ja, staff_count (people; null unless status is value), status (value | blank | dash | unknown | suppressed).
    `attrs["recognised"]` says in sentences what was recognised. Raises BadInput when a table cannot be recognised beyond
    doubt: nothing is guessed; NothingToRead for a workbook of changes alone (第3表).
    """
    sheets = crosstab.sheets(path)
    layout = edition.layout
    blocks, unread = [], []
    for sheet in sheets:
        found, reasons = _blocks(sheet, layout)
        blocks += found
        unread += reasons
    if not blocks:
        kind = NothingToRead if any("第3表" in reason for reason in unread) else BadInput
        raise kind(_nothing_found(path, sheets, unread, layout))
    read_sheets = {block.sheet.name for block in blocks}
    elsewhere = [
        cell for sheet in sheets if sheet.name not in read_sheets for row in sheet.rows for cell in row
    ]
    done: list[Block] = []
    confirmed: set[tuple] = set()
    for block in blocks:
        _categorise(block, path, edition, elsewhere)
        _read_lines(block, layout)
        confirmed |= _check_columns(block, layout) | _check_lines(block, done)
        done.append(block)
    for block in blocks:  # a total on the last page may confirm the lines of the first
        _must_not_look_moved(block, confirmed)
    table = _united(blocks)
    _must_have_key_columns(table, path, layout)
    table.attrs["recognised"] = [*map(_sentence, blocks), *unread, *_coverage(table)]
    return table


def _blocks(sheet: Sheet, layout: dict) -> tuple[list[Block], list[str]]:
    """The tables of a sheet, and what is left unread with the reason."""
    identity = {label for labels in layout["identity"].values() for label in labels}
    found = crosstab.headers(sheet, lambda label: bool(_ids((label,), True, layout)), identity.__contains__)
    blocks: list[Block] = []
    for number, (top, bottom, first) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(sheet.rows)
        above = blocks[-1].bottom + 1 if blocks else 0
        title = [cell for row in sheet.rows[above:top] for cell in row if squeeze(cell)]
        columns = crosstab.columns(sheet, top, bottom, first)
        if blocks and [one.path for one in columns] == [one.path for one in blocks[-1].columns]:
            blocks[-1].end = end  # the header printed again on the next page
            continue
        block = Block(sheet, top, bottom, first, end, title, columns, {})
        if blocks and not _says_something(block):
            block.title = blocks[0].title
        blocks.append(block)
    kept, reasons = [], []
    for block in blocks:
        if re.search(r"第3表|増減", block.title_text):
            reasons.append(f"シート「{sheet.name}」は増減の表（第3表）なので読みません。")
        else:
            kept.append(block)
    if not blocks:
        reasons.append(f"シート「{sheet.name}」には職員数の表がありません。")
    return kept, reasons


def _says_something(block: Block) -> bool:
    text = " ".join(squeeze(cell) for cell in block.title)
    return bool(re.search(r"第[0-9]表|部門別|職種別", text) or calendar.survey_dates_in(block.title))


def _nothing_found(path: Path, sheets: list[Sheet], unread: list[str], layout: dict) -> str:
    wanted = [
        *layout["occupations"]["civil_engineers"],
        *layout["departments"]["civil_engineering_department"],
    ]
    seen = sorted(
        {crosstab.clean(cell) for sheet in sheets for row in sheet.rows[:60] for cell in row} - {""}
    )
    near = [label for one in wanted for label in difflib.get_close_matches(one, seen, n=2, cutoff=0.5)]
    looked = "、".join(f"「{sheet.name}」{len(sheet.rows)}行×{sheet.width}列" for sheet in sheets)
    hint = (
        f"近い見出し：{'、'.join(f'「{label}」' for label in dict.fromkeys(near))}。"
        if near
        else "近い見出しもありません。"
    )
    third = "".join(reason for reason in unread if "第3表" in reason)
    if third:
        return f"{path.name}：{third}第1表・第2表・第4表の Excel が必要です。"
    return (
        f"{path.name}：定員管理調査の第1表・第2表・第4表が見つかりません（調べたシート：{looked}）。"
        f"団体名と、土木技師や土木などの見出しのある表が必要です。{hint}"
    )


# Columns


def _ids(path: tuple[str, ...], is_certain: bool, layout: dict) -> dict[str, tuple[str, str]]:
    """What a column's labels stand for: {"occupations": (id, label), "departments": (id, label)}, or nothing."""
    found = {}
    if not path or any(ONLY_SOME.search(part) or NOT_COUNTS.search(part) for part in path):
        return found
    for kind in ("occupations", "departments"):
        known = {label: category for category, labels in layout[kind].items() for label in labels}
        core = [part for part in path if not WRAPPER.fullmatch(part) and not calendar.survey_dates_in([part])]
        if kind == "occupations":
            core = [
                part
                for part in core[:-1]
                if not (ALL_STAFF.search(part) or GENERAL_ADMINISTRATION.search(part))
            ] + core[-1:]
        matched = _look_up(core, is_certain, known, strip=kind == "departments")
        if matched:
            found[kind] = matched
    return found


def _look_up(core: list[str], is_certain: bool, known: dict[str, str], strip: bool) -> tuple[str, str] | None:
    if not core:
        return None
    if len(core) > 1 and SUM_LABEL.fullmatch(core[-1]):
        above = _look_up(core[:-1], is_certain, known, strip)
        return above if is_certain or core[-1] not in ("合計", "総計") else None
    for label in (core[-1], "".join(core[-2:]), "".join(core)):
        base = re.sub(r"(部門|関係)(?=(計|小計)?$)", "", label) if strip else label
        if base in known:
            return known[base], label
    return None


def _categorise(block: Block, path: Path, edition: Edition, elsewhere: list) -> None:
    """Find which columns are what, which table this is, and of which date."""
    layout = edition.layout
    _find_identity(block, layout)
    counted = []
    for column in block.columns:
        body = [block.sheet.cell(row, column.at) for row in range(block.bottom + 1, block.end)]
        is_identity = column.at in block.positions.values()
        if is_identity or (column.at < block.first and (column.path or _tells_bodies_apart(body))):
            continue
        kinds = {parse_number(cell)[1] for cell in body}
        ids = _ids(column.path, column.is_certain, layout)
        if not column.path:
            if kinds - {"blank", "text"}:
                raise BadInput(
                    f"{block.place}：{column.letter}列に見出しがないのに数値か記号があります（見出しは{block.top + 1}〜{block.bottom + 1}行目）。"
                    "列のずれていない表が必要です。"
                )
        elif any(NOT_COUNTS.search(part) for part in column.path) or (
            not ids and "text" in kinds and "value" not in kinds
        ):
            block.skipped.append("/".join(column.path))
        else:
            counted.append((column, ids))
    kind = _kind(block, counted, layout)
    scopes = {column.at: _scope_of(column.path) for column, _ in counted}
    dates = {column.at: _date_of(column) for column, _ in counted}
    as_of = None if all(dates.values()) else _as_of(block, edition, elsewhere)
    scope = _scope(block, path, elsewhere, set(scopes.values())) if kind == "occupations" else None
    for column, ids in counted:
        if kind == "departments":
            table = _department_table(block, counted)
        else:
            table = f"occupations_{scope or scopes[column.at]}"
            if table not in TABLES:
                raise BadInput(
                    f"{block.place} {column.letter}列「{'/'.join(column.path)}」：総職員か一般行政部門か分かりません。"
                )
        category, label = ids.get(kind, (None, _printed_label(column, [one for one, _ in counted])))
        block.categories.append(Category(column, table, dates[column.at] or as_of, category, label))
    _must_be_distinct(block)
    _must_be_labelled_themselves(block)
    _must_not_share_cells(block)


def _tells_bodies_apart(body: list) -> bool:
    """Whether a column without a label holds names, the lines' own numbers (1, 2, 3 …) or codes, and no counts or their marks."""
    cells = [parse_number(cell) for cell in body]
    if {kind for _, kind in cells} - {"blank", "text", "value"}:
        return False
    numbers = [int(value) for value, kind in cells if kind == "value"]
    is_numbering = all(after in (1, before + 1) for before, after in pairwise([0, *numbers]))
    return is_numbering or any(
        all(number > 0 and municipality_names.by_code(f"{number:0{digits}}") for number in numbers)
        for digits in (5, 6)
    )


def _find_identity(block: Block, layout: dict) -> None:
    for role, labels in layout["identity"].items():
        at = [
            one.at
            for one in block.columns
            if one.path and (one.path[-1] in labels or "".join(one.path) in labels)
        ]
        if role == "name" and len(at) > 1:
            at = [one for one in at if block.columns[one].path[-1] != "区分"] or at
        if len(at) > 1 and not _columns_agree(block, at):
            letters = "、".join(block.columns[one].letter for one in at)
            raise BadInput(
                f"{block.place} {block.top + 1}行目：「{labels[0]}」に当たる列が複数あります（{letters}列）。1つにしてください。"
            )
        if at:
            block.positions[role] = at[0]
            block.positions |= {f"{role} again {one}": one for one in at[1:]}
    if "name" not in block.positions:
        free = [one.at for one in block.columns[: block.first] if one.at not in block.positions.values()]
        named = [at for at in free if _names_bodies(block, at)]
        if len(named) > 1:
            raise BadInput(
                f"{block.place} {block.top + 1}行目：団体名の列が分かりません（{'、'.join(block.columns[one].letter for one in named)}列"
                "のどれにも団体名があります）。見出し「団体名」が必要です。"
            )
        if named:
            block.positions["name"] = named[0]
        elif "prefecture" in block.positions:
            block.positions["name"] = block.positions.pop("prefecture")
        elif len(of_prefectures := [at for at in free if _names_prefectures(block, at)]) == 1:
            block.positions["name"] = of_prefectures[0]
    if not {"name", "code"} & block.positions.keys():
        raise BadInput(
            f"{block.place} {block.top + 1}行目：「団体名」も「団体コード」もありません。どちらかの列が必要です。"
        )


def _columns_agree(block: Block, positions: list[int]) -> bool:
    rows = range(block.bottom + 1, block.end)
    return all(len({squeeze(block.sheet.cell(row, at)) for at in positions}) == 1 for row in rows)


def _names_bodies(block: Block, at: int) -> bool:
    for row in range(block.bottom + 1, block.end):
        name = block.sheet.cell(row, at)
        if isinstance(name, str) and squeeze(name):
            try:
                municipality_names.by_name(name)
                return True
            except NoSuchPlace as problem:
                if "複数" in str(problem):
                    return True
    return False


def _names_prefectures(block: Block, at: int) -> bool:
    rows = range(block.bottom + 1, block.end)
    return any(municipality_names.prefecture(block.sheet.cell(row, at)) for row in rows)


def _kind(block: Block, counted: list[tuple[Column, dict]], layout: dict) -> str:
    """`occupations` or `departments`: as title and columns both say."""
    text = block.title_text
    numbers = set(re.findall(r"第([0-9])表", text))
    by_number = {"1": "departments", "2": "departments", "4": "occupations"}
    said = {by_number[number] for number in numbers if number in by_number}
    words = {kind for word, kind in (("部門別", "departments"), ("職種別", "occupations")) if word in text}
    if numbers - by_number.keys():
        raise BadInput(
            f"{block.place}：表題が第{'・'.join(sorted(numbers))}表です。第1表・第2表・第4表だけを読めます。"
        )
    if len(numbers) > 1 or (len(said) == len(words) == 1 and said != words):
        raise BadInput(
            f"{block.place}：表題が合いません（{_shown_title(block)}）。どの表か分かる表題が1つだけ必要です。"
        )
    own = {
        kind: [column for column, ids in counted if kind in ids and ids[kind][0] not in _shared(layout)]
        for kind in ("occupations", "departments")
    }
    said = said or words
    kinds = said if len(said) == 1 else {kind for kind, found in own.items() if found}
    if len(kinds) != 1:
        raise BadInput(
            f"{block.place} {block.top + 1}〜{block.bottom + 1}行目：職種別（第4表）か部門別（第1表・第2表）か分かりません"
            f"（{_shown_title(block)}）。"
        )
    (kind,) = kinds
    if not own[kind]:
        wanted = "土木技師・建築技師" if kind == "occupations" else "議会・総務・土木"
        labels = "、".join(f"「{'/'.join(column.path)}」" for column, _ in counted[:8])
        raise BadInput(
            f"{block.place} {block.top + 1}〜{block.bottom + 1}行目：表題（{_shown_title(block)}）と見出しが合いません。"
            f"{wanted}などの列が必要ですが、あるのは{labels}です。"
        )
    return kind


def _shared(layout: dict) -> set[str]:
    return layout["occupations"].keys() & layout["departments"].keys()


def _shown_title(block: Block) -> str:
    return (
        "表題「"
        + " ".join(str(cell).strip() for cell in block.title[:4])
        + f"」シート名「{block.sheet.name}」"
    )


def _department_table(block: Block, counted: list[tuple[Column, dict]]) -> str:
    number = re.search(r"第([12])表", block.title_text)
    if number:
        return {"1": "departments_summary", "2": "departments"}[number[1]]
    ids = {ids["departments"][0] for _, ids in counted if "departments" in ids}
    return "departments" if "civil_engineering_department" in ids else "departments_summary"


def _scope_of(path: tuple[str, ...]) -> str | None:
    groups = " ".join(path[:-1])
    scopes = {
        name
        for name, words in (("all_staff", ALL_STAFF), ("general_administration", GENERAL_ADMINISTRATION))
        if words.search(groups)
    }
    return scopes.pop() if len(scopes) == 1 else None


def _scope(block: Block, path: Path, elsewhere: list, in_columns: set) -> str | None:
    """Whose occupations a 第4表 counts, from the title, a sheet without tables or the file's name; None when columns say so."""
    if {"all_staff", "general_administration"} <= in_columns:
        return None
    for text in (block.title_text, " ".join(map(squeeze, elsewhere)), squeeze(path.stem)):
        scopes = {
            "all_staff": bool(ALL_STAFF.search(text)),
            "general_administration": bool(GENERAL_ADMINISTRATION.search(text)),
        }
        said = [scope for scope, is_said in scopes.items() if is_said]
        if len(said) == 1:
            return said[0]
        if said:
            break
    raise BadInput(
        f"{block.place}：職種別職員数が「総職員」のものか「一般行政部門」のものか分かりません（{_shown_title(block)}）。"
        "どちらか1つが表題に必要です。"
    )


def _date_of(column: Column) -> date | None:
    found = calendar.survey_dates_in(column.path)
    return found.pop() if len(found) == 1 else None


def _as_of(block: Block, edition: Edition, elsewhere: list) -> date:
    """The survey date: from the title, else from anywhere on the sheet or on sheets without tables, else as given."""
    whole = [
        cell
        for row in block.sheet.rows
        for cell in row
        if isinstance(cell, str | date) and squeeze(cell) and not NOTE.match(squeeze(cell))
    ]
    for cells in ([*block.title, block.sheet.name], whole, elsewhere):
        found = calendar.survey_dates_in(cells)
        if edition.as_of and found and edition.as_of not in found:
            shown = "、".join(sorted(day.isoformat() for day in found))
            raise BadInput(
                f"{block.place}：表題の時点（{shown}）と、指定された時点（{edition.as_of}）が違います。"
            )
        if edition.as_of and found:
            return edition.as_of
        if len(found) > 1:
            shown = "、".join(sorted(day.isoformat() for day in found))
            raise BadInput(
                f"{block.place}：時点が1つに決まりません（{shown}）。--as-of で時点（YYYY-MM-DD）を指定してください。"
            )
        if found:
            (day,) = found
            if day > date.today():
                raise BadInput(f"{block.place}：表題の時点（{day}）が今日より後です。")
            return day
    if edition.as_of:
        return edition.as_of
    raise BadInput(
        f"{block.place}：時点が見つかりません（{_shown_title(block)}）。「令和6年4月1日現在」のような表題か、"
        "--as-of（YYYY-MM-DD）の指定が必要です。"
    )


def _printed_label(column: Column, columns: list[Column]) -> str:
    """A column's own label, with the groups above it where it alone does not say what it is."""
    own = column.path[-1]
    is_alone = sum(one.path[-1] == own for one in columns) == 1
    is_plain = not (SUM_LABEL.fullmatch(own) or ONLY_SOME.search(own) or own == "その他")
    if is_alone and is_plain:
        return own
    path = "/".join(column.path)
    alike = [one for one in columns if one.path == column.path]
    if len(alike) == 1 or not TOTAL_COLUMN.search(own):
        return path
    before = [one for one in columns if one.at < column.at]
    return f"{path}（{before[-1].path[-1]}まで）" if before else path


def _must_be_distinct(block: Block) -> None:
    seen: dict[tuple, Category] = {}
    for one in block.categories:
        if one.key in seen:
            other = seen[one.key]
            raise BadInput(
                f"{block.place} {block.top + 1}〜{block.bottom + 1}行目：「{one.label}」に当たる見出しが複数あります"
                f"（{other.column.letter}列「{'/'.join(other.column.path)}」、{one.column.letter}列「{'/'.join(one.column.path)}」）。"
                "1つにしてください。"
            )
        seen[one.key] = one


def _must_be_labelled_themselves(block: Block) -> None:
    """Raise BadInput when a column has only its group's label, though others of the group have labels of their own."""
    for one in block.categories:
        path = one.column.path
        beside = [
            other.column.path[len(path)]
            for other in block.categories
            if len(other.column.path) > len(path) and other.column.path[: len(path)] == path
        ]
        if any(not ONLY_SOME.search(label) for label in beside):
            raise BadInput(
                f"{block.place} {block.top + 1}〜{block.bottom + 1}行目：{one.column.letter}列は「{'/'.join(path)}」の下の見出しがありません"
                f"（並ぶ見出し：{'、'.join(f'「{label}」' for label in beside[:5])}）。列ごとの見出しが必要です。"
            )


def _must_not_share_cells(block: Block) -> None:
    """Raise BadInput when one count stands in merged cells of several bodies or columns: whose it is cannot be told."""
    counted = {one.column.at for one in block.categories}
    for (upper, left), (lower, right) in block.sheet.merged:
        shared = sorted(counted.intersection(range(left, right + 1)))
        is_below = block.bottom < upper < block.end and (lower > upper or len(shared) > 1)
        if shared and is_below and parse_number(block.sheet.cell(upper, left))[1] not in ("blank", "text"):
            raise BadInput(
                f"{block.place} {upper + 1}行目（{column_letter(shared[0])}列）：人数のセルが結合されています（{lower + 1}行目、"
                f"{column_letter(right)}列まで）。結合を解き、団体と列ごとに人数を書いてください。"
            )


# Lines


@dataclass(frozen=True)
class Printed:
    """A line before its body is known: its row, code digits, name, the prefecture it stands under, and its cells."""

    row: int
    digits: str
    name: str
    prefecture: str | None
    cells: dict


def _read_lines(block: Block, layout: dict) -> None:
    """Fill the block's lines (one per body) and totals."""
    printed, prefectures = [], []
    for one in _printed_lines(block):
        if isinstance(one, Printed):
            printed.append(one)
        else:
            prefectures.append(one)
    if printed:
        places = _places(block, printed)
        block.lines = [
            Line(one.row, place.lg_code, one.cells) for one, place in zip(printed, places, strict=True)
        ]
        block.totals += [(name, name, len(block.lines), line) for name, line in prefectures]
    else:
        _must_be_of_prefectures(block, prefectures)
        codes = {
            place.prefecture_name: place.lg_code
            for place in municipality_names.places().values()
            if place.is_prefecture
        }
        block.lines = [replace(line, key=codes[name]) for name, line in prefectures]
        block.totals = [(label, None, 0, line) for label, _, _, line in block.totals]
    seen: dict[str, Line] = {}
    for line in block.lines:
        if line.key in seen:
            raise BadInput(
                f"{block.place} {seen[line.key].row}行目と{line.row}行目：「{_name(line.key)}」が重複しています。1行だけにしてください。"
            )
        seen[line.key] = line
    if not block.lines:
        raise BadInput(f"{block.place}：見出し（{block.bottom + 1}行目）の下に団体の行がありません。")


def _must_be_of_prefectures(block: Block, prefectures: list) -> None:
    if prefectures and re.search(r"市区町村|市町村", block.title_text):
        raise BadInput(
            f"{block.place}：都道府県の行だけがあり、表題は市区町村です（{_shown_title(block)}）。"
            "市区町村ごとの表か、都道府県の表が必要です。"
        )


def _printed_lines(block: Block) -> Iterator["Printed | tuple[str, Line]"]:
    """The lines of bodies, and (name, line) for lines of prefectures; totals go to the block."""
    context = municipality_names.prefecture(block.sheet.name) or _alone_in_title(block)
    count = 0
    for number in range(block.bottom + 1, block.end):
        raw = block.sheet.rows[number]
        if _is_header_again(block, raw) or _numbers_columns(block, raw):
            continue
        cells = {one.column.at: block.sheet.cell(number, one.column.at) for one in block.categories}
        has_values = any(parse_number(cell)[1] != "blank" for cell in cells.values())
        texts = _left_texts(block, raw)
        label = texts.get(block.positions.get("name", -1), "")
        digits = _digits(block, raw)
        others = [text for at, text in texts.items() if at != block.positions.get("name")]
        heads = [name for text in others if (name := municipality_names.prefecture(text))]
        if heads:
            context = heads[-1]
        own = block.positions.get("prefecture")
        if own in texts and not heads and not TOTAL_LINE.search(texts[own]) and has_values:
            raise BadInput(
                f"{block.place} {number + 1}行目：「{squeeze(raw[own])}」は都道府県名ではありません。都道府県名が必要です。"
            )
        if has_values and any(map(PART_OF_STAFF.fullmatch, others)):
            raise BadInput(
                f"{block.place} {number + 1}行目：行が職員の一部（{'・'.join(others)}）に分かれています。団体ごとに1行の表が必要です。"
            )
        if not label and not digits:
            totals = [text for text in others if TOTAL_LINE.search(text)]
            label = totals[0] if totals else (others[-1] if others else "")
        if not has_values and not (label and _is_body(label, context)):
            name = municipality_names.prefecture(label)
            if name:
                context = name
            elif label:
                _must_not_be_a_body(block, number, label)
                block.skipped.append(f"{number + 1}行目「{label[:20]}」")
            continue
        kinds = {parse_number(cell)[1] for cell in cells.values()} - {"blank"}
        if not label and not digits:
            if kinds == {"text"}:  # a note under the table
                continue
            raise BadInput(
                f"{block.place} {number + 1}行目：団体名のない行に数値があります。団体名か団体コードが必要です。"
            )
        if re.search("平均$", label):
            continue
        line = Line(number + 1, "", _counts(block, number, cells))
        prefecture = municipality_names.prefecture(label)
        total_of = (
            municipality_names.prefecture(re.sub(r"(合|小|総)?計$", "", label)) if not prefecture else None
        )
        if TOTAL_LINE.search(label):
            inside = total_of or (context if not heads or label not in others else heads[-1])
            block.totals.append((label, total_of or inside, count, line))
            if total_of:
                context = None
        elif prefecture or (not label and _is_prefecture_code(digits)):
            name = prefecture or municipality_names.by_code(digits.zfill(6)).prefecture_name
            context = name
            yield name, line
        else:
            count += 1
            yield Printed(number + 1, digits, label, context, line.cells)


def _alone_in_title(block: Block) -> str | None:
    names = {name for cell in block.title if (name := municipality_names.prefecture(cell))}
    return names.pop() if len(names) == 1 else None


def _is_header_again(block: Block, raw: list) -> bool:
    header = [list(map(squeeze, row)) for row in block.sheet.rows[block.top : block.bottom + 1]]
    return any(any(row) and list(map(squeeze, raw)) == row for row in header)


def _numbers_columns(block: Block, raw: list) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3, …"""
    cells = [cell for cell in raw if squeeze(cell)]
    values = [
        parse_number(re.sub(r"[()（）]", "", str(cell)) if isinstance(cell, str) else cell)[0]
        for cell in cells
    ]
    if len(values) < 2 or None in values or values[0] > 3:
        return False
    is_named = "name" in block.positions and _texts_at(raw, block.positions["name"])
    return not is_named and all(after - before == 1 for before, after in pairwise(values))


def _texts_at(raw: list, at: int) -> bool:
    return (
        at < len(raw)
        and isinstance(raw[at], str)
        and not crosstab.is_number(raw[at])
        and bool(squeeze(raw[at]))
    )


def _left_texts(block: Block, raw: list) -> dict[int, str]:
    """The texts left of the counts, by position: names, headings, totals."""
    wanted = {*range(block.first), *([block.positions["name"]] if "name" in block.positions else [])}
    return {
        at: FOOTNOTE.sub("", squeeze(raw[at])).strip("※*")
        for at in sorted(wanted)
        if at != block.positions.get("code", -1) and _texts_at(raw, at)
    } | {
        at: squeeze(raw[at])
        for at in [block.positions.get("code", -1)]
        if at >= 0 and _texts_at(raw, at) and not re.fullmatch(r"[0-9-]+", squeeze(raw[at]))
    }


def _digits(block: Block, raw: list) -> str:
    at = block.positions.get("code")
    if at is None or at >= len(raw):
        return ""
    text = squeeze(raw[at]).removesuffix(".0").replace("-", "")
    return text if re.fullmatch("[0-9]+", text) else ""


def _is_prefecture_code(digits: str) -> bool:
    place = municipality_names.by_code(digits.zfill(6)) if len(digits) in (5, 6) else None
    return place is not None and place.is_prefecture


def _is_body(label: str, context: str | None) -> bool:
    try:
        municipality_names.by_name(label, context)
    except NoSuchPlace as problem:
        return "複数" in str(problem)
    return True


def _must_not_be_a_body(block: Block, number: int, label: str) -> None:
    """Raise BadInput when a line without numbers looks like a body that is not known."""
    if re.fullmatch(r".{1,7}[市区町村]", label) and not CLASS_HEADING.search(label):
        try:
            municipality_names.by_name(label)
        except NoSuchPlace as problem:
            raise BadInput(f"{block.place} {number + 1}行目「{label}」：{problem}") from problem
        raise BadInput(f"{block.place} {number + 1}行目「{label}」：上の都道府県の見出しと合いません。")


def _counts(block: Block, number: int, cells: dict) -> dict:
    """A line's cells as numbers and kinds. Raises BadInput at what is no count of people."""
    counts = {}
    for one in block.categories:
        value, kind = parse_number(cells[one.column.at])
        problem = (
            "人数か、空欄・「－」・「…」・「＊」が必要です。"
            if kind == "text"
            else "0以上の人数が必要です。"
            if value is not None and value < 0
            else "整数が必要です。"
            if value is not None and value != int(value)
            else None
        )
        if problem:
            raise BadInput(
                f"{block.place} {number + 1}行目「{one.label}」（{one.column.letter}列）：「{cells[one.column.at]}」は使えません。{problem}"
            )
        counts[one.column.at] = (value, kind)
    return counts


def _places(block: Block, printed: list[Printed]) -> list[Place]:
    """The municipality of every line. Codes are read as six or as five digits, whichever all lines agree with."""
    if not any(one.digits for one in printed):
        return [_by_name(block, one) for one in printed]
    readings, refusals = [], []
    for length in (6, 5):
        try:
            readings.append([_by_code(block, one, length) for one in printed])
        except BadInput as refusal:
            refusals.append(refusal)
    if not readings:
        lengths = [len(one.digits) for one in printed]
        raise refusals[0 if max(lengths) == 6 else 1]
    if any(reading != readings[0] for reading in readings):
        raise BadInput(
            f"{block.place}：団体コードが6桁か5桁か分かりません。団体名の列か、6桁の団体コードが必要です。"
        )
    return readings[0]


def _by_code(block: Block, one: Printed, length: int) -> Place:
    if not one.digits or ASSOCIATION.fullmatch(one.name):
        return _by_name(block, one)
    place = (
        municipality_names.by_code(one.digits.zfill(length))
        if length - 1 <= len(one.digits) <= length
        else None
    )
    where = f"{block.place} {one.row}行目"
    if place is None or place.is_prefecture:
        raise BadInput(
            f"{where}：団体コード「{one.digits}」の市区町村はありません。{length}桁の市区町村のコードが必要です。"
        )
    if one.prefecture and one.prefecture != place.prefecture_name:
        raise BadInput(
            f"{where}：団体コード「{one.digits}」は{place.prefecture_name}{place.municipality_name}ですが、{one.prefecture}の下にあります。"
        )
    if one.name:
        try:
            named = municipality_names.by_name(one.name, place.prefecture_name)
        except NoSuchPlace:
            named = None
        if named != place:
            raise BadInput(
                f"{where}：団体コード「{one.digits}」は{place.prefecture_name}{place.municipality_name}ですが、団体名は「{one.name}」です。"
            )
    return place


def _by_name(block: Block, one: Printed) -> Place:
    """The municipality of a line, or an association of municipalities, which has its own name for a code."""
    if ASSOCIATION.fullmatch(one.name):
        prefecture = one.prefecture or ""
        return Place(prefecture + one.name, prefecture, one.name)
    try:
        return municipality_names.by_name(one.name, one.prefecture)
    except NoSuchPlace as problem:
        raise BadInput(f"{block.place} {one.row}行目「{one.name}」：{problem}") from problem


def _is_association(line: Line) -> bool:
    return line.key not in municipality_names.places()


def _name(key: str) -> str:
    """A body's prefecture and name."""
    place = municipality_names.places().get(key)
    return key if place is None else place.prefecture_name + place.municipality_name


# Totals


def _check_columns(block: Block, layout: dict) -> set[tuple]:
    """Compare columns of totals with what they add up, and name those that only this tells apart.

    Returns the cells of the lines that a total above zero confirms, as (key of the line, key of the category).
    """
    confirmed = set()
    for table, as_of in {(one.table, one.as_of): None for one in block.categories}:
        own = [one for one in block.categories if (one.table, one.as_of) == (table, as_of)]
        ids = {one.category for one in own}
        totals = [one for one in own if _is_total(one, ids, layout)]
        parts = [
            one.column
            for one in own
            if one not in totals
            and one.category != "total"
            and not any(ONLY_SOME.search(part) and not re.match("[男女]", part) for part in one.column.path)
        ]
        for total in totals:
            readings = crosstab.total_of_columns(
                block.place, total.column, [one.column for one in totals], parts, block.lines
            )
            confirmed |= {
                (line.key, at)
                for line in block.lines
                if line.cells[total.column.at][0] and any(map(partial(_are_known, line), readings))
                for at in line.cells
            }
            if total.category is None:
                category = _named_by_parts(total, readings, parts, own, layout)
                if category and category not in ids:
                    block.categories[block.categories.index(total)] = replace(total, category=category)
                    ids.add(category)
    keys = {one.column.at: one.key for one in block.categories}
    return {(line, keys[at]) for line, at in confirmed}


def _are_known(line: Line, columns: Iterable[Column]) -> bool:
    return all(crosstab.counted(line.cells[one.at]) is not None for one in columns)


def _is_total(one: Category, ids: set, layout: dict) -> bool:
    parts = layout["parts"].get(one.category)
    if parts is not None:
        return bool(ids.intersection(parts))
    return TOTAL_COLUMN.search(one.column.path[-1]) is not None


def _named_by_parts(
    total: Category, readings: list, parts: list[Column], own: list[Category], layout: dict
) -> str | None:
    """What a 計 without a group is, when every reading of it says the same."""
    by_at = {one.column.at: one.category for one in own}
    found = set()
    for reading in readings:
        ids = {by_at[column.at] for column in reading}
        is_general = "civil_engineering_department" in ids and ids <= set(
            layout["parts"]["general_administration"]
        )
        is_all = list(reading) == parts and total.column.path[-1] in ("合計", "総計")
        found.add("general_administration" if is_general else "total" if is_all else None)
    return found.pop() if len(found) == 1 else None


def _check_lines(block: Block, before: list[Block]) -> set[tuple]:
    """Compare lines of totals with the lines they add up. Returns the cells they confirm, as _check_columns does."""
    confirmed = set()
    keys = {one.column.at: one.key for one in block.categories}
    named = {one.column.at: one.label for one in block.categories}
    is_continued = re.search(r"第[0-9]表[の(-]*[2-9]", block.title_text) is not None
    earlier = [line for other in before for line in _in_columns_of(block, other)]
    previous: dict[str, int] = {}
    last = 0
    for label, prefecture, position, line in block.totals:
        kind = KINDS_OF_BODY.search(label)
        is_plain = re.fullmatch(r"(総|合|小|総合)?計|総数|全国(計|合計)?|都道府県計?", label)
        if not (kind or is_plain or prefecture):
            continue
        above = block.lines[:position]
        of_prefecture = [one for one in block.lines if prefecture and _name(one.key).startswith(prefecture)]
        since_same, since_any = above[previous.get(label, 0) :], above[last:]
        readings = [since_any, since_same, of_prefecture, above, block.lines, [*earlier, *block.lines]]
        if prefecture and municipality_names.prefecture(re.sub(r"(合|小|総)?計$", "", label)):
            readings = [of_prefecture]
        if kind:
            letters = set(kind[1]) & set("市区町村")
            letters = {"区"} if kind[1] == "特別区" else letters
            readings = [[one for one in lines if _name(one.key)[-1] in letters] for lines in readings]
        is_nation = label.startswith("全国") or (is_continued and label in ("合計", "総計"))
        prefectures = {one.key[:2] for one in [*earlier, *block.lines] if not _is_association(one)}
        if not (is_nation and len(prefectures) < 47):
            added = crosstab.check_total_line(block.place, label, line, readings, named)
            confirmed |= {(one.key, keys[at]) for one, at in added}
        previous[label] = last = position
    return confirmed


def _in_columns_of(block: Block, other: Block) -> list[Line]:
    """Another block's lines, if it has all the categories of this one, with this one's column positions."""
    theirs = {one.key: one.column.at for one in other.categories}
    at = {one.column.at: theirs.get(one.key) for one in block.categories}
    if None in at.values():
        return []
    return [
        replace(line, cells={mine: line.cells[their] for mine, their in at.items()}) for line in other.lines
    ]


def _must_not_look_moved(block: Block, confirmed: set[tuple]) -> None:
    """Raise BadInput at a line that leaves the first column of numbers blank when no total tells that it was not moved right."""
    lead = _first_column_of_numbers(block)
    for line in block.lines:
        is_blank = lead and parse_number(block.sheet.cell(line.row - 1, lead.at))[1] == "blank"
        if not is_blank or _is_association(line) or all(kind == "blank" for _, kind in line.cells.values()):
            continue
        is_confirmed = all((line.key, one.key) in confirmed for one in block.categories)
        if not (is_confirmed and any(value for value, _ in line.cells.values())):
            raise BadInput(
                f"{block.place} {line.row}行目「{_name(line.key)}」：最初の数値の列（{lead.letter}列「{'/'.join(lead.path)}」）が空欄で、"
                "行が右にずれていないと確かめられる合計がありません。空欄に 0 か「－」を書くか、合計の列のある表が必要です。"
            )


def _first_column_of_numbers(block: Block) -> Column | None:
    """The first column right of the bodies' names that is counted or has a number in it."""
    counts = {one.column.at for one in block.categories}
    names = block.positions.get("name", block.positions.get("code", -1))
    for column in block.columns[names + 1 :]:
        body = (block.sheet.cell(line.row - 1, column.at) for line in block.lines)
        if column.at in counts or any(map(crosstab.is_number, body)):
            return column
    return None


# The tidy table


def _united(blocks: list[Block]) -> pd.DataFrame:
    """All blocks as one table. Raises BadInput where two of them give different counts."""
    rows: dict[tuple, tuple] = {}
    for block in blocks:
        for line in block.lines:
            for one in [] if _is_association(line) else block.categories:
                value, kind = line.cells[one.column.at]
                key = (line.key, one.as_of, one.table, one.category or one.label)
                where = f"{block.place} {line.row}行目"
                if key in rows and rows[key][1:3] != (value, kind):
                    raise BadInput(
                        f"{where}と{rows[key][3]}：{_name(line.key)}の「{one.label}」（{TABLES[one.table]}、{one.as_of}現在）が違います"
                        f"（「{_as_printed(value, kind)}」と「{_as_printed(*rows[key][1:3])}」）。どちらかを除いてください。"
                    )
                rows.setdefault(key, (one.label, value, kind, where))
    table = pd.DataFrame(
        [(*key, *row[:3]) for key, row in rows.items()],
        columns=["lg_code", "as_of", "table", "category", "label_ja", "staff_count", "status"],
    )
    is_occupation = table["table"].str.startswith("occupations")
    table["occupation"] = table["category"].where(is_occupation)
    table["department"] = table["category"].where(~is_occupation)
    return table[list(EMPTY)].astype(EMPTY.dtypes.to_dict())


def _as_printed(value: float | None, kind: str) -> str:
    return f"{value:,.0f}" if kind == "value" else {"blank": "空欄", "dash": "－"}.get(kind, kind)


def _must_have_key_columns(table: pd.DataFrame, path: Path, layout: dict) -> None:
    """Raise BadInput when the columns this table is read for are missing, or only a similar label is there."""
    for name, rows in table.groupby("table"):
        column = "occupation" if name.startswith("occupations") else "department"
        wanted = {
            "departments": ["civil_engineering_department"],
            "departments_summary": [],
        }.get(name, ["civil_engineers", "architectural_engineers"])
        known = layout[f"{column}s"]
        exact = set(chain.from_iterable(known.values()))
        missing = [one for one in wanted if not (rows[column] == one).any()]
        labels = sorted(set(rows["label_ja"]))
        for one in missing:
            label = known[one][0]
            near = difflib.get_close_matches(
                label, [text for text in labels if text not in exact], n=3, cutoff=0.55
            )
            if near or missing == wanted:
                hint = f"近い見出し：{'、'.join(f'「{text}」' for text in near or labels[:5])}。"
                raise BadInput(f"{path.name}：{TABLES[name]}に列「{label}」がありません。{hint}")


def _sentence(block: Block) -> str:
    tables = "・".join(dict.fromkeys(TABLES[one.table] for one in block.categories))
    dates = "・".join(sorted({f"{one.as_of}現在" for one in block.categories}))
    known = [one.label for one in block.categories if one.category]
    others = len(block.categories) - len(known)
    left = [_name(line.key) for line in block.lines if _is_association(line)]
    associations = (
        f"、合計だけに含めた組合など {len(left)}（{'、'.join(left[:3])}{' ほか' if len(left) > 3 else ''}）"
        if left
        else ""
    )
    skipped = f"、読まなかった見出し・行：{'、'.join(block.skipped[:8])}" if block.skipped else ""
    more = f" ほか{others}列" if others else ""
    return (
        f"シート「{block.sheet.name}」{block.top + 1}〜{block.bottom + 1}行目の見出し：{tables}、{dates}、"
        f"{len(block.lines) - len(left):,}団体、{len(block.categories)}列（{'、'.join(known)}{more}）、合計の行 {len(block.totals)}{associations}{skipped}"
    )


def _coverage(table: pd.DataFrame) -> list[str]:
    """How many of the 1,741 each table names, and who is missing when they are few."""
    municipalities = {code for code, place in municipality_names.places().items() if not place.is_prefecture}
    sentences = []
    for (name, as_of), rows in table.groupby(["table", "as_of"]):
        named = municipalities.intersection(rows["lg_code"])
        absent = sorted(municipalities - named)
        who = (
            f"（載っていない {len(absent)}：{'、'.join(map(_name, absent))}）"
            if len(absent) <= 20 and absent
            else ""
        )
        prefectures = rows["lg_code"].nunique() - len(named)
        also = f"、都道府県 {prefectures}" if prefectures else ""
        sentences.append(
            f"{TABLES[name]} {as_of:%Y-%m-%d}：市区町村 {len(named):,} / 1,741 が一致{who}{also}、一致しない団体 0"
        )
    return sentences
