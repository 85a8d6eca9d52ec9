import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.civil_works_expenditure import read
from japan.lg_code import from_five

EDITION = source.load("civil_works_expenditure").editions[0]
HEADER = [
    "code5",
    "prefecture",
    "name",
    "fiscal_year",
    "item",
    "amount_yen",
    "share_maint_repair_pct",
    "share_ordinary_construction_pct",
]
ROADS = ["99201", "西県", "甲市", "2024", "道路橋りょう費", "6481245000", "75.0", "17.0"]
PARKS = ["99201", "西県", "甲市", "2024", "都市計画費", "520950000", "", ""]


def test_percentages_become_shares_and_a_blank_stays_blank(write_csv):
    roads, parks = read(write_csv([HEADER, ROADS, PARKS]), EDITION).to_dict("records")
    assert roads == {
        "lg_code": from_five("99201"),
        "fiscal_year": 2024,
        "item_ja": "道路橋りょう費",
        "amount_yen": 6_481_245_000,
        "maintenance_share": 0.75,
        "construction_share": 0.17,
    }
    assert pd.isna(parks["maintenance_share"])
    assert pd.isna(parks["construction_share"])


def test_lost_leading_zeros_are_restored(write_csv):
    assert read(write_csv([HEADER, ["2201", *ROADS[1:]]]), EDITION)["lg_code"].to_list() == ["022012"]


def test_moved_columns_are_found_by_their_labels(write_csv):
    moved = read(write_csv([HEADER[::-1], ROADS[::-1]], "moved.csv"), EDITION)
    pd.testing.assert_frame_equal(moved, read(write_csv([HEADER, ROADS]), EDITION))


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "99201X", "2行目「code5」：「99201X」は使えません。5桁"),
        (5, "", "空欄や記号は使えません"),
        (5, "-1000", "0 以上"),
        (6, "七割", "2行目「share_maint_repair_pct」：「七割」は使えません"),
    ],
)
def test_damaged_cells_are_refused(write_csv, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read(write_csv([HEADER, [*ROADS[:at], cell, *ROADS[at + 1 :]]]), EDITION)


def test_an_item_given_twice_is_refused(write_csv):
    with pytest.raises(BadInput, match="2行目と3行目：「992011・2024・道路橋りょう費」が重複"):
        read(write_csv([HEADER, ROADS, ROADS]), EDITION)


def test_a_label_that_stands_twice_is_refused(write_csv):
    with pytest.raises(BadInput, match="1行目：列「amount_yen」に当たる見出しが複数あります（F、I列）"):
        read(write_csv([[*HEADER, "amount_yen"], [*ROADS, "1"]]), EDITION)
