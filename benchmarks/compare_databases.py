"""Compare two built databases in every value: `python benchmarks/compare_databases.py OLD NEW`.

Prints each table that differs, with how many rows stand in only one of the two; ends with 1 when there is any. When a database
was built (`build_info.built_at`) is not compared, nor is the order of rows.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

IGNORED_COLUMNS = {("main", "build_info"): ["built_at"]}
Columns = list[tuple[str, str]]


def differences(old: Path, new: Path) -> Iterator[str]:
    """A sentence for every table that is not the same in both."""
    with duckdb.connect() as db:
        db.execute(f"attach '{old}' as old (read_only)")
        db.execute(f"attach '{new}' as new (read_only)")
        before, after = _tables(db, "old"), _tables(db, "new")
        for table in sorted(before.keys() | after.keys()):
            if difference := _difference(db, table, before.get(table), after.get(table)):
                yield f"{'.'.join(table)}: {difference}"


def _tables(db: duckdb.DuckDBPyConnection, database: str) -> dict[tuple[str, str], Columns]:
    """Names and types of the columns of every table, by schema and name."""
    rows = db.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and not internal order by column_index",
        [database],
    ).fetchall()
    tables: dict[tuple[str, str], Columns] = {}
    for schema, table, column, kind in rows:
        tables.setdefault((schema, table), []).append((column, kind))
    return tables


def _difference(
    db: duckdb.DuckDBPyConnection, table: tuple[str, str], before: Columns | None, after: Columns | None
) -> str | None:
    if before is None or after is None:
        return "only in the new one" if before is None else "only in the old one"
    if before != after:
        return f"columns {before} became {after}"
    ignored = "".join(f" exclude ({name})" for name in IGNORED_COLUMNS.get(table, []))
    if ignored and len(before) == len(IGNORED_COLUMNS[table]):
        ignored, columns = "", "count(*)"
    else:
        columns = f"*{ignored}"
    name = '"{}"."{}"'.format(*table)
    gone, added = (
        db.execute(
            f"select count(*) from (select {columns} from {one}.{name} except all select {columns} from {other}.{name})"
        ).fetchall()[0][0]
        for one, other in (("old", "new"), ("new", "old"))
    )
    return f"{gone:,} rows only in the old one, {added:,} only in the new one" if gone or added else None


def main(old: str, new: str) -> int:
    """Print the differences. Returns what the program ends with."""
    found = list(differences(Path(old), Path(new)))
    print("\n".join(found) or "The same in every value.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
