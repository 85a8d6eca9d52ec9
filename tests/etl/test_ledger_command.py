"""python -m etl ledger: what it understood of a ledger, as text and as JSON, and where it puts it."""

import json
from datetime import date

import openpyxl
import pandas as pd
import pytest

from etl import build, source
from etl.__main__ import main
from etl.read.user_ledgers import read

HEADER = ["橋梁番号", "橋梁名", "架設年度", "橋長(m)", "判定区分", "市区町村"]
ROWS = [
    ["橋梁台帳"],
    HEADER,
    [1, "甲橋", "昭和45", 12.5, "Ⅱ", "周防大島町"],
    [2, "乙橋", "不明", 8, "Ⅲ", "周防大島町"],
    ["", "合計", "", 20.5, "", ""],
]


@pytest.fixture
def ledger(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "表紙"
    sheet = workbook.create_sheet("台帳")
    for row in ROWS:
        sheet.append(row)
    workbook.save(tmp_path / "甲の台帳.xlsx")
    return tmp_path / "甲の台帳.xlsx"


@pytest.fixture
def command(capsys):
    """Run the command in JSON; its status and its result, or its one error."""

    def run(*arguments: object) -> tuple[int, dict]:
        status = main(["ledger", "--json", "--as-of", "2025-03-31", *map(str, arguments)])
        output = capsys.readouterr()
        return status, json.loads(output.err.splitlines()[-1] if status else output.out)

    return run


def test_what_was_understood_is_printed_as_json(ledger, command):
    status, result = command(ledger)
    assert status == 0
    assert (result["kind"], result["place"], result["header_row"]) == (
        "bridge",
        "甲の台帳.xlsx シート「台帳」",
        2,
    )
    assert (result["rows_read"], result["rows"]) == (3, 2)
    headings = {one["field"]: one["heading"] for one in result["columns"]}
    assert headings["bridge_id"] == "橋梁番号"
    assert headings["built_fiscal_year"] == "架設年度"
    assert headings["latitude"] is None
    (total,) = [one for one in result["dropped"] if one["is_row_dropped"]]
    assert (total["row"], total["cell"]) == (5, "合計")
    assert (result["output"], result["taken_in_as"]) == (None, None)


def test_the_same_is_printed_for_people(ledger, capsys):
    assert main(["ledger", str(ledger)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "甲の台帳.xlsx シート「台帳」　見出し 2行目、データ 3 行"
    assert "  架設年度 ← 架設年度" in lines
    assert "  緯度 ← （なし）" in lines
    assert "取り込める行 2、取り込めない行 1" in lines
    assert any("5行目" in line and "集計の行です" in line for line in lines)


def test_the_file_it_writes_is_what_the_build_reads(ledger, command, tmp_path):
    status, result = command(ledger, "--output", tmp_path / "out" / "tidy.csv", "--title", "甲の橋")
    assert (status, result["output"]) == (0, str(tmp_path / "out" / "tidy.csv"))
    rows = read(tmp_path / "out" / "tidy.csv", source.load("user_ledgers").editions[0])
    assert rows["ledger_title_ja"].to_list() == ["甲の橋"] * 2
    assert rows["as_of"].to_list() == [pd.Timestamp(date(2025, 3, 31))] * 2
    assert rows["location_lg_code"].to_list() == ["353051"] * 2
    assert rows["built_fiscal_year"].to_list() == [1970, pd.NA]


def test_it_is_taken_in_where_the_build_looks_for_it(ledger, command, tmp_path, monkeypatch):
    seen = []

    def replace_database(raw, snapshot_dir, static, database, progress) -> None:
        (edition,) = source.load("user_ledgers").editions
        seen.extend(path.relative_to(raw).as_posix() for path in source.find_all(edition, raw))

    monkeypatch.setattr(build, "replace_database", replace_database)
    places = "--raw", tmp_path / "raw", "--database", tmp_path / "dashboard.duckdb"
    status, result = command(ledger, "--take-in", *places, "--title", "甲 市:2024.3")
    assert (status, result["taken_in_as"]) == (0, "user_ledgers/甲_市_2024_3.csv")
    assert seen == ["user_ledgers/甲_市_2024_3.csv"]


def test_rows_that_name_no_place_get_the_one_given(command, write_csv):
    path = write_csv([HEADER[1:3], ["甲橋", "1970"]], encoding="cp932")
    status, event = command(path)
    assert status == 1
    assert event["message"].startswith("official.csv：")
    assert "市区町村" in event["message"]
    status, result = command(path, "--place", "353051")
    assert (status, result["rows"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--sheet", "無い"), "シート「無い」がありません。あるシート：「表紙」「台帳」"),
        (("--place", "999999"), "「999999」という団体コードはありません"),
        (("--sheet", "表紙"), "見出しの行が見つかりません"),
    ],
)
def test_what_cannot_be_read_is_one_message(ledger, command, arguments, message):
    status, event = command(ledger, *arguments)
    assert (status, event["event"]) == (1, "error")
    assert message in event["message"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "CSV か Excel（.xlsx、.xls）の表が必要です"),
        ("a.xlsx", b"<html>", "Excel ファイルとして読めません"),
        ("a.csv", "橋梁名,市区町村\n".encode("utf-16"), "見出し（1行目）の下にデータの行がありません"),
        ("a.csv", "橋梁名,市区町村\n".encode(), "見出し（1行目）の下にデータの行がありません"),
        ("a.csv", b"\x81\xff\xff", "UTF-8 か Shift_JIS の CSV が必要です"),
    ],
)
def test_a_file_that_is_no_ledger_is_one_message(tmp_path, command, name, content, message):
    (tmp_path / name).write_bytes(content)
    status, event = command(tmp_path / name)
    assert status == 1
    assert message in event["message"]


def test_a_ledger_of_which_nothing_is_left_is_not_written(tmp_path, command):
    (tmp_path / "a.csv").write_text("橋梁名,市区町村\n合計,周防大島町\n", "utf-8")
    status, event = command(tmp_path / "a.csv", "--output", tmp_path / "out.csv")
    assert status == 1
    assert "データの行がありません" in event["message"]
    assert not (tmp_path / "out.csv").exists()


def test_places_of_other_days_and_other_spellings_are_found_and_told(command, write_csv):
    rows = [
        ["橋梁番号", "橋梁名", "所在地"],
        ["1", "甲橋", "葛\U000e0100城市"],
        ["2", "乙橋", "塩釜市"],
        ["3", "丙橋", "福岡県那珂川町"],
        ["4", "丁橋", "静岡県清水市入江1"],
        ["5", "戊橋", "北区"],
        ["6", "己橋", "宇陪市"],
        ["7", "庚橋", ""],
    ]
    path = write_csv(rows)
    status, result = command(path, "--place", "352021", "--output", path.with_name("tidy.csv"))
    assert status == 0
    tidy = pd.read_csv(path.with_name("tidy.csv"), dtype=str)
    column = next(name for name in tidy.columns if tidy[name].eq("292117").any())
    assert tidy[column].to_list() == ["292117", "042030", "402311", "221007", "352021"]
    assert {one["row"] for one in result["dropped"] if one["is_row_dropped"]} == {6, 7}
    notes = "".join(result["notes_ja"])
    assert "「那珂川町」は、いまの福岡県那珂川市としました（1行）" in notes
    assert "「清水市」は、いまの静岡県静岡市としました（1行）" in notes


def test_a_list_of_several_kinds_is_a_ledger_for_each(tmp_path, command):
    path = tmp_path / "道路施設.csv"
    path.write_text(
        "種別,施設名,所在地,延長(m),建設年度\n橋梁,甲橋,周防大島町,10,1980\n橋梁,乙橋,周防大島町,9,1981\n"
        "トンネル,丙トンネル,周防大島町,90,1970\n水路,丁水路,周防大島町,5,1990\n",
        encoding="utf-8",
    )
    status, result = command(path, "--output", tmp_path / "out.csv")
    assert status == 0
    assert (result["kind"], result["rows"], result["kinds"]) == (
        "bridge",
        2,
        {"bridge": 2, "tunnel": 1, "": 1},
    )
    (tunnel,) = result["other_kinds"]
    assert (tunnel["kind"], tunnel["rows"]) == ("tunnel", 1)
    for one, name, facility in ((result, "out.csv", "甲橋"), (tunnel, "out_tunnel.csv", "丙トンネル")):
        assert one["output"] == str(tmp_path / name)
        assert facility in (tmp_path / name).read_text(encoding="utf-8-sig")
        assert any("種類の分からない行 1行" in remark for remark in one["remarks_ja"])
