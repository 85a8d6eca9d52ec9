"""Every reader and every upload, given files changed at random: right or refused, soon, in bounded memory.

FAULTS=nightly runs CASES_NIGHTLY; RAW names a folder of official files to change as well; FAULTS_SEED other changes. A case runs
alone with `PYTHONPATH=. python tests/faults/fault_cases.py SEEDS FAULTS_SEED NUMBER 1 NUMBER+1 DATABASE`.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fault_cases
import fault_seeds
import pytest

from etl import source

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CASES, CASES_NIGHTLY = 200, 2_500
WORKERS = 2
CPU_SECONDS, WAIT_SECONDS = 10, 90  # of one case; the clock goes on while other programs have the machine
PEAK_MB = 1_500


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> Path:
    """Whole files of every reader."""
    folder = tmp_path_factory.mktemp("seeds")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "fault_seeds",
            "-p",
            "no:cacheprovider",
            "tests/etl/read",
        ],
        cwd=ROOT,
        env=os.environ | {"FAULT_SEEDS": str(folder), "PYTHONPATH": str(HERE)},
        capture_output=True,
        check=False,
    )
    raw = os.environ.get("RAW")
    fault_seeds.keep_outlines(folder)
    fault_seeds.keep_real(folder, Path(raw) if raw else None)
    return folder


def pass_on(output: Iterable[str], lines: queue.Queue) -> None:
    """Each line as it comes, None when there will be no more."""
    for line in output:
        lines.put(line)
    lines.put(None)


def outcomes(seeds: Path, fault_seed: int, first: int, cases: int, database: Path) -> list[dict]:
    """Every WORKERS-th case from `first`; a program that dies or hangs is begun again behind its last case."""
    found, number = [], first
    while number < cases:
        command = [
            sys.executable,
            str(HERE / "fault_cases.py"),
            seeds,
            fault_seed,
            number,
            WORKERS,
            cases,
            database,
        ]
        program = subprocess.Popen(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            encoding="utf-8",
        )
        lines: queue.Queue = queue.Queue()
        threading.Thread(target=pass_on, args=(program.stdout, lines), daemon=True).start()
        begun = None
        while True:
            try:
                line, why = lines.get(timeout=WAIT_SECONDS), "died"
            except queue.Empty:
                line, why = None, "hung"
            if line is None:
                break
            output = json.loads(line)
            if "begins" in output:
                begun = output["begins"]
            else:
                found.append(output)
                begun, number = None, output["case"] + WORKERS
        program.kill()
        program.wait()
        if begun is None and number < cases:
            raise RuntimeError(f"the program ended before case {number}")
        if begun is not None:
            found.append(
                {"case": begun, "target": "?", "ended": why, "message": why, "seconds": 0, "peak_mb": 0}
            )
            number = begun + WORKERS
    return found


def test_every_reader_has_whole_files_to_change(seeds):
    assert {one.source_id for one in source.load_all()} == set(fault_seeds.load(seeds))


def test_damaged_input_is_read_rightly_or_refused(seeds, database, is_nightly):
    cases = int(os.environ.get("FAULT_CASES", CASES_NIGHTLY if is_nightly else CASES))
    fault_seed = int(os.environ.get("FAULTS_SEED", "0"))
    with ThreadPoolExecutor(WORKERS) as pool:
        running = [
            pool.submit(outcomes, seeds, fault_seed, first, cases, database) for first in range(WORKERS)
        ]
        found = sorted((one for part in running for one in part.result()), key=lambda one: one["case"])
    longest = max(found, key=lambda one: one["seconds"])
    ended = Counter(one["ended"] for one in found)
    print(
        f"cases {len(found)} of {len(fault_cases.targets(fault_seeds.load(seeds)))} targets: {dict(ended)}, ",
        end="",
    )
    print(f"longest {longest['seconds']} s (case {longest['case']}, {longest['target']}), ", end="")
    largest = max(found, key=lambda one: one["peak_mb"])
    print(f"peak {largest['peak_mb']} MB (case {largest['case']}, {largest['target']})")
    wrong = [
        one
        for one in found
        if one["ended"] not in ("read", "refused") or one["seconds"] > CPU_SECONDS or one["peak_mb"] > PEAK_MB
    ]
    assert len(found) == cases
    assert not wrong, "\n".join(json.dumps(one, ensure_ascii=False) for one in wrong)
