"""When no partner can help: what the prefecture would have to support, and which sectors to bundle in one's own town."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analysis import chances, sectors, support
from analysis import dates as date_words
from dashboard import queries
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, choropleth
from dashboard.runtime.cache import cached
from dashboard.shared import controls, national_map, notes, text, value_tables
from pages.partners import queries as own_queries

TABLES = ("bridge_inspections", "roads", "technical_staff", "staffing")
LEGEND = Legend(
    "技術職員と組める相手",
    ["#E3E8F4", "#F2B872", "#B3201B"],
    [
        "いる、またはいる可能性の方が高い",
        "いない可能性の方が高い・近くに組める相手あり",
        "いない可能性の方が高い・近くに組める相手なし",
    ],
    kind="categories",
)
RULE = (
    f"地図の「いない可能性の方が高い」は、実数が0人、または0人の確率（推計）が{support.NONE_LIKELY:.0%}以上。団体数と橋・道路の量は、確率を掛けて合計した期待値（団体どうしは独立とみる）。"
    f"「組める相手」は、役所間の道のり（概算）{support.NEAR_KM}km以内の連携候補（船は直線の2倍と20kmに数える）で、技術職員が{support.CAPABLE_STAFF}人以上（実数、または5人以下の確率（推計）が"
    f"{support.CAPABLE_LIKELY:.0%}以下）の市区町村。実数を推計より先に使い、土木技師の数だけが分かる団体では土木技師で数える。"
)
OWN_RULE = (
    "都道府県が管理する橋は、都道府県と市町村の計から市町村の計を引いた算出値。点検結果のない市町村があると、その橋の分だけ多く出る。"
    "都道府県の道路延長は、同じ引き算では実際と合わないため載せない。都道府県の技術職員数は未収録。"
)
STATES = {"known": "", "none": "施設なし", "unknown": "未収録"}


@cached
def assessed() -> pd.DataFrame:
    """Every municipality in outline order: see analysis.support.assess."""
    return support.assess(own_queries.near_candidates(), own_queries.support_places())


@cached
def by_prefecture() -> pd.DataFrame:
    """Every prefecture's load: see analysis.support.by_prefecture."""
    return support.by_prefecture(assessed(), own_queries.prefecture_bridges())


@cached
def _capable() -> set[str]:
    """Who could lend a hand: see analysis.support.capable."""
    return support.capable(assessed())


@cached
def _shares() -> dict[str, pd.DataFrame]:
    """How heavy the sectors of every municipality are: see analysis.sectors.shares."""
    return sectors.shares(own_queries.sector_stock())


def draw_map(prefecture: pd.Series | None) -> None:
    """Where technical staff is missing, and where no partner near could help; a click chooses a municipality."""
    table = assessed()
    missing = table["has_no_engineers"].fillna(False).astype(bool)
    classes = (missing.astype(int) + table["needs_support"].astype(int)).where(
        table["has_no_engineers"].notna()
    )
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=[None if pd.isna(one) else int(one) for one in classes],
            hover=[
                HoverColumn("近くの組める相手", "団体", 0, table["capable_partners"]),
                HoverColumn("管理する橋", "橋", 0, _numbers(table["bridges_managed"])),
            ],
            legend=LEGEND,
            note="推計（実数のある団体は実数）・算出値",
            description="技術職員がいない可能性の方が高い市区町村と、近くに組める相手がいるかを塗り分けた全国の地図。同じ内容は下の表にあります。",
        ),
        key="map",
        on_click=controls.choose_municipality,
        view=national_map.place_view(prefecture, None, height=540),
    )
    st.caption(f"推計｜{RULE}")


