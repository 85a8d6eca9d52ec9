"""Files that readers bring: what is let in, and the table found in them."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hostile_files import archive

from analysis import ledger
from analysis.ledger import listing
from dashboard.forms import uploads
from dashboard.forms.uploads import Refused, must_be_harmless, read_sheets, unpack_zip
from etl import source
from etl.read.user_ledgers import read
from japan.facilities import BRIDGE

HEADER = ["管理番号", "橋梁名", "所在地", "架設年度", "橋長（m）", "緯度", "経度"]
ROW = ["1", "乙橋", "甲市川上", "昭和48年", "1,234.5", "34.2", "131.5"]


def workbook(*rows: list, sheets: dict[str, list[list]] | None = None) -> bytes:
    """An Excel workbook with one sheet, or with the sheets given."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in (sheets or {"台帳": list(rows)}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def csv_text(*rows: list, mark: str = ",") -> str:
    return "".join(mark.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one more part."""
    output = io.BytesIO(content)
    with zipfile.ZipFile(output, "a") as packed:
        packed.writestr(name, part)
    return output.getvalue()


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """An archive with a file's stored name replaced by one of the same length."""
    assert len(old) == len(new)
    return content.replace(old, new)


# --- tables


def cells(name: str, content: bytes) -> list[list[str]]:
    """The cells of a file's first sheet."""
    return read_sheets(name, content)[0].cells


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_table_is_read_in_any_encoding_and_with_any_mark(codec, mark):
    content = csv_text(HEADER, ROW, mark=mark).encode(codec)
    assert cells("台帳.csv", content) == [HEADER, ROW]


def test_rows_keep_the_numbers_of_the_file_below_titles():
    text = csv_text(["甲市 橋梁台帳", ""], ["令和6年4月1日現在"], [], HEADER, ROW, [], [""], ROW)
    rows = cells("台帳.csv", text.encode("cp932"))
    assert [at for at, row in enumerate(rows, start=1) if row == ROW] == [5, 8]


def test_line_breaks_inside_cells_do_not_shift_row_numbers():
    rows = cells("台帳.csv", csv_text(["橋梁名", "所在\n地"], ["乙\n橋", "甲市"], ["丙橋", "甲市"]).encode())
    assert [row[1] for row in rows] == ["所在\n地", "甲市", "甲市"]


def test_cells_of_a_workbook_become_what_one_would_type():
    row = [1, "乙橋", None, datetime(1973, 4, 1), 12.5, 1973.0, date(2020, 3, 31)]
    typed = ["1", "乙橋", "", "1973-04-01", "12.5", "1973", "2020-03-31"]
    assert cells("台帳.xlsx", workbook(HEADER, row))[1] == typed


def test_sheets_with_cells_are_read_in_the_order_of_the_file():
    content = workbook(sheets={"表紙": [], "台帳": [HEADER, ROW], "別": [["橋梁名", "橋長"], ["丙橋", "3"]]})
    assert [sheet.name for sheet in read_sheets("台帳.xlsx", content)] == ["台帳", "別"]


def test_short_and_long_rows_are_read():
    rows = cells("台帳.csv", "橋梁名,橋長\r\n乙橋\r\n丙橋,3,余り\r\n".encode())
    assert rows == [["橋梁名", "橋長"], ["乙橋"], ["丙橋", "3", "余り"]]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "空のファイル"),
        ("a.csv", b"\r\n\r\n", "中身がありません"),
        ("a.csv", b"\x80\xff\xfe\x00", "文字コードが分かりません"),
        ("a.csv", '橋梁名,橋長\r\n"乙橋,3\r\n丙橋,4\r\n'.encode(), "引用符"),
        ("a.csv", b"\x00\x01\x02,\x00", "文字コードが分かりません"),
        ("a.csv", workbook(HEADER, ROW), "CSV か Excel"),
        ("a.xlsx", csv_text(HEADER, ROW).encode(), "CSV か Excel"),
        ("a.xlsx", workbook(HEADER, ROW)[:3000], "途中で切れているか、壊れています"),
        ("a.xls", uploads.OLE + bytes(2000), "Excel ファイルとして読めません"),
        ("a.pdf", b"%PDF-1.7", "CSV か Excel"),
        ("a.xlsb", workbook(HEADER, ROW), "CSV か Excel"),
        ("a.xlsx", workbook(sheets={"空": []}), "中身がありません"),
    ],
)
def test_what_is_no_table_is_refused_with_its_name(name, content, message):
    with pytest.raises(Refused, match=message) as refusal:
        read_sheets(name, content)
    assert str(refusal.value).startswith(name) and str(refusal.value).endswith("。")


# --- harm


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="まで取り込めます"):
        must_be_harmless("a.csv", b"x" * 11)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xlsb"])
def test_a_workbook_with_macros_is_refused(name):
    with pytest.raises(Refused, match="マクロが入っています"):
        must_be_harmless(name, with_part(workbook(HEADER), "xl/vbaProject.bin", b"x"))


@pytest.mark.parametrize(
    ("mark", "message"), [("_VBA_PROJECT_CUR", "マクロ"), ("EncryptedPackage", "パスワード")]
)
def test_old_containers_with_macros_or_a_password_are_refused(mark, message):
    with pytest.raises(Refused, match=message):
        must_be_harmless("a.xls", uploads.OLE + bytes(512) + mark.encode("utf-16-le") + bytes(512))


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(Refused, match="展開すると60MB"):
        must_be_harmless("a.zip", archive({"a.csv": bytes(60_000_000)}))


