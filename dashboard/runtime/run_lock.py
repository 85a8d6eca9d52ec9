"""Serialised script runs: one at a time per process, first come, first served.

Python threads share one interpreter lock. Concurrent scripts hand it over at every query and every table, thousands of times a
second; from some 50 readers on, switching threads takes longer than the pages themselves. Run one after another, every page is
ready sooner.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from dashboard.runtime.durations import Durations

LONGEST_SECONDS = 1.0  # no page takes as long, but a large upload does

P, R = ParamSpec("P"), TypeVar("R")

_queue: deque[object] = deque()  # the first holds the lock
_held_since = 0.0
_changed = threading.Condition()
run_times, wait_times = Durations(), Durations()  # of what was serialised, and of its turn to come


class _Thread(threading.local):
    """The ticket of this thread, while it runs or queues."""

    ticket: object = None


_thread = _Thread()


def serialised(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function under the lock; calls inside it run under the same lock."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _thread.ticket:
            return function(*args, **kwargs)
        with _lock():
            return function(*args, **kwargs)

    return run


def release() -> None:
    """Release this thread's lock, if it holds it, before something known to take long; it goes on beside the others."""
    with _changed:
        if _thread.ticket in _queue:
            _leave(_thread.ticket)


def queued() -> int:
    """How many wait for their turn."""
    return max(0, len(_queue) - 1)


@contextmanager
def _lock() -> Iterator[None]:
    """Queue for the lock. A run that holds it for longer than LONGEST_SECONDS loses it and goes on beside the others."""
    _thread.ticket = object()
    came = time.monotonic()
    try:
        with _changed:
            for seconds in _waits(_thread.ticket):
                _changed.wait(seconds)
        began = time.monotonic()
        wait_times.observe(began - came)
        try:
            yield
        finally:
            run_times.observe(time.monotonic() - began)
    finally:
        release()
        _thread.ticket = None


def _waits(ticket: object) -> Iterator[float]:
    """Queue until the ticket's turn comes: the seconds to wait before each new look, at most.

    A turn may come and be over while its thread sleeps. The ticket is then no longer in the queue: its thread goes on beside the
    others, as it would have done had it woken in time.
    """
    _queue.append(ticket)
    if _queue[0] is ticket:
        _restart_clock()
    while ticket in _queue and _queue[0] is not ticket:
        left = _held_since + LONGEST_SECONDS - time.monotonic()
        if left > 0:
            yield left
        else:
            _leave(_queue[0])


def _leave(ticket: object) -> None:
    """Take a ticket out of the queue; if it was the first, the next one holds the lock from now on."""
    if _queue[0] is ticket:
        _restart_clock()
    _queue.remove(ticket)
    _changed.notify_all()


def _restart_clock() -> None:
    global _held_since
    _held_since = time.monotonic()
