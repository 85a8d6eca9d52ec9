"""50 clerks write to the shared register and 100 readers read it, on a real PostgreSQL, in several processes; then clerks are killed a
hundred times.

    python -m benchmarks.register_load [--seconds 90] [--kills 100] [--requests 20000]      (not part of `make bench`)

A clerk does something every 5 to 10 seconds, half of it recording, half changing one of the newest requests, which another clerk may be
changing, too; a reader narrows the list, opens a request or asks whether there is anything new. Both go through the functions that the screen uses, without
the screen. A killed clerk writes without a rest.
"""

import argparse
import json
import multiprocessing
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from benchmarks import clerks, postgres, results
from register import schema
from register.model import OPERATOR, Conflict, Filter, Unreachable
from register.store import Register

ROOT = Path(__file__).parents[1]
PROCESSES, CLERKS, READERS = 5, 50, 100
REST_SECONDS = (5.0, 10.0)
LIMIT_SECONDS = 1.0
WROTE, READ = ("受け付ける", "直す"), ("一覧", "1件と履歴", "新しい記録")


class Office:
    """Clerks and readers of one process, each in a thread of their own: what they did, with the seconds it took."""

    def __init__(self, place: str, number: int, seconds: float) -> None:
        self.register = Register(place)
        self.until = time.monotonic() + seconds
        self.number = number
        self.took: dict[str, list[float]] = {name: [] for name in (*WROTE, *READ)}
        self.counts: Counter[str] = Counter()
        self.done: dict[str, tuple[int, int]] = {}
        self.lock = threading.Lock()

    def run(self, clerk_count: int, reader_count: int) -> dict:
        work = [(self.clerk, at) for at in range(clerk_count)] + [
            (self.reader, at) for at in range(reader_count)
        ]
        threads = [
            threading.Thread(target=self.person, args=(act, f"{self.number}.{act.__name__}.{at}"))
            for act, at in work
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"took": self.took, "counts": self.counts, "done": self.done}

    def person(self, act, name: str) -> None:
        chance = random.Random(name)
        time.sleep(chance.uniform(0, REST_SECONDS[0]))
        at = 0
        while time.monotonic() < self.until:
            at += 1
            act(chance, f"{name}:{at}")
            time.sleep(chance.uniform(*REST_SECONDS))

    def clerk(self, chance: random.Random, key: str) -> None:
        if chance.random() < 0.5:
            number = self.timed(
                "受け付ける",
                lambda: self.register.record(
                    OPERATOR, clerks.facts(chance), clerks.personal(chance), key=key
                ),
            )
            if number is not None:
                with self.lock:
                    self.done[key] = (number, 1)
            return
        seen = self.seen(chance, newest=10)
        time.sleep(chance.uniform(0.5, 2))  # the clerk types
        wanted = clerks.change(chance)
        while seen is not None:
            try:
                version = self.timed(
                    "直す",
                    lambda one=seen: self.register.change(
                        OPERATOR, one.id, one.version, wanted, note="覚え", key=key
                    ),
                )
            except Conflict:
                self.counts["conflicts"] += 1
                seen = self.timed("1件と履歴", lambda one=seen: self.register.request(OPERATOR, one.id))
                continue
            if version is not None:
                with self.lock:
                    self.done[key] = (seen.id, version)
            return

    def reader(self, chance: random.Random, key: str) -> None:
        act = chance.randrange(3)
        if act == 0:
            self.timed("新しい記録", lambda: self.register.newest(OPERATOR))
        else:
            self.seen(chance, newest=200)

    def seen(self, chance: random.Random, newest: int):
        """A request that is chosen in a list."""
        wanted = Filter(bodies=(chance.choice(clerks.BODIES),), is_open=chance.random() < 0.5)
        listed = self.timed("一覧", lambda: self.register.listed(OPERATOR, wanted))
        if listed is None or not len(listed[1]):
            return None
        number = int(chance.choice(listed[1]["id"].head(newest).to_list()))
        return self.timed("1件と履歴", lambda: self.register.request(OPERATOR, number))

    def timed(self, name: str, ask):
        """What is answered; None where nothing was."""
        began = time.perf_counter()
        try:
            return ask()
        except Unreachable:
            self.counts["unanswered"] += 1
            return None
        finally:
            with self.lock:
                self.took[name].append(time.perf_counter() - began)


