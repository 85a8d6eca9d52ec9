"""Read who trains, certifies, honours and connects people in infrastructure maintenance."""

from pathlib import Path

import pandas as pd

from etl import strict
from etl.source import Edition
from etl.strict import maybe

KINDS = ("qualification", "award", "training", "matching")
FIELDS: strict.Fields = {
    "kind": strict.one_of(KINDS),
    "name_ja": strict.text,
    "provider_ja": strict.text,
    "prefectures": maybe(strict.Many(strict.prefecture), []),
    "text_ja": strict.text,
    "note_ja": maybe(strict.text),
    **strict.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per programme: kind (KINDS), name_ja, provider_ja, prefectures_served (list; empty: no place is named), text_ja,
    note_ja and the document."""
    programmes = pd.DataFrame(strict.read_list(path, "programmes", FIELDS, unique="name_ja"))
    return programmes.rename(columns={"prefectures": "prefectures_served"})