def prefecture_section(prefecture: pd.Series | None, heading: Callable[[str], object] = st.subheader) -> None:
    """都道府県の補完: the load by prefecture, and the municipalities of the chosen one."""
    heading("都道府県による補完" + ("" if prefecture is None else f"　{prefecture['prefecture_name']}"))
    table = assessed()
    if prefecture is not None:
        one_prefecture(table, by_prefecture(), prefecture["prefecture_code"], prefecture["prefecture_name"])
    value_tables.table_with_downloads(
        _prefectures_listed(),
        title="都道府県による補完の負担",
        source_ids=queries.sources_of(*TABLES, "prefecture_facilities"),
        notes=[RULE, OWN_RULE],
        key="support_prefectures",
        label="都道府県別の一覧",
        digits={
            "技術職員がいない団体（期待値）": 1,
            "うち組める相手なし（期待値）": 1,
            "都道府県の橋に対する割合（%）": 1,
            "補完する道路（km、期待値）": 0,
        },
        expanded=prefecture is None,
    )
    st.caption(f"{OWN_RULE}{_dates(table)}")
    notes.source_line(queries.sources_of(*TABLES, "prefecture_facilities"))


@cached
def _prefectures_listed() -> pd.DataFrame:
    """What each prefecture would have to support, as shown and taken away: the most municipalities first."""
    names = queries.prefectures().set_index("prefecture_code")["prefecture_name"]
    load = by_prefecture().sort_values(["municipalities", "without_engineers"], ascending=False)
    return pd.DataFrame(
        {
            "都道府県": load["prefecture_code"].map(names),
            "市区町村数": load["of_municipalities"],
            "技術職員がいない団体（期待値）": load["without_engineers"].round(1),
            "うち組める相手なし（期待値）": load["municipalities"].round(1),
            "補完する橋（橋、期待値）": load["bridges_managed"].round(0),
            "うち判定Ⅲ・Ⅳ（橋、期待値）": load["bridges_action_needed"].round(0),
            "補完する道路（km、期待値）": load["road_km"].round(0),
            "橋のデータがない団体（補完の対象のうち）": load["bridges_unknown"],
            "都道府県が管理する橋（橋）": load["own_bridges"],
            "都道府県の橋に対する割合（%）": (load["bridges_beside_own"] * 100).round(1),
            "値の種類": "推計・算出値",
        }
    )


def _expected(municipalities: float) -> str:
    """An expected number of municipalities; one that rounds to nothing is not none."""
    return "**0.1団体未満**" if 0 < municipalities < 0.05 else f" **{municipalities:,.1f}** 団体"


def _amount(value: float, unit: str) -> str:
    """An expected amount; one that rounds to nothing is not nothing."""
    return f"1{unit}未満" if 0 < value < 0.5 else f"{value:,.0f}{unit}"


def one_prefecture(table: pd.DataFrame, load: pd.DataFrame, code: str, name: str) -> None:
    """What one prefecture would have to support beside its own, and which municipalities those are."""
    own = load.set_index("prefecture_code").loc[code]
    within = table[table["prefecture_code"] == code]
    missing = within[within["has_no_engineers"].fillna(False).astype(bool)]
    st.markdown(
        f"{name}の{len(within)}市区町村のうち、技術職員がいないのは{_expected(own['without_engineers'])}、"
        f"そのうち近くに組める相手もないのは{_expected(own['municipalities'])}と見込まれます（推計、確率の合計）。"
    )
    first, second, third, fourth = st.columns(4)
    first.metric("補完する橋（推計の期待値）", _amount(own["bridges_managed"], "橋"))
    second.metric("うち判定Ⅲ・Ⅳ（推計の期待値）", _amount(own["bridges_action_needed"], "橋"))
    third.metric("補完する道路（推計の期待値）", _amount(own["road_km"], "km"))
    fourth.metric(
        "都道府県が管理する橋（算出値）",
        f"{own['own_bridges']:,.0f}橋",
        help=OWN_RULE,
    )
    if own["bridges_managed"] < 0.5:
        st.markdown(
            "このルールでは、都道府県が支えるほかない市区町村は、ほとんどないと見込まれます。都道府県の技術職員数は未収録です。"
        )
    elif own["own_bridges"] > 0:
        st.markdown(
            f"補完する橋（期待値）は、都道府県が自ら管理する橋の **{own['bridges_beside_own']:.1%}** に当たります。都道府県の技術職員数は未収録です。"
        )
    unknown = int(own["bridges_unknown"])
    if unknown:
        st.caption(f"橋の点検結果のない{unknown}団体の橋は、合計に含みません。")
    if missing.empty:
        return
    missing = missing.sort_values(["support_probability", "none_probability"], ascending=False)
    value_tables.table_of_places(
        lambda: pd.DataFrame(
            {
                "団体コード": missing["lg_code"],
                "市区町村": missing["municipality_name"],
                "近くの組める相手（団体）": missing["capable_partners"],
                "都道府県の補完が要る確率（推計、%）": (missing["support_probability"] * 100).round(1),
                "技術職員の実数（人）": missing["engineers"],
                "0人の確率（推計、%）": (missing["zero_probability"] * 100).round(0),
                "管理する橋（橋）": missing["bridges_managed"],
                "うち判定Ⅲ・Ⅳ（橋）": missing["bridges_action_needed"],
                "道路（km）": missing["road_km"].round(0),
                "人口（人）": missing["population"],
            }
        ),
        rows=len(missing),
        title=f"技術職員がいない可能性の方が高い市区町村_{name}",
        source_ids=queries.sources_of(*TABLES),
        notes=[RULE],
        key="support_municipalities",
        label=f"{name}の技術職員がいない可能性の方が高い市区町村（実数0人を含む）",
        expanded=True,
    )


