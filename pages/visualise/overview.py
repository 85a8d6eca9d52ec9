"""全国の状況: the national story, one message per section, printed figures beside what our data show."""

import pandas as pd
import streamlit as st

from dashboard import charts, queries, text, ui
from dashboard.maps import metric_map

figures = queries.printed_figures()


def printed(figure_id: str) -> pd.Series:
    """A figure printed in the ministry's documents."""
    return figures.loc[figure_id]


def printed_source(figure: pd.Series) -> None:
    st.caption(f"出典：[{figure['document_ja']}]({figure['document_url']})（{figure['as_of_ja']}）｜公表値")


st.title("全国の状況")
st.markdown(
    "橋や道路を守る職員は減り、施設は古くなっていきます。一つの自治体では難しくなる管理を、**群**として支え合うのが群マネです。"
)

st.header("1. 担い手は減っている", divider="gray")
left, right = st.columns(2, gap="large")
with left:
    first, second = st.columns(2)
    department, total = printed("civil_department_staff_change"), printed("total_staff_change")
    first.metric("土木部門の職員（1996年比）", f"約{-department['value']:.0f}%減")
    second.metric("総職員（1996年比）", f"約{-total['value']:.0f}%減")
    st.markdown("市区町村の土木部門の職員は、総職員よりも大きく減りました。")
    printed_source(department)
with right:
    staff = queries.staff_by_date()
    ui.chart(charts.staff_columns(staff), key="staff", alt="一般行政部門職員数の推移")
    last = staff.iloc[-1]
    st.caption(
        f"全国{last['municipalities']:,}市区町村の一般行政部門職員数の合計。直近は増えていますが、技術職員の数ではありません。｜算出値（合計）"
    )
    ui.source_line(["nstac_ssdse_a"])

st.header("2. 4分の1の市区町村に技術系職員がいない", divider="gray")
without, few = (
    printed("municipalities_without_technical_staff"),
    printed("municipalities_with_five_or_fewer_technical_staff"),
)
ui.chart(
    charts.technical_staff_classes(without["value"] / 100, few["value"] / 100),
    key="classes",
    alt="技術系職員数の階級別の市区町村の割合",
)
st.caption(
    "技術系職員は土木技師と建築技師の合計。1〜5人と6人以上は、印刷された「0人 25%」「5人以下 約半数」からの算出値です。"
)
printed_source(without)

st.header("3. 施設はこれから一斉に古くなる", divider="gray")
left, right = st.columns([3, 2], gap="large")
with left:
    shares = queries.fifty_year_shares()
    ui.chart(charts.fifty_year_shares(shares), key="fifty", alt="建設後50年以上の施設の割合")
    st.caption(
        "建設年度が不明の施設は除いた割合です。50年は便宜上の区切りで、寿命ではありません。｜公表値（2020年3月時点の集計）"
    )
    ui.source_line(["mlit_50_year_shares"])
with right:
    ratings = queries.bridge_ratings()
    total = ratings["bridges"].sum()
    needing = ratings.loc[ratings["rating"].isin(["Ⅲ", "Ⅳ"]), "bridges"].sum()
    st.markdown(
        f"**全国の道路橋 {total:,.0f}橋のうち {needing:,.0f}橋（{needing / total:.1%}）は、早期または緊急の措置が必要です。**"
    )
    ui.chart(charts.ratings(ratings), key="ratings", alt="道路橋の判定区分別の数")
    st.caption(
        f"全道路管理者の最新の診断。{text.japanese_date(ratings['as_of'].iloc[0])}現在｜公表値（割合は算出値）"
    )
    ui.source_line(["mlit_road_maintenance_facts"])

st.header("4. 少ない職員で多くの橋を抱える地域がある", divider="gray")
metric = queries.metric("bridges_per_100_general_staff")
values = queries.metric_values(metric["metric_id"])
prefecture, muni = ui.pick_place()
metric_map.draw(
    values,
    metric,
    key="map",
    muni=None if muni is None else muni["lg_code"],
    prefecture=prefecture,
    on_click=ui.choose_municipality,
)
ui.metric_notes(values, metric)
ui.metric_table(values, metric, "全国")
if muni is not None:
    ui.municipality_card(muni, ["staffing", "ageing"])
else:
    st.info("地図の市区町村を押すと、その団体の数値が表示されます。", icon=":material/touch_app:")

st.header("5. 国の動き", divider="gray")
history = queries.history()
st.table(
    pd.DataFrame(
        {
            "年度": [f"{year}年度" for year in history["fiscal_year"]],
            "できごと": history["event_ja"],
            "出典": [
                f"[{title}]({url})"
                for title, url in zip(history["document_ja"], history["document_url"], strict=True)
            ],
        }
    ),
    border="horizontal",
    hide_index=True,
    alt="国の動き",
)
