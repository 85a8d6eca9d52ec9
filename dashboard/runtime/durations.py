"""How long something took, over and over: counted in classes, so that it stays small however often it happens."""

import threading
from bisect import bisect_left
from itertools import accumulate

# Seconds; the targets of docs/MEASURED.md lie on a bound each (0.12 a script, 0.3 its slowest page, 1 what readers wait at most).
BOUNDS = (0.03, 0.06, 0.12, 0.3, 0.6, 1.0, 3.0, 10.0, 60.0)


class Durations:
    """Counts by class. Several threads may observe at once."""

    def __init__(self, bounds: tuple[float, ...] = BOUNDS) -> None:
        self.bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        self._lock = threading.Lock()

    def observe(self, seconds: float) -> None:
        with self._lock:
            self._counts[bisect_left(self.bounds, seconds)] += 1
            self._sum += seconds

    def read(self) -> tuple[list[int], float]:
        """How many took at most each bound, then how many there were; and their sum in seconds."""
        with self._lock:
            return list(accumulate(self._counts)), self._sum
