"""Sizes of bundles, told by the contracts loaded: a case by hand, and what cannot be told."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis import bundle_sizes


def orders(*rows: tuple[str | None, float | None, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["company", "amount", "start"])
    return table.assign(start=pd.to_datetime(table["start"]), amount=table["amount"].astype(float))


BOOK = orders(
    ("㈱甲", 10, "2026-04-01"), ("㈱甲", 20, "2026-05-01"), ("㈱甲", 30, "2027-03-31"), ("㈱甲", 40, "2027-04-01"),
    ("㈱乙", 50, "2026-04-01"), ("㈱乙", 60, "2027-04-01"), ("㈱丙", 70, "2026-04-01"), ("㈱丁", 80, "2026-04-01"),
    (None, 90, "2026-04-01"), ("㈱丁", None, "2026-04-01"),
)  # fmt: skip


def bundle(amount: float, with_amount: int = 2) -> pd.DataFrame:
    return pd.DataFrame({"amount": [amount], "with_amount": [with_amount]}, index=[7])


def test_bands_are_the_quartiles_of_the_contracts_and_companies_are_counted():
    assert bundle_sizes.limits(BOOK["amount"]) == [30, 50, 70]
    fitting = bundle_sizes.fitting(BOOK, bundle(60))
    assert fitting.index.to_list() == [7]
    # 60 at once: 乙, 丙, 丁; in a fiscal year also 甲, whose 10 + 20 + 30 begin in fiscal 2026
    assert fitting.iloc[0].to_list() == ["大", 3, 4]
    assert bundle_sizes.fitting(BOOK, bundle(30))["band"].item() == "小"
    assert bundle_sizes.fitting(BOOK, bundle(71))["band"].item() == "特大"
    assert bundle_sizes.fitting(BOOK, bundle(1_000)).iloc[0].to_list() == ["特大", 0, 0]


def test_few_amounts_give_no_band_but_companies():
    fitting = bundle_sizes.fitting(BOOK.head(5), bundle(30))
    assert fitting["band"].isna().all() and fitting["at_once"].item() == 2


def test_a_bundle_without_amounts_is_compared_with_nobody():
    fitting = bundle_sizes.fitting(BOOK, bundle(0, with_amount=0))
    assert fitting["band"].isna().all() and fitting[["at_once", "in_year"]].to_numpy().tolist() == [[0, 0]]


@given(st.lists(st.integers(1, 200), min_size=2, max_size=9))
def test_more_money_fits_no_more_companies(amounts):
    bundles = pd.DataFrame({"amount": sorted(amounts), "with_amount": 1})
    fitting = bundle_sizes.fitting(BOOK, bundles)
    assert fitting["at_once"].is_monotonic_decreasing and fitting["in_year"].is_monotonic_decreasing
    assert (fitting["in_year"] >= fitting["at_once"]).all()
    assert fitting["band"].map(bundle_sizes.BANDS.index).is_monotonic_increasing
