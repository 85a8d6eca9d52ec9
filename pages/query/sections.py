"""An analyst's own SQL: what there is to ask, the question, the answer as table, chart and map."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.maps.classes import cut
from dashboard.runtime import db, sandbox
from dashboard.runtime.answer_frame import frame
from dashboard.runtime.cache import cached
from dashboard.shared import controls, figures, national_map, notes, plot, progress, text, theme, value_tables

MONOSPACE = (
    "<style>.stTextArea textarea { font-family: 'Noto Sans Mono CJK JP', 'BIZ UDGothic', monospace }</style>"
)
CHARTED = 40  # rows: as many as a reader can tell apart
EXAMPLES = {
    "shortage": (
        "職員100人あたりの橋が多い町村",
        """select lg_code, prefecture_name as 都道府県, municipality_name as 市区町村, round(value, 1) as 職員100人あたりの橋
from newest_values
join municipalities using (lg_code)
where metric_id = 'bridges_per_100_general_staff' and municipality_type in ('town', 'village')
order by value desc
limit 30""",
    ),
    "prefectures": (
        "都道府県ごとの要対応の橋（Ⅲ・Ⅳ）の割合",
        """select prefecture_name as 都道府県, sum(numerator) as 要対応の橋, sum(denominator) as 点検した橋,
    round(100 * sum(numerator) / sum(denominator), 1) as "割合（%）"
from newest_values
join municipalities using (lg_code)
where metric_id = 'bridge_action_needed_share'
group by prefecture_name
order by 4 desc""",
    ),
    "neighbours": (
        "隣り合う市区町村の数",
        """select lg_code, municipality_name as 市区町村, count(*) as 隣り合う市区町村
from municipality_pairs
join municipalities using (lg_code)
where is_adjacent
group by all
order by 3 desc""",
    ),
    "outlook": (
        "2050年の人口指数と財政力指数",
        """select lg_code, municipality_name as 市区町村,
    max(value) filter (metric_id = 'population_2050_index') as 人口指数_2050,
    max(value) filter (metric_id = 'fiscal_strength_index') as 財政力指数
from newest_values
join municipalities using (lg_code)
group by all
having 人口指数_2050 < 50
order by 人口指数_2050""",
    ),
}


def tables_and_columns() -> None:
    """What can be asked: the tables, and the meaning of each one's columns with its first rows."""
    with st.expander(
        "表と列", icon=":material/schema:", expanded=False, on_change="rerun", key="schema"
    ) as fold:
        if not fold.open:
            return
        name = st.selectbox(
            "表", queries.tables(), index=queries.tables().index("newest_values"), key="schema_table"
        )
        rows = queries.table(name)
        meanings = queries.columns().set_index("column_name")
        value_tables.grid(
            pd.DataFrame({"列": rows.columns})
            .join(meanings, on="列")
            .rename(columns={"label_ja": "意味", "unit": "単位", "note_ja": "注"})
            .assign(例=[_example(rows[column]) for column in rows]),
            alt=f"{name} の列",
        )
        st.caption(f"{name}：{len(rows):,}行")
        if name in ("newest_values", "metric_values"):
            st.markdown("指標は `metric_id` で選びます。")
            value_tables.grid(
                queries.metric_coverage()[["metric_id", "label_ja", "unit"]]
                .assign(unit=lambda rows: rows["unit"].mask(rows["unit"] == "share", "0〜1の割合"))
                .rename(columns={"label_ja": "指標", "unit": "単位"}),
                alt="指標の一覧",
            )


def _example(values: pd.Series) -> str:
    known = values.dropna()
    return "" if known.empty else str(known.iloc[0])[:40]


def question() -> str:
    """The SQL to run: the reader's or an example's. What a link brings waits, empty, until the reader has seen it."""
    with st.container(horizontal=True):
        for code, (label, sql) in EXAMPLES.items():
            st.button(label, key=f"example_{code}", on_click=partial(_take, sql), icon=":material/lightbulb:")
    first = EXAMPLES["shortage"][1]
    if "sql" not in st.session_state:
        st.session_state["sql"] = st.query_params.get("sql", first)
        st.session_state["asked"] = "" if "sql" in st.query_params else first
    st.html(MONOSPACE)
    sql = st.text_area("SQL（DuckDB の SELECT 文）", key="sql", height=220, max_chars=sandbox.LETTERS)
    if st.button("実行", type="primary", icon=":material/play_arrow:"):
        st.session_state["asked"] = sql
        st.query_params["sql"] = sql
    st.caption(
        f"読むだけの環境です。表以外（ファイル、通信、設定）には届きません。{sandbox.SECONDS}秒、"
        f"{sandbox.ROWS:,}行まで。URL を送ると、同じ SQL が開きます。"
    )
    return st.session_state["asked"]


