"""The second stage: which columns of a table are what, which table it is, and of which date."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

from etl import municipality_names
from etl.crosstab import Column
from etl.municipality_names import NoSuchPlace
from etl.problems import BadInput, Unanswered
from etl.read.mic_staffing_survey.headings import ids_of_labels
from etl.read.mic_staffing_survey.model import (
    ALL_STAFF,
    GENERAL_ADMINISTRATION,
    NOT_COUNTS,
    ONLY_SOME,
    SCOPES,
    SUM_LABEL,
    TABLES,
    TOTAL_COLUMN,
    Block,
    Category,
    Key,
    Layout,
    shown_title,
)
from etl.source import Edition
from japan import calendar
from japan.cells import parse_number, squeeze
from japan.tables import column_letter

# A column of counts and what its labels stand for, as ids_of_labels gives it.
Counted = tuple[Column, dict[str, tuple[str, str]]]
SCOPE_WORDS = {"all_staff": ALL_STAFF, "general_administration": GENERAL_ADMINISTRATION}
YEARS_OFFERED = 20  # surveys that a table without a date may be of
NOTE = re.compile(r"\(?(注|※|\*|備考|資料)")  # may speak of another year


def categorise(block: Block, path: Path, edition: Edition, elsewhere: list[object]) -> None:
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
        ids = ids_of_labels(column.path, column.is_certain, layout)
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
    dates = _dates(block, [column for column, _ in counted], edition, [path.stem, *elsewhere])
    scope = _scope(block, path, edition, elsewhere, set(scopes.values())) if kind == "occupations" else None
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
        block.categories.append(Category(column, table, dates[column.at], category, label))
    _must_be_distinct(block)
    _must_be_labelled_themselves(block)
    _must_not_share_cells(block)


def _tells_bodies_apart(body: list[object]) -> bool:
    """Whether a column without a label holds names, the lines' own numbers (1, 2, 3 …) or codes, and no counts or their marks."""
    cells = [parse_number(cell) for cell in body]
    if {kind for _, kind in cells} - {"blank", "text", "value"}:
        return False
    numbers = [int(value) for value, _ in cells if value is not None]
    is_numbering = all(after in (1, before + 1) for before, after in pairwise([0, *numbers]))
    return is_numbering or any(
        all(number > 0 and municipality_names.by_code(f"{number:0{digits}}") for number in numbers)
        for digits in (5, 6)
    )


def _find_identity(block: Block, layout: Layout) -> None:
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


def _kind(block: Block, counted: list[Counted], layout: Layout) -> str:
    """`occupations` or `departments`: as title and columns both say."""
    text = block.title_text
    numbers = set(re.findall(r"第([0-9])表", text))
    by_number = {"1": "departments", "2": "departments", "4": "occupations"}
    by_title = {by_number[number] for number in numbers if number in by_number}
    words = {kind for word, kind in (("部門別", "departments"), ("職種別", "occupations")) if word in text}
    if numbers - by_number.keys():
        raise BadInput(
            f"{block.place}：表題が第{'・'.join(sorted(numbers))}表です。第1表・第2表・第4表だけを読めます。"
        )
    if len(numbers) > 1 or (len(by_title) == len(words) == 1 and by_title != words):
        raise BadInput(
            f"{block.place}：表題が合いません（{shown_title(block)}）。どの表か分かる表題が1つだけ必要です。"
        )
    own = {
        kind: [column for column, ids in counted if kind in ids and ids[kind][0] not in _shared(layout)]
        for kind in ("occupations", "departments")
    }
    by_title = by_title or words
    kinds = by_title if len(by_title) == 1 else {kind for kind, found in own.items() if found}
    if len(kinds) != 1:
        raise BadInput(
            f"{block.place} {block.top + 1}〜{block.bottom + 1}行目：職種別（第4表）か部門別（第1表・第2表）か分かりません"
            f"（{shown_title(block)}）。"
        )
    (kind,) = kinds
    if not own[kind]:
        wanted = "土木技師・建築技師" if kind == "occupations" else "議会・総務・土木"
        labels = "、".join(f"「{'/'.join(column.path)}」" for column, _ in counted[:8])
        raise BadInput(
            f"{block.place} {block.top + 1}〜{block.bottom + 1}行目：表題（{shown_title(block)}）と見出しが合いません。"
            f"{wanted}などの列が必要ですが、あるのは{labels}です。"
        )
    return kind


def _shared(layout: Layout) -> set[str]:
    return layout["occupations"].keys() & layout["departments"].keys()


