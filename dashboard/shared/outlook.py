"""見通し: people, old facilities, staff and the load per head of a place at 2030, 2035, 2040 and 2045; the same on every page."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import few, outlook, workforce
from dashboard import queries
from dashboard.forms import controls
from dashboard.runtime import place, share
from dashboard.runtime.cache import cached
from dashboard.shared import notes, outlook_figures, plot, prose, text, value_tables
from japan.facilities import KINDS

TOGETHER = "07999"  # 浜通り地域: projected as one, its 13 municipalities have no projection of their own
SCENARIOS_JA = {
    outlook.FLAT: "横ばい",
    outlook.TREND: "最近の傾向",
    outlook.PER_RESIDENT: "人口に比例",
}
ASSUMED_JA = {
    outlook.FLAT: "職員がいまの人数のまま",
    outlook.TREND: "2021年から2024年までの増減率が続く",
    outlook.PER_RESIDENT: "人口1人当たりの職員がいまのまま",
}
NATIONAL = {  # kind of a ledger → kind of the ministry's table
    "bridge": "road_bridge",
    "tunnel": "tunnel",
    "sewer_pipe": "sewer_pipe",
    "river_structure": "river_structure",
    "port_structure": "port_facility",
}
STOCKS = {  # item → column of queries.group_facts, what is said of it, unit, decimals
    "bridges": ("bridges_managed", "職員100人当たりの橋", "橋", 0),
    "road_km": ("road_km", "職員100人当たりの市町村道", "km", 0),
}
DAYS = {"bridges": "bridges_as_of", "road_km": "road_km_as_of"}
OWN, OF_PREFECTURE, OF_ALL = "この団体", "都道府県管理分", "この地域"
MOST_NAMED = 3
TRENDS_OF_FEW = 0.02  # a year: a rate that three years may well have by chance
NOT_A_FORECAST = (
    "職員と1人当たりの負担は前提に基づく計算で、予測ではありません。施設の数は、いまのままとしています。"
)


@dataclass(frozen=True)
class Compiled:
    """rows: as analysis.outlook.table. kinds: facility kind → name with whose share it is. remarks: what a reader must know."""

    rows: pd.DataFrame
    kinds: dict[str, str]
    remarks: list[str]
    source_ids: list[str]


@cached
def compiled(codes: tuple[str, ...]) -> Compiled:
    """The outlook of these municipalities together."""
    facts = queries.group_facts().set_index("lg_code").loc[list(codes)]
    found, missing = projected(codes)
    by_series = queries.yearly(list(codes)).set_index(["series", "year"])
    staff = by_series.loc["staff"]
    staff = staff.loc[staff["covered"] == len(codes), "value"] if len(staff) else pd.Series(dtype=float)
    people, published = None, None
    if not missing:
        projection = queries.yearly(found)
        projection = projection[projection["series"] == "population"].set_index("year")
        people, published = projection["value"], projection["as_of"].max().date()
    shares, kinds, remarks, ledgers = _shares(codes)
    known = outlook.Known(people, staff, _stocks(facts), shares, published)
    return Compiled(
        outlook.table(known),
        kinds,
        [*_missing_ja(facts, missing), *remarks, *_rate_ja(outlook.yearly_rate(staff)), *_coverage_ja(facts)],
        [*_source_ids(), *ledgers],
    )


def _source_ids() -> list[str]:
    """Sources of what every place has."""
    tables = queries.sources_of("population_projections", "staffing", "fifty_year_shares")
    return list(dict.fromkeys([*tables, *queries.sources_of_metrics("bridges_managed", "road_km")]))


def projected(codes: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """As analysis.outlook.projected_codes."""
    return outlook.projected_codes(codes, queries.projected_areas(), {TOGETHER: _projected_together()})


@cached
def _projected_together() -> frozenset[str]:
    """The municipalities that have a projection only as one."""
    own = queries.municipalities()["lg_code"]
    return frozenset(own[own.str.startswith(TOGETHER[:2]) & ~own.isin(queries.projected_areas())])


def _stocks(facts: pd.DataFrame) -> tuple[outlook.Stock, ...]:
    stocks = []
    for item, (column, *_) in STOCKS.items():
        known = facts[facts[column].notna()]
        day = known[DAYS[item]].max()
        stocks.append(
            outlook.Stock(
                item,
                float(known[column].sum()) if len(known) else float("nan"),
                float(known["general_admin_staff"].sum()),
                None if pd.isna(day) else day.date(),
            )
        )
    return tuple(stocks)


def _shares(codes: tuple[str, ...]) -> tuple[pd.DataFrame, dict[str, str], list[str], list[str]]:
    """Shares 50 years or older: of ledgers where all the municipalities have one, else the nation's; names; remarks; ledgers."""
    held = queries.facilities_held(list(codes)).set_index("facility_kind")["municipalities"]
    whole = [kind for kind in held.index if held[kind] == len(codes)]
    facilities = queries.facilities_in(list(codes), whole) if whole else pd.DataFrame()
    names = {kind.kind_id: kind.name_ja for kind in KINDS}
    by_length = {kind.kind_id for kind in KINDS if kind.is_by_length}
    own = pd.DataFrame(columns=["facility_kind", "year", "share", "basis", "as_of"])
    remarks = []
    if len(facilities):
        each = facilities["length_m"].where(facilities["facility_kind"].isin(by_length), 1)
        own = outlook.ledger_shares(facilities.assign(amount=each))
        remarks = [_ledger_ja(names[kind], facilities, own, kind) for kind in own["facility_kind"].unique()]
    national = _national_shares()
    national = national[~national["facility_kind"].isin(own["facility_kind"])]
    kinds = {
        kind: f"{names[kind]}（{_whose(facilities, kind)}の台帳）" for kind in own["facility_kind"].unique()
    }
    kinds |= {kind: f"{names[kind]}（全国）" for kind in national["facility_kind"].unique()}
    remarks.append(
        "（全国）とある施設は、この地域の台帳を収録していないか、建設年度の分かる施設が"
        f"{few.RATIO_OF}未満のため、国土交通省の全国の割合（2020年3月時点の集計）です。2035年は2030年と2040年の間を直線で結んだ推計で、2045年は公表されていません。"
    )
    ledgers = []
    if len(own):
        used = facilities["facility_kind"].isin(own["facility_kind"])
        ledgers = sorted(facilities.loc[used, "source_id"].unique())
        national = pd.concat([own, national], ignore_index=True)
    return national, kinds, remarks, ledgers


