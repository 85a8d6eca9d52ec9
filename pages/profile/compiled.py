"""The profile of a municipality, a prefecture or a group, compiled from the database."""

from collections.abc import Sequence

import pandas as pd

from analysis import briefing, chances, dates, few, group_names, peers, pooled_staff, profile, sentences
from analysis.standings import Standings
from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import text
from japan import names
from pages.profile import queries as own_queries
from pages.profile.model import ESTIMATE, ITEMS, OF_LEDGERS, SECTIONS, Mark, Profile, Row, Series

RARE = {
    "technical_staff",
    "civil_engineers",
    "technical_staff_estimate",
    "bridge_50_years_share",
    *OF_LEDGERS,
}
OWN_FINANCES = (
    "fiscal_strength_index",
    "current_balance_ratio",
    "real_debt_service_ratio",
    "future_burden_ratio",
    "public_works_expenditure_yen",
)
NEAREST = 15
COMPARED = ["item", "value", "less_than"]
CENSUS = 2020  # the year the projection starts from
NOTES = {"population_2050_index": "社人研の将来推計", "bridges_managed": "2020〜24年度に点検した橋"}
SERIES = {  # a title of its own or the metric that has it, kind of value, table
    "population": ("人口の見通し", "2020年は国勢調査、以後は推計", "population_projections"),
    "staff": ("general_admin_staff", "公表値", "staffing"),
    "public_works": ("public_works_expenditure_yen", "公表値", "public_works"),
}


@cached
def of_municipality(lg_code: str) -> Profile:
    """The profile of one municipality. Raises KeyError for an unknown code."""
    places = queries.peer_attributes()
    own = places.set_index("lg_code").loc[lg_code]
    items, everyone = _items(), _everyone()
    mine = own_queries.profile_values(ITEMS, lg_code).set_index("item").reindex(items["item"]).reset_index()
    mine = mine.assign(
        how="value",
        covered=(mine["value"].notna() | mine["mark"].notna() | mine["less_than"].notna()).astype(int),
        members=1,
        first_as_of=mine["as_of"],
    )
    in_prefecture = places.loc[places["prefecture_code"] == own["prefecture_code"], "lg_code"]
    similar = peers.similar_type(places, lg_code)["lg_code"]
    nearest = peers.nearest(_features(), lg_code, NEAREST)["lg_code"]
    medians = everyone.medians(
        {
            "全国": places["lg_code"],
            own["prefecture_name"]: in_prefecture,
            "類似団体": similar,
            f"性格が近い{len(nearest)}団体": nearest,
        },
    )
    facts = _facts(items, everyone.standing(mine), [lg_code])
    nearby = everyone.standing(mine[COMPARED], in_prefecture)
    kind = text.MUNICIPALITY_TYPES[own["municipality_type"]]
    kinds = briefing.kinds_ja(
        places.loc[places["prefecture_code"] == own["prefecture_code"], "municipality_type"]
    )
    type_ja = (
        "" if pd.isna(own["similar_type"]) else f"｜類似団体 {own['similar_type']}（{len(similar) + 1}団体）"
    )
    return Profile(
        kind="muni",
        name=f"{own['prefecture_name']} {own['municipality_name']}",
        codes=[lg_code],
        about=[f"{kind}{type_ja}", _designations_ja(lg_code)],
        facts=facts,
        rows=_rows(facts, medians, places_ja=_places_in_both(facts, nearby, own["prefecture_name"], kinds)),
        series=_series([lg_code]),
        source_ids=_source_ids(facts, queries.sources_of("municipalities.similar_type", "designations")),
    )


@cached
def _every_prefecture() -> pd.DataFrame:
    """The values of all prefectures, each of its municipalities together: as analysis.profile.pooled."""
    places = queries.municipalities()
    areas = places[["lg_code"]].assign(area=places["prefecture_code"])
    return profile.pooled(_items(), own_queries.profile_values(ITEMS), areas)


