"""Single orders, unit prices and frameworks: worked by hand and year by year."""

import numpy as np
import pandas as pd
import pytest

from analysis import contract_ways
from analysis.contract_ways import (
    FRAMEWORK,
    HELD,
    NAMES,
    RENEWED,
    SEVERAL,
    SINGLE,
    SLIDE,
    WAYS,
    YEARLY,
    Setting,
    WrongAssumptions,
)

BASE = {
    "works": 40, "amount": 1_000_000, "rate": 4_000, "failed": 0.2, "drift": 0.02, "hours_single": 40, "days_single": 40,
    "yearly_setup": 100, "yearly_call": 3, "yearly_days": 5, "yearly_price": 0.0,
    "several_setup": 160, "several_call": 3, "several_days": 5, "several_price": -0.02,
    "framework_setup": 240, "framework_call": 8, "framework_days": 14, "framework_price": 0.01,
}  # fmt: skip


def setting(width=0.0, years=3, **other) -> Setting:
    rows = {name: (value * (1 - width), value, value * (1 + width)) for name, value in BASE.items()}
    rows = {name: sorted(row) for name, row in rows.items()}
    return Setting(pd.DataFrame.from_dict(rows, orient="index", columns=["low", "base", "high"]), years, **other)  # fmt: skip


def test_three_years_by_hand():
    found = contract_ways.results(BASE, setting())
    markets = 1 + 1.02 + 1.0404
    assert found[SINGLE]["paid"] == pytest.approx(40e6 * markets)
    assert found[SINGLE]["hours"] == pytest.approx(40 * 40 / 0.8 * 3)  # one of five tenders fails: 1.25 tries
    assert found[SINGLE]["days"] == pytest.approx(50)
    assert found[YEARLY]["hours"] == pytest.approx(3 * (125 + 120))
    assert found[SEVERAL]["paid"] == pytest.approx(40e6 * 0.98 * 3)  # the price is held
    assert found[SEVERAL]["hours"] == pytest.approx(200 + 360)
    assert found[SEVERAL]["risk"] == pytest.approx(40e6 * 0.98 * (markets - 3))
    assert found[FRAMEWORK]["cost"] == pytest.approx(40e6 * 1.01 * markets + (300 + 960) * 4_000)


def year_by_year(values, years, rule, borne, guarantee):
    """The several years' contract as one would keep its books."""
    paid = risk = 0.0
    for year in range(years):
        moved = (1 + values["drift"]) ** year
        if rule == RENEWED:
            price = moved
        elif rule == SLIDE and abs(moved - 1) > borne:
            price = moved - borne if moved > 1 else moved + borne
        else:
            price = 1.0
        one = values["amount"] * (1 + values["several_price"])
        paid += max(values["works"], guarantee * BASE["works"]) * one * price
        risk += values["works"] * one * (moved - price)
    return paid, risk


@pytest.mark.parametrize("rule", [HELD, SLIDE, RENEWED])
@pytest.mark.parametrize("drift", [-0.03, 0.0, 0.005, 0.04])
def test_price_rules_agree_with_books_kept_year_by_year(rule, drift):
    own = setting(years=5, rule=rule, borne=0.015, guarantee=0.8)
    for works in (20, 32, 50):
        values = BASE | {"drift": drift, "works": works}
        found = contract_ways.results(values, own)[SEVERAL]
        assert (found["paid"], found["risk"]) == pytest.approx(year_by_year(values, 5, rule, 0.015, 0.8))
        # 80 % of 40 works are promised: what is not called of them is paid idly.
        assert bool(found["idle"] > 0) == (works < 32)


def test_break_even_price_makes_both_cost_the_same():
    for rule in (HELD, SLIDE, RENEWED):
        own = setting(rule=rule, borne=0.015, guarantee=1.0)
        for way in WAYS[1:]:
            price = contract_ways.break_even_price(own, way)
            found = contract_ways.results(BASE | {f"{way}_price": price}, own)
            assert found[way]["cost"] == pytest.approx(found[SINGLE]["cost"])


def test_draws_agree_with_a_loop_over_them():
    own = setting(width=0.2, rule=SLIDE, borne=0.01, guarantee=0.9)
    random = np.random.default_rng(3)
    drawn = {name: random.uniform(*own.ranges.loc[name, ["low", "high"]], 50) for name in NAMES}
    many = contract_ways.results(drawn, own)
    for at in range(50):
        one = contract_ways.results({name: values[at] for name, values in drawn.items()}, own)
        for way in WAYS:
            for name, values in many[way].items():
                assert values[at] == pytest.approx(float(one[way][name]))


def test_ranges_hold_the_base_and_vanish_without_any():
    wide, none = contract_ways.compared(setting(width=0.3)), contract_ways.compared(setting())
    for name in ("paid", "hours", "cost", "saving", "freed", "risk", "days"):
        assert (wide[f"{name}_low"] <= wide[f"{name}_base"]).all()
        assert (wide[f"{name}_base"] <= wide[f"{name}_high"]).all()
        assert none[f"{name}_low"].to_numpy() == pytest.approx(none[f"{name}_high"].to_numpy())
    assert (wide.loc[SINGLE, "saving_low"], wide.loc[SINGLE, "cheaper_share"]) == (0, 0)
    pd.testing.assert_frame_equal(wide, contract_ways.compared(setting(width=0.3)))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("works", (-1, 0, 1)),
        ("failed", (0.1, 0.2, 0.95)),
        ("drift", (-1.5, 0, 0)),
        ("amount", (2, 1, 3)),
        ("rate", (None, 1, 2)),
    ],
)
def test_assumptions_that_cannot_hold_are_told_by_name(name, values):
    ranges = setting().ranges.copy()
    ranges.loc[name] = values
    with pytest.raises(WrongAssumptions) as refused:
        Setting(ranges, 3)
    assert list(refused.value.wrong) == [name]


def test_no_works_cost_only_the_set_up():
    ranges = setting().ranges.copy()
    ranges.loc["works"] = 0
    found = contract_ways.compared(Setting(ranges, 3))
    assert found["paid_base"].to_list() == [0, 0, 0, 0]
    assert found.loc[YEARLY, "cost_base"] == pytest.approx(3 * 125 * 4_000)
    assert contract_ways.break_even_price(Setting(ranges, 3), YEARLY) is None
