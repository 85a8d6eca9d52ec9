"""What the staffing page shows first, and why: counts where the national table is loaded, else an estimate."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.shared import controls, notes, value_tables

NATIONAL_TABLE = 1000  # municipalities; documents print a few dozen counts, the survey's table has all


def has_national_table() -> bool:
    """Whether counts of technical staff cover the nation."""
    return queries.metric("technical_staff")["municipalities_covered"] > NATIONAL_TABLE


def first_metric(prefecture: pd.Series | None) -> str:
    """The metric a reader meets first: counts where all municipalities of the area have them, else the estimate."""
    if has_national_table():
        return "technical_staff"
    if prefecture is not None:
        for metric_id in ("technical_staff", "civil_engineers"):
            values = queries.metric_values(metric_id)
            if values.loc[controls.in_prefecture(values, prefecture), "value"].notna().all():
                return metric_id
    return "technical_staff_zero_probability"


def how_to_load() -> None:
    """Until the national table is loaded: that the numbers are estimates, and how to replace them."""
    st.info(
        "技術職員（土木技師・建築技師）の全国表がまだないため、技術系職員が0人の確率の**推計**と、資料にある実数を示します。"
        "総務省「地方公共団体定員管理調査」の Excel を `data/raw/mic_staffing_survey/` に置いて "
        "`python -m etl build` を実行するか、「データ取込」の画面から取り込むと、実数に替わります。",
        icon=":material/calculate:",
    )


def printed_counts(counts: pd.DataFrame) -> None:
    """Counts of engineers as documents print them."""
    table = counts.rename(
        columns={
            "lg_code": "団体コード",
            "employer_ja": "団体",
            "occupation_printed_ja": "資料の表記",
            "staff_count": "人数（人）",
            "as_of": "時点",
            "note_ja": "備考",
            "document_ja": "資料",
        }
    )[["団体コード", "団体", "資料の表記", "人数（人）", "時点", "備考", "資料"]]
    value_tables.table_with_downloads(
        table,
        title="資料に示された技術職員数",
        source_ids=queries.sources_of("printed_staff_counts"),
        notes=["公表値。全国表ではなく、資料に印刷された団体だけを収録。"],
        key="printed_counts",
    )
    notes.source_line(queries.sources_of("printed_staff_counts"))
