"""Which publication a file is, and where it is put, so that none takes another's place."""

import io
import json

import openpyxl
import pandas as pd
import pytest
from official_headings import FISCAL_INDICATORS

from etl import imports, recognise, source
from etl.__main__ import main
from etl.problems import BadInput


def survey(path, as_of: str, title: str = "第4表 職種別職員数（総職員）"):
    """A 第4表 of one city, its numbers made up."""
    workbook = openpyxl.Workbook()
    for row in (
        [title],
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


# Whose staff a table counts


def test_a_table_of_unknown_staff_asks_and_is_stored_with_the_answer(tmp_path, capsys):
    path = survey(tmp_path / "第4表.xlsx", "令和6年4月1日現在", "第4表 職種別職員数")
    assert main(["recognise", "--progress", "json", str(path)]) == 1
    (event,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert event["question"]["option"] == "scope"
    assert set(event["question"]["choices"]) == {"all_staff", "general_administration"}
    assert main(["recognise", str(path)]) == 1
    assert "--scope で指定してください：all_staff（総職員）" in capsys.readouterr().err
    assert main(["recognise", "--scope", "all_staff", str(path)]) == 0
    stored_as = json.loads(capsys.readouterr().out)["stored_as"]
    assert stored_as == "mic_staffing_survey/2024/第4表（総職員）.xlsx"
    again = path.rename(tmp_path / "第4表（総職員）.xlsx")  # as the next build finds it
    assert recognised(again, capsys)["stored_as"] == stored_as
    assert main(["read", "mic_staffing_survey", str(again), "--scope", "all_staff"]) == 0


def test_files_are_imported_with_the_answer(tmp_path):
    path = survey(tmp_path / "第4表.xlsx", "令和6年4月1日現在", "第4表 職種別職員数")
    assert list(imports.recognised([path], None, None, "general_administration")) == [
        "mic_staffing_survey/2024/第4表（一般行政部門）.xlsx"
    ]


# When a table counts


def test_an_undated_table_asks_for_its_date_and_is_stored_with_the_answer(tmp_path, capsys):
    path = survey(tmp_path / "写し.xlsx", "", "第4表 職種別職員数（総職員）")
    assert main(["recognise", "--progress", "json", str(path)]) == 1
    (event,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (event["question"]["option"], event["question"]["question_ja"]) == (
        "as-of",
        "いつの職員数ですか",
    )
    assert event["question"]["choices"]["2024-04-01"] == "2024年4月1日"
    assert main(["recognise", "--as-of", "2024-04-01", str(path)]) == 0
    about = json.loads(capsys.readouterr().out)
    assert (about["edition"], about["as_of"]) == ("2024", "2024-04-01")
    assert about["stored_as"] == "mic_staffing_survey/2024/写し（2024年4月1日現在）.xlsx"
    again = path.rename(tmp_path / "写し（2024年4月1日現在）.xlsx")  # as the next build finds it
    assert recognised(again, capsys)["stored_as"] == about["stored_as"]


def test_a_table_without_date_and_staff_is_stored_with_both_answers(tmp_path, capsys):
    path = survey(tmp_path / "写し.xlsx", "", "第4表 職種別職員数")
    answers = ["--as-of", "2023-04-01", "--scope", "general_administration"]
    assert main(["recognise", *answers, str(path)]) == 0
    stored_as = json.loads(capsys.readouterr().out)["stored_as"]
    assert stored_as == "mic_staffing_survey/2023/写し（2023年4月1日現在）（一般行政部門）.xlsx"
    again = path.rename(tmp_path / stored_as.rpartition("/")[2])
    assert recognised(again, capsys)["stored_as"] == stored_as
    both = imports.recognised([again], None, None)
    assert list(both) == [stored_as]


def test_an_answer_against_the_date_in_the_title_is_refused(tmp_path, capsys):
    path = survey(tmp_path / "写し.xlsx", "令和6年4月1日現在")
    asked = ["recognise", "--source", "mic_staffing_survey", "--as-of", "2023-04-01", str(path)]
    assert main(asked) == 1
    assert "表題の時点（2024-04-01）と、指定された時点（2023-04-01）が違います" in capsys.readouterr().err


def test_of_two_dates_on_a_table_the_reader_chooses(tmp_path, capsys):
    path = survey(tmp_path / "写し.xlsx", "令和6年4月1日現在 令和5年4月1日現在")
    assert main(["recognise", "--progress", "json", str(path)]) == 1
    (event,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert list(event["question"]["choices"]) == ["2023-04-01", "2024-04-01"]


# Which edition


def codes(path, sheet: str = "Sheet1", title: str | None = None):
    """A list of municipality codes as the ministry prints it, of one city."""
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    header = [
        "団体コード",
        "都道府県名\n（漢字）",
        "市区町村名\n（漢字）",
        "都道府県名\n（カナ）",
        "市区町村名\n（カナ）",
    ]
    for row in ([title] if title else [], header, ["012025", "北海道", "函館市", "ﾎｯｶｲﾄﾞｳ", "ﾊｺﾀﾞﾃｼ"]):
        if row:
            workbook.active.append(row)
    workbook.save(path)
    return path


def edition_of(source_id: str, path) -> tuple[str, bool]:
    edition, is_certain = recognise.edition_of(source.load(source_id), path)
    return edition.edition, is_certain


@pytest.mark.parametrize(
    ("name", "sheet", "title", "is_certain"),
    [
        ("codes.xlsx", "Sheet1", None, False),
        ("000925835.xlsx", "Sheet1", None, True),
        ("codes.xlsx", "R6.1.1現在の団体", None, True),
        ("codes.xlsx", "Sheet1", "都道府県コード及び市区町村コード（令和6年1月1日現在）", True),
        ("codes.xlsx", "R7.1.1現在の団体", None, False),
        ("codes.xlsx", "Sheet1", "令和7年度 団体コード一覧", False),
        ("000925835.xlsx", "Sheet1", "令和7年度 団体コード一覧", False),
    ],
)
def test_an_edition_is_certain_only_where_name_or_title_says_so(tmp_path, name, sheet, title, is_certain):
    assert edition_of("mic_lg_codes", codes(tmp_path / name, sheet, title)) == ("2024", is_certain)


def test_an_undated_list_of_codes_is_not_imported_without_a_word(tmp_path):
    with pytest.raises(BadInput, match=r"版が分かりません。--edition で指定"):
        imports.recognised([codes(tmp_path / "codes.xlsx")], "mic_lg_codes", None)


def test_read_uses_the_year_in_the_title_as_recognise_does(write_xlsx, capsys):
    path = write_xlsx(
        [
            ["令和2年度 全市町村の主要財政指標"],
            FISCAL_INDICATORS,
            ["012025", "北海道", "函館市", 0.5, 90, 5, 10],
        ]
    )
    assert edition_of("mic_fiscal_indicators", path) == ("2020", True)
    assert main(["read", "mic_fiscal_indicators", str(path)]) == 0
    printed = capsys.readouterr()
    assert "2020年版（2021-03-31現在）" in printed.err
    assert "注意" not in printed.err
    assert set(pd.read_csv(io.StringIO(printed.out), dtype=str)["edition"]) == {"2020"}


def test_read_says_when_the_edition_is_in_doubt(write_xlsx, capsys):
    for title in ("全市町村の主要財政指標", "令和2年度（令和元年度との比較） 主要財政指標"):
        path = write_xlsx([[title], FISCAL_INDICATORS, ["012025", "北海道", "函館市", 0.5, 90, 5, 10]])
        assert main(["read", "mic_fiscal_indicators", str(path)]) == 0
        assert "この版とみなしました（--as-of で指定）" in capsys.readouterr().err
