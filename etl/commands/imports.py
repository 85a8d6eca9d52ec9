"""python -m etl import | undo: files taken in with the way back recorded."""

import argparse
from pathlib import Path

from etl import imports, progress
from etl.commands import arguments
from etl.problems import BadInput

STANDARD_INPUT = Path("-")


def add(commands: arguments.Commands) -> None:
    added = arguments.command(
        commands, "import", run_import, "ファイルを取り込んでデータベースを作り直します"
    )
    added.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="公式ファイル。- は標準入力の zip（中の名前がそのまま、公式ファイルのフォルダの中の場所になります）",
    )
    added.add_argument("--source", help="資料が分かっているとき")
    added.add_argument("--edition", help="版が分かっているとき")
    arguments.add_scope(added)
    arguments.add_as_of(added)
    arguments.add_raw(added, "公式ファイルを置くフォルダ")
    arguments.add_database(added)
    arguments.add_progress(added)
    added = arguments.command(commands, "undo", run_undo, "前回の取込を取り消します")
    arguments.add_database(added)
    arguments.add_progress(added)


def run_import(options: argparse.Namespace) -> None:
    """Take files in: all of them, or none."""
    if options.files == [STANDARD_INPUT]:
        files = imports.from_standard_input()
    elif STANDARD_INPUT in options.files:
        raise BadInput("- はほかのファイルと一緒に指定できません。")
    else:
        files = imports.recognised(
            options.files, options.source, options.edition, options.scope, options.as_of
        )
    take_in(options, files)
    _print_files(options, list(files), "取り込みました")


def take_in(options: argparse.Namespace, files: dict[str, bytes]) -> None:
    """Take files in (place below the raw folder → content). options: raw, database, progress."""
    with progress.of_steps(arguments.is_json(options)) as steps:
        imports.take_in(
            files,
            raw=options.raw,
            snapshot_dir=arguments.DATA / "snapshot",
            static=arguments.ROOT / "static",
            database=options.database,
            progress=steps,
        )


def run_undo(options: argparse.Namespace) -> None:
    """Bring back database and raw files as they were before the last import."""
    with progress.of_steps(arguments.is_json(options)) as steps:
        files = imports.undo(options.database, steps)
    _print_files(options, files, "取り消しました")


def _print_files(options: argparse.Namespace, files: list[str], done_ja: str) -> None:
    if arguments.is_json(options):
        arguments.print_result({"files": files})
        return
    for name in files:
        print(f"{name}　{done_ja}")
