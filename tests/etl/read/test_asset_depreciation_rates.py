import pytest

from etl import source
from etl.problems import BadInput
from etl.read.asset_depreciation_rates import read
from japan.lg_code import from_five

MUNICIPALITIES = source.load("asset_depreciation_rates").newest
PREFECTURES = source.load("prefecture_asset_depreciation_rates").newest
RATES = list(MUNICIPALITIES.layout["rates"].values())
CITY = [from_five("99201"), "西県", "甲市", "71.4", "70.8"]


@pytest.fixture
def read_rates(write_csv):
    """Write the table of municipalities and read it."""

    def write_and_read(*rows, header=("lg_code", "prefecture", "municipality", *RATES)):
        return read(write_csv([header, *rows]), MUNICIPALITIES)

    return write_and_read


def test_each_year_is_a_row(read_rates):
    assert read_rates(CITY).values.tolist() == [[CITY[0], 2023, 71.4], [CITY[0], 2022, 70.8]]


def test_a_year_without_a_rate_has_no_row(read_rates):
    assert read_rates([*CITY[:4], ""])["fiscal_year"].to_list() == [2023]


def test_moved_columns_are_found_by_their_headings(read_rates):
    moved = [*CITY[:3], CITY[4], CITY[3]]
    header = ("lg_code", "prefecture", "municipality", *reversed(RATES))
    assert read_rates(moved, header=header).equals(read_rates(CITY))


def test_prefectures_are_known_by_their_names(write_csv):
    table = read(write_csv([("prefecture", *RATES), ("北海道", "59", "57.6")]), PREFECTURES)
    assert table.values.tolist() == [["01", 2023, 59], ["01", 2022, 57.6]]


@pytest.mark.parametrize("name", ["西県", "東京", ""])
def test_what_is_no_prefecture_is_refused(write_csv, name):
    with pytest.raises(BadInput, match=r"2行目「prefecture」：.*都道府県名（北海道〜沖縄県）が必要"):
        read(write_csv([("prefecture", *RATES), (name, "59", "57.6")]), PREFECTURES)


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "992012", "6桁の団体コード"),
        (3, "714", "「714」は使えません。0〜100の割合"),
        (3, "-1", "0 以上"),
        (4, "約70", "「約70」は使えません。数値"),
    ],
)
def test_damaged_cells_are_refused(read_rates, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read_rates([*CITY[:at], cell, *CITY[at + 1 :]])


def test_a_municipality_listed_twice_is_refused(read_rates):
    with pytest.raises(BadInput, match=r"2行目と3行目：.*重複"):
        read_rates(CITY, CITY)


def test_a_missing_year_is_named(read_rates):
    with pytest.raises(BadInput, match=f"列「{RATES[1]}」がありません"):
        read_rates(CITY[:4], header=("lg_code", "prefecture", "municipality", RATES[0]))
