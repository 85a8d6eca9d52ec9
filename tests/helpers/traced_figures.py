"""What pages must show of each metric, worked out a second time from the snapshot: value, mark, rank, median, dates, words.

Values come from `second_values`; marks, ranks, medians and words are made here, of the declarations (labels, units, decimals) alone. Nothing of
the project's own arithmetic is used.
"""

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from second_values import SECOND, tidy

DECLARED = Path(__file__).parents[2] / "etl" / "metrics"
# Those of ledgers have no value before one is brought: none ships but of bridges.
METRICS: dict[str, dict[str, Any]] = {
    path.stem: metric
    for path in sorted(DECLARED.glob("*.yaml"))
    if not (metric := yaml.safe_load(path.read_text("utf-8"))).get("of_ledgers")
}
EVERY_PLACE = 4 * 3600  # seconds a test may take: all 1,741 one after the other, on a busy machine
AREAS = {"nation": 0, "prefecture": 2}  # how many letters of a code name the area
MARKS_JA = {
    "managed_by_prefecture": "都道府県が管理する橋",
    "managed_by_several": "国・都道府県などが管理する橋を含む",
    "zero_of_pipes": "経年管なし、または台帳なしの可能性",
    "jump": "前の時点から大きく変化",
    "out_of_bounds": "あり得る範囲の外",
}
PROJECTED = "population_2050_index"


def scale(metric: dict[str, Any]) -> int:
    return 100 if metric["unit"] == "share" else 1


def unit(metric: dict[str, Any]) -> str:
    return "%" if metric["unit"] == "share" else metric["unit"]


def as_printed(value: float, metric: dict[str, Any]) -> Decimal:
    """A value on the scale shown, half rounded away from zero to the decimals declared."""
    exact = Decimal(f"{value:.9f}") * scale(metric)
    return exact.quantize(Decimal(1).scaleb(-metric["digits"]), ROUND_HALF_UP)


def written(value: float, metric: dict[str, Any]) -> str:
    """A value as a reader sees it."""
    if pd.isna(value):
        return "データなし"
    printed = as_printed(value, metric)
    return f"{printed if printed else abs(printed):,}{unit(metric)}"


def when(day: pd.Timestamp, of_year: bool) -> str:
    """A day; of what belongs to a fiscal year that ends on it, the year."""
    return f"{day.year - (day.month < 4)}年度" if of_year else f"{day.year}年{day.month}月{day.day}日"


def both_dates(row: Any, metric: dict[str, Any]) -> tuple[str, str]:
    """The date of a value, and that of its denominator where it is another."""
    first = when(row.as_of, metric["numerator"].get("fiscal_year", False))
    if pd.isna(row.denominator_as_of):
        return first, ""
    second = when(row.denominator_as_of, metric["denominator"].get("fiscal_year", False))
    return first, "" if second == first else second


def short_dates(row: Any, metric: dict[str, Any]) -> str:
    first, second = both_dates(row, metric)
    return f"{first}（分母は{second}）" if second else first


def missing_words(row: Any, metric: dict[str, Any]) -> str:
    """「5%未満」 of a value of which only a bound is known."""
    return f"{written(row.less_than, metric)}未満"


def mark_words(row: Any) -> str:
    words = [
        f"母数{row.denominator:,.0f}" if one == "few" else MARKS_JA[one] for one in row.mark.split(",") if one
    ]
    return "・".join(words)


def value_words(row: Any, metric: dict[str, Any]) -> str:
    """A value with its mark, or the bound of it."""
    if pd.notna(row.less_than):
        return missing_words(row, metric)
    mark = mark_words(row)
    return written(row.value, metric) + (f"（{mark}）" if mark else "")


@cache
def newest(metric_id: str) -> pd.DataFrame:
    """By code: value, numerator, denominator, as_of, denominator_as_of, less_than, mark, compared (null where marked or not rankable), printed,
    and for each area: rank, of, ties, below, median, highest_median."""
    metric = METRICS[metric_id]
    table = every_date(metric_id)
    by = table.groupby("lg_code")["as_of"] if metric.get("has_mixed_dates") else table["as_of"]
    table = table[table["as_of"] == (by.transform("max") if metric.get("has_mixed_dates") else by.max())]
    table = table.set_index("lg_code").sort_index()
    assert table.index.is_unique, metric_id
    is_marked = table["mark"] != ""
    bound = 0.0 if (table["less_than"].min() <= table["value"].min()) else float("nan")
    table["compared"] = table["value"].fillna(table["less_than"] * 0 + bound).mask(is_marked)
    table["lowest"] = table["value"].fillna(table["less_than"] * 0).mask(is_marked)
    table["highest"] = table["value"].fillna(table["less_than"]).mask(is_marked)
    table["printed"] = table["compared"].map(lambda one: as_printed(one, metric), na_action="ignore")
    for area, letters in AREAS.items():
        _rank(table, area, letters)
    return table


def _rank(table: pd.DataFrame, area: str, letters: int) -> None:
    keys = table.index.str[:letters]
    ordered = {key: sorted(own.dropna()) for key, own in table.groupby(keys)["printed"]}
    own = [(ordered[key], value) for key, value in zip(keys, table["printed"], strict=True)]
    known = [(others, value) for others, value in own if not pd.isna(value)]
    table[f"of_{area}"] = [len(others) for others, _ in own]
    at = table.index[table["printed"].notna()]
    table[f"rank_{area}"] = pd.Series([len(a) - bisect_right(a, v) + 1 for a, v in known], at, dtype=float)
    table[f"below_{area}"] = pd.Series([bisect_left(a, v) for a, v in known], at, dtype=float)
    table[f"ties_{area}"] = table[f"of_{area}"] - table[f"rank_{area}"] - table[f"below_{area}"]
    for name, column in (("median", "lowest"), ("highest_median", "highest")):
        middles = {key: middle(values) for key, values in table.groupby(keys)[column]}
        table[f"{name}_{area}"] = [middles[key] for key in keys]


