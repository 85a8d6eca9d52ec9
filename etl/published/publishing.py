"""Publish the built database with the browser's files, fetch it on another machine, and go back to the one before.

Files come first, the manifest that lists them next, and last the one small file that says which manifest is current: whoever fetches
sees the former publication until the new one is whole. Nothing is ever overwritten but current.json. Who fetches holds every file
against its sha256 before it takes its name; the database comes last, in one step, as after a build.
"""

import hashlib
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

import duckdb

from etl import build, leftovers, outlines
from etl.problems import BadInput
from etl.progress import Progress
from etl.published import manifest
from etl.published.manifest import Content, Manifest
from etl.published.stores import Store

PIECE = 1 << 20
KEPT_DAYS = 30  # of browser's files that no database names any more, as after a build


class Outcome(NamedTuple):
    """The manifest that is current (or fetched) now, and whether that is new."""

    key: str
    manifest: Manifest
    is_new: bool


def publish(database: Path, static: Path, store: Store, progress: Progress) -> Outcome:
    """Publish a database and the files for the browser that it names; nothing where they are current already.

    Raises BadInput when the database is not whole or of another program, when a file is missing, or when the place refuses; what
    is current stays as it was.
    """
    with _copied(database, progress) as copy:
        files = {copy: _content_of(copy)}
        named = {name: static / name for name in sorted(build.files_named_by(copy))}
        for name, path in named.items():
            if not path.is_file():
                raise BadInput(
                    f"{path}：データベースが使う {name} がありません。python -m etl build で作り直してください。"
                )
            files[path] = _content_of(path)
        built_at, schema_version = _description_of(copy)
        before = _current(store)
        new = Manifest(
            built_at=built_at,
            schema_version=schema_version,
            database=files[copy],
            static={name: files[path] for name, path in named.items()},
            before=before.key if before else None,
        )
        if before and before.manifest.holds_the_same_as(new):
            _must_be_whole(store, before.manifest)
            return before
        progress.step("公開", len(files))
        for path, content in files.items():
            progress.advance(path.name)
            _put(store, path, content)
    store.put(new.key, io.BytesIO(new.text))
    store.put(manifest.CURRENT, io.BytesIO(manifest.pointing_to(new.key)))
    return Outcome(new.key, new, True)


def roll_back(store: Store) -> Outcome:
    """Make the publication before the current one current again. Raises BadInput when there is none, or it is not whole."""
    now = _must_be_published(store)
    if now.manifest.before is None:
        raise BadInput(f"{now.key}：これより前に公開されたデータベースはありません。")
    before = _read(store, now.manifest.before)
    _must_be_whole(store, before)
    store.put(manifest.CURRENT, io.BytesIO(manifest.pointing_to(before.key)))
    return Outcome(before.key, before, True)


def fetch(database: Path, static: Path, store: Store, progress: Progress) -> Outcome:
    """Have the current publication here: the browser's files, then the database in one step. Nothing where it is here already.

    Raises BadInput when there is none, it is of another program, or a file is not what the manifest says; the database stays as it was.
    """
    wanted = _must_be_published(store)
    if wanted.manifest.schema_version != build.own_schema_version():
        raise BadInput(
            f"{wanted.key}：ほかの版のプログラムのデータベースです。同じ版のプログラムで公開してください。"
        )
    with build.locked(database, progress):
        missing = {
            name: content
            for name, content in wanted.manifest.static.items()
            if not _is_here(static / name, content)
        }
        is_here = _is_here(database, wanted.manifest.database)
        if is_here and not missing:
            return wanted
        progress.step("受信", len(missing) + (not is_here))
        static.mkdir(parents=True, exist_ok=True)
        for name, content in missing.items():
            progress.advance(name)
            with build.replacing(static / name) as unfinished:
                _receive(store, content, unfinished)
        if not is_here:
            progress.advance(database.name)
            in_use = build.files_named_by(database)  # readers may still have them on screen
            with build.replacing(database) as unfinished:
                _receive(store, wanted.manifest.database, unfinished)
            in_use |= set(wanted.manifest.static)
            outlines.prune(static, older_than_days=KEPT_DAYS, in_use=in_use)
    return Outcome(wanted.key, wanted.manifest, True)


@contextmanager
def _copied(database: Path, progress: Progress) -> Iterator[Path]:
    """A copy beside the database, so that a build need not wait until all is sent. Raises BadInput when it is not whole."""
    if not database.is_file():
        raise BadInput(f"{database}：データベースがありません。先に python -m etl build を実行してください。")
    leftovers.remove(database.parent, database.name, "publishing")
    copy = leftovers.beside(database, "publishing")
    try:
        with build.locked(database, progress):
            shutil.copyfile(database, copy)
        if not build.is_whole(copy):
            raise BadInput(
                f"{database}：データベースが壊れています。python -m etl build で作り直してください。"
            )
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _description_of(database: Path) -> tuple[datetime, str]:
    """When a database was built (UTC, whole seconds), and its schema version. Raises BadInput when that is not this program's."""
    try:
        with duckdb.connect(str(database), read_only=True) as db:
            ((built_at, version),) = db.execute("select built_at, schema_version from build_info").fetchall()
    except duckdb.Error:
        version = None
    if version != build.own_schema_version():
        raise BadInput("ほかの版のプログラムのデータベースです。python -m etl build で作り直してください。")
    return built_at.replace(microsecond=0), str(version)


def _current(store: Store) -> Outcome | None:
    """The current publication; None where nothing has been published."""
    pointer = store.read(manifest.CURRENT)
    if pointer is None:
        return None
    key = manifest.current(pointer)
    return Outcome(key, _read(store, key), False)


def _must_be_published(store: Store) -> Outcome:
    current = _current(store)
    if current is None:
        raise BadInput("公開されたデータベースがありません。先に python -m etl publish を実行してください。")
    return current


def _read(store: Store, key: str) -> Manifest:
    text = store.read(key)
    if text is None:
        raise BadInput(f"{key}：公開の目録がありません。")
    return manifest.of(key, text)


def _must_be_whole(store: Store, publication: Manifest) -> None:
    """Raise BadInput when a file of a publication is missing or of another size."""
    for content in publication.files:
        if store.size(content.key) != content.size:
            raise BadInput(f"{content.key}：公開したファイルがないか、大きさが目録と合いません。")


def _put(store: Store, path: Path, content: Content) -> None:
    """A file that is there already (whole, by its size) is not sent again."""
    if store.size(content.key) != content.size:
        with path.open("rb") as file:
            store.put(content.key, file)


def _receive(store: Store, content: Content, target: Path) -> None:
    """Write a file to `target` and hold it against its hash. Raises BadInput when it is missing, cut off or another."""
    with target.open("wb") as file:
        is_there = store.receive(content.key, file)
    if not is_there:
        raise BadInput(f"{content.key}：公開の目録にあるファイルがありません。")
    if _content_of(target) != content:
        raise BadInput(
            f"{content.key}：内容がハッシュと合いません。途中で切れているか、書き換えられています。"
        )


def _is_here(path: Path, content: Content) -> bool:
    return path.is_file() and path.stat().st_size == content.size and _content_of(path) == content


def _content_of(path: Path) -> Content:
    with path.open("rb") as file:
        return _content(file)


def _content(file: BinaryIO) -> Content:
    digest, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return Content(digest.hexdigest(), size)
