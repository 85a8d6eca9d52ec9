"""出典と品質: every source, what it covers, which file it came from, and everything to download."""

import streamlit as st

from dashboard import queries
from dashboard.shared import text
from pages.sources import queries as own_queries
from pages.sources import sections

st.title("出典と品質")
st.markdown(
    "画面のすべての数値は、次の資料から作っています。公表値・算出値・推計は、画面とファイルの両方で区別しています。"
)

sources = queries.sources()
editions = own_queries.source_editions()
checks = own_queries.checks()
first, second, third = st.columns(3)
first.metric(
    "資料",
    f"{len(sources)}件",
    f"うち非公式 {int((~sources['is_official']).sum())}件",
    delta_color="off",
    delta_arrow="off",
)
second.metric(
    "版（ファイル）",
    f"{len(editions)}件",
    f"計 {editions['rows'].sum():,}行",
    delta_color="off",
    delta_arrow="off",
)
third.metric(
    "データベースの作成",
    text.japanese_date(queries.built_at()),
    f"検査{len(checks)}件に合格",
    delta_color="off",
    delta_arrow="off",
)

st.header("資料の一覧", divider="gray")
sections.cards()

st.header("より新しい公表", divider="gray")
sections.newer()

st.header("指標の収録状況", divider="gray")
sections.coverage(queries.metric_coverage())

st.header("あり得にくい値", divider="gray")
sections.implausible(own_queries.implausible_values())

st.header("合格した検査", divider="gray")
sections.checks(checks)

st.header("推計の方法と検証", divider="gray")
sections.estimate(own_queries.estimate_validation())

st.header("読み込んだファイル", divider="gray")
sections.editions(editions)

st.header("地図のデータを入手", divider="gray")
sections.on_a_map(queries.metric_coverage())

st.header("データをすべて入手", divider="gray")
sections.everything()

st.header("管理者の方へ", divider="gray")
sections.operators()