def middle(values: pd.Series) -> float:
    known = values.dropna()
    return statistics.median(known) if len(known) else float("nan")


@cache
def every_date(metric_id: str) -> pd.DataFrame:
    """All dates: lg_code, as_of, denominator_as_of, numerator, denominator, value, less_than, mark."""
    table = SECOND[metric_id]().values()
    table = pd.concat([table.assign(less_than=float("nan")), BOUNDED.get(metric_id, no_bounds)()])
    table = table.sort_values(["lg_code", "as_of"], ignore_index=True)
    marks = [
        marks_of_managers(metric_id, table),
        marks_of_few(metric_id, table),
        *implausible(metric_id, table),
    ]
    table["mark"] = [",".join(one for one in own if one) for own in zip(*marks, strict=True)]
    return table


def marks_of_few(metric_id: str, table: pd.DataFrame) -> pd.Series:
    metric = METRICS[metric_id]
    is_of_bridges = metric["kind"] == "ratio" and metric["denominator"]["unit"] == "橋"
    return (table["denominator"] < 10).map({True: "few" if is_of_bridges else "", False: ""})


def marks_of_managers(metric_id: str, table: pd.DataFrame) -> pd.Series:
    """Whose the bridges of a ledger are, by where they stand, where they are not all the municipality's."""
    if metric_id != "bridge_50_years_share":
        return pd.Series("", table.index)
    held = pd.concat([tidy("yamaguchi_bridges"), tidy("xroad_bridges")])
    marks = {}
    for lg_code, own in held.groupby("location_lg_code"):
        if not (own["manager_lg_code"] == lg_code).all():
            is_prefectures = (own["manager_kind"] == "prefecture").all()
            marks[lg_code] = "managed_by_prefecture" if is_prefectures else "managed_by_several"
    return table["lg_code"].map(marks).fillna("")


IMPLAUSIBLE = {  # zero, jump from the possible value before, most
    "water_pipe_overage_share": ("zero_of_pipes", 0.15, 1),
    "tangible_asset_depreciation_rate": ("", 15, 100),
}


def implausible(metric_id: str, table: pd.DataFrame) -> list[list[str]]:
    """Three marks of each value: of zero, of a jump, of what cannot be."""
    if metric_id not in IMPLAUSIBLE:
        return []
    zero, jump, most = IMPLAUSIBLE[metric_id]
    marks: list[list[str]] = [[], [], []]
    before: dict[str, float] = {}
    for lg_code, value in zip(table["lg_code"], table["value"], strict=True):
        is_possible = value <= most
        jumped = is_possible and lg_code in before and abs(value - before[lg_code]) > jump
        for own, mark in zip(
            marks,
            (zero if value == 0 else "", "jump" if jumped else "", "" if is_possible else "out_of_bounds"),
            strict=True,
        ):
            own.append(mark)
        if is_possible:
            before[lg_code] = value
    return marks


def no_bounds() -> pd.DataFrame:
    return pd.DataFrame()


def below_five_percent(is_yen: bool) -> pd.DataFrame:
    """Road expenditure of which no share of maintenance is printed though one of construction is: below 5 %."""
    roads = tidy("civil_works_expenditure").query("item_ja == '道路橋りょう費'")
    open_ones = roads[roads["maintenance_share"].isna() & roads["construction_share"].notna()]
    ends = pd.to_datetime((open_ones["fiscal_year"] + 1).astype(str) + "-03-31").astype("datetime64[s]")
    yen = open_ones["amount_yen"].astype(float)
    return pd.DataFrame(
        {
            "lg_code": open_ones["lg_code"],
            "as_of": ends,
            "denominator_as_of": pd.NaT if is_yen else ends,
            "denominator": float("nan") if is_yen else yen,
            "less_than": yen * 0.05 if is_yen else 0.05,
        }
    )


BOUNDED: dict[str, Callable[[], pd.DataFrame]] = {
    "road_bridge_maintenance_share": lambda: below_five_percent(is_yen=False),
    "road_bridge_maintenance_yen": lambda: below_five_percent(is_yen=True),
}


@cache
def places() -> pd.DataFrame:
    """The 1,741 municipalities by code, from the official list."""
    codes = tidy("mic_lg_codes").set_index("lg_code").sort_index()
    assert len(codes) == 1_741
    return codes.assign(prefecture_code=codes.index.str[:2])


def row_of(metric_id: str, lg_code: str) -> Any | None:
    """The traced row of a municipality; None where it has no value."""
    return rows_by_code(metric_id).get(lg_code)


@cache
def rows_by_code(metric_id: str) -> dict[str, Any]:
    return {row.Index: row for row in newest(metric_id).itertuples()}


def differs(shown: float | None, expected: float | None) -> bool:
    """Whether two numbers are not the same to nine digits; both may be unknown."""
    if shown is None or pd.isna(shown) or expected is None or pd.isna(expected):
        return not ((shown is None or pd.isna(shown)) and (expected is None or pd.isna(expected)))
    return abs(float(shown) - float(expected)) > 1e-9 * max(1.0, abs(float(expected)))
