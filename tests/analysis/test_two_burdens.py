"""「どちらも重い」 means one thing: above both medians of the municipalities shown."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import two_burdens

BURDEN = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0, None], list("甲乙丙丁戊己"))
NEED = pd.Series([5.0, 1.0, 2.0, 4.0, 3.5, 9.0], list("甲乙丙丁戊己"))


def test_heavy_is_above_both_medians_of_those_with_both_values():
    """己 has no burden, so it moves neither median: they are 3 and 3.5, and only 丁 is above both."""
    judged = two_burdens.compared(BURDEN, NEED, (1, 1))
    assert two_burdens.middles(BURDEN, NEED) == (3.0, 3.5)
    assert judged.index[judged["is_heavy"]].to_list() == ["丁"]
    assert judged["rank"].isna().to_list() == [False] * 5 + [True]


def test_the_corner_of_the_map_is_the_same_set():
    corners = two_burdens.quadrants(BURDEN, NEED, two_burdens.middles(BURDEN, NEED))
    assert corners.to_list() == [2, 0, 0, 3, 1, pd.NA]


def test_of_one_or_two_there_is_no_median_and_nobody_is_heavy():
    assert not two_burdens.compared(BURDEN[:2], NEED[:2], (1, 1))["is_heavy"].any()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=60))
def test_the_heaviest_are_heavy_and_no_lighter_than_the_others(pairs):
    first, second = (pd.Series(column, dtype=float) for column in zip(*pairs, strict=True))
    judged = two_burdens.compared(first, second, (0, 0))
    assert judged.loc[judged["is_heaviest"], "is_heavy"].all()
    assert (judged.loc[judged["is_heaviest"], "rank"] <= len(pairs) / 10).all()
    expected = (first > first.median()) & (second > second.median())
    assert judged["is_heavy"].to_list() == expected.to_list()


@pytest.mark.parametrize(("size", "count"), [(100, 10), (19, 1)])
def test_the_top_tenth_is_heaviest(size, count):
    values = pd.Series(range(size), dtype=float)
    assert two_burdens.compared(values, values, (0, 0))["is_heaviest"].sum() == count


def test_what_is_printed_alike_is_ranked_alike():
    """甲 and 乙 are both printed 4.2; only 丙 exceeds them."""
    first = pd.Series([4.16, 4.24, 9.0, 1.0], list("甲乙丙丁"))
    second = pd.Series([4.24, 4.16, 9.0, 1.0], list("甲乙丙丁"))
    assert two_burdens.compared(first, second, (1, 1))["rank"].to_list() == [2, 2, 1, 4]
    finer = two_burdens.compared(first, pd.Series([1.0, 2.0, 3.0, 0.0], list("甲乙丙丁")), (2, 2))
    assert finer["rank"].to_list() == [3, 2, 1, 4]
