"""What is taken away: Excel that can be brought back, and PowerPoint."""

import pandas as pd

from analysis import workforce
from analysis.workforce import BAND_LABELS
from dashboard.exports import powerpoint
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Result
from dashboard.shared import text
from japan import calendar
from pages.workforce import charts
from pages.workforce.form import FORMS, TITLE, TOOL
from pages.workforce.outlook import Outlook, outlook_table, remaining_table
from pages.workforce.results import GROUPS, OWN_DATA, ages_table, hours_table


def take_away(
    brought: Brought, staff: pd.DataFrame, hours: pd.DataFrame, by: str, outlook: Outlook | None
) -> None:
    """Excel and PowerPoint of what is shown. outlook: None while there are no engineers."""
    controls.take_away(
        TITLE,
        FORMS,
        {"staff": brought.tables["staff"], "hours": brought.tables["hours"]},
        results=lambda: _results(staff, hours, by, outlook),
        assumptions=[] if outlook is None else outlook.listed,
        key=TOOL,
        deck=lambda: deck(staff, hours, by, outlook, brought.is_example),
    )


def _results(staff: pd.DataFrame, hours: pd.DataFrame, by: str, outlook: Outlook | None) -> list[Result]:
    results = []
    if len(staff):
        results.append(Result("結果_年齢構成", ages_table(staff, by), "算出値"))
    if outlook is not None and len(outlook.engineers):
        table, note = outlook_table(outlook.rows()), "推計。仮定に基づく計算で、予測ではありません。"
        results.append(Result("結果_見通し", table, note))
        results.append(Result("結果_残る職員", remaining_table(outlook, by), "推計。採用をしない場合。"))
    if len(hours):
        results.append(Result("結果_業務時間", hours_table(hours), "算出値。差＝実際−理想。"))
    return results


def deck(
    staff: pd.DataFrame, hours: pd.DataFrame, by: str, outlook: Outlook | None, is_example: bool
) -> bytes:
    """The charts and tables of the page as slides."""
    source = "架空の例（実在の市町村の数値ではありません）" if is_example else OWN_DATA
    slides = []
    if len(staff):
        slides.append(_ages_slide(staff, by, f"{source}｜算出値"))
    if outlook is not None and len(outlook.engineers):
        slides += _outlook_slides(outlook, by, f"{source}｜推計")
    if len(hours):
        slides.append(_hours_slide(hours, f"{source}｜算出値"))
    slides.append(Slide("計算の前提", controls.listed([] if outlook is None else outlook.listed)))
    return powerpoint.deck_bytes(
        TITLE, slides, issued_on=calendar.today(), subtitle="職員の年齢構成・見通し・業務時間"
    )


def _ages_slide(staff: pd.DataFrame, by: str, source: str) -> Slide:
    bands = workforce.by_band(staff, [by])
    share = workforce.summary(staff.assign(all=""), ["all"])["share_50_or_older"].iloc[0]
    groups = charts.few(bands, by, "staff_count").groupby(by, sort=False)
    counts = {name: list(own["staff_count"]) for name, own in groups}
    return Slide(
        f"職員{bands['staff_count'].sum():,.0f}人のうち、50歳以上は{text.number(share, 'share', 0)}です",
        Chart("stacked", list(BAND_LABELS.values()), counts, "人"),
        source=source,
    )


def _outlook_slides(outlook: Outlook, by: str, source: str) -> list[Slide]:
    rows = outlook.rows()
    lines = {"全体（採用を含む）": list(rows["total"]), "今いる職員だけ": list(rows["todays"])}
    return [
        Slide(
            f"今いる{rows['total'].iloc[0]:,.0f}人は、10年後に{rows['todays'].iloc[10]:,.1f}人になる計算です",
            Chart("line", [f"{year}" for year in rows["fiscal_year"]], lines, "人、4月1日", "#,##0.0"),
            [f"対象：{outlook.listed[0].value}。仮定に基づく計算で、予測ではありません。"],
            source,
        ),
        Slide(
            f"{GROUPS[by]}ごとに、採用をしない場合に残る人数を並べました",
            remaining_table(outlook, by),
            source=source,
        ),
    ]


def _hours_slide(hours: pd.DataFrame, source: str) -> Slide:
    gaps = workforce.hours_gap(hours, ["task"]).dropna(subset=["gap_hours"]).head(12)
    chart = Chart(
        "bar",
        list(gaps["task"]),
        {"実際−理想": list(gaps["gap_hours"])},
        "時間／年",
        "+#,##0;-#,##0;0",
        with_values=True,
    )
    return Slide("業務ごとに、実際の時間は理想とこれだけ違います", chart, source=source)
