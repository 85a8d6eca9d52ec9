"""python -m etl build | snapshot | check | export."""

import argparse
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from rich.console import Console
from rich.table import Table

from etl import build, export, progress, snapshot, source
from etl.commands import arguments
from etl.problems import BadInput


def add(commands: arguments.Commands) -> None:
    added = arguments.command(commands, "build", run_build, "データベースを作ります")
    arguments.add_raw(added, "公式ファイルを置いたフォルダ")
    arguments.add_database(added)
    added.add_argument(
        "--unless-whole", action="store_true", help="データベースがあって壊れていなければ何もしません"
    )
    arguments.add_progress(added)
    added = arguments.command(commands, "snapshot", run_snapshot, "公式ファイルから同梱用の表を作ります")
    added.add_argument("--raw", type=Path, required=True)
    added = arguments.command(commands, "check", run_check, "データベースを検査します")
    arguments.add_database(added)
    added = arguments.command(commands, "export", run_export, "すべての表、または区域界と指標を書き出します")
    arguments.add_database(added)
    added.add_argument(
        "--format",
        choices=export.FORMATS,
        default="csv",
        help="csv・parquet：すべての表。geojson・geoparquet：市区町村の区域界と全指標の最新値（QGIS など）",
    )
    added.add_argument("--output", type=Path, default=arguments.DATA / "export")


def run_build(options: argparse.Namespace) -> None:
    """Build the database and print what it holds."""
    with progress.of_steps(arguments.is_json(options)) as steps:
        build.build(
            raw=arguments.folder(options.raw),
            snapshot_dir=arguments.DATA / "snapshot",
            static=arguments.ROOT / "static",
            database=options.database,
            progress=steps,
            unless_whole=options.unless_whole,
        )
    contents = contents_of(options.database)
    if arguments.is_json(options):
        arguments.print_result(contents)
    else:
        _print_contents(contents)


def run_snapshot(options: argparse.Namespace) -> None:
    """Read the official files and store the tidy tables that ship with the project."""
    raw, folder = arguments.folder(options.raw), arguments.DATA / "snapshot"
    declared = [one for one in source.load_all() if one.is_in_snapshot]
    tables, read = {}, []
    with progress.of_steps(is_json=False) as steps:
        steps.step("スナップショット", len(declared))
        for one in declared:
            steps.advance(one.source_id)
            tables[one.source_id], editions = snapshot.read(one, raw)
            read.append(editions)
    editions = pd.concat(read, ignore_index=True)
    snapshot.write(tables, editions, folder)  # only now: one file that cannot be read changes nothing
    stored = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{len(tables)} 出典、{len(editions)} 版、{editions['rows'].sum():,} 行、{stored / 1e6:.1f} MB")


def run_check(options: argparse.Namespace) -> None:
    """Run every check on the built database."""
    with _open(options.database) as db, progress.of_steps(is_json=False) as steps:
        build.check(db, steps)
    print("検査はすべて合格です。")


def run_export(options: argparse.Namespace) -> None:
    """Write every table, with the sources, or the outlines with every metric."""
    with _open(options.database) as db:
        for path, rows in export.write(db, options.output, options.format, arguments.ROOT / "static"):
            print(f"{path}　{rows:,} 行")


def contents_of(database: Path) -> dict[str, Any]:
    """What a built database holds: its sources, metrics, values and the checks it has passed."""
    with duckdb.connect(str(database), read_only=True) as db:
        sources = db.execute(
            "select source_id, title_ja, editions, rows, as_of from sources order by source_id"
        ).fetchall()
        counted = db.execute(
            "select count(*), count(distinct metric_id) from metric_values join metrics using (metric_id) "
            "where topic <> 'fact'"
        ).fetchall()
    ((values, metrics),) = counted
    names = ("source_id", "title_ja", "editions", "rows", "as_of")
    return {
        "database": str(database),
        "sources": [dict(zip(names, (*row[:-1], f"{row[-1]:%Y-%m-%d}"), strict=True)) for row in sources],
        "metrics": metrics,
        "metric_values": values,
        "checks": len(list((build.ETL / "checks").glob("*.sql"))),
    }


def _print_contents(contents: dict[str, Any]) -> None:
    """The closing table: rows, as-of date and checks."""
    shown = Table(title="構築したデータベース")
    for heading in ("出典", "版", "行", "時点"):
        shown.add_column(heading, justify="right" if heading in ("版", "行") else "left", overflow="fold")
    for one in contents["sources"]:
        shown.add_row(one["title_ja"], str(one["editions"]), f"{one['rows']:,}", one["as_of"])
    console = Console()
    console.print(shown)
    console.print(
        f"指標 {contents['metrics']}、指標値 {contents['metric_values']:,} 行、"
        f"検査 {contents['checks']} 件合格 → {contents['database']}"
    )


def _open(database: Path) -> duckdb.DuckDBPyConnection:
    if not database.exists():
        raise BadInput(f"{database}：データベースがありません。先に python -m etl build を実行してください。")
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise BadInput(
            f"{database}：データベースとして開けません。python -m etl build で作り直してください。"
        ) from error