def test_a_bomb_that_declares_a_small_size_is_refused():
    """Central directory and local header say 10 bytes with the right checksum of those; the stream goes on."""
    content = archive({"a.csv": b"0" * 5_000_000})
    sizes = struct.pack("<L", 5_000_000)
    content = content.replace(sizes, struct.pack("<L", 10))
    content = content.replace(
        struct.pack("<L", zlib.crc32(b"0" * 5_000_000)), struct.pack("<L", zlib.crc32(b"0" * 10))
    )
    with pytest.raises(Refused, match="壊れている"):
        unpack_zip(content)


def test_a_workbook_whose_cells_reach_to_the_corners_is_refused():
    """As a grid the two cells would need hundreds of gigabytes."""
    book = openpyxl.Workbook()
    book.active["A1"] = "橋梁名"
    book.active["XFD1048576"] = "x"
    output = io.BytesIO()
    book.save(output)
    with pytest.raises(Refused, match="1,048,576行×16,384列"):
        read_sheets("a.xlsx", output.getvalue())


def test_formatted_but_empty_cells_far_away_do_no_harm():
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADER, ROW)))
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    output = io.BytesIO()
    book.save(output)
    assert cells("a.xlsx", output.getvalue())[:2] == [HEADER, ROW]


# --- archives


def test_files_of_an_archive_come_with_their_folders_and_without_litter():
    content = archive(
        {
            "2024/甲.csv": b"1",
            "__MACOSX/2024/._甲.csv": b"2",
            "2024/.DS_Store": b"3",
            "乙.xlsx": workbook(HEADER),
        }
    )
    assert [name for name, _ in unpack_zip(content)] == ["2024/甲.csv", "乙.xlsx"]


@pytest.mark.parametrize("codec", ["cp932", "utf-8"])
def test_japanese_names_are_read_however_they_are_stored(codec):
    stored = "橋梁一覧表.csv".encode(codec)  # 表 ends in a backslash in CP932
    content = renamed(archive({"x" * len(stored): b"1"}), b"x" * len(stored), stored)
    assert unpack_zip(content) == [("橋梁一覧表.csv", b"1")]


@pytest.mark.parametrize(
    "path", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "C:/a.csv", "..\\a.csv", "a\n.csv"]
)
def test_names_that_lead_out_of_the_archive_are_refused(path):
    with pytest.raises(Refused, match="使えない名前"):
        unpack_zip(archive({path: b"1"}))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"中.zip": archive({"a.csv": b"1"})}, "別の圧縮ファイル"),
        ({"中.csv": archive({"a.csv": b"1"})}, "別の圧縮ファイル"),
        ({"中.csv": b"7z\xbc\xaf\x27\x1c"}, "別の圧縮ファイル"),
        ({"中.lzh": b"x"}, "別の圧縮ファイル"),
        ({"中.csv": b""}, "空のファイル"),
        ({}, "zip ファイルとして開けません"),
        ({"中.xlsm": with_part(workbook(HEADER), "xl/vbaProject.bin", b"x")}, "マクロ"),
        ({f"{at}.csv": b"1" for at in range(201)}, "201個"),
        ({".DS_Store": b"1"}, "ファイルがありません"),
    ],
)
def test_an_archive_with_what_we_do_not_take_is_refused(files, message):
    with pytest.raises(Refused, match=message):
        unpack_zip(archive(files))


def test_a_protected_archive_is_refused():
    content = bytearray(archive({"a.csv": b"1"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="パスワード"):
        unpack_zip(bytes(content))


@pytest.mark.parametrize("end", [30, 60, 100])
def test_a_cut_off_archive_is_refused(end):
    with pytest.raises(Refused, match="壊れています"):
        unpack_zip(archive({"a.csv": bytes(range(200)) * 5})[:-end])


def test_a_damaged_archive_is_refused():
    content = bytearray(archive({"a.csv": b"abcdefgh" * 10}, zipfile.ZIP_STORED))
    content[50] ^= 1
    with pytest.raises(Refused, match="壊れている"):
        unpack_zip(bytes(content))


# --- from the reader's file to the build


def test_a_ledger_goes_from_the_readers_file_to_the_builds_table(tmp_path):
    content = csv_text(["橋梁台帳"], HEADER, ROW, ["2", "", "甲市", "不明", "", "", ""]).encode("cp932")
    found = ledger.recognise(read_sheets("台帳.csv", content), "台帳.csv")
    places = pd.DataFrame(
        [("992011", "東県", "甲市")], columns=["lg_code", "prefecture_name", "municipality_name"]
    )
    tidied = ledger.read(found, places, None, date(2024, 4, 1))
    path = tmp_path / "ledger.csv"
    path.write_bytes(ledger.content(tidied, " 甲市の台帳 ", date(2024, 4, 1)))
    rows = read(path, source.load("user_ledgers").editions[0])
    assert rows["ledger_title_ja"].to_list() == ["甲市の台帳"] * 2
    assert rows["as_of"].to_list() == [pd.Timestamp("2024-04-01")] * 2
    named = rows.rename(columns={"facility_id": "bridge_id", "facility_name": "bridge_name"})
    pd.testing.assert_frame_equal(named[list(BRIDGE.dtypes)], tidied.facilities)


def test_a_ledger_without_a_title_or_a_bridge_is_not_written():
    empty = pd.DataFrame(columns=list(BRIDGE.dtypes))
    tidied = ledger.Ledger(BRIDGE, empty, pd.DataFrame(columns=listing.COLUMNS), (), ())
    with pytest.raises(ValueError, match="名前を入れて"):
        ledger.content(tidied, " ", date(2024, 4, 1))
    with pytest.raises(ValueError, match="取り込める橋がありません"):
        ledger.content(tidied, "甲市の台帳", date(2024, 4, 1))
