"""Taking in official files: asked of the ETL's own commands, with the way back kept.

The dashboard does not import the ETL; it runs `python -m etl recognise` and `python -m etl build` and reads what they say.
Only where the operator allows it: the environment variable DASHBOARD_IMPORT is 1. Off by default, and to be left off on public
servers.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from dashboard.forms.uploads import Refused
from dashboard.runtime import db

ROOT = Path(__file__).parents[2]
RAW = Path(os.environ.get("DASHBOARD_RAW", ROOT / "data" / "raw"))
RECOGNISE_SECONDS = 120
LINE = re.compile(r"^(?P<step>\S+) (?P<done>\d+)/(?P<of>\d+) (?P<piece>.*)$")


@dataclass(frozen=True)
class Progress:
    """How far a build is: the step, and pieces done of how many."""

    step: str
    done: int
    of: int
    piece: str


def is_allowed() -> bool:
    """Whether the operator lets readers of this server take files in."""
    return os.environ.get("DASHBOARD_IMPORT") == "1"


def recognise(
    content: bytes, name: str, source_id: str | None = None, edition: str | None = None
) -> tuple[dict, pd.DataFrame]:
    """What a file is (see etl.recognise.Recognised) and its tidy table. Raises Refused with the ETL's own words."""
    with tempfile.TemporaryDirectory() as folder:
        path, preview = Path(folder) / Path(name).name, Path(folder) / "preview.csv"
        path.write_bytes(content)
        said = ["--source", source_id] * bool(source_id) + ["--edition", edition] * bool(edition)
        try:
            run = subprocess.run(
                [sys.executable, "-m", "etl", "recognise", str(path), "--preview", str(preview), *said],
                cwd=ROOT,
                capture_output=True,
                encoding="utf-8",
                timeout=RECOGNISE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(f"{name}：{RECOGNISE_SECONDS}秒以内に読み終わりませんでした。") from error
        if run.returncode:
            raise Refused(_last_line(run.stderr) or f"{name}：読めませんでした。")
        return json.loads(run.stdout), pd.read_csv(preview, dtype=str)


def placed(files: dict[str, bytes], stored_as: dict[str, str]) -> dict[str, bytes]:
    """Content by its place below the raw folder; both arguments by the files' own names.

    Files of one name from different folders of an archive keep the folder in their name. Raises Refused when two files that
    differ are one edition of one publication.
    """
    found: dict[str, bytes] = {}
    for name, content in files.items():
        place = stored_as[name]
        if found.get(place, content) != content:
            if Path(place).name != Path(name).name:
                raise Refused(f"{name}：同じ資料の同じ版のファイルが2つあります。どちらかを除いてください。")
            place = str(PurePosixPath(place).with_name(name.replace("/", "_")))
        found[place] = content
    return found


def take_in(files: dict[str, bytes]) -> Iterator[Progress]:
    """Put files into the raw folder (name below it → content) and build; yields how far it is.

    When the build fails, everything is as before, and Refused carries the ETL's words. The database and the files that were there
    are kept for `undo`.
    """
    journal = _journal()
    shutil.rmtree(journal, ignore_errors=True)
    kept = journal / "raw"
    kept.mkdir(parents=True)
    if db.DATABASE.exists():
        shutil.copy2(db.DATABASE, journal / "dashboard.duckdb")
    for name, content in files.items():
        target = RAW / name
        if target.exists():
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(target, kept / name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (journal / "files.json").write_text(json.dumps(list(files), ensure_ascii=False), "utf-8")
    try:
        yield from build()
    except Refused:
        _put_back(journal)
        raise


def can_undo() -> list[str]:
    """The files of the last import, when it can be undone."""
    listed = _journal() / "files.json"
    return json.loads(listed.read_text("utf-8")) if listed.exists() else []


def undo() -> None:
    """Bring back the database and the raw files as they were before the last import."""
    journal = _journal()
    previous = journal / "dashboard.duckdb"
    if previous.exists():
        previous.replace(db.DATABASE)
    _put_back(journal)


def build(*options: str) -> Iterator[Progress]:
    """Build the database; yields how far it is. Raises Refused with the ETL's own words; the database is then as before."""
    command = [sys.executable, "-m", "etl", "build", "--raw", str(RAW), "--database", str(db.DATABASE)]
    command += options
    run = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    said = []
    for line in run.stderr:
        found = LINE.match(line.rstrip())
        if found:
            yield Progress(found["step"], int(found["done"]), int(found["of"]), found["piece"])
        else:
            said.append(line)
    if run.wait():
        raise Refused(_last_line("".join(said)) or "構築に失敗しました。データベースは前のままです。")


def _put_back(journal: Path) -> None:
    for name in can_undo():
        before, target = journal / "raw" / name, RAW / name
        if before.exists():
            before.replace(target)
        else:
            target.unlink(missing_ok=True)
    shutil.rmtree(journal, ignore_errors=True)


def _journal() -> Path:
    """Where the way back is kept: beside the database, so that putting it back is one step."""
    return db.DATABASE.with_name(f"{db.DATABASE.name}.before_import")


def _last_line(said: str) -> str:
    """The ETL's one message: what stands after 「エラー：」."""
    return said.rpartition("エラー：")[2].strip()
