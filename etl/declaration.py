"""YAML whose every field is declared: hand-kept facts, metrics, sources. What does not fit is refused with file, line and field.

A check takes a cell and returns what it means, or raises ValueError stating what is expected. Fields of a record are a dict of
name → check; `maybe` marks one that may be left out.
"""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import yaml

from etl.problems import BadInput
from etl.sheets import brief

Check = Callable[[object], object]


class Record(dict):
    """A mapping of a YAML file that knows its file, the line it begins on, and the line of each field."""

    file: str
    line: int
    lines: dict[str, int]

    def place(self, name: object = None) -> str:
        """The file and the line of a field, or of the record itself."""
        return f"{self.file} {self.lines.get(name, self.line)}行目"

    def refusal(self, name: str, problem: str) -> BadInput:
        """What to raise when a field does not fit the others."""
        return BadInput(f"{self.place(name)}「{name}」：{problem}")

    def like(self, values: dict) -> "Record":
        """Other values that stand at the same place."""
        record = Record(values)
        record.file, record.line, record.lines = self.file, self.line, self.lines
        return record


@dataclass(frozen=True)
class Maybe:
    """A field that may be left out, and what it is then."""

    check: "Expected"
    default: object = None


@dataclass(frozen=True)
class Many:
    """A list; entries that are records have their own fields."""

    entry: "Expected"
    may_be_empty: bool = False


@dataclass(frozen=True)
class Named:
    """A record of names → entries that fit one check. names: those that may stand there; any when left out."""

    entry: "Expected"
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kinds:
    """A record of one of several kinds: the first of these fields that it has decides which fields it must have."""

    fields_by_name: "dict[str, Fields]"


Fields = dict[str, "Expected | Maybe"]
Expected = Check | Fields | Many | Named | Kinds


def maybe(check: Expected, default: object = None) -> Maybe:
    return Maybe(check, default)


def many_or_none(entry: Expected) -> Many:
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
    if not isinstance(cell, date) or isinstance(cell, datetime):
        raise ValueError("「2025-12-18」の形の日付が必要です。")
    return cell


def address(cell: object) -> str:
    """A web address."""
    if not isinstance(cell, str) or not cell.startswith("https://"):
        raise ValueError("https:// で始まる URL が必要です。")
    return cell


def any_address(cell: object) -> str:
    """A web address, also one without encryption: of a document that is no longer kept up."""
    if not isinstance(cell, str) or not cell.startswith(("https://", "http://")):
        raise ValueError("https:// か http:// で始まる URL が必要です。")
    return cell


def record(cell: object) -> Record:
    """A record of any fields, which are checked when it is known what they must be."""
    if not isinstance(cell, Record):
        raise ValueError("「項目: 値」の組が必要です。")
    return cell


def one_of(codes: tuple) -> Check:
    """One of the codes."""

    def check(cell: object) -> object:
        if not any(type(cell) is type(code) and cell == code for code in codes):
            near = difflib.get_close_matches(str(cell), map(str, codes), n=1)
            hint = f"「{near[0]}」ではありませんか。" if near else ""
            known = "・".join('""' if code == "" else "null" if code is None else str(code) for code in codes)
            raise ValueError(f"{known} のどれかが必要です。{hint}")
        return cell

    return check


DOCUMENT: Fields = {"document_ja": text, "document_date_ja": text, "document_url": address}


def read(path: Path, fields: Fields, file: str | None = None) -> Record:
    """The one record a file holds. file: how messages name it (its own name when left out).

    Raises BadInput at the first thing that does not fit.
    """
    return checked(_load(path, file or path.name), fields)


def read_list(path: Path, key: str, fields: Fields, unique: str | None = None) -> list[Record]:
    """The records listed under `key`, beside which only `documents` may stand (anchors for the records to refer to).

    unique: a field that must differ from record to record.
    Raises BadInput at the first thing that does not fit.
    """
    whole_file = _load(path, path.name)
    records = checked(whole_file, {"documents": maybe(lambda cell: cell), key: Many(fields)})[key]
    if unique:
        must_differ(records, unique)
    return records


def must_differ(records: list[Record], unique: str) -> None:
    """Raise BadInput where two records have the same value in a field."""
    first: dict[object, Record] = {}
    for one in records:
        if one[unique] in first:
            raise BadInput(
                f"{first[one[unique]].place()}と{one.line}行目：「{one[unique]}」が重複しています。1つにしてください。"
            )
        first[one[unique]] = one


