"""Imports that are killed: everything is as before, or everything is new; never a file that every later build meets."""

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from etl import build, imports

ROOT = Path(__file__).parents[2]
PIECES = 140  # about as many as a build tells of
NAME = "user_ledgers/甲市.csv"
LEDGER = """ledger_title_ja,as_of,bridge_id,bridge_name,route_name,structure_ja,manager_lg_code,manager_kind,location_lg_code,built_fiscal_year,length_m,width_m,soundness_category,inspection_fiscal_year,latitude,longitude
甲市の台帳,2024-04-01,1,甲橋,,,,,353051,1970,12.5,,2,,,
"""
# The import of the command line, with the browser's files elsewhere.
IMPORT = """
import sys
from pathlib import Path
from etl.__main__ import main
from etl.commands import arguments
arguments.ROOT = Path(sys.argv[1])
sys.exit(main(["import", "--progress", "json", "--raw", sys.argv[2], "--database", sys.argv[3], "-"]))
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")


def test_killed_at_any_change_of_a_file_it_is_done_or_undone(tmp_path):
    script = ROOT / "tests" / "faults" / "import_stages.py"
    finished = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )
    kills = [json.loads(line) for line in finished.stdout.splitlines()]
    for name in ("take_in", "undo"):
        ends = [one["end"] for one in kills if one["run"] == name]
        assert set(ends) == {"before", "after"}
        assert ends == sorted(ends, key=["before", "after"].index), "once done it stays done"
        assert len(ends) > 15


def start(place: Path) -> subprocess.Popen:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(NAME, LEDGER)
    command = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(place), str(place / "raw"), str(place / "dashboard.duckdb")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    with command.stdin:
        command.stdin.buffer.write(content.getvalue())
    return command


class Silent:
    def step(self, name_ja: str, pieces: int) -> None: ...

    def advance(self, piece: str) -> None: ...


def test_a_real_import_killed_at_any_moment(tmp_path, database, chance: random.Random, is_nightly):
    kills = int(os.environ.get("FAULTS_KILLS", 100 if is_nightly else 2))
    (tmp_path / "raw").mkdir()
    path = Path(shutil.copy(database, tmp_path / "dashboard.duckdb"))
    before = path.read_bytes()
    for _ in range(kills):
        pieces, later = chance.randrange(PIECES), chance.uniform(0, 0.3)
        command = start(tmp_path)
        for number, _ in enumerate(command.stderr):
            if number == pieces:
                time.sleep(later)
                break
        command.send_signal(signal.SIGKILL)
        command.wait()
        command.stderr.close()
        with build.locked(path, Silent()):  # what every command and build does first
            has_file = (tmp_path / "raw" / NAME).exists()
            assert has_file == (path.read_bytes() != before)
        if has_file:  # it had come to its end
            assert build.is_whole(path)
            imports.undo(path, Silent())
        assert path.read_bytes() == before
