"""Whether a database has the tables a program asks for: a short name for the shape of all tables."""

import hashlib
import re
from collections.abc import Iterable

COMMENT_OR_SPACE = re.compile(r"(?:--.*|\s)+")
DECLARED_NAME = re.compile(r"^\w+(?=:)", re.MULTILINE)


def of(statements: Iterable[str], columns: str, metric_ids: Iterable[str]) -> str:
    """Twelve hexadecimal digits for the marts' SQL statements, the declared columns (YAML, a name at the start of a line) and the
    metrics, each of which is a column of `municipality_facts`.

    The same as long as no statement (but for comments, spaces and their order), no column's name and no metric's id changes.
    """
    shapes = sorted(COMMENT_OR_SPACE.sub(" ", statement).strip() for statement in statements)
    parts = "\n\n".join(
        "\n".join(part) for part in (shapes, sorted(DECLARED_NAME.findall(columns)), sorted(metric_ids))
    )
    return hashlib.sha256(parts.encode()).hexdigest()[:12]
