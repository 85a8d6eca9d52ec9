"""Serialised runs: one at a time, first come first served, nobody stuck behind a long one."""

import ast
import contextlib
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.runtime import run_lock

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 20  # a test that waits longer has found a deadlock


class Crowd:
    """Threads that run functions; at the end, all of them are to be through."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []

    def begins(self, function, *args) -> threading.Thread:
        thread = threading.Thread(target=function, args=args, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def joins(self, function, *args) -> None:
        """Begin, and see it queue."""
        queued = len(run_lock._queue)
        thread = self.begins(function, *args)
        while len(run_lock._queue) == queued and thread.is_alive():
            thread.join(0.001)

    def is_through(self) -> bool:
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)
        return not any(thread.is_alive() for thread in self.threads)


@pytest.fixture
def crowd():
    return Crowd()


@pytest.fixture
def is_free():
    """What holds the lock until it is set; set in any case at the end."""
    event = threading.Event()
    yield event
    event.set()


def test_one_at_a_time_in_the_order_of_arrival(crowd, is_free, monkeypatch):
    monkeypatch.setattr(run_lock, "LONGEST_SECONDS", PATIENCE_SECONDS)
    inside, most_inside, order = set(), [], []

    @run_lock.serialised
    def page(number: int) -> None:
        inside.add(number)
        most_inside.append(len(inside))
        is_free.wait(PATIENCE_SECONDS) if number == 0 else threading.Event().wait(0.001)
        order.append(number)
        inside.remove(number)

    for number in range(20):
        crowd.joins(page, number)
    assert order == []
    is_free.set()
    assert crowd.is_through()
    assert order == list(range(20))
    assert set(most_inside) == {1}
    assert not run_lock._queue


def test_a_long_one_goes_on_and_keeps_nobody_waiting(crowd, is_free, monkeypatch):
    monkeypatch.setattr(run_lock, "LONGEST_SECONDS", 0.05)
    done = []

    @run_lock.serialised
    def long_one() -> None:
        is_free.wait(PATIENCE_SECONDS)
        done.append("long")

    @run_lock.serialised
    def short(number: int) -> None:
        done.append(number)

    crowd.joins(long_one)
    for number in range(3):
        crowd.joins(short, number)
    for thread in crowd.threads[1:]:
        thread.join(PATIENCE_SECONDS)
    assert done == [0, 1, 2]
    is_free.set()
    assert crowd.is_through()
    assert done == [0, 1, 2, "long"]
    assert not run_lock._queue


def test_whoever_lets_the_others_go_keeps_nobody_waiting(crowd, is_free, monkeypatch):
    monkeypatch.setattr(run_lock, "LONGEST_SECONDS", PATIENCE_SECONDS)
    done, has_let_go = [], threading.Event()

    @run_lock.serialised
    def long_one() -> None:
        run_lock.release()
        has_let_go.set()
        is_free.wait(PATIENCE_SECONDS)
        done.append("long")

    crowd.begins(long_one)
    assert has_let_go.wait(PATIENCE_SECONDS)
    crowd.begins(run_lock.serialised(lambda: done.append("short"))).join(PATIENCE_SECONDS)
    assert done == ["short"]
    is_free.set()
    assert crowd.is_through()
    assert done == ["short", "long"]
    assert not run_lock._queue


def test_what_a_page_calls_has_its_turn(crowd):
    @run_lock.serialised
    def part() -> str:
        return "part"

    @run_lock.serialised
    def page() -> str:
        return part() + part()

    seen = []
    crowd.begins(lambda: seen.append(page()))
    assert crowd.is_through()
    assert seen == ["partpart"]


def test_a_page_that_fails_gives_its_turn_back(crowd):
    @run_lock.serialised
    def page() -> None:
        raise ValueError

    for _ in range(2):
        with pytest.raises(ValueError):
            page()
    assert not run_lock._queue


LONGEST = 2  # units of time; it passes one by one


class Scheduler(contextlib.nullcontext):
    """The real lock under a clock and a condition that move only when told to: three threads as generators.

    Between two steps of a thread it is out of the lock's critical section, so every interleaving is a sequence of steps.
    """

    def __init__(self, monkeypatch, steps: tuple[str, ...]):
        super().__init__()
        monkeypatch.setattr(run_lock, "_queue", deque())
        monkeypatch.setattr(run_lock, "_changed", self)
        monkeypatch.setattr(run_lock, "LONGEST_SECONDS", LONGEST)
        monkeypatch.setattr(run_lock.time, "monotonic", lambda: self.now)
        self.now = 0
        self.arrived: list[str] = []  # who is asleep or inside, in the order of arrival
        self.asleep: dict[
            str, tuple[Iterator[float], int]
        ] = {}  # the generator, and when it wakes at the latest
        self.entered: dict[str, int] = {}  # who is inside, and since when it has held the lock
        for step in steps:
            self.step(step)

    def notify_all(self) -> None:
        self.asleep = {name: (waits, self.now) for name, (waits, _) in self.asleep.items()}

    def step(self, name: str) -> None:
        """One step of a thread (it arrives, looks again, or ends), or of the clock."""
        if name == "clock":
            self.now += 1
        elif name in self.entered:
            self.leave(name)
        elif name in self.asleep:
            self.look(name, self.asleep.pop(name)[0])
        else:
            self.arrived.append(name)
            self.look(name, run_lock._waits(name))

    def look(self, name: str, waits: Iterator[float]) -> None:
        holder, held = [*run_lock._queue][:1], self.now - run_lock._held_since
        seconds = next(waits, None)
        assert set(holder) <= set(run_lock._queue) or held >= LONGEST  # no turn is taken away early
        if seconds is None:
            in_turn = self.entered.keys() & set(run_lock._queue)
            assert name not in run_lock._queue or (run_lock._queue[0] == name and not in_turn)
            self.entered[name] = self.now
        else:
            assert 0 < seconds <= LONGEST
            ahead = self.arrived[: self.arrived.index(name)]
            assert run_lock._queue[0] in ahead  # never behind one that came later
            self.asleep[name] = (waits, self.now + seconds)

    def leave(self, name: str) -> None:
        run_lock._thread.ticket = name
        run_lock.release()
        run_lock._thread.ticket = None
        del self.entered[name]
        self.arrived.remove(name)

    def possible(self) -> list[str]:
        """Who can go on: a sleeper when it was notified or its time is up."""
        late = {name for name, (_, until) in self.asleep.items() if until > self.now}
        return ["clock", *(name for name in "abc" if name not in late)]

    def state(self) -> tuple:
        held = min(self.now - run_lock._held_since, LONGEST) if run_lock._queue else 0
        sleepers = tuple((name, max(until - self.now, 0)) for name, (_, until) in sorted(self.asleep.items()))
        return tuple(run_lock._queue), held, tuple(self.arrived), sleepers, tuple(sorted(self.entered))


def test_three_threads_in_every_interleaving(monkeypatch):
    """All states that three threads can reach which come again and again, each thread as slow to wake as it likes."""
    seen, to_do = set(), [()]
    while to_do:
        steps = to_do.pop(0)
        now = Scheduler(monkeypatch, steps)
        if now.state() in seen:
            continue
        seen.add(now.state())
        to_do += [(*steps, name) for name in now.possible()]
        must_get_all_inside(now)
    assert any(set(arrived) > set(queue) | set(inside) for queue, _, arrived, _, inside in seen)


def must_get_all_inside(now: Scheduler) -> None:
    """Though nobody inside ever ends, all that are asleep come in within the longest turns of those ahead."""
    ahead = len(run_lock._queue)
    for _ in range(ahead * LONGEST):
        now.step("clock")
        for name in sorted(now.asleep):
            if name in now.possible():
                now.step(name)
    for name in sorted(now.asleep):
        now.step(name)
    assert not now.asleep


def test_a_thread_interrupted_in_the_queue_leaves_it(monkeypatch, crowd, is_free):
    crowd.joins(run_lock.serialised(lambda: is_free.wait(PATIENCE_SECONDS)))
    with monkeypatch.context() as patched:
        patched.setattr(run_lock, "_waits", interrupted(run_lock._waits))
        with pytest.raises(KeyboardInterrupt):
            run_lock.serialised(lambda: None)()
    assert len(run_lock._queue) == 1
    is_free.set()
    assert crowd.is_through()
    assert not run_lock._queue


def interrupted(waits):
    def run(ticket: object) -> Iterator[float]:
        next(waits(ticket))
        raise KeyboardInterrupt
        yield

    return run


def test_every_fragment_waits_its_turn():
    """A fragment runs without the page around it, so without the page's turn."""
    decorators = [
        [ast.unparse(one) for one in node.decorator_list]
        for folder in ("dashboard", "pages")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    fragments = [each for each in decorators if any("fragment" in one for one in each)]
    assert fragments
    assert all(each[each.index("st.fragment") + 1 :][:1] == ["run_lock.serialised"] for each in fragments)
