"""python -m etl publish | fetch-published: the built database for other machines, or as a site of plain files."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from etl import progress
from etl.commands import arguments
from etl.problems import BadInput
from etl.published import publishing, stores

PLACE_JA = "フォルダ、または s3://バケット/場所（S3 互換のサーバー。接続先と鍵は環境変数 AWS_…）"

SITE_JA = "静的版（プログラムのいらないサイト）を書き出すフォルダ。空か、前に書き出したもの"


def add(commands: arguments.Commands) -> None:
    added = arguments.command(
        commands, "publish", run_publish, "データベースとブラウザ用のファイルを公開します"
    )
    whither = added.add_mutually_exclusive_group(required=True)
    whither.add_argument("--to", metavar="場所", help=PLACE_JA)
    whither.add_argument("--site", type=Path, metavar="フォルダ", help=SITE_JA)
    added.add_argument(
        "--rollback", action="store_true", help="1つ前に公開したものに戻します（--to と使います）"
    )
    _add_local(added)
    added = arguments.command(
        commands, "fetch-published", run_fetch, "公開されたデータベースを受け取り、一度に置き換えます"
    )
    added.add_argument("--from", required=True, dest="place", metavar="場所", help=PLACE_JA)
    added.add_argument(
        "--every",
        type=_seconds,
        metavar="秒",
        help="この間隔で確かめ続けます（受け取れないときも止まらず、次の回に試します）",
    )
    _add_local(added)


def run_publish(options: argparse.Namespace) -> None:
    """Publish the database, go back to the publication before, or write the static edition."""
    if options.site is not None:
        _write_site(options)
        return
    store = stores.at(options.to)
    if options.rollback:
        _tell(options, publishing.roll_back(store), "1つ前に戻しました")
        return
    with progress.of_steps(arguments.is_json(options)) as steps:
        outcome = publishing.publish(options.database, options.static, store, steps)
    _tell(options, outcome, "公開しました")


def _write_site(options: argparse.Namespace) -> None:
    """The site shows what the dashboard does, so it stands above the dashboard, which the ETL never imports: it is run as a program."""
    if options.rollback:
        raise BadInput(
            "--rollback は --to と使います。静的版は、前のデータベースから書き出し直してください。"
        )
    site, static = options.site.absolute(), options.static.absolute()
    command = [sys.executable, "-m", "website", str(site), "--static", str(static)]
    if arguments.is_json(options):
        command += ["--progress", "json"]
    environment = os.environ | {"DASHBOARD_DB": str(options.database.absolute())}
    # It has said by itself what was wrong.
    if status := subprocess.run(command, cwd=arguments.ROOT, env=environment).returncode:
        sys.exit(status)


def run_fetch(options: argparse.Namespace) -> None:
    """Fetch what is published; with --every again and again, where a failure is told and the next look comes all the same."""
    while True:
        try:
            _fetch(options)
        except BadInput as problem:
            if options.every is None:
                raise
            if arguments.is_json(options):
                progress.event("message", message=str(problem))
            else:
                print(f"エラー：{problem}", file=sys.stderr, flush=True)
        if options.every is None:
            return
        time.sleep(options.every)


def _fetch(options: argparse.Namespace) -> None:
    with progress.of_steps(arguments.is_json(options)) as steps:
        outcome = publishing.fetch(options.database, options.static, stores.at(options.place), steps)
    if outcome.is_new or options.every is None:
        _tell(options, outcome, "受け取りました")


def _tell(options: argparse.Namespace, outcome: publishing.Outcome, done_ja: str) -> None:
    built_at = f"{outcome.manifest.built_at:%Y-%m-%dT%H:%M:%SZ}"
    if arguments.is_json(options):
        arguments.print_result({"manifest": outcome.key, "built_at": built_at, "is_new": outcome.is_new})
        return
    size = sum(content.size for content in outcome.manifest.files)
    print(
        f"{outcome.key}　{built_at} に構築　{size / 1e6:.1f} MB　{done_ja if outcome.is_new else '変わっていません'}",
        flush=True,
    )


def _add_local(parser: argparse.ArgumentParser) -> None:
    arguments.add_database(parser)
    parser.add_argument(
        "--static", type=Path, default=arguments.ROOT / "static", help="ブラウザ用のファイルのフォルダ"
    )
    arguments.add_progress(parser)


def _seconds(text: str) -> int:
    """A whole number of seconds from 1; argparse reports others."""
    if (seconds := int(text)) < 1:
        raise ValueError(text)
    return seconds
