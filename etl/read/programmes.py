"""Read who trains, certifies, honours and connects people in infrastructure maintenance."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.declaration import maybe
from etl.place_fields import prefecture
from etl.source import Edition

KINDS = ("qualification", "award", "training", "matching")
FIELDS: declaration.Fields = {
    "kind": declaration.one_of(KINDS),
    "name_ja": declaration.text,
    "provider_ja": declaration.text,
    "prefectures": maybe(declaration.Many(prefecture), []),
    "text_ja": declaration.text,
    "note_ja": maybe(declaration.text),
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per programme: kind (KINDS), name_ja, provider_ja, prefectures_served (list; empty: no place is named), text_ja,
    note_ja and the document."""
    programmes = pd.DataFrame(declaration.read_list(path, "programmes", FIELDS, unique="name_ja"))
    return programmes.rename(columns={"prefectures": "prefectures_served"})
