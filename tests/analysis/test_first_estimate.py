"""The first estimate: a case by hand, and properties that hold for any municipalities and benchmarks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import effects, first_estimate
from analysis.first_estimate import BENCHMARKS, ITEMS, TOTAL

FEW = 60  # draws: the properties hold for any number
POINT = {
    "inspection_years": 5, "repair_years": 10, "bridges_per_inspection_contract": 40, "bridges_per_repair_contract_now": 1,
    "bridges_per_repair_contract_after": 2, "road_km_per_contract_now": 50, "road_km_per_contract_after": 200, "hours_per_contract": 40,
    "maintenance_time_share": 0.5, "in_house_cut": 0.1, "person_hours": 1_800, "hourly_rate": 4_000, "maintenance_yen_per_km": 200_000,
    "commission_share": 0.8, "commission_cut": 0.05, "management_share": 0.02, "coordination_hours": 50, "startup_hours": 100,
    "startup_cost": 1_000_000, "startup_share": 0, "steady_years": 5,
}  # fmt: skip


def benchmarks(spread: float = 0.0) -> pd.DataFrame:
    """POINT as base, with that share below and above it, as far as the bounds go."""
    base = pd.Series(POINT, dtype=float)
    least, most = (pd.Series({name: ends[at] for name, ends in BENCHMARKS.items()}) for at in (0, 1))
    low, high = (base * (1 - spread)).clip(lower=least), (base * (1 + spread)).clip(upper=most)
    return pd.DataFrame({"low": low, "base": base, "high": high})


def town(lg_code: str, group: str = "群", **facts: float) -> dict:
    """An invented municipality with 100 bridges (10 to be repaired), 100 km, 10 million yen, 2 engineers."""
    usual = {
        "bridges_managed": 100, "bridges_action_needed": 10, "road_km": 100, "maintenance_yen": 10e6, "maintenance_less_than_yen": np.nan,
        "staff_low": 2, "staff_base": 2, "staff_high": 2, "is_staff_counted": True,
    }  # fmt: skip
    return {"lg_code": lg_code, "group": group} | usual | facts


def members(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(rows).astype({"is_staff_counted": bool})


def test_two_towns_by_hand():
    """甲市 and 乙町, alike. Each now: inspections 20 ÷ 40 → 1 contract, repairs 1, roads 2: 4 contracts; together 8. After: inspections
    40 ÷ 40 = 1, repairs 2 ÷ 2 = 1, roads 200 ÷ 200 = 1: 3. In-house 2 × 2 × 1,800 × 0.5 = 3,600 hours, after 3,240 + 2 × 50 = 3,340."""
    found = first_estimate.estimate(members(town("990001"), town("990002")), benchmarks(), FEW)
    base = found.of("群")["base"]
    assert base["contracts_now"] == pytest.approx(8)
    assert base["contracts_after"] == pytest.approx(3)
    assert base["hours_now"] == pytest.approx(3_600 + 8 * 40)
    assert base["hours_after"] == pytest.approx(3_340 + 3 * 40)
    assert base["hours_freed"] == pytest.approx(460)
    assert base["staff_years_freed"] == pytest.approx(460 / 1_800)
    assert base["cost_now"] == pytest.approx(3_920 * 4_000 + 16e6)
    assert base["cost_after"] == pytest.approx(3_460 * 4_000 + 15.2e6 + 0.32e6)
    assert base["saving"] == pytest.approx(460 * 4_000 + 0.48e6)
    assert base["startup"] == pytest.approx(2 * (1e6 + 100 * 4_000))


def test_one_town_alone_has_nobody_to_agree_with():
    found = first_estimate.estimate(members(town("990001")), benchmarks(), FEW).of("群")["base"]
    assert found["hours_after"] == pytest.approx(1_800 * 0.9 + (1 + 0.5 + 1) * 40)


def test_what_is_unknown_is_filled_in_as_declared_and_counted():
    rows = members(
        town("990001"),
        town("990002", maintenance_yen=np.nan),  # 100 km at 200,000 yen
        town("990003", maintenance_yen=np.nan, maintenance_less_than_yen=4e6),  # half of the limit
        town("990004", bridges_managed=np.nan, bridges_action_needed=np.nan, is_staff_counted=False),
    )
    found = first_estimate.estimate(rows, benchmarks(), FEW)
    commission = found.tables["群"].loc["commission_now", "base"]
    assert commission == pytest.approx((10e6 + 20e6 + 2e6 + 10e6) * 0.8)
    (coverage,) = found.coverage.to_dict("records")
    assert coverage == {
        "group": "群", "members": 4, "bridges": 3, "roads": 4, "spending": 2, "staff_counts": 3,
    }  # fmt: skip
    assert found.of("群").loc["contracts_now", "base"] == pytest.approx(4 + 4 + 4 + 2)


def test_a_municipality_without_bridges_and_engineers_gets_an_answer():
    empty = town("990001", bridges_managed=0, bridges_action_needed=0, road_km=0, maintenance_yen=0, staff_low=0, staff_base=0, staff_high=0)  # fmt: skip
    found = first_estimate.estimate(members(empty), benchmarks(0.2), FEW)
    assert (found.of("群").loc[["contracts_now", "hours_now", "cost_now"], "high"] == 0).all()
    assert np.isfinite(found.results[["low", "base", "high"]]).all(axis=None)
    effects.plan(found.tables["群"], effects.PAIRS)


@pytest.mark.parametrize(
    ("rows", "marks"),
    [
        (members(town("990001")).head(0), benchmarks()),
        (members(town("990001"), town("990001")), benchmarks()),
        (members(town("990001", group=TOTAL)), benchmarks()),
        (members(town("990001")), benchmarks().drop("hourly_rate")),
        (members(town("990001")), benchmarks().assign(low=1e12)),
    ],
)
def test_what_cannot_be_computed_is_refused(rows, marks):
    with pytest.raises(ValueError):
        first_estimate.estimate(rows, marks, FEW)


COUNT = st.integers(0, 900)
TOWNS = st.lists(
    st.builds(
        lambda group, bridges, share, km, spent, staff, width: {
            "group": group, "bridges_managed": bridges, "bridges_action_needed": int(bridges * share), "road_km": km, "maintenance_yen": spent,
            "staff_low": max(staff - width, 0), "staff_base": staff, "staff_high": staff + width,
        },
        st.sampled_from(["東", "西", "南"]), COUNT, st.floats(0, 1), COUNT,
        st.one_of(st.just(np.nan), st.integers(0, 10**9)), st.integers(0, 80), st.integers(0, 9),
    ),
    min_size=1,
    max_size=9,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(TOWNS, st.floats(0, 0.5))
def test_properties_of_any_groups(towns, spread):
    rows = members(*(town(f"99{at:04}", **facts) for at, facts in enumerate(towns)))
    found = first_estimate.estimate(rows, benchmarks(spread), FEW)
    numbers = found.results
    assert (numbers["low"] <= numbers["base"]).all() and (numbers["base"] <= numbers["high"]).all()
    if not spread and (rows["staff_low"] == rows["staff_high"]).all():
        assert np.allclose(numbers["low"], numbers["high"])
    by_group = numbers.pivot(index="group", columns="item", values="base")
    assert (by_group["contracts_after"] <= by_group["contracts_now"] + 1e-9).all()
    if TOTAL in by_group.index:
        parts = by_group.drop(index=TOTAL).sum()
        for item in ITEMS:
            assert by_group.loc[TOTAL, item] == pytest.approx(parts[item], rel=1e-9, abs=1e-6)
    assert found.coverage.iloc[-1]["members"] == len(rows)


@settings(deadline=None, max_examples=30)
@given(TOWNS)
def test_pooling_more_bodies_never_needs_more_contracts(towns):
    """Contracts of all in one group are no more than those of the same in several groups."""
    rows = members(*(town(f"99{at:04}", **facts) for at, facts in enumerate(towns)))
    apart = first_estimate.estimate(rows, benchmarks(0.3), FEW)
    pooled = first_estimate.estimate(rows.assign(group="全部"), benchmarks(0.3), FEW)
    last = apart.coverage["group"].iloc[-1]
    assert (
        pooled.of("全部").loc["contracts_after", "base"]
        <= apart.of(last).loc["contracts_after", "base"] + 1e-9
    )
    assert pooled.of("全部").loc["contracts_now", "base"] == pytest.approx(
        apart.of(last).loc["contracts_now", "base"]
    )


def test_the_same_seed_gives_the_same_numbers_and_wider_benchmarks_wider_ranges():
    rows = members(town("990001"), town("990002", staff_low=1, staff_high=4))
    first, again = (first_estimate.estimate(rows, benchmarks(0.2), FEW) for _ in range(2))
    pd.testing.assert_frame_equal(first.results, again.results)
    narrow, wide = (
        first_estimate.estimate(rows, benchmarks(spread)).of("群").loc["saving"] for spread in (0.05, 0.4)
    )
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"] > 0


def test_the_form_made_of_it_gives_the_same_year():
    """The base of the plan is that of the estimate, and what stands after follows what stands now."""
    found = first_estimate.estimate(members(town("990001"), town("990002")), benchmarks(0.2), FEW)
    of, plan = found.of("群"), effects.plan(found.tables["群"], effects.PAIRS)
    year = effects.yearly(plan).iloc[-1]
    assert year["saving"] == pytest.approx(of.loc["saving", "base"])
    assert year["hours_freed"] == pytest.approx(of.loc["hours_freed", "base"])
    spread = effects.spread(plan)
    assert spread.loc["saving", "low"] <= year["saving"] <= spread.loc["saving", "high"]


def test_what_is_linked_moves_along_and_narrows_the_difference():
    """Commission 60 ± 20 million and 57 after: alone the difference runs from −17 to 23, as a share always 5 % of what it is."""
    table = pd.DataFrame(
        {"base": {"commission_now": 60e6, "commission_after": 57e6, "hours_now": 0, "hours_after": 0, "hourly_rate": 4_000, "steady_years": 1}},
        dtype=float,
    ).reindex(effects.ASSUMPTIONS)  # fmt: skip
    table["low"] = table["high"] = np.nan
    table.loc["commission_now", ["low", "high"]] = 40e6, 80e6
    alone = effects.scenarios(effects.plan(table))["saving"]
    linked = effects.scenarios(effects.plan(table, effects.PAIRS))["saving"]
    assert alone[["low", "high"]].to_list() == pytest.approx([-17e6, 23e6])
    assert linked.to_list() == pytest.approx([2e6, 3e6, 4e6])


def test_every_benchmark_is_used():
    """Moving any one of them moves something, but the horizon, which is one of years."""
    rows = members(town("990001"), town("990002", maintenance_yen=np.nan))
    usual = first_estimate.estimate(rows, benchmarks(), FEW)
    for name in set(BENCHMARKS) - {"steady_years", "startup_share"}:
        moved = benchmarks()
        moved.loc[name] *= 0.5
        assert not first_estimate.estimate(rows, moved, FEW).results.equals(usual.results), name


@pytest.mark.parametrize("name", BENCHMARKS)
@pytest.mark.parametrize("end", [0, 1])
def test_at_the_ends_of_its_bounds_every_benchmark_gives_numbers(name, end):
    assumed = benchmarks()
    assumed.loc[name] = float(BENCHMARKS[name][end])
    found = first_estimate.estimate(members(town("990001"), town("990002")), assumed, FEW).results
    assert np.isfinite(found[["low", "base", "high"]].to_numpy(float)).all()
    hours = found[found["item"].isin(["hours_now", "hours_after"])]
    assert (hours["low"] >= 0).all()


@pytest.mark.parametrize("name", BENCHMARKS)
def test_beyond_its_bounds_a_benchmark_is_refused(name):
    least, most = BENCHMARKS[name]
    for beyond in (least - 0.01, most * 1.01):
        assumed = benchmarks()
        assumed.loc[name] = beyond
        with pytest.raises(ValueError, match=name):
            first_estimate.estimate(members(town("990001")), assumed, FEW)
