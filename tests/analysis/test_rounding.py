"""What is printed alike is ranked alike."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import profile, rounding, sentences


@pytest.mark.parametrize(
    ("value", "unit", "digits", "printed"),
    [
        (9.85, "%", 1, 9.9),
        (9.850000000000001, "%", 1, 9.9),
        (-9.85, "%", 1, -9.9),
        (0.1235, "share", 1, 0.124),
        (0.0005, "share", 1, 0.001),
        (2.5, "橋", 0, 3),
        (0.285, "", 2, 0.29),  # times 100 it is 28.499999999999996
        (1.005, "", 2, 1.01),
        (1_234_567_890_123.0, "円", 0, 1_234_567_890_123),
    ],
)
def test_half_is_rounded_away_from_zero(value, unit, digits, printed):
    assert rounding.printed(value, unit, digits) == pytest.approx(printed, abs=1e-12)


def test_what_arithmetic_leaves_in_the_last_places_is_not_printed():
    """Medians of two prefectures: 9.85, and (9.6 + 10.100000000000001) / 2."""
    assert {sentences.written(value, "%", 1) for value in (9.85, 9.850000000000001)} == {"9.9%"}


def test_every_half_of_two_decimals_is_rounded_up():
    """Indexes of fiscal strength, and medians of two of them."""
    halves = pd.Series(range(5, 30_000, 10)) / 1000
    expected = [
        f"{Decimal(number).scaleb(-3).quantize(Decimal('0.01'), ROUND_HALF_UP)}"
        for number in range(5, 30_000, 10)
    ]
    assert [f"{value:.2f}" for value in rounding.printed(halves, "", 2)] == expected


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 3))
def test_it_agrees_with_decimal_arithmetic(thousandths, digits):
    exact = Decimal(thousandths).scaleb(-3).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert rounding.printed(thousandths / 1000, "km", digits) == pytest.approx(float(exact), abs=1e-9)


def test_what_is_printed_alike_shares_a_place():
    compared = pd.DataFrame({"item": "ratio", "value": [9.85, 9.850000000000001, 9.9, 9.84, 10.0]})
    items = pd.DataFrame({"item": ["ratio"], "unit": ["%"], "digits": [1]})
    own = compared.iloc[[0]]
    placed = profile.standing(own, compared, True, items).iloc[0]
    assert (placed["above"], placed["same"], placed["below"]) == (1, 2, 1)
    exact = profile.standing(own, compared, True).iloc[0]
    assert (exact["above"], exact["same"], exact["below"]) == (3, 0, 1)
