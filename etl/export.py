"""The database as files: every table for Excel and for programs, and the outlines with every metric for geographic programs."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analysis import map_files, outline_topology, printed_numbers, table_files
from etl.problems import BadInput

TABLES: dict[str, tuple[str, Callable[[pd.DataFrame], bytes]]] = {
    "csv": ("csv", lambda table: table_files.csv_bytes(table, most=printed_numbers.FULL)),
    "parquet": ("parquet", table_files.parquet_bytes),
}
MAPS: dict[str, tuple[str, Callable[[dict[str, Any], pd.DataFrame, str], bytes]]] = {
    "geojson": ("geojson", map_files.geojson),
    "geoparquet": ("parquet", map_files.geoparquet),
}
FORMATS = [*TABLES, *MAPS]
OUTLINES = "municipality_outlines"
OF_METRIC = (
    "as_of",
    "denominator_as_of",
    "basis",
    "status",
    "mark",
    "less_than",
)  # beside a value, where it has any


def write(db: duckdb.DuckDBPyConnection, output: Path, form: str, static: Path) -> Iterator[tuple[Path, int]]:
    """Write the database in one of FORMATS and yield each file's path and rows. static: the folder of the browser's files.

    csv (UTF-8 with BOM), parquet: every table. geojson, geoparquet: the municipalities with the newest value of every metric. Raises
    BadInput where the outlines are not there.
    """
    output.mkdir(parents=True, exist_ok=True)
    if form in MAPS:
        ending, written = MAPS[form]
        table = with_metrics(db)
        path = output / f"{OUTLINES}.{ending}"
        path.write_bytes(written(_outlines(db, static), table, "lg_code"))
        yield path, len(table)
        return
    ending, written_table = TABLES[form]
    names = db.execute(
        "select table_name from duckdb_tables() where schema_name = 'main' order by 1"
    ).fetchall()
    for (name,) in names:
        table = db.execute(f"from {name}").df()
        path = output / f"{name}.{ending}"
        path.write_bytes(written_table(table))
        yield path, len(table)


def with_metrics(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per municipality: its codes and names, for every metric its newest value and what OF_METRIC says of it, and source
    (attributions)."""
    table = db.execute(
        "select lg_code, prefecture_name, municipality_name, municipality_type from municipalities order by lg_code"
    ).df()
    values = db.execute("from newest_values order by metric_id").df()
    columns = [table]
    for metric_id, own in values.groupby("metric_id"):
        placed = own.set_index("lg_code").reindex(table["lg_code"]).reset_index(drop=True)
        beside = placed[[name for name in OF_METRIC if placed[name].notna().any()]]
        columns.append(placed["value"].rename(metric_id).to_frame())
        columns.append(beside.add_prefix(f"{metric_id}_"))
    return pd.concat(columns, axis="columns").assign(source=_attributions(db))


def _attributions(db: duckdb.DuckDBPyConnection) -> str:
    found = db.execute(
        """
        select distinct attribution from sources
        where source_id = 'mlit_n03' or source_id in (select unnest(sources) from metrics)
        order by 1
        """
    ).fetchall()
    return "、".join(attribution for (attribution,) in found)


def _outlines(db: duckdb.DuckDBPyConnection, static: Path) -> dict[str, Any]:
    """The outlines that belong to the database."""
    ((name,),) = db.execute("select outline_file from outline_files").fetchall()
    try:
        return outline_topology.as_geojson(json.loads((static / name).read_text("utf-8")))
    except OSError as error:
        raise BadInput(
            f"{static / name}：区域界のファイルがありません。python -m etl build で作り直してください。"
        ) from error