@cached
def _national_shares() -> pd.DataFrame:
    """As analysis.outlook.published_shares, by the kinds of ledgers, in their order."""
    national = outlook.published_shares(queries.fifty_year_shares())
    ids = {theirs: ours for ours, theirs in NATIONAL.items()}
    national = national.assign(facility_kind=national["facility_kind"].map(ids))
    return national.sort_values(
        "facility_kind", key=lambda kind: kind.map(list(NATIONAL).index), kind="stable"
    )


def _ledger_ja(name: str, facilities: pd.DataFrame, shares: pd.DataFrame, kind: str) -> str:
    """Whose facilities a share of ledgers is of, and of how many the year is known."""
    one = shares[shares["facility_kind"] == kind].iloc[0]
    whose = {
        OWN: "この団体が管理する施設です",
        OF_PREFECTURE: "都道府県が管理する施設で、市区町村が管理する施設ではありません",
        OF_ALL: "国・都道府県などが管理する施設を含みます",
    }[_whose(facilities, kind)]
    return (
        f"{name}は、収録した台帳の{int(one['held']):,}施設のうち、"
        f"建設年度の分かる{int(one['known']):,}施設をそのまま使い続けた場合の割合です（{whose}）。"
    )


def _whose(facilities: pd.DataFrame, kind: str) -> str:
    """Whose facilities the ledgers of a kind are."""
    own = facilities[facilities["facility_kind"] == kind]
    if own["is_own"].eq(True).all():
        return OWN
    return OF_PREFECTURE if own["is_of_prefecture"].all() else OF_ALL


def _missing_ja(facts: pd.DataFrame, missing: list[str]) -> list[str]:
    if not missing:
        return []
    names = list(facts.loc[missing, "municipality_name"])
    more = f"など{len(names)}団体" if len(names) > MOST_NAMED else ""
    return [
        f"{'・'.join(names[:MOST_NAMED])}{more}だけの将来推計人口は公表されていません"
        "（社人研の推計では、福島県の浜通り地域の13市町村は1つの地域として推計されています）。このため人口と「人口に比例」の値はありません。"
    ]


