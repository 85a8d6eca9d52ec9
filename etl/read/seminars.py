"""Read the talks at which the handbook was explained."""

from pathlib import Path

import pandas as pd

from etl import strict
from etl.source import Edition
from etl.strict import maybe

FIELDS: strict.Fields = {
    "number": strict.whole(1, 1000),
    "held_on": strict.day,
    "area_ja": strict.text,
    "organiser_ja": strict.text,
    "name_ja": strict.text,
    "theme_ja": maybe(strict.text),
    "for_municipalities": strict.flag,
    "for_contractors": strict.flag,
    "other_audience_ja": maybe(strict.text),
    "note_ja": maybe(strict.text),
    **strict.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per talk: number, held_on, area_ja, organiser_ja, name_ja, theme_ja, whom it was for, note_ja and the document."""
    return pd.DataFrame(strict.read_list(path, "seminars", FIELDS, unique="number"))