def checked(record: Record, fields: Fields) -> Record:
    """What the record's fields mean, in the order of `fields`. Raises BadInput at the first thing that does not fit."""
    _must_know(record, fields)
    values = record.like({})
    for name, expected in fields.items():
        if name in record:
            values[name] = _meaning(
                record, name, record[name], expected.check if isinstance(expected, Maybe) else expected
            )
        elif isinstance(expected, Maybe):
            values[name] = expected.default
        else:
            raise BadInput(f"{record.place()}：項目「{name}」がありません。")
    return values


def merged(first: Record, second: Record) -> Record:
    """Both records as one that stands where the second does; what the second states goes before."""
    values = second.like(first | second)
    values.lines = first.lines | second.lines
    return values


def _load(path: Path, file: str) -> Record:
    try:
        loader = _Loader(path.read_text("utf-8-sig"))
        loader.name = file
        loaded = loader.get_single_data()
    except (ValueError, TypeError, RecursionError, yaml.YAMLError) as error:
        raise BadInput(f"{file}：UTF-8 の YAML として読めません。{_where(error)}") from error
    if not isinstance(loaded, Record):
        raise BadInput(f"{file}：「項目: 値」を並べた YAML が必要です。")
    return loaded


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{mark.line + 1}行目を確かめてください。" if mark else "ファイルが違うか、途中で切れています。"


class _Loader(yaml.SafeLoader):
    """Records the line of every mapping, and refuses a field written twice."""


def _construct(loader: _Loader, node: yaml.MappingNode) -> Record:
    own = [name.value for name, _ in node.value if name.tag != "tag:yaml.org,2002:merge"]
    for name in own:
        if own.count(name) > 1:
            raise yaml.constructor.ConstructorError(problem=f"{name} twice", problem_mark=node.start_mark)
    loader.flatten_mapping(node)
    record = Record(loader.construct_pairs(node, deep=True))
    record.file, record.line = loader.name, node.start_mark.line + 1
    record.lines = {name.value: name.start_mark.line + 1 for name, _ in node.value}
    return record


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct)


def _must_know(record: Record, names: Iterable[str]) -> None:
    known = list(names)
    for name in record:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            usable = f"使える項目：{'、'.join(known)}。" if known else "ここに書ける項目はありません。"
            hint = f"「{near[0]}」ではありませんか。" if near else usable
            raise BadInput(f"{record.place(name)}：「{brief(name)}」という項目はありません。{hint}")


def _meaning(record: Record, name: str, cell: object, expected: Expected) -> object:
    """What a cell of a field means, by whatever is expected there."""
    if isinstance(expected, Many):
        if not isinstance(cell, list) or not (cell or expected.may_be_empty):
            raise record.refusal(name, "1つ以上の一覧が必要です。")
        return [_meaning(record, name, entry, expected.entry) for entry in cell]
    if isinstance(expected, dict | Named | Kinds):
        return _inner(record, name, cell, expected)
    try:
        return expected(cell)
    except ValueError as error:
        raise record.refusal(name, f"「{brief(cell)}」は使えません。{error}") from error


def _inner(outer: Record, name: str, cell: object, expected: Fields | Named | Kinds) -> Record:
    """A record within a record."""
    if not isinstance(cell, Record):
        names = f"（{', '.join(expected)}）" if isinstance(expected, dict) else ""
        raise BadInput(f"{outer.place(name)}：「項目: 値」の組が必要です{names}。")
    if isinstance(expected, Named):
        return _named(outer, name, cell, expected)
    return checked(cell, _fields_of_kind(cell, expected) if isinstance(expected, Kinds) else expected)


def _named(outer: Record, name: str, cell: Record, expected: Named) -> Record:
    if not cell:
        raise outer.refusal(name, "1つ以上の「項目: 値」が必要です。")
    if expected.names:
        _must_know(cell, expected.names)
    for inner in cell:
        if not isinstance(inner, str):
            raise BadInput(
                f"{cell.place(inner)}：「{brief(inner)}」は項目の名前に使えません。引用符で囲んでください。"
            )
    return cell.like({inner: _meaning(cell, inner, value, expected.entry) for inner, value in cell.items()})


def _fields_of_kind(record: Record, kinds: Kinds) -> Fields:
    for name, fields in kinds.fields_by_name.items():
        if name in record:
            return fields
    _must_know(record, {name: None for fields in kinds.fields_by_name.values() for name in fields})
    raise BadInput(f"{record.place()}：{'・'.join(kinds.fields_by_name)} のどれかの項目が必要です。")
