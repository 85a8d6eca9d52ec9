"""Declared sources: what each publication is, whose it is, and how each edition's file is laid out."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from etl import declaration
from etl.declaration import (
    Fields,
    Kinds,
    Many,
    Named,
    Record,
    address,
    day,
    flag,
    many_or_none,
    maybe,
    text,
    whole,
)
from etl.problems import BadInput
from japan import calendar

SOURCES = Path(__file__).parent / "sources"
DOWNLOAD = Kinds(
    {
        "api": {"api": address, "prefecture": text, "page_size": whole(1, 100_000), "file": text},
        "link": {"page": address, "link": Many(text), "file": text},
        "suffixes": {"page": address, "suffixes": Many(text), "skip": many_or_none(text), "folder": text},
        "url": {"url": address, "file": text, "form": maybe(Named(text))},
    }
)
EDITION: Fields = {
    "edition": text,
    "as_of": maybe(day),
    "retrieved": maybe(day),
    "files": Many(text),
    "layout": maybe(declaration.record),
    "many": maybe(flag, False),
}
SOURCE: Fields = {
    "title_ja": text,
    "publisher": text,
    "page": address,
    "licence": {"name": text, "url": address},
    "attribution": text,
    "covers_ja": text,
    "unit_of_row": text,
    "official": maybe(flag, True),
    "reference": maybe(flag, False),
    "imported": maybe(flag, False),
    "shipped": maybe(flag, True),
    "key": maybe(Many(text), ()),
    "notes_ja": maybe(Many(text), ()),
    "layout": maybe(declaration.record),
    "downloads": maybe(Many(DOWNLOAD), ()),
    "newer": maybe(
        Many(
            {
                "edition_ja": text,
                "as_of": day,
                "published": maybe(day),
                "page": address,
                "source": maybe(text),
            }
        ),
        (),
    ),
    "editions": Many(EDITION),
}


@dataclass(frozen=True)
class Edition:
    """One published edition: the date its numbers describe, the file names it goes by, and its layout.

    as_of, retrieved: None for an imported source, whose files themselves say what they describe. many: several files, read
    together, make one edition. scope: whose staff a table counts, where the reader was asked (etl.read.mic_staffing_survey).
    """

    source_id: str
    edition: str
    as_of: date | None
    retrieved: date | None
    files: tuple[str, ...]
    layout: dict[str, Any]
    many: bool = False
    scope: str | None = None


@dataclass(frozen=True)
class Source:
    """A publication we use, with every edition we can read.

    official: False for third parties' own compilations (非公式). reference: kept by hand in data/reference, not among the
    raw files. imported: brought by whoever has the files, so not in the snapshot; as many files as there are are united, and
    `key` names the columns that identify a row among them. shipped: False for official files that are fetched, not shipped:
    no part of the snapshot, an empty table until they are there. downloads: where the files are fetched from (etl.fetch).
    newer: official editions that are known to exist and were not at hand; `source` where they would be read as another source.
    """

    source_id: str
    title_ja: str
    publisher: str
    page: str
    licence: dict[str, str]
    attribution: str
    covers_ja: str
    unit_of_row: str
    official: bool
    reference: bool
    imported: bool
    shipped: bool
    key: tuple[str, ...]
    notes_ja: tuple[str, ...]
    downloads: tuple[dict[str, Any], ...]
    newer: tuple[dict[str, Any], ...]
    editions: tuple[Edition, ...]

    @property
    def reader(self) -> Callable[[Path, Edition], pd.DataFrame]:
        """The function that turns one of this source's files into a tidy table."""
        read: Callable[[Path, Edition], pd.DataFrame] = _reader(self.source_id).read
        return read

    @property
    def empty(self) -> pd.DataFrame:
        """The tidy table, without any file, of a source that is not in the snapshot."""
        empty: pd.DataFrame = _reader(self.source_id).EMPTY
        return empty

    @property
    def newest(self) -> Edition:
        """The edition of the latest date; the first one of an imported source."""
        return max(self.editions, key=lambda edition: edition.as_of or date.min)

    @property
    def is_in_snapshot(self) -> bool:
        return self.shipped and not (self.reference or self.imported)


