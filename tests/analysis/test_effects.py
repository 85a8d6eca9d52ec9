"""Before and after: hand-computed cases, and properties that hold for any assumptions."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import effects

# 甲市: 2,000 + 20 × 40 = 2,800 hours now, 1,500 + 5 × 40 = 1,700 after, at 4,000 yen.
BY_HAND = {
    "commission_now": 60e6,
    "commission_after": 58e6,
    "hours_now": 2_000,
    "hours_after": 1_500,
    "hourly_rate": 4_000,
    "contracts_now": 20,
    "contracts_after": 5,
    "hours_per_contract": 40,
    "management": 3e6,
    "coordination": 1e6,
    "startup_cost": 4e6,
    "startup_hours": 300,
    "startup_share": 0.5,
    "startup_years": 1,
    "steady_years": 4,
    "person_hours": 1_860,
}


def table(base: dict, ranges: dict | None = None) -> pd.DataFrame:
    rows = pd.DataFrame({"base": base}, dtype=float).reindex(effects.ASSUMPTIONS)
    rows["low"] = rows["high"] = np.nan
    for name, (low, high) in (ranges or {}).items():
        rows.loc[name, ["low", "high"]] = low, high
    return rows


def test_one_year_by_hand():
    one = effects.parts(effects.plan(table(BY_HAND)).base)
    assert (one["hours_now"], one["hours_after"]) == (2_800, 1_700)
    assert (one["in_house_now"], one["in_house_after"], one["new_after"]) == (11.2e6, 6.8e6, 4e6)


def test_years_by_hand():
    """A steady year saves 71.2 − 68.8 = 2.4 million; the start-up year half of that less 4.0 + 300 × 0.004 million."""
    years = effects.yearly(effects.plan(table(BY_HAND)))
    assert years["saving"].to_list() == pytest.approx([-4e6, 2.4e6, 2.4e6, 2.4e6, 2.4e6])
    assert years["cumulative"].to_list() == pytest.approx([-4e6, -1.6e6, 0.8e6, 3.2e6, 5.6e6])
    assert years["hours_freed"].to_list() == pytest.approx([250, 1_100, 1_100, 1_100, 1_100])
    assert effects.break_even_year(years["cumulative"]) == 3
    assert effects.staff_equivalent(1_100, 1_860) == pytest.approx(0.5914, abs=1e-4)


def test_parts_add_up_to_the_totals():
    years = effects.yearly(effects.plan(table(BY_HAND)))
    assert (years["in_house_now"] + years["commission_now"]).equals(years["total_now"])
    after = years["in_house_after"] + years["commission_after"] + years["new_after"]
    assert after.to_list() == pytest.approx(years["total_after"].to_list())
    assert (years["total_now"] - years["total_after"]).sum() == pytest.approx(5.6e6)


def test_tornado_by_hand():
    """One yen more commission after costs four yen in the steady and half a yen in the start-up year: 4.5 yen."""
    plan = effects.plan(
        table(
            BY_HAND,
            {"commission_after": (57e6, 60e6), "startup_cost": (3e6, 4.5e6), "management": (3e6, 3e6)},
        )
    )
    found = effects.tornado(plan).set_index("name")
    assert list(found.index) == ["commission_after", "startup_cost"]
    assert found.loc["commission_after", ["at_low", "at_high"]].to_list() == pytest.approx([10.1e6, -3.4e6])
    assert found.loc["startup_cost", ["at_low", "at_high"]].to_list() == pytest.approx([6.6e6, 5.1e6])


def test_scenarios_by_hand():
    plan = effects.plan(table(BY_HAND, {"commission_after": (57e6, 60e6), "startup_cost": (3e6, 4.5e6)}))
    cases = effects.scenarios(plan)
    assert cases["saving"].to_dict() == pytest.approx({"low": -3.9e6, "base": 5.6e6, "high": 11.1e6})
    assert cases["total_now"].to_list() == pytest.approx([71.2e6 * 5] * 3)
    assert cases.loc["base", "saving_share"] == pytest.approx(5.6 / 356)
    assert pd.isna(cases.loc["low", "break_even_year"])
    assert cases.loc["high", "break_even_year"] == 2  # −2.5, then 3.4 − 2.5 > 0


def test_without_ranges_the_band_is_the_base():
    plan = effects.plan(table(BY_HAND))
    band = effects.monte_carlo(plan, draws=10)
    assert effects.tornado(plan).empty
    assert band.years["low"].to_list() == pytest.approx(band.years["high"].to_list())
    assert band.years["median"].to_list() == pytest.approx(effects.yearly(plan)["cumulative"].to_list())
    assert band.gain_share == 1.0


def test_the_same_seed_gives_the_same_band_and_the_mean_of_a_triangle_is_met():
    plan = effects.plan(table(BY_HAND, {"commission_after": (57e6, 60e6)}))
    one, two = effects.monte_carlo(plan), effects.monte_carlo(plan)
    pd.testing.assert_frame_equal(one.years, two.years)
    assert not one.years.equals(effects.monte_carlo(plan, seed=1).years)
    # 90 % of a triangle (57, 58, 60) lie below 60 − √(0.1 × 3 × 2): the low end of the saving.
    ninth = 60e6 - np.sqrt(0.1 * 3 * 2) * 1e6
    assert one.years["low"].iloc[-1] == pytest.approx(5.6e6 - 4.5 * (ninth - 58e6), abs=0.15e6)


@pytest.mark.parametrize(
    ("cumulative", "year"),
    [([1, 2], 1), ([-1, 0, 1], 2), ([-2, -1], None), ([1, -1, 2], 3), ([0, 0], 1), ([5, -1], None)],
)
def test_break_even_is_where_the_sum_stays_above_zero(cumulative, year):
    assert effects.break_even_year(np.array(cumulative, dtype=float)) == year


def test_what_is_missing_is_named_and_nothing_is_made_up():
    with pytest.raises(effects.NotComputable) as refused:
        effects.plan(table({"commission_now": 1e6}))
    assert refused.value.missing == [
        "commission_after",
        "hours_now",
        "hours_after",
        "hourly_rate",
        "steady_years",
    ]


@pytest.mark.parametrize(
    ("base", "ranges", "name", "message"),
    [
        ({"hours_now": -1}, {}, "hours_now", "0以上"),
        ({"startup_share": 30}, {}, "startup_share", "0〜100%"),
        ({"steady_years": 2.5}, {}, "steady_years", "整数"),
        ({"steady_years": 31}, {}, "steady_years", "1〜30"),
        ({"person_hours": 0}, {}, "person_hours", "0より大きい"),
        ({}, {"management": (4e6, 5e6)}, "management", "「低い」≦「基本」≦「高い」"),
        ({"management": np.nan}, {"management": (4e6, 5e6)}, "management", "「基本」も"),
    ],
)
def test_what_cannot_be_is_said(base, ranges, name, message):
    with pytest.raises(effects.NotComputable) as refused:
        effects.plan(table(BY_HAND | base, ranges))
    assert message in refused.value.wrong[name]


def orders(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["amount", "start", "end"])
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


def test_orders_of_a_year_by_hand():
    """Of 730 days, 365 fall into fiscal 2025; 30 of 60 days of the one that begins in March do."""
    found = effects.ordered(
        orders(
            (10e6, "2025-04-01", "2027-03-31"),
            (6e6, "2025-03-02", "2025-04-30"),
            (1e6, "2025-06-01", None),
            (None, "2025-06-01", "2025-07-01"),
            (2e6, None, "2025-07-01"),
        )
    )
    assert (found.fiscal_year, found.contracts, found.left_out) == (2025, 3, 2)
    assert found.commission == pytest.approx(5e6 + 3e6 + 1e6)


def test_orders_without_amounts_say_nothing():
    assert effects.ordered(orders((None, "2025-04-01", None))) is None
    assert effects.ordered(orders()) is None


def test_scale_formula_by_hand():
    assert effects.scaled_commission(60e6, 1, 0.1) == 60e6
    assert effects.scaled_commission(60e6, 4, 0.5) == 30e6


amounts = st.floats(0, 1e8)


@given(
    st.fixed_dictionaries(
        {name: st.tuples(amounts, amounts, amounts).map(sorted) for name in effects.NEEDED}
    ),
    st.integers(0, 3),
    st.integers(1, 5),
)
def test_base_and_every_draw_lie_between_the_extremes(ranged, startup, steady):
    base = {name: middle for name, (_, middle, _) in ranged.items()}
    base |= {"startup_years": startup, "steady_years": steady, "startup_share": 0.3}
    plan = effects.plan(table(base, {name: (low, high) for name, (low, _, high) in ranged.items()}))
    cases = effects.scenarios(plan)["saving"]
    slack = 1e-9 * max(1.0, cases.abs().max())
    last = effects.monte_carlo(plan, draws=50).years.iloc[-1]
    for saving in (cases["base"], last["low"], last["high"], effects.yearly(plan)["saving"].sum()):
        assert cases["low"] - slack <= saving <= cases["high"] + slack


def test_extremes_are_no_worse_than_any_inner_point():
    ranges = {"hours_now": (1_000, 3_000), "hours_after": (500, 2_900), "hourly_rate": (2_000, 9_000)}
    plan = effects.plan(table(BY_HAND, ranges))
    cases = effects.scenarios(plan)["saving"]
    for point in itertools.product(*(np.linspace(*ends, 5) for ends in ranges.values())):
        values = plan.base | dict(zip(ranges, point, strict=True))
        saved = effects.savings(values, plan.startup_years, plan.steady_years).sum()
        assert cases["low"] - 1e-6 <= saved <= cases["high"] + 1e-6
