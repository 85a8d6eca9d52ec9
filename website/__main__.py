"""python -m website DIR: write the static edition of the database in use (DASHBOARD_DB, as for the dashboard)."""

import argparse
import io
import sys
from pathlib import Path

from dashboard.runtime.component import STATIC
from dashboard.runtime.db import NoDatabase
from etl import progress
from etl.commands import arguments
from etl.problems import BadInput
from website import site


def main(given: list[str] | None = None) -> int:
    """0 when the site is written, 1 after one message about what was in the way."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="python -m website", description="静的版を書き出します。")
    parser.add_argument(
        "folder", type=Path, metavar="フォルダ", help="空のフォルダか、前に書き出した静的版のフォルダ"
    )
    parser.add_argument("--static", type=Path, default=STATIC, help="ブラウザ用のファイルのフォルダ")
    arguments.add_progress(parser)
    options = parser.parse_args(given)
    is_json = arguments.is_json(options)
    try:
        with progress.of_steps(is_json) as steps:
            written = site.write(options.folder, options.static, steps)
    except (BadInput, NoDatabase) as problem:
        message = (
            str(problem)
            if isinstance(problem, BadInput)
            else f"{problem}：データベースを読めません。先に python -m etl build を実行してください。"
        )
        if is_json:
            progress.event("error", message=message)
        else:
            print(f"エラー：{message}", file=sys.stderr)
        return 1
    if is_json:
        arguments.print_result({"folder": str(options.folder), "files": written.files, "size": written.size})
    else:
        print(
            f"{options.folder}　{written.files:,}ファイル　{written.size / 1e6:.1f} MB　書き出しました",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