def _department_table(block: Block, counted: list[Counted]) -> str:
    number = re.search(r"第([12])表", block.title_text)
    if number:
        return {"1": "departments_summary", "2": "departments"}[number[1]]
    ids = {ids["departments"][0] for _, ids in counted if "departments" in ids}
    return "departments" if "civil_engineering_department" in ids else "departments_summary"


def _scope_of(path: tuple[str, ...]) -> str | None:
    scopes = _scopes_in(" ".join(path[:-1]))
    return scopes[0] if len(scopes) == 1 else None


def _scopes_in(words: str) -> list[str]:
    return [name for name, pattern in SCOPE_WORDS.items() if pattern.search(words)]


def _scope(
    block: Block, path: Path, edition: Edition, elsewhere: list[object], in_columns: set[str | None]
) -> str | None:
    """Whose occupations a 第4表 counts, from its words or as answered; None when its columns tell each for itself.

    Raises Unanswered where nothing tells, and BadInput where the answer given is not what the words are.
    """
    if set(SCOPES) <= in_columns:
        return None
    found = _scope_in_words(block, path, elsewhere)
    if found is None and len(in_columns) == 1:
        (found,) = in_columns
    if found and edition.scope not in (None, found):
        raise BadInput(
            f"{block.place}：「{SCOPES[found]}」の表です（{shown_title(block)}）。指定された「{SCOPES[edition.scope]}」と違います。"
        )
    if found or edition.scope:
        return found or edition.scope
    raise Unanswered(
        f"{block.place}：職種別職員数が「総職員」のものか「一般行政部門」のものか分かりません（{shown_title(block)}）。",
        option="scope",
        question_ja="どの職員を数えた表ですか",
        choices=SCOPES,
    )


def _scope_in_words(block: Block, path: Path, elsewhere: list[object]) -> str | None:
    """The one scope that the title, else a sheet without tables, else the file's name speaks of."""
    for words in (block.title_text, " ".join(map(squeeze, elsewhere)), squeeze(path.stem)):
        scopes = _scopes_in(words)
        if len(scopes) == 1:
            return scopes[0]
        if scopes:
            break
    marked = [name for name, label in SCOPES.items() if path.stem.endswith(f"（{label}）")]
    return marked[0] if marked else None


def _dates(block: Block, columns: list[Column], edition: Edition, elsewhere: list[object]) -> dict[int, date]:
    """The survey date of each column, by position: its labels', else the table's."""
    own = {column.at: found for column in columns if (found := _date_of(column))}
    if len(own) == len(columns):
        return own
    return dict.fromkeys([column.at for column in columns], _as_of(block, edition, elsewhere)) | own


def _date_of(column: Column) -> date | None:
    found = calendar.survey_dates_in(column.path)
    return found.pop() if len(found) == 1 else None


def _as_of(block: Block, edition: Edition, elsewhere: list[object]) -> date:
    """The survey date: from the title, else from anywhere on the sheet, on sheets without tables or in the file's name, else as given.

    Raises Unanswered where nothing, or several things, tell it, and BadInput where the date given is not what they say.
    """
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
            raise _undated(f"{block.place}：時点が1つに決まりません（{shown}）。", sorted(found))
        if found:
            (day,) = found
            if day > calendar.today():
                raise BadInput(f"{block.place}：表題の時点（{day}）が今日より後です。")
            return day
    if edition.as_of:
        return edition.as_of
    year = calendar.today().year
    surveyed = [
        date(one, 4, 1)
        for one in range(year, year - YEARS_OFFERED, -1)
        if date(one, 4, 1) <= calendar.today()
    ]
    raise _undated(
        f"{block.place}：時点が見つかりません（{shown_title(block)}）。「令和6年4月1日現在」のような表題がありません。",
        surveyed,
    )


def _undated(message: str, days: list[date]) -> Unanswered:
    """The question for the date of a table, with the days that it may be."""
    choices = {day.isoformat(): f"{day.year}年{day.month}月{day.day}日" for day in days}
    return Unanswered(message, option="as-of", question_ja="いつの職員数ですか", choices=choices)


def _printed_label(column: Column, columns: list[Column]) -> str:
    """A column's own label, with the groups above it where it alone does not say what it is."""
    own = column.path[-1]
    is_unique = sum(one.path[-1] == own for one in columns) == 1
    is_plain = not (SUM_LABEL.fullmatch(own) or ONLY_SOME.search(own) or own == "その他")
    if is_unique and is_plain:
        return own
    path = "/".join(column.path)
    alike = [one for one in columns if one.path == column.path]
    if len(alike) == 1 or not TOTAL_COLUMN.search(own):
        return path
    before = [one for one in columns if one.at < column.at]
    return f"{path}（{before[-1].path[-1]}まで）" if before else path


def _must_be_distinct(block: Block) -> None:
    seen: dict[Key, Category] = {}
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
