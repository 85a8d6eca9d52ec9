"""The ETL's commands, run as programs; the dashboard does not import the ETL.

They answer in JSON (etl/progress.py, docs/decisions/0026): progress line by line on stderr, the result on stdout. A command goes on
when whoever started it leaves.
"""

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from dashboard.runtime import db

ROOT = Path(__file__).parents[2]
RAW = Path(os.environ.get("DASHBOARD_RAW", ROOT / "data" / "raw"))
RECOGNISE_SECONDS, RECOGNISE_MB = 120, 4_000
ANSWER_MB = 100  # the largest official table is a few; as texts in memory it takes several times as much
TOO_LONG = f"読み取った表が{ANSWER_MB}MBを超えます。大きすぎるか、壊れています。"
LINE_BYTES = 1_000_000

log = logging.getLogger(__name__)


class CommandFailed(Exception):
    """A command that did not do what it was asked to; the message is the ETL's own, in Japanese.

    question: what the reader must answer first (option, question_ja, choices: answer → Japanese), None where nothing is asked.
    """

    def __init__(self, message: str, question: dict | None = None) -> None:
        super().__init__(message)
        self.question = question


@dataclass(frozen=True)
class Progress:
    """How far a command is: the step, and pieces done of how many."""

    step: str
    done: int
    of: int
    piece: str


def is_import_allowed() -> bool:
    """Whether the operator lets readers of this server take files in (DASHBOARD_IMPORT is 1); off by default, and to be left off
    on public servers."""
    return os.environ.get("DASHBOARD_IMPORT") == "1"


def build(*options: str) -> Iterator[Progress]:
    """Build the database. Raises CommandFailed; the database is then as before."""
    yield from run("build", "--raw", str(RAW), "--database", str(db.DATABASE), *options)


def recognise(
    content: bytes,
    name: str,
    source_id: str | None = None,
    edition: str | None = None,
    scope: str | None = None,
    as_of: str | None = None,
) -> tuple[dict, pd.DataFrame]:
    """What a file is (see etl.recognise.Recognised) and its tidy table, all texts. Raises CommandFailed.

    source_id, edition, scope, as_of (2025-04-01): what the reader says of it, None where nothing was asked.
    """
    answers = {"--source": source_id, "--edition": edition, "--scope": scope, "--as-of": as_of}
    known = [part for option, answer in answers.items() if answer for part in (option, answer)]
    with subprocess.Popen(
        [*_command("recognise", "--stdin", "--table"), *known, "--", Path(name).name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        _limit(command)
        try:
            stdout, stderr = _answered(command, content)
        except TimeoutError as error:
            raise CommandFailed(f"{name}：{RECOGNISE_SECONDS}秒以内に読み終わりませんでした。") from error
        except _TooLong as error:
            raise CommandFailed(f"{name}：{TOO_LONG}") from error
        finally:
            command.kill()
    events = _events(stderr.decode("utf-8", "replace").splitlines())
    if command.returncode < 0:  # ended by a signal: its memory or processor time was used up
        list(events)
        raise CommandFailed(f"{name}：調べている途中で止まりました。大きすぎるか、壊れています。")
    if command.returncode:
        error = _error(events)
        raise CommandFailed(error.get("message") or f"{name}：読めませんでした。", error.get("question"))
    result = json.loads(stdout)
    return result, pd.read_csv(io.StringIO(result.pop("table_csv")), dtype=str)


def run(name: str, *options: str, files: Mapping[str, bytes] | None = None) -> Iterator[Progress]:
    """Run a command, handing files (name → content) over on its standard input. Raises CommandFailed."""
    command = subprocess.Popen(
        _command(name, *options),
        cwd=ROOT,
        stdin=subprocess.DEVNULL if files is None else subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if files is not None:
        _hand_over(files, command)
    error = ""
    with (
        command.stderr
    ):  # closed also when the reader leaves: a full pipe that nobody reads would halt the command
        for event in _events(line.decode("utf-8", "replace") for line in _lines(command.stderr)):
            if event["event"] == "piece":
                yield Progress(event["step"], event["done"], event["of"], event["piece"])
            error = _error([event]).get("message") or error
    if command.wait():
        raise CommandFailed(error or "途中で止まりました。データベースは前のままです。")


def _command(name: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "etl", name, "--progress", "json", *options]


class _TooLong(Exception):
    """A command writes more than ANSWER_MB."""


def _answered(command: subprocess.Popen, content: bytes) -> tuple[bytes, bytes]:
    """What a command writes to stdout and stderr until it ends, handed the content; ended here on trouble.

    Raises _TooLong, and TimeoutError after RECOGNISE_SECONDS. Unlike `communicate`, which holds whatever comes.
    """
    until = time.monotonic() + RECOGNISE_SECONDS
    with ThreadPoolExecutor(3) as pool:
        try:
            pool.submit(_feed, command.stdin, content)
            written = [pool.submit(_capped, stream) for stream in (command.stdout, command.stderr)]
            for one in as_completed(written, RECOGNISE_SECONDS):
                one.result()
            command.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        finally:
            command.kill()  # what still writes or reads finds its pipe closed
    return written[0].result(), written[1].result()


def _feed(stream: BinaryIO, content: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), stream:  # the command has ended, and tells why
        stream.write(content)


def _capped(stream: BinaryIO) -> bytes:
    written = stream.read(ANSWER_MB * 1_000_000 + 1)
    if len(written) > ANSWER_MB * 1_000_000:
        raise _TooLong
    return written


def _limit(command: subprocess.Popen) -> None:
    """On systems that can: memory and processor time of a command that reads what anyone may have brought."""
    with contextlib.suppress(ImportError, AttributeError, ProcessLookupError):
        import resource

        for limit, most in (
            (resource.RLIMIT_AS, RECOGNISE_MB * 1_000_000),
            (resource.RLIMIT_CPU, RECOGNISE_SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.prlimit(command.pid, limit, (most, most))


def _hand_over(files: Mapping[str, bytes], command: subprocess.Popen) -> None:
    """Write the files as a zip archive to the command's standard input."""
    try:
        with command.stdin, zipfile.ZipFile(command.stdin, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    except BrokenPipeError:  # the command has ended, and tells why
        command.stdin = None


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines as they come; one that is longer than LINE_BYTES in pieces."""
    return iter(lambda: stream.readline(LINE_BYTES), b"")


def _events(lines: Iterable[str]) -> Iterator[dict]:
    """The objects that the lines are. What is none comes of a fault in the program, and is for the operator."""
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            log.error("etl: %s", line.rstrip())


def _error(events: Iterable[dict]) -> dict:
    """The last error, empty when there is none."""
    return next((one for one in reversed(list(events)) if one["event"] == "error"), {})
