import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.municipal_infrastructure import read
from japan.lg_code import from_five

EDITION = source.load("municipal_infrastructure").editions[0]
CITY = {
    "code5": "99201",
    "prefecture": "西県",
    "name": "甲市",
    "fiscal_year": "2024",
    "population": "1000",
    "road_length_m": "12345",
    "park_area_m2": "800.0",
    "public_housing_units": "20.0",
    "sewerage_population": "700",
    "water_pipe_aging_ratio": "0.25",
    "bridges_inspected_5y": "40.0",
    "bridges_need_repair_iii_iv": "0.0",
    "doboku_total_yen": "5000000",
    "total_expenditure_yen": "90000000",
}


@pytest.fixture
def read_infrastructure(write_csv):
    """Write the flattened table and read it."""

    def write_and_read(*rows: dict, columns=tuple(CITY)):
        cells = [[row[name] for name in columns] for row in rows]
        return read(write_csv([[*columns], *cells]), EDITION)

    return write_and_read


def test_units_stay_metres_square_metres_yen_and_shares(read_infrastructure):
    city = read_infrastructure(CITY).iloc[0]
    assert (city["lg_code"], city["fiscal_year"]) == (from_five("99201"), 2024)
    assert (city["road_length_m"], city["park_area_m2"]) == (12345, 800)
    assert (city["water_pipe_overage_share"], city["public_works_expenditure_yen"]) == (0.25, 5_000_000)


def test_a_blank_is_no_value_and_a_zero_is_none_of_them(read_infrastructure):
    city = read_infrastructure(CITY | {"bridges_inspected_5y": ""}).iloc[0]
    assert pd.isna(city["bridges_inspected"])
    assert city["bridges_action_needed"] == 0


def test_lost_leading_zeros_are_restored(read_infrastructure):
    assert read_infrastructure(CITY | {"code5": "1100"})["lg_code"].to_list() == ["011002"]


def test_a_municipality_has_a_row_for_each_year(read_infrastructure):
    rows = read_infrastructure(CITY, CITY | {"fiscal_year": "2023"})
    assert rows["fiscal_year"].to_list() == [2024, 2023]


def test_moved_columns_are_found_by_their_labels(read_infrastructure):
    moved = read_infrastructure(CITY, columns=tuple(reversed(CITY)))
    pd.testing.assert_frame_equal(moved, read_infrastructure(CITY))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"code5": ""}, "2行目「code5」：「」は使えません。5桁"),
        ({"code5": "甲市"}, "「甲市」は使えません。5桁"),
        ({"bridges_inspected_5y": "-1"}, "「-1」は使えません。0 以上"),
        ({"road_length_m": "約12km"}, "「約12km」は使えません。数値"),
        ({"fiscal_year": "令和6"}, "「fiscal_year」：「令和6」は使えません"),
        ({"fiscal_year": "2024.5"}, "整数が必要"),
        ({"doboku_total_yen": "-"}, "空欄や記号は使えません"),
    ],
)
def test_damaged_cells_are_refused(read_infrastructure, cells, message):
    with pytest.raises(BadInput, match=message):
        read_infrastructure(CITY | cells)


def test_a_year_given_twice_is_refused(read_infrastructure):
    with pytest.raises(BadInput, match="2行目と3行目：「992011・2024」が重複"):
        read_infrastructure(CITY, CITY)


def test_a_missing_column_is_named(read_infrastructure):
    with pytest.raises(BadInput, match="列「road_length_m」がありません"):
        read_infrastructure(CITY, columns=[name for name in CITY if name != "road_length_m"])
