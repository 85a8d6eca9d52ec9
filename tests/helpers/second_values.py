"""Every metric computed a second time, in pandas from the tidy tables that ship with the project: none of its SQL, readers or formulas,
but for the model of technical staff, which is asked directly.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import staffing_estimate
from analysis.staffing_model import Share

DATA = Path(__file__).parents[2] / "data"


@cache
def tidy(source_id: str) -> pd.DataFrame:
    return pd.read_parquet(DATA / "snapshot" / f"{source_id}.parquet")


def amounts(lg_code, as_of, amount) -> pd.DataFrame:
    """One row per municipality and date with an amount."""
    table = pd.DataFrame({"lg_code": lg_code, "as_of": as_of, "amount": amount}).dropna(subset="amount")
    return table.assign(
        as_of=pd.to_datetime(table["as_of"]).astype("datetime64[s]"), amount=table["amount"].astype(float)
    ).reset_index(drop=True)


def on(table: pd.DataFrame, day: str) -> pd.DataFrame:
    return table[table["as_of"] == pd.Timestamp(day)]


def after(table: pd.DataFrame, day: str) -> pd.DataFrame:
    return table[table["as_of"] > pd.Timestamp(day)]


def days(years: pd.Series, month_and_day: str) -> pd.Series:
    return pd.to_datetime(years.astype(str) + month_and_day)


def census_table(variable: str, month_and_day: str) -> pd.DataFrame:
    """A variable of SSDSE, each year as its newest edition prints it."""
    table = tidy("nstac_ssdse_a").query("variable == @variable").sort_values("edition")
    table = table.drop_duplicates(["lg_code", "year"], keep="last")
    return amounts(table["lg_code"], days(table["year"], month_and_day), table["value"])


def staff() -> pd.DataFrame:
    return census_table("general_admin_staff", "-04-01")


def residents() -> pd.DataFrame:
    card, age = tidy("mic_settlement_card"), tidy("mic_resident_age")
    return pd.concat(
        [
            amounts(card["lg_code"], "2023-01-01", card["population_registered_before"]),
            amounts(card["lg_code"], "2024-01-01", card["population_registered"]),
            amounts(age["lg_code"], age["as_of"], age["population"]),
        ],
        ignore_index=True,
    )


def elderly() -> pd.DataFrame:
    age = tidy("mic_resident_age")
    return amounts(age["lg_code"], age["as_of"], age["population_65"])


def areas() -> pd.DataFrame:
    area = tidy("gsi_area")
    return amounts(area["lg_code"], area["as_of"], area["area_km2"])


def infrastructure(column: str, later_by: int, month_and_day: str = "-03-31") -> pd.DataFrame:
    table = tidy("municipal_infrastructure")
    return amounts(
        table["lg_code"], days(table["fiscal_year"] + later_by, month_and_day), table[column].astype(float)
    )


def bridges(column: str) -> pd.DataFrame:
    return on(infrastructure(column, 1), "2025-03-31")


def road_km() -> pd.DataFrame:
    metres = infrastructure("road_length_m", 0)
    return metres.assign(amount=metres["amount"] / 1000)


def water_pipes() -> pd.DataFrame:
    return infrastructure("water_pipe_overage_share", 1).query("amount.notna()")


def public_works() -> pd.DataFrame:
    early = census_table("public_works_expenditure_yen", "-03-31")
    early["as_of"] += pd.DateOffset(years=1)
    late = infrastructure("public_works_expenditure_yen", 1)
    return pd.concat([early, late]).drop_duplicates(["lg_code", "as_of"], ignore_index=True)


def road_expenditure(share: bool) -> pd.DataFrame:
    table = tidy("civil_works_expenditure").query("item_ja == '道路橋りょう費'")
    amount = table["amount_yen"] * (table["maintenance_share"] if share else 1)
    return amounts(table["lg_code"], days(table["fiscal_year"] + 1, "-03-31"), amount)


def housing_expenditure() -> pd.DataFrame:
    table = tidy("civil_works_expenditure").query("item_ja == '住宅費'")
    return amounts(table["lg_code"], days(table["fiscal_year"] + 1, "-03-31"), table["amount_yen"])


def engineers(occupation: str) -> pd.DataFrame:
    files = [
        ("printed_staff_counts.csv", "is_whole_municipality"),
        ("reported_staff_counts.csv", "is_of_survey"),
    ]
    tables = [(pd.read_csv(DATA / "reference" / name, dtype={"lg_code": str}), flag) for name, flag in files]
    printed = pd.concat([table[table[flag]] for table, flag in tables])
    printed = printed[printed["occupation"] == occupation]
    return amounts(printed["lg_code"], printed["as_of"], printed["staff_count"])


def fiscal(indicator: str) -> pd.DataFrame:
    table = tidy("mic_fiscal_indicators").query("indicator == @indicator")
    table = table[table["lg_code"].isin(tidy("mic_lg_codes")["lg_code"])]
    return amounts(table["lg_code"], days(table["fiscal_year"] + 1, "-03-31"), table["value"])


def depreciation_rates() -> pd.DataFrame:
    table = tidy("asset_depreciation_rates")
    ends = days(table["fiscal_year"] + 1, "-03-31")
    return amounts(table["lg_code"], ends, table["tangible_asset_depreciation_rate"])


def skilled_workers() -> pd.DataFrame:
    card = tidy("mic_settlement_card")
    return amounts(card["lg_code"], "2023-04-01", card["skilled_workers"].astype(float))


def projected(year: int) -> pd.DataFrame:
    table = tidy("ipss_population_projection").query(
        "variable == 'population' and year == @year and area_code != '07999'"
    )
    return amounts(table["area_code"], "2023-12-22", table["value"])


def ledger(aged: bool) -> pd.DataFrame:
    """Bridges with a known year, or those of them that are 50 years or older, by where they stand."""
    yamaguchi = tidy("yamaguchi_bridges").set_index("bridge_id")
    original = tidy("yamaguchi_city_bridges").set_index("bridge_id")["built_fiscal_year"]
    yamaguchi["built_fiscal_year"] = yamaguchi["built_fiscal_year"].fillna(original)
    yashio = tidy("xroad_bridges")
    counts = []
    for bridges_held, as_of, fiscal_year in ((yamaguchi, "2023-06-30", 2023), (yashio, "2026-08-06", 2026)):
        known = bridges_held.dropna(subset="built_fiscal_year")
        is_aged = (fiscal_year - known["built_fiscal_year"] >= 50).astype(int)
        count = is_aged.groupby(known["location_lg_code"]).agg("sum" if aged else "count")
        counts.append(amounts(count.index, as_of, count.to_numpy()))
    return pd.concat(counts, ignore_index=True)


@dataclass
class Second:
    """How a metric is computed the second time."""

    numerator: pd.DataFrame
    denominator: pd.DataFrame | None = None
    times: float = 1
    less: float = 0
    of_any_date: bool = False

    def values(self) -> pd.DataFrame:
        table = self.numerator.rename(columns={"amount": "numerator"}).sort_values("as_of")
        if self.denominator is None:
            return table.assign(denominator=float("nan"), denominator_as_of=pd.NaT, value=table["numerator"])
        below = self.denominator.rename(columns={"amount": "denominator"}).sort_values("as_of")
        below["denominator_as_of"] = below["as_of"]
        if self.of_any_date:
            table = table.merge(below.drop(columns="as_of"), on="lg_code")
        else:
            table = table.merge(below, on="lg_code", suffixes=("", "_below"))
            apart = (table["as_of_below"] - table["as_of"]).dt.days
            table = table.assign(far=apart.abs() > 180, apart=apart.abs())[(apart <= 0) | (apart <= 180)]
            table = table.sort_values(["far", "apart", "as_of_below"]).drop_duplicates(["lg_code", "as_of"])
        known = table["denominator"].replace(0, float("nan"))  # nobody: no value per person
        return table.assign(value=table["numerator"] / known * self.times - self.less)


@cache
def estimates() -> pd.DataFrame:
    """The model asked directly, with what it needs put together from the tidy tables."""
    codes, card = tidy("mic_lg_codes"), tidy("mic_settlement_card")
    wards_and_designated = card[card["similar_type"].isin(["政令指定都市", "特別区"])]["lg_code"]
    works = public_works().sort_values("as_of").drop_duplicates("lg_code", keep="last")
    roads = road_km().sort_values("as_of").drop_duplicates("lg_code", keep="last")
    parts = {
        "general_admin_staff": on(staff(), "2024-04-01").set_index("lg_code")["amount"],
        "population": tidy("mic_resident_population").set_index("lg_code")["population"],
        "area_km2": tidy("gsi_area").set_index("lg_code")["area_km2"],
        "public_works_expenditure_yen": works.set_index("lg_code")["amount"],
        "road_km": roads.set_index("lg_code")["amount"],
    }
    places = (
        codes[["lg_code", "municipality_name"]]
        .sort_values("lg_code")
        .set_index("lg_code", drop=False)
        .assign(**parts)
    )
    last = places["municipality_name"].str[-1].map({"町": "town", "村": "village"}).fillna("city")
    places["kind"] = last.mask(places["lg_code"].isin(wards_and_designated), "city")
    counts = pd.DataFrame(
        {
            name: engineers(name).set_index("lg_code")["amount"]
            for name in ("civil_engineers", "technical_staff")
        }
    )
    return staffing_estimate.estimate(
        places.reset_index(drop=True),
        counts.rename_axis("lg_code").reset_index(),
        published_shares(),
    ).table


def published_shares() -> list[Share]:
    """In the order in which the build takes them: another order changes the last digits."""
    civil, architectural = "civil_engineers", "architectural_engineers"
    classes = [
        (architectural, 0, 2000, 0.875),
        (architectural, 10000, 30000, 0.5),
        (civil, 0, 2000, 0.775),
        (civil, 0, 10000, 0.5),
        (civil, 10000, 30000, 0.225),
    ]
    kinds = [("city", 40 / 815), ("town", 262 / 743), ("village", 131 / 183)]
    return [
        Share(0.5, limit=5),
        *[
            Share(
                share,
                0,
                occupation,
                population_from=low,
                population_below=high,
                tolerance=0.05,
                is_exact=False,
            )
            for occupation, low, high, share in classes
        ],
        *[Share(share, kinds=(kind,)) for kind, share in kinds],
    ]


def estimated(column: str) -> "Second":
    table = estimates().query("not is_counted")
    return Second(amounts(table["lg_code"], "2024-04-01", table[column]))


SECOND = {
    "general_admin_staff": lambda: Second(staff()),
    "general_admin_staff_per_1000_residents": lambda: Second(staff(), residents(), times=1000),
    "general_admin_staff_change": lambda: Second(
        after(staff(), "2021-04-01"), on(staff(), "2021-04-01"), less=1
    ),
    "civil_engineers": lambda: Second(engineers("civil_engineers")),
    "architectural_engineers": lambda: Second(engineers("architectural_engineers")),
    "technical_staff": lambda: Second(engineers("technical_staff")),
    "technical_staff_zero_probability": lambda: estimated("zero_probability"),
    "technical_staff_five_or_fewer_probability": lambda: estimated("five_or_fewer_probability"),
    "bridges_per_civil_engineer": lambda: Second(bridges("bridges_inspected"), engineers("civil_engineers")),
    "road_km_per_civil_engineer": lambda: Second(road_km(), engineers("civil_engineers")),
    "bridges_per_100_general_staff": lambda: Second(bridges("bridges_inspected"), staff(), times=100),
    "road_km_per_100_general_staff": lambda: Second(road_km(), staff(), times=100),
    "bridges_managed": lambda: Second(bridges("bridges_inspected")),
    "bridge_action_needed_share": lambda: Second(
        bridges("bridges_action_needed"), bridges("bridges_inspected")
    ),
    "bridge_50_years_share": lambda: Second(ledger(aged=True), ledger(aged=False)),
    "water_pipe_overage_share": lambda: Second(water_pipes()),
    "tangible_asset_depreciation_rate": lambda: Second(depreciation_rates()),
    "skilled_workers": lambda: Second(skilled_workers()),
    "construction_establishments": lambda: Second(census_table("construction_establishments", "-06-01")),
    "construction_employees": lambda: Second(census_table("construction_employees", "-06-01")),
    "construction_establishments_per_100_bridges": lambda: Second(
        on(census_table("construction_establishments", "-06-01"), "2021-06-01"),
        bridges("bridges_inspected"),
        times=100,
        of_any_date=True,
    ),
    "bridges_action_needed_per_100_general_staff": lambda: Second(
        bridges("bridges_action_needed"), staff(), times=100
    ),
    "public_works_expenditure_per_resident": lambda: Second(public_works(), residents()),
    "public_works_expenditure_change": lambda: Second(
        after(public_works(), "2016-03-31"), on(public_works(), "2016-03-31"), less=1
    ),
    "road_bridge_maintenance_share": lambda: Second(
        road_expenditure(share=True), road_expenditure(share=False)
    ),
    "fiscal_strength_index": lambda: Second(fiscal("fiscal_strength_index")),
    "current_balance_ratio": lambda: Second(fiscal("current_balance_ratio")),
    "real_debt_service_ratio": lambda: Second(fiscal("real_debt_service_ratio")),
    "future_burden_ratio": lambda: Second(fiscal("future_burden_ratio")),
    "population": lambda: Second(residents()),
    "population_65_share": lambda: Second(elderly(), residents()),
    "population_2050_index": lambda: Second(projected(2050), projected(2020), times=100),
    "residents_per_km2": lambda: Second(residents(), areas(), of_any_date=True),
    "area_km2": lambda: Second(areas()),
    "engineers": lambda: Second(pd.concat([engineers("technical_staff"), engineers("civil_engineers")])),
    "technical_staff_estimate": lambda: estimated("median"),
    "bridges_action_needed": lambda: Second(bridges("bridges_action_needed")),
    "road_km": lambda: Second(road_km()),
    "park_area_m2": lambda: Second(infrastructure("park_area_m2", 0)),
    "sewered_population": lambda: Second(infrastructure("sewered_population", 0)),
    "public_housing_units": lambda: Second(infrastructure("public_housing_units", 0)),
    "public_works_expenditure_yen": lambda: Second(public_works()),
    "road_bridge_expenditure_yen": lambda: Second(road_expenditure(share=False)),
    "road_bridge_maintenance_yen": lambda: Second(road_expenditure(share=True)),
    "housing_expenditure_yen": lambda: Second(housing_expenditure()),
}
