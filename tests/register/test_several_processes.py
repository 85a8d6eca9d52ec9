"""Several processes write at once, and processes are killed at random: what was acknowledged is there, nothing is there by half."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from benchmarks import clerks
from pages.requests.form import FORM
from register import schema
from register.model import OPERATOR, Conflict, Filter
from register.store import Register

ROOT = Path(__file__).parents[2]
HOLE = {"kind": "舗装の穴", "body": "甲市", "received": date(2026, 4, 1)}


def begin(place: str, folder: Path, name: str, count: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "benchmarks.clerks", place, str(folder), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def acknowledged(folder: Path) -> dict[str, tuple[int, int]]:
    """Key → id and version, as the register told the clerks; a last line that was cut off was not told."""
    lines = [line for file in folder.glob("*.done") for line in file.read_text().splitlines(keepends=True)]
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {key: (int(number), int(version)) for key, number, version in whole}


def stored(register: Register) -> dict[str, tuple[int, int]]:
    """The same, as the register has it."""
    events = schema.EVENTS.c
    with register._engine.connect() as connection:
        rows = connection.execute(sa.select(events.key, events.request_id, events.version)).all()
    return {row.key: (row.request_id, row.version) for row in rows}


def halves(register: Register) -> list[str]:
    """What is there by half: a step without its note, a request without its reporter, words without a step."""
    with register._engine.connect() as connection:
        steps = connection.execute(sa.select(schema.EVENTS)).all()
        words = {tuple(row[:3]) for row in connection.execute(sa.select(schema.PERSONAL_WORDS))}
    expected = {(row.request_id, row.version, name) for row in steps for name in row.personal.split()}
    return [*map(str, expected ^ words), *map(str, register.check(OPERATOR))]


def test_clerks_in_several_processes_lose_nothing(register, place, tmp_path):
    for at in range(3):  # few requests, so that the clerks meet
        register.record(OPERATOR, HOLE, key=f"first {at}")
    running = [begin(place, tmp_path, f"clerk{at}", 25) for at in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    told = acknowledged(tmp_path)
    assert len(told) == 100
    assert told.items() <= stored(register).items()
    assert len(stored(register)) == 103
    assert halves(register) == []


def test_of_many_who_change_one_version_one_is_first_and_all_others_are_told(register):
    number = register.record(OPERATOR, HOLE, key="first")

    def change(at: int) -> str:
        try:
            register.change(OPERATOR, number, 1, {"crew": f"直営{at}班"}, key=f"{at}")
            return "first"
        except Conflict as conflict:
            (event,) = conflict.events
            return event.changes["crew"][1]

    with ThreadPoolExecutor(8) as pool:
        results = Counter(pool.map(change, range(8)))
    winner = register.request(OPERATOR, number).state["crew"]
    assert results == {"first": 1, winner: 7}


def test_a_click_that_comes_eight_times_at_once_makes_one_request(register):
    with ThreadPoolExecutor(8) as pool:
        numbers = set(
            pool.map(lambda _: register.record(OPERATOR, HOLE, {"phone": "1"}, key="one"), range(8))
        )
    assert len(numbers) == 1
    assert register.listed(OPERATOR, Filter())[0] == 1
    assert halves(register) == []


def test_a_list_that_several_take_in_at_once_is_taken_in_once(register):
    rows = FORM.table(FORM.examples)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: register.take_in(OPERATOR, rows).new, range(4)))
    assert sum(taken) == len(rows) == len(register.rows(OPERATOR))
    assert register.check(OPERATOR) == []


def test_tables_that_several_make_at_once_are_made_once(place):
    registers = [Register(place) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: one.create(), registers))
    assert all(one.rows(OPERATOR).empty for one in registers)
    for one in registers:
        one.close()


def test_readers_of_several_questions_see_one_moment(register):
    """The request, its history and its words: while somebody writes, never of two versions."""
    number = register.record(OPERATOR, HOLE, {"phone": "1"}, key="first")

    def write() -> None:
        for version in range(1, 30):
            register.change(
                OPERATOR,
                number,
                version,
                {"hours": float(version)},
                {"phone": f"{version + 1}"},
                key=f"{version}",
            )

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            seen = register.request(OPERATOR, number)
            assert len(seen.events) == seen.version
            assert seen.personal == {"phone": f"{seen.version}"}
            assert seen.state["hours"] == (None if seen.version == 1 else seen.version - 1)
        writing.result()


def kill_clerks(
    register: Register, place: str, folder: Path, times: int, at_once: int = 3
) -> dict[str, tuple[int, int]]:
    """Clerks who are killed while they write, others in their place; what was acknowledged until the end."""
    chance = random.Random(times)
    running = {}
    for at in range(times + at_once):
        if len(running) >= at_once:
            name = chance.choice(sorted(running))
            mark = folder / f"{name}.done"
            while not (mark.exists() and mark.stat().st_size):  # it has begun to write
                assert running[name].poll() is None
                time.sleep(0.01)
            time.sleep(chance.random() / 5)
            running[name].send_signal(signal.SIGKILL)
            assert running.pop(name).wait() == -signal.SIGKILL
        if at < times:
            running[f"clerk{at}"] = begin(place, folder, f"clerk{at}", 0)
        elif not running:
            break
    for process in running.values():
        process.kill()
        process.wait()
    return acknowledged(folder)


def killed_and_whole(register: Register, place: str, folder: Path, times: int) -> None:
    register.take_in(OPERATOR, pd.DataFrame([HOLE | {"number": f"{at}"} for at in range(5)]))
    told = kill_clerks(register, place, folder, times)
    assert len({key.split(":")[0] for key in told}) == times  # each was killed after its first write
    assert told.items() <= stored(register).items()
    unacknowledged = stored(register).keys() - told.keys()
    assert (
        len([key for key in unacknowledged if key.startswith("clerk")]) <= times
    )  # at most the last write of each
    assert halves(register) == []
    again = clerks.step(register, random.Random(1), "after", [])  # and it goes on
    assert again[1] == 1


def test_processes_that_are_killed_lose_nothing_and_leave_nothing_by_half(register, place, tmp_path):
    killed_and_whole(register, place, tmp_path, 4)


@pytest.mark.nightly
def test_processes_that_are_killed_a_hundred_times(register, place, tmp_path):
    killed_and_whole(register, place, tmp_path, 100)


def test_a_server_that_is_cut_off_says_so_in_one_sentence_and_the_key_tells_what_was_done(server, tmp_path):
    place = server.database().replace("postgresql:", "postgresql+psycopg:")
    register = Register(place)
    register.create()
    number = register.record(OPERATOR, HOLE, key="1")
    with register._engine.connect() as connection:
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.exec_driver_sql(ending)
    assert register.record(OPERATOR, HOLE, key="1") == number  # a broken connection is replaced
    register.close()
