"""How far the requests are: totals, progress and what was done, the map, days to completion, what is open."""

import pandas as pd
import streamlit as st

from analysis import requests
from analysis.request_words import DONE
from analysis.requests import FEWEST, OVERDUE_AFTER, PUBLIC_STEPS
from dashboard.maps import points
from dashboard.runtime import place
from dashboard.shared import national_map, plot, text, value_tables
from pages.requests import charts
from pages.requests.form import example_outlines
from pages.requests.intake import Chosen

ROUNDED = {"100": "約100m", "500": "約500m", "1000": "約1km"}
MOST_CELLS = 6_000
AROUND = 40  # municipalities drawn around the requests
DAYS_BY = {"kind": "種類", "body": "団体", "both": "団体と種類"}
DAYS_NOTE = f"完了までの日数は、未完了の件も「少なくともここまでかかっている」として数えた推定です（カプラン・マイヤー法）。完了した件だけの平均は、長くかかる件を落とすので使っていません。{FEWEST}件未満の組は示しません。"
DAYS = {"requests": "件数", "done": "うち完了", "still_open": "うち未完了", "median": "半分が完了するまで（日）", "within_7": "7日以内（%）", "within_30": "30日以内（%）", "within_90": "90日以内（%）"}  # fmt: skip


def totals(chosen: Chosen) -> None:
    """How many, how many done, open and overdue, and what the counts leave out."""
    rows = chosen.rows
    done, open_ = int((rows["state"] == DONE).sum()), int(rows["is_open"].sum())
    first, second, third, fourth = st.columns(4)
    first.metric("件数（Σ）", f"{len(rows):,}件")
    second.metric("完了", f"{done:,}件")
    third.metric("未完了", f"{open_:,}件")
    fourth.metric("うち期限超過", f"{int(rows['is_overdue'].sum()):,}件")
    notes = [f"{text.japanese_date(chosen.day)}時点｜算出値"]
    late = int((chosen.brought.tables["requests"]["received"] > chosen.day).sum())
    undated = int(((rows["state"] == DONE) & rows["completed"].isna()).sum())
    reversed_ = int(rows["is_reversed"].sum())
    unknown = int(rows["status"].isna().sum())
    notes += [f"時点より後の{late:,}件は数えていません。"] * bool(late)
    notes += [f"完了日のない完了{undated:,}件は、日数に数えていません。"] * bool(undated)
    notes += [f"完了日が受付日より前の{reversed_:,}件は、日数に数えていません。"] * bool(reversed_)
    notes += [f"状態の記載がない{unknown:,}件は、完了日があれば完了、なければ未完了としました。"] * bool(
        unknown
    )
    st.caption("　".join([*notes, chosen.source]))


def progress(chosen: Chosen) -> None:
    """States by body, and what was done."""
    counts = chosen.once("progress", lambda: requests.progress(chosen.rows))
    plot.draw(charts.progress(counts), key="progress", alt="団体ごとの対応の状態")
    done = chosen.once("actions", lambda: requests.actions(chosen.rows))
    value_tables.table_with_downloads(
        counts.reset_index(names="団体"),
        title="団体ごとの状態",
        source_ids=[],
        notes=[chosen.source],
        key="states",
        label="団体ごとの状態",
    )
    if len(done):
        value_tables.table_with_downloads(
            done.reset_index(names="種類"),
            title="完了した件の対応",
            source_ids=[],
            notes=[chosen.source],
            key="actions",
            label="何をしたか",
        )


def outlines(chosen: Chosen) -> dict:
    """Municipal outlines around the requests, of the example the invented ones."""
    if chosen.brought.is_example:
        return example_outlines()
    longitude, latitude = chosen.rows[["longitude", "latitude"]].median()
    if pd.isna(longitude):
        return {"type": "FeatureCollection", "features": []}
    return national_map.outlines_around(longitude, latitude, AROUND)


def on_map(chosen: Chosen, around: dict) -> str:
    """Requests on a map, their positions rounded as chosen; the rounding."""
    rounded = place.pick("位置の丸め", "rounded", ROUNDED, default="100")
    placed = int(chosen.rows["latitude"].notna().sum())
    if not placed:
        st.info(
            "緯度と経度のある件がありません。地図、境の近く、件数の多い所は示せません。",
            icon=":material/location_off:",
        )
        return rounded
    offered = {step: code for code, step in PUBLIC_STEPS.items() if int(code) >= int(rounded)}
    step = chosen.once("step", lambda: requests.finest(chosen.rows, list(offered), MOST_CELLS), rounded)
    shown = offered[step]
    cells = chosen.once("cells", lambda: requests.cells_shown(chosen.rows, step), step)
    cells = cells.sort_values("count", ascending=False, kind="stable")
    points.counted(cells.head(MOST_CELLS), lambda: around, key="requests_map")
    more = f"点が多いので、{ROUNDED[shown]}に丸めました。" if shown != rounded else ""
    lacking = len(chosen.rows) - placed
    st.caption(
        f"位置を{ROUNDED[shown]}に丸め、同じ所の件をまとめています。{more}"
        + (f"多い所から{MOST_CELLS:,}か所です。" if len(cells) > MOST_CELLS else "")
        + (f"位置のない{lacking:,}件は示していません。" if lacking else "")
    )
    return rounded


def days(chosen: Chosen) -> None:
    """Days to completion, with open ones counted."""
    by = place.pick("分け方", "days_by", DAYS_BY, default="kind")
    names = ["body", "kind"] if by == "both" else [by]
    found, lines = chosen.once(
        "days", lambda: requests.days_and_curves(chosen.rows, names, charts.MOST_LINES), by
    )
    if found["requests"].sum() == 0:
        st.info("受付日と完了日、または未完了の件がありません。", icon=":material/event_busy:")
        return
    if lines:
        plot.draw(charts.curves(lines), key="days", alt="受付からの日数ごとの、完了した割合")
    value_tables.show(days_table(found), alt="完了までの日数", digits=dict.fromkeys(DAYS.values(), 0))
    st.caption(f"算出値｜{DAYS_NOTE}図は件数の多い順に{len(lines)}本まで。半分が完了していない組は空欄です。")


def days_table(found: pd.DataFrame) -> pd.DataFrame:
    """The days as shown and exported, shares in percent."""
    shares = {name: found[name] * 100 for name in DAYS if name.startswith("within_")}
    return found.assign(**shares).rename(columns=DAYS | {"body": "団体", "kind": "種類"})


def still_open(chosen: Chosen) -> None:
    """What is open and overdue, by body and kind."""
    found = chosen.once("open", lambda: requests.still_open(chosen.rows))
    if found.empty:
        st.success("未完了の件はありません。", icon=":material/check_circle:")
        return
    value_tables.show(open_table(found).head(30), alt="未完了と期限超過")
    st.caption(
        f"算出値｜期限超過の多い順。期限の記載がない件は、受付から{OVERDUE_AFTER}日を過ぎたら超過とします（本ダッシュボードの仮定）。"
    )


def open_table(found: pd.DataFrame) -> pd.DataFrame:
    return found.rename(columns={"body": "団体", "kind": "種類", "open": "未完了（件）", "overdue": "うち期限超過（件）", "oldest": "最も古い件（日）"})  # fmt: skip
