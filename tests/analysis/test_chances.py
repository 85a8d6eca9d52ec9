"""Probabilities in words."""

import pytest

from analysis import chances


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0, "0%"), (0.004, "1%未満"), (0.01, "1%"), (0.47, "47%"), (0.996, "99%超"), (1, "100%")],
)
def test_hardly_possible_is_not_impossible(probability, expected):
    assert chances.percent(probability) == expected


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.88, "いない可能性が高い（確率88%）"),
        (0.8, "いない可能性が高い（確率80%）"),
        (0.5, "いない可能性の方が高い（確率50%）"),
        (0.45, "いる可能性の方が高い（いない確率45%）"),
        (0.1, "いる可能性が高い（いない確率10%）"),
        (0.999, "いない可能性が高い（確率99%超）"),
    ],
)
def test_the_word_goes_with_the_probability(probability, expected):
    assert chances.of_nobody(probability) == expected


def test_nobody_is_a_probability_and_never_a_number():
    assert chances.staff(0.88, 0, 0, 0) == "いない可能性が高い（確率88%）"
    assert chances.staff(0.62, 0, 0, 4) == "いない可能性の方が高い（確率62%）、80%区間0〜4人"
    assert chances.staff(0.2, 2, 0, 1005) == "中央値2人（80%区間0〜1,005人）"
