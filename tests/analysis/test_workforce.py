"""Staff by age and their outlook, against cases worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import workforce
from analysis.workforce import BANDS, Assumptions


def counts(**bands: float) -> pd.Series:
    return pd.Series({**dict.fromkeys(BANDS, 0.0), **bands})


def staff(*rows: tuple) -> pd.DataFrame:
    """Rows of municipality, department, occupation, persons by band."""
    return pd.DataFrame(
        [
            {"municipality": where, "department": department, "occupation": occupation, **counts(**bands)}
            for where, department, occupation, bands in rows
        ]
    )


TOWN = staff(
    ("甲市", "道路課", "土木", {"age_20": 2, "age_55": 3}),
    ("甲市", "道路課", "事務", {"age_30": 4}),
    ("乙町", "建設課", "土木", {"age_55": 1}),
)
NOBODY_LEAVES = Assumptions(2026, leaving_rate=0, reemployed_share=0, retirement_age=60)


def test_retirement_age_rises_by_a_year_every_second_year_until_65():
    ages = [Assumptions(2026).retiring_at(year) for year in range(2021, 2034)]
    assert ages == [60, 60, 61, 61, 62, 62, 63, 63, 64, 64, 65, 65, 65]


def test_bands_hold_everyone_in_order():
    bands = workforce.by_band(TOWN, ["occupation"])
    assert bands["staff_count"].sum() == 10
    assert list(bands["band"].unique()) == list(workforce.BAND_LABELS.values())
    assert bands.set_index(["occupation", "band"]).loc[("土木", "55〜59歳"), "staff_count"] == 4


def test_summary_takes_the_middles_of_the_bands():
    rows = workforce.summary(TOWN, ["municipality"]).set_index("municipality")
    assert rows.loc["甲市", "staff_count"] == 9
    assert rows.loc["甲市", "mean_age"] == pytest.approx((2 * 22.5 + 3 * 57.5 + 4 * 32.5) / 9)
    assert rows.loc["甲市", "share_50_or_older"] == pytest.approx(3 / 9)


def test_a_group_of_nobody_has_no_mean():
    (row,) = workforce.summary(staff(("甲市", "課", "土木", {})), ["municipality"]).to_dict("records")
    assert row["staff_count"] == 0
    assert np.isnan(row["mean_age"])


def test_five_of_55_to_59_retire_one_a_year():
    """Ages 55 … 59 on 1 April 2026, one each; at 60 the year's last day is the last: gone by 2027, 2028 … 2031."""
    rows = workforce.outlook(counts(age_55=5), NOBODY_LEAVES, 6)
    assert rows["total"].round(9).to_list() == [5, 4, 3, 2, 1, 0, 0]
    assert rows["retired"].round(9).to_list() == [0, 1, 1, 1, 1, 1, 0]


def test_while_the_age_rises_nobody_retires_every_second_year():
    """Age 60 in 2026: the law's age is 62 in 2026 and 63 in 2027–28. They turn 61, 62 and, in 2028, 63."""
    assumed = Assumptions(2026, leaving_rate=0, reemployed_share=0)
    one_of_60 = counts(age_60=5)  # 60 … 64, one each; those of 62 and more are past it
    rows = workforce.outlook(one_of_60, assumed, 4)
    assert rows["regular"].round(9).to_list() == [2, 1, 1, 0, 0]
    assert rows["retired"].round(9).to_list() == [0, 1, 0, 1, 0]


def test_leaving_shrinks_by_its_share_and_hires_join_next_april():
    rows = workforce.outlook(
        counts(age_30=10), Assumptions(2026, hires=2, leaving_rate=0.1, retirement_age=60), 2
    )
    assert rows["total"].to_list() == pytest.approx([10, 11, 11.9])
    assert rows["todays"].to_list() == pytest.approx([10, 9, 8.1])


def test_half_of_the_retired_stay_for_two_years():
    assumed = Assumptions(2026, leaving_rate=0, retirement_age=60, reemployed_share=0.5, reemployed_years=2)
    rows = workforce.outlook(counts(age_55=5), assumed, 8)
    assert rows["reemployed"].to_list() == pytest.approx([0, 0.5, 1, 1, 1, 1, 0.5, 0, 0])
    assert rows["total"].to_list() == pytest.approx([5, 4.5, 4, 3, 2, 1, 0.5, 0, 0])


