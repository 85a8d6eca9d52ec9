"""What ledgers tell of each kind of facility: construction years, the share that is old year by year, conditions, a map."""

from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analysis import ageing, few
from dashboard import queries
from dashboard.maps import points
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import controls, national_map, notes, plot, text, value_tables
from japan.facilities import BY_ID, KINDS, MEASURED_KINDS, Kind
from pages.ageing import charts
from pages.ageing import queries as own_queries

FIRST_FISCAL_YEAR = 1990
YEARS_AHEAD = 30
AHEAD = (0, 10, 20)
OUTLINES = 80  # drawn below the points: a prefecture and what is near it
METRES_OF_KM = 1000


def show(prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """The ledgers of a kind in the prefecture (or in the municipality in it), or where ledgers are held."""
    held = own_queries.held()
    kind = _pick_kind(held)
    if prefecture is None and muni is not None:
        prefecture = muni
    where_held = held.loc[held["facility_kind"] == kind.kind_id, "prefecture_code"].to_list()
    if prefecture is None or prefecture["prefecture_code"] not in where_held:
        names = queries.prefectures().set_index("prefecture_code")["prefecture_name"].loc[where_held]
        st.info(
            f"1{kind.counter_ja}ごとの台帳を収録しているのは{'・'.join(names)}の一部です。都道府県を選ぶと、{kind.built_ja}と将来の{kind.age_of_concern}年以上の割合が表示されます。",
            icon=":material/touch_app:",
        )
        return
    area = prefecture if muni is None else muni
    ledger = _ledger(kind.kind_id, prefecture["prefecture_code"], None if muni is None else muni["lg_code"])
    if ledger is None:
        st.info(
            f"{muni['municipality_name']}にある{kind.noun_ja}の台帳は収録していません。",
            icon=":material/inbox:",
        )
        return
    _draw(ledger, kind, area, where=area["prefecture_name" if muni is None else "municipality_name"])


def _pick_kind(held: pd.DataFrame) -> Kind:
    """The kind that the reader chooses of those that are held; the only one where there is but one."""
    names = {kind.kind_id: kind.name_ja for kind in KINDS if kind.kind_id in set(held["facility_kind"])}
    if len(names) < 2:
        return BY_ID[next(iter(names), "bridge")]
    return BY_ID[place.pick("施設の種類", "facility", names, default=next(iter(names)))]


def _amounts(facilities: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Facilities with `amount`: how much each counts in shares, its km or one."""
    amount = facilities["length_m"] / METRES_OF_KM if kind.is_by_length else 1
    return facilities.assign(amount=amount)


class _Ledger(NamedTuple):
    """The facilities of a kind in an area, the share that is old year by year, pictures of both, what is said of them, their sources."""

    facilities: pd.DataFrame
    fiscal_year: int
    projection: pd.DataFrame
    built: plot.Picture
    aged: plot.Picture
    note: str
    source_ids: list[str]


@cached
def _ledger(kind_id: str, prefecture_code: str, lg_code: str | None) -> _Ledger | None:
    """None where no facility of the kind is held."""
    kind = BY_ID[kind_id]
    facilities = _amounts(own_queries.facilities(kind_id, prefecture_code, lg_code), kind)
    if facilities.empty:
        return None
    fiscal_year = int((facilities["as_of"] - pd.DateOffset(months=3)).dt.year.max())
    projection = ageing.aged_share(
        facilities["built_fiscal_year"],
        FIRST_FISCAL_YEAR,
        fiscal_year + YEARS_AHEAD,
        kind.age_of_concern,
        facilities["amount"] if kind.is_by_length else None,
    )
    return _Ledger(
        facilities,
        fiscal_year,
        projection,
        plot.written(charts.construction_years(facilities, kind, fiscal_year)),
        plot.written(charts.aged_share(projection, kind, fiscal_year)),
        _note(facilities, kind),
        list(queries.sources(list(facilities["source_id"].unique()))["source_id"]),
    )


def _draw(ledger: _Ledger, kind: Kind, area: pd.Series, where: str) -> None:
    facilities, projection, fiscal_year = ledger.facilities, ledger.projection, ledger.fiscal_year
    if kind.kind_id != "bridge":
        _figures(facilities, kind, projection, fiscal_year)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(f"{kind.built_ja}の分布　{where}")
        plot.draw(ledger.built, key="built", alt=f"{kind.built_ja}の分布")
    with right:
        st.subheader(f"{kind.age_of_concern}年以上の{kind.noun_ja}の割合の見通し　{where}")
        plot.draw(ledger.aged, key="aged", alt=f"{kind.age_of_concern}年以上の{kind.noun_ja}の割合")
    st.caption(ledger.note)
    notes.source_line(ledger.source_ids)
    _tables(facilities, kind, projection, where)
    _map(facilities, kind, area, where)
    notes.source_line(ledger.source_ids)


def _figures(facilities: pd.DataFrame, kind: Kind, projection: pd.DataFrame, fiscal_year: int) -> None:
    """How many, how much, the share that is old now, in ten and in twenty years, what is unknown."""
    share = projection.set_index("fiscal_year")["share"]
    figures = {f"台帳の{kind.name_ja}": f"{len(facilities):,}{kind.counter_ja}"}
    if kind.quantity == "length_m" and (length := facilities["length_m"].sum() / METRES_OF_KM):
        figures["延長の合計"] = f"{length:,.1f}km"
    if kind.quantity == "area_m2" and (area := facilities["area_m2"].sum()):
        figures["面積の合計"] = f"{area:,.0f}m²"
    known = int(facilities["built_fiscal_year"].notna().sum())
    few_ja = f"（母数{known}）" if known < few.RATIO_OF and not kind.is_by_length else ""
    for years in AHEAD:
        when = f"{years}年後" if years else f"{fiscal_year}年度"
        value = share[fiscal_year + years]
        figures[f"{kind.age_of_concern}年以上（{when}）"] = (
            "不明" if pd.isna(value) else f"{value:.1%}{few_ja}"
        )
    figures[f"{kind.built_ja}不明"] = f"{len(facilities) - known:,}{kind.counter_ja}"
    with st.container(horizontal=True):
        for label, value in figures.items():
            st.metric(label, value, width="content")
    if len(conditions := _conditions(facilities, kind)):
        st.caption(f"状態：{conditions}。台帳に書かれた区分のままの数です。")


def _conditions(facilities: pd.DataFrame, kind: Kind) -> str:
    """「判定区分Ⅰ 3本、Ⅲ 1本」, or the classes as the ledger names them; nothing where it has none."""
    if facilities["soundness_category"].notna().any():
        classes = (
            facilities["soundness_category"].map(points.RATINGS).map("判定区分{}".format, na_action="ignore")
        )
    else:
        classes = facilities["condition_class"]
    counts = classes.fillna("記載なし").value_counts().sort_index()
    if set(counts.index) <= {"記載なし"}:
        return ""
    return "、".join(f"{name} {count:,}{kind.counter_ja}" for name, count in counts.items())


def _note(facilities: pd.DataFrame, kind: Kind) -> str:
    known = int(facilities["built_fiscal_year"].notna().sum())
    by_length = "割合は延長によります。" if kind.is_by_length else ""
    age = (
        "" if kind.kind_id == "bridge" else f"{kind.age_of_concern}年は{kind.age_ja}で、寿命ではありません。"
    )
    return (
        f"{text.japanese_date(facilities['as_of'].max())}現在の台帳の{kind.noun_ja} {len(facilities):,}{kind.counter_ja}"
        f"（{_managers(facilities, kind)}）のうち、{kind.built_ja}が分かる {known:,}{kind.counter_ja}で算出。"
        f"不明の {len(facilities) - known:,}{kind.counter_ja}は割合に含めていません。{by_length}{age}"
        f"見通しは、いまの{kind.noun_ja}を{'架け替えず' if kind.kind_id == 'bridge' else '更新せず'}に使い続けた場合の計算で、予測ではありません。｜算出値"
    )


def _basis(facilities: pd.DataFrame) -> str:
    """Whether the ledgers are published, or only brought by someone."""
    return "台帳に書かれた値" if facilities["is_brought"].any() else "台帳による公表値"


def _managers(facilities: pd.DataFrame, kind: Kind) -> str:
    """「都道府県が管理 4,292橋」for each kind of manager, most first."""
    counts = facilities["manager_ja"].fillna("").value_counts()
    return "、".join(
        f"{manager}が管理 {count:,}{kind.counter_ja}"
        if manager
        else f"管理者の記載なし {count:,}{kind.counter_ja}"
        for manager, count in counts.items()
    )


def _tables(facilities: pd.DataFrame, kind: Kind, projection: pd.DataFrame, where: str) -> None:
    """Every facility of the ledger, and the projected share year by year."""
    source_ids = list(facilities["source_id"].unique())
    named = facilities.rename(columns={"facility_id": kind.id_column, "facility_name": kind.name_column})
    left_out = {"latitude", "longitude", "manager_lg_code", "manager_kind", "location_lg_code"}
    own = [name for name in kind.dtypes if name not in left_out]
    columns = [*own[:3], "municipality_name", "manager_ja", *own[3:]]
    ledger_title = ["ledger_title_ja"] if named["ledger_title_ja"].notna().any() else []
    labels = kind.labels | {
        "municipality_name": "所在地",
        "manager_ja": "管理者",
        "ledger_title_ja": "台帳の名前",
    }
    value_tables.table_with_downloads(
        named[[*columns, *ledger_title]].rename(columns=labels),
        title=f"{kind.noun_ja}の台帳_{where}",
        source_ids=source_ids,
        notes=[f"{_basis(facilities)}。{kind.built_ja}の空欄は不明。判定区分の1〜4はⅠ〜Ⅳ、空欄は未点検。"],
        key="ledger",
        label=f"{kind.noun_ja}の台帳",
    )
    unit = "km" if kind.is_by_length else ""
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "年度": projection["fiscal_year"],
                f"{kind.age_of_concern}年以上の{kind.noun_ja}{unit and '（km）'}": projection["aged"],
                f"{kind.built_ja}が分かる{kind.noun_ja}{unit and '（km）'}": projection["known"],
                f"{kind.age_of_concern}年以上の割合（%）": (projection["share"] * 100).round(1),
            }
        ),
        title=f"{kind.age_of_concern}年以上の{kind.noun_ja}の割合_{where}",
        source_ids=source_ids,
        notes=[
            f"算出値。いまの{kind.noun_ja}を使い続けた場合。{kind.built_ja}が不明の{kind.noun_ja}は含めない。"
        ],
        key="projection",
        label=f"{kind.age_of_concern}年以上の割合",
    )


def _map(facilities: pd.DataFrame, kind: Kind, area: pd.Series, where: str) -> None:
    """Each facility as a point where the ledger has positions, else how much each municipality has."""
    placed = facilities.dropna(subset=["latitude", "longitude"])
    if len(placed):
        what = "判定区分" if kind.has_soundness else "位置"
        st.subheader(f"{kind.noun_ja}の位置{'と判定区分' if kind.has_soundness else ''}　{where}")
        middle = placed[["longitude", "latitude"]].median()
        outlines = partial(national_map.outlines_around, *middle, OUTLINES)
        points.facilities(placed, kind, outlines, key="facilities_map")
        lacking = len(facilities) - len(placed)
        st.caption(
            (f"点の色は{what}です。" if kind.has_soundness else "")
            + f"{text.japanese_date(facilities['as_of'].max())}現在の{_basis(facilities)}で、その後の修繕は反映していません。"
            + (f"位置の書かれていない {lacking:,}{kind.counter_ja}は示していません。" if lacking else "")
        )
        return
    metric = queries.metric(f"{kind.kind_id}_held") if kind in MEASURED_KINDS else None
    if metric is None:
        st.caption("台帳に位置が書かれていないため、地図は示していません。")
        return
    values = queries.metric_values(metric["metric_id"])
    st.subheader(f"{metric['label_ja']}　{area['prefecture_name']}")
    prefecture = queries.prefectures().set_index("prefecture_code", drop=False).loc[area["prefecture_code"]]
    national_map.draw_metric(
        metric,
        key="held_map",
        view=national_map.place_view(prefecture, None, height=560),
        on_click=controls.choose_municipality,
    )
    st.caption(
        f"台帳に位置が書かれていないため、市区町村ごとに示します。{text.japanese_date(values['as_of'].max())}現在。｜算出値"
    )