def _rate_ja(rate: float | None) -> list[str]:
    if rate is None:
        return []
    wide = (
        "3年だけの変化なので、そのまま続くとは限りません。"
        if abs(rate) >= TRENDS_OF_FEW
        else "3年の変化から求めた率です。"
    )
    return [
        f"「最近の傾向」は、一般行政部門の職員の2021年から2024年までの増減率（年{rate * 100:+.1f}%）が続く場合です。{wide}"
    ]


def _coverage_ja(facts: pd.DataFrame) -> list[str]:
    if len(facts) == 1:
        return []
    whose = "職員・橋・道路は市区町村のものの合計で、都道府県のものは含みません。"
    without = int(facts["bridges_managed"].isna().sum())
    if not without:
        return [whose]
    return [whose, f"橋の数は、値のある{len(facts) - without:,} / {len(facts):,}団体の橋と職員で求めました。"]


def pick_year() -> int:
    """Let the reader choose the year to look at."""
    years = {str(year): f"{year}年" for year in outlook.YEARS}
    with st.container(width=320):
        return int(place.slide("見通しの年", "ahead", years, default=str(outlook.YEARS[1])))


def sentence(name: str, found: Compiled, year: int) -> str:
    """The year in a sentence or two: with bridges, or roads where the bridges are not known."""
    item = "bridges" if (found.rows["item"] == "bridges").any() else "road_km"
    _, label, unit, digits = STOCKS[item]
    return outlook.sentence(name, found.rows, year, load=(item, label, unit, digits))


def show(name: str, codes: tuple[str, ...]) -> None:
    """The whole section of a place: year, sentence, four figures, charts, table with files, assumptions and sources; nothing where the
    address asks for another chart alone, beside which its sources would stand."""
    if not share.is_shown("outlook"):
        return
    found = compiled(codes)
    year = pick_year()
    st.markdown(f"**{sentence(name, found, year)}**")
    if not (found.rows["item"] == "population").any():
        st.caption(found.remarks[0])
    boxes = st.container(horizontal=True)
    for label, value, now in _cards(codes, year):
        boxes.metric(label, value, now, delta_color="off", delta_arrow="off", border=True)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**人口と職員**")
        plot.draw(
            _figures(codes, year)[0],
            key="outlook_people",
            alt=f"{name}の人口と職員の見通し",
        )
    with right:
        st.markdown("**建設後50年以上の施設**")
        plot.draw(
            _figures(codes, year)[1],
            key="outlook_aged",
            alt="建設後50年以上の施設の割合の見通し",
        )
    projection = found.rows.loc[found.rows["item"] == "population", "as_of"]
    day = (
        f"将来推計人口は{text.japanese_date(projection.iloc[0])}公表（令和5年推計）、"
        if len(projection)
        else ""
    )
    st.caption(f"{day}職員は2024年4月1日現在（公表値）から計算｜推計。{NOT_A_FORECAST}")
    _retiring(codes)
    value_tables.table_with_downloads(
        _table(codes),
        title=f"見通し_{name}",
        source_ids=found.source_ids,
        notes=[NOT_A_FORECAST, *found.remarks],
        key="outlook",
        label="見通しの表",
    )
    lines = [f"**{SCENARIOS_JA[scenario]}**：{assumed}場合。" for scenario, assumed in ASSUMED_JA.items()]
    prose.fold("見通しの前提", "\n".join(f"- {line}" for line in [*lines, *found.remarks]))
    notes.source_line(found.source_ids)


@cached
def _figures(codes: tuple[str, ...], year: int) -> tuple[plot.Picture, plot.Picture]:
    """People and staff, and the share of old facilities."""
    found = compiled(codes)
    return (
        plot.written(outlook_figures.people_and_staff(found.rows, SCENARIOS_JA, year)),
        plot.written(outlook_figures.aged(found.rows, found.kinds, year)),
    )


