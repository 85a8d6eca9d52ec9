"""Who works here and what their hours go to: ages, and the gap between ideal and actual hours."""

import pandas as pd
import streamlit as st

from analysis import workforce
from analysis.workforce import BAND_LABELS, BANDS
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.runtime import place
from dashboard.shared import plot, text, value_tables
from pages.workforce import charts
from pages.workforce.form import FORMS, HOURS, STAFF, TITLE, TOOL

OWN_DATA = "出典：利用者が用意した職員数・業務時間"
GROUPS = {"municipality": "市区町村", "department": "部署", "occupation": "職種"}


def bring() -> Brought | None:
    """The shared controls for this tool."""
    return controls.bring(TOOL, TITLE, FORMS, is_typed=True)


def enter() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Staff and hours as brought, corrected in grids."""
    is_typed = controls.held(TOOL).origin_ja == controls.TYPED
    with st.expander("入力を見る・直す", icon=":material/edit:", expanded=is_typed):
        first, second = st.tabs(["職員（人）", "業務時間（時間／年）"])
        with first:
            staff = controls.edit(TOOL, STAFF)
        with second:
            hours = controls.edit(TOOL, HOURS)
    return _named(staff), _named(hours)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a word where the department is blank."""
    return rows.assign(department=rows["department"].fillna("（部署なし）"))


def pick(staff: pd.DataFrame, hours: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Let the reader narrow both tables and say by what they stand side by side."""
    places = pd.concat([staff, hours])
    first, second, third = st.columns(3)
    with first:
        municipalities = st.multiselect("市区町村", places["municipality"].unique(), placeholder="すべて")
    with second:
        departments = st.multiselect("部署", places["department"].unique(), placeholder="すべて")
    with third:
        by = place.pick("並べて比べる単位", "by", GROUPS, default="occupation")
    for name, wanted in (("municipality", municipalities), ("department", departments)):
        if wanted:
            staff, hours = staff[staff[name].isin(wanted)], hours[hours[name].isin(wanted)]
    return staff, hours, by


def ages(staff: pd.DataFrame, by: str) -> None:
    """How many there are, how old, and by band."""
    (whole,) = workforce.summary(staff.assign(all="計"), ["all"]).to_dict("records")
    first, second, third = st.columns(3)
    first.metric("職員数（Σ）", f"{whole['staff_count']:,.0f}人")
    second.metric("平均年齢（階級の中央で算出）", text.number(whole["mean_age"], "歳", 1))
    third.metric("50歳以上", text.number(whole["share_50_or_older"], "share", 0))
    bands = workforce.by_band(staff, [by])
    plot.draw(charts.age_bands(bands, by), key="age_bands", alt="年齢階級ごとの職員数")
    value_tables.table_with_downloads(
        ages_table(staff, by),
        title=f"年齢別の職員数_{GROUPS[by]}別",
        source_ids=[],
        notes=[OWN_DATA],
        key="ages",
        digits={"平均年齢（歳）": 1, "50歳以上（%）": 0},
    )


def ages_table(staff: pd.DataFrame, by: str) -> pd.DataFrame:
    """One row per group and a last row 計: persons by band and in all, mean age, share of 50 or older."""
    parts = [staff.assign(group=staff[by]), staff.assign(group="計")]
    both = pd.concat(parts)
    bands = both.groupby("group", sort=False)[list(BANDS)].sum().rename(columns=lambda key: f"{BAND_LABELS[key]}（人）")  # fmt: skip
    summary = workforce.summary(both, ["group"]).set_index("group")
    return bands.assign(
        **{
            "計（人）": summary["staff_count"],
            "平均年齢（歳）": summary["mean_age"].round(1),
            "50歳以上（%）": (summary["share_50_or_older"] * 100).round(0),
        }
    ).reset_index(names=GROUPS[by])


def hours(rows: pd.DataFrame, by: str) -> None:
    """Which tasks take more or less than they should."""
    gaps = workforce.hours_gap(rows, ["task"])
    ideal, actual = gaps["ideal_hours"].sum(), gaps["actual_hours"].sum()
    first, second, third = st.columns(3)
    first.metric("理想（Σ）", f"{ideal:,.0f}時間／年")
    second.metric("実際（Σ）", f"{actual:,.0f}時間／年")
    known = gaps["gap_hours"].dropna()
    third.metric("差（Σ）", f"{known.sum():+,.0f}時間／年" if len(known) else "データなし")
    group = by if by != "occupation" else "municipality"
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader("差の大きい業務")
        plot.draw(charts.hours_gap(gaps), key="hours_gap", alt="業務ごとの実際と理想の時間の差")
    with right:
        st.subheader(f"{GROUPS[group]}ごとの合計")
        totals = rows.groupby(group, sort=False, as_index=False)[["ideal_hours", "actual_hours"]].sum()
        plot.draw(charts.hours_of_groups(totals, group), key="hours_groups", alt="理想と実際の時間")
    if gaps["gap_hours"].isna().any():
        st.caption(
            "理想か実際が空欄の行がある業務は、差を計算せず、差のΣにも含めていません（表の最後にあります）。"
        )
    value_tables.table_with_downloads(
        hours_table(rows),
        title="業務時間の理想と実際",
        source_ids=[],
        notes=[OWN_DATA, "差＝実際−理想。差の絶対値の大きい順。"],
        key="hours",
    )


def hours_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per department and task: ideal and actual hours, and the gap."""
    headings = {
        "municipality": "市区町村",
        "department": "部署",
        "task": "業務",
        "ideal_hours": "理想（時間/年）",
        "actual_hours": "実際（時間/年）",
        "gap_hours": "差（時間/年）",
    }
    return workforce.hours_gap(rows, ["municipality", "department", "task"]).rename(columns=headings)