@cached
def _capable_near(lg_code: str) -> list[str]:
    """The codes of the partners within reach that could lend a hand, the nearest first."""
    near = own_queries.partner_features(lg_code)[["lg_code", "partner_lg_code", "way_km"]]
    return support.capable_partners(near, _capable()).sort_values("way_km")["partner_lg_code"].to_list()


def alternatives(muni: pd.Series) -> None:
    """For one municipality: is there a capable partner; its sectors; its prefecture."""
    table = assessed()
    own = table[table["lg_code"] == muni["lg_code"]].iloc[0]
    _say(muni, own, _capable_near(muni["lg_code"]))
    bundle, prefecture = st.tabs(["多分野の束ね", f"{muni['prefecture_name']}による補完"])
    with bundle:
        own_sectors(muni)
    with prefecture:
        prefecture_section(
            queries.prefectures().set_index("prefecture_code", drop=False).loc[muni["prefecture_code"]]
        )


def _say(muni: pd.Series, own: pd.Series, capable: list[str]) -> None:
    name = muni["municipality_name"]
    if not capable:
        st.warning(
            f"{name}から道のり（概算）{support.NEAR_KM}km以内に、技術職員が{support.CAPABLE_STAFF}人以上いる可能性の方が高い市区町村はありません。"
            "水平連携だけでは体制を補いにくいので、都道府県による補完（垂直）と、自らの分野の束ね（多分野）を先に検討できます。",
            icon=":material/vertical_align_top:",
        )
    else:
        names = queries.names()
        nearest = "、".join(names[code] for code in capable[:5])
        st.markdown(
            f"{name}から道のり（概算）{support.NEAR_KM}km以内に、技術職員が{support.CAPABLE_STAFF}人以上いるか、いる可能性の方が高い市区町村が"
            f" **{len(capable)}** あります（近い順に {nearest}{' など' if len(capable) > 5 else ''}）。"
            "水平連携と合わせて検討できる、ほかの形です。"
        )
    if pd.isna(own["engineers"]) and pd.notna(own["none_probability"]):
        st.markdown(
            f"{name}自身には、技術職員が{chances.of_nobody(own['none_probability'])}と推計されます。"
            f"この確率を、下の「{muni['prefecture_name']}による補完」の期待値に含めています。"
        )
    st.caption(f"推計｜{RULE}")


class _Sectors(NamedTuple):
    """The sectors of a municipality: as shown, the names of the first to bundle, and the days the numbers are of."""

    shown: pd.DataFrame
    first: list[str]
    dates_ja: str