def test_those_past_retirement_age_stay_until_their_years_are_over():
    """60 … 64, one each, at a fixed age of 60 and five years: they retired at 60, so the one of 60 stays five Aprils."""
    assumed = Assumptions(2026, retirement_age=60, reemployed_years=5, leaving_rate=0)
    assert workforce.outlook(counts(age_60=5), assumed, 5)["total"].to_list() == pytest.approx([5, 4, 3, 2, 1, 0])  # fmt: skip


@pytest.mark.parametrize("age", [65, 67, 70])
def test_who_retires_at_65_or_later_is_not_re_employed(age):
    assumed = Assumptions(2026, leaving_rate=0, retirement_age=age, reemployed_share=1, reemployed_years=10)
    rows = workforce.outlook(counts(age_60=5, age_65=0), assumed, 15)
    assert (rows["reemployed"] == 0).all()
    assert rows["total"].iloc[-1] == 0


def test_re_employment_ends_at_65():
    """One each of 55 … 59, retiring at 60: with ten years wanted they stay five, till 65, and none is left after the youngest's 65th."""
    assumed = Assumptions(2026, leaving_rate=0, retirement_age=60, reemployed_share=1, reemployed_years=10)
    rows = workforce.outlook(counts(age_55=5), assumed, 12)
    assert rows["total"].to_list() == pytest.approx([5] * 6 + [4, 3, 2, 1] + [0] * 3)


def test_once_the_law_has_raised_the_age_to_65_nobody_new_is_re_employed():
    assumed = Assumptions(2026, hires=5, leaving_rate=0, reemployed_share=1, reemployed_years=5)
    rows = workforce.outlook(counts(age_40=10, age_50=10, age_55=10), assumed).set_index("fiscal_year")
    assert (rows.loc[2032:, "reemployed_new"] == 0).all()
    assert rows.loc[2032:, "retired"].sum() > 0


def test_remaining_counts_todays_people_only_and_groups_sum_up():
    assumed = Assumptions(2026, hires=50, leaving_rate=0, retirement_age=60, reemployed_share=0)
    rows = workforce.remaining(TOWN, ["municipality"], assumed).set_index("municipality")
    assert rows.loc["甲市", ["today", "after_5", "after_10"]].to_list() == pytest.approx([9, 6, 6])
    assert rows.loc["乙町", ["today", "after_5"]].to_list() == pytest.approx([1, 0])
    whole = workforce.outlook(TOWN[list(BANDS)].sum(), assumed)["todays"]
    assert rows["after_5"].sum() == pytest.approx(whole[5])


@given(
    st.lists(st.integers(0, 50), min_size=len(BANDS), max_size=len(BANDS)),
    st.floats(0, 10),
    st.integers(18, 45),
    st.floats(0, 0.3),
    st.sampled_from([None, 60, 65, 70]),
    st.floats(0, 1),
    st.integers(0, 10),
)
def test_every_year_is_the_last_one_and_what_changed(persons, hires, age, leaving, retirement, share, years):
    assumed = Assumptions(2026, hires, age, leaving, retirement, share, years)
    rows = workforce.outlook(pd.Series(persons, index=list(BANDS), dtype=float), assumed)
    change = (
        rows["hired"] - rows["left"] - rows["retired"] + rows["reemployed_new"] - rows["reemployed_ended"]
    )
    assert np.allclose(rows["total"].diff()[1:], change[1:])
    assert rows["total"].iloc[0] == pytest.approx(sum(persons))
    assert (rows["todays"] <= rows["total"] + 1e-9).all()
    assert (rows["todays"].diff()[1:] <= 1e-9).all()
    assert (rows.drop(columns="fiscal_year") >= -1e-9).all(axis=None)


def test_hours_are_ranked_by_how_far_they_are_from_the_ideal():
    hours = pd.DataFrame(
        [
            ("甲市", "要望", 100, 300),
            ("乙町", "要望", 50, 60),
            ("甲市", "計画", 400, 100),
            ("甲市", "点検", 10, 10),
            ("甲市", "研修", 5, None),
        ],
        columns=["municipality", "task", "ideal_hours", "actual_hours"],
    )
    rows = workforce.hours_gap(hours, ["task"])
    assert rows["task"].to_list() == ["計画", "要望", "点検", "研修"]
    assert rows["gap_hours"].to_list()[:3] == [-300, 210, 0]
    assert np.isnan(rows["gap_hours"].iloc[3])
    assert rows["ideal_hours"].sum() == hours["ideal_hours"].sum()
