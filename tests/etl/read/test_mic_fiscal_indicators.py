from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from official_headings import FISCAL_INDICATORS

from etl import source
from etl.problems import BadInput
from etl.read.mic_fiscal_indicators import read
from japan.lg_code import from_five

EDITION = next(
    edition for edition in source.load("mic_fiscal_indicators").editions if edition.edition == "2022"
)
TITLE = ["全市町村の主要財政指標（令和４年度）"]
HEADER = [*FISCAL_INDICATORS, "ラスパイレス指数"]
CITY = [from_five("99201"), "西県", "甲市", 0.72, 94.9, "▲ 2.9", 21.8, 99.6]
TOWN = [from_five("99321"), "西県", "乙町", "０．３１", 88, 5, "－", 95]


@pytest.fixture
def read_indicators(write_xlsx):
    """Write the official workbook and read it, one row per municipality."""

    def write_and_read(*rows, header=HEADER, edition=EDITION):
        return read(write_xlsx([TITLE, header, *rows]), edition)

    return write_and_read


def printed(table, lg_code):
    return table[table["lg_code"] == lg_code].set_index("indicator")


def test_numbers_are_as_printed_and_a_triangle_is_a_minus(read_indicators):
    city = printed(read_indicators(CITY), CITY[0])["value"]
    assert city.to_dict() == {
        "fiscal_strength_index": 0.72,
        "current_balance_ratio": 94.9,
        "real_debt_service_ratio": -2.9,
        "future_burden_ratio": 21.8,
    }


def test_full_width_digits_are_numbers(read_indicators):
    assert printed(read_indicators(TOWN), TOWN[0])["value"]["fiscal_strength_index"] == 0.31


@pytest.mark.parametrize("dash", ["-", "－", "―"])
def test_a_dash_is_not_calculated_and_never_zero(read_indicators, dash):
    burden = printed(read_indicators([*TOWN[:6], dash, 95]), TOWN[0]).loc["future_burden_ratio"]
    assert pd.isna(burden["value"])
    assert burden["kind"] == "dash"


def test_a_zero_stays_zero(read_indicators):
    burden = printed(read_indicators([*TOWN[:6], 0, 95]), TOWN[0]).loc["future_burden_ratio"]
    assert (burden["value"], burden["kind"]) == (0, "value")


def test_the_fiscal_year_is_the_one_that_ends_on_the_edition_date(read_indicators):
    assert set(read_indicators(CITY)["fiscal_year"]) == {2022}
    later = replace(EDITION, edition="2026-03-31", as_of=date(2026, 3, 31))
    assert set(read_indicators(CITY, edition=later)["fiscal_year"]) == {2025}


@pytest.mark.parametrize(("old", "new"), [("033057", "032166"), ("432016", "431001"), ("403059", "402311")])
def test_bodies_that_got_a_new_code_carry_it(read_indicators, old, new):
    assert set(read_indicators([old, *CITY[1:]])["lg_code"]) == {new}


def test_lines_of_averages_and_notes_are_no_municipalities(read_indicators):
    table = read_indicators(
        CITY, ["", "", "全国市町村平均", 0.49, 92.2, 5.5, 8.8, 98], ["※ ラスパイレス指数は参考値"]
    )
    assert set(table["lg_code"]) == {CITY[0]}


def test_moved_columns_and_broken_labels_are_found(read_indicators):
    order = [6, 5, 4, 3, 2, 1, 0]
    header = [HEADER[at][:2] + "\n　" + HEADER[at][2:] for at in order]
    moved = read_indicators([CITY[at] for at in order], header=header)
    pd.testing.assert_frame_equal(moved, read_indicators(CITY))


def test_the_flattened_csv_says_the_same_as_the_workbook(read_indicators, write_csv):
    flat = read(write_csv([HEADER, CITY, TOWN]), EDITION)
    pd.testing.assert_frame_equal(flat, read_indicators(CITY, TOWN))


NEWEST = source.load("mic_fiscal_indicators").newest
FLATTENED = list(NEWEST.layout["flattened"].values())


def test_headings_of_a_flattened_csv_are_those_declared_for_it(write_csv):
    """The CSV leaves the dash of the workbook empty; only there a blank is one."""
    cells = [CITY[0], "0.72", "94.9", "-2.9", ""]
    table = printed(read(write_csv([FLATTENED, cells]), NEWEST), CITY[0])
    assert table["value"].to_list()[:3] == [0.72, 94.9, -2.9]
    assert table["kind"].to_list() == ["value", "value", "value", "dash"]
    assert set(table["fiscal_year"]) == {2024}
    with pytest.raises(BadInput, match=r"2行目「current_balance_ratio_pct」：.*空欄や記号は使えません"):
        read(write_csv([FLATTENED, [CITY[0], "0.72", "", "-2.9", ""]]), NEWEST)


def test_the_official_workbook_of_the_same_edition_has_its_own_headings(read_indicators):
    assert printed(read_indicators(CITY, edition=NEWEST), CITY[0])["value"]["future_burden_ratio"] == 21.8


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "992012", "シート「表」 3行目「団体コード」：「992012」は使えません。6桁"),
        (3, "高い", "3行目「財政力指数」：「高い」は使えません。数値"),
        (4, None, "空欄や記号は使えません"),
        (4, "94.9²", "「94.9²」は使えません"),
    ],
)
def test_damaged_cells_are_refused(read_indicators, at, cell, message):
    with pytest.raises(BadInput, match=message):
        read_indicators([*CITY[:at], cell, *CITY[at + 1 :]])


def test_a_municipality_listed_twice_is_refused(read_indicators):
    with pytest.raises(BadInput, match=r"3行目と4行目：.*重複"):
        read_indicators(CITY, CITY)


def test_a_missing_column_is_named_with_what_is_near(read_indicators):
    header = [*HEADER[:6], "将来負担率", HEADER[7]]
    with pytest.raises(BadInput, match="2行目：列「将来負担比率」がありません。近い見出し：「将来負担率」"):
        read_indicators(CITY, header=header)
