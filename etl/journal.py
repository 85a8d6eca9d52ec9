"""What an import changes, written down before it is changed, so that everything can be put back.

Beside the database, `<database>.importing` is the journal of an import under way, `<database>.before_import` that of the last one
that went well, by which it can be undone. A journal holds the former database, the former raw files and `import.json`:

    {"raw": "the raw folder", "files": ["places below it that the import writes to"]}

`import.json` comes last and goes first: a journal without it belongs to an import that has changed nothing yet, or to one that is
put back. All this is done under the lock of the database (etl.build.locked).
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from etl import leftovers
from etl.problems import BadInput

LIST, DATABASE, RAW = "import.json", "dashboard.duckdb", "raw"


@contextmanager
def recorded(database: Path, raw: Path, files: list[str]) -> Iterator[None]:
    """Record what stands at these places of the raw folder; afterwards the import can be undone.

    When the block ends otherwise than well, all is put back; when the process is killed, the next to come does so (`repair`).
    """
    try:
        _record(database, raw, files)
        yield
        shutil.rmtree(_finished(database), ignore_errors=True)
        _unfinished(database).rename(_finished(database))
    except BaseException:
        repair(database)
        raise


def repair(database: Path) -> None:
    """Put back what an import that did not end well has left; nothing when there is none."""
    journal = _unfinished(database)
    if (journal / LIST).exists():
        _put_back(journal, database)
        (journal / LIST).unlink()
    shutil.rmtree(journal, ignore_errors=True)


def former_database(database: Path) -> Path:
    """Where the database lies that `undo` would bring back; there may be none."""
    return _finished(database) / DATABASE


def undo(database: Path) -> list[str]:
    """Bring back database and raw files as they were before the last import; returns the files' places.

    Raises BadInput when no import can be undone.
    """
    journal = _finished(database)
    if not (journal / LIST).exists():
        raise BadInput("取り消せる取込はありません。")
    files: list[str] = json.loads((journal / LIST).read_text("utf-8"))["files"]
    journal.rename(_unfinished(database))  # from here on it is an import to be put back, whatever happens
    repair(database)
    return files


def _record(database: Path, raw: Path, files: list[str]) -> None:
    journal = _unfinished(database)
    journal.mkdir(parents=True)
    if database.exists():
        shutil.copy2(database, journal / DATABASE)
    for name in files:
        if (raw / name).exists():
            (journal / RAW / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(raw / name, journal / RAW / name)
    content = json.dumps({"raw": str(raw.resolve()), "files": files}, ensure_ascii=False)
    (journal / "import.part").write_text(content, "utf-8")
    (journal / "import.part").rename(journal / LIST)


def _put_back(journal: Path, database: Path) -> None:
    """Everything as recorded. May be done again after it was cut off: the journal itself stays whole."""
    listed = json.loads((journal / LIST).read_text("utf-8"))
    for name in listed["files"]:
        _restore(journal / RAW / name, Path(listed["raw"]) / name)
    _restore(journal / DATABASE, database)


def _restore(former: Path, path: Path) -> None:
    """A file as it was, in one step; removed where there was none."""
    leftovers.remove(path.parent, escape(path.name), "unfinished")
    if not former.exists():
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = leftovers.beside(path, "unfinished")
    shutil.copy2(former, unfinished)
    unfinished.replace(path)


def _unfinished(database: Path) -> Path:
    return database.with_name(f"{database.name}.importing")


def _finished(database: Path) -> Path:
    return database.with_name(f"{database.name}.before_import")
