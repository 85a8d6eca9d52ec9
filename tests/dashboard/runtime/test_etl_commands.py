"""The ETL's commands as the dashboard runs them: events in JSON, errors in a field, files by standard input."""

import sys
import time
from pathlib import Path

import pytest

from dashboard.runtime import db, etl_commands

ROOT = Path(__file__).parents[3]
STEPS = (
    "from etl.progress import JsonLines; import sys, time; steps = JsonLines(); steps.step('読み込み', 3); "
)


@pytest.fixture
def stands_in(monkeypatch):
    """Let a program stand in for the ETL."""

    def stand_in(program: str) -> None:
        monkeypatch.setattr(
            etl_commands, "_command", lambda *arguments: [sys.executable, "-c", program, *arguments]
        )

    return stand_in


def test_pieces_are_told_as_they_come(stands_in):
    stands_in(STEPS + "steps.advance('甲 1/2'); steps.advance('乙')")
    assert list(etl_commands.run("build")) == [
        etl_commands.Progress("読み込み", 1, 3, "甲 1/2"),
        etl_commands.Progress("読み込み", 2, 3, "乙"),
    ]


def test_the_message_of_a_failure_is_the_etls_whatever_stands_in_it(stands_in):
    stands_in(
        "from etl.progress import event; event('error', message='甲.csv：「エラー：1」は使えません。'); raise SystemExit(1)"
    )
    with pytest.raises(etl_commands.CommandFailed) as problem:
        list(etl_commands.run("build"))
    assert str(problem.value) == "甲.csv：「エラー：1」は使えません。"


def test_a_fault_of_the_program_goes_to_the_log_and_the_reader_gets_a_sentence(stands_in, caplog):
    stands_in("raise RuntimeError('of no use to a reader')")
    with pytest.raises(
        etl_commands.CommandFailed, match=r"^途中で止まりました。データベースは前のままです。$"
    ):
        list(etl_commands.run("build"))
    assert "of no use to a reader" in caplog.text


def test_files_are_handed_over_by_standard_input(stands_in, tmp_path):
    stands_in(
        "import sys; from pathlib import Path; from etl.imports import from_standard_input\n"
        "for name, content in from_standard_input().items(): Path(sys.argv[2], name).write_bytes(content)"
    )
    files = {"甲.csv": b"1", "乙.csv": bytes(3_000_000)}
    assert list(etl_commands.run("import", str(tmp_path), files=files)) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_a_command_that_ends_before_it_takes_the_files_tells_why(stands_in):
    stands_in(
        "from etl.progress import event; event('error', message='読み取り専用です。'); raise SystemExit(1)"
    )
    with pytest.raises(etl_commands.CommandFailed, match="読み取り専用です"):
        list(etl_commands.run("import", files={"甲.csv": bytes(3_000_000)}))


def test_a_command_goes_on_when_its_reader_has_left(stands_in, tmp_path):
    stands_in(
        STEPS + "steps.advance('甲'); sys.stdin.read(); time.sleep(0.5)\n"
        "for _ in range(2000): steps.advance('乙' * 100)\n"
        "open(sys.argv[2], 'w').close()"
    )
    running = etl_commands.run("import", str(tmp_path / "done"), files={})
    next(running)
    running.close()
    until = time.monotonic() + 60
    while not (tmp_path / "done").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert (tmp_path / "done").exists()


def test_a_file_is_recognised_by_the_etl_itself(monkeypatch, tmp_path, write_xlsx):
    monkeypatch.setattr(db, "DATABASE", tmp_path / "none.duckdb")
    rows = [
        ["第4表 職種別職員数（総職員）"],
        ["令和6年4月1日現在"],
        ["都道府県名", "団体名", "土木技師", "建築技師"],
        ["北海道", "函館市", 5, 2],
    ]
    about, table = etl_commands.recognise(write_xlsx(rows).read_bytes(), "写し/第4表.xlsx")
    assert (about["source_id"], about["edition"], about["rows"]) == (
        "mic_staffing_survey",
        "2024",
        len(table),
    )
    assert "table_csv" not in about
    with pytest.raises(etl_commands.CommandFailed, match=r"第4表\.xlsx：Excel ファイルとして読めません"):
        etl_commands.recognise(b"<html>404</html>", "第4表.xlsx")


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set from outside")
def test_recognising_has_a_limit_of_memory(stands_in):
    stands_in("import sys; sys.stdin.buffer.read(); bytes(20_000_000_000)")
    with pytest.raises(etl_commands.CommandFailed, match=r"^甲.xlsx：読めませんでした。$"):
        etl_commands.recognise(b"1", "甲.xlsx")


def test_recognising_that_is_ended_is_one_sentence(stands_in):
    stands_in("import os, sys; sys.stdin.buffer.read(); os.abort()")
    with pytest.raises(etl_commands.CommandFailed, match="途中で止まりました"):
        etl_commands.recognise(b"1", "甲.xlsx")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("is_fed", [True, False])
def test_recognising_that_writes_without_end_is_one_sentence(stands_in, monkeypatch, stream, is_fed):
    monkeypatch.setattr(etl_commands, "ANSWER_MB", 1)
    feed = "sys.stdin.buffer.read(); " if is_fed else ""
    stands_in(f"import sys; {feed}sys.{stream}.write('[' + '0,' * 2_000_000 + '0]')")
    with pytest.raises(
        etl_commands.CommandFailed, match=r"^甲\.xlsx：読み取った表が\d+MBを超えます。[^。]+。$"
    ):
        etl_commands.recognise(bytes(1_000_000), "甲.xlsx")


@pytest.mark.parametrize("program", ["time.sleep(60)", "os.close(1); os.close(2); time.sleep(60)"])
def test_recognising_that_never_ends_is_one_sentence(stands_in, monkeypatch, program):
    monkeypatch.setattr(etl_commands, "RECOGNISE_SECONDS", 1)
    stands_in(f"import os, time; {program}")
    with pytest.raises(etl_commands.CommandFailed, match=r"^甲\.xlsx：1秒以内に読み終わりませんでした。$"):
        etl_commands.recognise(bytes(1_000_000), "甲.xlsx")


def test_a_line_without_end_is_not_held_as_a_whole(stands_in, monkeypatch, caplog):
    monkeypatch.setattr(etl_commands, "LINE_BYTES", 1_000)
    stands_in("import sys; sys.stderr.write('甲' * 3_000)")
    assert list(etl_commands.run("build")) == []
    assert len(caplog.messages) == 9
