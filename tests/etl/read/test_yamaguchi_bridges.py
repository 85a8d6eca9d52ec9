from dataclasses import replace

import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.yamaguchi_bridges import read
from japan.lg_code import from_five, is_valid

DECLARED = source.load("yamaguchi_bridges").editions[0]
EDITION = replace(DECLARED, layout=DECLARED.layout | {"locations": {"甲市": from_five("99201")}})
HEADER = (
    "管理番号,緯度,経度,施設名,路線種別,路線名,市町村,橋梁の種類,架設年（西暦）,橋長（m）,幅員（m）,"
    "最新点検年度,対策内容,健全度,架設年_1974は補完の可能性"
)


@pytest.fixture
def read_bridges(tmp_path):
    """Write a ledger and read it."""

    def write_and_read(*rows: str, header: str = HEADER, encoding: str = "utf-8"):
        path = tmp_path / "bridges.csv"
        path.write_text("\n".join([header, *rows]), encoding)
        return read(path, EDITION)

    return write_and_read


def row(
    bridge_id="99-01-000001",
    place="甲市",
    year="1968.0",
    length="6.4",
    soundness="2",
    filled_in="0",
    position="33.9,132.4",
):
    return (
        f"{bridge_id},{position},甲橋,一般国道,９９９号,{place},RC 床版橋,{year},{length},9.4,2022,"
        f'"断面修復工\n伸縮装置取換",{soundness},{filled_in}'
    )


def test_a_bridge_is_read_across_line_breaks_in_its_cells(read_bridges):
    bridge = read_bridges(row(), row(bridge_id="99-01-000002")).iloc[0]
    assert (bridge["bridge_name"], bridge["route_name"], bridge["structure_ja"]) == (
        "甲橋",
        "一般国道 999号",
        "RC床版橋",
    )
    assert (bridge["manager_lg_code"], bridge["manager_kind"]) == ("350001", "prefecture")
    assert (bridge["location_name"], bridge["location_lg_code"]) == ("甲市", from_five("99201"))
    assert (bridge["built_fiscal_year"], bridge["built_year_kind"]) == (1968, "stated")
    assert (bridge["length_m"], bridge["width_m"], bridge["soundness_category"]) == (6.4, 9.4, 2)
    assert (bridge["inspection_fiscal_year"], bridge["latitude"], bridge["longitude"]) == (2022, 33.9, 132.4)


def test_a_year_that_may_be_filled_in_is_unknown(read_bridges):
    bridge = read_bridges(row(year="1974.0", filled_in="1")).iloc[0]
    assert pd.isna(bridge["built_fiscal_year"])
    assert bridge["built_year_kind"] == "unknown"


def test_the_19_places_carry_valid_codes():
    locations = DECLARED.layout["locations"]
    assert len(set(locations.values())) == 19
    assert all(is_valid(code) and code.startswith("35") for code in locations.values())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(place="丁市")], "2行目「市町村」：「丁市」は使えません。山口県内の市町名"),
        ([row(soundness="5")], "「5」は使えません。1〜4"),
        ([row(soundness="")], "1〜4"),
        ([row(length="約6m")], "「約6m」は使えません。数値"),
        ([row(year="不明")], "「不明」は使えません。数値"),
        ([row(year="68")], "1850 以上"),
        ([row(filled_in="")], "0 か 1"),
        ([row(position="132.4,33.9")], "「経度」：「33.9」は使えません"),
        ([row(), row()], "「99-01-000001」が重複"),
    ],
)
def test_damaged_rows_are_refused(read_bridges, rows, message):
    with pytest.raises(BadInput, match=message):
        read_bridges(*rows)


def test_a_missing_column_is_named(read_bridges):
    with pytest.raises(BadInput, match="列「架設年_1974は補完の可能性」がありません"):
        read_bridges(row(), header=HEADER.removesuffix(",架設年_1974は補完の可能性"))


def test_another_encoding_is_refused(read_bridges):
    with pytest.raises(BadInput, match="UTF-8 の CSV"):
        read_bridges(row(), encoding="cp932")
