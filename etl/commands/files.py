"""python -m etl fetch | read | recognise: official files, one by one."""

import argparse
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd

from analysis import printed_numbers, table_files
from etl import fetch, progress, recognise, source
from etl.commands import arguments
from etl.problems import BadInput
from etl.source import Source


def add(commands: arguments.Commands) -> None:
    added = arguments.command(commands, "fetch", run_fetch, "公式ファイルを取得します")
    added.add_argument("source_id", nargs="*", help="取得する資料（省くとアドレスの分かるすべて）")
    arguments.add_raw(added, "置くフォルダ")
    added.add_argument("--dry-run", action="store_true", help="取得せず、ファイルとアドレスを表示します")
    added.add_argument(
        "--mirror", metavar="URL", help="公式サイトの写しの場所（URL/ホスト名/パス）。閉じたネットワーク用"
    )
    arguments.add_progress(added)
    added = arguments.command(commands, "read", run_read, "公式ファイル1つを整った表にします")
    added.add_argument("source_id")
    added.add_argument("file", type=Path)
    arguments.add_as_of(added)
    arguments.add_scope(added)
    added.add_argument("--output", type=Path, help="CSV の書き出し先")
    added = arguments.command(commands, "recognise", run_recognise, "どの資料のファイルかを調べます（JSON）")
    added.add_argument("file", type=Path)
    added.add_argument("--source", help="資料が分かっているとき")
    added.add_argument("--edition", help="版が分かっているとき")
    arguments.add_scope(added)
    arguments.add_as_of(added)
    added.add_argument("--stdin", action="store_true", help="中身を標準入力から読み、file は名前とします")
    added.add_argument("--table", action="store_true", help="整った表も CSV の文字列（table_csv）で書きます")
    arguments.add_progress(added)


def run_fetch(options: argparse.Namespace) -> None:
    """Fetch the official files of the named sources, or of all that have an address."""
    declared = [source.load(name) for name in options.source_id] or [
        one for one in source.load_all() if one.downloads
    ]
    for one in declared:
        if not one.downloads:
            raise BadInput(f"{one.source_id}：取得先の登録がありません。{one.page} から入手してください。")
    if options.dry_run:
        _print_planned(declared, arguments.is_json(options))
        return
    outcomes: dict[str, list[fetch.Outcome]] = {}
    with progress.of_files(arguments.is_json(options)) as reception:
        client = fetch.Client(reception, options.mirror)
        for one in declared:
            outcomes[one.source_id] = []
            for outcome in fetch.fetch(one, options.raw, client):
                outcomes[one.source_id].append(outcome)
                reception.end()
                if not (outcome.problem or arguments.is_json(options)):
                    change = "取得しました" if outcome.is_new else "変わっていません"
                    print(f"{outcome.file}　{outcome.size:,} バイト　{change}")
            _report_problems(one, outcomes[one.source_id], arguments.is_json(options))
    if arguments.is_json(options):
        files = [{"source_id": one} | asdict(outcome) for one, all_ in outcomes.items() for outcome in all_]
        arguments.print_result({"files": files})
    failed = [one for one, all_ in outcomes.items() if any(outcome.problem for outcome in all_)]
    if failed:
        raise BadInput(
            f"{len(declared)} 出典のうち {len(failed)} 出典に取得できないファイルがありました（{'、'.join(failed)}）。"
        )


def _print_planned(declared: list[Source], is_json: bool) -> None:
    planned = [pair for one in declared for pair in fetch.planned(one)]
    if is_json:
        arguments.print_result({"files": [{"file": file, "address": address} for file, address in planned]})
        return
    for file, address in planned:
        print(f"{file}\t{address}")


def _report_problems(one: Source, outcomes: list[fetch.Outcome], is_json: bool) -> None:
    """What of a source could not be fetched, and where a person finds it."""
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    if not problems:
        return
    message = f"{one.source_id}　{' '.join(problems)}入手先：{one.page}"
    if is_json:
        progress.event("message", message=message)
    else:
        print(f"エラー：{message}", file=sys.stderr)


def run_read(options: argparse.Namespace) -> None:
    """Turn one official file into a tidy table."""
    declared = source.load(options.source_id)
    if not options.file.is_file():
        raise BadInput(f"{options.file}：ファイルがありません。")
    if options.as_of:
        edition, is_certain = source.dated(declared, options.file, options.as_of), True
    else:
        edition, is_certain = recognise.edition_of(declared, options.file)
    table = source.read(options.file, replace(edition, scope=options.scope))
    dates = table["as_of"].dt.date.unique() if declared.imported else [edition.as_of]
    labels = table["edition"].unique() if declared.imported else [edition.edition]
    doubt = (
        ""
        if is_certain
        else "　注意：ファイルの名前と表題から版が決まらないため、この版とみなしました（--as-of で指定）"
    )
    print(
        f"{declared.title_ja}　{'・'.join(labels)}年版（{'・'.join(map(str, dates))}現在）　{len(table):,} 行{doubt}",
        *table.attrs.get("recognised", []),
        sep="\n",
        file=sys.stderr,
    )
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_bytes(_csv(table))
    else:
        print(_csv(table).decode("utf-8-sig"), end="")


def run_recognise(options: argparse.Namespace) -> None:
    """Print, as JSON, which publication a file is; with --table its tidy table too."""
    with tempfile.TemporaryDirectory() as folder:
        path = options.file
        if options.stdin:  # readers go by names
            path = Path(folder) / path.name
            path.write_bytes(sys.stdin.buffer.read())
        known, table = recognise.recognise(
            path, options.source, options.edition, options.scope, options.as_of
        )
    text = {"table_csv": _printable(table).to_csv(index=False)} if options.table else {}
    arguments.print_result(asdict(known) | text)


def _csv(table: pd.DataFrame) -> bytes:
    return table_files.csv_bytes(_printable(table), most=printed_numbers.FULL)


def _printable(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns="outline_wkb", errors="ignore")
