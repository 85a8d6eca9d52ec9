"""The profile of a municipality, a prefecture or a group, made ready once for the screen, the PDF, Excel and slides.

Nothing is drawn here: a Profile holds what is said and shown, each value beside its date, its kind and its place among others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import cases as likeness
from analysis import peers, pooled_staff, profile, sentences
from dashboard import queries
from dashboard.shared import text
from dashboard.shared.case_words import PROGRAMMES

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
        ),
    ),
    "assets": (
        "施設",
        (
            "road_km",
            "bridges_managed",
            "bridge_action_needed_share",
            "bridge_50_years_share",
            "water_pipe_overage_share",
        ),
    ),
    "burden": (
        "職員の受け持ち",
        (
            "bridges_per_100_general_staff",
            "road_km_per_100_general_staff",
            "bridges_action_needed_per_100_general_staff",
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
RARE = {"technical_staff", "civil_engineers", "technical_staff_estimate", "bridge_50_years_share"}
ESTIMATE = sentences.ESTIMATE
NEAREST = 15
CENSUS = 2020  # the year the projection starts from
FIRST = 3
STEP_SOURCES = ["cases", "desks"]
NOTES = {"population_2050_index": "社人研の将来推計", "bridges_managed": "2020〜24年度に点検した橋"}
SERIES = {
    "population": ("人口の見通し", "2020年は国勢調査、以後は推計", ["ipss_population_projection"]),
    "staff": ("一般行政部門職員数", "公表値", ["nstac_ssdse_a"]),
    "public_works": ("土木費", "公表値", ["nstac_ssdse_a", "municipal_infrastructure"]),
}


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
    def is_alone(self) -> bool:
        """Whether nothing stands beside the value: an estimate has the room for its interval."""
        return not (self.marks or self.place_ja)

    @property
    def kind_ja(self) -> str:
        """「算出値・2025年3月31日現在・19団体の計」"""
        parts = (self.as_of_ja and self.basis_ja, self.when_ja, self.note_ja)
        return "・".join(part for part in parts if part)

    @property
    def when_ja(self) -> str:
        """「2025年3月31日現在」; of a projection the day of its publication."""
        return self.as_of_ja and self.as_of_ja + ("公表" if self.item in sentences.PROJECTED else "現在")


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


def of_municipality(lg_code: str) -> Profile:
    """The profile of one municipality. Raises KeyError for an unknown code."""
    places = queries.peer_attributes()
    own = places.set_index("lg_code").loc[lg_code]
    items, values = _items(), queries.profile_values(ITEMS)
    mine = values[values["lg_code"] == lg_code].set_index("item").reindex(items["item"]).reset_index()
    mine = mine.assign(
        how="value", covered=mine["value"].notna().astype(int), members=1, first_as_of=mine["as_of"]
    )
    in_prefecture = values[values["lg_code"].str[:2] == lg_code[:2]]
    similar = peers.similar_type(places, lg_code)["lg_code"]
    nearest = peers.nearest(peers.features(places), lg_code, NEAREST)["lg_code"]
    medians = profile.medians(
        values,
        {
            "全国": values["lg_code"],
            own["prefecture_name"]: in_prefecture["lg_code"],
            "類似団体": similar,
            f"性格が近い{len(nearest)}団体": nearest,
        },
    )
    facts = _facts(items, mine, [lg_code], values, is_one_of=True)
    nearby = profile.standing(mine[["item", "value"]], in_prefecture[["item", "value"]], is_one_of=True)
    kind = text.MUNICIPALITY_TYPES[own["municipality_type"]]
    type_ja = (
        "" if pd.isna(own["similar_type"]) else f"｜類似団体 {own['similar_type']}（{len(similar) + 1}団体）"
    )
    return Profile(
        kind="muni",
        name=f"{own['prefecture_name']} {own['municipality_name']}",
        codes=[lg_code],
        about=[f"{kind}{type_ja}"],
        facts=facts,
        rows=_rows(facts, medians, places_ja=_places_in_both(facts, nearby)),
        series=_series([lg_code]),
        source_ids=_source_ids(facts, ["mic_settlement_card"]),
    )


def of_prefecture(prefecture_code: str) -> Profile:
    """The profile of a prefecture: its municipalities together, beside the other prefectures. Raises KeyError for an unknown code."""
    places = queries.municipalities()
    prefecture = queries.prefectures().set_index("prefecture_code").loc[prefecture_code]
    own = places[places["prefecture_code"] == prefecture_code]
    codes = own["lg_code"].to_list()
    items, values = _items(), queries.profile_values(ITEMS)
    every = profile.pooled(items, values, places[["lg_code"]].assign(area=places["prefecture_code"]))
    facts = _facts(items, every[every["area"] == prefecture_code], codes, every, is_one_of=True)
    medians = profile.medians(
        values, {"全国の市区町村": values["lg_code"], "県内の市区町村": own["lg_code"]}
    ).assign(percentile=float("nan"))
    kinds = own["municipality_type"].map(text.MUNICIPALITY_TYPES).value_counts()
    counts = "・".join(f"{kind} {kinds[kind]}" for kind in text.MUNICIPALITY_TYPES.values() if kind in kinds)
    return Profile(
        kind="pref",
        name=prefecture["prefecture_name"],
        codes=codes,
        about=[f"{len(codes)}市区町村（{counts}）をまとめた値。都道府県が管理する施設や職員は含みません。"],
        facts=facts,
        rows=_rows(facts, medians, places_ja=_places_ja(facts, "都道府県")),
        series=_series(codes),
        source_ids=_source_ids(facts),
    )


def of_group(codes: Sequence[str]) -> Profile:
    """The profile of several municipalities as if they were one. Raises KeyError for an unknown code."""
    places = queries.municipalities().set_index("lg_code", drop=False).rename_axis(None)
    own = places.loc[list(codes)]
    items, values = _items(), queries.profile_values(ITEMS)
    mine = profile.pooled(items, values, own[["lg_code"]].assign(area="group"))
    facts = _facts(items, mine, list(codes), values, is_one_of=False)
    prefectures = own["prefecture_code"].unique()
    around = "・".join(own["prefecture_name"].unique())
    medians = profile.medians(
        values,
        {
            "全国": values["lg_code"],
            around: places.loc[places["prefecture_code"].isin(prefectures), "lg_code"],
        },
    )
    return Profile(
        kind="group",
        name=group_name(own["municipality_name"].to_list()),
        codes=list(codes),
        about=[f"{len(own)}団体をまとめた値：{'・'.join(own['municipality_name'])}（{around}）"],
        facts=facts,
        rows=_rows(facts, medians, places_ja=_places_ja(facts, "全国の値と並べると", is_one_of=False)),
        series=_series(list(codes)),
        source_ids=_source_ids(facts),
    )


def group_name(names: list[str]) -> str:
    """「甲市・乙町ほか2団体の群」"""
    more = f"ほか{len(names) - 2}団体" if len(names) > 2 else ""
    return f"{'・'.join(names[:2])}{more}の群"


def next_steps(told: Profile) -> dict[str, list[tuple[str, str]]]:
    """Candidate partners (of a municipality), cases and desks by title, each a name and what is said of it."""
    steps = {"連携候補": partners(told.codes[0])} if told.kind == "muni" else {}
    title = "似た事例" if told.kind == "muni" else "同じ都道府県が関わる事例"
    return steps | {title: similar_cases(told), "相談先": desks(told)}


def partners(lg_code: str) -> list[tuple[str, str]]:
    """The first candidate partners of a municipality: name, and reasons for and against in a sentence or two."""
    return [
        (
            f"{row.rank}　{row.partner_name}"
            + ("" if row.partner_lg_code[:2] == lg_code[:2] else f"（{row.partner_prefecture_name}）"),
            "。".join([*row.reasons_for[:3], *row.reasons_against[:1]]) + "。",
        )
        for row in queries.first_candidates(lg_code, FIRST).itertuples()
    ]


def similar_cases(told: Profile) -> list[tuple[str, str]]:
    """Cases like one's own municipality with the reasons, else cases in which bodies of the same prefectures take part."""
    cases, members = queries.cases(), queries.case_members()
    if told.kind == "muni":
        ranked = likeness.near(cases, members, queries.municipality_stock(), told.codes[0]).head(FIRST)
        ranked = ranked.merge(cases[["case_id", "case_name"]], on="case_id")
        return [(row.case_name, "、".join(row.reasons)) for row in ranked.itertuples()]
    prefectures = {code[:2] for code in told.codes}
    own = cases[cases["case_id"].isin(members.loc[members["lg_code"].str[:2].isin(prefectures), "case_id"])]
    return [(row.case_name, PROGRAMMES[row.programme]) for row in own.head(FIRST).itertuples()]


