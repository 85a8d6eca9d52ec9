"""Where the files of outlines are missing or broken, what is made on the server says so, and the rest of it is there."""

import io
import json

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from dashboard.exports import powerpoint
from dashboard.exports.slide_model import Slide
from dashboard.maps import outline_file, shapes

ONE = {"properties": {"lg_code": "990001"}, "arcs": [[[0]]]}
LINE = [[1350, 350], [10, 0], [0, 10], [-10, -10]]


def written(one=ONE, line=LINE, scale=0.1):
    """A file of outlines with one municipality of one line."""
    return {
        "transform": {"scale": [scale, scale], "translate": [0, 0]},
        "arcs": [line],
        "objects": {"municipalities": {"geometries": [one]}},
    }


BROKEN = {
    "no file": None,
    "empty": "",
    "cut off": '{"transform": {"scale": [0.1, 0.1], "tra',
    "a page of the web": "<html>",
    "another object": "{}",
    "a list": "[]",
    "no lines": json.dumps(written(one=ONE | {"arcs": [["x"]]})),
    "an unknown line": json.dumps(written(one=ONE | {"arcs": [[[7]]]})),
    "an odd step": json.dumps(written(line=[[1, 2, 3]])),
    "no cells": json.dumps(written(scale=0)),
    "no UTF-8": b"\xff\xfe\x00",
}


@pytest.fixture(params=BROKEN.values(), ids=BROKEN)
def static(request, tmp_path, monkeypatch):
    """The folder of files for the browser with a broken file of outlines."""
    monkeypatch.setattr(outline_file, "STATIC", tmp_path)
    monkeypatch.setattr(shapes, "STATIC", tmp_path)
    if request.param is not None:
        content = request.param if isinstance(request.param, bytes) else request.param.encode()
        (tmp_path / "outlines.json").write_bytes(content)
    return tmp_path


def test_a_broken_file_is_named_and_a_whole_one_is_read_in_its_place(static):
    path = static / "outlines.json"
    with pytest.raises(outline_file.NoOutlines, match="地図の形のデータを読み込めません"):
        outline_file.collection(path)
    path.write_text(json.dumps(written()), "utf-8")
    (feature,) = outline_file.collection(path)["features"]
    assert feature["geometry"]["coordinates"] == [[[[135, 35], [136, 35], [136, 36], [135, 35]]]]


def test_a_slide_has_a_sentence_in_place_of_its_map(static):
    wanted = shapes.Map(
        "職員数", "outlines.json", "municipalities", shapes.NATION, {"990001": 0}, ["#E8F1FE"], ["0人"]
    )
    content = powerpoint.deck_bytes("甲市", [Slide("職員が減っています。", wanted)])
    (slide,) = Presentation(io.BytesIO(content)).slides
    written = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert {"地図の形のデータを読み込めません。", "職員数", "0人"} <= set(written)


@pytest.mark.parametrize("page", ["pages/partners/page.py", "pages/briefing/page.py"])
def test_a_page_is_whole_without_outlines(static, open_page, page):
    opened = open_page(page, pref="20", muni="203475")
    assert not opened.error and not opened.exception


def test_a_map_of_points_says_that_its_outlines_are_missing(static, dashboard_database):
    def script():
        import streamlit as st

        from dashboard.shared import national_map

        st.json(national_map.outlines_around(138.0, 36.0, 5))

    opened = AppTest.from_function(script).run()
    assert [one.value for one in opened.caption] == [
        "地図の形のデータを読み込めません。点と線だけを示します。"
    ]
    assert json.loads(opened.json[0].value)["features"] == []
