"""施設の老朽化: the nation's structures 50 years or older."""

import re

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import notes, plot, value_tables
from pages.ageing import charts


@cached
def _shares() -> plot.Picture:
    return plot.written(charts.fifty_year_shares(queries.fifty_year_shares()))


def fifty_year_shares() -> None:
    """The ministry's shares of structures 50 years or older, as chart and table."""
    shares = queries.fifty_year_shares()
    plot.draw(_shares(), key="fifty", alt="建設後50年以上の施設の割合")
    st.caption(
        "道路橋は橋長2m以上、河川管理施設は水門など。建設年度が不明の施設は除いた割合です。50年は便宜上の区切りで、寿命ではありません。｜公表値（2020年3月時点の集計）"
    )
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "施設": shares["facility_kind_ja"],
                "対象": shares["stock_ja"],
                "時点": shares["observation_ja"],
                "50年以上の割合（%）": (shares["share_50_years"] * 100).round(0),
                "注": shares["footnote_ja"],
            }
        ),
        title="建設後50年以上の施設の割合_全国",
        source_ids=queries.sources_of("fifty_year_shares"),
        notes=["公表値（2020年3月時点の集計）。"],
        key="fifty_years",
    )
    notes.source_line(queries.sources_of("fifty_year_shares"))


def newer_fifty_year_shares() -> None:
    """Later vintages, of which only reprints are at hand: each with where it was read, and not drawn with the ministry's own."""
    table = _newer()
    if table.empty:
        return
    st.markdown(
        "**より新しい集計**　国土交通省のページで直接確かめられた集計は2020年3月時点までです。次は転載や報道で確かめた値で、"
        "対象や数え方が違うことがあるため、上の図とつないで比べられません。"
    )
    value_tables.written(table, alt="より新しい集計", is_wrapped=True)
    ids = queries.sources_of("fifty_year_shares")
    value_tables.downloads(
        table,
        title="建設後50年以上の施設の割合_より新しい集計",
        source_ids=ids,
        notes=["転載や報道による値。"],
        key="newer_fifty",
    )


@cached
def _newer() -> pd.DataFrame:
    shares = queries.newer_fifty_year_shares()
    return pd.DataFrame(
        {
            "施設": shares["facility_kind_ja"],
            "集計の時点": shares["vintage_ja"].map(_written),
            "対象の年": shares["observation_ja"].map(_written),
            "50年以上の割合（%）": (shares["share_50_years"] * 100).round(0).astype(int),
            "確かめた資料": shares["source_title"],
            "注": shares["remark_ja"],
        }
    )


def _written(when: str) -> str:
    """「2023年3月（推定）」 of what is noted as 2023-03(推定)."""
    return re.sub(r"(\d{4})-0?(\d{1,2})", r"\1年\2月", when).replace("(", "（").replace(")", "）")
