"""Read 全市町村の主要財政指標: the official workbooks (.xls, .xlsx) and their flattening to CSV."""

from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import Fields, maybe, text
from etl.sheets import find_table, only_sheet, read_csv
from etl.source import Edition
from japan.cells import squeeze

COLUMNS: Fields = {
    "lg_code": text,
    "fiscal_strength_index": text,
    "current_balance_ratio": text,
    "real_debt_service_ratio": text,
    "future_burden_ratio": text,
}
# flattened: the headings of a CSV that a third party made of the workbook, where they are its own.
LAYOUT: Fields = {"columns": COLUMNS, "flattened": maybe(COLUMNS)}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality, fiscal year and indicator: lg_code, fiscal_year, indicator, value, kind.

    Ratios are in percent as printed, 財政力指数 is an index. `kind` is `value` or `dash`: a dash means 算定なし (for
    将来負担比率: nothing to bear), never 0. A negative is printed ▲.
    """
    grid = read_csv(path) if path.suffix.lower() == ".csv" else only_sheet(path)
    flattened = edition.layout["flattened"]
    is_flattened = flattened and any(flattened["lg_code"] in row for row in grid.rows[:1])
    columns = flattened if is_flattened else edition.layout["columns"]
    table = find_table(grid, columns, keep=lambda row: squeeze(row["lg_code"])[:1].isdigit())
    if is_flattened:  # it leaves empty what the workbook prints as 「－」
        table.rows["future_burden_ratio"] = table.rows["future_burden_ratio"].replace("", "－")
    lg_code = table.lg_code("lg_code")
    table.must_be_unique(lg_code)
    assert edition.as_of  # which only an imported edition lacks
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "lg_code": places.current(lg_code),
                    "fiscal_year": edition.as_of.year - 1,  # as_of is the 31 March that ends it
                    "indicator": indicator,
                    "value": table.number(indicator, minimum=None, missing=["dash"]),
                    "kind": table.missing_kind(indicator),
                }
            )
            for indicator in columns
            if indicator != "lg_code"
        ],
        ignore_index=True,
    )