def desks(told: Profile) -> list[tuple[str, str]]:
    """Whom to ask: the desks that serve the prefectures, and the national one."""
    names = queries.prefectures().set_index("prefecture_code")["prefecture_name"]
    own = {names[code[:2]] for code in told.codes}
    every = queries.desks()
    serves = every["prefectures_served"].map(lambda served: len(served) == 0 or bool(own & set(served)))
    return [
        (f"{desk.office_ja} {desk.section_ja}", f"{desk.phone}　{desk.mail}")
        for desk in every[serves].itertuples()
    ]


def table(told: Profile) -> pd.DataFrame:
    """All that a profile shows, one row per fact, values on the scale shown; headings in Japanese."""
    references = dict.fromkeys(mark.reference for row in told.rows for mark in row.marks)
    facts = told.facts.set_index("item")
    rows = []
    for row in told.rows:
        medians = {mark.reference: mark.value for mark in row.marks}
        fact = facts.loc[row.item]
        rows.append(
            {
                "区分": SECTIONS[row.section][0],
                "項目": row.label,
                "単位": text.shown_unit(row.unit),
                "値": text.shown(row.value, row.unit),
                "80%区間の下限": fact["low"],
                "80%区間の上限": fact["high"],
                **{
                    f"{name}の中央値": text.shown(medians.get(name, float("nan")), row.unit)
                    for name in references
                },
                "順位など": row.place_ja,
                "低い方からの位置（0〜100）": row.percentile,
                "値の種類": row.basis_ja,
                "時点": row.as_of_ja,
                "備考": row.note_ja or ("" if pd.notna(row.value) else row.value_ja),
            }
        )
    return pd.DataFrame(rows).dropna(axis=1, how="all")


