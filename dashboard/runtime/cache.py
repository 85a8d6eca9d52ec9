"""Cache of query results for the database in use, shared by all readers; another database empties it."""

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
    """Cache the results of a function of the database and of plain arguments; at most MOST results, the least recently used goes first.

    Unlike st.cache_data nothing is hashed, copied or pickled for each reader. Tables are returned as copy-on-write views; anything
    else must not be changed. Tables above LARGEST_BYTES are not cached.
    """
    results: OrderedDict[Hashable, R] = OrderedDict()
    lock = Lock()

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (_database_in_use(), _as_key(args), _as_key(kwargs))
        with lock:
            if key in results:
                results.move_to_end(key)
                return _copy_on_write(results[key])
        result = function(*args, **kwargs)
        if not isinstance(result, pd.DataFrame) or result.memory_usage(deep=True).sum() <= LARGEST_BYTES:
            with lock:
                results[key] = result
                for old in [one for one in results if one[0] != key[0]]:
                    del results[old]
                if len(results) > MOST:
                    results.popitem(last=False)
        return _copy_on_write(result)

    return ask


def _copy_on_write(result: R) -> R:
    return result.copy(deep=False) if isinstance(result, pd.DataFrame | pd.Series) else result


def _database_in_use() -> Hashable:
    """Identity of the built file; None where there is none, which the function itself reports."""
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
