"""No file that is taken away runs a text: neither a cell nor a heading, in no format."""

import csv
import io
import zipfile
from datetime import date

import duckdb
import openpyxl
import pandas as pd
import pytest

from analysis import table_files
from analysis.spreadsheet import FORMULA_STARTS
from dashboard.exports import documents, powerpoint, tables
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import workbook
from dashboard.forms.declaration import Result
from etl import export

HOSTILE = [f"{start}cmd|' /C calc'!A0" for start in FORMULA_STARTS]
TABLE = pd.DataFrame([HOSTILE], columns=HOSTILE)
SOURCES = pd.DataFrame([dict.fromkeys(("attribution", "publisher", "licence", "page"), "=1+1")])
CHART = Chart("bar", HOSTILE, {name: [1.0] * len(HOSTILE) for name in HOSTILE}, "件")


def workbooks_inside(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [parts.read(name) for name in parts.namelist() if name.endswith(".xlsx")]


def figure_document() -> bytes:
    figure = documents.Figure("図", CHART)
    return documents.document_bytes("題", [figure])


WRITERS = {
    "table": lambda: [
        tables.xlsx_bytes(TABLE, "=1+1", SOURCES.assign(as_of=pd.Timestamp("2024-04-01")), ["=1+1"])
    ],
    "result": lambda: [
        workbook.export_bytes(
            "=1+1", [], {}, results=[Result("表", TABLE, "=1+1")], issued_on=date(2026, 4, 1)
        )
    ],
    "deck": lambda: workbooks_inside(powerpoint.deck_bytes("題", [Slide("見出し", CHART)])),
    "document": lambda: workbooks_inside(figure_document()),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_workbook_has_no_formulas(writer):
    contents = WRITERS[writer]()
    assert contents
    for content in contents:
        cells = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(content))
            for row in sheet.iter_rows()
            for cell in row
        ]
        hostile = [cell for cell in cells if "cmd|" in str(cell.value)]
        assert len(hostile) == 2 * len(HOSTILE)
        assert not [cell.value for cell in cells if cell.data_type == "f"]


def must_be_harmless(content: bytes) -> None:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[0] == rows[1] == [f"'{text}".replace("\r", "\n") for text in HOSTILE]


def test_csv_of_a_page():
    must_be_harmless(table_files.csv_bytes(TABLE))


def test_a_carriage_return_begins_no_row():
    table = pd.DataFrame({"a\r=1": ["b\r=1+1", "c\r\n@x"]})
    assert table_files.csv_bytes(table).decode("utf-8-sig").count("\r") == 0


def test_csv_of_the_etl(tmp_path):
    with duckdb.connect() as db:
        db.register("given", TABLE)
        db.execute("create table hostile as from given")
        [(path, rows)] = export.write(db, tmp_path, "csv", tmp_path)
    assert rows == 1
    must_be_harmless(path.read_bytes())
