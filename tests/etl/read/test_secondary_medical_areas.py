import json

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.secondary_medical_areas import read

EDITION = source.load("secondary_medical_areas").editions[0]


@pytest.fixture
def read_areas(tmp_path):
    """Write a list of medical areas and read it."""

    def write_and_read(areas):
        path = tmp_path / "areas.json"
        path.write_text(json.dumps(areas, ensure_ascii=False), "utf-8")
        return read(path, EDITION)

    return write_and_read


def area(*names: str, prefecture: str = "東県", area_name: str = "中部") -> dict:
    return {"pref": prefecture, "area": area_name, "munis": [{"name": name, "pop": 1} for name in names]}


def test_every_municipality_of_an_area_has_a_row(read_areas):
    assert read_areas([area("甲市", "乙町"), area("丙村", area_name="北部")]).to_dict("list") == {
        "prefecture_name": ["東県"] * 3,
        "municipality_name": ["甲市", "乙町", "丙村"],
        "area_name": ["中部", "中部", "北部"],
    }


def test_names_are_spelled_as_in_the_official_list(read_areas):
    assert read_areas([area("檮原町")])["municipality_name"].to_list() == ["梼原町"]


def test_the_same_name_may_stand_in_two_prefectures(read_areas):
    assert len(read_areas([area("甲市"), area("甲市", prefecture="西県")])) == 2


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        ([area("甲市"), area("甲市", area_name="北部")], "「東県・甲市」が重複"),
        ([area("")], "名称が必要です"),
        ([{"pref": "東県", "munis": []}], "項目「area」がありません"),
        ([{"pref": "東県", "area": "中部", "munis": [{"pop": 1}]}], "項目「municipality.name」がありません"),
        ({"pref": "東県"}, "データの一覧がありません"),
        ([], "データの一覧がありません"),
    ],
)
def test_damaged_lists_are_refused(read_areas, areas, message):
    with pytest.raises(BadInput, match=message):
        read_areas(areas)


def test_another_encoding_is_refused(tmp_path):
    path = tmp_path / "areas.json"
    path.write_bytes(json.dumps([area("甲市")], ensure_ascii=False).encode("cp932"))
    with pytest.raises(BadInput, match="JSON として読めません"):
        read(path, EDITION)
