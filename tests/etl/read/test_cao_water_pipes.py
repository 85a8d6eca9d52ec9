import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.cao_water_pipes import EMPTY, read

EDITION = source.load("cao_water_pipes").editions[0]
ABOVE = [
    ["経済・財政と暮らしの指標「見える化」データベース"],
    ["項目", "管路経年化率"],
    *[[] for _ in range(7)],
]
YEARS = ["", "", "2022", "2023", "2024"]
CITY = ["1100", "札幌市", "0.15", "-", "0.1675"]  # the leading zero is lost


@pytest.fixture
def read_rates(write_csv):
    """Write the database's answer and read it."""

    def write_and_read(*rows, years=YEARS):
        return read(write_csv([*ABOVE, years, *rows], "010906.csv", encoding="utf-8-sig"), EDITION)

    return write_and_read


def test_a_value_stands_under_its_year_and_a_dash_is_none(read_rates):
    rows = read_rates(CITY)
    assert rows.values.tolist() == [["011002", 2022, 0.15], ["011002", 2024, 0.1675]]
    pd.testing.assert_series_equal(rows.dtypes, EMPTY.dtypes)


def test_prefectures_are_left_out(read_rates):
    assert set(read_rates(["01000", "北海道", "0.2", "0.2", "0.2"], CITY)["lg_code"]) == {"011002"}


def test_a_value_above_one_stays_as_printed(read_rates):
    rows = read_rates([*CITY[:2], "9.776", "", ""])
    assert rows["water_pipe_overage_share"].to_list() == [9.776]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["1100", "札幌市", "約15", "-", "-"], "11行目「2022」：「約15」は使えません"),
        (["1100", "札幌市", "-0.1", "-", "-"], "0 以上の数値"),
        (["123456", "札幌市", "0.1", "-", "-"], "5桁の市区町村コード"),
    ],
)
def test_damaged_cells_are_refused(read_rates, row, message):
    with pytest.raises(BadInput, match=message):
        read_rates(row)


def test_a_municipality_listed_twice_is_refused(read_rates):
    with pytest.raises(BadInput, match="11行目と12行目：「011002」が重複"):
        read_rates(CITY, CITY)


def test_a_file_without_years_is_refused(read_rates):
    with pytest.raises(BadInput, match="年の行（「1975」のような西暦が並ぶ行）が見つかりません"):
        read_rates(CITY, years=["", "", "令和4", "令和5", "令和6"])


def test_a_file_without_municipalities_is_refused(read_rates):
    with pytest.raises(BadInput, match="データの行がありません"):
        read_rates()
