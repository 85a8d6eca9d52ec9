"""What is to come for a place at 2030, 2035, 2040 and 2045: people, old facilities, staff and the load per head.

People are as projected by others; the rest is arithmetic on assumptions that are said (SCENARIOS, the stock of today stays as it is),
no forecast. A municipality projected only together with others has no figure of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis import ageing, few, workforce
from analysis.sentences import written

YEARS = (2030, 2035, 2040, 2045)
BASE_YEAR = 2025  # of the projection, the nearest to today
FLAT, TREND, PER_RESIDENT = "flat", "trend", "per_resident"
SCENARIOS = (FLAT, TREND, PER_RESIDENT)
RETIRING = "retiring"  # of staff whose ages a reader brought
PER = 100  # staff
MANY = 100_000  # people; from here on they are told in ten thousands
STAFF_DAY, PROJECTION_DAY = 0.25, 0.75  # 1 April and 1 October as parts of a year
COLUMNS = ["item", "scenario", "year", "value", "basis", "as_of"]


@dataclass(frozen=True)
class Stock:
    """How much there is of what is looked after: bridges, km of road, of the municipalities where it is known; staff: theirs, when last
    counted."""

    item: str
    amount: float
    staff: float
    as_of: date | None


@dataclass(frozen=True)
class Known:
    """What is known of a place today. people: by year as projected, None where there is no projection. staff: persons by year, on
    1 April of each. stocks: what they look after. shares: as `ledger_shares` and `published_shares` together."""

    people: pd.Series | None
    staff: pd.Series
    stocks: tuple[Stock, ...]
    shares: pd.DataFrame
    projected_on: date | None = None


def projected_codes(
    codes: Iterable[str], projected: Iterable[str], joint: Mapping[str, frozenset[str]]
) -> tuple[list[str], list[str]]:
    """The codes under which these municipalities are projected, and those of them that have no projection.

    joint: code of municipalities projected as one → its municipalities; it stands for them where all of them are asked for.
    """
    wanted, known = set(codes), set(projected)
    found = wanted & known
    missing = wanted - known
    for code, members in joint.items():
        if members and members <= missing and code in known:
            found, missing = found | {code}, missing - members
    return sorted(found), sorted(missing)


def staff_ahead(staff: pd.Series, people: pd.Series | None) -> pd.DataFrame:
    """Staff under each of SCENARIOS (columns) on 1 April of YEARS (index); null where a scenario has no ground.

    staff: persons by year, oldest first. flat: as many as last counted. trend: the yearly rate between the first and the last count
    goes on. per_resident: as many per resident as when last counted; the projection is read between its dates as a straight line.
    """
    ahead = pd.DataFrame(np.nan, index=pd.Index(YEARS, name="year"), columns=list(SCENARIOS))
    known = staff.dropna()
    if known.empty:
        return ahead
    first, last = int(known.index[0]), int(known.index[-1])
    now = float(known.iloc[-1])
    ahead[FLAT] = now
    rate = yearly_rate(known)
    if rate is not None:
        ahead[TREND] = [now * (1 + rate) ** (year - last) for year in YEARS] if last > first else np.nan
    if people is not None:
        then = _between(people, last + STAFF_DAY)
        if then:
            ahead[PER_RESIDENT] = [now * people.get(year, np.nan) / then for year in YEARS]
    return ahead


def yearly_rate(staff: pd.Series) -> float | None:
    """The yearly rate of change between the first and the last count (0.01 is one percent more a year); None where there is none."""
    known = staff.dropna()
    if len(known) < 2 or known.iloc[0] <= 0:
        return None
    years = int(known.index[-1]) - int(known.index[0])
    return float((known.iloc[-1] / known.iloc[0]) ** (1 / years) - 1)


def _between(people: pd.Series, when: float) -> float | None:
    """The projection at a time (2024.25 is 1 April 2024), as a straight line between its dates; None outside them."""
    known = people.dropna()
    dates = known.index.to_numpy(dtype=float) + PROJECTION_DAY
    if known.empty or not dates[0] <= when <= dates[-1]:
        return None
    return float(np.interp(when, dates, known.to_numpy(dtype=float)))


def published_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """National shares of facilities 50 years or older at YEARS: what is printed, between two of its dates a straight line (an
    estimate), null after the last.

    shares: facility_kind, observation_date, share_50_years. Columns: facility_kind, year, share (0–1), basis, as_of (of the count).
    """
    rows = []
    for kind, own in shares.groupby("facility_kind", sort=False):
        points = own.set_index(own["observation_date"].dt.year)["share_50_years"].sort_index()
        counted = own["observation_date"].min().date()
        for year in (int(points.index[0]), *YEARS):
            is_inside = points.index[0] <= year <= points.index[-1]
            share = float(np.interp(year, points.index, points)) if is_inside else float("nan")
            basis = "published" if year in points.index else "estimated"
            rows.append((kind, year, share, basis, counted))
    return pd.DataFrame(rows, columns=["facility_kind", "year", "share", "basis", "as_of"])


def ledger_shares(facilities: pd.DataFrame) -> pd.DataFrame:
    """Shares of the facilities in ledgers that are 50 years or older at the end of March of YEARS, all of them still in use.

    facilities: facility_kind, built_fiscal_year (null where unknown), amount (how much each counts), as_of. Kinds of which fewer than
    few.RATIO_OF have a known year are left out. Columns as `published_shares`, and known (with a year), held (all); the first year is that of the newest ledger.
    """
    rows = []
    for kind, own in facilities.groupby("facility_kind", sort=False):
        built = own["built_fiscal_year"]
        if built.count() < few.RATIO_OF:
            continue
        counted = own["as_of"].max()
        now = counted.year if counted.month < 4 else counted.year + 1  # the March that ends its fiscal year
        for year in dict.fromkeys((now, *YEARS)):
            aged = ageing.aged_share(built, year - 1, year - 1, amounts=own["amount"])
            share = float(aged["share"].iloc[0])
            rows.append((kind, year, share, "derived", counted.date(), int(built.count()), len(own)))
    return pd.DataFrame(rows, columns=["facility_kind", "year", "share", "basis", "as_of", "known", "held"])


def table(known: Known) -> pd.DataFrame:
    """Everything at today's date and at YEARS, one row per value (COLUMNS).

    item: population (persons), aged:<facility_kind> (0–1), staff (persons), and per stock the load per PER staff. scenario: of staff
    and loads, else "". basis: published, derived or estimated; as_of: the day of what the value rests on.
    """
    rows = [*_people(known), *_shares(known), *_staff(known)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _people(known: Known) -> list[tuple[object, ...]]:
    if known.people is None:
        return []
    years = [year for year in (BASE_YEAR, *YEARS) if year in known.people.index]
    return [
        ("population", "", year, float(known.people[year]), "estimated", known.projected_on) for year in years
    ]


def _shares(known: Known) -> list[tuple[object, ...]]:
    return [
        (f"aged:{one['facility_kind']}", "", int(one["year"]), one["share"], one["basis"], one["as_of"])
        for one in known.shares.to_dict("records")
    ]


def _staff(known: Known) -> list[tuple[object, ...]]:
    counted = known.staff.dropna()
    if counted.empty:
        return []
    last, now = int(counted.index[-1]), float(counted.iloc[-1])
    day = date(last, 4, 1)
    ahead = staff_ahead(counted, known.people)
    rows: list[tuple[object, ...]] = [("staff", "", last, now, "published", day)]
    rows += [
        ("staff", scenario, year, ahead[scenario][year], "estimated", day)
        for scenario in SCENARIOS
        for year in YEARS
    ]
    for stock in known.stocks:
        if pd.isna(stock.amount) or stock.staff <= 0 or now <= 0:
            continue
        load = stock.amount / stock.staff * PER
        rows.append((stock.item, "", last, load, "derived", stock.as_of))
        for scenario in SCENARIOS:
            left = (ahead[scenario] / now).where(ahead[scenario] > 0)
            rows += [
                (stock.item, scenario, year, load / left[year], "estimated", stock.as_of) for year in YEARS
            ]
    return rows


def retiring(staff: pd.DataFrame, assumed: workforce.Assumptions) -> pd.Series:
    """How many of the staff whose ages were brought are there at the count and at YEARS, nobody hired; by year.

    staff: one column of persons per band of workforce.BANDS.
    """
    years = max(YEARS) - assumed.fiscal_year
    if years <= 0 or staff.empty:
        return pd.Series(dtype=float)
    ahead = workforce.outlook(staff[list(workforce.BANDS)].sum(), assumed, years).set_index("fiscal_year")
    wanted = [assumed.fiscal_year, *(year for year in YEARS if year > assumed.fiscal_year)]
    return ahead.loc[wanted, "todays"]


def at(rows: pd.DataFrame, item: str, year: int) -> pd.Series:
    """The values of an item in a year by scenario. rows: as `table`."""
    own = ((rows["item"] == item) & (rows["year"] == year)).to_numpy()
    return pd.Series(
        rows["value"].array[own], pd.Index(rows["scenario"].array[own], name="scenario"), name="value"
    )


def today(rows: pd.DataFrame, item: str) -> float:
    """The value of an item before YEARS; null where there is none."""
    own = rows["value"].array[((rows["item"] == item) & ~rows["year"].isin(YEARS)).to_numpy()]
    return float(own[0]) if len(own) else float("nan")


def sentence(name: str, rows: pd.DataFrame, year: int, *, load: tuple[str, str, str, int]) -> str:
    """What the year brings, in one sentence or two, from the rows of `table`. load: item, what is said of it, unit, decimals."""
    item, label, unit, digits = load
    begin = f"{year}年の{name}の人口は、将来推計が公表されていないため分かりません。"
    people, now = at(rows, "population", year), today(rows, "population")
    if len(people):
        change = people.iloc[0] / now - 1 if now > 0 else float("nan")
        begin = f"{year}年の{name}の人口は{_people_ja(people.iloc[0])}（{_change_ja(change)}）と推計されています。"
    loads = at(rows, item, year).dropna()
    if loads.empty:
        return begin
    before = today(rows, item)
    low, high = (written(end, unit, digits) for end in (loads.min(), loads.max()))
    span = low if low == high else f"{low.removesuffix(unit)}〜{high}"
    return f"{begin}{label}は、いまの{written(before, unit, digits)}から、職員の前提により{span}になります。"


def _people_ja(count: float) -> str:
    return (
        written(count, "人", 0)
        if count < MANY
        else written(count / 10_000, "万人", 0 if count >= 10 * MANY else 1)
    )


def _change_ja(change: float) -> str:
    percent = f"{abs(change):.0%}"
    if pd.isna(change) or percent == "0%":
        return f"{BASE_YEAR}年とほぼ同じ"
    return f"{BASE_YEAR}年より{percent}{'減' if change < 0 else '増'}"
