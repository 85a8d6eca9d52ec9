"""A line before something that only a few may do at once: who stands in it, how many are before, when it is full."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.25  # how often whoever stands in line shows its place, and can be called away


class Full(Exception):
    """No more may stand in the line."""


class Line:
    """First come, first served: `at_once` inside, at most `longest` in line before them."""

    def __init__(self, at_once: int, longest: int):
        self.at_once, self.longest = at_once, longest
        self._tickets: list[object] = []
        self._changed = threading.Condition()

    @contextmanager
    def place(self, show: Callable[[int], None]) -> Iterator[None]:
        """Stand in line, then be inside until the end of the block. Raises Full.

        show: called again and again with how many have to come in before; whatever it raises ends the place.
        """
        ticket = object()
        with self._changed:
            if len(self._tickets) >= self.at_once + self.longest:
                raise Full
            self._tickets.append(ticket)
        try:
            while before := self._before(ticket):
                show(before)
                with self._changed:
                    self._changed.wait(LOOK_SECONDS)
            yield
        finally:
            with self._changed:
                self._tickets.remove(ticket)
                self._changed.notify_all()

    def _before(self, ticket: object) -> int:
        with self._changed:
            return max(self._tickets.index(ticket) - self.at_once + 1, 0)
