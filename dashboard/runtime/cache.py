"""What was worked out once for the database in use is kept and shared by all readers, until another database takes its place."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

import pandas as pd

from dashboard.runtime import db

MOST = 400
LARGEST_BYTES = 1_000_000

P, R = ParamSpec("P"), TypeVar("R")


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function of the database and of plain arguments answers; at most 400 answers, the longest unused goes first.

    Unlike st.cache_data nothing is hashed, copied or pickled for each reader. A table is given out as a view that pandas copies when
    someone writes to it; anything else must not be changed. Tables above 1 MB are worked out anew each time.
    """
    answers: OrderedDict[Hashable, R] = OrderedDict()
    lock = Lock()

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (_database_in_use(), _as_key(args), _as_key(kwargs))
        with lock:
            if key in answers:
                answers.move_to_end(key)
                return _given_out(answers[key])
        answer = function(*args, **kwargs)
        if not isinstance(answer, pd.DataFrame) or answer.memory_usage(deep=True).sum() <= LARGEST_BYTES:
            with lock:
                answers[key] = answer
                for old in [one for one in answers if one[0] != key[0]]:
                    del answers[old]
                if len(answers) > MOST:
                    answers.popitem(last=False)
        return _given_out(answer)

    return ask


def _given_out(answer: R) -> R:
    return answer.copy(deep=False) if isinstance(answer, pd.DataFrame | pd.Series) else answer


def _database_in_use() -> Hashable:
    """What tells one built file from another; None where there is none, which the function itself will say."""
    try:
        built = db.DATABASE.stat()
    except OSError:
        return None
    return str(db.DATABASE), built.st_mtime_ns, built.st_ino


def _as_key(value: object) -> Hashable:
    if isinstance(value, dict):
        return tuple((name, _as_key(one)) for name, one in sorted(value.items()))
    if isinstance(value, list | tuple):
        return (type(value).__name__, *map(_as_key, value))
    return value


read = cached(db.read)
