"""Read the construction years, as first published, of bridges managed by 山口県 in 山口市."""

from pathlib import Path

import pandas as pd

from etl.declaration import text
from etl.sheets import find_table, read_csv
from etl.source import Edition

LAYOUT = {"columns": {"bridge_id": text, "built_year": text}}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per bridge: bridge_id, built_fiscal_year (null: 不明), built_year_kind (stated | unknown)."""
    table = find_table(read_csv(path), edition.layout["columns"])
    table.must_be_unique(table.text("bridge_id"))
    is_unknown = table.text("built_year") == "不明"
    rows = pd.DataFrame(
        {
            "bridge_id": table.text("bridge_id"),
            "built_fiscal_year": table.where(~is_unknown)
            .number("built_year", minimum=1800, whole=True)
            .reindex(table.rows.index),
            "built_year_kind": is_unknown.map({True: "unknown", False: "stated"}),
        }
    )
    return rows.reset_index(drop=True)
