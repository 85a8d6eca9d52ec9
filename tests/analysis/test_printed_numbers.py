"""Numbers of a table as a reader sees them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import printed_numbers


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_a_number_in_full_has_no_more_digits_than_a_float_is_sure_of(number):
    written = printed_numbers.plain(number)
    assert written == pytest.approx(number, rel=1e-14, abs=1e-9)
    assert len(repr(abs(written)).replace(".", "").strip("0").split("e")[0]) <= 16
    assert printed_numbers.plain(written) == written


def test_what_arithmetic_leaves_is_gone():
    assert printed_numbers.plain(9.850000000000001) == 9.85
    assert printed_numbers.plain(12345678.900000001) == 12345678.9


def test_a_column_has_the_decimals_declared_for_it_else_at_most_four():
    table = pd.DataFrame({"割合（%）": [0.285 * 100, None], "距離": [1 / 3, 2.0], "名": ["甲市", None]})
    printed = printed_numbers.rounded(table, {"割合（%）": 1})
    assert printed["割合（%）"].iloc[0] == 28.5
    assert pd.isna(printed["割合（%）"].iloc[1])
    assert printed["距離"].to_list() == [0.3333, 2.0]
    assert printed["名"].iloc[0] == "甲市"
    assert table["距離"].iloc[0] == 1 / 3  # the reader's table itself is as before


def test_a_column_of_numbers_and_texts_is_rounded_cell_by_cell():
    mixed = pd.DataFrame({"甲市": pd.Series(["990001", 1 / 3, 7], dtype=object)})
    assert printed_numbers.rounded(mixed)["甲市"].to_list() == ["990001", 0.3333, 7]


def test_columns_of_one_name_stay_two():
    twice = pd.DataFrame([[1 / 3, 2 / 3]], columns=["値", "値"])
    assert printed_numbers.rounded(twice).iloc[0].to_list() == [0.3333, 0.6667]


@pytest.mark.parametrize(
    ("heading", "screen", "excel"),
    [
        ("人口（人）", "%,.1f", "#,##0.0"),
        ("職員数（2024年度）", "%,.1f", "#,##0.0"),
        ("最も古い橋（年度）", "%.1f", "0.0"),
        ("建設年度", "%.1f", "0.0"),
        ("office_latitude", "%.1f", "0.0"),
    ],
)
def test_years_codes_and_coordinates_have_no_separators(heading, screen, excel):
    assert printed_numbers.on_screen(heading, 1) == screen
    assert printed_numbers.in_excel(heading, 1) == excel
