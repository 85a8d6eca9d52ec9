"""Taking files in: put where the build looks for them, and built; on any other end all is as before."""

import io
import re
import sys
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path, PurePosixPath

from etl import build, journal, recognise
from etl.problems import BadInput
from etl.progress import Progress


def take_in(
    files: dict[str, bytes],
    raw: Path,
    snapshot_dir: Path,
    static: Path,
    database: Path,
    progress: Progress,
) -> None:
    """Write files (place below the raw folder → content) and build; one import or build of a database at a time.

    Raises BadInput when a place is none, or the build refuses; database and raw files are then as before.
    """
    for name in files:
        _must_be_a_place(name)
    with build.locked(database, progress), journal.recorded(database, raw, list(files)):
        for name, content in files.items():
            (raw / name).parent.mkdir(parents=True, exist_ok=True)
            (raw / name).write_bytes(content)
        build.replace_database(raw, snapshot_dir, static, database, progress)


def undo(database: Path, progress: Progress) -> list[str]:
    """Take the last import back; returns the places of its files. Raises BadInput when there is none."""
    with build.locked(database, progress):
        return journal.undo(database)


def recognised(
    paths: Iterable[Path],
    source_id: str | None,
    edition: str | None,
    scope: str | None = None,
    as_of: date | None = None,
) -> dict[str, bytes]:
    """Place → content of files that say what they are, or are all of the source, edition, scope and date given.

    Raises BadInput when one is not recognised, when its edition is in doubt, or when two that differ have one place.
    """
    files: dict[str, bytes] = {}
    for path in paths:
        if not path.is_file():
            raise BadInput(f"{path}：ファイルがありません。")
        known, _ = recognise.recognise(path, source_id, edition, scope, as_of)
        if not known.is_edition_certain:
            raise BadInput(
                f"{path.name}：版が分かりません。--edition で指定してください。使える版：{'、'.join(known.editions)}。"
            )
        content = path.read_bytes()
        if files.setdefault(known.stored_as, content) != content:
            raise BadInput(
                f"{path.name}：同じ資料の同じ版のファイルが2つあります。どちらかを除いてください。"
            )
    return files


def from_standard_input() -> dict[str, bytes]:
    """Name → content of the files of a zip archive on standard input. Raises BadInput when it is none, or cut off."""
    try:
        with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as archive:
            files = {one.filename: archive.read(one) for one in archive.infolist()}
    except zipfile.BadZipFile as error:
        raise BadInput(
            "標準入力：zip ファイルとして読めません。途中で切れているか、別の形式です。"
        ) from error
    if not files:
        raise BadInput("標準入力：取り込むファイルがありません。")
    return files


def _must_be_a_place(name: str) -> None:
    parts = PurePosixPath(name).parts
    is_inside = parts and not name.startswith("/") and not {"..", "."} & set(parts)
    if not is_inside or re.search(r'[\x00-\x1f\\:*?"<>|]', name) or name.endswith("/"):
        raise BadInput(f"{name!r}：data/raw の中の場所として使えない名前です。")