@cache
def load(source_id: str) -> Source:
    """A declared source. Raises BadInput when there is none of that name."""
    path = SOURCES / f"{source_id}.yaml"
    if not path.exists():
        known = "、".join(source.source_id for source in load_all())
        raise BadInput(f"「{source_id}」という出典はありません。使える名前：{known}。")
    declared = declaration.read(path, SOURCE, f"sources/{path.name}")
    _must_fit_each_other(declared)
    fields = _layout_fields(source_id)
    editions = tuple(_edition(source_id, declared, one, fields) for one in declared["editions"])
    lists = {name: tuple(declared[name]) for name in ("key", "notes_ja", "downloads", "newer")}
    own = {name: value for name, value in declared.items() if name not in ("layout", "editions")}
    return Source(source_id=source_id, editions=editions, **own | lists)


def _must_fit_each_other(declared: Record) -> None:
    """Raise BadInput where one field of a source makes another one necessary or impossible."""
    declaration.must_differ(declared["editions"], "edition")
    if declared["imported"] != bool(declared["key"]):
        raise declared.refusal("key", "imported: true の出典だけに必要です。")
    for one in declared["editions"]:
        for name in ("as_of", "retrieved"):
            if declared["imported"] and one[name]:
                raise one.refusal(name, "imported: true の出典では、ファイルが日付を示すので書けません。")
            if not declared["imported"] and not one[name]:
                raise BadInput(f"{one.place()}：項目「{name}」がありません。")


def _layout_fields(source_id: str) -> Fields:
    """The fields of a layout that the source's reader needs."""
    return getattr(_reader(source_id), "LAYOUT", {})


def _edition(source_id: str, declared: Record, one: Record, fields: Fields) -> Edition:
    """An edition with its layout: the source's, and what is its own."""
    shared, own = declared["layout"] or one.like({}), one["layout"] or one.like({})
    layout = declaration.checked(declaration.merged(shared, own), fields)
    return Edition(
        source_id=source_id,
        edition=one["edition"],
        as_of=one["as_of"],
        retrieved=one["retrieved"],
        files=tuple(one["files"]),
        layout=layout,
        many=one["many"],
    )


def _reader(source_id: str) -> ModuleType:
    return importlib.import_module(f"etl.read.{source_id}")


@cache
def load_all() -> tuple[Source, ...]:
    """Every declared source, in name order."""
    return tuple(load(path.stem) for path in sorted(SOURCES.glob("*.yaml")))


def find(edition: Edition, raw: Path) -> Path | None:
    """The edition's file anywhere below a folder, or None. Raises BadInput when two different files answer to its name."""
    found = find_all(edition, raw)
    if len({path.read_bytes() for path in found}) > 1:
        names = "、".join(path.relative_to(raw).as_posix() for path in found)
        raise BadInput(
            f"{edition.source_id} {edition.edition}年版に当たるファイルが複数あります：{names}。1つだけ残してください。"
        )
    return found[0] if found else None


def find_all(edition: Edition, raw: Path) -> list[Path]:
    """Every file below a folder that goes by one of the edition's names."""
    return [
        path
        for path in sorted(raw.rglob("*"))
        if path.is_file()
        and not path.name.startswith("~$")  # Excel's own mark of an open workbook
        and any(fnmatch(path.relative_to(raw).as_posix(), pattern) for pattern in _patterns(edition))
    ]


def _patterns(edition: Edition) -> list[str]:
    return [pattern for name in edition.files for pattern in (name, f"*/{name}")]


def dated(source: Source, path: Path, as_of: date) -> Edition:
    """The edition of a date that the user gives for a file, with the newest layout where none is declared."""
    known = [edition for edition in source.editions if edition.as_of == as_of]
    layout = (known or [source.newest])[0].layout
    label = known[0].edition if known else as_of.isoformat()
    return Edition(source.source_id, label, as_of, calendar.today(), (path.name,), layout)


def is_named(edition: Edition, path: Path) -> bool:
    """Whether a file goes by one of the edition's names."""
    return any(fnmatch(path.as_posix(), f"*/{name}") or fnmatch(path.name, name) for name in edition.files)


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One edition's file as a tidy table, with the edition's label in column `edition` (the year, where imported).

    Raises BadInput when the file is not what its reader expects, or nothing in it is a row.
    """
    declared = load(edition.source_id)
    try:
        table = declared.reader(path, edition)
    except UnicodeEncodeError as error:  # half a character, written as \ud800 in JSON or YAML
        raise BadInput(f"{path.name}：文字として使えない符号（{error.object!a:.40}）があります。") from error
    if table.empty:
        raise BadInput(
            f"{path.name}：読み取れるデータの行が1つもありません。ファイルと版を確かめてください。"
        )
    table.insert(0, "edition", table["as_of"].dt.year.astype(str) if declared.imported else edition.edition)
    return table
