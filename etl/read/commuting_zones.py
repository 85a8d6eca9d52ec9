"""Read the commuting zones of 2015."""

from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import text
from etl.sheets import find_table, read_csv
from etl.source import Edition

LAYOUT = {"columns": {"code": text, "zone": text}}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code (of 2015, brought up to date), zone_id (a number as text)."""
    table = find_table(read_csv(path), edition.layout["columns"])
    rows = pd.DataFrame(
        {
            "lg_code": places.current(table.lg_code("code", digits=5)),
            "zone_id": table.number("zone", minimum=1, whole=True).astype(str),
        }
    )
    table.must_be_unique(rows["lg_code"])
    return rows.reset_index(drop=True)
