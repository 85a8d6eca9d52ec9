"""What bundling brings: the paper's printed values, chance, and the edges."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import bundling
from analysis.bundling import PUBLISHED_MATRIX, effect, effects, expected_contracts, repair_probability

Q = repair_probability(PUBLISHED_MATRIX)
probabilities = st.floats(0, 1)


def test_printed_repair_probability_is_reproduced():
    assert f"{Q:.10f}" == "0.0123291209"


def test_printed_contracts_of_the_pooled_area_are_reproduced():
    assert f"{expected_contracts(322, 5, Q):.4f}" == "1.1933"


def test_printed_saving_follows_from_the_printed_contracts():
    """The paper's division into areas is not at hand, so 2.5241 itself cannot be recomputed."""
    assert f"{(expected_contracts(322, 5, Q) / 2.5241 - 1) * 100:.1f}" == "-52.7"


def test_repair_probability_is_the_inverse_of_the_mean_life():
    years_new, years_worn = 10, 25
    matrix = [[1 - 1 / years_new, 1 / years_new, 0], [0, 1 - 1 / years_worn, 1 / years_worn], [0, 0, 1]]
    assert repair_probability(matrix) == pytest.approx(1 / (years_new + years_worn))


def test_what_is_never_repaired_has_probability_zero():
    assert repair_probability(np.eye(3)) == 0
    assert repair_probability([[0.9, 0.1, 0], [0, 1, 0], [0, 0, 1]]) == 0


def test_states_never_entered_do_not_matter():
    assert repair_probability([[0.9, 0, 0.1], [0, 1, 0], [0, 0, 1]]) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "matrix",
    [
        [[1]],
        [[0.5, 0.5]],
        [[0.9, 0.2], [0, 1]],
        [[1.1, -0.1], [0, 1]],
        [[np.nan, 0.5], [0, 1]],
    ],
)
def test_what_is_no_transition_matrix_is_refused(matrix):
    with pytest.raises(ValueError, match="expected"):
        repair_probability(matrix)


@pytest.mark.parametrize(
    ("n_bridges", "limit", "q"), [(322, 5, Q), (40, 1, 0.3), (1000, 3, 0.02), (7, 10, 0.5)]
)
def test_expected_contracts_agree_with_chance(n_bridges, limit, q):
    drawn = np.ceil(np.random.default_rng(1).binomial(n_bridges, q, 400_000) / limit)
    assert expected_contracts(n_bridges, limit, q) == pytest.approx(
        drawn.mean(), abs=5 * drawn.std() / np.sqrt(len(drawn))
    )


@given(st.integers(0, 60), st.integers(1, 70), probabilities)
def test_expected_contracts_are_the_sum_of_the_definition(n_bridges, limit, q):
    chances = np.array([1.0])
    for _ in range(n_bridges):
        chances = np.convolve(chances, [1 - q, q])
    contracts = np.ceil(np.arange(n_bridges + 1) / limit)
    assert expected_contracts(n_bridges, limit, q) == pytest.approx(chances @ contracts, rel=1e-9, abs=1e-12)


def test_no_bridges_need_no_contracts():
    assert expected_contracts(0, 5, Q) == 0


def test_a_limit_no_year_reaches_leaves_one_contract_or_none():
    assert expected_contracts(10, 10, 0.2) == expected_contracts(10, 99, 0.2) == pytest.approx(1 - 0.8**10)


def test_certain_probabilities_give_certain_contracts():
    assert expected_contracts(12, 5, 0) == 0
    assert expected_contracts(12, 5, 1) == 3


def test_one_bridge_a_contract_means_as_many_contracts_as_repairs():
    assert expected_contracts(100_000, 1, Q) == pytest.approx(100_000 * Q)


def test_a_hundred_thousand_bridges_stay_accurate():
    contracts = expected_contracts(100_000, 5, Q)
    assert contracts == pytest.approx(
        (100_000 * Q + 2) / 5, rel=1e-9
    )  # ⌈n / L⌉ is (n + (L − 1) / 2) / L on average


@pytest.mark.parametrize("wrong", [(-1, 5, Q), (10, 0, Q), (10, 5, -0.1), (10, 5, 1.1), (10, 5, np.nan)])
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        expected_contracts(*wrong)


