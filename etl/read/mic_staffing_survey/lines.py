"""The third stage: the lines of a table, each of one body, and its lines of totals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from etl import crosstab, municipality_names
from etl.crosstab import FOOTNOTE, Cell, Line
from etl.municipality_names import NoSuchPlace, Place
from etl.problems import BadInput
from etl.read.mic_staffing_survey.model import Block, Layout, body_name, shown_title
from japan.cells import parse_number, squeeze

PART_OF_STAFF = re.compile(
    r"[男女](性|子)?(職員)?|(うち|再掲|内数|再任用|任期付|非常勤|臨時|会計年度|短時間).*"
)
TOTAL_LINE = re.compile(r"計$|平均$|^全国$|^総数$|^市町村$|^市区町村$|^都道府県$")
CLASS_HEADING = re.compile(
    r"^[(【〔<]?(市|区|町|村|町村|市町村|市区町村|特別区|.*(都市|特例市|中核市|一般市))[)】〕>]?$"
)
ASSOCIATION = re.compile(r".+(組合|広域連合|企業団|事業団)")  # employers that are no municipality


@dataclass(frozen=True)
class Printed:
    """A line before its body is known: its row, code digits, name, the prefecture it stands under, and its cells."""

    row: int
    digits: str
    name: str
    prefecture: str | None
    cells: dict[int, Cell]


def read_lines(block: Block, layout: Layout) -> None:
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
                f"{block.place} {seen[line.key].row}行目と{line.row}行目：「{body_name(line.key)}」が重複しています。1行だけにしてください。"
            )
        seen[line.key] = line
    if not block.lines:
        raise BadInput(f"{block.place}：見出し（{block.bottom + 1}行目）の下に団体の行がありません。")


def _must_be_of_prefectures(block: Block, prefectures: list[tuple[str, Line]]) -> None:
    if prefectures and re.search(r"市区町村|市町村", block.title_text):
        raise BadInput(
            f"{block.place}：都道府県の行だけがあり、表題は市区町村です（{shown_title(block)}）。"
            "市区町村ごとの表か、都道府県の表が必要です。"
        )


def _printed_lines(block: Block) -> Iterator["Printed | tuple[str, Line]"]:
    """The lines of bodies, and (name, line) for lines of prefectures; totals go to the block."""
    context = municipality_names.prefecture(block.sheet.name) or _only_prefecture_in_title(block)
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
        if has_values:
            _must_be_one_body(block, number, texts, others, bool(heads))
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
        elif name := prefecture or (None if label else _prefecture_of_code(digits)):
            context = name
            yield name, line
        else:
            count += 1
            yield Printed(number + 1, digits, label, context, line.cells)


def _must_be_one_body(
    block: Block, number: int, texts: dict[int, str], others: list[str], names_prefecture: bool
) -> None:
    """Raise BadInput when the texts left of a line's numbers say that it is a part of a body, or of no known prefecture."""
    own = block.positions.get("prefecture")
    if own in texts and not names_prefecture and not TOTAL_LINE.search(texts[own]):
        raise BadInput(
            f"{block.place} {number + 1}行目：「{squeeze(block.sheet.rows[number][own])}」は都道府県名ではありません。都道府県名が必要です。"
        )
    if any(map(PART_OF_STAFF.fullmatch, others)):
        raise BadInput(
            f"{block.place} {number + 1}行目：行が職員の一部（{'・'.join(others)}）に分かれています。団体ごとに1行の表が必要です。"
        )


def _only_prefecture_in_title(block: Block) -> str | None:
    names = {name for cell in block.title if (name := municipality_names.prefecture(cell))}
    return names.pop() if len(names) == 1 else None


def _is_header_again(block: Block, raw: list[object]) -> bool:
    header = [list(map(squeeze, row)) for row in block.sheet.rows[block.top : block.bottom + 1]]
    return any(any(row) and list(map(squeeze, raw)) == row for row in header)


def _numbers_columns(block: Block, raw: list[object]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3, …"""
    cells = [cell for cell in raw if squeeze(cell)]
    values = [
        parse_number(re.sub(r"[()（）]", "", str(cell)) if isinstance(cell, str) else cell)[0]
        for cell in cells
    ]
    numbers = [value for value in values if value is not None]
    if len(numbers) < max(2, len(cells)) or numbers[0] > 3:
        return False
    is_named = "name" in block.positions and _texts_at(raw, block.positions["name"])
    return not is_named and all(after - before == 1 for before, after in pairwise(numbers))


def _texts_at(raw: list[object], at: int) -> bool:
    return (
        at < len(raw)
        and isinstance(raw[at], str)
        and not crosstab.is_number(raw[at])
        and bool(squeeze(raw[at]))
    )


def _left_texts(block: Block, raw: list[object]) -> dict[int, str]:
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


def _digits(block: Block, raw: list[object]) -> str:
    at = block.positions.get("code")
    if at is None or at >= len(raw):
        return ""
    text = squeeze(raw[at]).removesuffix(".0").replace("-", "")
    return text if re.fullmatch("[0-9]+", text) else ""


def _prefecture_of_code(digits: str) -> str | None:
    place = municipality_names.by_code(digits.zfill(6)) if len(digits) in (5, 6) else None
    return place.prefecture_name if place is not None and place.is_prefecture else None


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


def _counts(block: Block, number: int, cells: dict[int, object]) -> dict[int, Cell]:
    """A line's cells as numbers and kinds. Raises BadInput at what is no count of people."""
    counts: dict[int, Cell] = {}
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
