"""Read what the handbook 群マネの手引き Ver.1 is made of."""

from pathlib import Path

import pandas as pd

from etl import strict
from etl.source import Edition

KINDS = ("bundle", "strategy", "step", "chapter", "tool", "next", "mindset")
FIELDS: strict.Fields = {
    "kind": strict.one_of(KINDS),
    "number": strict.whole(0, 50),
    "name_ja": strict.text,
    "text_ja": strict.text,
    **strict.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per item: kind (KINDS), number within its kind, name_ja, text_ja and the document."""
    return pd.DataFrame(strict.read_list(path, "items", FIELDS, unique="name_ja"))
