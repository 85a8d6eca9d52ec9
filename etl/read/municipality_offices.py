"""Read positions of municipal offices (localgovjp)."""

from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import Many, text
from etl.sheets import find_table, read_csv
from etl.source import Edition

LAYOUT = {
    "columns": {
        "lg_code": text,
        "municipality_name": text,
        "latitude": text,
        "longitude": text,
        "website": text,
    },
    "evacuated": Many(text),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: lg_code, office_latitude, office_longitude (degrees), website.

    Positions the layout names as not standing in the municipality's own seat (避難先) are null.
    """
    table = find_table(read_csv(path), edition.layout["columns"])
    rows = pd.DataFrame(
        {
            "lg_code": table.lg_code("lg_code"),
            "municipality_name": table.name("municipality_name"),
            "office_latitude": table.number("latitude", minimum=20),
            "office_longitude": table.number("longitude", minimum=120),
            "website": table.text("website"),
        }
    )
    table.must_be_unique(rows["lg_code"])
    evacuated = rows["lg_code"].isin(edition.layout["evacuated"])
    rows.loc[evacuated, ["office_latitude", "office_longitude"]] = None
    is_municipality = places.is_municipality(rows["lg_code"], rows.pop("municipality_name"))
    return rows[is_municipality].reset_index(drop=True)
