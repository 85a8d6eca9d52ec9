"""What bridge ledgers tell: construction years, the share 50 years or older year by year, each bridge on a map."""

import pandas as pd
import streamlit as st

from analysis import ageing
from dashboard import queries
from dashboard.maps import points
from dashboard.shared import national_map, notes, plot, text, value_tables
from japan.facilities import BRIDGE
from pages.ageing import charts
from pages.ageing import queries as own_queries

FIRST_FISCAL_YEAR = 1990
YEARS_AHEAD = 30
OUTLINES = 80  # drawn below the points: a prefecture and what is near it
LEDGER_COLUMNS = [
    "bridge_id", "bridge_name", "route_name", "municipality_name", "manager_ja", "built_fiscal_year", "length_m", "width_m",
    "structure_ja", "soundness_category", "inspection_fiscal_year",
]  # fmt: skip


def show(prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """The ledgers of the prefecture (or of the municipality in it), or where ledgers are held."""
    held = own_queries.prefectures_with_ledgers()
    if prefecture is None and muni is not None:
        prefecture = muni
    if prefecture is None or prefecture["prefecture_code"] not in held:
        names = queries.prefectures().set_index("prefecture_code")["prefecture_name"].loc[held]
        st.info(
            f"1橋ごとの台帳を収録しているのは {'・'.join(names)} の一部です。都道府県を選ぶと、架設年度と将来の50年以上の割合が表示されます。",
            icon=":material/touch_app:",
        )
        return
    bridges = own_queries.bridges(prefecture["prefecture_code"], None if muni is None else muni["lg_code"])
    if bridges.empty:
        st.info(f"{muni['municipality_name']}にある橋の台帳は収録していません。", icon=":material/inbox:")
        return
    where = prefecture["prefecture_name"] if muni is None else muni["municipality_name"]
    sources = queries.sources(list(bridges["source_id"].unique()))
    fiscal_year = int((sources["as_of"] - pd.DateOffset(months=3)).dt.year.max())
    known = int(bridges["built_fiscal_year"].notna().sum())
    projection = ageing.aged_share(bridges["built_fiscal_year"], FIRST_FISCAL_YEAR, fiscal_year + YEARS_AHEAD)

    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(f"架設年度の分布　{where}")
        plot.draw(
            charts.construction_years(bridges, fiscal_year),
            key="built",
            alt="架設年度の分布",
        )
    with right:
        st.subheader(f"50年以上の橋の割合の見通し　{where}")
        plot.draw(
            charts.aged_share(projection, fiscal_year),
            key="aged",
            alt="50年以上の橋の割合",
        )
    st.caption(
        f"{text.japanese_date(sources['as_of'].max())}現在の台帳の橋 {len(bridges):,}橋（{_managers(bridges)}）のうち、架設年度が分かる {known:,}橋で算出。"
        f"不明の {len(bridges) - known:,}橋は割合に含めていません。"
        f"見通しは、いまの橋を架け替えずに使い続けた場合の計算で、予測ではありません。｜算出値"
    )
    notes.source_line(list(sources["source_id"]))
    _table(bridges, projection, where)
    st.subheader(f"橋の位置と判定区分　{where}")
    placed = bridges.dropna(subset=["latitude", "longitude"])
    middle = placed[["longitude", "latitude"]].median()
    points.bridges(placed, national_map.outlines_around(*middle, OUTLINES), key="bridges_map")
    st.caption(
        f"点の色は判定区分です。{text.japanese_date(sources['as_of'].max())}現在の台帳による公表値で、その後の修繕は反映していません。"
    )
    notes.source_line(list(sources["source_id"]))


def _managers(bridges: pd.DataFrame) -> str:
    """「都道府県が管理 4,292橋」for each kind of manager, most first."""
    counts = bridges["manager_ja"].value_counts()
    return "、".join(f"{manager}が管理 {count:,}橋" for manager, count in counts.items())


def _table(bridges: pd.DataFrame, projection: pd.DataFrame, where: str) -> None:
    """Every bridge of the ledger, and the projected share year by year."""
    source_ids = list(bridges["source_id"].unique())
    labels = BRIDGE.labels | {"municipality_name": "所在地", "manager_ja": "管理者"}
    value_tables.table_with_downloads(
        bridges[LEDGER_COLUMNS].rename(columns=labels),
        title=f"橋の台帳_{where}",
        source_ids=source_ids,
        notes=["公表値。架設年度の空欄は不明。判定区分の1〜4はⅠ〜Ⅳ、空欄は未点検。"],
        key="ledger",
        label="橋の台帳",
    )
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "年度": projection["fiscal_year"],
                "50年以上の橋": projection["aged"],
                "架設年度が分かる橋": projection["known"],
                "50年以上の割合（%）": (projection["share"] * 100).round(1),
            }
        ),
        title=f"建設後50年以上の橋の割合_{where}",
        source_ids=source_ids,
        notes=["算出値。いまの橋を架け替えずに使い続けた場合。架設年度が不明の橋は含めない。"],
        key="projection",
        label="50年以上の割合",
    )
