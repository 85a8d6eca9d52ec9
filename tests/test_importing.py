"""Where files that were recognised are put, so that none takes another's place."""

import json

import openpyxl
import pytest

from dashboard.forms.uploads import Refused
from etl.__main__ import main
from pages.importing import intake


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


def test_files_of_one_name_in_two_folders_both_get_a_place():
    files = {"指定都市/第4表.xlsx": b"1", "市区町村/第4表.xlsx": b"2", "写し/第4表.xlsx": b"1"}
    stored_as = dict.fromkeys(files, "mic_staffing_survey/2024/第4表.xlsx")
    assert intake.placed(files, stored_as) == {
        "mic_staffing_survey/2024/第4表.xlsx": b"1",
        "mic_staffing_survey/2024/市区町村_第4表.xlsx": b"2",
    }


def test_two_files_for_one_edition_are_refused():
    files = {"a.xlsx": b"1", "b.xlsx": b"2"}
    with pytest.raises(Refused, match=r"b\.xlsx：同じ資料の同じ版"):
        intake.placed(files, dict.fromkeys(files, "mic_fiscal_indicators/000917808.xlsx"))
