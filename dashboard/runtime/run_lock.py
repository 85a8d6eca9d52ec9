"""Pages are worked out one at a time in a process, first come, first served.

Python runs one thread at a time. Scripts that share it hand it to one another at every query and every table, thousands of times a
second, and each hand-over costs more than what is done in between: from some 50 readers on, the hand-overs take the time of the pages.
One after another, the same pages are ready sooner, every one of them.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

LONGEST_SECONDS = 1.0  # no page takes as long, but a large upload does

P, R = ParamSpec("P"), TypeVar("R")

_line: deque[object] = deque()  # whoever is first has the turn
_first_since = 0.0
_moved = threading.Condition()


class _Own(threading.local):
    """What a thread has of its own."""

    turn: object = None


_own = _Own()


def serialised(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function when it is the thread's turn; what it calls has the same turn."""

    @wraps(function)
    def when_it_is_its_turn(*args: P.args, **kwargs: P.kwargs) -> R:
        if _own.turn:
            return function(*args, **kwargs)
        with _turn():
            return function(*args, **kwargs)

    return when_it_is_its_turn


def release() -> None:
    """Give up this thread's turn, if it has one, before something known to take long; it goes on beside the others."""
    with _moved:
        if _own.turn in _line:
            _leave(_own.turn)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait in line. Whoever has the turn for longer than a second goes on, and keeps nobody waiting any more."""
    me = object()
    with _moved:
        _line.append(me)
        if _line[0] is me:
            _note_the_time()
        while _line[0] is not me:
            left = _first_since + LONGEST_SECONDS - time.monotonic()
            if left > 0:
                _moved.wait(left)
            else:
                _leave(_line[0])
    _own.turn = me
    try:
        yield
    finally:
        release()
        _own.turn = None


def _leave(one: object) -> None:
    """Take one out of the line; whoever is first then has the turn from now on."""
    _line.remove(one)
    _note_the_time()
    _moved.notify_all()


def _note_the_time() -> None:
    global _first_since
    _first_since = time.monotonic()