@cached
def _cards(codes: tuple[str, ...], year: int) -> list[tuple[str, str, str | None]]:
    """The four figures of the year, each with what it is today: label, value, note."""
    found = compiled(codes)
    rows = found.rows
    people = outlook.at(rows, "population", year)
    before = outlook.today(rows, "population")
    share = outlook.at(rows, "aged:bridge", year).dropna()
    first = rows[rows["item"] == "aged:bridge"].iloc[0]
    item = "bridges" if (rows["item"] == "bridges").any() else "road_km"
    _, label, unit, digits = STOCKS[item]
    return [
        (
            f"人口（{year}年）",
            _span(people, "人", 0),
            f"{outlook.BASE_YEAR}年より{people.iloc[0] / before - 1:+.0%}"
            if len(people) and before
            else None,
        ),
        (
            f"50年以上の橋（{year}年）",
            f"{share.iloc[0]:.0%}" if len(share) else "公表なし",
            f"{first['year']:.0f}年 {first['value']:.0%}（{found.kinds['bridge'].partition('（')[2]}",
        ),
        (
            f"職員（{year}年）",
            _span(outlook.at(rows, "staff", year), "人", 0),
            f"いま {outlook.today(rows, 'staff'):,.0f}人",
        ),
        (
            label,
            _span(outlook.at(rows, item, year), unit, digits),
            f"いま {outlook.today(rows, item):,.{digits}f}{unit}",
        ),
    ]


def _span(values: pd.Series, unit: str, digits: int) -> str:
    """The lowest and the highest under the scenarios; many people in ten thousands."""
    known = values.dropna()
    if known.empty:
        return "データなし"
    if unit == "人" and known.max() >= outlook.MANY:
        known, unit, digits = known / 10_000, "万人", 0 if known.max() >= outlook.MANY * 10 else 1
    low, high = (f"{end:,.{digits}f}" for end in (known.min(), known.max()))
    return f"{low}{unit}" if low == high else f"{low}〜{high}{unit}"


@cached
def _table(codes: tuple[str, ...]) -> pd.DataFrame:
    return table_ja(compiled(codes))


def table_ja(found: Compiled) -> pd.DataFrame:
    """One row per item and scenario as shown and exported: today with its date, and each year."""
    now: dict[str, dict] = {}
    ahead: dict[tuple[str, str], list[dict]] = {}
    for one in found.rows.to_dict("records"):
        if one["year"] in outlook.YEARS:
            ahead.setdefault((one["item"], one["scenario"]), []).append(one)
        else:
            now[one["item"]] = one
    lines = []
    for (item, scenario), own in ahead.items():
        label, unit = _label(item, found.kinds)
        scale, digits = (100 if item.startswith("aged:") else 1), (0 if unit == "人" else 1)
        today = now.get(item)
        lines.append(
            {
                "項目": label,
                "前提": SCENARIOS_JA.get(scenario, ""),
                "単位": unit,
                "いまの値": float("nan") if today is None else round(today["value"] * scale, digits),
                "いまの年": "" if today is None else f"{today['year']}年",
                **{f"{one['year']}年の値": round(one["value"] * scale, digits) for one in own},
                "値の種類": "・".join(dict.fromkeys(text.BASIS[one["basis"]] for one in own)),
                "資料の時点": text.japanese_date(own[0]["as_of"]),
            }
        )
    return pd.DataFrame(lines)


def _label(item: str, kinds: dict[str, str]) -> tuple[str, str]:
    if item.startswith("aged:"):
        return f"建設後50年以上の{kinds[item.removeprefix('aged:')]}", "%"
    if item in STOCKS:
        _, label, unit, _ = STOCKS[item]
        return label, unit
    return {"population": ("人口", "人"), "staff": ("一般行政部門の職員", "人")}[item]


def _retiring(codes: tuple[str, ...]) -> None:
    """How many of the staff whose ages were brought to 現状把握 will still be there, where they are of these municipalities."""
    brought = controls.held("workforce")
    staff = None if brought is None else brought.tables.get("staff")
    if brought is None or staff is None or staff.empty:
        return
    places = queries.municipalities().set_index("lg_code").loc[list(codes)]
    names = {*places["municipality_name"], *(places["prefecture_name"] + places["municipality_name"])}
    own = staff[staff["municipality"].isin(names)]
    if own.empty:
        return
    year = int(brought.assumed("職員数の時点", 2025))
    left = outlook.retiring(own, workforce.Assumptions(year))
    if left.empty:
        return
    years = "、".join(f"{one}年 {count:,.1f}人" for one, count in left.iloc[1:].items())
    st.caption(
        f"推計｜現状把握で読み込んだ{'架空の例の' if brought.is_example else ''}職員{left.iloc[0]:,.0f}人（{year}年4月1日）のうち、"
        f"採用をしない場合に残るのは、{years}です（定年は法律どおり、離職は年1%、再任用は半数と仮定）。"
    )
