"""What files changed at random have brought to light, each by itself."""

import json
import re
import zipfile

import pytest

from etl import source
from etl.__main__ import main
from etl.declaration import read_list
from etl.problems import BadInput
from etl.records import read_json, read_yaml
from etl.sheets import read_workbook
from japan.cells import parse_number


def with_far_cell(path, reference: str, row: int):
    """A workbook with one more cell far away."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    parts[sheet] = parts[sheet].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


@pytest.mark.parametrize(
    ("reference", "row"), [("XFD1048576", 1_048_576), ("ZZ500000", 500_000), ("AAAAAA10000000000", 10**10)]
)
def test_a_cell_far_away_is_refused_before_it_fills_the_memory(write_xlsx, reference, row):
    path = with_far_cell(write_xlsx([["団体コード"], ["012025"]]), reference, row)
    with pytest.raises(
        BadInput, match=r"シートの大きさが[\d,]+行×[\d,]+列あります。離れた所にある不要なセル"
    ):
        read_workbook(path)


@pytest.mark.parametrize(("reference", "row"), [("A1048576", 1_048_576 // 4), ("XFD1", 1), ("AZ99", 99)])
def test_a_long_or_a_wide_sheet_is_read(write_xlsx, reference, row):
    path = with_far_cell(write_xlsx([]), re.sub("[0-9]+", str(row), reference), row)
    (grid,) = read_workbook(path).values()
    assert len(grid.rows) == row


def test_a_long_and_narrow_sheet_is_no_far_cell(write_xlsx):
    path = with_far_cell(write_xlsx([["甲", "乙"]]), "A600000", 600_000)
    (grid,) = read_workbook(path).values()
    assert len(grid.rows) == 600_000


@pytest.mark.parametrize("cell", ["9" * 400, float("inf"), "1" + ",000" * 120])
def test_a_number_beyond_all_bounds_is_none(cell):
    assert parse_number(cell) == (None, "text")


def test_a_very_long_cell_is_quoted_in_part(write_csv):
    path = write_csv([["i", "cluster"], ["長" * 40_000, "7"]])
    with pytest.raises(BadInput, match="長…」は使えません") as problem:
        source.read(path, source.load("commuting_zones").editions[0])
    assert len(str(problem.value)) < 300


def test_a_workbook_without_sheets_is_refused(write_xlsx):
    path = write_xlsx([["団体コード"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", part, flags=re.S))
    with pytest.raises(BadInput, match="Excel ファイルとして読めません"):
        read_workbook(path)


@pytest.mark.parametrize("ending", [b"", b"]" * 100_000])
def test_records_nested_without_end_are_refused(tmp_path, ending):
    path = tmp_path / "deep"
    path.write_bytes(b"[" * 100_000 + ending)
    with pytest.raises(BadInput, match="JSON として読めません"):
        read_json(path)
    with pytest.raises(BadInput, match="YAML で、「links」の一覧が必要です"):
        read_yaml(path, "links", {})
    with pytest.raises(BadInput, match="YAML として読めません"):
        read_list(path, "links", {})


def test_records_that_share_a_line_are_refused(tmp_path):
    path = tmp_path / "links.yaml"
    path.write_text("links:\n- &a\n  name: 甲橋\n- *a\n", "utf-8")
    with pytest.raises(BadInput, match=r"links\.yaml \d行目：「links」の1件ごとに行を改めて"):
        read_yaml(path, "links", {"name": "name"})


def test_a_file_without_a_single_row_is_refused(write_csv):
    edition = source.load("municipality_offices").editions[0]
    path = write_csv([["lgcode", "pid", "cid", "pref", "city", "lat", "lng", "address"], ["x"] * 8])
    with pytest.raises(BadInput, match=r"official\.csv"):
        source.read(path, edition)


def test_half_a_character_in_a_file_does_not_hide_the_message(tmp_path, capfd):
    answer = {
        "metadata": {"parameters": {"a": 1}},
        "resultset": {"is_error": 0, "count": "\ud800"},
        "result": [],
    }
    path = tmp_path / "xroad_bridges.json"
    path.write_text(json.dumps(answer), "utf-8")
    assert main(["read", "xroad_bridges", str(path)]) == 1
    assert main(["read", "\ud800", str(path)]) == 1
    first, second = capfd.readouterr().err.splitlines()
    assert (
        first
        == "エラー：xroad_bridges.json：API の応答の形が違います（metadata.parameters、resultset.count、result）。"
    )
    assert "ud800" in second


@pytest.mark.parametrize(
    "change",
    [{"metadata": {"parameters": [1]}}, {"resultset": {"is_error": 0, "count": None}}, {"result": {"a": 1}}],
)
def test_an_answer_of_another_form_is_refused(tmp_path, change):
    answer = {"metadata": {"parameters": {"a": 1}}, "resultset": {"is_error": 0, "count": 1}, "result": [{}]}
    path = tmp_path / "xroad_bridges.json"
    path.write_text(json.dumps(answer | change), "utf-8")
    with pytest.raises(BadInput, match="応答の形が違います"):
        source.read(path, source.load("xroad_bridges").editions[0])


@pytest.mark.parametrize(
    "areas", [{"class20s": "甲"}, {"class20s": {"9920100": 1.5}}, {"class15s": {"990010": "甲"}}]
)
def test_forecast_areas_of_another_form_are_refused(tmp_path, areas):
    whole = {"class15s": {"990010": {"name": "西部"}}, "class20s": {"9920100": {"parent": "990010"}}}
    path = tmp_path / "area.json"
    path.write_text(json.dumps(whole | areas), "utf-8")
    with pytest.raises(BadInput, match="：地域コードごとの項目の組が必要です"):
        source.read(path, source.load("jma_areas").editions[0])


def test_a_label_in_very_many_columns_is_said_briefly(write_csv):
    columns = source.load("municipal_infrastructure").editions[0].layout["columns"].values()
    path = write_csv([["code5", "fiscal_year", *columns, *[next(iter(columns))] * 500], ["99201", "2024"]])
    with pytest.raises(BadInput, match="など列") as problem:
        source.read(path, source.load("municipal_infrastructure").editions[0])
    assert len(str(problem.value)) < 300


def test_an_outline_whose_ring_is_open_is_refused(tmp_path):
    """A corner lost in the file: GEOS refuses the ring with an exception of its own."""
    ring = [[133.0, 34.0], [133.1, 34.0], [133.1, 34.1], [133.0, 34.1]]
    feature = {
        "type": "Feature",
        "properties": {"N03_001": "甲県", "N03_004": "乙町", "N03_007": "99001"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "N03-20250101.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    (edition,) = source.load("mlit_n03").editions
    with pytest.raises(BadInput, match="地図データとして読めません"):
        source.read(path, edition)
