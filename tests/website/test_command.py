"""python -m etl publish --site: one sentence where it cannot be written."""

import pytest

from etl.__main__ import main


def test_a_folder_of_others_is_refused_with_one_sentence(tmp_path, capfd, dashboard_database):
    (tmp_path / "report.xlsx").write_text("", "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["publish", "--site", str(tmp_path), "--database", str(dashboard_database)])
    assert ended.value.code == 1
    said = [line for line in capfd.readouterr().err.splitlines() if "エラー" in line]
    assert said == [
        f"エラー：{tmp_path}：静的版ではないファイルがあります。空のフォルダか、前に書き出した静的版のフォルダを指定してください。"
    ]


def test_without_a_database_one_is_asked_for(tmp_path, capfd):
    with pytest.raises(SystemExit):
        main(["publish", "--site", str(tmp_path / "site"), "--database", str(tmp_path / "none.duckdb")])
    assert "データベースを読めません" in capfd.readouterr().err
    assert not (tmp_path / "site").exists()


def test_a_site_has_no_way_back_of_its_own(tmp_path, capfd):
    assert main(["publish", "--site", str(tmp_path / "site"), "--rollback"]) == 1
    assert "書き出し直してください" in capfd.readouterr().err


def test_one_place_must_be_named(capfd):
    with pytest.raises(SystemExit):
        main(["publish"])
    with pytest.raises(SystemExit):
        main(["publish", "--to", "a", "--site", "b"])
