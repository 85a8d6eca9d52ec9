"""Which publication a file is, and where it is put, so that none takes another's place."""

import io
import json

import openpyxl
import pandas as pd
import pytest

from etl.__main__ import main


def survey(path, as_of: str):
    """A 第4表 of one city, its numbers made up."""
    workbook = openpyxl.Workbook()
    for row in (
        ["第4表 職種別職員数（総職員）"],
        [as_of],
        ["都道府県名", "団体名", "土木技師", "建築技師"],
        ["北海道", "函館市", 5, 2],
    ):
        workbook.active.append(row)
    workbook.save(path)
    return path


def recognised(path, capsys) -> dict:
    assert main(["recognise", str(path)]) == 0
    return json.loads(capsys.readouterr().out)


def test_years_of_one_name_are_kept_apart(tmp_path, capsys):
    places = [
        recognised(survey(tmp_path / "第4表.xlsx", as_of), capsys)["stored_as"]
        for as_of in ("令和5年4月1日現在", "令和6年4月1日現在")
    ]
    assert places == ["mic_staffing_survey/2023/第4表.xlsx", "mic_staffing_survey/2024/第4表.xlsx"]


def test_the_edition_of_an_imported_file_is_its_year(tmp_path, capsys):
    assert recognised(survey(tmp_path / "001.xlsx", "R6.4.1"), capsys)["edition"] == "2024"


def test_a_workbook_of_changes_and_a_damaged_file_are_told_at_once(tmp_path, capsys):
    changes = openpyxl.Workbook()
    for row in (["第3表 部門別増減"], ["団体名", "議会", "総務", "土木"], ["函館市", 1, 2, 3]):
        changes.active.append(row)
    changes.save(tmp_path / "3.xlsx")
    (tmp_path / "page.xlsx").write_text("<html>404</html>")
    for name, reason in (
        ("3.xlsx", "増減の表（第3表）なので読みません"),
        ("page.xlsx", "Excel ファイルとして読めません"),
    ):
        assert main(["recognise", str(tmp_path / name)]) == 1
        assert reason in capsys.readouterr().err


@pytest.fixture
def standard_input(monkeypatch):
    """Give bytes to a command on its standard input."""

    def give(content: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


def test_the_content_may_come_by_standard_input_and_the_table_goes_out_as_text(
    tmp_path, capsys, standard_input
):
    standard_input(survey(tmp_path / "第4表.xlsx", "令和6年4月1日現在").read_bytes())
    assert main(["recognise", "--stdin", "--table", "--", "-第4表.xlsx"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["file_name"], result["edition"]) == ("-第4表.xlsx", "2024")
    table = pd.read_csv(io.StringIO(result["table_csv"]), dtype=str)
    assert len(table) == result["rows"]
    assert set(table["lg_code"]) == {"012025"}


def test_a_refusal_in_json_has_the_message_in_a_field(tmp_path, capsys):
    (tmp_path / "page.xlsx").write_text("<html>404</html>")
    assert main(["recognise", "--progress", "json", str(tmp_path / "page.xlsx")]) == 1
    output = capsys.readouterr()
    (event,) = map(json.loads, output.err.splitlines())
    assert event["event"] == "error"
    assert event["message"].startswith("page.xlsx：Excel ファイルとして読めません")
    assert output.out == ""