def of_prefecture(prefecture_code: str) -> Profile:
    """The profile of a prefecture: its municipalities together, beside the other prefectures. Raises KeyError for an unknown code."""
    places = queries.municipalities()
    prefecture = queries.prefectures().set_index("prefecture_code").loc[prefecture_code]
    own = places[places["prefecture_code"] == prefecture_code]
    codes = own["lg_code"].to_list()
    items, values, every = _items(), own_queries.profile_values(ITEMS), _every_prefecture()
    placed = _placed(items, every[every["area"] == prefecture_code], every, is_one_of=True)
    facts = _facts(items, placed, codes)
    medians = profile.medians(
        values,
        {
            "全国の市区町村": values["lg_code"],
            f"{names.inside(prefecture['prefecture_name'])}の市区町村": own["lg_code"],
        },
    ).assign(percentile=float("nan"))
    kinds = own["municipality_type"].map(text.MUNICIPALITY_TYPES).value_counts()
    counts = "・".join(f"{kind} {kinds[kind]}" for kind in text.MUNICIPALITY_TYPES.values() if kind in kinds)
    return Profile(
        kind="pref",
        name=prefecture["prefecture_name"],
        codes=codes,
        about=[
            f"{len(codes)}市区町村（{counts}）をまとめた値。都道府県が管理する施設や職員は含みません。",
            _own_accounts_ja(prefecture_code, prefecture["prefecture_name"]),
            _own_finances_ja(prefecture_code, prefecture["prefecture_name"]),
        ],
        facts=facts,
        rows=_rows(facts, medians, places_ja=_places_ja(facts, "都道府県")),
        series=_series(codes),
        source_ids=_source_ids(
            facts, queries.sources_of("prefecture_asset_depreciation", "prefecture_finances")
        ),
    )


def of_group(codes: Sequence[str]) -> Profile:
    """The profile of several municipalities as if they were one. Raises KeyError for an unknown code."""
    places = queries.municipalities().set_index("lg_code", drop=False).rename_axis(None)
    own = places.loc[list(codes)]
    items, values = _items(), own_queries.profile_values(ITEMS)
    mine = profile.pooled(items, values, own[["lg_code"]].assign(area="group"))
    facts = _facts(items, _placed(items, mine, values, is_one_of=False), list(codes))
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
        name=group_names.group_name(own),
        codes=list(codes),
        about=[f"{len(own)}団体をまとめた値：{'・'.join(own['municipality_name'])}（{around}）"],
        facts=facts,
        rows=_rows(
            facts,
            medians,
            places_ja=_places_ja(facts, "全国の値と並べると", is_one_of=False, counted_ja="市区町村"),
        ),
        series=_series(list(codes)),
        source_ids=_source_ids(facts),
    )


def _designations_ja(lg_code: str) -> str:
    """「過疎・山村振興の指定あり｜一部事務組合で行う事務：ごみ処理・常備消防（…）」"""
    own = own_queries.designations().set_index("lg_code").loc[lg_code]
    names = {"過疎": own["is_depopulated"], "山村振興": own["is_mountain_village"]}
    designated = "・".join(name for name, holds in names.items() if holds)
    joint = "・".join(own["joint_functions"])
    joint_ja = (
        f"一部事務組合で行う事務：{joint}（どの組合かは不明）" if joint else "一部事務組合で行う事務の印なし"
    )
    return f"{f'{designated}の指定あり' if designated else '過疎・山村振興の指定なし'}｜{joint_ja}｜公表値、{own['as_of'].year - 1}年度の決算カード"


def _own_accounts_ja(prefecture_code: str, name: str) -> str:
    """The prefecture's own rate of depreciation, which its municipalities' values do not tell."""
    own = own_queries.prefecture_depreciation().set_index("prefecture_code").loc[prefecture_code]
    rate = own["tangible_asset_depreciation_rate"]
    return f"{name}自身の会計の有形固定資産減価償却率は{rate:.1f}%（{own['fiscal_year']}年度・公表値。年度は変換元の記載による）。"


def _own_finances_ja(prefecture_code: str, name: str) -> str:
    """The prefecture's own 主要財政指標 and 土木費, each year its own: its municipalities' medians and sums do not tell them."""
    own = own_queries.prefecture_finances().set_index("prefecture_code").loc[[prefecture_code]]
    own = own.set_index("item").loc[list(OWN_FINANCES)]
    parts = [
        f"{'・'.join(_finance_ja(item, value) for item, value in values.items())}（{year}年度・公表値）"
        for year, values in own.groupby("fiscal_year", sort=False)["value"]
    ]
    return f"{name}自身の財政は、{'、'.join(parts)}。"


