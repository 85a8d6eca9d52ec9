"""The national story in sections, each one message: figures the ministry printed beside what our data show."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import (
    comparators,
    controls,
    municipality_card,
    national_map,
    notes,
    plot,
    text,
    timeline,
    value_tables,
)
from pages.ageing import fifty_year_shares
from pages.overview import charts
from pages.overview import queries as own_queries


def fewer_staff() -> None:
    """General administration staff of municipalities: since 1996 as printed, and of the last years."""
    figures = queries.printed_figures()
    left, right = st.columns(2, gap="large")
    with left:
        first, second = st.columns(2)
        department, total = figures.loc["civil_department_staff_change"], figures.loc["total_staff_change"]
        first.metric("土木部門の職員（1996年比）", f"約{-department['value']:.0f}%減")
        second.metric("総職員（1996年比）", f"約{-total['value']:.0f}%減")
        st.markdown(
            f"市区町村の土木部門の職員は、総職員よりも大きく減りました。どちらも**{department['scope_ja']}**の職員です。"
        )
        _printed_source(department)
    with right:
        staff = own_queries.staff_by_date()
        st.markdown("**市区町村の一般行政部門の職員数（最近の4年）**")
        plot.draw(charts.staff_columns(staff), key="staff", alt="一般行政部門職員数の推移")
        st.caption(
            f"全国{staff['municipalities'].iloc[-1]:,}市区町村の一般行政部門職員数の合計（各年4月1日現在）。"
            "直近は増えていますが、技術職員の数ではありません。｜算出値（合計）"
        )
        value_tables.table_with_downloads(
            staff.rename(
                columns={
                    "as_of": "時点",
                    "general_admin_staff": text.labelled(queries.metric("general_admin_staff")),
                    "municipalities": "市区町村数",
                }
            ),
            title="一般行政部門職員数の推移_全国",
            source_ids=queries.sources_of("staffing"),
            notes=["算出値（市区町村の値の合計）。"],
            key="staff_table",
        )
        notes.source_line(queries.sources_of("staffing"))


def all_local_government_staff() -> None:
    """All staff of all local governments since the most there were: another series than the printed changes."""
    staff = own_queries.national_staff()
    first, last = staff.iloc[0], staff.iloc[-1]
    st.subheader("参考：範囲の違う系列", anchor=False)
    st.markdown(f"**全国の地方公共団体の総職員数（{first['as_of'].year}年から）**")
    plot.draw(charts.staff_line(staff), key="all_staff", alt="全国の地方公共団体の総職員数の推移")
    st.caption(
        "都道府県と、教育・警察・消防・公営企業などの職員を含みます。市区町村の一般行政部門を数えた上の減り方とは、範囲が違います。"
        f"{text.japanese_date(last['as_of'])}現在、{first['as_of'].year}年から{1 - last['staff'] / first['staff']:.0%}減。"
        "値が確かめられた年だけを結んでいます。｜公表値（白い点は、公表された増減から求めた算出値）"
    )
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "時点": staff["as_of"],
                "総職員数（人）": staff["staff"],
                "値の種類": staff["basis"].map(text.BASIS),
                "資料": staff["source_ja"],
                "注": staff["note_ja"],
            }
        ),
        title="地方公共団体の総職員数の推移_全国",
        source_ids=queries.sources_of("national_staff"),
        notes=["都道府県・市区町村・一部事務組合等の合計。値が確かめられた年だけ。"],
        key="all_staff_table",
    )
    notes.source_line(queries.sources_of("national_staff"))


def municipalities_without_technical_staff() -> None:
    """Classes of municipalities by technical staff, from the two printed shares."""
    figures = queries.printed_figures()
    without = figures.loc["municipalities_without_technical_staff"]
    few = figures.loc["municipalities_with_five_or_fewer_technical_staff"]
    st.markdown("**技術系職員の数で分けた市区町村の割合**")
    plot.draw(
        charts.technical_staff_classes(without["value"] / 100, few["value"] / 100),
        key="classes",
        alt="技術系職員数の階級別の市区町村の割合",
    )
    st.caption(
        f"技術系職員は{without['scope_ja']}の土木技師と建築技師の合計。1〜5人と6人以上は、印刷された「0人 25%」「5人以下 約半数」からの算出値です。"
    )
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "技術系職員数": ["0人", "1〜5人", "6人以上"],
                "市区町村の割合（%）": [
                    without["value"],
                    few["value"] - without["value"],
                    100 - few["value"],
                ],
                "値の種類": ["公表値", "算出値", "算出値"],
            }
        ),
        title="技術系職員数別の市区町村の割合_全国",
        source_ids=queries.sources_of("printed_figures"),
        notes=[
            f"{without['document_ja']}（{without['as_of_ja']}、{without['scope_ja']}）。5人以下は「約半数」と印刷されている。"
        ],
        key="classes_table",
    )
    _printed_source(without)


def structures_growing_old() -> None:
    """Shares of structures 50 years or older, and ratings of road bridges."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**建設後50年以上の施設の割合**")
        fifty_year_shares()
    with right:
        ratings = queries.bridge_ratings()
        total = ratings["bridges"].sum()
        needing = ratings.loc[ratings["rating"].isin(["Ⅲ", "Ⅳ"]), "bridges"].sum()
        st.markdown("**道路橋の判定区分別の数**")
        st.markdown(
            f"全国の道路橋 {total:,.0f}橋のうち {needing:,.0f}橋（{needing / total:.1%}）は、早期または緊急の措置が必要です。"
        )
        plot.draw(charts.ratings(ratings), key="ratings", alt="道路橋の判定区分別の数")
        st.caption(
            f"全道路管理者の最新の診断。{text.japanese_date(ratings['as_of'].iloc[0])}現在｜公表値（割合は算出値）"
        )
        value_tables.table_with_downloads(
            ratings.rename(columns={"rating": "判定区分", "bridges": "橋の数（橋）", "as_of": "時点"}),
            title="道路橋の判定区分別の数_全国",
            source_ids=queries.sources_of("road_maintenance_facts"),
            notes=["公表値。全道路管理者の最新の診断。"],
            key="ratings_table",
        )
        notes.source_line(queries.sources_of("road_maintenance_facts"))


