"""Tables to take away: numbers as printed, codes as texts, sheets that print."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from analysis import spreadsheet, table_files
from dashboard.exports import tables

ROOT = Path(__file__).parents[3]
TABLE = pd.DataFrame(
    {
        "団体コード": ["019999", "990002"],
        "市区町村": ["甲市", "とても長い名前の乙町" * 9],
        "割合（%）": [9.850000000000001, None],
        "橋（橋）": [1234567, 8],
        "年度": [2024, 1999],
    }
)
SOURCES = pd.DataFrame(
    [
        dict.fromkeys(("attribution", "publisher", "licence", "page"), "甲県")
        | {"as_of": pd.Timestamp("2024-04-01")}
    ]
)


@pytest.fixture(scope="module")
def book():
    content = tables.xlsx_bytes(TABLE, "表", SOURCES, ["注"], {"割合（%）": 1})
    return openpyxl.load_workbook(io.BytesIO(content))


def test_csv_has_plain_rounded_numbers_and_codes_as_they_are():
    written = table_files.csv_bytes(TABLE, {"割合（%）": 1}).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(written))
    assert first["団体コード"] == "019999"
    assert (first["割合（%）"], second["割合（%）"]) == ("9.9", "")
    assert first["橋（橋）"] == "1234567"


def test_a_whole_number_has_no_point_in_a_csv():
    table = pd.DataFrame({"人口": [1955678.0, None], "比較": pd.Series(["990001", 3.0], dtype=object)})
    assert table_files.csv_bytes(table).decode("utf-8-sig").split() == ["人口,比較", "1955678,990001", ",3"]


def test_excel_has_the_numbers_printed_and_the_codes_as_texts(book):
    sheet = book["データ"]
    code, _, share, bridges, year = sheet[2]
    assert (code.value, code.data_type) == ("019999", "s")
    assert (share.value, share.number_format) == (9.9, "#,##0.0")
    assert (bridges.value, bridges.number_format) == (1234567, "#,##0")
    assert (year.value, year.number_format) == (2024, "0")
    assert sheet["C3"].value is None


def test_parquet_keeps_codes_and_what_is_missing():
    read = pd.read_parquet(io.BytesIO(table_files.parquet_bytes(TABLE)))
    assert read["団体コード"].to_list() == ["019999", "990002"]
    assert read["割合（%）"].iloc[0] == 9.85
    assert read["割合（%）"].isna().to_list() == [False, True]


def must_print_on_a4(sheet) -> None:
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_sheets_print_on_a4_with_their_headings_on_every_page(book):
    for sheet in book:
        must_print_on_a4(sheet)
    assert book["データ"].print_title_rows == "$1:$1"
    assert book["データ"].freeze_panes == "A2"


def test_a_wide_table_prints_on_several_pages_across_its_first_column_on_each():
    wide = pd.DataFrame({f"とても長い見出しの列{at}": ["あ" * 20] for at in range(12)})
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(wide, "広い表", SOURCES, [])))["データ"]
    assert sheet.page_setup.fitToWidth == 2  # 12 columns of 42 letters
    assert sheet.print_title_cols == "$A:$A"


def test_records_of_readings_print_alike():
    content = spreadsheet.workbook({"記録": TABLE})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["記録"]
    must_print_on_a4(sheet)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
    assert (sheet["A2"].value, sheet["C2"].value) == ("019999", 9.85)


def test_columns_are_as_wide_as_their_cells_up_to_a_limit_and_wrap_beyond(book):
    sheet = book["データ"]
    assert sheet.column_dimensions["D"].width >= len("1,234,567")
    assert sheet.column_dimensions["B"].width <= tables.WIDEST + 1
    assert sheet["B3"].alignment.wrap_text


def test_every_table_on_screen_goes_through_the_shared_one():
    drawn = {
        path.relative_to(ROOT).as_posix()
        for folder in ("pages", "dashboard")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bst\.dataframe\(", path.read_text("utf-8"))
    }
    assert drawn == {"dashboard/shared/value_tables.py"}
