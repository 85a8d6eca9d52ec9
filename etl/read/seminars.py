"""Read the talks at which the handbook was explained."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.declaration import maybe
from etl.source import Edition

FIELDS: declaration.Fields = {
    "number": declaration.whole(1, 1000),
    "held_on": declaration.day,
    "area_ja": declaration.text,
    "organiser_ja": declaration.text,
    "name_ja": declaration.text,
    "theme_ja": maybe(declaration.text),
    "for_municipalities": declaration.flag,
    "for_contractors": declaration.flag,
    "other_audience_ja": maybe(declaration.text),
    "note_ja": maybe(declaration.text),
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per talk: number, held_on, area_ja, organiser_ja, name_ja, theme_ja, whom it was for, note_ja and the document."""
    return pd.DataFrame(declaration.read_list(path, "seminars", FIELDS, unique="number"))
