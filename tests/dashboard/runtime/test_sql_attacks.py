"""Hundreds of hostile questions: each refused or answered within its limits, and nothing on the disk read or changed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dashboard.runtime.sql_attacked import MEMORY_MB
from tests.dashboard.runtime.sql_attacks import ATTACKS, BOMBS

ROOT = Path(__file__).parents[3]
SECRET = "合言葉,9914"
OPENED_MB = 200  # the program before it is asked


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("here")
    (folder / "secret.csv").write_text(SECRET, "utf-8")
    return folder


@pytest.fixture(scope="module")
def outcomes(here, dashboard_database) -> dict[str, dict]:
    before = contents(here), contents(dashboard_database.parent)
    sent = [sql.replace("{here}", str(here)) for sql in ATTACKS]
    run = subprocess.run(
        [sys.executable, "-m", "tests.dashboard.runtime.sql_attacked", str(dashboard_database)],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        cwd=here,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
        timeout=500,
        check=True,
    )
    assert (contents(here), contents(dashboard_database.parent)) == before
    return dict(zip(ATTACKS, json.loads(run.stdout), strict=True))


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.rglob("*"))}


def test_there_are_enough():
    assert len(set(ATTACKS)) == len(ATTACKS) >= 250


@pytest.mark.parametrize("sql", [sql for sql in ATTACKS if sql not in BOMBS])
def test_is_refused_in_words(sql, outcomes):
    text = outcomes[sql]["text"]
    assert text.startswith("refused ")
    assert any("ぁ" <= letter <= "ヿ" for letter in text)


@pytest.mark.parametrize("sql", BOMBS, ids=lambda sql: sql[:60])
def test_ends_within_its_limits(sql, outcomes):
    outcome = outcomes[sql]
    assert outcome["ended"] or outcome["text"].startswith(("answer ", "refused "))
    assert outcome["megabytes"] <= MEMORY_MB + OPENED_MB


def test_no_answer_has_what_lies_on_the_disk(outcomes):
    assert not any(SECRET in one["text"] or "root:" in one["text"] for one in outcomes.values())
