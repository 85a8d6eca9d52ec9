"""Texts beside points: none on another, the first ones first."""

from itertools import combinations

import pytest

from dashboard.maps import chips


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (5, 3), (-4, 6), (2, -8), (8, 8), (0, 12)],
        [(0, 0)] * 5,
        [(10 * at, 0) for at in range(8)],
    ],
    ids=["a heap", "one point", "a row"],
)
def test_no_chip_lies_on_another(points):
    widths = [60.0, 80, 80, 20, 20, 60, 40, 80][: len(points)]
    placed = chips.boxes(points, chips.beside(points, widths), widths)[: len(points)]
    assert not any(overlap(one, other) for one, other in combinations(placed, 2))


def test_where_nothing_is_in_the_way_a_chip_stands_right_of_its_point():
    ((across, down),) = chips.beside([(100, 50)], [60])
    assert across == 60 / 2 + chips.POINT + chips.GAP
    assert down == 0


def test_the_first_of_two_texts_has_the_room():
    assert chips.with_room([(0, 0), (10, 0), (100, 0)], [40, 40, 40]) == [True, False, True]
    assert chips.with_room([(0, 0)], [40], taken=[(-5, -5, 5, 5)]) == [False]
