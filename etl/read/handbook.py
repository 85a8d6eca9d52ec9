"""Read what the handbook 群マネの手引き Ver.1 is made of."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.source import Edition

KINDS = (
    "bundle",
    "strategy",
    "step",
    "chapter",
    "chapter_question",
    "chapter_part",
    "tool",
    "question",
    "sample",
    "next",
    "open_question",
    "mindset",
)
FIELDS: declaration.Fields = {
    "kind": declaration.one_of(KINDS),
    "number": declaration.whole(0, 50),
    "name_ja": declaration.text,
    "text_ja": declaration.text,
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per item: kind (KINDS), number within its kind, name_ja, text_ja and the document."""
    return pd.DataFrame(declaration.read_list(path, "items", FIELDS, unique="name_ja"))