@given(st.lists(st.integers(0, 3000), max_size=12), st.integers(1, 12), probabilities)
def test_pooling_never_needs_more_contracts(counts, limit, q):
    found = effect(pd.Series(counts, dtype=float), limit, q)
    assert found.pooled <= found.separate + 1e-6
    assert np.isnan(found.saved_share) or -1e-6 <= found.saved_share < 1


def test_effect_of_a_group_names_both_sides():
    found = effect(pd.Series([100, 100, 122]), 5, Q)
    assert found.pooled == expected_contracts(322, 5, Q)
    assert found.separate == pytest.approx(2 * expected_contracts(100, 5, Q) + expected_contracts(122, 5, Q))
    assert found.saved_share == pytest.approx(1 - found.pooled / found.separate)
    assert not found.is_too_big


def test_municipality_with_unknown_bridges_counts_on_neither_side():
    assert effect(pd.Series([100, None, 50]), 5, Q) == effect(pd.Series([100, 50]), 5, Q)


def test_contracts_with_more_bridges_than_bidders_like_are_marked():
    assert effect(pd.Series([3000, 3000]), 10, Q).is_too_big
    assert not effect(pd.Series([3000, 3000]), bundling.MOST_BRIDGES_FOR_BIDDERS, Q).is_too_big


def test_group_without_bridges_saves_nothing_and_breaks_nothing():
    found = effect(pd.Series([0, 0]), 5, Q)
    assert (found.separate, found.pooled, found.is_too_big) == (0, 0, False)
    assert np.isnan(found.saved_share)


def test_range_has_a_row_for_every_limit_and_probability():
    table = effects(pd.Series([100, 222]), [1, 5], [Q / 2, Q, 2 * Q])
    assert len(table) == 6
    assert table.loc[table["max_per_contract"] == 1, "saved_share"].to_numpy() == pytest.approx(0)


def inspected(matrix, years, size, seed=0):
    """Structures drawn from a yearly matrix: half start at Ⅰ, half at Ⅱ."""
    generator = np.random.default_rng(seed)
    before = np.arange(size) % 2
    chances = np.linalg.matrix_power(matrix, years)[before].cumsum(axis=1)
    after = (generator.random(size)[:, None] > chances).sum(axis=1)
    return pd.DataFrame({"soundness_before": before + 1, "soundness_after": after + 1, "years": years})


def test_matrix_is_found_again_from_inspections_five_years_apart():
    found = bundling.transition_matrix(inspected(PUBLISHED_MATRIX, 5, 200_000))
    assert found == pytest.approx(PUBLISHED_MATRIX, abs=0.002)
    assert repair_probability(found) == pytest.approx(Q, rel=0.03)


def test_spans_of_different_length_are_told_apart():
    mixed = pd.concat([inspected(PUBLISHED_MATRIX, years, 100_000, seed=years) for years in (4, 5, 6)])
    assert bundling.transition_matrix(mixed) == pytest.approx(PUBLISHED_MATRIX, abs=0.002)


def test_shares_after_one_year_are_the_matrix():
    table = pd.DataFrame(
        [(1, 1)] * 8 + [(1, 2)] + [(1, 4)] + [(2, 2)] * 3 + [(2, 3)],
        columns=["soundness_before", "soundness_after"],
    )
    found = bundling.transition_matrix(table.assign(years=1))
    assert found == pytest.approx(np.array([[0.8, 0.1, 0.1], [0, 0.75, 0.25], [0, 0, 1]]))


def test_improved_and_unknown_structures_say_nothing_about_decay():
    useful = pd.DataFrame({"soundness_before": [1, 1], "soundness_after": [1, 2], "years": [5, 5]})
    useless = pd.DataFrame(
        {"soundness_before": [2, 3, None], "soundness_after": [1, 3, 2], "years": [5, 5, 5]}
    )
    with_both = bundling.transition_matrix(pd.concat([useful, useless]))
    assert with_both == pytest.approx(bundling.transition_matrix(useful))
    with pytest.raises(ValueError, match="inspected twice"):
        bundling.transition_matrix(useless)
