"""The small file (JSON) that a reader keeps: which heading of a table is which column, for the next table like it."""

import json
from collections.abc import Collection, Mapping

MOST_BYTES = 100_000


def written(file_format: str, headings: Mapping[str, str | None], **facts: str | None) -> bytes:
    """The file: its format, the facts beside the headings, and the headings that were chosen."""
    content = {
        "format": file_format,
        **facts,
        "headings": {key: label for key, label in headings.items() if label},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def facts_of(content: bytes, file_format: str) -> dict[str, object]:
    """What a file of `written` says. Raises ValueError, in Japanese, when it is none of this format."""
    if len(content) > MOST_BYTES:
        raise ValueError("大きすぎます")
    try:
        facts = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("JSON ではないか、途中で切れています") from error
    if not isinstance(facts, dict) or facts.get("format") != file_format:
        raise ValueError("このダッシュボードが書き出したファイルではありません")
    return facts


def headings_of(facts: Mapping[str, object], keys: Collection[str]) -> dict[str, str | None]:
    """The headings by key, None where none was chosen. Raises ValueError, in Japanese, for a key that is none of these, or no text."""
    headings = facts.get("headings")
    if not isinstance(headings, dict) or not set(headings) <= set(keys):
        raise ValueError("知らない項目があります")
    if not all(isinstance(label, str) and label for label in headings.values()):
        raise ValueError("見出しが文字ではありません")
    return {key: headings.get(key) for key in sorted(keys)}
