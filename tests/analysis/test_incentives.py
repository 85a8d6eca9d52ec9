"""Payment by results: against closed forms, and what must hold whatever the terms."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import incentives
from analysis.incentives import EFFORT, FIXED, INDICATOR, PLAIN, Terms, WrongTerms

DAYS = ("対応の日数", False, 4, 6, 10, 5, 8, 0.02, 0.03, 1.5, np.inf)
DONE = ("期限内の割合", True, 80, 90, 98, 95, 85, 0.02, 0.02, 4, 100)


def terms(*rows, **other) -> Terms:
    plain = {"fee": 1_000_000, "cost": (0.9, 0.95, 1.1), "effort": (0.0, 0.01, 0.02)}
    plain |= {"cap_up": 1.0, "cap_down": 1.0, "years": 3}
    return Terms(pd.DataFrame(rows or [DAYS, DONE], columns=INDICATOR), **(plain | other))


def triangle(low, base, high):
    return stats.triang((base - low) / (high - low), low, high - low)


def test_bands_by_hand():
    (days, done) = terms().indicators.to_dict("records")
    assert list(incentives.rates(np.array([4.9, 5, 5.1, 7.9, 8, 9]), days, False)) == [0.02, 0.02, 0, 0, -0.03, -0.03]  # fmt: skip
    assert list(incentives.rates(np.array([84, 85, 90, 95, 99]), done, False)) == [-0.02, -0.02, 0, 0.02, 0.02]  # fmt: skip
    # Gliding: from −0.03 at 8 days to +0.02 at 5 days; a third of the way at 7 days.
    assert incentives.rates(np.array([9, 7, 4]), days, True) == pytest.approx([-0.03, -0.03 + 0.05 / 3, 0.02])


def test_expected_payment_is_the_closed_form_of_the_triangles():
    own = terms(is_same_each_year=False)
    found = incentives.simulate(own, draws=200_000)
    days, done = triangle(4, 6, 10), triangle(80, 90, 98)
    rate = 0.02 * days.cdf(5) - 0.03 * days.sf(8) + 0.02 * done.sf(95) - 0.02 * done.cdf(85)
    assert found.payment[PLAIN].mean() == pytest.approx(3_000_000 * (1 + rate), rel=2e-4)
    better = 0.02 * days.cdf(6.5) - 0.03 * days.sf(9.5) + 0.02 * done.sf(91) - 0.02 * done.cdf(81)
    assert found.payment[EFFORT].mean() == pytest.approx(3_000_000 * (1 + better), rel=2e-4)
    shares = found.bands.set_index("label")
    assert shares.loc["対応の日数", "good"] == pytest.approx(days.cdf(5), abs=0.003)
    assert shares.loc["期限内の割合", "bad_effort"] == pytest.approx(done.cdf(81), abs=0.003)


def test_profit_and_loss_are_those_of_the_cost_under_a_fixed_fee():
    found = incentives.outcomes(incentives.simulate(terms(), draws=200_000))
    cost = triangle(0.9, 0.95, 1.1)
    assert found.loc[FIXED, "payment_low"] == found.loc[FIXED, "payment_high"] == 3_000_000
    assert found.loc[FIXED, "loss_share"] == pytest.approx(cost.sf(1), abs=0.003)
    assert found.loc[FIXED, "profit_median"] == pytest.approx(3_000_000 * (1 - cost.ppf(0.5)), abs=1_500)


def test_years_that_differ_even_out_and_those_that_agree_do_not():
    alone = incentives.simulate(terms(is_same_each_year=False)).payment[PLAIN]
    together = incentives.simulate(terms()).payment[PLAIN]
    assert together.std() == pytest.approx(alone.std() * 3**0.5, rel=0.05)
    assert together.mean() == pytest.approx(alone.mean(), rel=2e-3)


def test_no_draw_leaves_what_may_be_paid_at_most_and_at_least():
    for caps in ({"cap_up": 0.03, "cap_down": 0.01}, {}):
        own = terms(**caps)
        least, most = incentives.extent(own)
        found = incentives.simulate(own)
        assert least - 1e-6 <= found.payment[PLAIN].min() and found.payment[EFFORT].max() <= most + 1e-6
        assert found.payment[EFFORT].max() == pytest.approx(most)  # the best of both is reached
    assert incentives.extent(terms(cap_up=0.03, cap_down=0.01)) == pytest.approx((2_970_000, 3_090_000))


def test_an_effort_without_gain_only_costs():
    rows = [(*row[:9], 0, row[10]) for row in (DAYS, DONE)]
    found = incentives.simulate(terms(*rows))
    done = incentives.effort(found)
    assert done.more_paid == (0, 0, 0) and done.pays_share == 0
    assert done.cost[1] == pytest.approx(3_000_000 * 0.01, rel=0.01)
    assert np.allclose(found.profit[PLAIN] - found.profit[EFFORT], found.effort_cost)


def test_fixed_values_give_one_number_by_hand():
    rows = [("日数", False, 5, 5, 5, 5, 8, 0.02, 0.03, 0, np.inf), ("割合", True, 85, 85, 85, 95, 85, 0.02, 0.01, 0, 100)]  # fmt: skip
    found = incentives.outcomes(incentives.simulate(terms(*rows, cost=(0.9, 0.9, 0.9), effort=(0, 0, 0))))
    assert found.loc[PLAIN, "payment_mean"] == pytest.approx(3_000_000 * 1.01)
    assert found.loc[PLAIN, "profit_low"] == pytest.approx(3_000_000 * 0.11)
    assert (found.loc[PLAIN, "rises"], found.loc[PLAIN, "falls"]) == (1, 0)


def test_the_same_seed_gives_the_same_draws():
    one, other = (incentives.outcomes(incentives.simulate(terms(), seed=seed)) for seed in (7, 7))
    pd.testing.assert_frame_equal(one, other)
    assert not one.equals(incentives.outcomes(incentives.simulate(terms(), seed=8)))


def test_better_indicators_never_pay_less():
    for is_gliding in (False, True):
        found = incentives.simulate(terms(is_gliding=is_gliding))
        assert (found.payment[EFFORT] >= found.payment[PLAIN] - 1e-6).all()


@pytest.mark.parametrize(
    ("rows", "other", "word"),
    [
        ([(*DAYS[:5], 8, 5, *DAYS[7:])], {}, "加算の境"),
        ([("日数", False, 9, 6, 10, *DAYS[5:])], {}, "いまの見込み"),
        ([(*DAYS[:7], -0.1, *DAYS[8:])], {}, "0以上"),
        ([(*DAYS[:7], None, *DAYS[8:])], {}, "空いている"),
        ([DAYS], {"fee": 0}, "委託料"),
        ([DAYS], {"cost": (1, 0.9, 1)}, "受注者の費用"),
        ([DAYS], {"years": 16}, "年数"),
        ([DAYS], {"cap_down": 1.2}, "上限"),
    ],
)
def test_terms_that_contradict_themselves_are_told(rows, other, word):
    with pytest.raises(WrongTerms) as refused:
        terms(*rows, **other)
    assert any(word in sentence for sentence in refused.value.sentences)


def test_without_indicators_there_is_no_payment_by_results():
    with pytest.raises(WrongTerms):
        replace(terms(), indicators=terms().indicators.iloc[:0])
