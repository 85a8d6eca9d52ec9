"""Read what orderers, contractors and residents say of managing in groups."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.declaration import maybe
from etl.read.cases import OUTCOMES, SPEAKERS
from etl.source import Edition

KINDS = ("heard", "expected", "concern")
FIELDS: declaration.Fields = {
    "kind": declaration.one_of(KINDS),
    "said_by": declaration.one_of(SPEAKERS),
    "outcome": maybe(declaration.one_of(OUTCOMES)),
    "name_ja": declaration.text,
    "text_ja": declaration.text,
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per statement: kind (KINDS: heard in earlier practice, expected, a concern), said_by (SPEAKERS), outcome (of
    etl.read.cases.OUTCOMES; null of a concern), name_ja, text_ja and the document."""
    return pd.DataFrame(declaration.read_list(path, "effects", FIELDS, unique="name_ja"))
