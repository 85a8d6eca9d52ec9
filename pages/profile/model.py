"""What a profile is: facts, each with its date, its kind and its place among others, ready for the screen, the PDF, Excel and slides.

Nothing is drawn here.
"""

from dataclasses import dataclass

import pandas as pd

from analysis import rounding, sentences
from dashboard.shared import text
from japan.facilities import MEASURED_KINDS

# Shown where a ledger of the kind is held.
OF_LEDGERS = tuple(
    f"{kind.kind_id}_{what}"
    for kind in MEASURED_KINDS
    for what in ("held", "aged_share", *["action_needed_share"] * kind.has_soundness)
)
SECTIONS = {
    "outlook": (
        "どんな団体か",
        ("population", "population_65_share", "population_2050_index", "area_km2", "residents_per_km2"),
    ),
    "staff": (
        "担い手",
        (
            "general_admin_staff",
            "general_admin_staff_per_1000_residents",
            "general_admin_staff_change",
            "technical_staff",
            "civil_engineers",
            "technical_staff_estimate",
            "skilled_workers",
            "construction_establishments",
            "construction_employees",
        ),
    ),
    "assets": (
        "施設",
        (
            "road_km",
            "tangible_asset_depreciation_rate",
            "bridges_managed",
            "bridge_action_needed_share",
            "bridge_50_years_share",
            "water_pipe_overage_share",
            *OF_LEDGERS,
        ),
    ),
    "burden": (
        "職員の受け持ち",
        (
            "bridges_per_100_general_staff",
            "road_km_per_100_general_staff",
            "bridges_action_needed_per_100_general_staff",
            "construction_establishments_per_100_bridges",
        ),
    ),
    "money": (
        "お金",
        (
            "public_works_expenditure_per_resident",
            "public_works_expenditure_change",
            "road_bridge_maintenance_share",
            "fiscal_strength_index",
            "current_balance_ratio",
            "real_debt_service_ratio",
            "future_burden_ratio",
        ),
    ),
}
ITEMS = [item for _, items in SECTIONS.values() for item in items]
ESTIMATE = sentences.ESTIMATE


@dataclass(frozen=True)
class Mark:
    """The median of others. order: which of the references it is, the same in every row, though a row may lack one; count: how many
    have a value; percentile: 0–100, null where it has no place on the strip."""

    reference: str
    order: int
    value: float
    value_ja: str
    count: int
    percentile: float


@dataclass(frozen=True)
class Row:
    """One fact as it is read. percentile: 0–100 among those compared, null where there is no strip to draw."""

    section: str
    item: str
    label: str
    unit: str
    digits: int
    higher_is: str
    value: float
    value_ja: str
    basis_ja: str
    as_of_ja: str
    note_ja: str
    place_ja: str
    percentile: float
    marks: tuple[Mark, ...]

    @property
    def is_uncompared(self) -> bool:
        """Whether nothing stands beside the value: an estimate has the room for its interval."""
        return not (self.marks or self.place_ja)

    @property
    def kind_ja(self) -> str:
        """「算出値・2025年3月31日現在・19団体の計」"""
        parts = (self.as_of_ja and self.basis_ja, self.when_ja, self.note_ja)
        return "・".join(part for part in parts if part)

    @property
    def when_ja(self) -> str:
        """「2025年3月31日現在」, 「2024年度」; of a projection the day of its publication."""
        ending = "公表" if self.item in sentences.PROJECTED else "" if "年度" in self.as_of_ja else "現在"
        return self.as_of_ja and self.as_of_ja + ending


@dataclass(frozen=True)
class Series:
    """What was or will be, year by year, in `unit`. points: year, value. known_until: the year after which it is a projection."""

    title: str
    unit: str
    digits: int
    note_ja: str
    source_ids: list[str]
    points: pd.DataFrame
    known_until: int


@dataclass(frozen=True)
class Profile:
    """kind: `muni`, `pref` or `group`. codes: the municipalities. facts: as analysis.sentences takes them."""

    kind: str
    name: str
    codes: list[str]
    about: list[str]
    facts: pd.DataFrame
    rows: list[Row]
    series: list[Series]
    source_ids: list[str]

    @property
    def among(self) -> dict:
        """Options of analysis.sentences: with whom this is compared."""
        return {
            "among_ja": "都道府県" if self.kind == "pref" else "市区町村",
            "is_one_of": self.kind != "group",
        }

    @property
    def sentences(self) -> list[str]:
        """The three sentences to open with."""
        return [one.text_ja for one in sentences.outstanding(self.facts, **self.among)]

    @property
    def unknown(self) -> str | None:
        """What the sentences could not speak of."""
        return sentences.unknown(self.facts)

    @property
    def references(self) -> dict[int, str]:
        """Whose medians stand on the strips, by their order."""
        marks = {
            mark.order: mark.reference for row in self.rows for mark in row.marks if pd.notna(mark.percentile)
        }
        return dict(sorted(marks.items()))

    @property
    def compared_ja(self) -> str:
        """How the strips are to be read."""
        who = {
            "muni": "全国の市区町村の中での位置",
            "pref": "47都道府県の中での位置（市区町村をまとめた値で比べる）",
            "group": "1つの市区町村とみなしたときの、全国の市区町村の中での位置",
        }[self.kind]
        return f"帯は{who}（左端が最小、右端が最大、中央の縦線が中央値）。赤みのある側は、値の向きからみて負担や課題が大きい方の4分の1です。"


def table(profile: Profile) -> pd.DataFrame:
    """All that a profile shows, one row per fact, values on the scale shown; headings in Japanese."""
    references = dict.fromkeys(mark.reference for row in profile.rows for mark in row.marks)
    facts = {fact["item"]: fact for fact in profile.facts.to_dict("records")}
    rows = []
    for row in profile.rows:
        medians = {mark.reference: mark.value for mark in row.marks}
        fact = facts[row.item]
        is_in_words = row.item == ESTIMATE and fact["value"] == 0  # a probability, not a number of people
        rows.append(
            {
                "区分": SECTIONS[row.section][0],
                "項目": row.label,
                "単位": text.shown_unit(row.unit),
                "値": float("nan") if is_in_words else text.printed(row.value, row.unit, row.digits),
                "80%区間の下限": float("nan") if is_in_words else fact["low"],
                "80%区間の上限": float("nan") if is_in_words else fact["high"],
                **{
                    f"{name}の中央値": text.printed(medians.get(name, float("nan")), row.unit, row.digits)
                    for name in references
                },
                "順位など": row.place_ja,
                "低い方からの位置（0〜100）": rounding.printed(row.percentile, "", 1),
                "値の種類": row.basis_ja,
                "時点": row.as_of_ja,
                "備考": row.value_ja
                if is_in_words
                else row.note_ja or ("" if pd.notna(row.value) else row.value_ja),
            }
        )
    return pd.DataFrame(rows).dropna(axis=1, how="all")
