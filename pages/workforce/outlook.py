"""How many remain: assumptions on sliders, the twenty years that follow from them, who of today's staff is still there."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import workforce
from analysis.workforce import BANDS, Assumptions
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Assumption
from dashboard.shared import plot, value_tables
from japan import calendar
from pages.workforce import charts
from pages.workforce.form import NOT_ENGINEERS
from pages.workforce.results import GROUPS, OWN_DATA

AFTER = (5, 10, 15)
EVEN = "同じ年齢階級の中では、年齢が均等に散らばると仮定"
REEMPLOYED = (
    f"再任用は{workforce.REEMPLOYED_UNTIL}歳まで。定年が{workforce.REEMPLOYED_UNTIL}歳になった後は再任用なし"
)
RETIREMENTS = {0: "法律どおり65歳へ引上げ", **{age: f"{age}歳" for age in (60, 62, 65, 67, 70)}}


@dataclass(frozen=True)
class Outlook:
    """assumptions: what it rests on, listed: the same as they are exported; engineers: rows of the staff it is about."""

    assumptions: Assumptions
    engineers: pd.DataFrame
    listed: list[Assumption]

    def rows(self) -> pd.DataFrame:
        """As `workforce.outlook`."""
        return workforce.outlook(self.engineers[list(BANDS)].sum(), self.assumptions)


def assume(brought: Brought, staff: pd.DataFrame) -> Outlook:
    """Let the reader say what the outlook rests on, and whom it is about."""
    occupations = list(staff["occupation"].unique())
    chosen = st.multiselect(
        "対象の職種",
        occupations,
        default=[one for one in occupations if one not in NOT_ENGINEERS],
        key=f"workforce_occupations_{brought.number}",
    )
    assumed = _sliders(brought)
    return Outlook(assumed, staff[staff["occupation"].isin(chosen)], _listed(chosen, assumed))


def _sliders(brought: Brought) -> Assumptions:
    number = brought.number
    fiscal_year = st.number_input(
        "職員数の時点（4月1日の年）", 2015, 2050, int(brought.assumed("職員数の時点", calendar.today().year)), key=f"workforce_year_{number}"
    )  # fmt: skip
    hires = st.slider(
        "採用（人／年）", 0.0, 20.0, brought.assumed("採用", 0.5), 0.5, key=f"workforce_hires_{number}"
    )
    hire_age = st.slider(
        "採用時の年齢", 18, 45, int(brought.assumed("採用時の年齢", 25)), key=f"workforce_age_{number}"
    )
    leaving = st.slider(
        "定年前の離職（%／年）",
        0.0,
        10.0,
        brought.assumed("定年前の離職率", 1.0),
        0.5,
        key=f"workforce_leave_{number}",
    )
    fixed = int(brought.assumed("定年（固定）", 0))
    retirement = st.selectbox(
        "定年", list(RETIREMENTS), index=list(RETIREMENTS).index(fixed) if fixed in RETIREMENTS else 0,
        format_func=RETIREMENTS.get, key=f"workforce_retire_{number}",
    )  # fmt: skip
    share = st.slider(
        "再任用される割合（%）",
        0,
        100,
        int(brought.assumed("再任用の割合", 50)),
        5,
        key=f"workforce_share_{number}",
    )
    years = st.slider(
        "再任用の年数", 0, 10, int(brought.assumed("再任用の年数", 3)), key=f"workforce_stay_{number}"
    )
    return Assumptions(
        int(fiscal_year), hires, hire_age, leaving / 100, retirement or None, share / 100, years
    )


def _listed(occupations: list[str], assumed: Assumptions) -> list[Assumption]:
    """The assumptions as they are exported."""
    return [
        Assumption("対象の職種", "・".join(occupations)),
        Assumption("職員数の時点", assumed.fiscal_year, "年", "4月1日現在"),
        Assumption("採用", assumed.hires, "人", "毎年の人数。翌年度の4月1日から加わる"),
        Assumption("採用時の年齢", assumed.hire_age, "歳"),
        Assumption("定年前の離職率", round(assumed.leaving_rate * 100, 1), "%", "1年間に定年前に辞める割合"),
        Assumption(
            "定年（固定）",
            assumed.retirement_age or 0,
            "歳",
            "0は地方公務員法の定年引上げ（2年に1歳ずつ、2031年度に65歳）",
        ),
        Assumption("再任用の割合", round(assumed.reemployed_share * 100), "%", "定年に達した人のうち"),
        Assumption("再任用の年数", assumed.reemployed_years, "年", REEMPLOYED),
        Assumption("年齢の散らばり", "均等", "", EVEN),
    ]


def draw(outlook: Outlook) -> None:
    """The line of twenty years, with what it comes from."""
    rows = outlook.rows()
    plot.draw(charts.outlook(rows, AFTER), key="outlook", alt="20年間の職員数の見通し")
    last = rows.iloc[-1]
    st.caption(
        f"推計｜{outlook.assumptions.fiscal_year}年4月1日 {rows['total'].iloc[0]:,.1f}人 → {last['fiscal_year']:.0f}年4月1日 {last['total']:,.1f}人"
        f"（うち今いる職員 {last['todays']:,.1f}人）。仮定に基づく計算で、予測ではありません。{EVEN}しています。{REEMPLOYED}です。"
    )
    value_tables.table_with_downloads(
        outlook_table(rows),
        title="職員数の見通し",
        source_ids=[],
        notes=[OWN_DATA, "推計。翌年の計＝計＋採用−離職−定年＋再任用−再任用の終わり。"],
        key="outlook",
        digits={name: 1 for name in outlook_table(rows) if name != "4月1日"},
    )


def outlook_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Year by year as shown and exported. rows: as `workforce.outlook`."""
    headings = {
        "fiscal_year": "4月1日",
        "total": "計（人）",
        "todays": "うち今いる職員（人）",
        "regular": "常勤（人）",
        "reemployed": "再任用（人）",
        "hired": "採用（人）",
        "left": "離職（人）",
        "retired": "定年（人）",
        "reemployed_new": "再任用の始まり（人）",
        "reemployed_ended": "再任用の終わり（人）",
    }
    shown = rows.rename(columns=headings)[list(headings.values())]
    return shown.assign(**{"4月1日": rows["fiscal_year"].astype(int).astype(str) + "年"})


def remaining(outlook: Outlook, by: str) -> None:
    """Who of today's staff remains, group by group."""
    rows = remaining_table(outlook, by)
    value_tables.show(
        rows,
        alt="今いる職員のうち残る人数",
        digits=dict.fromkeys(rows.columns[1:], 1),
    )
    st.caption("推計｜採用をしない場合に、今いる職員（再任用を含む）のうち残る人数です。")


def remaining_table(outlook: Outlook, by: str) -> pd.DataFrame:
    """One row per group and a last row 計: today, and how many of them remain after some years."""
    engineers = outlook.engineers
    both = pd.concat([engineers.assign(group=engineers[by]), engineers.assign(group="計")])
    rows = workforce.remaining(both, ["group"], outlook.assumptions, AFTER)
    shares = {f"{year}年後（%）": rows[f"after_{year}"] / rows["today"].where(rows["today"] > 0) * 100 for year in AFTER}  # fmt: skip
    counts = {"group": GROUPS[by], "today": "今（人）", **{f"after_{year}": f"{year}年後（人）" for year in AFTER}}  # fmt: skip
    return rows.rename(columns=counts).assign(**shares)
