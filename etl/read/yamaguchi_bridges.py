"""Read the ledger of bridges managed by 山口県, with its unknown years marked."""

from pathlib import Path

import pandas as pd

from etl.declaration import Named, text
from etl.records import each
from etl.sheets import find_table, read_csv
from etl.source import Edition
from japan.facilities import EARLIEST_FISCAL_YEAR, LATITUDES, LONGITUDES

LAYOUT = {
    "columns": {
        "bridge_id": text,
        "latitude": text,
        "longitude": text,
        "bridge_name": text,
        "route_kind": text,
        "route_name": text,
        "location_name": text,
        "structure": text,
        "built_year": text,
        "length": text,
        "width": text,
        "inspection_year": text,
        "soundness": text,
        "is_filled_in": text,
    },
    "manager_lg_code": text,
    "locations": Named(text),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per bridge, with the columns of every bridge ledger.

    built_fiscal_year is null and built_year_kind `unknown` where the file marks the year as perhaps filled in.
    soundness_category is 1–4 (Ⅰ–Ⅳ); lengths in metres, positions in degrees.
    """
    layout = edition.layout
    table = find_table(read_csv(path), layout["columns"])
    table.must_be_unique(table.text("bridge_id"))
    is_filled_in = each(table, "is_filled_in", {"0": False, "1": True}, "0 か 1 が必要です。").astype(bool)
    rows = pd.DataFrame(
        {
            "bridge_id": table.text("bridge_id"),
            "bridge_name": table.name("bridge_name"),
            "route_name": table.text("route_kind") + " " + table.text("route_name"),
            "structure_ja": table.name("structure"),
            "manager_lg_code": layout["manager_lg_code"],
            "manager_kind": "prefecture",
            "location_name": table.name("location_name"),
            "location_lg_code": each(
                table, "location_name", layout["locations"], "山口県内の市町名が必要です。"
            ).astype("str"),
            "built_fiscal_year": table.number("built_year", minimum=EARLIEST_FISCAL_YEAR, whole=True).mask(
                is_filled_in
            ),
            "built_year_kind": is_filled_in.map({True: "unknown", False: "stated"}),
            "length_m": table.number("length"),
            "width_m": table.number("width"),
            "soundness_category": each(
                table,
                "soundness",
                {"1": 1, "2": 2, "3": 3, "4": 4},
                "1〜4（判定区分Ⅰ〜Ⅳ）が必要です。",
            ).astype("Int64"),
            "inspection_fiscal_year": table.number(
                "inspection_year", minimum=EARLIEST_FISCAL_YEAR, whole=True
            ),
            "latitude": table.number("latitude", minimum=LATITUDES[0]),
            "longitude": table.number("longitude", minimum=LONGITUDES[0]),
        }
    )
    return rows.reset_index(drop=True)
