"""The commands: python -m etl build | snapshot | read | check | export."""

import argparse
import sys
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from etl import build, export, snapshot, source
from etl.problems import BadInput

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"


class ProgressBars:
    """One bar per step on the terminal."""

    def __init__(self, bars: Bars):
        self.bars = bars
        self.task = None

    def step(self, name_ja: str, pieces: int) -> None:
        self.task = self.bars.add_task(name_ja, total=pieces, piece="")

    def advance(self, piece: str) -> None:
        self.bars.update(self.task, advance=1, piece=piece)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 after one message that says what was wrong with the input."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # a Japanese Windows console would print cp932
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except BadInput as problem:
        print(f"エラー：{problem}", file=sys.stderr)
        return 1
    return 0


def run_build(options: argparse.Namespace) -> None:
    """Build the database and print what it holds."""
    with _bars() as bars:
        build.build(
            raw=_folder(options.raw),
            snapshot_dir=DATA / "snapshot",
            static=ROOT / "static",
            database=options.database,
            progress=ProgressBars(bars),
        )
    _print_contents(options.database)


def run_snapshot(options: argparse.Namespace) -> None:
    """Read the official files and store the tidy tables that ship with the project."""
    raw = _folder(options.raw)
    declared = [one for one in source.load_all() if not one.reference]
    tables, read = {}, []
    with _bars() as bars:
        progress = ProgressBars(bars)
        progress.step("スナップショット", len(declared))
        for one in declared:
            progress.advance(one.source_id)
            tables[one.source_id], editions = snapshot.read(one, raw)
            read.append(editions)
    editions = pd.concat(read, ignore_index=True)
    snapshot.write(
        tables, editions, DATA / "snapshot"
    )  # only now: one file that cannot be read changes nothing
    stored = sum(path.stat().st_size for path in (DATA / "snapshot").iterdir())
    print(f"{len(tables)} 出典、{len(editions)} 版、{editions['rows'].sum():,} 行、{stored / 1e6:.1f} MB")


def run_read(options: argparse.Namespace) -> None:
    """Turn one official file into a tidy table."""
    declared = source.load(options.source_id)
    if not options.file.is_file():
        raise BadInput(f"{options.file}：ファイルがありません。")
    edition = source.for_file(declared, options.file, options.as_of)
    table = source.read(options.file, edition)
    is_named = options.as_of is not None or source.is_named(edition, options.file)
    is_guessed = not is_named and len(declared.editions) > 1
    doubt = (
        "　注意：ファイル名から版が分からないため最新の版とみなしました（--as-of で指定）"
        if is_guessed
        else ""
    )
    print(
        f"{declared.title_ja}　{edition.edition}年版（{edition.as_of}現在）　{len(table):,} 行{doubt}",
        file=sys.stderr,
    )
    table = table.drop(columns="outline_wkb", errors="ignore")
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(options.output, index=False, encoding="utf-8-sig")
    else:
        print(table.to_csv(index=False), end="")


def run_check(options: argparse.Namespace) -> None:
    """Run every check on the built database."""
    with _open(options.database) as db, _bars() as bars:
        build.check(db, ProgressBars(bars))
    print("検査はすべて合格です。")


def run_export(options: argparse.Namespace) -> None:
    """Write every table as CSV for Excel, with the sources."""
    with _open(options.database) as db:
        for path, rows in export.tables(db, options.output):
            print(f"{path}　{rows:,} 行")


def _open(database: Path) -> duckdb.DuckDBPyConnection:
    if not database.exists():
        raise BadInput(f"{database}：データベースがありません。先に python -m etl build を実行してください。")
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise BadInput(
            f"{database}：データベースとして開けません。python -m etl build で作り直してください。"
        ) from error


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise BadInput(f"{path}：フォルダがありません。")
    return path


def _bars() -> Bars:
    return Bars(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[piece]}"),
        console=Console(stderr=True),
    )


def _print_contents(database: Path) -> None:
    """The closing table: rows, as-of date and checks."""
    shown = Table(title="構築したデータベース")
    for heading in ("出典", "版", "行", "時点"):
        shown.add_column(heading, justify="right" if heading in ("版", "行") else "left", overflow="fold")
    with duckdb.connect(str(database), read_only=True) as db:
        for title, editions, rows, as_of in db.execute(
            "select title_ja, editions, rows, as_of from sources order by source_id"
        ).fetchall():
            shown.add_row(title, str(editions), f"{rows:,}", f"{as_of:%Y-%m-%d}")
        values, metrics = db.execute(
            "select count(*), count(distinct metric_id) from metric_values"
        ).fetchone()
    console = Console()
    console.print(shown)
    checks = len(list((build.ETL / "checks").glob("*.sql")))
    console.print(f"指標 {metrics}、指標値 {values:,} 行、検査 {checks} 件合格 → {database}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="公式統計を DuckDB に取り込みます。")
    commands = parser.add_subparsers(required=True, metavar="コマンド")

    def command(name: str, run, help_ja: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_ja)
        added.set_defaults(run=run)
        return added

    added = command("build", run_build, "データベースを作ります")
    added.add_argument("--raw", type=Path, default=DATA / "raw", help="公式ファイルを置いたフォルダ")
    added.add_argument("--database", type=Path, default=DATA / "dashboard.duckdb")
    added = command("snapshot", run_snapshot, "公式ファイルから同梱用の表を作ります")
    added.add_argument("--raw", type=Path, required=True)
    added = command("read", run_read, "公式ファイル1つを整った表にします")
    added.add_argument("source_id")
    added.add_argument("file", type=Path)
    added.add_argument("--as-of", type=date.fromisoformat, help="時点（YYYY-MM-DD）")
    added.add_argument("--output", type=Path, help="CSV の書き出し先")
    added = command("check", run_check, "データベースを検査します")
    added.add_argument("--database", type=Path, default=DATA / "dashboard.duckdb")
    added = command("export", run_export, "すべての表を CSV に書き出します")
    added.add_argument("--database", type=Path, default=DATA / "dashboard.duckdb")
    added.add_argument("--output", type=Path, default=DATA / "export")
    return parser


if __name__ == "__main__":
    sys.exit(main())
