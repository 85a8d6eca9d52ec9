import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mic_settlement_card import read
from japan.lg_code import from_five

EDITION = source.load("mic_settlement_card").editions[0]
FUNCTIONS = EDITION.layout["joint_functions"]
COLUMNS = EDITION.layout["columns"] | FUNCTIONS
CITY = {
    "prefecture_code": 1,
    "municipality_code": "2025",
    "similar_type": "Ⅳ－３",
    "population_registered": 1200,
    "population_registered_before": 1210,
    "is_depopulated": True,
    "is_mountain_village": False,
    "skilled_workers": 12.0,
    "total_expenditure_yen": 900.0,
    "maintenance_expenditure_yen": None,
    "construction_expenditure_yen": 300.0,
    "public_works_expenditure_yen": 100.0,
} | dict.fromkeys(FUNCTIONS, False)


@pytest.fixture
def read_cards(tmp_path):
    """Write settlement cards and read them."""

    def write_and_read(*cards: dict, columns=COLUMNS):
        path = tmp_path / "cards.parquet"
        pd.DataFrame(cards)[list(columns)].rename(columns=columns).to_parquet(path)
        return read(path, EDITION)

    return write_and_read


def test_prefecture_and_municipality_codes_make_one_code(read_cards):
    assert read_cards(CITY)["lg_code"].to_list() == ["012025"]


def test_money_is_printed_in_thousands_and_a_blank_stays_blank(read_cards):
    card = read_cards(CITY).iloc[0]
    assert (card["total_expenditure_yen"], card["public_works_expenditure_yen"]) == (900_000, 100_000)
    assert pd.isna(card["maintenance_expenditure_yen"])


def test_residents_are_of_two_dates_and_the_year_is_the_accounts(read_cards):
    card = read_cards(CITY).iloc[0]
    assert (card["population_registered"], card["population_registered_before"]) == (1200, 1210)
    assert card["fiscal_year"] == 2023


def test_the_type_and_the_designations_are_kept(read_cards):
    other = CITY | {"municipality_code": "2033", "is_depopulated": False, "is_mountain_village": True}
    cards = read_cards(CITY, other)
    assert cards["similar_type"].to_list() == ["Ⅳ－３", "Ⅳ－３"]
    assert cards["is_depopulated"].to_list() == [True, False]
    assert cards["is_mountain_village"].to_list() == [False, True]


def test_functions_of_joint_associations_are_named(read_cards):
    other = CITY | {"municipality_code": "2033", "ごみ処理": True, "常備消防": True}
    assert read_cards(CITY, other)["joint_functions"].to_list() == ["", "ごみ処理・常備消防"]


def test_skilled_workers_that_are_not_printed_are_unknown_not_zero(read_cards):
    other = CITY | {"municipality_code": "2033", "skilled_workers": None}
    printed, blank = read_cards(CITY, other)["skilled_workers"]
    assert printed == 12 and blank is pd.NA


def test_moved_columns_are_found_by_their_labels(read_cards):
    moved = dict(reversed(COLUMNS.items()))
    pd.testing.assert_frame_equal(read_cards(CITY, columns=moved), read_cards(CITY), check_like=True)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("municipality_code", from_five("99201"), "都道府県コード＋団体コード.*6桁の団体コード"),
        ("municipality_code", "2026", "「012026」は使えません"),
        ("population_registered", -1, "0 以上"),
        ("skilled_workers", 1.5, "整数が必要"),
        ("is_mountain_village", "○", "「○」は使えません。True か False"),
        ("ごみ処理", "", "True か False"),
        ("population_registered", 1200.5, "整数が必要"),
        ("population_registered", None, "空欄や記号は使えません"),
    ],
)
def test_damaged_cards_are_refused(read_cards, column, cell, message):
    with pytest.raises(BadInput, match=message):
        read_cards(CITY | {column: cell})


def test_a_municipality_listed_twice_is_refused(read_cards):
    with pytest.raises(BadInput, match="2行目と3行目：「012025」が重複"):
        read_cards(CITY, CITY)


def test_a_missing_column_is_named(read_cards):
    columns = {name: label for name, label in COLUMNS.items() if name != "similar_type"}
    with pytest.raises(BadInput, match="列「市町村類型」がありません"):
        read_cards(CITY, columns=columns)


def test_what_is_no_parquet_is_refused(tmp_path):
    path = tmp_path / "cards.parquet"
    path.write_text("団体コード,甲市\n", "utf-8")
    with pytest.raises(BadInput, match=r"cards.parquet：Parquet ファイルとして読めません"):
        read(path, EDITION)
