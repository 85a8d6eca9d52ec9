"""The outlook of a place: solved by hand, and told apart by what it rests on."""

from datetime import date

import pandas as pd
import pytest

from analysis import outlook
from analysis.outlook import FLAT, PER_RESIDENT, TREND, Known, Stock
from analysis.workforce import BANDS, Assumptions

PEOPLE = pd.Series({2020: 11_000, 2025: 10_000, 2030: 9_000, 2035: 8_000, 2040: 7_000, 2045: 6_000})
STAFF = pd.Series({2021: 100, 2022: 130, 2024: 121})
NATION = pd.DataFrame(
    {
        "facility_kind": "bridge",
        "observation_date": pd.to_datetime(["2020-03-01", "2030-03-01", "2040-03-01"]),
        "share_50_years": [0.30, 0.55, 0.75],
    }
)


BRIDGES = (Stock("bridges", 242, 121, date(2025, 3, 31)),)


def known(people=PEOPLE, staff=STAFF, stocks=BRIDGES) -> Known:
    return Known(people, staff, stocks, outlook.published_shares(NATION), date(2023, 12, 22))


def test_staff_under_each_scenario():
    ahead = outlook.staff_ahead(STAFF, PEOPLE)
    assert set(ahead[FLAT]) == {121}
    rate = 1.21 ** (1 / 3)  # from 100 to 121 in three years; the year between them does not matter
    assert ahead.loc[2045, TREND] == pytest.approx(121 * rate**21)
    # 1 April 2024 lies 3.5 of the 5 years after 1 October 2020: 11,000 − 700 residents.
    assert ahead.loc[2035, PER_RESIDENT] == pytest.approx(121 * 8_000 / 10_300)


def test_without_a_projection_nothing_is_said_of_people():
    rows = outlook.table(known(people=None))
    assert "population" not in set(rows["item"])
    assert outlook.at(rows, "staff", 2035)[[FLAT, TREND]].notna().all()
    assert pd.isna(outlook.at(rows, "staff", 2035)[PER_RESIDENT])
    assert pd.isna(outlook.at(rows, "bridges", 2035)[PER_RESIDENT])
    said = outlook.sentence("甲市", rows, 2035, load=("bridges", "橋", "橋", 0))
    assert "将来推計が公表されていない" in said


@pytest.mark.parametrize("staff", [{}, {2024: 50}, {2021: 0, 2024: 5}])
def test_a_trend_needs_two_counts(staff):
    counts = pd.Series(staff, dtype=float)
    assert outlook.yearly_rate(counts) is None
    assert outlook.staff_ahead(counts, PEOPLE)[TREND].isna().all()


def test_load_moves_against_the_staff():
    rows = outlook.table(known())
    assert outlook.today(rows, "bridges") == 200
    for year in outlook.YEARS:
        product = outlook.at(rows, "staff", year)[list(outlook.SCENARIOS)] * outlook.at(rows, "bridges", year)
        assert product.round(6).eq(242 * outlook.PER).all()  # the stock is as large as today in all of them


def test_load_of_an_area_is_of_those_whose_stock_is_known():
    half = (Stock("bridges", 242, 60.5, date(2025, 3, 31)),)
    rows = outlook.table(known(stocks=half))
    assert outlook.today(rows, "bridges") == 400
    assert outlook.at(rows, "bridges", 2040)[FLAT] == 400
    assert outlook.table(known(stocks=(Stock("bridges", float("nan"), 0, None),)))["item"].ne("bridges").all()


def test_national_shares_are_printed_between_or_unknown():
    shares = outlook.published_shares(NATION).set_index("year")
    assert shares["share"].round(3).to_dict() == pytest.approx(
        {2020: 0.30, 2030: 0.55, 2035: 0.65, 2040: 0.75, 2045: float("nan")}, nan_ok=True
    )
    assert shares["basis"].to_dict() == {
        2020: "published",
        2030: "published",
        2035: "estimated",
        2040: "published",
        2045: "estimated",
    }


def facilities(years: list[float | None], amounts: list[float] | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "facility_kind": "bridge",
            "built_fiscal_year": years,
            "amount": amounts or [1.0] * len(years),
            "as_of": pd.Timestamp("2024-06-30"),
        }
    )


def test_ledger_shares_count_those_with_a_year():
    years = [*[1984.0] * 4, *[1985.0] * 2, *[2000.0] * 4, None, None]
    shares = outlook.ledger_shares(facilities(years)).set_index("year")
    # At the end of March 2035 the fiscal year is 2034: those of 1984 are 50 years old, those of 1985 are not yet.
    assert shares["share"].to_dict() == {2025: 0, 2030: 0, 2035: 0.4, 2040: 0.6, 2045: 0.6}
    assert set(shares["known"]) == {10} and set(shares["held"]) == {12}


def test_pipes_count_by_length_and_few_facilities_make_no_share():
    long = outlook.ledger_shares(facilities([1970.0] * 5 + [2010.0] * 5, [30.0] * 5 + [10.0] * 5))
    assert long.set_index("year").loc[2030, "share"] == 0.75
    assert outlook.ledger_shares(facilities([1970.0] * 9 + [None])).empty


def test_municipalities_projected_together():
    joint = {"99999": frozenset({"990019", "990027"})}
    areas = ["990035", "99999"]
    assert outlook.projected_codes(["990019", "990027", "990035"], areas, joint) == (["990035", "99999"], [])
    assert outlook.projected_codes(["990019", "990035"], areas, joint) == (["990035"], ["990019"])
    assert outlook.projected_codes([], areas, joint) == ([], [])


def test_who_is_left_of_the_staff_brought():
    staff = pd.DataFrame([dict.fromkeys(BANDS, 0) | {"age_55": 5, "age_20": 5}])
    left = outlook.retiring(staff, Assumptions(2025, leaving_rate=0, retirement_age=60, reemployed_share=0))
    assert left.to_dict() == {2025: 10, 2030: 5, 2035: 5, 2040: 5, 2045: 5}
    assert outlook.retiring(staff, Assumptions(2050)).empty


def test_the_sentence_names_year_people_and_span():
    said = outlook.sentence(
        "甲市", outlook.table(known()), 2035, load=("bridges", "職員100人当たりの橋", "橋", 0)
    )
    assert said == (
        "2035年の甲市の人口は8,000人（2025年より20%減）と推計されています。"
        "職員100人当たりの橋は、いまの200橋から、職員の前提により99〜258橋になります。"
    )
