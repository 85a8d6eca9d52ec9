"""A lock that lets one process at a time build a database, on any system.

The operating system holds the lock and releases it when the process ends, also when it is killed; a lock file that is left
behind therefore blocks no later build.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from etl.problems import BadInput

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WAIT_SECONDS, LOOK_EVERY_SECONDS = 900, 0.2


@contextmanager
def hold(database: Path, report_busy: Callable[[], None]) -> Iterator[None]:
    """Hold the lock beside the database. While another process holds it, report that once and wait.

    Raises BadInput when the other build has not ended after WAIT_SECONDS.
    """
    path = database.with_name(f"{database.name}.lock")
    until = time.monotonic() + WAIT_SECONDS
    is_reported = False
    while (lock := _acquire(path)) is None:
        if time.monotonic() > until:
            raise BadInput(f"{database.name}：別の構築が続いています。終わってからもう一度実行してください。")
        if not is_reported:
            report_busy()
            is_reported = True
        time.sleep(LOOK_EVERY_SECONDS)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file
            path.unlink()
        os.close(lock)
        if os.name == "nt":
            with suppress(OSError):  # another process has it open while it waits
                path.unlink()


def _acquire(path: Path) -> int | None:
    """The open lock file, or None while another holds it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    if _is_locked(lock) and _is_at(path, lock):
        return lock
    os.close(lock)
    return None


def _is_locked(lock: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # Windows calls it a permission
        return False
    return True


def _is_at(path: Path, lock: int) -> bool:
    """Whether the open file is still the one at this path: the previous holder removes it on release."""
    try:
        return os.name == "nt" or os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False
