"""What a publication consists of, and which one is current: two small JSON files, read strictly.

    manifests/20261129T101500Z-<sha256>.json   {"format": 1, "built_at", "schema_version", "database": {"sha256", "size"},
                                               "static": {"values-….json": {"sha256", "size"}, …}, "before": a manifest or null}
    current.json                               {"format": 1, "manifest": "manifests/….json"}
    files/<sha256>                             the files themselves, under the name of their content

A manifest's name holds the hash of its text, so that the one small file that ever changes, current.json, vouches for all the others.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl.problems import BadInput

FORMAT = 1
CURRENT = "current.json"
HASH = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"manifests/\d{8}T\d{6}Z-([0-9a-f]{64})\.json")
STATIC_NAME = re.compile(r"[a-z]+-[0-9a-f]{10}\.json")


@dataclass(frozen=True)
class Content:
    """A file's sha256 (hexadecimal) and size in bytes."""

    sha256: str
    size: int

    @property
    def key(self) -> str:
        return f"files/{self.sha256}"


@dataclass(frozen=True)
class Manifest:
    """One publication. built_at: of the database, UTC; static: name in the folder static → content; before: the manifest that was
    current when this one was published."""

    built_at: datetime
    schema_version: str
    database: Content
    static: dict[str, Content]
    before: str | None

    @property
    def text(self) -> bytes:
        held = {
            "format": FORMAT,
            "built_at": f"{self.built_at:%Y-%m-%dT%H:%M:%SZ}",
            "schema_version": self.schema_version,
            "database": vars(self.database),
            "static": {name: vars(content) for name, content in sorted(self.static.items())},
            "before": self.before,
        }
        return json.dumps(held, indent=1).encode()

    @property
    def key(self) -> str:
        return f"manifests/{self.built_at:%Y%m%dT%H%M%SZ}-{hashlib.sha256(self.text).hexdigest()}.json"

    @property
    def files(self) -> set[Content]:
        return {self.database, *self.static.values()}

    def holds_the_same_as(self, other: "Manifest") -> bool:
        return (self.database, self.static) == (other.database, other.static)


def current(text: bytes) -> str:
    """The manifest that current.json names. Raises BadInput where it is none of ours."""
    held = _object(text, CURRENT)
    if not NAME.fullmatch(str(held.get("manifest"))):
        raise BadInput(f"{CURRENT}：公開の目録を指していません。")
    return str(held["manifest"])


def pointing_to(key: str) -> bytes:
    """The text of current.json."""
    return json.dumps({"format": FORMAT, "manifest": key}).encode()


def of(key: str, text: bytes) -> Manifest:
    """The manifest of this name. Raises BadInput where its text is not what it was named after, or is no manifest."""
    named = NAME.fullmatch(key)
    if named is None or hashlib.sha256(text).hexdigest() != named[1]:
        raise BadInput(f"{key}：内容が名前のハッシュと合いません。途中で切れているか、書き換えられています。")
    held = _object(text, key)
    try:
        return Manifest(
            built_at=datetime.strptime(held["built_at"], "%Y-%m-%dT%H:%M:%SZ"),
            schema_version=str(held["schema_version"]),
            database=_content(held["database"]),
            static={_static_name(name): _content(one) for name, one in held["static"].items()},
            before=_before(held["before"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{key}：公開の目録として読めません。") from error


def _object(text: bytes, key: str) -> dict[str, Any]:
    try:
        held = json.loads(text)
    except ValueError as error:
        raise BadInput(f"{key}：JSON として読めません。途中で切れているか、書き換えられています。") from error
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise BadInput(f"{key}：このプログラムが読める形式（{FORMAT}）ではありません。")
    return held


def _content(held: dict[str, Any]) -> Content:
    sha256, size = held["sha256"], held["size"]
    if not isinstance(sha256, str) or not HASH.fullmatch(sha256) or type(size) is not int or size < 0:
        raise ValueError(held)
    return Content(sha256, size)


def _static_name(name: str) -> str:
    """A name that cannot lead out of the folder, or to a file of the program itself."""
    if not STATIC_NAME.fullmatch(name):
        raise ValueError(name)
    return name


def _before(key: object) -> str | None:
    if key is not None and not (isinstance(key, str) and NAME.fullmatch(key)):
        raise ValueError(key)
    return key
