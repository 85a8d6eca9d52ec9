"""Cache of query results for the database in use, shared by all readers; another database empties it.

All results share one budget of bytes: whatever readers ask, the process grows no further."""

import gc
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import ParamSpec, TypeVar

import numpy as np
import pandas as pd

from dashboard.runtime import db

BUDGET_BYTES = 150_000_000  # of all results together
LARGEST_TABLE_BYTES = 1_000_000
LARGEST_SHARE = 4  # anything else may take a quarter of the budget

CODE = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, CodeType)

P, R = ParamSpec("P"), TypeVar("R")


class Results:
    """Results by key, within a budget of bytes; the least recently used goes first."""

    def __init__(self) -> None:
        self.bytes = 0
        self._results: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._database: Hashable = None
        self._lock = Lock()

    def find(self, key: Hashable) -> tuple[bool, object]:
        """Whether there is a result, and the result."""
        with self._lock:
            if key not in self._results:
                return False, None
            self._results.move_to_end(key)
            return True, self._results[key][0]

    def put(self, key: Hashable, result: object, database: Hashable) -> None:
        """Hold a result unless it is too large; those of another database go."""
        size = size_of(result) + size_of(key)
        if size > (
            LARGEST_TABLE_BYTES if isinstance(result, pd.DataFrame) else BUDGET_BYTES // LARGEST_SHARE
        ):
            return
        with self._lock:
            if database != self._database:
                self._results.clear()
                self.bytes, self._database = 0, database
            self.bytes += size - self._results.pop(key, (None, 0))[1]
            self._results[key] = result, size
            while self.bytes > BUDGET_BYTES:
                self.bytes -= self._results.popitem(last=False)[1][1]


results = Results()


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Cache the results of a function of the database and of plain arguments.

    All such functions share BUDGET_BYTES. A keyword that begins with _ follows from the others and is no part of the key. Unlike st.cache_data nothing is hashed, copied or pickled for each reader. Tables are
    returned as copy-on-write views; anything else must not be changed. Tables above LARGEST_TABLE_BYTES are not cached.
    """

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        database = _database_in_use()
        named = {name: value for name, value in kwargs.items() if not name.startswith("_")}
        key = (function, database, _as_key(args), _as_key(named))
        is_there, found = results.find(key)
        if is_there:
            return _copy_on_write(found)
        result = function(*args, **kwargs)
        results.put(key, result, database)
        return _copy_on_write(result)

    return ask


def size_of(value: object) -> int:
    """Bytes of a value and of all it is made of; each part once, code and modules not at all."""
    seen: set[int] = set()
    total, to_do = 0, [value]
    while to_do:
        one = to_do.pop()
        if id(one) in seen or isinstance(one, CODE):
            continue
        seen.add(id(one))
        if isinstance(one, pd.DataFrame | pd.Series | pd.Index):
            total += int(np.sum(one.memory_usage(deep=True)))
        else:
            total += sys.getsizeof(one)
            to_do += gc.get_referents(one)
    return total


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
