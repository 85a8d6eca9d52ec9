"""Files that cannot be used, given to the command line: one clear message each, and nothing changed."""

import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from official_headings import FISCAL_INDICATORS

from etl import source
from etl.__main__ import main
from japan.lg_code import from_five

ROOT = Path(__file__).parents[2]
CITY, TOWN = from_five("99201"), from_five("99321")
ZONES = [["i", "cluster"], ["99201", "7"], ["99321", "8"]]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


@pytest.fixture
def refused(capsys, tmp_path):
    """Run `read` on a file that cannot be used and return the one message it leaves."""

    def run(source_id: str, path: Path) -> str:
        output = tmp_path / "tidy.csv"
        assert main(["read", source_id, str(path), "--output", str(output)]) == 1
        assert not output.exists()
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "Traceback" not in printed.err
        (message,) = printed.err.splitlines()
        assert message.startswith("エラー：")
        assert message.endswith("。")
        return message.removeprefix("エラー：")

    return run


def fiscal(write_xlsx, *rows, header=FISCAL_INDICATORS) -> Path:
    return write_xlsx([["全市町村の主要財政指標"], header, *rows])


def city(*values, code=CITY) -> list:
    return [code, "西県", "甲市", *values]


@pytest.mark.parametrize("source_id", [one.source_id for one in source.load_all()])
@pytest.mark.parametrize(
    "content",
    [
        PDF,
        b"",
        "年度,橋\n2024,5\n".encode(),
        "年度,橋\n2024,五\n".encode("cp932"),
        b"{}",
        b"[1, 2",
        b"\x00" * 64,
    ],
    ids=["pdf", "empty", "other csv", "other encoding", "other json", "cut json", "zeros"],
)
def test_another_file_is_refused_by_every_reader(refused, tmp_path, source_id, content):
    declared = source.load(source_id)
    path = tmp_path / Path(declared.editions[-1].files[0].replace("*", "")).name
    path.write_bytes(content)
    assert path.name in refused(source_id, path)


@pytest.mark.parametrize(
    "source_id", ["mic_lg_codes", "mic_resident_population", "mic_resident_age", "ipss_population_projection"]
)
def test_another_workbook_is_refused(refused, write_xlsx, source_id):
    message = refused(source_id, write_xlsx([["年度", "橋"], [2024, 5]], sheet="橋梁"))
    assert "official.xlsx シート「橋梁」：見出し「" in message
    assert "見つかりません" in message


def test_a_file_that_is_not_there_is_named(refused, tmp_path):
    assert refused("mic_lg_codes", tmp_path / "無い.xlsx").endswith("無い.xlsx：ファイルがありません。")


def test_an_unknown_source_lists_those_that_are_known(refused, write_csv):
    message = refused("mic_lg_code", write_csv(ZONES))
    assert message.startswith("「mic_lg_code」という出典はありません。使える名前：")
    assert "mic_lg_codes" in message


def test_a_missing_column_is_named_with_its_file_sheet_and_row(refused, write_xlsx):
    path = fiscal(write_xlsx, city(0.5, 90, 5, 20), header=[*FISCAL_INDICATORS[:6], "将来負担率"])
    assert refused("mic_fiscal_indicators", path) == (
        "official.xlsx シート「表」 2行目：列「将来負担比率」がありません。近い見出し：「将来負担率」。"
    )


def test_a_label_that_stands_twice_is_named_with_its_columns(refused, write_xlsx):
    path = fiscal(write_xlsx, city(0.5, 90, 5, 20, 30), header=[*FISCAL_INDICATORS, "将来負担比率"])
    assert refused("mic_fiscal_indicators", path) == (
        "official.xlsx シート「表」 2行目：列「将来負担比率」に当たる見出しが複数あります（G、H列）。1つにしてください。"
    )


def test_a_wrong_check_digit_is_named_with_its_row_and_column(refused, write_xlsx):
    path = fiscal(write_xlsx, city(0.5, 90, 5, 20), city(0.5, 90, 5, 20, code="993211"))
    assert refused("mic_fiscal_indicators", path) == (
        "official.xlsx シート「表」 4行目「団体コード」：「993211」は使えません。6桁の団体コード（末尾は検査数字）が必要です。"
    )


def test_a_municipality_listed_twice_is_named_with_both_rows(refused, write_xlsx):
    path = fiscal(write_xlsx, city(0.5, 90, 5, 20), city(1, 2, 3, 4, code=TOWN), city(0.6, 90, 5, 20))
    assert refused("mic_fiscal_indicators", path) == (
        f"official.xlsx シート「表」 3行目と5行目：「{CITY}」が重複しています。1行だけにしてください。"
    )


