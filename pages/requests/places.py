"""Where and when requests come again: the same place, many at one spot, months by kinds."""

import pandas as pd
import streamlit as st

from analysis import requests
from analysis.requests import SPOT_M
from dashboard.shared import plot, value_tables
from pages.requests import charts
from pages.requests.intake import Chosen

HOT_M = 500
SHOWN = 20
REPEATS = {"kind": "種類", "bodies": "団体", "route": "路線", "place": "場所", "count": "件数", "again": "うち完了の後に再び", "first": "最初の受付", "last": "最後の受付"}  # fmt: skip
HOT = {"bodies": "団体（数）", "kind": "最も多い種類", "count": "件数", "open": "うち未完了", "latitude": "緯度（マスの中心）", "longitude": "経度（マスの中心）"}  # fmt: skip


def repeats(chosen: Chosen) -> None:
    """The same kind at the same place, again and again."""
    found = chosen.once("repeats", lambda: requests.repeats(chosen.rows))
    if found.empty:
        st.info("同じ種類が同じ場所で2件以上あるところは見つかりませんでした。", icon=":material/search_off:")
        return
    value_tables.show(repeats_table(found).head(SHOWN), alt="同じ場所のくり返し")
    st.caption(
        f"算出値｜{len(found):,}か所・{int(found['count'].sum()):,}件のうち、多い順に{min(len(found), SHOWN)}か所。"
        f"約{SPOT_M}mのマスの中の同じ種類を、同じ場所とします（位置がなければ路線と町・丁目。本ダッシュボードの仮定）。"
    )


def repeats_table(found: pd.DataFrame) -> pd.DataFrame:
    """Places of repeats as shown and exported: no positions, which are those of requests."""
    return found[list(REPEATS)].rename(columns=REPEATS)


def hot_spots(chosen: Chosen) -> None:
    """Squares in which most requests lie."""
    found = chosen.once("hot", lambda: requests.hot_spots(chosen.rows, HOT_M))
    found = found[found["count"] > 1]
    if found.empty:
        st.info("2件以上が集まるマスはありません。", icon=":material/search_off:")
        return
    digits = {HOT["latitude"]: 3, HOT["longitude"]: 3}
    value_tables.show(hot_table(found).head(SHOWN), alt="件数の多い所", digits=digits)
    st.caption(f"算出値｜約{HOT_M}mのマスごとの件数。多い順に{min(len(found), SHOWN)}か所。")


def hot_table(found: pd.DataFrame) -> pd.DataFrame:
    return found[list(HOT)].rename(columns=HOT).round(3)


def calendar(chosen: Chosen) -> None:
    """Months by kinds, and when each kind is at its most."""
    counts = chosen.once("calendar", lambda: requests.calendar(chosen.rows))
    plot.draw(charts.calendar(counts), key="calendar", alt="種類と受付の月ごとの件数")
    months = requests.months_covered(chosen.rows)
    peaks = [f"{kind}は{row.idxmax()}月" for kind, row in counts.head(4).iterrows()]
    short = "" if months >= 12 else f"一覧は{months:.0f}か月分なので、季節の違いとは言えません。"
    st.caption(f"算出値｜最も多い月：{'、'.join(peaks)}。{short}{chosen.source}")
