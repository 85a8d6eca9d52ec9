"""Read the degrees of comprehensive outsourcing (包括的民間委託)."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.declaration import Many
from etl.source import Edition

FIELDS: declaration.Fields = {
    "id": declaration.text,
    "name_ja": declaration.text,
    "levels_ja": Many(declaration.text),
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per dimension and level: dimension_id, dimension_ja, level (1 = smallest), level_ja, display_order and the document."""
    dimensions = declaration.read_list(path, "dimensions", FIELDS, unique="id")
    return pd.DataFrame(
        [
            {
                "dimension_id": one["id"],
                "dimension_ja": one["name_ja"],
                "display_order": order,
                "level": level,
                "level_ja": level_ja,
            }
            | {name: one[name] for name in declaration.DOCUMENT}
            for order, one in enumerate(dimensions, start=1)
            for level, level_ja in enumerate(one["levels_ja"], start=1)
        ]
    )