def offices(place: str, seconds: float) -> dict:
    """What all processes measured."""
    each = (CLERKS // PROCESSES, READERS // PROCESSES)
    command = [sys.executable, "-m", "benchmarks.register_load", "--office", place, "--seconds", str(seconds)]
    running = [
        subprocess.Popen(
            [*command, "--people", str(number), *map(str, each)], cwd=ROOT, stdout=subprocess.PIPE
        )
        for number in range(PROCESSES)
    ]
    found = [json.loads(process.communicate()[0]) for process in running]
    return {
        "took": {name: [took for one in found for took in one["took"][name]] for name in (*WROTE, *READ)},
        "counts": dict(sum((Counter(one["counts"]) for one in found), Counter())),
        "done": {key: tuple(step) for one in found for key, step in one["done"].items()},
    }


def killed(place: str, folder: Path, times: int) -> dict[str, tuple[int, int]]:
    """What the register acknowledged to clerks who were killed at a random time, three of whom write at once."""
    chance = random.Random(times)
    forking = multiprocessing.get_context("fork")  # a new interpreter for each would take most of the time
    running: dict[str, multiprocessing.Process] = {}
    for at in range(times + 3):
        if at < times:
            name = f"killed{at}"
            running[name] = forking.Process(target=clerks.main, args=(place, folder, name, 0))
            running[name].start()
        if len(running) == 3 or at >= times:
            name = chance.choice(sorted(running))
            mark = folder / f"{name}.done"
            while not (mark.exists() and mark.stat().st_size) and running[name].is_alive():
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.2))
            running[name].kill()
            running.pop(name).join()
        if not running:
            break
    lines = [line for file in folder.glob("*.done") for line in file.read_text().splitlines(keepends=True)]
    told = [line.split() for line in lines if line.endswith("\n")]
    return {key: (int(number), int(version)) for key, number, version in told}


def lost(register: Register, told: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Of what was acknowledged, how much is not there; and how much is there by half."""
    events = schema.EVENTS.c
    with register._engine.connect() as connection:
        rows = connection.execute(
            sa.select(events.key, events.request_id, events.version, events.personal)
        ).all()
        words = {tuple(row[:3]) for row in connection.execute(sa.select(schema.PERSONAL_WORDS))}
    there = {row.key: (row.request_id, row.version) for row in rows}
    expected = {(row.request_id, row.version, name) for row in rows for name in row.personal.split()}
    return len(told.items() - there.items()), len(expected ^ words) + len(register.check(OPERATOR))


def report(seconds: float, kills: int, count: int) -> None:
    programs = postgres.programs()
    if programs is None:
        sys.exit("no PostgreSQL to measure with")
    with postgres.running(programs) as server, tempfile.TemporaryDirectory() as folder:
        place = server.database().replace("postgresql:", "postgresql+psycopg:")
        register = Register(place)
        register.create()
        clerks.some(register, count)
        register.close()  # no connection is open when processes begin
        found = offices(place, seconds)
        told = killed(place, Path(folder), kills)
        missing, halves = lost(register, found["done"] | told)
        register.close()
    quantiles = {
        name: np.percentile(times, [50, 95, 99]) if times else [float("nan")] * 3
        for name, times in found["took"].items()
    }
    slowest = max(quantiles, key=lambda name: quantiles[name][1])
    unanswered = found["counts"].get("unanswered", 0)
    table = results.Table(
        "共同の台帳（PostgreSQL）",
        f"受付・担当{CLERKS}人と閲覧{READERS}人が{PROCESSES}プロセスで{seconds:.0f}秒、操作の間は{REST_SECONDS[0]:.0f}〜{REST_SECONDS[1]:.0f}秒、はじめに{count:,}件。画面を含まない台帳の時間。"
        f"先を越されて直し直した{found['counts'].get('conflicts', 0)}回、答えのない{unanswered}回。そのあと書き続ける{kills}プロセスを無作為な時に強制終了（記録した{len(told):,}回）。",
        ["操作", "回数", "50%", "95%", "99%"],
        [[name, f"{len(found['took'][name]):,}", *(f"{1000 * one:,.0f} ms" for one in quantiles[name])] for name in quantiles],
        [
            results.Goal("95%", f"{LIMIT_SECONDS:.0f}秒まで", f"{quantiles[slowest][1]:.3f} 秒（{slowest}）", bool(quantiles[slowest][1] <= LIMIT_SECONDS and not unanswered)),
            results.Goal(f"{kills}回の強制終了", "失われない", f"失われた{missing}、半端{halves}", missing == halves == 0),
        ],
    )  # fmt: skip
    results.save(
        "register_load",
        table,
        quantiles={name: list(map(float, one)) for name, one in quantiles.items()},
        counts=found["counts"],
        acknowledged=len(told),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--office", help=argparse.SUPPRESS)
    parser.add_argument("--people", type=int, nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.office:
        number, clerk_count, reader_count = arguments.people
        print(json.dumps(Office(arguments.office, number, arguments.seconds).run(clerk_count, reader_count)))
    else:
        report(arguments.seconds, arguments.kills, arguments.requests)


if __name__ == "__main__":
    main()
