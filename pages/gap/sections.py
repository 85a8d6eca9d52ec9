"""Two burdens at once: bridges or road length per 100 staff × bridges that need action or age of assets."""

import pandas as pd
import streamlit as st

from analysis import ageing
from dashboard import queries
from dashboard.maps import metric_map
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.shared import controls, national_map, notes, text, theme, value_tables

BURDENS = ["bridges_per_100_general_staff", "road_km_per_100_general_staff"]
NEEDS = {  # a metric of ageing → what the map calls it
    "bridge_action_needed_share": "修繕が必要な橋",
    "tangible_asset_depreciation_rate": "資産の償却率",
}
LEVELS = ["低", "中", "高"]


def pick_burden() -> pd.Series:
    """Let the reader choose the burden on staff."""
    return controls.pick_metric("staffing", name="burden", label="担い手の指標", only=BURDENS)


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
    )


def draw_map(
    places: pd.DataFrame,
    of_kind: pd.Series,
    burden: pd.Series,
    need: pd.Series,
    prefecture: pd.Series | None,
    muni: pd.Series | None,
) -> None:
    """The map in nine colours: thirds of both metrics over the nation."""
    name = NEEDS[need["metric_id"]]
    row, column = ageing.thirds(places["y"]), ageing.thirds(places["x"])
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=(row * 3 + column).to_list(),
            hover=[_line(places["x"], burden), _line(places["y"], need)],
            legend=Legend(
                "担い手×老朽化",
                theme.BIVARIATE,
                [f"担い手の負担 {x}・{name} {y}" for y in LEVELS for x in LEVELS],
                grid=True,
                x_label="担い手の負担",
                y_label=name,
            ),
            note="全国を3等分した位置・算出値",
            description=f"担い手の負担と{name}を3段階ずつ重ねた全国の地図。同じ値は下の表にあります。",
        ),
        key="map",
        on_click=controls.choose_municipality,
        view=MapView(
            height=520,
            chosen=[] if muni is None else [muni["lg_code"]],
            prefecture_code=None if prefecture is None else prefecture["prefecture_code"],
            bounds=None if prefecture is None else metric_map.view(prefecture),
            within=of_kind.to_list(),
        ),
    )


def show_notes(places: pd.DataFrame, burden: pd.Series, need: pd.Series) -> None:
    """Dates, coverage, caveats and sources of both metrics."""
    basis_ja = "・".join(dict.fromkeys(text.BASIS[metric["basis"]] for metric in (burden, need)))
    covered = int(places["both_rank"].notna().sum())
    st.caption(
        f"{burden['label_ja']}：{metric_map.dates(places, burden)}｜{need['label_ja']}：{text.japanese_date(places['need_as_of'].max())}現在｜"
        f"{basis_ja}｜両方の値がある {covered:,} / {len(places):,} 市区町村"
    )
    with st.expander("この見方について", icon=":material/info:"):
        st.markdown(
            "- 順位は、2つの指標それぞれで全国の何割を上回るかを求め、低い方で決めます。両方とも重いときだけ上位になります。"
        )
        for caveat in dict.fromkeys([*burden["caveats_ja"], *need["caveats_ja"]]):
            st.markdown(f"- {caveat}")
    notes.source_line(sorted({*burden["sources"], *need["sources"]}))


def table(scope: pd.DataFrame, burden: pd.Series, need: pd.Series, where: str) -> None:
    """The places where both are worst first, with downloads."""
    ranked = scope.dropna(subset=["both_rank"]).sort_values(["both_rank", "lg_code"])
    first, second = text.labelled(burden), text.labelled(need)
    value_tables.table_of_places(
        pd.DataFrame(
            {
                "全国順位": ranked["both_rank"].astype(int),
                "団体コード": ranked["lg_code"],
                "都道府県": ranked["prefecture_name"],
                "市区町村": ranked["municipality_name"],
                first: ranked["x"].round(int(burden["digits"]) + 1),
                second: ranked["y"].round(int(need["digits"]) + 1),
                "管理する橋（橋）": ranked["bridges"],
                "人口（人）": ranked["population"],
                "担い手の指標の時点": ranked["as_of"],
                "施設の指標の時点": ranked["need_as_of"],
                "値の種類": "算出値",
            }
        ),
        title=f"担い手×老朽化_{where}",
        source_ids=sorted({*burden["sources"], *need["sources"]}),
        notes=[
            "全国順位は、2つの指標それぞれで全国の何割を上回るかを求め、低い方で決めた。",
            *burden["caveats_ja"],
            *need["caveats_ja"],
        ],
        key="gap",
        digits={first: int(burden["digits"]), second: int(need["digits"])},
        expanded=True,
    )


def _line(values: pd.Series, metric: pd.Series) -> HoverColumn:
    return HoverColumn(metric["label_ja"], text.shown_unit(metric["unit"]), int(metric["digits"]), values)
