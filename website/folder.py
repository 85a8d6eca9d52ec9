"""The folder of the site: written beside its place and put there whole; nothing that is no site of ours is replaced."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl import build_lock, leftovers
from etl.problems import BadInput

MARK = "site.json"  # says that a folder is a site of ours
KIND = "gunmane-static-site"
ENTRIES = {"index.html", "places.html", "sources.html", "code", "data", "profiles", MARK}


def mark(**more: object) -> bytes:
    """The content of MARK."""
    return json.dumps({"kind": KIND, **more}, ensure_ascii=False, indent=1).encode()


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new folder beside `target` that takes its place on success and is removed on failure.

    Raises BadInput when something else lies at `target`, or the disk does not do its part; what was there is there again.
    """
    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with build_lock.hold(target, lambda: None):
            must_be_ours(target)
            for kind in ("writing", "replaced"):
                leftovers.remove(target.parent, target.name, kind)
            new = leftovers.beside(target, "writing")
            new.mkdir()
            try:
                yield new
                _swap(target, new)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise BadInput(f"{error.filename or target}：書き込めません（{error.strerror}）。") from error


def must_be_ours(target: Path) -> None:
    """Raise BadInput where `target` is neither missing, nor empty, nor a site of ours."""
    if not target.exists():
        return
    if target.is_dir():
        entries = {entry.name for entry in target.iterdir()}
        # What somebody has put into a site of ours would be lost with it.
        if not entries or (_is_site(target) and entries <= ENTRIES):
            return
    raise BadInput(
        f"{target}：静的版ではないファイルがあります。空のフォルダか、前に書き出した静的版のフォルダを指定してください。"
    )


def _is_site(folder: Path) -> bool:
    try:
        said = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("kind") == KIND


def _swap(target: Path, new: Path) -> None:
    """Put a folder in the place of another. Between the two steps there is none: a file system has no single one for folders."""
    old = leftovers.beside(target, "replaced")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
