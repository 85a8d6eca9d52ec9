"""What several commands ask for, and how they answer."""

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from etl.problems import BadInput
from etl.read.mic_staffing_survey.model import SCOPES

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"

Commands = Any  # argparse gives the type no public name
Run = Callable[[argparse.Namespace], None]


def command(commands: Commands, name: str, run: Run, help_ja: str) -> argparse.ArgumentParser:
    """Add a command."""
    added: argparse.ArgumentParser = commands.add_parser(name, help=help_ja)
    added.set_defaults(run=run)
    return added


def add_progress(parser: argparse.ArgumentParser) -> None:
    """--progress json: see etl.progress."""
    parser.add_argument(
        "--progress",
        choices=["json"],
        help="進み具合とエラーを1行1件の JSON で標準エラーに、結果を JSON で標準出力に書きます",
    )


def add_raw(parser: argparse.ArgumentParser, help_ja: str) -> None:
    parser.add_argument("--raw", type=Path, default=DATA / "raw", help=help_ja)


def add_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", type=Path, default=DATA / "dashboard.duckdb")


def add_scope(parser: argparse.ArgumentParser) -> None:
    """--scope: the answer to what the reader of the staffing survey asks where no words tell."""
    answers = "、".join(f"{name}は{label}" for name, label in SCOPES.items())
    parser.add_argument(
        "--scope", choices=list(SCOPES), help=f"定員管理調査の第4表がどの職員を数えたものか（{answers}）"
    )


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """--as-of: the date of a file, where neither its title nor its name tells."""
    parser.add_argument("--as-of", type=date.fromisoformat, help="時点（YYYY-MM-DD）")


def is_json(options: argparse.Namespace) -> bool:
    return bool(options.progress == "json")


def print_result(result: dict[str, Any]) -> None:
    """The result of a command as one JSON object on stdout."""
    print(json.dumps(result, ensure_ascii=False))


def folder(path: Path) -> Path:
    """A folder that is there. Raises BadInput when it is not."""
    if not path.is_dir():
        raise BadInput(f"{path}：フォルダがありません。")
    return path
