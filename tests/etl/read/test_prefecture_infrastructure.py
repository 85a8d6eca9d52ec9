import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.prefecture_infrastructure import read

EDITION = source.load("prefecture_infrastructure").editions[0]
HEADER = [
    "pref_code",
    "prefecture",
    "fiscal_year",
    "road_length_m",
    "bridges_inspected_5y",
    "bridges_need_repair_iii_iv",
    "doboku_total_yen",
]
WEST = ["9", "西県", "2024", "71592166", "25627", "3017", "337862418000"]


def test_a_prefecture_is_its_two_digits(write_csv):
    west = read(write_csv([HEADER, WEST]), EDITION).iloc[0]
    assert west.to_dict() == {
        "prefecture_code": "09",
        "fiscal_year": 2024,
        "road_length_m": 71_592_166,
        "bridges_inspected": 25_627,
        "bridges_action_needed": 3_017,
        "public_works_expenditure_yen": 337_862_418_000,
    }


def test_moved_columns_are_found_by_their_labels(write_csv):
    moved = read(write_csv([HEADER[::-1], WEST[::-1]], "moved.csv"), EDITION)
    pd.testing.assert_frame_equal(moved, read(write_csv([HEADER, WEST]), EDITION))


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "", "2行目「pref_code」：「」は使えません。都道府県コード"),
        (0, "西県", "「西県」は使えません。都道府県コード"),
        (0, "48", "「48」は使えません。都道府県コード"),
        (4, "-3", "「-3」は使えません。0 以上"),
        (5, "多数", "「多数」は使えません。数値"),
    ],
)
def test_damaged_cells_are_refused(write_csv, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read(write_csv([HEADER, [*WEST[:at], cell, *WEST[at + 1 :]]]), EDITION)


def test_a_prefecture_listed_twice_is_refused(write_csv):
    with pytest.raises(BadInput, match="2行目と3行目：「09・2024」が重複"):
        read(write_csv([HEADER, WEST, WEST]), EDITION)
