"""Classes of the map: limits a reader can name, labels that never contradict the number beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.maps.classes import cut
from dashboard.shared.theme import QUADRANTS, neutral, sequential


def test_places_without_anyone_are_a_class_of_their_own():
    staff = [0] * 25 + [*range(1, 11)] * 5 + [*range(11, 31)] * 2
    classes = cut(staff, unit="人")
    assert classes.labels[0] == "0人"
    assert {classes.indexes[place] for place, number in enumerate(staff) if number == 0} == {0}
    assert 0 not in classes.indexes[25:]


def test_counted_ranges_end_before_the_next_begins():
    classes = cut([0, 1, 5, 6, 10, 11, None], unit="人", breaks=[1, 6, 11])
    assert classes.labels == ["0人", "1〜5人", "6〜10人", "11人以上"]
    assert classes.indexes == [0, 1, 1, 2, 2, 3, None]


def test_measured_ranges_have_round_limits_and_separated_thousands():
    classes = cut([*range(137, 40_000, 137)], unit="橋", most=4)
    assert classes.labels == ["10,000橋未満", "10,000〜20,000橋", "20,000〜30,000橋", "30,000橋以上"]


def test_few_different_values_are_named_one_by_one():
    classes = cut([3, 1, None, 3], unit="人")
    assert classes.labels == ["1人", "3人"]
    assert classes.indexes == [1, 0, None, 1]


def test_a_value_is_classed_as_it_is_printed():
    assert cut([9.96, 9.94], digits=1, breaks=[10]).indexes == [1, 0]


def test_a_few_exceptions_to_one_common_value_are_seen():
    assert cut([5] * 1000 + [*range(6, 16)], unit="％", digits=1).indexes[-1] == 1


def test_nothing_known_gives_no_class():
    classes = cut([None, float("nan")])
    assert classes.indexes == [None, None]
    assert classes.labels == []


@pytest.mark.parametrize("digits", [0, 1, 2])
@given(values=st.lists(st.none() | st.floats(-1e6, 1e6), max_size=300), most=st.integers(3, 7))
def test_classes_are_ordered_labelled_and_never_too_many(digits, values, most):
    classes = cut(values, digits=digits, most=most)
    assert len(classes.labels) <= most
    assert len(set(classes.labels)) == len(classes.labels)
    placed = sorted(
        (value, index) for value, index in zip(values, classes.indexes, strict=True) if value is not None
    )
    assert [index for _, index in placed] == sorted(index for _, index in placed)
    assert all(index in range(len(classes.labels)) for _, index in placed)


@pytest.mark.parametrize("scale", [sequential, neutral])
@pytest.mark.parametrize("count", range(1, 8))
def test_a_scale_gives_every_class_its_own_colour(scale, count):
    assert len(set(scale(count))) == count


def test_need_is_dark_whichever_end_it_is_at():
    assert sequential(5, need_is_low=True) == sequential(5)[::-1]
    assert len(set(QUADRANTS)) == 4
