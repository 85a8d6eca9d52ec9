"""What stands out about a municipality, a prefecture or a group, in Japanese sentences made by rules from its facts.

A sentence names one value, its date and where it stands among others. It never says why, and never whether that is good or bad.
What has no value is not spoken of; `unknown` names it.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import chances, dates, limits, rounding

ENGINEERS = "engineers"
COUNTS = ("technical_staff", "civil_engineers")  # the first that is known is told
ESTIMATE = "technical_staff_estimate"
# Theme → items; of each theme the item furthest from the middle is told. The order is that of the page.
THEMES = {
    "outlook": ("population_2050_index", "population_65_share"),
    "staff": ("general_admin_staff_per_1000_residents", "general_admin_staff_change"),
    "assets": ("tangible_asset_depreciation_rate", "bridge_action_needed_share", "water_pipe_overage_share"),
    "burden": (
        "bridges_per_100_general_staff",
        "road_km_per_100_general_staff",
        "bridges_action_needed_per_100_general_staff",
    ),
    "money": (
        "road_bridge_maintenance_share",
        "public_works_expenditure_change",
        "fiscal_strength_index",
        "current_balance_ratio",
        "real_debt_service_ratio",
        "future_burden_ratio",
    ),
}
ENOUGH = 30  # others with a value; among fewer, a place in the order says little
MIDDLE = 25  # percentiles from the median; nearer than this, only the median is set beside the value
SPOKEN = 3
FINANCE = "money"  # told last of what stands out: this is about staff, facilities and the load per head
PROJECTED = ("population_2050_index",)  # their date is the day of publication

Fact = dict[Hashable, Any]  # a row of facts: see `every`


@dataclass(frozen=True)
class Sentence:
    """theme: `engineers` or one of THEMES. apart: how far from the middle (0–50 percentiles). items: the facts it is made of."""

    theme: str
    text_ja: str
    apart: float
    items: tuple[str, ...]


def every(facts: pd.DataFrame, among_ja: str = "市区町村", is_one_of: bool = True) -> list[Sentence]:
    """One sentence per theme of which anything is known: engineers first, then in the order of THEMES.

    No fact is told twice: of two items with the same numerator (the share of bridges that need action, and their number per staff)
    only the one that comes first in the order of `outstanding` has a sentence; the other theme tells its next item.

    facts: one row per item, with columns
        item (metric_id, or `technical_staff_estimate`), label_ja, numerator_ja (null: no other item counts the same), unit (`share` is 0–1, said in percent), digits,
        value, less_than (of a value below a printing limit; may be left out), as_of (date), low, high (80 % interval) and
        zero_probability (null but for an estimate),
        what analysis.dates.of_value needs to name a second date (may be left out): denominator_as_of, numerator_ja, denominator_ja, kind,
        is_fiscal_year, denominator_is_fiscal_year,
        above, same, below (numbers of others with a higher, the same, a lower value), median (of all compared),
        how (`value`; of several municipalities together `sum`, `ratio` of sums or `median`), covered, members (municipalities).
    among_ja: what it is compared with (市区町村, 都道府県). is_one_of: False for a group, which is none of those.
    """
    known = {row["item"]: row for row in facts[limits.compared(facts).notna()].to_dict("records")}
    first = _engineers(known)
    chosen = _distinct({item: row for item, row in known.items() if _compared(row)})
    placed = [
        Sentence(
            theme, _place(chosen[theme], among_ja, is_one_of), _apart(chosen[theme]), (chosen[theme]["item"],)
        )
        for theme in THEMES
        if theme in chosen
    ]
    return placed if first is None else [first, *placed]


def outstanding(
    facts: pd.DataFrame, among_ja: str = "市区町村", is_one_of: bool = True, count: int = SPOKEN
) -> list[Sentence]:
    """The `count` sentences to open with: who the engineers are, and the themes furthest from the middle; in the order of `every`.

    Finance comes after every other theme that stands out. Of themes equally far, the one that comes first in THEMES. Parameters as
    for `every`.
    """
    found = every(facts, among_ja, is_one_of)
    first = sorted(found, key=lambda one: (one.theme != ENGINEERS, *_order(one.theme, one.apart)))[:count]
    return [sentence for sentence in found if sentence in first]


def unknown(facts: pd.DataFrame) -> str | None:
    """Which of the items a sentence could be about have no value, in one sentence; None when all are known. A marked value (column
    `mark`, where there is one) and one of which bounds are known (column `highest`) are known, though no sentence is about them."""
    items = [item for theme in THEMES.values() for item in theme]
    is_known = limits.compared(facts).notna() | facts.reindex(columns=["mark", "highest"]).notna().any(axis=1)
    missing = facts[facts["item"].isin(items) & ~is_known]
    return None if missing.empty else f"値がないもの：{'、'.join(missing['label_ja'])}。"


def written(value: float, unit: str, digits: int) -> str:
    """A value with its unit, as the page writes it."""
    value = rounding.printed(value, unit, digits)
    return f"{value * 100:,.{int(digits)}f}%" if unit == "share" else f"{value:,.{int(digits)}f}{unit}"


def _distinct(compared: dict[str, Fact]) -> dict[str, Fact]:
    """The item each theme tells, so that no two have the same numerator; a theme may be left without one."""
    rows = [
        (_order(theme, _apart(compared[item])), theme, item)
        for theme, items in THEMES.items()
        for item in items
        if item in compared
    ]
    chosen: dict[str, Fact] = {}
    counted: set[str] = set()
    for _, theme, item in sorted(rows, key=lambda row: row[0]):
        row = compared[item]
        numerator = row.get("numerator_ja")
        if theme not in chosen and numerator not in counted:
            chosen[theme] = row
            counted |= set() if pd.isna(numerator) else {numerator}
    return chosen


def _order(theme: str, apart: float) -> tuple[bool, bool, float]:
    """What is told sooner sorts lower: what stands out, of that finance last, and what is further from the middle."""
    stands_out = apart >= MIDDLE
    return not stands_out, stands_out and theme == FINANCE, -apart


def _engineers(known: dict[str, Fact]) -> Sentence | None:
    """The count where there is one; the estimate for those without, marked as one."""
    counted = next((item for item in COUNTS if item in known), None)
    parts, items = [], []
    if counted is not None:
        row = known[counted]
        basis = "公表値" if row["members"] == 1 else "公表値の計"
        parts.append(
            f"{row['label_ja']}は{_value(row)}（{dates.written(row['as_of'])}現在、{basis}{_coverage(row)}）"
        )
        items.append(counted)
    if ESTIMATE in known:
        row = known[ESTIMATE]
        whose = "実数が未収録の団体の" if counted is not None else ""
        words = chances.staff(row["zero_probability"], row["value"], row["low"], row["high"])
        lead = "" if counted is not None else "実数が未収録で、"
        parts.append(
            f"{whose}技術系職員は{lead}推計では{words}（{dates.written(row['as_of'])}現在{_coverage(row)}）"
        )
        items.append(ESTIMATE)
    if not parts:
        return None
    zero = counted is not None and ESTIMATE not in known and known[counted]["value"] == 0
    end = "で、1人当たりの値は計算できません。" if zero else "です。"
    return Sentence(ENGINEERS, "、".join(parts) + end, 0.0, tuple(items))


def _place(row: Fact, among_ja: str, is_one_of: bool) -> str:
    """「Aは12.3%（2025年3月31日現在）で、値のある1,722市区町村のうち大きい方から3番目です（中央値8.9%）。」"""
    when = f"{dates.written(row['as_of'])}公表の推計" if row["item"] in PROJECTED else dates.of_value(row)
    begin = f"{row['label_ja']}は{_value(row)}（{when}{_coverage(row)}）"
    others = int(row["above"] + row["same"] + row["below"])
    limit = _limit(row)
    open_median = f"中央値も{limit}" if limit else "中央値は印刷の下限未満"
    known_median = f"中央値{written(row['median'], row['unit'], row['digits'])}"
    median: str = open_median if pd.isna(row["median"]) else known_median
    scope = f"値のある{others + is_one_of:,}{among_ja}"
    if row["same"] == others:
        return f"{begin}で、{scope}はすべて{limit or '同じ値'}です。"
    if _apart(row) < MIDDLE:
        return f"{begin}で、{scope}の{median}です。"
    end, ahead = ("大きい", row["above"]) if row["above"] < row["below"] else ("小さい", row["below"])
    place = f"{end}方から{int(ahead) + 1:,}番目"
    ties = f"、{limit or '同じ値'}がほかに{int(row['same']):,}" if row["same"] else ""
    if is_one_of:
        return f"{begin}で、{scope}のうち{place}です（{median}{ties}）。"
    return f"{begin}で、{scope}の値と並べると{place}にあたります（{median}{ties}）。"


def _value(row: Fact) -> str:
    together = "構成市区町村の中央値で" if row["how"] == "median" and row["members"] > 1 else ""
    return _limit(row) or together + written(row["value"], row["unit"], row["digits"])


def _limit(row: Fact) -> str:
    """「5%未満」 of a value below a printing limit; nothing of others."""
    less_than = row.get("less_than")
    return "" if pd.isna(less_than) else f"{written(less_than, row['unit'], row['digits'])}未満"


def _coverage(row: Fact) -> str:
    """Of how many municipalities a value is made, where some have none."""
    return f"、{row['members']:,}団体のうち{row['covered']:,}団体" if row["covered"] < row["members"] else ""


def _compared(row: Fact) -> bool:
    return bool(row["above"] + row["same"] + row["below"] >= ENOUGH)


def _apart(row: Fact) -> float:
    """Percentiles from the middle, 0–50; those with the same value count half on either side."""
    others = row["above"] + row["same"] + row["below"]
    return float(abs(row["below"] - row["above"]) / others * 50)
