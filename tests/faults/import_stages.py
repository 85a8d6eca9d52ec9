"""Kill an import, and the way back, at every change they make to files: python tests/faults/import_stages.py FOLDER

The build is a quick one, so that every stage can be tried. Prints one JSON object per kill: what was run, after how many changes it
was killed, and what the next command left of it ("before" or "after", else all there is).
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from etl import build, imports, leftovers

CHANGES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile"}
FILES = {"a/1.csv": b"one", "b/2.csv": b"two"}


class Silent:
    def step(self, name_ja: str, pieces: int) -> None: ...

    def advance(self, piece: str) -> None: ...


def replace_database(raw: Path, snapshot_dir: Path, static: Path, database: Path, progress: Silent) -> None:
    unfinished = leftovers.beside(database, "unfinished")
    unfinished.write_bytes(b"".join(sorted(path.read_bytes() for path in raw.rglob("*.csv"))))
    unfinished.replace(database)


def take_in(place: Path) -> None:
    imports.take_in(FILES, place / "raw", place, place, place / "db", Silent())


def undo(place: Path) -> None:
    imports.undo(place / "db", Silent())


def prepared(place: Path) -> Path:
    (place / "raw" / "a").mkdir(parents=True)
    (place / "raw" / "a" / "1.csv").write_bytes(b"1")
    (place / "db").write_bytes(b"1")
    return place


def state(place: Path) -> dict[str, str]:
    """Database and raw files, and whether an import is under way."""
    paths = [place / "db", *(place / "raw").rglob("*")]
    found = {path.relative_to(place).as_posix(): path.read_text() for path in paths if path.is_file()}
    return found | {"under way": str((place / "db.importing").exists())}


def killed(run: Callable[[Path], None], place: Path, changes: int) -> bool:
    """Whether the process was killed before its change of that number; else it has come to its end."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
    left = changes

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in CHANGES and str(place) in str(arguments[0]):
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    run(place)
    os._exit(0)


def kill_everywhere(run: Callable[[Path], None], prepare: Callable[[Path], Path], folder: Path) -> None:
    """Kill at the first change, the second, and so on, until it comes to its end."""
    before, whole = state(prepare(folder / "before")), prepare(folder / "whole")
    run(whole)
    ends = {json.dumps(before): "before", json.dumps(state(whole)): "after"}
    changes, is_killed = 0, True
    while is_killed:
        changes += 1
        place = prepare(folder / str(changes))
        is_killed = killed(run, place, changes)
        with build.locked(place / "db", Silent()):
            left = state(place)
        end = ends.get(json.dumps(left), left)
        print(json.dumps({"run": run.__name__, "changes": changes, "is_killed": is_killed, "end": end}))


def taken_in(place: Path) -> Path:
    take_in(prepared(place))
    return place


if __name__ == "__main__":
    build.replace_database = replace_database
    kill_everywhere(take_in, prepared, Path(sys.argv[1]) / "take_in")
    kill_everywhere(undo, taken_in, Path(sys.argv[1]) / "undo")
