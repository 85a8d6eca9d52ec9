"""Serialised runs: one at a time, first come first served, nobody stuck behind a long one."""

import ast
import threading
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