def _items() -> pd.DataFrame:
    """The declared items in the order of the page, with their section."""
    declared = queries.profile_items().set_index("item", drop=False).loc[ITEMS]
    section = {item: name for name, (_, items) in SECTIONS.items() for item in items}
    return declared.assign(section=declared["item"].map(section)).reset_index(drop=True)


def _facts(
    items: pd.DataFrame, own: pd.DataFrame, codes: list[str], compared: pd.DataFrame, is_one_of: bool
) -> pd.DataFrame:
    """One row per item with its declaration, value and place. An estimate has an interval and no place."""
    placed = profile.standing(own, compared[["item", "value"]], is_one_of)
    facts = items.merge(placed.drop(columns=["kind", "per"], errors="ignore"), on="item")
    facts = facts.assign(low=float("nan"), high=float("nan"))
    facts = facts.set_index("item", drop=False).rename_axis(None)
    facts.loc[ESTIMATE, ["above", "same", "below"]] = 0
    estimates = queries.staff_estimates(codes)
    if len(estimates):
        facts.loc[ESTIMATE, ["value", "low", "high"]] = _interval(estimates)
    return facts.reset_index(drop=True)


@st.cache_data(max_entries=64, show_spinner=False)
def _interval(estimates: pd.DataFrame) -> tuple[int, int, int]:
    """Median, low and high of the technical staff of all rows together; adding up a large prefecture takes most of a second."""
    if len(estimates) == 1:
        return tuple(estimates[["median", "low", "high"]].iloc[0])
    total = pooled_staff.total(estimates)
    return total.median, total.low, total.high


def _rows(facts: pd.DataFrame, medians: pd.DataFrame, places_ja: dict[str, str]) -> list[Row]:
    order = {name: at for at, name in enumerate(dict.fromkeys(medians["reference"]))}
    medians = medians.assign(order=medians["reference"].map(order))
    by_item = dict(list(medians.groupby("item")))
    return [
        _row(fact, by_item.get(fact.item, medians.head(0)), places_ja.get(fact.item, ""))
        for fact in facts.itertuples()
        if pd.notna(fact.value) or fact.item not in RARE
    ]


def _row(fact, medians: pd.DataFrame, place_ja: str) -> Row:
    unit, digits = fact.unit, int(fact.digits)
    others = fact.above + fact.same + fact.below
    on_strip = pd.notna(fact.value) and others >= sentences.ENOUGH
    return Row(
        section=fact.section,
        item=fact.item,
        label=fact.label_ja,
        unit=unit,
        digits=digits,
        higher_is=fact.higher_is,
        value=fact.value,
        value_ja=_value_ja(fact),
        basis_ja=text.BASIS[_basis(fact)],
        as_of_ja=_as_of_ja(fact),
        note_ja="・".join(note for note in (NOTES.get(fact.item), _pooled_ja(fact)) if note),
        place_ja=place_ja if pd.notna(fact.value) and others else "",
        percentile=(fact.below + fact.same / 2) / others * 100 if on_strip else float("nan"),
        marks=() if fact.item == ESTIMATE else _marks(medians, unit, digits),
    )