def headline_map() -> None:
    """Bridges per staff on the national map; a click shows a municipality's numbers."""
    metric = queries.metric("bridges_per_100_general_staff")
    values = queries.metric_values(metric["metric_id"])
    with controls.filters("場所を選ぶ"):
        prefecture, muni = controls.pick_place()
    st.markdown(_more_bridges_than_staff(values, prefecture))
    st.markdown(f"**{metric['label_ja']}**")
    municipality_card.key_figures(muni, ["staffing", "ageing"], metric["metric_id"])
    national_map.draw_metric(
        metric,
        key="map",
        view=national_map.place_view(prefecture, muni, height=680),
        on_click=controls.choose_municipality,
    )
    notes.metric_notes(values, metric, prefecture)
    comparators.show_table(values, metric, values, "全国", muni)
    if muni is not None:
        municipality_card.show(muni, ["staffing", "ageing"])


def _more_bridges_than_staff(values: pd.DataFrame, prefecture: pd.Series | None) -> str:
    """How many municipalities of the nation, and of the prefecture, manage more bridges than they have staff."""

    def count(rows: pd.DataFrame) -> str:
        known = rows["value"].dropna()
        return f"{len(known):,}のうち **{(known > 100).sum():,}**"

    nation = f"一般行政部門の職員より管理する橋の方が多い市区町村は、{count(values)} です。"
    if prefecture is None:
        return nation
    own = values[values["prefecture_code"] == prefecture["prefecture_code"]]
    return f"{nation}{prefecture['prefecture_name']}では、{count(own)} です。"


def national_events() -> None:
    """The national story of infrastructure maintenance, and the document that tells of each event."""
    history = queries.history()
    years = [f"{year}年度" for year in history["fiscal_year"]]
    with st.container(key="history_chart"):
        for half, column in enumerate(st.columns(2, gap="large")):
            with column:
                plot.draw(
                    _history_timeline(half), key=f"history_chart_{half}", alt=f"国の動き（{half + 1} / 2）"
                )
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "年度": years,
                "できごと": history["event_ja"],
                "出典": history["document_ja"],
                "掲載ページ": history["document_url"],
            }
        ),
        title="インフラメンテナンスをめぐる国の動き",
        source_ids=queries.sources_of("history"),
        notes=[],
        key="history",
    )
    notes.source_line(queries.sources_of("history"))


@cached
def _history_timeline(half: int) -> plot.Picture:
    """The first or second half of the events (0 or 1), side by side where there is room and one below the other on a phone."""
    events = queries.history()
    middle = -(-len(events) // 2)
    own = events.iloc[:middle] if half == 0 else events.iloc[middle:]
    return plot.written(timeline.history_timeline(own.reset_index(drop=True)))


def _printed_source(figure: pd.Series) -> None:
    scope = f"、{figure['scope_ja']}の職員" if pd.notna(figure["scope_ja"]) else ""
    st.caption(
        f"出典：[{figure['document_ja']}]({figure['document_url']})（{figure['as_of_ja']}現在{scope}）｜公表値"
    )
