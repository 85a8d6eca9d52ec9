"""What ledgers do not hold and a reader may add: the river, traffic, closure and emergency route of a bridge, by its number."""

import pandas as pd
import streamlit as st

from dashboard.forms import controls
from dashboard.forms.declaration import Column, Form
from dashboard.shared import text

TOOL, TITLE = "bridge_notes", "橋の補足"
YES, NO = "はい", "いいえ"
MOST_NAMED = 5  # numbers of no bridge that are named
FORM = Form(
    TOOL,
    TITLE,
    TITLE,
    (
        Column(
            "bridge_id",
            "橋の番号",
            required=True,
            width=18,
            help_ja="台帳の橋の番号（一覧の票にある）。",
            also=("橋梁番号", "橋梁ID", "施設番号", "橋梁コード", "管理番号"),
        ),
        Column("river", "渡る川", width=14, also=("河川名", "交差物", "交差河川", "架橋位置河川")),
        Column("traffic", "交通量", "number", unit="台/日", lowest=0, highest=300_000, width=12, also=("日交通量", "12時間交通量", "24時間交通量")),
        Column("closure", "通行の制限", width=20, help_ja="全面通行止め、大型車通行止め、重量制限など。", also=("通行規制", "交通規制", "規制内容", "通行止め")),
        Column("emergency", "緊急輸送道路", "choice", choices=(YES, NO), width=12, also=("緊急輸送路",)),
    ),
    examples=(
        {"bridge_id": "99-001", "river": "甲川", "traffic": 320, "closure": "大型車通行止め", "emergency": NO},
        {"bridge_id": "99-002", "river": "甲川", "traffic": 4_800, "emergency": YES},
    ),
    note_ja="1行に1橋。橋の番号のほかは、分かるものだけで構いません。",
)  # fmt: skip


def ask(bridges: pd.DataFrame) -> pd.DataFrame:
    """Let the reader add what is known; the bridges with columns river_ja, traffic, closure_ja, is_emergency_route."""
    with st.expander("川・交通量・通行の制限・緊急輸送道路を足す", icon=":material/add_notes:"):
        st.markdown(
            "台帳の表にない事柄を、橋の番号で足せます。同じ川の橋が分かり、検討できることの理由に入ります。"
        )
        brought = controls.bring(TOOL, TITLE, [FORM], is_mapped=True)
        if brought is None:
            return bridges
        known, unknown = added(bridges, brought.tables[TOOL])
        if unknown:
            names = "、".join(map(text.plain, unknown[:MOST_NAMED])) + (
                "など" if len(unknown) > MOST_NAMED else ""
            )
            st.warning(
                f"この都道府県の台帳にない番号が{len(unknown):,}件あります（{names}）。使いません。",
                icon=":material/report:",
            )
        return known


def added(bridges: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The bridges with what the rows (as FORM) say of them, and the numbers that no bridge has. Of two rows of a bridge the last holds."""
    notes = rows.assign(bridge_id=rows["bridge_id"].astype("str").str.strip())
    notes = notes.drop_duplicates("bridge_id", keep="last").set_index("bridge_id")
    unknown = [one for one in notes.index if one not in set(bridges["bridge_id"])]
    own = notes.reindex(bridges["bridge_id"])
    is_emergency = own["emergency"].map({YES: True, NO: False}).astype("object")
    return bridges.assign(
        river_ja=own["river"].astype("object").to_numpy(),
        traffic=own["traffic"].to_numpy(float),
        closure_ja=own["closure"].astype("object").to_numpy(),
        is_emergency_route=is_emergency.where(is_emergency.notna(), None).to_numpy(),
    ), unknown