def _marks(medians: pd.DataFrame, unit: str, digits: int) -> tuple[Mark, ...]:
    columns = (medians[name] for name in ("reference", "order", "median", "count", "percentile"))
    return tuple(
        Mark(reference, order, median, text.number(median, unit, digits), count, percentile)
        for reference, order, median, count, percentile in zip(*columns, strict=True)
    )


def _basis(fact) -> str:
    """What is added up or taken the middle of is no longer as published."""
    return "derived" if fact.basis == "published" and fact.members > 1 else fact.basis


def _value_ja(fact) -> str:
    said = text.number(fact.value, fact.unit, int(fact.digits))
    if fact.item == ESTIMATE and pd.notna(fact.value):
        return f"{said}（80%区間 {fact.low:,.0f}〜{fact.high:,.0f}人）"
    if pd.isna(fact.value):
        return text.STATUS.get(getattr(fact, "status", None), said)
    return said


def _as_of_ja(fact) -> str:
    """「2024年4月1日」, the span where municipalities' dates differ, and the denominator's where it is another."""
    if pd.isna(fact.as_of):
        return ""
    last, first = text.japanese_date(fact.as_of), text.japanese_date(fact.first_as_of)
    said = last if first == last else f"{first}〜{last}"
    below = fact.denominator_as_of
    return said if pd.isna(below) or below == fact.as_of else f"{said}（分母は{text.japanese_date(below)}）"


def _pooled_ja(fact) -> str:
    """How the value of several municipalities is made, and of how many."""
    if fact.members == 1 or fact.covered == 0:
        return ""
    of = f"{fact.members}団体" + (f"のうち{fact.covered}団体" if fact.covered < fact.members else "")
    if fact.item == ESTIMATE:
        return f"{of}の合計の中央値"
    return of + {"sum": "の計", "ratio": "の合計から算出", "median": "の中央値"}[fact.how]


def _places_in_both(facts: pd.DataFrame, nearby: pd.DataFrame) -> dict[str, str]:
    """「県内 3 / 19　全国 12 / 1,741」 by item; the first has the highest value."""
    nation = _places_ja(facts, "全国")
    prefecture = _places_ja(nearby, "県内")
    return {item: f"{prefecture[item]}　{nation[item]}" for item in nation}


def _places_ja(placed: pd.DataFrame, among_ja: str, is_one_of: bool = True) -> dict[str, str]:
    return {
        row.item: f"{among_ja} {row.above + 1:,} / {row.above + row.same + row.below + is_one_of:,}"
        for row in placed.itertuples()
    }


def _series(codes: list[str]) -> list[Series]:
    """Population to come, staff and spending, where there is any."""
    yearly = queries.yearly(codes)
    made = []
    for name, (title, basis_ja, source_ids) in SERIES.items():
        own = yearly[yearly["series"] == name]
        own = own[own["covered"] == own["covered"].max()]
        if own.empty:
            continue
        unit, per, digits = _scale(name, own["value"].max())
        covered = own["covered"].max()
        coverage = f"、{len(codes)}団体のうち{covered}団体の計" if covered < len(codes) else ""
        when = f"{text.japanese_date(own['as_of'].max())}{'公表' if name == 'population' else '現在'}"
        note = f"{basis_ja}、{when}{coverage}"
        points = own[["year"]].assign(value=own["value"] / per).reset_index(drop=True)
        known_until = CENSUS if name == "population" else int(own["year"].max())
        made.append(Series(title, unit, digits, note, source_ids, points, known_until))
    return made


def _scale(name: str, most: float) -> tuple[str, float, int]:
    """The unit in which a series is short enough to be written on its columns: unit, units of the database in it, digits."""
    if name == "public_works":
        return ("億円", 1e8, 1 if most < 1e11 else 0) if most >= 1e9 else ("百万円", 1e6, 0)
    return ("万人", 1e4, 1) if most >= 1e5 else ("人", 1, 0)


def _source_ids(facts: pd.DataFrame, more: Sequence[str] = ()) -> list[str]:
    """Sources of all that is shown."""
    used = {source for sources in facts.loc[facts["value"].notna(), "sources"] for source in sources}
    charted = {source for _, _, sources in SERIES.values() for source in sources}
    return sorted(used | charted | set(more))