def _finance_ja(metric_id: str, value: float) -> str:
    """「財政力指数0.43」, 「土木費1,012億円」."""
    metric = queries.metric(metric_id)
    if pd.isna(value):
        return f"{metric['label_ja']}は{text.STATUS['not_calculated']}"
    unit, per, digits = metric["unit"], 1.0, int(metric["digits"])
    if unit == "円":
        unit, per, digits = _scale("public_works", value)
    return f"{metric['label_ja']}{text.number(value / per, unit, digits)}"


def _items() -> pd.DataFrame:
    """The declared items in the order of the page, with their section."""
    declared = own_queries.profile_items().set_index("item", drop=False).loc[ITEMS]
    section = {item: name for name, (_, items) in SECTIONS.items() for item in items}
    return declared.assign(section=declared["item"].map(section)).reset_index(drop=True)


@cached
def _everyone() -> Standings:
    """What every municipality has of the items."""
    return Standings(own_queries.profile_values(ITEMS), _items())


@cached
def _features() -> pd.DataFrame:
    return peers.features(queries.peer_attributes())


def _placed(items: pd.DataFrame, own: pd.DataFrame, compared: pd.DataFrame, is_one_of: bool) -> pd.DataFrame:
    """`own` with its place among others, as profile.standing."""
    return profile.standing(own, compared[[name for name in COMPARED if name in compared]], is_one_of, items)


def _facts(items: pd.DataFrame, placed: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """One row per item with its declaration, value and place. An estimate has an interval and no place."""
    facts = items.merge(placed.drop(columns=["kind", "per"], errors="ignore"), on="item")
    facts = facts.assign(low=float("nan"), high=float("nan"), zero_probability=float("nan"))
    facts = facts.set_index("item", drop=False).rename_axis(None)
    facts.loc[ESTIMATE, ["above", "same", "below"]] = 0
    estimates = own_queries.staff_estimates(codes)
    if len(estimates):
        facts.loc[ESTIMATE, ["value", "low", "high"]] = _interval(codes)
        # As if municipalities were independent, as in the sum.
        facts.loc[ESTIMATE, "zero_probability"] = estimates["zero_probability"].prod()
    return facts.reset_index(drop=True)


@cached
def _interval(codes: list[str]) -> tuple[int, int, int] | None:
    """Median, low and high of the technical staff of all municipalities without a count together; None where there is none.

    Adding up a large prefecture takes most of a second.
    """
    estimates = own_queries.staff_estimates(codes)
    if estimates.empty:
        return None
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
        if fact.covered or fact.item not in RARE
    ]


def _row(fact, medians: pd.DataFrame, place_ja: str) -> Row:
    unit, digits = fact.unit, int(fact.digits)
    others = fact.above + fact.same + fact.below
    is_placed = pd.notna(fact.value) or pd.notna(getattr(fact, "less_than", None))
    on_strip = is_placed and others >= sentences.ENOUGH
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
        place_ja=place_ja if is_placed and others >= few.MEDIAN_OF else "",
        percentile=(fact.below + fact.same / 2) / others * 100 if on_strip else float("nan"),
        marks=() if fact.item == ESTIMATE else _marks(medians, unit, digits),
    )


def _marks(medians: pd.DataFrame, unit: str, digits: int) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            own["reference"],
            own["order"],
            own["median"] if own["median"] == own["highest"] else float("nan"),
            text.between(own["median"], own["highest"], unit, digits),
            own["count"],
            own["percentile"],
        )
        for own in medians.to_dict("records")
    )


def _basis(fact) -> str:
    """What is added up or taken the middle of is no longer as published."""
    return "derived" if fact.basis == "published" and fact.members > 1 else fact.basis


def _value_ja(fact) -> str:
    value_ja = text.number(fact.value, fact.unit, int(fact.digits))
    if fact.item == ESTIMATE and pd.notna(fact.value):
        return chances.staff(fact.zero_probability, fact.value, fact.low, fact.high)
    if fact.members > 1 and fact.how == "median" and 0 < fact.covered < few.MEDIAN_OF:
        return f"中央値は{few.MEDIAN_OF}団体以上で示します"
    mark = _mark_ja(fact)
    if mark:
        return f"{text.number(fact.marked_value, fact.unit, int(fact.digits))}（{mark}）"
    if pd.notna(getattr(fact, "highest", None)):
        return text.between(fact.lowest, fact.highest, fact.unit, int(fact.digits))
    if pd.isna(fact.value):
        status, less_than = getattr(fact, "status", None), getattr(fact, "less_than", None)
        return text.missing(status, less_than, fact.unit, int(fact.digits)) or value_ja
    return value_ja


