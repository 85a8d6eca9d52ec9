"""Read the flattened table of municipal infrastructure (公共施設状況調, 見える化DB, 道路メンテナンス年報)."""

from pathlib import Path

import pandas as pd

from etl.sheets import find_table, read_csv
from etl.source import Edition


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality and fiscal year: lg_code, fiscal_year and the layout's columns.

    Lengths in m, areas in m², money in yen, water_pipe_overage_share 0–1 (over the legal 40 years); null where the source
    has none.
    """
    layout = edition.layout
    table = find_table(
        read_csv(path), {"code": layout["code"], "fiscal_year": "fiscal_year"} | layout["columns"]
    )
    code = (
        table.lg_code("code", digits=5)
        if layout["code_digits"] == 5
        else table.text("code").str.zfill(layout["code_digits"])
    )
    rows = pd.DataFrame(
        {layout["key"]: code, "fiscal_year": table.number("fiscal_year", minimum=2000, whole=True)}
        | {name: table.number(name, missing=["blank"]) for name in layout["columns"]}
    )
    table.must_be_unique(rows[[layout["key"], "fiscal_year"]])
    return rows.reset_index(drop=True)