def test_a_text_where_a_number_is_due_is_named(refused, write_xlsx):
    path = fiscal(write_xlsx, city(0.5, "約90", 5, 20))
    assert refused("mic_fiscal_indicators", path) == (
        "official.xlsx シート「表」 3行目「経常収支比率」：「約90」は使えません。数値が必要です。"
    )


def test_a_blank_where_a_number_is_due_is_named(refused, write_xlsx):
    path = fiscal(write_xlsx, city(0.5, None, 5, 20))
    assert refused("mic_fiscal_indicators", path) == (
        "official.xlsx シート「表」 3行目「経常収支比率」：「」は使えません。数値が必要です（空欄や記号は使えません）。"
    )


def test_a_negative_count_is_named(refused, write_csv):
    columns = source.load("municipal_infrastructure").editions[0].layout["columns"].values()
    path = write_csv(
        [["code5", "fiscal_year", *columns], ["99201", "2024", "1", "▲5", *["1"] * (len(columns) - 2)]]
    )
    assert refused("municipal_infrastructure", path) == (
        "official.csv 2行目「park_area_m2」：「▲5」は使えません。0 以上の数値が必要です。"
    )


def test_a_fraction_of_a_person_is_named(refused, tmp_path):
    layout = source.load("mic_settlement_card").editions[0].layout
    card = dict.fromkeys(layout["columns"].values(), 1) | dict.fromkeys(
        layout["joint_functions"].values(), True
    )
    card |= {"都道府県コード": "99", "団体コード": CITY[2:]}
    path = tmp_path / "cards.parquet"
    pd.DataFrame([card | {"人口.住民基本台帳人口.令6_1_1": 1200.5}]).to_parquet(path)
    assert refused("mic_settlement_card", path) == (
        "cards.parquet 2行目「人口.住民基本台帳人口.令6_1_1」：「1200.5」は使えません。整数が必要です。"
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_workbook_cut_off_on_its_way_is_refused(refused, write_xlsx, share):
    path = fiscal(write_xlsx, *(city(0.5, 90, 5, 20) for _ in range(200)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert refused("mic_fiscal_indicators", path) == (
        "official.xlsx：Excel ファイルとして読めません。途中で切れているか、別の形式です。"
        "配布元から .xlsx または .xls を取り直してください。"
    )


def test_a_zip_that_is_no_workbook_is_refused(refused, tmp_path):
    path = tmp_path / "official.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("読んでください.txt", "表はありません")
    assert refused("mic_fiscal_indicators", path).startswith("official.xlsx：Excel ファイルとして読めません")


def test_an_empty_workbook_is_refused(refused, tmp_path):
    path = tmp_path / "official.xlsx"
    openpyxl.Workbook().save(path)
    assert "見出し「団体コード」が見つかりません" in refused("mic_fiscal_indicators", path)


def test_a_table_without_rows_is_refused(refused, write_xlsx):
    assert refused("mic_fiscal_indicators", fiscal(write_xlsx)) == (
        "official.xlsx シート「表」：見出し（2行目）の下にデータの行がありません。"
    )


def test_utf_8_where_shift_jis_is_due_is_refused(refused, write_csv):
    header = ["標準地域コード", "市区町村", "令和8年1月1日(k㎡)", "令和8年1月1日備考"]
    path = write_csv([header, ["99201", "甲市", "12.3", ""]], encoding="utf-8-sig")
    message = refused("gsi_area", path)
    assert message.startswith("official.csv：文字コードが違います")
    assert message.endswith("Shift_JIS（CP932） の CSV が必要です。")


def test_shift_jis_where_utf_8_is_due_is_refused(refused, write_csv):
    message = refused("commuting_zones", write_csv([[*ZONES[0], "地域"], *ZONES[1:]], encoding="cp932"))
    assert message.startswith("official.csv：文字コードが違います")
    assert message.endswith("UTF-8 の CSV が必要です。")


def test_a_good_file_is_read(capsys, write_csv, tmp_path):
    output = tmp_path / "new folder" / "tidy.csv"
    path = write_csv(ZONES, "cz_japan_2015_harmonized.csv")
    assert main(["read", "commuting_zones", str(path), "--output", str(output)]) == 0
    assert pd.read_csv(output, dtype=str)["lg_code"].to_list() == [CITY, TOWN]
    assert capsys.readouterr().err == "日本の通勤圏（1980〜2015年）　2015年版（2015-10-01現在）　2 行\n"


def test_an_edition_that_was_assumed_is_said(capsys, write_csv):
    path = write_csv(
        [FISCAL_INDICATORS, [CITY, "西県", "甲市", "0.5", "90.0", "5.0", "-"]], name="renamed.csv"
    )
    assert main(["read", "mic_fiscal_indicators", str(path)]) == 0
    assert "--as-of で指定" in capsys.readouterr().err


def test_the_date_of_an_edition_may_be_given(capsys, write_csv):
    assert main(["read", "commuting_zones", str(write_csv(ZONES)), "--as-of", "2020-10-01"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1].startswith("2020-10-01,")
    assert "2020-10-01年版" in printed.err


def errors(capsys) -> list[str]:
    """The messages on the terminal, among the progress bars."""
    printed = capsys.readouterr().err
    assert "Traceback" not in printed
    return [line for line in printed.splitlines() if line.startswith("エラー：")]


@pytest.fixture
def damaged_raw(tmp_path):
    """A folder with one official file that was cut off."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "000925835.xlsx").write_bytes(PDF)
    return raw


@pytest.fixture
def old_database(tmp_path):
    path = tmp_path / "built" / "dashboard.duckdb"
    path.parent.mkdir()
    path.write_bytes(b"the old database")
    return path


def test_a_build_with_a_damaged_file_leaves_the_old_database(capsys, damaged_raw, old_database):
    assert main(["build", "--raw", str(damaged_raw), "--database", str(old_database)]) == 1
    (message,) = errors(capsys)
    assert "000925835.xlsx：Excel ファイルとして読めません" in message
    assert old_database.read_bytes() == b"the old database"
    assert list(old_database.parent.iterdir()) == [old_database]


def test_a_build_with_two_different_files_for_one_edition_names_both(capsys, damaged_raw, old_database):
    (damaged_raw / "copy").mkdir()
    (damaged_raw / "copy" / "000925835.xlsx").write_bytes(b"another")
    assert main(["build", "--raw", str(damaged_raw), "--database", str(old_database)]) == 1
    (message,) = errors(capsys)
    assert (
        "mic_lg_codes 2024年版に当たるファイルが複数あります：000925835.xlsx、copy/000925835.xlsx" in message
    )
    assert old_database.read_bytes() == b"the old database"


def test_a_build_from_a_folder_that_is_not_there_is_refused(capsys, tmp_path, old_database):
    assert main(["build", "--raw", str(tmp_path / "無い"), "--database", str(old_database)]) == 1
    (message,) = errors(capsys)
    assert message.endswith("無い：フォルダがありません。")
    assert old_database.read_bytes() == b"the old database"


def test_a_snapshot_without_all_files_names_the_source_and_changes_nothing(
    capsys, monkeypatch, tmp_path, write_csv
):
    monkeypatch.setattr("etl.commands.arguments.DATA", tmp_path / "data")
    header = [
        "code5",
        "fiscal_year",
        "item",
        "amount_yen",
        "share_maint_repair_pct",
        "share_ordinary_construction_pct",
    ]
    write_csv(
        [header, ["99201", "2024", "道路橋りょう費", "1", "", ""]],
        "municipal_doboku_items_2020_2024_excl_hokkaido.csv",
    )
    assert main(["snapshot", "--raw", str(tmp_path)]) == 1
    (message,) = errors(capsys)
    assert message.endswith("の下に元のファイルがありません。")
    assert "asset_depreciation_rates：" in message
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["check", "export"])
def test_a_missing_database_is_named_with_what_to_do(capsys, tmp_path, command):
    output = ["--output", str(tmp_path / "out")] if command == "export" else []
    assert main([command, "--database", str(tmp_path / "none.duckdb"), *output]) == 1
    (message,) = errors(capsys)
    assert message.endswith(
        "none.duckdb：データベースがありません。先に python -m etl build を実行してください。"
    )
    assert not (tmp_path / "out").exists()


def test_what_is_no_database_is_refused(capsys, old_database):
    assert main(["check", "--database", str(old_database)]) == 1
    (message,) = errors(capsys)
    assert message.endswith(
        "dashboard.duckdb：データベースとして開けません。python -m etl build で作り直してください。"
    )


def test_the_built_database_passes_its_checks(capsys, database):
    assert main(["check", "--database", str(database)]) == 0
    assert capsys.readouterr().out == "検査はすべて合格です。\n"


def test_every_table_is_exported_for_excel(capsys, database, db, tmp_path):
    assert main(["export", "--database", str(database), "--output", str(tmp_path)]) == 0
    tables = db.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall()
    assert {path.stem for path in tmp_path.glob("*.csv")} == {name for (name,) in tables}
    exported = (tmp_path / "municipalities.csv").read_bytes()
    assert exported.startswith(b"\xef\xbb\xbflg_code,")
    assert pd.read_csv(tmp_path / "municipalities.csv", dtype=str)["lg_code"].iloc[0] == "011002"
