"""Whether a database has the tables a program asks for: a short name for the shape of all tables."""

import hashlib
import re
from collections.abc import Iterable

COMMENT_OR_SPACE = re.compile(r"(?:--.*|\s)+")
DECLARED_NAME = re.compile(r"^\w+(?=:)", re.MULTILINE)


def of(statements: Iterable[str], columns: str) -> str:
    """Twelve hexadecimal digits for the marts' SQL statements and the declared columns (YAML, a name at the start of a line).

    The same as long as no statement (but for comments, spaces and their order) and no column's name changes.
    """
    shapes = [COMMENT_OR_SPACE.sub(" ", statement).strip() for statement in statements]
    parts = [*sorted(shapes), *sorted(DECLARED_NAME.findall(columns))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
