"""Requests one by one, with links to their photographs; and what each crew has."""

import pandas as pd
import streamlit as st

from analysis import requests
from analysis.requests import FEWEST
from dashboard.shared import value_tables
from pages.requests.form import TOOL
from pages.requests.intake import Chosen

SHOWN = 500
PHOTOS = "写真は、リンクを押したときだけ、元の場所から別の窓に開きます（この画面は読み込みません）。ウェブのアドレスでないものは載せていません。"
LISTED = {
    "body": "団体", "number": "受付番号", "kind": "種類", "received": "受付日", "state": "状態", "completed": "完了日", "route": "路線",
    "place": "場所", "crew": "班・会社", "cost": "費用（円）", "photo": "写真",
}  # fmt: skip
CREWS = {
    "body": "団体", "crew": "班・会社", "requests": "件数", "done": "うち完了", "open": "うち未完了", "overdue": "期限超過", "median": "半分が完了するまで（日）",
    "cost": "費用の合計（円）", "costed": "費用の分かる件", "hours": "作業時間の合計（人・時間）", "timed": "時間の分かる件",
}  # fmt: skip


def crews(chosen: Chosen) -> None:
    """What each crew has done, has open, and what it cost."""
    if chosen.rows["crew"].isna().all():
        st.info("班・会社の書かれた件がありません。", icon=":material/group_off:")
        return
    found = chosen.once("crews", lambda: requests.crews(chosen.rows))
    value_tables.table_with_downloads(
        crews_table(found),
        title="班・会社ごと",
        source_ids=[],
        notes=[chosen.source],
        key="crews",
        label="班・会社ごとの件数・日数・費用",
        digits={CREWS["median"]: 0, CREWS["hours"]: 1, CREWS["cost"]: 0},
        expanded=True,
    )
    st.caption(
        f"算出値｜費用と時間は、書かれた件だけの合計です（書かれた件の数を横に示します）。日数は上と同じ数え方で、{FEWEST}件未満は示しません。"
        "受け持つ件の種類や難しさが違うので、班や会社の良し悪しは比べられません。"
    )


def crews_table(found: pd.DataFrame) -> pd.DataFrame:
    return found[list(CREWS)].rename(columns=CREWS)


def rows(chosen: Chosen) -> None:
    """The newest requests, each with the link to its photograph; nothing is fetched until a reader opens one."""
    fold = st.expander(
        f"1件ずつの一覧（{min(len(chosen.rows), SHOWN):,}件）",
        icon=":material/list:",
        key=f"{TOOL}_list",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        listed = list_table(chosen.rows)
        value_tables.grid(
            listed,
            "1件ずつの一覧",
            digits={LISTED["cost"]: 0},
            column_config={
                LISTED["photo"]: st.column_config.LinkColumn(display_text="写真を開く", validate="^https?://")
            },
        )
        more = (
            f"受付の新しい{SHOWN:,}件です。上の条件で絞ると、ほかの件が出ます。"
            if len(chosen.rows) > SHOWN
            else ""
        )
        has_photos = LISTED["photo"] in listed
        st.caption(more + PHOTOS if has_photos else more or "写真のリンクのある件はありません。")


def list_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest SHOWN requests as they are listed, with a column of photographs where there are any."""
    newest = rows[["received"]].sort_values("received", ascending=False, kind="stable").head(SHOWN).index
    listed = rows.loc[newest, list(LISTED)]
    is_link = (
        listed["photo"].str.match("https?://").fillna(False).astype(bool)
    )  # whatever way a row came here
    listed = listed.assign(photo=listed["photo"].where(is_link))
    return (listed if is_link.any() else listed.drop(columns="photo")).rename(columns=LISTED)
