"""Files taken in, all or none, and taken back."""

import io
import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from etl import build, imports, journal
from etl.__main__ import main
from etl.problems import BadInput

OLD = b"the old database"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A raw folder with one file, a database, and a build that joins the raw files; files with 「悪」 are refused."""

    def replace_database(raw: Path, snapshot_dir: Path, static: Path, database: Path, progress) -> None:
        progress.step("読み込み", 1)
        progress.advance("files")
        content = b"".join(path.read_bytes() for path in sorted(raw.rglob("*")) if path.is_file())
        if "悪".encode() in content:
            raise BadInput("読めないファイルです。")
        database.write_bytes(content)

    monkeypatch.setattr(build, "replace_database", replace_database)
    (tmp_path / "raw" / "a").mkdir(parents=True)
    (tmp_path / "raw" / "a" / "1.csv").write_bytes(b"1")
    (tmp_path / "dashboard.duckdb").write_bytes(OLD)
    return tmp_path


@pytest.fixture
def take_in(place, silent):
    def run(files: dict[str, bytes], progress=silent) -> None:
        imports.take_in(files, place / "raw", place, place, place / "dashboard.duckdb", progress)

    return run


def state(place: Path) -> dict[str, bytes]:
    """Database and raw files."""
    paths = [place / "dashboard.duckdb", *(place / "raw").rglob("*")]
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def test_files_are_taken_in_and_back(place, take_in, silent):
    before = state(place)
    take_in({"a/1.csv": b"one", "b/2.csv": b"two"})
    assert state(place) == {
        "dashboard.duckdb": b"onetwo",
        "raw/a/1.csv": b"one",
        "raw/b/2.csv": b"two",
    }
    assert imports.undo(place / "dashboard.duckdb", silent) == ["a/1.csv", "b/2.csv"]
    assert state(place) == before
    assert {path.name for path in place.iterdir()} == {"raw", "dashboard.duckdb"}


def test_a_refused_import_leaves_everything_and_the_way_back_of_the_one_before(place, take_in, silent):
    before = state(place)
    take_in({"b/2.csv": b"two"})
    after = state(place)
    with pytest.raises(BadInput, match="読めないファイルです"):
        take_in({"a/1.csv": "悪".encode(), "c/3.csv": b"three"})
    assert state(place) == after
    imports.undo(place / "dashboard.duckdb", silent)
    assert state(place) == before


def test_an_interrupted_import_leaves_everything(place, take_in, silent):
    class Interrupting(type(silent)):
        def advance(self, piece: str) -> None:
            raise KeyboardInterrupt

    before = state(place)
    with pytest.raises(KeyboardInterrupt):
        take_in({"a/1.csv": b"one"}, Interrupting())
    assert state(place) == before


def test_where_there_was_no_database_there_is_none_again(place, take_in, silent):
    (place / "dashboard.duckdb").unlink()
    take_in({"b/2.csv": b"two"})
    imports.undo(place / "dashboard.duckdb", silent)
    assert state(place) == {"raw/a/1.csv": b"1"}


def test_what_a_killed_import_left_is_put_back_by_the_next_build(place, silent):
    database = place / "dashboard.duckdb"
    killed = journal.recorded(database, place / "raw", ["a/1.csv", "b/2.csv"])
    killed.__enter__()
    (place / "raw" / "a" / "1.csv").write_bytes("悪".encode())
    (place / "raw" / "b").mkdir()
    (place / "raw" / "b" / "2.csv").write_bytes(b"half")
    build.build(place / "raw", place, place, database, silent)
    assert state(place) == {"dashboard.duckdb": b"1", "raw/a/1.csv": b"1"}


def test_one_import_is_undone_once(place, take_in, silent):
    take_in({"b/2.csv": b"two"})
    imports.undo(place / "dashboard.duckdb", silent)
    with pytest.raises(BadInput, match="取り消せる取込はありません"):
        imports.undo(place / "dashboard.duckdb", silent)


def test_two_imports_at_once_come_one_after_the_other(place, take_in, silent):
    inside, most = [], []

    class Counting(type(silent)):
        def advance(self, piece: str) -> None:
            if piece == "files":
                inside.append(piece)
                most.append(len(inside))
                threading.Event().wait(0.05)
                inside.pop()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(take_in, {f"b/{n}.csv": str(n).encode()}, Counting()) for n in range(2, 6)]:
            done.result(60)
    assert most == [1, 1, 1, 1]
    assert state(place)["dashboard.duckdb"] == b"12345"


@pytest.mark.parametrize("name", ["", ".", "../1.csv", "/1.csv", "a/../../1.csv", "a/", "C:/1.csv", "a\\1.csv", "a\n.csv"])  # fmt: skip
def test_places_outside_the_raw_folder_are_refused(place, take_in, name):
    before = state(place)
    with pytest.raises(BadInput, match="使えない名前です"):
        take_in({name: b"two"})
    assert state(place) == before


def archive(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name, piece in files.items():
            written.writestr(name, piece)
    return content.getvalue()


@pytest.fixture
def command(place, monkeypatch, capsys):
    """Run a command in JSON; its status, its events and its result."""

    def run(*arguments: str, given: bytes = b"") -> tuple[int, list[dict], dict | None]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        name, *rest = arguments
        raw = ["--raw", str(place / "raw")] * (name == "import")
        database = ["--database", str(place / "dashboard.duckdb")]
        status = main([name, "--progress", "json", *raw, *database, *rest])
        output = capsys.readouterr()
        events = [json.loads(line) for line in output.err.splitlines()]
        return status, events, json.loads(output.out) if output.out else None

    return run


def test_an_archive_on_standard_input_is_taken_in_and_back(place, command):
    before = state(place)
    status, events, result = command("import", "-", given=archive({"乙/2.csv": b"two"}))
    assert (status, result) == (0, {"files": ["乙/2.csv"]})
    assert events == [
        {"event": "step", "step": "読み込み", "of": 1},
        {"event": "piece", "step": "読み込み", "done": 1, "of": 1, "piece": "files"},
    ]
    assert state(place)["raw/乙/2.csv"] == b"two"
    assert command("undo") == (0, [], {"files": ["乙/2.csv"]})
    assert state(place) == before


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (archive({"b/2.csv": b"two"})[:-30], "標準入力：zip ファイルとして読めません"),
        (b"", "標準入力：zip ファイルとして読めません"),
        (archive({}), "標準入力：取り込むファイルがありません"),
        (archive({"../2.csv": b"two"}), "使えない名前です"),
        (archive({"b/2.csv": "悪".encode()}), "読めないファイルです"),
    ],
    ids=[
        "cut off",
        "empty",
        "without files",
        "outside",
        "unreadable",
    ],  # an archive's bytes hold the time it was made
)
def test_what_is_no_archive_to_take_in_is_refused(place, command, given, message):
    before = state(place)
    status, events, result = command("import", "-", given=given)
    assert (status, result) == (1, None)
    assert events[-1]["event"] == "error"
    assert message in events[-1]["message"]
    assert state(place) == before


def test_undoing_nothing_is_one_message(command):
    message = {"event": "error", "message": "取り消せる取込はありません。"}
    assert command("undo") == (1, [message], None)


def survey(path: Path, engineers: int) -> Path:
    """A 第4表 of one city, its numbers made up."""
    workbook = openpyxl.Workbook()
    for row in (
        ["第4表 職種別職員数（総職員）"],
        ["令和6年4月1日現在"],
        ["都道府県名", "団体名", "土木技師", "建築技師"],
        ["北海道", "函館市", engineers, 2],
    ):
        workbook.active.append(row)
    workbook.save(path)
    return path


def test_files_named_on_the_command_line_are_recognised(place, command, tmp_path):
    status, _, result = command("import", str(survey(tmp_path / "第4表.xlsx", 5)))
    assert (status, result) == (0, {"files": ["mic_staffing_survey/2024/第4表.xlsx"]})
    assert (place / "raw" / "mic_staffing_survey" / "2024" / "第4表.xlsx").exists()


def test_two_that_differ_for_one_place_are_refused(command, tmp_path):
    (tmp_path / "other").mkdir()
    paths = survey(tmp_path / "第4表.xlsx", 5), survey(tmp_path / "other" / "第4表.xlsx", 6)
    status, (event,), _ = command("import", *map(str, paths))
    assert status == 1
    assert "同じ資料の同じ版のファイルが2つあります" in event["message"]
