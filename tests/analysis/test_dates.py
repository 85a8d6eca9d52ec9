"""Dates of values: days, fiscal years, two of them, and from when to when."""

import pandas as pd
import pytest

from analysis import dates

PARTS = {"numerator_ja": "道路", "denominator_ja": "職員"}
MARCH, APRIL = pd.Timestamp("2025-03-31"), pd.Timestamp("2024-04-01")


@pytest.mark.parametrize(
    ("value", "in_words", "in_a_cell"),
    [
        ({"as_of": APRIL}, "2024年4月1日現在", "2024年4月1日"),
        ({"as_of": APRIL, "denominator_as_of": pd.NaT}, "2024年4月1日現在", "2024年4月1日"),
        ({"as_of": APRIL, "denominator_as_of": APRIL}, "2024年4月1日現在", "2024年4月1日"),
        ({"as_of": MARCH, "is_fiscal_year": True}, "2024年度", "2024年度"),
        (
            {"as_of": MARCH, "denominator_as_of": APRIL},
            "道路は2025年3月31日、職員は2024年4月1日現在",
            "2025年3月31日（分母は2024年4月1日）",
        ),
        (
            {"as_of": MARCH, "denominator_as_of": APRIL, "is_fiscal_year": True},
            "道路は2024年度、職員は2024年4月1日現在",
            "2024年度（分母は2024年4月1日）",
        ),
        (
            {"as_of": MARCH, "denominator_as_of": MARCH, "is_fiscal_year": True, "denominator_is_fiscal_year": True},
            "2024年度",
            "2024年度",
        ),
        (
            {"as_of": MARCH, "denominator_as_of": APRIL, "kind": "change"},
            "2024年4月1日から2025年3月31日まで",
            "2025年3月31日（分母は2024年4月1日）",
        ),
    ],
)  # fmt: skip
def test_dates(value, in_words, in_a_cell):
    assert dates.of_value(PARTS | value) == in_words
    assert dates.short(PARTS | value) == in_a_cell


def test_the_first_day_of_a_fiscal_year_belongs_to_it():
    assert dates.written(APRIL, is_fiscal_year=True) == "2024年度"
    assert dates.written(APRIL - pd.Timedelta(days=1), is_fiscal_year=True) == "2023年度"
    assert dates.written(None) == ""
