"""The commands: python -m etl build | fetch | import | undo | ledger | snapshot | read | recognise | check | export | publish |
fetch-published."""

import argparse
import io
import sys

from etl import progress
from etl.commands import arguments, database, files, imports, ledger, published
from etl.problems import BadInput, Unanswered


def main(given: list[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 after one message about what was wrong with the input."""
    for stream in (sys.stdout, sys.stderr):
        # A Japanese Windows console would print cp932; half a character of a damaged file must not hide the message.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(given)
    try:
        options.run(options)
    except BadInput as problem:
        if arguments.is_json(options):
            question = {"question": problem.question} if isinstance(problem, Unanswered) else {}
            read = {"read": problem.read} if problem.read else {}
            progress.event("error", message=str(problem), **question, **read)
        else:
            shown = problem.for_command_line if isinstance(problem, Unanswered) else problem
            print(f"エラー：{shown}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="公式統計を DuckDB に取り込みます。")
    parser.set_defaults(progress=None)
    commands = parser.add_subparsers(required=True, metavar="コマンド")
    for group in (files, database, imports, ledger, published):
        group.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
