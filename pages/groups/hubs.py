"""What the hub of a group must hold: engineers or staff, how many by which yardsticks, and where that is more than anyone has."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import hub_capacity
from analysis.hub_capacity import Need, Yardstick
from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import text

ASSUMPTION_JA = "本ダッシュボードの仮定"


@dataclass(frozen=True)
class Hub:
    """What is asked of a hub: how it is called, the kind of value, and its unit."""

    label_ja: str
    basis_ja: str
    unit: str = "人"

    def of(self, rows: pd.DataFrame) -> pd.Series:
        """How much of it each municipality has; null where unknown. rows: of queries.group_facts."""
        if self is HUBS["staff"]:
            return rows["general_admin_staff"].astype(float)
        return hub_capacity.engineers(rows)


HUBS = {
    "engineers": Hub("技術系職員", "実数、なければ推計の中央値"),
    "staff": Hub("一般行政部門職員", text.BASIS["published"]),
}
CHOICES = {code: hub.label_ja for code, hub in HUBS.items()} | {"none": "問わない"}


def pick(area: pd.DataFrame, groups: int) -> tuple[str, float]:
    """Let the reader say what a hub must hold: kind (of CHOICES) and how many. groups: how many the area may have."""
    first, second, third = st.columns([3, 2, 6], vertical_alignment="bottom")
    with first:
        kind = place.pick("拠点に必要な体制", "hub", CHOICES, default="engineers")
    if kind == "none":
        return kind, 0.0
    yardstick = _yardstick()
    need = hub_capacity.needed(area, groups, yardstick)
    usual = need.staff if kind == "engineers" else hub_capacity.usual_staff(queries.group_facts(), need.staff)
    held = HUBS[kind].of(area)
    most = int(held.max()) if held.notna().any() else 0
    with second:
        # Left empty it follows the area and the yardsticks; a number of one's own stays.
        offered = max(1, min(usual, most))
        label = f"拠点に必要な数（{HUBS[kind].unit}）"
        own = place.pick_number(
            label, f"hub_need_{kind}", 1, 1_000_000, None, placeholder=f"目安 {offered:,}"
        )
        needed = offered if own is None else own
    with third:
        able = int((held >= needed).sum())
        st.caption(
            f"{len(area)}団体のうち{able}団体が拠点になれます（{HUBS[kind].label_ja}：{HUBS[kind].basis_ja}）。"
        )
    st.caption(_reason(kind, usual, need, yardstick))
    if most < 1 or (own is None and usual > most):
        _too_few(area, kind, held, usual, most)
    elif needed > most:
        st.warning(
            f"この範囲に、{HUBS[kind].label_ja}が{needed:,.0f}人以上の団体はありません（最も多い{_most_ja(area, held)}）。"
            "数を下げるか、「問わない」を選ぶと分けられます。",
            icon=":material/group_off:",
        )
    return kind, float(needed)


def in_words(hub: str, needed: float) -> str:
    """What is asked of hubs as a sentence, for files."""
    if hub == "none":
        return "拠点に必要な体制：問わない。"
    return f"拠点に必要な体制：{HUBS[hub].label_ja} {needed:,.0f}人以上（{HUBS[hub].basis_ja}）。"


def _yardstick() -> Yardstick:
    usual = Yardstick()
    with st.expander(f"拠点に必要な数の目安を変える（{ASSUMPTION_JA}）", icon=":material/tune:"):
        columns = st.columns(3)
        labels = {
            "per_inspection": "点検1橋当たりの職員（人・日）",
            "per_repair": "修繕1橋当たりの職員（人・日）",
            "of_one": "1人が1年に使える日数（日）",
        }
        chosen = {}
        for column, (name, label) in zip(columns, labels.items(), strict=True):
            with column:
                least = 1.0 if name == "of_one" else 0.0
                chosen[name] = place.pick_number(
                    label, f"hub_{name}", least, 1000.0, getattr(usual, name), step=1.0
                )
        st.caption(
            "点検は発注・立会い・結果の記録、修繕は設計と工事の発注・監督・検査にかかる職員の日数です。全国の公表値はありません。"
            "自団体の実績に置き換えてください。橋だけの目安で、道路・公園などは含みません。"
        )
    return Yardstick(**chosen)


def _reason(kind: str, usual: int, need: Need, yardstick: Yardstick) -> str:
    """How the default comes about."""
    reason = (
        f"目安は{need.staff:,}人です：1グループ平均{need.bridges:,.0f}橋（{need.groups:,}グループとみた場合、公表値から算出）を"
        f"{hub_capacity.CYCLE_YEARS}年で1回点検すると年{need.inspections:,.0f}橋、修繕が必要な橋（Ⅲ・Ⅳ）を"
        f"{hub_capacity.CYCLE_YEARS}年で直すと年{need.repairs:,.1f}橋。"
        f"点検1橋{yardstick.per_inspection:g}人・日、修繕1橋{yardstick.per_repair:g}人・日なら年{need.days:,.0f}人・日、"
        f"1人{yardstick.of_one:g}日で割りました（日数は{ASSUMPTION_JA}）。"
    )
    if kind == "staff":
        reason += (
            f"技術系職員が{need.staff:,}人以上の市区町村の4分の3は、一般行政部門職員が{usual:,}人以上です。"
        )
    return reason


def _too_few(area: pd.DataFrame, kind: str, held: pd.Series, usual: int, most: int) -> None:
    """That nobody reaches the default, and what it was lowered to."""
    if most < 1:
        st.warning(
            f"この範囲に、{HUBS[kind].label_ja}がいるとみられる団体はありません（目安は{usual:,}人）。"
            "「問わない」を選ぶと分けられます。",
            icon=":material/group_off:",
        )
    else:
        st.info(
            f"この範囲に、目安の{usual:,}人に届く団体はありません。最も多い{_most_ja(area, held)}に合わせて、初めの数を下げました。"
            "足りない分は、県や近くの県の団体との連携も考えられます。",
            icon=":material/group_off:",
        )


def _most_ja(area: pd.DataFrame, held: pd.Series) -> str:
    name = area.loc[held.idxmax(), "municipality_name"]
    return f"{name}で{held.max():,.0f}人"
