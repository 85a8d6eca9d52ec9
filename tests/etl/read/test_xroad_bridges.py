import json

import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.xroad_bridges import read
from japan.lg_code import from_five

EDITION = source.load("xroad_bridges").editions[0]
TOWN = from_five("99321")


def bridge(
    bridge_id="35.1,139.1",
    manager=TOWN,
    kind="5",
    year="1984",
    rating="2",
    inspected=2021,
    length=3.0,
):
    return {
        "shisetsu_id": bridge_id,
        "kanrisya_code": manager,
        "syogen": {
            "kasetsu_nendo": year,
            "kyouchou": length,
            "fukuin": 4.5,
            "shisetsu": {"meisyou": "乙橋"},
            "rosen": {"meisyou": "町道1号線"},
            "kanrisya": {"kubun": kind, "meisyou": "乙町"},
            "gyousei_kuiki": {"shikuchouson_code": TOWN, "shikuchouson_mei": "乙町"},
            "ichi": {"ido": 35.8, "keido": 139.8},
        },
        "tenken": {"nendo": inspected, "kiroku": {"hantei_kubun": rating}},
    }


def answer(*bridges: dict, count: int | None = None, offset: int = 0, is_error: bool = False) -> dict:
    return {
        "metadata": {"parameters": {"city": TOWN, "limit": 2, "offset": offset}},
        "resultset": {"is_error": is_error, "count": len(bridges) if count is None else count},
        "result": list(bridges),
    }


@pytest.fixture
def read_answer(tmp_path):
    """Write what the API answered and read it."""

    def write_and_read(content):
        path = tmp_path / "xroad.json"
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return read(path, EDITION)

    return write_and_read


def test_a_bridge_of_a_town(read_answer):
    row = read_answer(answer(bridge())).iloc[0]
    assert (row["bridge_id"], row["bridge_name"], row["route_name"]) == ("35.1,139.1", "乙橋", "町道1号線")
    assert (row["manager_lg_code"], row["manager_kind"]) == (TOWN, "municipality")
    assert (row["location_lg_code"], row["location_name"]) == (TOWN, "乙町")
    assert (row["built_fiscal_year"], row["built_year_kind"]) == (1984, "stated")
    assert (row["length_m"], row["width_m"], row["soundness_category"]) == (3.0, 4.5, 2)
    assert (row["inspection_fiscal_year"], row["latitude"], row["longitude"]) == (2021, 35.8, 139.8)


def test_the_columns_are_those_of_every_ledger(read_answer):
    assert list(read_answer(answer(bridge())).columns) == [
        "bridge_id",
        "bridge_name",
        "route_name",
        "structure_ja",
        "manager_lg_code",
        "manager_kind",
        "location_name",
        "location_lg_code",
        "built_fiscal_year",
        "built_year_kind",
        "length_m",
        "width_m",
        "soundness_category",
        "inspection_fiscal_year",
        "latitude",
        "longitude",
    ]


def test_a_blank_year_is_unknown(read_answer):
    row = read_answer(answer(bridge(year=""))).iloc[0]
    assert pd.isna(row["built_fiscal_year"]) and row["built_year_kind"] == "unknown"


def test_what_is_not_inspected_has_no_rating(read_answer):
    row = read_answer(answer(bridge(rating="8", inspected=0))).iloc[0]
    assert pd.isna(row["soundness_category"]) and pd.isna(row["inspection_fiscal_year"])


@pytest.mark.parametrize(("kind", "manager"), [("1", "national"), ("6", "expressway_company")])
def test_managers_that_are_no_local_government_have_no_code(read_answer, kind, manager):
    row = read_answer(answer(bridge(kind=kind, manager="834800"))).iloc[0]
    assert row["manager_kind"] == manager and pd.isna(row["manager_lg_code"])


@pytest.mark.parametrize(
    ("printed", "municipality"),
    [
        ("141011", "141003"),
        ("141330", "141305"),
        ("131016", "131016"),
        ("112348", "112348"),
        ("141003", "141003"),
    ],
)
def test_a_ward_of_a_designated_city_is_that_city(read_answer, printed, municipality):
    record = bridge()
    record["syogen"]["gyousei_kuiki"]["shikuchouson_code"] = printed
    assert read_answer(answer(record))["location_lg_code"].to_list() == [municipality]


def test_of_several_inspections_the_latest_counts(read_answer):
    bridges = read_answer(answer(bridge(inspected=2024, rating="3"), bridge(inspected=2019, rating="1")))
    assert bridges["soundness_category"].to_list() == [3]


def test_pages_of_one_question_are_read_together(read_answer):
    first = answer(bridge("a"), bridge("b"), count=3)
    second = answer(bridge("c"), count=3, offset=2)
    assert read_answer([first, second])["bridge_id"].to_list() == ["a", "b", "c"]


def test_a_missing_page_is_noticed(read_answer):
    with pytest.raises(BadInput, match="3件のはずが2件です"):
        read_answer(answer(bridge("a"), bridge("b"), count=3))


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (bridge(rating="5"), "「5」は使えません"),
        (bridge(kind="9"), "管理者区分"),
        (bridge(manager="993219"), "「993219」は使えません。6桁"),
        (bridge(year="昭和59"), "「昭和59」は使えません"),
        (bridge(length="約3"), "「syogen.kyouchou」：「約3」は使えません"),
        ({"shisetsu_id": "35.1,139.1"}, "1行目：項目「syogen.shisetsu.meisyou」がありません"),
    ],
)
def test_damaged_records_are_refused(read_answer, damaged, message):
    with pytest.raises(BadInput, match=message):
        read_answer(answer(damaged))


def test_a_bridge_listed_twice_for_one_inspection_is_refused(read_answer):
    with pytest.raises(BadInput, match="重複"):
        read_answer(answer(bridge(), bridge()))


def test_an_error_answer_is_refused(read_answer):
    with pytest.raises(BadInput, match="応答がエラーです"):
        read_answer(answer(is_error=True))


def test_a_truncated_file_is_refused(tmp_path):
    path = tmp_path / "xroad.json"
    path.write_text('{"metadata": {"title": "橋梁デ', "utf-8")
    with pytest.raises(BadInput, match="JSON として読めません"):
        read(path, EDITION)
