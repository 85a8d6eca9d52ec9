"""The commands: python -m etl fetch | build | snapshot | read | recognise | check | export."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars
from rich.table import Table

from etl import build, export, fetch, recognise, snapshot, source
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


class ProgressLines:
    """One line per piece, for whoever reads the build's output as a program."""

    def step(self, name_ja: str, pieces: int) -> None:
        self.name_ja, self.pieces, self.done = name_ja, pieces, 0

    def advance(self, piece: str) -> None:
        self.done += 1
        print(f"{self.name_ja} {self.done}/{self.pieces} {piece}", file=sys.stderr, flush=True)


class ReceivedBars:
    """One bar per file on the terminal, in bytes."""

    def __init__(self, bars: Bars):
        self.bars = bars
        self.task = None

    def begin(self, name: str, received: int, total: int | None) -> None:
        self.end()
        self.task = self.bars.add_task(name, completed=received, total=total)

    def receive(self, size: int) -> None:
        self.bars.update(self.task, advance=size)

    def end(self) -> None:
        if self.task is not None:
            self.bars.remove_task(self.task)
            self.task = None


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 after one message that says what was wrong with the input."""
    for stream in (sys.stdout, sys.stderr):
        # A Japanese Windows console would print cp932; half a character of a damaged file must not hide the message.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except BadInput as problem:
        print(f"エラー：{problem}", file=sys.stderr)
        return 1
    return 0


def run_fetch(options: argparse.Namespace) -> None:
    """Fetch the official files of the named sources, or of all that have an address."""
    declared = [source.load(name) for name in options.source_id] or [
        one for one in source.load_all() if one.downloads
    ]
    for one in declared:
        if not one.downloads:
            raise BadInput(f"{one.source_id}：取得先の登録がありません。{one.page} から入手してください。")
    if options.dry_run:
        for one in declared:
            for file, address in fetch.planned(one):
                print(f"{file}\t{address}")
        return
    columns = [TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()]
    failed = []
    with Bars(*columns, console=Console(stderr=True)) as bars:
        progress = ReceivedBars(bars)
        client = fetch.Client(progress, options.mirror)
        for one in declared:
            outcomes = []
            for outcome in fetch.fetch(one, options.raw, client):
                outcomes.append(outcome)
                progress.end()
                if not outcome.problem:
                    said = "取得しました" if outcome.is_new else "変わっていません"
                    print(f"{outcome.file}　{outcome.size:,} バイト　{said}")
            problems = [outcome.problem for outcome in outcomes if outcome.problem]
            if problems:
                failed.append(one.source_id)
                print(f"エラー：{one.source_id}　{' '.join(problems)}入手先：{one.page}", file=sys.stderr)
    if failed:
        raise BadInput(
            f"{len(declared)} 出典のうち {len(failed)} 出典に取得できないファイルがありました（{'、'.join(failed)}）。"
        )


def run_build(options: argparse.Namespace) -> None:
    """Build the database and print what it holds."""
    with _progress() as progress:
        build.build(
            raw=_folder(options.raw),
            snapshot_dir=DATA / "snapshot",
            static=ROOT / "static",
            database=options.database,
            progress=progress,
            unless_whole=options.unless_whole,
        )
    _print_contents(options.database)


def run_snapshot(options: argparse.Namespace) -> None:
    """Read the official files and store the tidy tables that ship with the project."""
    raw = _folder(options.raw)
    declared = [one for one in source.load_all() if one.is_in_snapshot]
    tables, read = {}, []
    with _progress() as progress:
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
    dates = table["as_of"].dt.date.unique() if declared.imported else [edition.as_of]
    labels = table["edition"].unique() if declared.imported else [edition.edition]
    doubt = (
        "　注意：ファイル名から版が分からないため最新の版とみなしました（--as-of で指定）"
        if is_guessed
        else ""
    )
    print(
        f"{declared.title_ja}　{'・'.join(labels)}年版（{'・'.join(map(str, dates))}現在）　{len(table):,} 行{doubt}",
        *table.attrs.get("recognised", []),
        sep="\n",
        file=sys.stderr,
    )
    table = table.drop(columns="outline_wkb", errors="ignore")
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(options.output, index=False, encoding="utf-8-sig")
    else:
        print(table.to_csv(index=False), end="")


def run_recognise(options: argparse.Namespace) -> None:
    """Say, as JSON, which publication a file is; with --preview write its tidy table too."""
    recognised, table = recognise.recognise(options.file, options.source, options.edition)
    if options.preview:
        table.drop(columns="outline_wkb", errors="ignore").to_csv(options.preview, index=False)
    print(json.dumps(asdict(recognised), ensure_ascii=False))


def run_check(options: argparse.Namespace) -> None:
    """Run every check on the built database."""
    with _open(options.database) as db, _progress() as progress:
        build.check(db, progress)
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


@contextmanager
def _progress() -> Iterator[build.Progress]:
    """Bars on a terminal, lines elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield ProgressLines()
        return
    columns = [
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[piece]}"),
    ]
    with Bars(*columns, console=console) as bars:
        yield ProgressBars(bars)


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
            "select count(*), count(distinct metric_id) from metric_values join metrics using (metric_id) where topic <> 'fact'"
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

    added = command("fetch", run_fetch, "公式ファイルを取得します")
    added.add_argument("source_id", nargs="*", help="取得する資料（省くとアドレスの分かるすべて）")
    added.add_argument("--raw", type=Path, default=DATA / "raw", help="置くフォルダ")
    added.add_argument("--dry-run", action="store_true", help="取得せず、ファイルとアドレスを表示します")
    added.add_argument(
        "--mirror", metavar="URL", help="公式サイトの写しの場所（URL/ホスト名/パス）。閉じたネットワーク用"
    )
    added = command("build", run_build, "データベースを作ります")
    added.add_argument("--raw", type=Path, default=DATA / "raw", help="公式ファイルを置いたフォルダ")
    added.add_argument("--database", type=Path, default=DATA / "dashboard.duckdb")
    added.add_argument(
        "--unless-whole", action="store_true", help="データベースがあって壊れていなければ何もしません"
    )
    added = command("snapshot", run_snapshot, "公式ファイルから同梱用の表を作ります")
    added.add_argument("--raw", type=Path, required=True)
    added = command("read", run_read, "公式ファイル1つを整った表にします")
    added.add_argument("source_id")
    added.add_argument("file", type=Path)
    added.add_argument("--as-of", type=date.fromisoformat, help="時点（YYYY-MM-DD）")
    added.add_argument("--output", type=Path, help="CSV の書き出し先")
    added = command("recognise", run_recognise, "どの資料のファイルかを調べます（JSON）")
    added.add_argument("file", type=Path)
    added.add_argument("--source", help="資料が分かっているとき")
    added.add_argument("--edition", help="版が分かっているとき")
    added.add_argument("--preview", type=Path, help="整った表の CSV の書き出し先")
    added = command("check", run_check, "データベースを検査します")
    added.add_argument("--database", type=Path, default=DATA / "dashboard.duckdb")
    added = command("export", run_export, "すべての表を CSV に書き出します")
    added.add_argument("--database", type=Path, default=DATA / "dashboard.duckdb")
    added.add_argument("--output", type=Path, default=DATA / "export")
    return parser


if __name__ == "__main__":
    sys.exit(main())