def _mark_ja(fact) -> str:
    """The mark of one municipality's value, which stands beside no other; what is pooled has none."""
    return text.mark(fact.mark, fact.denominator) if pd.notna(getattr(fact, "mark", None)) else ""


def _as_of_ja(fact) -> str:
    """「2024年4月1日」, the span where municipalities' dates differ, and the denominator's where it is another."""
    if pd.isna(fact.as_of):
        return ""
    last, first = text.japanese_date(fact.as_of), text.japanese_date(fact.first_as_of)
    written = dates.short(fact._asdict())
    return written if first == last else written.replace(last, f"{first}〜{last}", 1)


def _pooled_ja(fact) -> str:
    """How the value of several municipalities is made, and of how many."""
    if fact.members == 1 or fact.covered == 0:
        return ""
    of = f"{fact.members}団体" + (f"のうち{fact.covered}団体" if fact.covered < fact.members else "")
    if fact.item == ESTIMATE:
        return f"{of}の合計の中央値"
    return of + {"sum": "の計", "ratio": "の合計から算出", "median": "の中央値"}[fact.how]


def _places_in_both(
    facts: pd.DataFrame, nearby: pd.DataFrame, prefecture_name: str, kinds: str
) -> dict[str, str]:
    """「都内 3 / 62市区町村　全国 12 / 1,741市区町村」 by item; the first has the highest value. kinds: what those of the prefecture are."""
    nation = _places_ja(facts, "全国", counted_ja="市区町村")
    prefecture = _places_ja(nearby, names.inside(prefecture_name), counted_ja=kinds)
    return {item: f"{prefecture[item]}　{nation[item]}" for item in nation}


def _places_ja(
    placed: pd.DataFrame, among_ja: str, is_one_of: bool = True, counted_ja: str = ""
) -> dict[str, str]:
    """counted_ja: what is counted, written behind the number of those that have a value."""
    return {
        row.item: f"{among_ja} {row.above + 1:,} / {row.above + row.same + row.below + is_one_of:,}{counted_ja}"
        for row in placed.itertuples()
    }


def _series(codes: list[str]) -> list[Series]:
    """Population to come, staff and spending, where there is any."""
    yearly = queries.yearly(codes)
    series = []
    for name, (named, basis_ja, table) in SERIES.items():
        title = named if name == "population" else queries.metric(named)["label_ja"]
        own = yearly[yearly["series"] == name]
        own = own[own["covered"] == own["covered"].max()]
        if own.empty:
            continue
        unit, per, digits = _scale(name, own["value"].max())
        covered = own["covered"].max()
        coverage = f"、{len(codes)}団体のうち{covered}団体の計" if covered < len(codes) else ""
        when = _series_date(name, own["as_of"].max())
        note = f"{basis_ja}、{when}{coverage}"
        points = own[["year"]].assign(value=own["value"] / per).reset_index(drop=True)
        known_until = CENSUS if name == "population" else int(own["year"].max())
        series.append(Series(title, unit, digits, note, queries.sources_of(table), points, known_until))
    return series


def _series_date(name: str, day: pd.Timestamp) -> str:
    """「2023年12月22日公表」 of a projection; else the date as the metric has it."""
    if name == "population":
        return f"{text.japanese_date(day)}公表"
    return dates.of_value({"as_of": day, "is_fiscal_year": queries.metric(SERIES[name][0])["is_fiscal_year"]})


def _scale(name: str, most: float) -> tuple[str, float, int]:
    """The unit in which a series is short enough to be written on its columns: unit, units of the database in it, digits."""
    if name == "public_works":
        return ("億円", 1e8, 1 if most < 1e11 else 0) if most >= 1e9 else ("百万円", 1e6, 0)
    return ("万人", 1e4, 1) if most >= 1e5 else ("人", 1, 0)


def _source_ids(facts: pd.DataFrame, more: Sequence[str] = ()) -> list[str]:
    """Sources of all that is shown."""
    used = {
        source
        for sources in facts.loc[facts["value"].notna() | (facts["covered"] > 0), "sources"]
        for source in sources
    }
    charted = set(queries.sources_of(*(table for *_, table in SERIES.values())))
    return sorted(used | charted | set(more))
