"""What the staffing page shows first, and why: counts where the national table is loaded, else an estimate."""

import streamlit as st

from dashboard import queries

NATIONAL_TABLE = 1000  # municipalities; documents print a few dozen counts, the survey's table has all


def has_national_table() -> bool:
    """Whether counts of technical staff cover the nation."""
    return queries.metric("technical_staff")["municipalities_covered"] > NATIONAL_TABLE


def first_metric() -> str:
    """The metric a reader meets first."""
    return "technical_staff" if has_national_table() else "technical_staff_zero_probability"


def how_to_load() -> None:
    """Until the national table is loaded: that the numbers are estimates, and how to replace them."""
    st.info(
        "技術職員（土木技師・建築技師）の全国表がまだないため、技術系職員が0人の確率の**推計**と、資料にある実数を示します。"
        "総務省「地方公共団体定員管理調査」の Excel を `data/raw/mic_staffing_survey/` に置いて "
        "`python -m etl build` を実行するか、「データ取込」の画面から取り込むと、実数に替わります。",
        icon=":material/calculate:",
    )
