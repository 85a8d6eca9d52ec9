"""The clock on the wall jumps: nothing ends, stays or goes because of it."""

import ast
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.runtime import cache, db, etl_commands, rebuilding, run_lock, workers
from etl import build, build_lock, journal
from etl.problems import BadInput

ROOT = Path(__file__).parents[2]
HOUR, DAY = 3_600, 86_400
JUMPS = [-400 * DAY, -6 * HOUR, 6 * HOUR, 400 * DAY]
PATIENCE_SECONDS = 60
# Who may ask what time it is: outlines are in use whatever it says; `built_at` and the age of the database are only shown.
# Which day it is in Japan, the calendar knows for all.
ASKING_THE_WALL = {
    ("etl/outlines.py", "time.time"),
    ("etl/build.py", "datetime.now"),
    ("deploy/metrics.py", "time.time"),
    ("japan/calendar.py", "datetime.now"),
    ("register/history.py", "datetime.now"),
}
WALL_CLOCKS = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}


@pytest.fixture(params=JUMPS)
def jump(monkeypatch, request) -> Callable[..., None]:
    """Lets the clock jump; may be called as often as one likes, and with anything."""
    real, ahead = time.time, [0]
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])

    def go(*_: object) -> None:
        ahead[0] = request.param

    return go


def nap(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


def test_a_child_lives_through_it(jump):
    assert workers.run(nap, 0.5, watch=jump) == "rested"


def test_a_child_that_takes_too_long_is_ended_and_the_reason_is_right(jump):
    with pytest.raises(workers.WorkFailed) as failed:
        workers.run(nap, 600, seconds=1, watch=jump)
    assert str(failed.value) == f"1{workers.TIME}"


def beside_a_run_that_holds_the_lock(then: Callable[[threading.Event], None], jump) -> list[str]:
    """What happened in which order: a run holds the lock, the clock jumps, a second run comes, and `then`."""
    order, holds, may_end = [], threading.Event(), threading.Event()

    @run_lock.serialised
    def first() -> None:
        holds.set()
        may_end.wait(PATIENCE_SECONDS)
        order.append("first")

    @run_lock.serialised
    def second() -> None:
        order.append("second")
        may_end.set()

    threads = [threading.Thread(target=one) for one in (first, second)]
    threads[0].start()
    holds.wait(PATIENCE_SECONDS)
    jump()
    threads[1].start()
    then(may_end)
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return order


def test_a_run_does_not_lose_its_lock_by_it(jump, monkeypatch):
    monkeypatch.setattr(run_lock, "LONGEST_SECONDS", PATIENCE_SECONDS)

    def end_when_both_are_there(may_end: threading.Event) -> None:
        while len(run_lock._queue) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        may_end.set()

    end = time.monotonic() + PATIENCE_SECONDS
    assert beside_a_run_that_holds_the_lock(end_when_both_are_there, jump) == ["first", "second"]


def test_a_run_that_takes_too_long_loses_its_lock_nevertheless(jump, monkeypatch):
    monkeypatch.setattr(run_lock, "LONGEST_SECONDS", 0.2)
    assert beside_a_run_that_holds_the_lock(lambda _: None, jump) == ["second", "first"]


def test_who_waits_for_a_build_gives_up_no_earlier(jump, tmp_path):
    database = tmp_path / "dashboard.duckdb"
    first = build_lock.hold(database, lambda: None)
    first.__enter__()

    def jump_and_end() -> None:
        jump()
        first.__exit__(None, None, None)

    with build_lock.hold(database, jump_and_end):
        assert database.with_name("dashboard.duckdb.lock").exists()
    assert not list(tmp_path.iterdir())


def test_who_waits_for_a_build_that_never_ends_gives_up_nevertheless(jump, tmp_path, monkeypatch):
    monkeypatch.setattr(build_lock, "WAIT_SECONDS", 0.5)
    database = tmp_path / "dashboard.duckdb"
    with (
        build_lock.hold(database, lambda: None),
        pytest.raises(BadInput, match="別の構築が続いています"),
        build_lock.hold(database, jump),
    ):
        pass


def test_a_rebuild_that_did_not_help_rests_as_long_as_ever(jump, monkeypatch):
    monkeypatch.setattr(etl_commands, "build", lambda *_: iter(()))
    monkeypatch.setattr(rebuilding, "_latest", None)
    first = rebuilding.begun()
    first.thread.join(PATIENCE_SECONDS)
    jump()
    assert rebuilding.begun() is first
    monkeypatch.setattr(rebuilding, "REST_SECONDS", 0)
    assert rebuilding.begun() is not first


def test_recognising_that_never_ends_is_ended_nevertheless(jump, monkeypatch):
    monkeypatch.setattr(etl_commands, "RECOGNISE_SECONDS", 1)
    program = "import os, time; os.close(1); os.close(2); time.sleep(600)"
    monkeypatch.setattr(etl_commands, "_command", lambda *_: [sys.executable, "-c", program])
    monkeypatch.setattr(etl_commands, "_feed", jump)
    with pytest.raises(etl_commands.CommandFailed, match="1秒以内に読み終わりませんでした"):
        etl_commands.recognise(b"1", "甲.xlsx")


def test_cached_answers_stay_and_a_database_with_any_date_is_picked_up(jump, monkeypatch, tmp_path):
    path = tmp_path / "dashboard.duckdb"
    for age in ("old", "new"):
        with duckdb.connect(str(tmp_path / age)) as made:
            made.execute(f"create table ages as select '{age}' as age")
    (tmp_path / "old").replace(path)
    monkeypatch.setattr(db, "DATABASE", path)
    asked = []

    @cache.cached
    def ages() -> list[str]:
        asked.append(1)
        return db.read("from ages")["age"].to_list()

    assert ages() == ["old"]
    jump()
    assert ages() == ["old"]
    assert len(asked) == 1
    os.utime(tmp_path / "new", (time.time(), time.time()))  # as a build writes it after the jump
    (tmp_path / "new").replace(path)
    assert ages() == ["new"]


def write_database(path: Path, file: Path) -> None:
    """A database that names an outline file, and the file."""
    path.parent.mkdir(exist_ok=True)
    with duckdb.connect(str(path)) as made:
        made.execute("create table outline_files as select ? as outline_file", [file.name])
    file.write_text("{}")


def test_outlines_in_use_stay_and_others_go(jump, monkeypatch, tmp_path, silent):
    """In use: by the new database, the one it replaces, and the one that taking an import back would bring."""
    database, static = tmp_path / "dashboard.duckdb", tmp_path / "static"
    static.mkdir()
    of = {age: static / f"outlines-{age:0>10}.json" for age in ("older", "undoable", "former", "new")}
    of["older"].write_text("{}")
    write_database(database, of["former"])
    write_database(journal.former_database(database), of["undoable"])
    steps = (
        "load_sources",
        "select_marts",
        "measure_metrics",
        "publish_values",
        "pair_municipalities",
        "rank_partners",
        "type_municipalities",
    )
    for step in (*steps, "describe"):
        monkeypatch.setattr(build, step, lambda *_: None)

    def draw(new: duckdb.DuckDBPyConnection, *_: object) -> None:
        build.save(new, "outline_files", pd.DataFrame([{"outline_file": of["new"].name}]))
        of["new"].write_text("{}")

    monkeypatch.setattr(build, "draw_outlines", draw)
    monkeypatch.setattr(build, "check", jump)
    build.replace_database(tmp_path, tmp_path, static, database, silent)
    assert {one.name for one in static.iterdir()} >= {of[age].name for age in ("undoable", "former", "new")}
    is_long_ago = abs(time.time() - of["new"].stat().st_mtime) > 30 * DAY
    assert of["older"].exists() != is_long_ago


def wall_clocks(path: Path) -> set[str]:
    """What a module asks for the time of the day."""
    tree = ast.parse(path.read_text("utf-8"))
    asked = (ast.unparse(one) for one in ast.walk(tree) if isinstance(one, ast.Attribute))
    return {".".join(name.split(".")[-2:]) for name in asked} & WALL_CLOCKS


def test_nobody_else_asks_for_the_time_of_the_day():
    folders = ("analysis", "dashboard", "deploy", "etl", "japan", "pages", "register", "website")
    asking = {
        (path.relative_to(ROOT).as_posix(), clock)
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        for clock in wall_clocks(path)
    }
    assert asking == ASKING_THE_WALL
