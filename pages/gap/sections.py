"""Two burdens at once: bridges or road length per 100 staff × bridges that need action or age of assets."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from analysis import rounding, two_burdens
from dashboard import queries
from dashboard.maps import metric_map
from dashboard.maps.choropleth import Alternatives, HoverColumn, Legend, MapContent, alternatives, choropleth
from dashboard.runtime import place, run_lock
from dashboard.runtime.cache import cached
from dashboard.shared import (
    controls,
    municipality_card,
    national_map,
    notes,
    outlook,
    plot,
    prose,
    text,
    theme,
    value_tables,
)
from pages.gap import charts

BURDENS = {  # a metric of staffing → what the map calls it
    "bridges_per_100_general_staff": "職員当たりの橋",
    "road_km_per_100_general_staff": "職員当たりの道路",
}
NEEDS = {  # a metric of ageing → what the map calls it
    "bridge_action_needed_share": "修繕が必要な橋",
    "tangible_asset_depreciation_rate": "資産の償却率",
}
FIRST = 10  # places named before the list is opened
QUADRANTS = [
    "どちらも中央値以下",
    "担い手の負担だけが中央値を超える",
    "{need}だけが中央値を超える",
    "どちらも重い",
]


@st.fragment
@run_lock.serialised
def show(prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """Let the reader choose both metrics, and draw them as map, scatter and list.

    A fragment: another metric redraws this part of the page alone.
    """
    with controls.filters("指標と条件を選ぶ"):
        left, middle, right = st.columns([1, 1, 1.4])
    with left:
        burden = pick_burden()
    with middle:
        need = pick_need()
    places = both(burden, need)
    with right:
        of_kind = controls.pick_kind(places)
    scope = compared(places[of_kind & controls.in_prefecture(places, prefecture)], burden, need)
    where = controls.where(prefecture)

    st.header(f"2つの指標を重ねた地図　{where}")
    municipality_card.key_figures(muni, ["staffing", "ageing"], burden["metric_id"])
    draw_map(scope.index, pair(burden, need), prefecture, muni)
    show_notes(scope, burden, need)

    st.header(f"散布図　{where}")
    draw_scatter(scope, burden, need, muni)

    st.header(f"どちらも重い市区町村　{where}")
    table(scope, burden, need, where)
    place.end_fragment()  # a place was chosen on the map or in a table: the rest of the page shows it too


def pick_burden() -> pd.Series:
    """Let the reader choose the burden on staff."""
    return controls.pick_metric("staffing", name="burden", label="担い手の指標", only=list(BURDENS))


def pick_need() -> pd.Series:
    """Let the reader choose what is unsound or old."""
    return controls.pick_metric("ageing", name="need", label="施設の指標", only=list(NEEDS))


def both(burden: pd.Series, need: pd.Series) -> pd.DataFrame:
    """One row per municipality in outline order: x and y on the scale shown, with the dates of both and the bridges managed."""
    first, second = queries.metric_values(burden["metric_id"]), queries.metric_values(need["metric_id"])
    return first.assign(
        x=text.shown(first["value"], burden["unit"]),
        y=text.shown(second["value"], need["unit"]),
        bridges=queries.metric_values("bridges_managed")["value"],
        need_as_of=second["as_of"],
        need_denominator_as_of=second["denominator_as_of"],
    )


def compared(scope: pd.DataFrame, burden: pd.Series, need: pd.Series) -> pd.DataFrame:
    """The municipalities shown (rows of `both`) with the columns of two_burdens.compared."""
    digits = (int(burden["digits"]), int(need["digits"]))
    return scope.join(two_burdens.compared(scope["x"], scope["y"], digits))


def pair(burden: pd.Series, need: pd.Series) -> str:
    """The id of two metrics on the map."""
    return f"{burden['metric_id']}.{need['metric_id']}"


def draw_map(shown: pd.Index, chosen: str, prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """The map of each pair of metrics in four colours, one of them chosen; what is not shown is faded.

    shown: the positions of the municipalities shown.
    """
    within = pd.RangeIndex(len(queries.municipalities())).isin(shown)
    choropleth(
        national_map.outlines(),
        replace(_pairs(tuple(shown)), shown=chosen),
        key="map",
        on_click=controls.choose_municipality,
        on_follow=_follow,
        view=national_map.place_view(prefecture, muni, height=560, within=pd.Series(within)),
    )


def _follow(wanted: dict[str, str]) -> None:
    """Take up what the reader chose on the map."""
    for name, metric_id in zip(("burden", "need"), wanted["metric"].split("."), strict=True):
        place.choose(name, metric_id)


@cached
def _pairs(positions: tuple[int, ...]) -> Alternatives:
    """What the map shows of each pair of metrics. positions: of the municipalities shown."""
    pairs = [
        (queries.metric(burden), queries.metric(need)) for burden, need in itertools.product(BURDENS, NEEDS)
    ]
    return alternatives(
        {
            pair(burden, need): (
                f"{BURDENS[burden['metric_id']]} × {NEEDS[need['metric_id']]}",
                _content(both(burden, need), list(positions), burden, need),
            )
            for burden, need in pairs
        }
    )


def _content(places: pd.DataFrame, positions: list[int], burden: pd.Series, need: pd.Series) -> MapContent:
    """Four colours: above or below the medians of the municipalities shown, which lie at these positions."""
    scope = compared(places.loc[positions], burden, need)
    name = NEEDS[need["metric_id"]]
    cut = two_burdens.middles(scope["x"], scope["y"])
    return MapContent(
        classes=two_burdens.quadrants(places["x"], places["y"], cut).to_list(),
        hover=[_line(places["x"], burden), _line(places["y"], need)],
        legend=Legend(
            "担い手×老朽化",
            theme.QUADRANTS,
            [one.format(need=name) for one in QUADRANTS],
            grid=True,
            x_label=BURDENS[burden["metric_id"]],
            y_label=name,
            limits=limits_ja(cut, burden, need),
            kind="two_burdens",
        ),
        note="表示中の市区町村の中央値と比べた位置（算出値）",
        marks=_marks(scope),
        description=f"{BURDENS[burden['metric_id']]}と{name}を、それぞれ中央値で分けて重ねた全国の地図。同じ値は下の表にあります。",
    )


def draw_scatter(scope: pd.DataFrame, burden: pd.Series, need: pd.Series, muni: pd.Series | None) -> None:
    """Both metrics of the municipalities shown against each other."""
    if scope["rank"].isna().all():
        st.info(
            "この条件に合う市区町村には値がありません。条件を変えてください。",
            icon=":material/filter_alt_off:",
        )
        return
    picture, axes_ja = _scatter(
        burden["metric_id"],
        need["metric_id"],
        tuple(scope.index),
        None if muni is None else muni["lg_code"],
        _scope=scope,
        _burden=burden,
        _need=need,
        _muni=muni,
    )
    plot.draw(picture, key="quadrants", alt="2つの指標の散布図")
    st.caption(
        f"点線は表示中の市区町村の中央値。濃い点は、両方が中央値を超える「どちらも重い」{scope['is_heavy'].sum():,}団体、"
        f"赤い点はそのうち「特に重い」{scope['is_heaviest'].sum():,}団体（上位1割、名前は最大8）です。{axes_ja}"
    )


@cached
def _scatter(
    burden_id: str,
    need_id: str,
    positions: tuple[int, ...],
    lg_code: str | None,
    *,
    _scope: pd.DataFrame,
    _burden: pd.Series,
    _need: pd.Series,
    _muni: pd.Series | None,
) -> tuple[plot.Picture, str]:
    figure = charts.quadrants(_scope, _burden, _need, _muni)
    return plot.written(figure), charts.axes_ja(figure, _scope, _burden, _need)


def limits_ja(cut: two_burdens.Middles, burden: pd.Series, need: pd.Series) -> str:
    """Where the map's colours change, on the scale shown."""
    if pd.isna(cut.first):
        return ""
    across, along = (
        f"{value:,.{int(metric['digits'])}f}{text.shown_unit(metric['unit'])}"
        for value, metric in ((cut.first, burden), (cut.second, need))
    )
    return f"境（中央値）：横 {across}、縦 {along}"


