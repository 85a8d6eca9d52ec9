"""Taking files in and out again, by the ETL's own commands; only where the operator allows it."""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from dashboard.forms.uploads import Refused
from dashboard.runtime import db, etl_commands


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


def take_in(files: dict[str, bytes]) -> Iterator[etl_commands.Progress]:
    """Put files into the raw folder (place below it → content) and build; yields how far it is.

    Raises CommandFailed with the ETL's own message; everything is then as before. Once begun, an import ends without its reader.
    """
    options = "--raw", str(etl_commands.RAW), "--database", str(db.DATABASE)
    yield from etl_commands.run("import", *options, "-", files=files)


def can_undo() -> list[str]:
    """The files of the last import, when it can be undone."""
    journal = db.DATABASE.with_name(f"{db.DATABASE.name}.before_import") / "import.json"
    try:
        return json.loads(journal.read_text("utf-8"))["files"]
    except FileNotFoundError:
        return []


def undo() -> Iterator[etl_commands.Progress]:
    """Bring back the database and the raw files as they were before the last import. Raises CommandFailed."""
    yield from etl_commands.run("undo", "--database", str(db.DATABASE))
