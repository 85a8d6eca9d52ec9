"""Workbooks as sheets of texts: what is merged, what is hidden, damaged parts."""

import io

import openpyxl

from japan import sheets


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in (["番号", "橋名", "路線"], [1, "甲橋", "一号線"], [2, "乙橋", None], [3.5, "'003", '="004"']):
        book.active.append(row)
    book.active["C4"].data_type = "s"
    return book


def content(book: openpyxl.Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def test_cells_are_texts_and_blank_sheets_are_left_out():
    book = workbook()
    book.create_sheet("空")
    (sheet,) = sheets.of_workbook(content(book))
    assert sheet.cells[1:] == [["1", "甲橋", "一号線"], ["2", "乙橋", ""], ["3.5", "003", "004"]]


def test_merged_blocks_are_named_from_zero():
    book = workbook()
    book.active.merge_cells("C2:C3")
    assert sheets.of_workbook(content(book))[0].merged == (((1, 2), (2, 2)),)


def test_hidden_rows_columns_and_sheets_are_known():
    book = workbook()
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    other = book.create_sheet("控え")
    other.append(["番号"])
    other.sheet_state = "hidden"
    first, second = sheets.of_workbook(content(book))
    assert (first.hidden_rows, first.hidden_columns, first.is_hidden) == ({2}, {1}, False)
    assert (second.name, second.is_hidden, second.hidden_rows) == ("控え", True, frozenset())


def test_a_range_of_hidden_columns_is_every_one_of_them():
    book = workbook()
    book.active.column_dimensions.group("A", "C", hidden=True)
    assert sheets.of_workbook(content(book))[0].hidden_columns == {0, 1, 2}


def test_hidden_parts_of_what_is_no_workbook_are_none():
    assert sheets.hidden_parts(b"a,b") == {}
    assert sheets.hidden_parts(b"PK\x03\x04 cut off") == {}