def _marks(scope: pd.DataFrame) -> dict[int, str]:
    """Remarks of the heavy ones by position on the map."""
    heavy = scope[scope["is_heavy"]]
    return {
        position: "どちらも重い（特に重い）" if is_heaviest else "どちらも重い"
        for position, is_heaviest in heavy["is_heaviest"].items()
    }


def show_notes(places: pd.DataFrame, burden: pd.Series, need: pd.Series) -> None:
    """Dates, coverage, caveats and sources of both metrics. places: the municipalities shown."""
    covered = int(places["rank"].notna().sum())
    need_dates = places[["need_as_of", "need_denominator_as_of"]].set_axis(
        ["as_of", "denominator_as_of"], axis=1
    )
    st.caption(
        f"{burden['label_ja']}：{metric_map.dates(places, burden)}・{text.BASIS[burden['basis']]}｜"
        f"{need['label_ja']}：{metric_map.dates(need_dates, need)}・{text.BASIS[need['basis']]}｜両方の値がある {covered:,} / {len(places):,} 市区町村"
    )
    prose.fold(
        "この見方について",
        "- 「どちらも重い」は、両方の値がある表示中の市区町村の中央値を、2つとも超えることです。地図の角、散布図、一覧は同じ団体です。\n"
        "- 順位は、2つの指標それぞれで表示中の何割を上回るかを求め、低い方で決めます。上位1割を「特に重い」とします。"
        + "".join(f"\n- {one}" for one in dict.fromkeys([*burden["caveats_ja"], *need["caveats_ja"]])),
    )
    notes.source_line(sorted({*burden["sources"], *need["sources"]}))


