"""Builds that are killed, find no room on the disk, or meet another build: the database is whole, old or new."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from etl import build, build_lock
from etl.problems import BadInput

ROOT = Path(__file__).parents[2]
SNAPSHOT = ROOT / "data" / "snapshot"
AT_ONCE = 2
LINES = 250  # about as many as a build writes, its closing table among them
# The build of the command line, with the browser's files elsewhere.
BUILD = """
import sys
from pathlib import Path
from etl.__main__ import main
from etl.commands import arguments
arguments.ROOT = Path(sys.argv[1])
sys.exit(main(["build", "--raw", sys.argv[2], "--database", sys.argv[3], *sys.argv[4:]]))
"""


@pytest.fixture
def place(tmp_path):
    """A folder for a build: empty `raw`, and `built` with an old database."""
    return prepared(tmp_path / "place")


def prepared(folder: Path) -> Path:
    (folder / "raw").mkdir(parents=True)
    (folder / "built").mkdir()
    with duckdb.connect(str(built(folder))) as old:
        old.execute("create table age as select 'old' as age")
    return folder


def built(folder: Path) -> Path:
    return folder / "built" / "dashboard.duckdb"


def start(folder: Path, *options: str, **how) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-u", "-c", BUILD, str(folder), str(folder / "raw"), str(built(folder)), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        **how,
    )


def run(folder: Path, *options: str, **how) -> tuple[int, str]:
    running = start(folder, *options, **how)
    output = running.communicate(timeout=300)[0]
    return running.returncode, output


def age(folder: Path) -> str:
    """Whether the database is the old one or a new one; both must be whole."""
    with duckdb.connect(str(built(folder)), read_only=True) as db:
        tables = {name for (name,) in db.execute("select table_name from duckdb_tables()").fetchall()}
        if "age" in tables:
            return db.execute("from age").fetchone()[0]
    assert build.is_whole(built(folder))
    return "new"


def killed(folder: Path, chance: random.Random) -> str:
    """Kill a build at a moment: after a number of lines, and a little later. Returns what database there is."""
    running = start(folder)
    lines, later = chance.randrange(LINES), chance.uniform(0, 0.3)
    for number, _ in enumerate(running.stdout):
        if number == lines:
            time.sleep(later)
            break
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    return age(folder)


def refused_build(folder: Path) -> None:
    """A build that ends at once, at its first official file; it tidies up like any other."""
    file = folder / "raw" / "municipal_doboku_items_2020_2024_excl_hokkaido.csv"
    file.write_text("年度,橋\n2024,5\n", "utf-8")
    with pytest.raises(BadInput, match="「code5」が見つかりません"):
        build.build(folder / "raw", SNAPSHOT, folder / "static", built(folder), Silent())
    file.unlink()


class Silent:
    """Progress reports to no one."""

    def step(self, name_ja: str, pieces: int) -> None: ...

    def advance(self, piece: str) -> None: ...


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_build_killed_at_any_moment_leaves_a_whole_database(tmp_path, chance, is_nightly):
    kills = int(os.environ.get("FAULTS_KILLS", 100 if is_nightly else 6))
    moments = [random.Random(chance.random()) for _ in range(kills)]
    folders = [prepared(tmp_path / f"{number}") for number in range(AT_ONCE)]

    def kill_many(which: int) -> list[str]:
        return [killed(folders[which], moment) for moment in moments[which::AT_ONCE]]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = [one for ages in pool.map(kill_many, range(AT_ONCE)) for one in ages]
    print(f"kills {kills}: old {found.count('old')}, new {found.count('new')}")
    assert len(found) == kills
    assert set(found) <= {"old", "new"}
    for folder in folders:
        refused_build(folder)
        assert [path.name for path in built(folder).parent.iterdir()] == ["dashboard.duckdb"]


def test_half_written_files_for_the_browser_are_removed_by_the_next_build(tmp_path):
    from etl import outlines

    died = subprocess.Popen([sys.executable, "-c", ""])
    died.wait()
    left, own = tmp_path / f"blank-style.json.{died.pid}.part", tmp_path / f"x.js.{os.getppid()}.part"
    for path in (left, own):
        path.write_bytes(b"half")
    outlines.prune(tmp_path, older_than_days=30, in_use=set())
    assert list(tmp_path.iterdir()) == [own]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 12 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk may not be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def one_message(output: str) -> str:
    assert "Traceback" not in output, output
    (message,) = [line for line in output.splitlines() if line.startswith("エラー：")]
    return message


def test_a_full_disk_is_said_in_one_message_and_leaves_the_old_database(small_disk):
    folder = prepared(small_disk / "place")
    before = built(folder).read_bytes()
    code, output = run(folder)
    assert code == 1
    assert one_message(output).endswith("：ディスクの空き容量が足りません。データベースは前のままです。")
    assert built(folder).read_bytes() == before
    assert [path.name for path in built(folder).parent.iterdir()] == ["dashboard.duckdb"]
    assert not list(small_disk.rglob("*.part"))


@pytest.mark.skipif(os.name == "nt", reason="no such limit")
def test_a_file_that_may_not_grow_leaves_the_old_database(place):
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000_000, 8_000_000))

    before = built(place).read_bytes()
    code, output = run(place, preexec_fn=limited)
    assert code == 1
    assert one_message(output).endswith("：ディスクの空き容量が足りません。データベースは前のままです。")
    assert built(place).read_bytes() == before


def test_a_read_only_disk_is_said_in_one_message(small_disk):
    folder = prepared(small_disk / "place")
    before = built(folder).read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, output = run(folder)
    assert code == 1
    assert one_message(output).endswith("：読み取り専用のディスクです。データベースは前のままです。")
    assert built(folder).read_bytes() == before


class Halting(Silent):
    """Progress that stands still at its first piece until reports to go on."""

    def __init__(self):
        self.is_begun, self.may_go_on = threading.Event(), threading.Event()

    def advance(self, piece: str) -> None:
        self.is_begun.set()
        assert self.may_go_on.wait(60)
        raise BadInput("止めました。")


class Telling(Silent):
    def __init__(self):
        self.steps = []
        self.is_queued = threading.Event()

    def step(self, name_ja: str, pieces: int) -> None:
        self.steps.append(name_ja)
        if name_ja == "待機":
            self.is_queued.set()


def test_a_second_build_waits_for_the_first(place):
    (place / "raw" / "municipal_doboku_items_2020_2024_excl_hokkaido.csv").write_text("年度\n", "utf-8")
    paths = place / "raw", SNAPSHOT, place / "static", built(place)
    first, second = Halting(), Telling()
    with ThreadPoolExecutor() as pool:
        one = pool.submit(build.build, *paths, first)
        assert first.is_begun.wait(60)
        other = pool.submit(build.build, *paths, second)
        assert second.is_queued.wait(60)
        assert second.steps == ["待機"]
        first.may_go_on.set()
        with pytest.raises(BadInput, match="止めました"):
            one.result(60)
        with pytest.raises(BadInput, match="「code5」が見つかりません"):
            other.result(60)
    assert second.steps == ["待機", "読み込み"]
    assert age(place) == "old"
    assert [path.name for path in built(place).parent.iterdir()] == ["dashboard.duckdb"]


def test_who_has_waited_long_enough_is_told(place, monkeypatch):
    monkeypatch.setattr(build_lock, "WAIT_SECONDS", 0)
    reports = []
    with build_lock.hold(built(place), lambda: None), pytest.raises(BadInput) as problem:  # noqa: SIM117
        with build_lock.hold(built(place), lambda: reports.append(1)):
            pass
    assert str(problem.value).startswith("dashboard.duckdb：別の構築が続いています。")


def test_the_lock_of_a_killed_build_stops_nobody(place):
    built(place).with_name("dashboard.duckdb.lock").write_bytes(b"")
    refused_build(place)
    assert [path.name for path in built(place).parent.iterdir()] == ["dashboard.duckdb"]


def test_a_lock_is_held_by_one_of_many(place):
    held, most = [], []

    def hold() -> None:
        for _ in range(20):
            with build_lock.hold(built(place), lambda: None):
                held.append(1)
                most.append(len(held))
                held.pop()

    original, build_lock.LOOK_EVERY_SECONDS = build_lock.LOOK_EVERY_SECONDS, 0.001
    try:
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(hold) for _ in range(8)]:
                done.result(60)
    finally:
        build_lock.LOOK_EVERY_SECONDS = original
    assert (len(most), max(most)) == (160, 1)


def test_two_builds_at_once_leave_one_whole_database(place, is_nightly):
    if not is_nightly:
        pytest.skip("two builds take long; FAULTS=nightly runs them")
    running = [start(place), start(place)]
    output = [one.communicate(timeout=600)[0] for one in running]
    assert [one.returncode for one in running] == [0, 0], output
    assert sum("待機 1/1" in one for one in output) == 1
    assert age(place) == "new"


def test_a_whole_database_is_not_built_again(place, database_copy):
    shutil.move(database_copy, built(place))
    before = built(place).stat()
    code, _ = run(place, "--unless-whole")
    assert code == 0
    after = built(place).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.fixture
def database_copy(database, tmp_path):  # the session's database, built from the snapshot
    return shutil.copy(database, tmp_path / "copy.duckdb")