@cached
def _sectors_of(lg_code: str) -> _Sectors:
    stock = own_queries.sector_stock()
    weighed = sectors.weigh(_shares(), lg_code)
    own = stock[stock["lg_code"] == lg_code].iloc[0]
    labels = {name: sector.label_ja for name, sector in sectors.SECTORS.items()}
    shown = pd.DataFrame(
        {
            "分野": weighed["sector"].map(labels),
            "まず検討": weighed["is_first"].map({True: "●", False: ""}),
            "重さ（%）": (weighed["weight"] * 100).round(0),
            "職員当たりの量（%）": (weighed["load"] * 100).round(0),
            "傷み（%）": (weighed["need"] * 100).round(0),
            "住民当たりの支出（%）": (weighed["spending"] * 100).round(0),
            "施設の量": [_stock(name, own) for name in weighed["sector"]],
            "備考": weighed["state"].map(STATES),
            "値の種類": text.BASIS["derived"],
        }
    )
    dates = {
        "職員": own["staff_as_of"],
        "施設の量": own["stock_as_of"],
        "橋梁": own["bridges_as_of"],
        "水道": own["water_as_of"],
    }
    days = [f"{name} {text.japanese_date(day)}現在" for name, day in dates.items() if not pd.isna(day)]
    if not pd.isna(own["spending_as_of"]):
        days.append(f"支出 {date_words.written(own['spending_as_of'], is_fiscal_year=True)}")
    first = [labels[name] for name in weighed.loc[weighed["is_first"], "sector"]]
    return _Sectors(shown, first, "、".join(days))


def own_sectors(muni: pd.Series) -> None:
    """The sectors of one municipality, the heaviest first, with the numbers behind."""
    found = _sectors_of(muni["lg_code"])
    st.markdown(
        f"まず束ねることを検討できる分野：**{'・'.join(found.first)}**（全国の半分より重い分野、3つまで）"
        if found.first
        else "全国の半分より重い分野は、収録しているデータでは見当たりません。"
    )
    explanations = [
        "％は、全国の市区町村の何割より重いか。重さは、分かるものの平均。職員は一般行政部門の職員。",
        "傷みは、橋梁では判定区分Ⅲ・Ⅳの割合、水道では40年を超えた管路の割合。支出は道路橋りょう費（道路と橋梁の両方に使う）と住宅費。",
        "空欄は未収録。公園・下水道・水道の支出と、水道の量（管路の長さ）は、全国の表がないため未収録。未収録は「軽い」という意味ではない。",
    ]
    source_ids = queries.sources_of(
        "staffing",
        "roads",
        "bridge_inspections",
        "road_expenditure",
        "housing_expenditure",
        "municipalities.population",
    )
    value_tables.table_with_downloads(
        found.shown,
        title=f"分野の重さ_{muni['prefecture_name']}{muni['municipality_name']}",
        source_ids=source_ids,
        notes=explanations,
        key="sectors",
        label="分野の一覧",
        expanded=True,
    )
    st.caption(f"{''.join(explanations)}｜{found.dates_ja}")
    notes.source_line(source_ids)


def _stock(sector: str, own: pd.Series) -> str:
    """How much there is of a sector, as written."""
    if sector == "road":
        return text.number(own["road_km"], "km", 0)
    if sector == "bridge":
        bridges = text.number(own["bridges_managed"], "橋", 0)
        return (
            bridges
            if pd.isna(own["bridges_managed"])
            else f"{bridges}（うちⅢ・Ⅳ {own['bridges_action_needed']:,.0f}橋）"
        )
    if sector == "park":
        return text.number(own["park_area_m2"] / 10_000, "ha", 1)
    if sector == "sewer":
        return text.number(own["sewered_population"], "人（現在排水人口）", 0)
    if sector == "housing":
        return text.number(own["public_housing_units"], "戸", 0)
    mark = text.mark(own["water_mark"], None)
    share = own["marked_water_pipe_overage_share" if mark else "water_pipe_overage_share"]
    more = f"：{mark}" if mark else ""
    return (
        "量は未収録"
        if pd.isna(share)
        else f"量は未収録（40年超の管路 {text.number(share, 'share', 1)}{more}）"
    )


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _dates(table: pd.DataFrame) -> str:
    estimated = text.japanese_date(table["estimate_as_of"].max())
    bridges = text.japanese_date(own_queries.prefecture_bridges()["as_of"].max())
    return f"推計は{estimated}現在、橋は{bridges}現在。"
