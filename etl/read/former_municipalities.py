"""Read former municipalities: what became of each that was merged, renamed or got another status since 1970."""

from pathlib import Path

import pandas as pd

from etl.declaration import text
from etl.records import each
from etl.sheets import find_table, read_csv
from etl.source import Edition
from japan.calendar import day

LAYOUT = {
    "columns": {
        "former_code": text,
        "former_name": text,
        "former_name_kana": text,
        "changed_on": text,
        "change_ja": text,
        "lg_code": text,
    }
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per former municipality, change and municipality of today: former_code (five digits; codes of today are used
    again), former_name, former_name_kana (empty where none is known), changed_on, change_ja (新設合併, 市制施行 …), lg_code.

    A municipality that was divided has a row for each successor.
    """
    table = find_table(read_csv(path), edition.layout["columns"])
    former_code = table.lg_code("former_code", digits=5).str[:5]
    rows = pd.DataFrame(
        {
            "former_code": former_code,
            "former_name": table.name("former_name"),
            "former_name_kana": table.name("former_name_kana"),
            "changed_on": each(table, "changed_on", day, "日付（年-月-日）が必要です。").astype(
                "datetime64[s]"
            ),
            "change_ja": table.name("change_ja"),
            "lg_code": table.lg_code("lg_code"),
        }
    )
    return rows.drop_duplicates(ignore_index=True)