def _take(sql: str) -> None:
    st.session_state["sql"] = st.session_state["asked"] = sql
    st.query_params["sql"] = sql


@cached
def _answered(sql: str) -> tuple[pd.DataFrame, bool]:
    """The answer of a question, and whether it was cut. Showing the place in line ends the question once the reader has left."""
    with progress.line("実行しています…") as show:
        answer = sandbox.ask(sql, db.DATABASE, show)
    return frame(answer.table), answer.is_cut


def answer(sql: str) -> None:
    """The answer as table, chart and, where there is a lg_code, map."""
    try:
        table, is_cut = _answered(sql)
    except sandbox.Refused as refused:
        st.error(text.plain(str(refused)), icon=":material/block:")
        return
    st.header(f"結果　{len(table):,}行{'（上限で打ち切り）' if is_cut else ''}")
    numbers = [name for name in table if table[name].dtype.kind in "iuf" and name != "lg_code"]
    seen = [
        "表",
        *(["図"] if numbers and len(table) > 1 else []),
        *(["地図"] if numbers and "lg_code" in table else []),
    ]
    for name, tab in zip(seen, st.tabs(seen), strict=True):
        with tab:
            if name == "表":
                _table(table, sql)
            elif name == "図":
                _chart(table, numbers)
            else:
                _map(table, numbers)


def _table(table: pd.DataFrame, sql: str) -> None:
    value_tables.grid(table, alt="SQL の結果", placeholder="")
    note = "公表値・算出値・推計の区別は、元の表の列 basis にあります。"
    st.caption(f"データベースの作成 {text.japanese_date(queries.built_at())}｜{note}")
    value_tables.downloads(
        table,
        title="SQLの結果",
        source_ids=None,
        notes=[f"SQL：{sql}", note],
        key="answer",
        is_in_full=True,
    )
    notes.source_fold("出典", None)


def _chart(table: pd.DataFrame, numbers: list[str]) -> None:
    labels = [name for name in table if name not in numbers and name != "lg_code"] or list(table.columns)
    left, right = st.columns(2)
    with left:
        label = st.selectbox("項目", labels, index=len(labels) - 1, key="chart_label")
    with right:
        number = st.selectbox("値", numbers, key="chart_number")
    shown = table[np.isfinite(table[number])].head(CHARTED)
    plot.draw(figures.bars(shown, label, number), key="answer_chart", alt=f"{label}ごとの{number}")
    if len(table) > CHARTED:
        st.caption(f"はじめの{CHARTED}行です。")


def _map(table: pd.DataFrame, numbers: list[str]) -> None:
    number = st.selectbox("値", numbers, key="map_number")
    once = table.assign(lg_code=table["lg_code"].astype(str)).drop_duplicates("lg_code")
    once = once.set_index("lg_code")[number].replace([np.inf, -np.inf], np.nan)
    if len(once) < len(table):
        st.caption("同じ lg_code の行が複数あるため、はじめの行を使っています。")
    values = queries.municipalities()["lg_code"].map(once).astype(float)
    if values.notna().sum() == 0:
        st.info("地図に描ける lg_code がありません。", icon=":material/filter_alt_off:")
        return
    digits = 0 if (values.dropna() % 1 == 0).all() else 2
    classes = cut(values.to_list(), digits=digits)
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=classes.indexes,
            hover=[HoverColumn(number, "", digits, values)],
            legend=Legend(number, theme.neutral(len(classes.labels)), classes.labels),
            description=f"{number}を市区町村ごとに塗り分けた地図。",
        ),
        key="answer_map",
        on_click=controls.choose_municipality,
        view=MapView(
            height=620,
            chosen=[],
        ),
    )
    st.caption(f"{int(values.notna().sum()):,} / 1,741 市区町村｜利用者の SQL による集計")
