"""Every table as a file that Excel opens."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from analysis.spreadsheet import neutralised


def tables(db: duckdb.DuckDBPyConnection, output: Path) -> Iterator[tuple[Path, int]]:
    """Write each table of the database as CSV (UTF-8 with BOM) and yield its path and rows."""
    output.mkdir(parents=True, exist_ok=True)
    names = db.execute(
        "select table_name from duckdb_tables() where schema_name = 'main' order by 1"
    ).fetchall()
    for (name,) in names:
        table = db.execute(f"from {name}").df()
        path = output / f"{name}.csv"
        neutralised(table).to_csv(path, index=False, encoding="utf-8-sig")
        yield path, len(table)
