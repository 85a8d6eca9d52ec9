"""Where recognised files are put, and what the last import brought."""

import json

import pytest

from dashboard.forms.uploads import Refused
from dashboard.runtime import db
from pages.importing import intake


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


def test_what_the_last_import_brought_stands_in_its_journal(tmp_path, monkeypatch):
    monkeypatch.setattr(db, "DATABASE", tmp_path / "dashboard.duckdb")
    assert intake.can_undo() == []
    journal = tmp_path / "dashboard.duckdb.before_import"
    journal.mkdir()
    (journal / "import.json").write_text(json.dumps({"raw": "raw", "files": ["a/甲.csv"]}), "utf-8")
    assert intake.can_undo() == ["a/甲.csv"]
