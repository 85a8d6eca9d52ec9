"""Heavy or dangerous work, done in child processes: what kills a child never reaches the server.

    filled = workers.run(reader.read, name, content, form, watch=show)

Few work at once, the others queue. A child has limits of memory, processor and wall time, its result one of size; it writes no
files. It is used again for the next job unless it failed or grew. docs/decisions/0040.

    python -m dashboard.runtime.workers    a child: pickled jobs on standard input, pickled results on standard output
"""

import contextlib
import gc
import logging
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from dashboard.runtime import run_lock

AT_ONCE, MOST_QUEUED = 2, 20
SECONDS, MEMORY_MB, RESULT_MB = 120, 1_200, 300
WORN_MB = 400  # a child that once needed more is replaced: what is freed need not go back to the system
OWN_SCORE = Path("/proc/self/oom_score_adj")  # the kernel's: who is ended first when memory is short
OBJECTS_BETWEEN_LOOKS = 20_000  # objects until garbage is looked for: a table is hundreds of thousands of lists, none of them garbage
LOOK_SECONDS = 0.3  # between two looks whether the reader is still there

ROOT = Path(__file__).parents[2]
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
MEMORY = f"メモリの上限（{MEMORY_MB:,}MB）を超えました。"
TIME = "秒以内に終わりませんでした。"
SIZE = f"結果が{RESULT_MB:,}MBを超えました。"
BUSY = "処理が混み合っています。しばらくしてから、もう一度お試しください。"
BROKEN = "処理の途中で止まりました。"

R = TypeVar("R")
log = logging.getLogger(__name__)


class WorkFailed(Exception):
    """Work that did not come to an end within its limits; the message is one Japanese sentence without a subject."""


def run(
    function: Callable[..., R],
    *arguments: object,
    watch: Callable[[int], None] | None = None,
    seconds: int | None = None,
) -> R:
    """What `function(*arguments)` returns, worked out in a child; function, arguments and result are pickled.

    seconds: how long it may take once it runs, SECONDS unless given.
    watch: called every LOOK_SECONDS with the place in the queue, 0 while the job runs; when it raises, the job is cancelled.
    Raises WorkFailed, and whatever the function raises.
    """
    run_lock.release()
    job = _Job(_Call(function, arguments, seconds or SECONDS))
    _pool.submit(job)
    try:
        while not wait([job.future], LOOK_SECONDS).done:
            if watch:
                watch(_pool.place_of(job))
        return job.future.result()
    finally:
        job.cancel()


def warm(function: Callable[..., object]) -> None:
    """Have a child ready that has imported the function's module; does not wait for it."""
    if not _pool.has_started:
        _pool.has_started = True
        with contextlib.suppress(WorkFailed):
            _pool.submit(_Job(_Call(callable, (function,), SECONDS)))


def counts() -> tuple[int, int]:
    """How many jobs run, and how many wait."""
    return _pool.counts()


class _Call(NamedTuple):
    function: Callable[..., object]
    arguments: tuple[object, ...]
    seconds: int


class _Job:
    """A call on its way through the queue. future: what comes of it."""

    def __init__(self, call: _Call):
        self.call = call
        self.future: Future = Future()
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._is_cancelled = False

    @property
    def is_over(self) -> bool:
        """Done, or given up by its reader: its child may take a moment to end, which is nobody's place in the queue."""
        return self._is_cancelled or self.future.done()

    def cancel(self) -> None:
        """Take the job out of the queue, or end the child that runs it; nothing when it is done."""
        with self._lock:
            self._is_cancelled = True
            self.future.cancel()
            if self._child:
                self._child.end()

    def run_in(self, child: "_Child") -> None:
        with self._lock:
            if self._is_cancelled:  # while its child was begun
                raise WorkFailed(BROKEN)  # a job without an outcome would keep its place for ever
            self._child = child
        try:
            outcome = child.work(self.call)
        finally:
            with self._lock:
                self._child = None
        self.future.set_result(outcome)


class _Pool:
    """AT_ONCE threads, each with a child of its own, and the jobs in the order they came."""

    def __init__(self) -> None:
        self.has_started = False
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="workers")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._jobs: list[_Job] = []

    def submit(self, job: _Job) -> None:
        """Queue a job. Raises WorkFailed when too many are queued."""
        with self._lock:
            self._jobs = [one for one in self._jobs if not one.is_over]
            if len(self._jobs) >= AT_ONCE + MOST_QUEUED:
                raise WorkFailed(BUSY)
            self._jobs.append(job)
            self._threads.submit(self._run, job)

    def place_of(self, job: _Job) -> int:
        """Which place in the queue a job has, from 1; 0 when it runs."""
        with self._lock:
            queued = [one for one in self._jobs if not one.future.running() and not one.future.done()]
            return queued.index(job) + 1 if job in queued else 0

    def counts(self) -> tuple[int, int]:
        """How many jobs run, and how many wait."""
        with self._lock:
            jobs = [one for one in self._jobs if not one.is_over]
        running = sum(one.future.running() for one in jobs)
        return running, len(jobs) - running

    def _run(self, job: _Job) -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        try:
            job.run_in(self._child())
        except BaseException as error:  # also that no child could be started; whoever waits has to know
            job.future.set_exception(error)
        with contextlib.suppress(OSError):
            self._child()  # the next job finds it ready

    def _child(self) -> "_Child":
        """The child of this thread, a new one in place of one that ended or is worn."""
        child = getattr(self._own, "child", None)
        if child is None or not child.is_usable:
            self._own.child = None
            if child:
                child.end()
            child = self._own.child = _Child()
        return child


