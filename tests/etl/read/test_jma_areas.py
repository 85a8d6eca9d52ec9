import json
from dataclasses import replace

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.jma_areas import read
from japan.lg_code import from_five

EDITION = source.load("jma_areas").editions[0]
AREAS = {"990011": {"name": "甲地方北部"}, "990012": {"name": "甲地方南部"}}


@pytest.fixture
def read_areas(tmp_path):
    """Write a table of forecast areas and read it; 99100 is a designated city."""

    def write_and_read(places: dict):
        path = tmp_path / "area.json"
        path.write_text(json.dumps({"class15s": AREAS, "class20s": places}, ensure_ascii=False), "utf-8")
        return read(path, replace(EDITION, layout={"designated_cities": ["99100"]}))

    return write_and_read


def test_a_place_lies_in_its_named_area(read_areas):
    row = read_areas({"9920100": {"name": "甲市", "parent": "990011"}}).iloc[0]
    assert row.to_dict() == {
        "lg_code": from_five("99201"),
        "area_code": "990011",
        "area_name": "甲地方北部",
    }


def test_a_place_in_two_areas_has_two_rows(read_areas):
    areas = read_areas({"9920101": {"parent": "990011"}, "9920102": {"parent": "990012"}})
    assert areas["lg_code"].to_list() == [from_five("99201")] * 2
    assert areas["area_name"].to_list() == ["甲地方北部", "甲地方南部"]


def test_parts_of_a_place_in_one_area_are_one_row(read_areas):
    assert len(read_areas({"9920101": {"parent": "990011"}, "9920102": {"parent": "990011"}})) == 1


def test_wards_stand_for_their_city(read_areas):
    areas = read_areas({"9910100": {"parent": "990011"}, "9910200": {"parent": "990011"}})
    assert areas["lg_code"].to_list() == [from_five("99100")]


def test_tokyo_special_wards_are_municipalities(read_areas):
    assert read_areas({"1310100": {"parent": "990011"}})["lg_code"].to_list() == ["131016"]


@pytest.mark.parametrize("code", ["99201", "99201ab", "8810100"])
def test_a_code_that_is_none_is_refused(read_areas, code):
    with pytest.raises(BadInput, match="7桁が必要です"):
        read_areas({code: {"parent": "990011"}})


def test_an_area_nobody_named_is_refused(read_areas):
    with pytest.raises(BadInput, match="「999999」は使えません。class15s"):
        read_areas({"9920100": {"parent": "999999"}})


def test_a_missing_field_is_named(read_areas):
    with pytest.raises(BadInput, match="1行目：項目「parent」がありません"):
        read_areas({"9920100": {"name": "甲市"}})


@pytest.mark.parametrize("damaged", [b'{"class15s": {', '{"class15s": "甲"}'.encode("cp932")])
def test_a_damaged_file_is_refused(tmp_path, damaged):
    path = tmp_path / "area.json"
    path.write_bytes(damaged)
    with pytest.raises(BadInput, match="JSON として読めません"):
        read(path, EDITION)


def test_another_json_file_is_refused(tmp_path):
    path = tmp_path / "area.json"
    path.write_text("[]", "utf-8")
    with pytest.raises(BadInput, match="項目「class15s」がありません"):
        read(path, EDITION)
