"""How far a command is, for people and for programs.

With `--progress json` a command writes one JSON object per line on stderr, and its result as one JSON object on stdout:

    {"event": "step", "step": "読み込み", "of": 50}                              a step of so many pieces begins
    {"event": "piece", "step": "読み込み", "done": 3, "of": 50, "piece": "…"}    a piece of it begins
    {"event": "file", "file": "…", "received": 0, "of": 81920}                  so many bytes of a file are there; of: null when unknown
    {"event": "message", "message": "…"}                                        something to know that stops nothing
    {"event": "error", "message": "…"}                                          the last line of a command that ends with status 1
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars

REPORT_BYTES = 1_000_000  # of a file, between two lines about it


class Progress(Protocol):
    """Called before each piece of a step."""

    def step(self, name_ja: str, pieces: int) -> None: ...

    def advance(self, piece: str) -> None: ...


class Reception(Protocol):
    """Called while files are received. total: bytes, where the server says how many."""

    def begin(self, name: str, received: int, total: int | None) -> None: ...

    def receive(self, size: int) -> None: ...

    def end(self) -> None: ...


class ProgressBars:
    """One bar per step on the terminal."""

    def __init__(self, bars: Bars):
        self.bars = bars
        self.task: TaskID | None = None

    def step(self, name_ja: str, pieces: int) -> None:
        self.task = self.bars.add_task(name_ja, total=pieces, piece="")

    def advance(self, piece: str) -> None:
        assert self.task is not None
        self.bars.update(self.task, advance=1, piece=piece)


class ProgressLines:
    """One line per piece, where there is no terminal."""

    def step(self, name_ja: str, pieces: int) -> None:
        self.name_ja, self.pieces, self.done = name_ja, pieces, 0

    def advance(self, piece: str) -> None:
        self.done += 1
        print(f"{self.name_ja} {self.done}/{self.pieces} {piece}", file=sys.stderr, flush=True)


class ReceptionBars:
    """One bar per file on the terminal, in bytes."""

    def __init__(self, bars: Bars):
        self.bars = bars
        self.task: TaskID | None = None

    def begin(self, name: str, received: int, total: int | None) -> None:
        self.end()
        self.task = self.bars.add_task(name, completed=received, total=total)

    def receive(self, size: int) -> None:
        assert self.task is not None
        self.bars.update(self.task, advance=size)

    def end(self) -> None:
        if self.task is not None:
            self.bars.remove_task(self.task)
            self.task = None


class JsonLines:
    """One JSON object per line on stderr, for programs."""

    def step(self, name_ja: str, pieces: int) -> None:
        self.name_ja, self.pieces, self.done = name_ja, pieces, 0
        event("step", step=name_ja, of=pieces)

    def advance(self, piece: str) -> None:
        self.done += 1
        event("piece", step=self.name_ja, done=self.done, of=self.pieces, piece=piece)

    def begin(self, name: str, received: int, total: int | None) -> None:
        self.name, self.received, self.total, self.reported = name, received, total, received
        event("file", file=name, received=received, of=total)

    def receive(self, size: int) -> None:
        self.received += size
        if self.received - self.reported >= REPORT_BYTES:
            self.reported = self.received
            event("file", file=self.name, received=self.received, of=self.total)

    def end(self) -> None:
        """Nothing: the next file says that this one is over."""


def event(kind: str, **fields: object) -> None:
    """Write one line. When whoever asked has left, the work goes on without it."""
    with suppress(BrokenPipeError):
        print(json.dumps({"event": kind} | fields, ensure_ascii=False), file=sys.stderr, flush=True)


@contextmanager
def of_steps(is_json: bool) -> Iterator[Progress]:
    """JSON where asked for, bars on a terminal, lines elsewhere."""
    console = Console(stderr=True)
    if is_json:
        yield JsonLines()
    elif not console.is_terminal:
        yield ProgressLines()
    else:
        columns = [
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[piece]}"),
        ]
        with Bars(*columns, console=console) as bars:
            yield ProgressBars(bars)


@contextmanager
def of_files(is_json: bool) -> Iterator[Reception]:
    """JSON where asked for, else bars."""
    if is_json:
        yield JsonLines()
        return
    columns = [TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()]
    with Bars(*columns, console=Console(stderr=True)) as bars:
        yield ReceptionBars(bars)
