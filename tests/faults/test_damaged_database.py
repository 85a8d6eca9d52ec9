"""Database files that are damaged, missing or replaced under readers: a clear message, a rebuild, and no error."""

import random
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import queries
from dashboard.runtime import db, etl_commands, failures, rebuilding
from etl import build
from pages.sources import queries as sources_queries

ROOT = Path(__file__).parents[2]
READERS = 50


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Some bits of the later part the other way round."""
    damaged = bytearray(content)
    for _ in range(300):
        damaged[chance.randrange(12_288, len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def overwritten(content: bytes, at: int, chance: random.Random) -> bytes:
    return content[:at] + chance.randbytes(4_096) + content[at + 4_096 :]


DAMAGES = {
    "zero length": lambda content, chance: b"",
    "a text file": lambda content, chance: "これは台帳です。\n".encode() * 500,
    "cut in half": lambda content, chance: content[: len(content) // 2],
    "cut to its head": lambda content, chance: content[:4_096],
    "without its last bytes": lambda content, chance: content[:-100],
    "random head": lambda content, chance: overwritten(content, 0, chance),
    "random first table of contents": lambda content, chance: overwritten(content, 4_096, chance),
    "random second table of contents": lambda content, chance: overwritten(content, 8_192, chance),
    "random in the middle": lambda content, chance: overwritten(content, len(content) // 2, chance),
    "bits flipped": flipped,
}


@pytest.fixture
def damaged(tmp_path, monkeypatch, database, chance):
    """Damage a copy of the built database and let the dashboard read it."""

    def damage(kind: str) -> Path:
        path = tmp_path / "dashboard.duckdb"
        path.write_bytes(DAMAGES[kind](database.read_bytes(), chance))
        monkeypatch.setattr(db, "DATABASE", path)
        return path

    return damage


def read_everything() -> None:
    """Every row of every table, as the dashboard asks for them."""
    for table in db.read("select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'main'")["table_name"]:  # fmt: skip
        db.read(f'from "{table}"')


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_met_as_no_database_and_seen_by_the_build(damaged, kind):
    path = damaged(kind)
    assert not build.is_whole(path)
    if kind in ("random in the middle", "bits flipped"):  # these may lie where no table is
        return
    with pytest.raises(db.NoDatabase):
        read_everything()


def test_damage_met_in_the_middle_of_a_table_is_no_database_until_it_is_replaced(damaged, database, chance):
    path = damaged("bits flipped")
    with pytest.raises(db.NoDatabase):
        for _ in range(3):
            read_everything()
    shutil.copy(database, path.with_name("next.duckdb"))
    path.with_name("next.duckdb").replace(path)
    read_everything()


def test_a_wrong_question_is_no_damage(damaged, database, monkeypatch):
    monkeypatch.setattr(db, "DATABASE", database)
    with pytest.raises(Exception, match="no_such_table") as problem:
        db.read("from no_such_table")
    assert not isinstance(problem.value, db.NoDatabase)


@pytest.fixture
def quick_build(monkeypatch, database):
    """Stands for the ETL's command: counts its runs, and puts a whole database where the dashboard reads."""
    runs = []

    def building(*options: str):
        runs.append(options)
        for done in (1, 2):
            time.sleep(0.2)
            yield etl_commands.Progress("読み込み", done, 2, "甲")
        shutil.copy(database, db.DATABASE.with_name("next.duckdb"))
        db.DATABASE.with_name("next.duckdb").replace(db.DATABASE)

    monkeypatch.setattr(etl_commands, "build", building)
    monkeypatch.setattr(rebuilding, "_latest", None)
    return runs


def opened(page: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    return app.switch_page(page).run()


@pytest.mark.parametrize("kind", ["zero length", "cut in half", "bits flipped"])
def test_a_damaged_database_is_rebuilt_and_the_page_appears(damaged, quick_build, kind):
    path = damaged(kind)
    app = opened("pages/glossary/page.py")
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert app.title[0].value == "用語集"
    assert quick_build in ([("--unless-whole",)], [])  # damage elsewhere than this page asks stays unseen
    assert quick_build == [] or build.is_whole(path)


def test_a_missing_database_is_rebuilt(tmp_path, monkeypatch, quick_build):
    monkeypatch.setattr(db, "DATABASE", tmp_path / "none.duckdb")
    app = opened("pages/glossary/page.py")
    assert not app.error
    assert app.title[0].value == "用語集"
    assert len(quick_build) == 1


def test_many_readers_cause_one_rebuild(damaged, quick_build):
    damaged("zero length")
    with ThreadPoolExecutor(10) as pool:
        begun = [one.result(60) for one in [pool.submit(rebuilding.begun) for _ in range(10)]]
    begun[0].thread.join(60)
    assert len({id(one) for one in begun}) == 1
    assert len(quick_build) == 1


@pytest.mark.parametrize("kind", ["a text file", "missing"])
def test_where_no_rebuild_helps_readers_get_one_sentence_and_the_log_the_command(
    damaged, monkeypatch, tmp_path, caplog, kind
):
    def refusing(*options: str):
        raise etl_commands.CommandFailed("data/snapshot/mlit_n03.parquet が壊れています。")
        yield

    if kind == "missing":
        monkeypatch.setattr(db, "DATABASE", tmp_path / "none.duckdb")
    else:
        damaged(kind)
    monkeypatch.setattr(etl_commands, "build", refusing)
    monkeypatch.setattr(rebuilding, "_latest", None)
    app = opened("pages/gap/page.py")
    assert not app.exception
    assert [one.value for one in app.error] == [failures.NO_DATABASE]
    assert not app.warning and not app.code
    assert "data/snapshot/mlit_n03.parquet が壊れています。" in caplog.text
    assert "python -m etl build" in caplog.text


def test_a_rebuild_that_did_not_help_is_not_repeated_at_once(damaged, monkeypatch, quick_build):
    path = damaged("zero length")
    rebuilding.begun().thread.join(60)
    path.write_bytes(b"")
    assert rebuilding.begun().is_over
    monkeypatch.setattr(rebuilding, "REST_SECONDS", 0)
    rebuilding.begun().thread.join(60)
    assert len(quick_build) == 2


def test_a_real_rebuild_from_the_snapshot(damaged, monkeypatch, is_nightly):
    if not is_nightly:
        pytest.skip("a real build takes long; FAULTS=nightly runs it")
    path = damaged("bits flipped")
    monkeypatch.setattr(rebuilding, "_latest", None)
    rebuild = rebuilding.begun()
    rebuild.thread.join(300)
    assert rebuild.problem == ""
    assert build.is_whole(path)


def test_fifty_readers_meet_no_error_while_the_database_is_replaced(tmp_path, monkeypatch, database):
    current = shutil.copy(database, tmp_path / "dashboard.duckdb")
    monkeypatch.setattr(db, "DATABASE", current)
    questions = [
        queries.sources,
        queries.prefectures,
        queries.municipalities,
        queries.outline_file,
        lambda: queries.metrics("staffing"),
        sources_queries.estimate_validation,
    ]
    is_over = threading.Event()

    def keep_asking(number: int) -> int:
        asked = 0
        while not is_over.is_set() or not asked:
            assert len(questions[(number + asked) % len(questions)]())
            asked += 1
        return asked

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(keep_asking, number) for number in range(READERS)]
        for _ in range(8):
            shutil.copy(database, tmp_path / "next.duckdb")
            (tmp_path / "next.duckdb").replace(current)
            time.sleep(0.3)
        is_over.set()
        asked = [reader.result(120) for reader in readers]
    print(f"questions answered: {sum(asked):,}")
    assert min(asked) >= 1
