"""Read what orderers, contractors and residents say of managing in groups."""

from pathlib import Path

import pandas as pd

from etl import strict
from etl.source import Edition

KINDS = ("heard", "expected", "concern")
SPEAKERS = ("orderer", "contractor", "resident")
FIELDS: strict.Fields = {
    "kind": strict.one_of(KINDS),
    "said_by": strict.one_of(SPEAKERS),
    "name_ja": strict.text,
    "text_ja": strict.text,
    **strict.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per statement: kind (KINDS: heard in earlier practice, expected, a concern), said_by (SPEAKERS), name_ja, text_ja
    and the document."""
    return pd.DataFrame(strict.read_list(path, "effects", FIELDS, unique="name_ja"))
