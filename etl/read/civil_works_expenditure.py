"""Read 土木費 by item (目的別歳出の内訳)."""

from pathlib import Path

import pandas as pd

from etl.declaration import text
from etl.sheets import find_table, read_csv
from etl.source import Edition

LAYOUT = {
    "columns": {
        "code": text,
        "fiscal_year": text,
        "item": text,
        "amount": text,
        "maintenance": text,
        "construction": text,
    }
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality, fiscal year and item: lg_code, fiscal_year, item_ja, amount_yen, maintenance_share,
    construction_share (0–1; null where not printed)."""
    table = find_table(read_csv(path), edition.layout["columns"])
    rows = pd.DataFrame(
        {
            "lg_code": table.lg_code("code", digits=5),
            "fiscal_year": table.number("fiscal_year", minimum=2000, whole=True),
            "item_ja": table.text("item"),
            "amount_yen": table.number("amount"),
            "maintenance_share": table.number("maintenance", missing=["blank"]) / 100,
            "construction_share": table.number("construction", missing=["blank"]) / 100,
        }
    )
    table.must_be_unique(rows[["lg_code", "fiscal_year", "item_ja"]])
    return rows.reset_index(drop=True)