class _Child:
    """A child process, seen from the server."""

    def __init__(self) -> None:
        self._is_worn = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.runtime.workers"],
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def is_usable(self) -> bool:
        return not self._is_worn and self._process.poll() is None

    def end(self) -> None:
        """Kill the child; what waits for it finds its pipes closed."""
        self._is_worn = True
        self._process.kill()

    def work(self, call: _Call) -> object:
        """The result of a call. Raises WorkFailed, and what the call raises."""
        began = time.monotonic()
        watchdog = threading.Timer(call.seconds, self.end)
        watchdog.start()
        is_whole = False
        try:
            with contextlib.suppress(BrokenPipeError):  # it has ended; its exit tells why
                pickle.dump(tuple(call), self._process.stdin, protocol=5)
                self._process.stdin.flush()
            outcome, value, is_worn = pickle.load(_Capped(self._process.stdout, RESULT_MB * 1_000_000))
            is_whole = True
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkFailed(self._reason(call.seconds, time.monotonic() - began)) from error
        finally:
            watchdog.cancel()
            if not is_whole:
                self.end()
        self._is_worn |= is_worn
        if outcome == "result":
            return value
        if outcome == "raised":
            raise value
        log.error("workers: %s", value[1])
        raise WorkFailed(value[0])

    def _reason(self, allowed: int, taken: float) -> str:
        """Why the child ended, judged by its exit."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return BROKEN
        if taken >= allowed or status == -signal.SIGXCPU:
            return f"{allowed}{TIME}"
        return MEMORY if status in (-signal.SIGABRT, -signal.SIGKILL) else BROKEN


class _Capped:
    """A stream that gives no more than so many bytes. Raises WorkFailed beyond."""

    def __init__(self, stream: BinaryIO, most: int):
        self._stream, self._left = stream, most

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise WorkFailed(SIZE)

    def read(self, count: int) -> bytes:
        self._take(count)
        return self._stream.read(count)

    def readinto(self, buffer: memoryview) -> int:
        self._take(len(buffer))
        return self._stream.readinto(buffer)

    def readline(self) -> bytes:
        line = self._stream.readline(self._left + 1)
        self._take(len(line))
        return line


_pool = _Pool()


# --- in the child -------------------------------------------------------------------------------------------------


def main() -> None:
    """Work on one job after the other until standard input is closed."""
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no result
    _limit_process()
    expect_tables()
    while True:
        outcome = _outcome(sys.stdin.buffer)
        if outcome is None:
            return
        pickle.dump((*outcome, _peak_mb() > WORN_MB or outcome[0] == "failed"), results, protocol=5)
        results.flush()
        del outcome


def expect_tables() -> None:
    """Look for garbage seldom, as work on large tables wants it (a fifth of the time to read one)."""
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, *gc.get_threshold()[1:])


def _outcome(jobs: BinaryIO) -> tuple[str, object] | None:
    """What came of the next job: its result, what it raised, or (message, traceback) of a failure; None after the last job."""
    try:
        function, arguments, seconds = pickle.load(jobs)
        _limit_seconds(seconds)
        return "result", function(*arguments)
    except EOFError:
        return None
    except MemoryError:
        return "failed", (MEMORY, "MemoryError")
    except Exception as error:
        return "raised", _plain(error)
    except BaseException:  # a panic of a Rust library among them
        return "failed", (BROKEN, traceback.format_exc())


def _plain(error: Exception) -> Exception:
    """An error that can be pickled, its traceback as a note; the frames themselves stay here."""
    text = traceback.format_exc(limit=-5)
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(str(error))
    error.add_note(text)
    return error


def _limit_process() -> None:
    """On systems that can: memory above what the libraries take, no core file, no file at all, first to go when memory is short."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        import pandas  # noqa: F401  before the limit: what libraries map counts, too

        OWN_SCORE.write_text("1000", "ascii")
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + MEMORY_MB * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_seconds(seconds: int) -> None:
    """Processor time of the next job, should the server be gone that would end it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        most = math.ceil(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _peak_mb() -> float:
    """Most memory this process had; 0 where the system does not tell. What getrusage tells begins with the parent's."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0
    return int(status.split("VmHWM:")[1].split()[0]) / 1_000


if __name__ == "__main__":
    main()
