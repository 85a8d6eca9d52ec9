"""Work in child processes: results, errors, limits, the queue, and what becomes of a child that dies."""

import ctypes
import os
import resource
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from dashboard.runtime import workers
from dashboard.runtime.workers import WorkFailed


class Panic(BaseException):
    """No Exception, like the panic of a Rust library."""


class Gone(Exception):
    """The reader has left."""


def double(number: int) -> int:
    return 2 * number


def own_id() -> int:
    return os.getpid()


def refuse(words: str) -> None:
    raise ValueError(words)


def panic() -> None:
    raise Panic


def end_by(number: int) -> None:
    os.kill(os.getpid(), number)


def read_nowhere() -> None:
    ctypes.string_at(0)


def fill(megabytes: int) -> int:
    return len(np.ones(megabytes * 1_000_000, dtype="uint8"))


def fill_and_tell(megabytes: int) -> int:
    fill(megabytes)
    return os.getpid()


def fill_list() -> int:
    return len(list(range(10**12)))


def zeros(megabytes: int) -> bytes:
    return bytes(megabytes * 1_000_000)


def compute_forever() -> None:
    while True:
        pass


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def print_and_return(words: str) -> str:
    print(words, flush=True)
    return words


def write_file(path: str) -> int:
    return Path(path).write_text("x" * 10)


def limits() -> dict[str, tuple[int, int]]:
    return {name: resource.getrlimit(getattr(resource, name)) for name in ("RLIMIT_AS", "RLIMIT_CORE")}


PATIENCE_SECONDS = 60  # whoever waits longer waits for ever


def must_still_work() -> None:
    assert [workers.run(double, at) for at in range(3)] == [0, 2, 4]


def test_gives_the_result_of_another_process():
    assert workers.run(double, 21) == 42
    assert workers.run(own_id) != os.getpid()


def test_a_child_serves_again():
    assert len({workers.run(own_id) for _ in range(12)}) <= 2 * workers.AT_ONCE


def test_raises_what_the_function_raises():
    with pytest.raises(ValueError, match="甲市がありません"):
        workers.run(refuse, "甲市がありません")
    must_still_work()


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (signal.SIGABRT, workers.MEMORY),
        (signal.SIGKILL, workers.MEMORY),
        (signal.SIGSEGV, workers.BROKEN),
        (signal.SIGXCPU, workers.TIME),
    ],
)
def test_a_child_that_dies_is_one_sentence(number, message):
    with pytest.raises(WorkFailed, match=message[:8]):
        workers.run(end_by, int(number))
    must_still_work()


@pytest.mark.parametrize(("function", "arguments"), [(panic, ()), (read_nowhere, ())])
def test_a_panic_is_one_sentence(function, arguments):
    with pytest.raises(WorkFailed, match="途中で止まりました"):
        workers.run(function, *arguments)
    must_still_work()


@pytest.mark.parametrize(("function", "arguments"), [(fill, (20_000,)), (fill_list, ())])
def test_memory_is_bounded(function, arguments):
    with pytest.raises(WorkFailed, match="メモリの上限"):
        workers.run(function, *arguments)
    must_still_work()


def test_a_child_that_grew_is_replaced():
    grown = workers.run(fill_and_tell, workers.WORN_MB + 100)
    assert grown not in {workers.run(own_id) for _ in range(12)}


def test_what_the_server_itself_once_needed_wears_no_child():
    """The system tells a new process's peak beginning with its parent's."""
    fill(workers.WORN_MB + 300)
    assert len({workers.run(own_id) for _ in range(12)}) <= 2 * workers.AT_ONCE


def test_the_result_is_bounded(monkeypatch):
    monkeypatch.setattr(workers, "RESULT_MB", 5)
    assert len(workers.run(zeros, 4)) == 4_000_000
    with pytest.raises(WorkFailed, match="超えました"):
        workers.run(zeros, 6)
    must_still_work()


@pytest.mark.parametrize(("function", "arguments"), [(compute_forever, ()), (sleep, (3_600,))])
def test_time_is_bounded(monkeypatch, function, arguments):
    must_still_work()
    monkeypatch.setattr(workers, "SECONDS", 2)
    with pytest.raises(WorkFailed, match="終わりませんでした"):
        workers.run(function, *arguments)
    monkeypatch.undo()
    must_still_work()


def test_what_is_printed_is_no_result():
    assert workers.run(print_and_return, "甲市") == "甲市"
    must_still_work()


def test_writes_no_files(tmp_path):
    with pytest.raises(OSError):
        workers.run(write_file, str(tmp_path / "x"))


def test_limits_are_set():
    found = workers.run(limits)
    assert 0 < found["RLIMIT_AS"][1] < 8_000_000_000
    assert found["RLIMIT_CORE"] == (0, 0)


def test_what_cannot_be_handed_over_is_an_error():
    with pytest.raises(Exception, match=r"pickle|local"):
        workers.run(lambda: 1)
    must_still_work()


def test_a_reader_who_leaves_ends_the_work():
    seen = []

    def leave(place: int) -> None:
        seen.append(place)
        raise Gone

    with pytest.raises(Gone):
        workers.run(sleep, 3_600, watch=leave)
    assert seen == [0]
    must_still_work()


def test_a_reader_who_leaves_while_the_child_is_begun_leaves_the_queue(monkeypatch):
    job = workers._Job(workers._Call(double, (21,), workers.SECONDS))
    begin = workers._pool._child

    def leave_and_begin() -> workers._Child:
        job.cancel()
        return begin()

    monkeypatch.setattr(workers._pool, "_child", leave_and_begin)
    workers._pool.submit(job)
    assert isinstance(job.future.exception(PATIENCE_SECONDS), WorkFailed)


def test_who_has_left_takes_no_place_while_the_child_ends(monkeypatch):
    monkeypatch.setattr(workers, "MOST_QUEUED", 1 - workers.AT_ONCE)
    pool = workers._Pool()
    monkeypatch.setattr(pool._threads, "submit", lambda *_: None)
    first, second = (workers._Job(workers._Call(double, (21,), workers.SECONDS)) for _ in range(2))
    pool.submit(first)
    first.future.set_running_or_notify_cancel()
    with pytest.raises(WorkFailed, match="混み合って"):
        pool.submit(second)
    first.cancel()
    pool.submit(second)


def test_the_queue_has_places_and_an_end(monkeypatch):
    """Two work, one queues, the next is turned away; whoever leaves makes room."""
    monkeypatch.setattr(workers, "MOST_QUEUED", 1)
    leave = threading.Event()
    places: dict[int, list[int]] = {0: [], 1: [], 2: []}

    def take_part(at: int) -> None:
        def watch(place: int) -> None:
            places[at].append(place)
            if leave.is_set():
                raise Gone

        with pytest.raises(Gone):
            workers.run(sleep, 3_600, watch=watch)

    threads = [threading.Thread(target=take_part, args=(at,), daemon=True) for at in places]
    for thread in threads:
        thread.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while not all(places.values()):
        assert time.monotonic() < until, places
        time.sleep(0.05)
    with pytest.raises(WorkFailed, match="混み合って"):
        workers.run(double, 1)
    leave.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert sorted(one[0] for one in places.values()) == [0, 0, 1]
    must_still_work()
