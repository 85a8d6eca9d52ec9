"""Hand-kept YAML read strictly: every field is declared, and what does not fit is said with file, line and field.

A check takes a cell and returns what it means, or raises ValueError saying what is expected. Fields of a record are a dict of
name → check; `maybe` marks one that may be left out.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from etl import municipality_names
from etl.problems import BadInput
from etl.sheets import brief

Check = Callable[[object], object]


class Record(dict):
    """A mapping of a YAML file that knows the line it begins on, and the line of each field."""

    line: int
    lines: dict[str, int]


@dataclass(frozen=True)
class Maybe:
    """A field that may be left out, and what it is then."""

    check: "Check | Fields | Many"
    default: object = None


@dataclass(frozen=True)
class Many:
    """A list; entries that are records have their own fields."""

    entry: "Check | Fields"
    may_be_empty: bool = False


Fields = dict[str, "Check | Maybe | Many"]


def maybe(check: "Check | Fields | Many", default: object = None) -> Maybe:
    return Maybe(check, default)


def many_or_none(entry: "Check | Fields") -> Many:
    return Many(entry, may_be_empty=True)


def text(cell: object) -> str:
    """A text that is not empty, outer blanks removed."""
    if not isinstance(cell, str) or not cell.strip():
        raise ValueError("文字が必要です（数字や true だけのときは引用符で囲んでください）。")
    return cell.strip()


def whole(minimum: int, maximum: int) -> Check:
    """A whole number between two, both included."""

    def check(cell: object) -> int:
        if not isinstance(cell, int) or isinstance(cell, bool) or not minimum <= cell <= maximum:
            raise ValueError(f"{minimum:,}〜{maximum:,} の整数が必要です。")
        return cell

    return check


def number(cell: object) -> float:
    """A number, whole or not."""
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        raise ValueError("数値が必要です。")
    return float(cell)


def flag(cell: object) -> bool:
    """True or false."""
    if not isinstance(cell, bool):
        raise ValueError("true か false が必要です。")
    return cell


def day(cell: object) -> date:
    """A date written 2025-12-18."""
    if not isinstance(cell, date):
        raise ValueError("「2025-12-18」の形の日付が必要です。")
    return cell


def address(cell: object) -> str:
    """A web address."""
    if not isinstance(cell, str) or not cell.startswith("https://"):
        raise ValueError("https:// で始まる URL が必要です。")
    return cell


def prefecture(cell: object) -> str:
    """The full name of a prefecture."""
    name = municipality_names.prefecture(cell) if isinstance(cell, str) else None
    if name is None:
        raise ValueError("都道府県の名前が必要です。")
    return name


def one_of(codes: tuple[str, ...]) -> Check:
    """One of the codes."""

    def check(cell: object) -> str:
        if cell not in codes:
            near = difflib.get_close_matches(str(cell), codes, n=1)
            hint = f"「{near[0]}」ではありませんか。" if near else ""
            raise ValueError(f"{'・'.join(codes)} のどれかが必要です。{hint}")
        return cell

    return check


DOCUMENT: Fields = {"document_ja": text, "document_date_ja": text, "document_url": address}


def read(path: Path, fields: Fields) -> Record:
    """The one record a file holds. Raises BadInput at the first thing that does not fit."""
    return _record(path.name, _load(path), fields)


def read_list(path: Path, key: str, fields: Fields, unique: str | None = None) -> list[Record]:
    """The records listed under `key`, beside which only `documents` may stand (anchors for the records to refer to).

    unique: a field that must differ from record to record.
    Raises BadInput at the first thing that does not fit.
    """
    whole_file = _load(path)
    known = {"documents": maybe(lambda cell: cell), key: Many(fields)}
    records = _record(path.name, whole_file, known)[key]
    seen: dict[object, int] = {}
    for record in records if unique else []:
        if record[unique] in seen:
            raise BadInput(
                f"{path.name} {seen[record[unique]]}行目と{record.line}行目：「{record[unique]}」が重複しています。1つにしてください。"
            )
        seen[record[unique]] = record.line
    return records


def _load(path: Path) -> Record:
    try:
        loaded = yaml.load(path.read_text("utf-8-sig"), _Loader)
    except (ValueError, TypeError, RecursionError, yaml.YAMLError) as error:
        raise BadInput(f"{path.name}：UTF-8 の YAML として読めません。{_where(error)}") from error
    if not isinstance(loaded, Record):
        raise BadInput(f"{path.name}：「項目: 値」を並べた YAML が必要です。")
    return loaded


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{mark.line + 1}行目を確かめてください。" if mark else "ファイルが違うか、途中で切れています。"


class _Loader(yaml.SafeLoader):
    """Keeps the line of every mapping, and refuses a field written twice."""


def _construct(loader: _Loader, node: yaml.MappingNode) -> Record:
    own = [name.value for name, _ in node.value if name.tag != "tag:yaml.org,2002:merge"]
    for name in own:
        if own.count(name) > 1:
            raise yaml.constructor.ConstructorError(problem=f"{name} twice", problem_mark=node.start_mark)
    loader.flatten_mapping(node)
    record = Record(loader.construct_pairs(node, deep=True))
    record.line = node.start_mark.line + 1
    record.lines = {name.value: name.start_mark.line + 1 for name, _ in node.value}
    return record


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct)


def _record(file: str, record: object, fields: Fields, outer_line: int = 1) -> Record:
    if not isinstance(record, Record):
        raise BadInput(f"{file} {outer_line}行目：「項目: 値」の組が必要です（{', '.join(fields)}）。")
    place = f"{file} {record.line}行目"
    for name in record:
        if name not in fields:
            near = difflib.get_close_matches(str(name), fields, n=1)
            hint = f"「{near[0]}」ではありませんか。" if near else f"使える項目：{'、'.join(fields)}。"
            raise BadInput(f"{_at(file, record, name)}：「{brief(name)}」という項目はありません。{hint}")
    checked = Record()
    checked.line, checked.lines = record.line, record.lines
    for name, check in fields.items():
        if name not in record:
            if not isinstance(check, Maybe):
                raise BadInput(f"{place}：項目「{name}」がありません。")
            checked[name] = check.default
            continue
        checked[name] = _checked(
            file, record, name, record[name], check.check if isinstance(check, Maybe) else check
        )
    return checked


def _at(file: str, record: Record, name: object) -> str:
    return f"{file} {record.lines.get(name, record.line)}行目"


def _checked(file: str, record: Record, name: str, cell: object, check: "Check | Fields | Many") -> object:
    if isinstance(check, Many):
        if not isinstance(cell, list) or not (cell or check.may_be_empty):
            raise BadInput(f"{_at(file, record, name)}「{name}」：1つ以上の一覧が必要です。")
        return [_checked(file, record, name, entry, check.entry) for entry in cell]
    if isinstance(check, dict):
        return _record(file, cell, check, record.lines.get(name, record.line))
    try:
        return check(cell)
    except ValueError as error:
        raise BadInput(
            f"{_at(file, record, name)}「{name}」：「{brief(cell)}」は使えません。{error}"
        ) from error
