"""Invented clerks who write to a register, in processes of their own, until they have done enough or are killed.

    python -m benchmarks.clerks PLACE FOLDER NAME COUNT      (COUNT steps; 0: until killed)

FOLDER/NAME.done gets one line for each step once the register has acknowledged it: key, id, version. What stands there must never be lost.
"""

import os
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from analysis.request_words import KINDS, STATUSES
from register.model import OPERATOR, Actor, Conflict, Filter, Refused, Unreachable
from register.store import Register

BODIES = ("甲市", "乙市", "丙県")
DAY = date(2026, 4, 1)


def facts(chance: random.Random) -> dict[str, object]:
    """An invented request."""
    return {
        "kind": chance.choice(KINDS),
        "body": chance.choice(BODIES),
        "road_class": "市町村道",
        "route": f"市道東{chance.randint(1, 9)}号線",
        "received": DAY + timedelta(days=chance.randrange(200)),
        "latitude": round(34 + chance.random() / 10, 5),
        "longitude": round(131 + chance.random() / 10, 5),
        "source": chance.choice(("通報", "電話・窓口", "巡回")),
    }


def personal(chance: random.Random) -> dict[str, str | None]:
    """An invented reporter."""
    return {
        "reporter_name": f"架空花子{chance.randrange(10**6)}",
        "phone": f"000-{chance.randrange(10**4):04d}-0000",
    }


def change(chance: random.Random) -> dict[str, object]:
    """A step of work."""
    return {
        "status": chance.choice(STATUSES[:5]),
        "crew": f"直営{chance.randint(1, 9)}班",
        "hours": float(chance.randint(1, 40)) / 2,
    }


def step(
    register: Register, chance: random.Random, key: str, known: list[int], actor: Actor = OPERATOR
) -> tuple[int, int]:
    """Record a request, or change one of those known, as a person does who looks again where somebody was first; id and version."""
    if not known or chance.random() < 0.3:
        return register.record(actor, facts(chance), personal(chance), key=key), 1
    number = chance.choice(known)
    wanted, note = change(chance), f"覚え書き {key}"
    while True:
        seen = register.request(actor, number)
        try:
            return number, register.change(actor, number, seen.version, wanted, note=note, key=key)
        except Conflict:
            continue


def some(register: Register, count: int, seed: int = 0) -> None:
    """Take in this many invented requests."""
    chance = random.Random(seed)
    rows = pd.DataFrame([facts(chance) | {"number": f"R8-{at}"} for at in range(count)])
    register.take_in(OPERATOR, rows.assign(received=pd.to_datetime(rows["received"])))


def main(place: str, folder: Path, name: str, count: int) -> None:
    chance = random.Random(name)
    register = Register(place)
    done = os.open(folder / f"{name}.done", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    known = [int(one) for one in register.listed(OPERATOR, Filter(), most=20)[1]["id"]]
    at = 0
    while not count or at < count:
        at += 1
        key = f"{name}:{at}"
        while True:
            try:
                number, version = step(register, chance, key, known)
                break
            except Unreachable:  # the same key again: done once, whatever became of the first try
                time.sleep(0.05)
            except Refused as problem:
                sys.exit(str(problem))
        os.write(done, f"{key} {number} {version}\n".encode())
        if version == 1:
            known.append(number)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