def table(scope: pd.DataFrame, burden: pd.Series, need: pd.Series, where: str) -> None:
    """The places where both are heavy, the heaviest first: the first of them in sight, all with downloads; and all that were compared."""
    ranked = scope.dropna(subset=["rank"]).sort_values(["rank", "lg_code"])
    heavy = ranked[ranked["is_heavy"]]
    heaviest = int(heavy["is_heaviest"].sum())
    st.markdown(
        f"{len(ranked):,}市区町村のうち **{len(heavy):,}団体** が、どちらも重い場所です（うち特に重い {heaviest:,}団体）。"
    )
    if len(heavy):
        _first(heavy, burden, need)
    _list(heavy, burden, need, f"どちらも重い市区町村_{where}", key="gap", label="どちらも重い市区町村の表")
    _list(ranked, burden, need, f"担い手×老朽化_{where}", key="gap_all", label="比べたすべての市区町村の表")


def _first(heavy: pd.DataFrame, burden: pd.Series, need: pd.Series) -> None:
    """The first of the heavy places, and those that are as heavy as the last of them; in words, which paper holds as well."""
    first = heavy.nsmallest(FIRST, "rank", keep="all")
    told = [
        [
            f"{one['rank']:.0f}",
            f"{one['prefecture_name']} {one['municipality_name']}",
            _told(one["x"], burden),
            _told(one["y"], need),
            text.number(one["bridges"], "橋", 0),
            text.number(one["population"], "人", 0),
            "特に重い" if one["is_heaviest"] else "",
        ]
        for one in first.to_dict("records")
    ]
    heads = ["順位", "市区町村", burden["label_ja"], need["label_ja"], "管理する橋", "人口", ""]
    value_tables.written(pd.DataFrame(told, columns=heads), "どちらも重い市区町村")
    among = f"{len(heavy):,}団体のうち重い順に{len(first)}団体です。" if len(first) < len(heavy) else ""
    st.caption(f"{among}値の時点・種類と出典は、地図の下のとおりです。")


def _told(value: float, metric: pd.Series) -> str:
    """A value on the scale shown, with its unit."""
    return f"{rounding.printed(value, '', int(metric['digits'])):,.{int(metric['digits'])}f}{text.shown_unit(metric['unit'])}"


def ahead(prefecture: pd.Series | None, where: str) -> None:
    """The outlook of all municipalities of the prefecture, or of the nation."""
    places = queries.municipalities()
    own = places[controls.in_prefecture(places, prefecture)]
    outlook.show(where, tuple(own["lg_code"]))


def _list(
    ranked: pd.DataFrame,
    burden: pd.Series,
    need: pd.Series,
    title: str,
    **table: object,
) -> None:
    first, second = text.labelled(burden), text.labelled(need)
    value_tables.table_of_places(
        lambda: pd.DataFrame(
            {
                "順位": ranked["rank"].astype(int),
                "団体コード": ranked["lg_code"],
                "都道府県": ranked["prefecture_name"],
                "市区町村": ranked["municipality_name"],
                first: rounding.printed(ranked["x"], "", int(burden["digits"])),
                second: rounding.printed(ranked["y"], "", int(need["digits"])),
                "管理する橋（橋）": ranked["bridges"],
                "人口（人）": ranked["population"],
                f"{burden['numerator_ja']}の時点": ranked["as_of"],
                f"{burden['denominator_ja']}の時点": ranked["denominator_as_of"],
                "施設の指標の時点": ranked["need_as_of"],
                "どちらも重い": np.select(
                    [ranked["is_heavy"] & ranked["is_heaviest"], ranked["is_heavy"]], ["特に重い", "○"], ""
                ),
                "担い手の指標の種類": text.BASIS[burden["basis"]],
                "施設の指標の種類": text.BASIS[need["basis"]],
            }
        ),
        rows=len(ranked),
        title=title,
        source_ids=sorted({*burden["sources"], *need["sources"]}),
        notes=[
            "順位は、2つの指標それぞれで、表示した市区町村の何割を上回るかを求め、低い方で決めた。",
            "「どちらも重い」は、両方の値がある表示した市区町村の中央値を2つとも超える団体。「特に重い」はその上位1割。",
            *burden["caveats_ja"],
            *need["caveats_ja"],
        ],
        digits={first: int(burden["digits"]), second: int(need["digits"])},
        **table,
    )


def _line(values: pd.Series, metric: pd.Series) -> HoverColumn:
    return HoverColumn(metric["label_ja"], text.shown_unit(metric["unit"]), int(metric["digits"]), values)
