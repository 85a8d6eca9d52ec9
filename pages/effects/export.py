"""What is taken away: Excel that can be brought back, and PowerPoint."""

import pandas as pd

from analysis import effects
from analysis.effects import Plan
from dashboard.exports import powerpoint
from dashboard.exports.slide_model import MAX_ROWS, Chart, Slide
from dashboard.forms import controls
from dashboard.forms.declaration import Assumption, Result
from japan import calendar
from pages.effects import form
from pages.effects.charts import MAN
from pages.effects.form import FORM, ITEMS, TITLE, TOOL
from pages.effects.results import band_text
from pages.effects.summary import cost_chart
from pages.effects.tables import band_table, cases_table, formulas, tornado_table, years_table
from pages.effects.words import NOTE, yen

SOURCE = f"算出値。{NOTE}"


def take_away(plan: Plan, rows: pd.DataFrame) -> None:
    """Excel that can be brought back, and PowerPoint."""
    controls.take_away(
        TITLE,
        [FORM],
        {TOOL: rows},
        results=lambda: [
            Result("3つの場合", cases_table(plan), NOTE),
            Result("年ごとの費用", years_table(plan), NOTE),
            Result("前提の感度", tornado_table(plan), "1つの前提だけを動かし、ほかは基本のまま。"),
            Result("乱数による範囲", band_table(plan), band_text(plan, effects.monte_carlo(plan))),
            Result("計算式", formulas(plan), "式は群マネの手引き Ver.1（Q2-7）の考え方による。"),
            Result("前提の台帳", form.ledger(rows)),
        ],
        assumptions=[
            Assumption("この試算について", NOTE),
            Assumption("乱数の種", effects.SEED),
            Assumption("乱数の回数", effects.DRAWS, "回"),
        ],
        key=TOOL,
        deck=lambda: deck(plan, rows),
    )


def deck(plan: Plan, rows: pd.DataFrame) -> bytes:
    """The slides: result, cost, sum, what moves it, assumptions."""
    years, moved = effects.yearly(plan), effects.tornado(plan)
    freed = f"減る時間は{years['hours_freed'].iloc[-1]:,.0f}時間/年。"
    slides = [
        _result_slide(plan, len(years)),
        Slide("1年の費用：現状と導入後", cost_chart(plan), [freed], SOURCE),
        _sum_slide(plan, years),
    ]
    if len(moved):
        slides.append(_tornado_slide(moved))
    for at in range(0, len(ITEMS), MAX_ROWS):
        used = form.ledger(rows).drop(columns="根拠").iloc[at : at + MAX_ROWS]
        slides.append(Slide("前提の台帳" + ("（続き）" if at else ""), used, (), SOURCE))
    return powerpoint.deck_bytes(TITLE, slides, issued_on=calendar.today(), subtitle=NOTE)


def _result_slide(plan: Plan, count: int) -> Slide:
    saving = effects.scenarios(plan).loc["base", "saving"]
    direction = "減る" if saving >= 0 else "増える"
    heading = f"{count}年の費用は、入れた前提では{yen(abs(saving))}{direction}"
    return Slide(heading, cases_table(plan), [NOTE], SOURCE)


def _sum_slide(plan: Plan, years: pd.DataFrame) -> Slide:
    band = effects.monte_carlo(plan).years
    lines = {"基本": years["cumulative"], "10%": band["low"], "90%": band["high"]}
    chart = Chart(
        "line",
        [f"{year}年目" for year in years["year"]],
        {name: list(values / MAN) for name, values in lines.items()},
        "万円",
    )
    note = f"10%と90%は、前提の幅から{effects.DRAWS:,}回引いた範囲。"
    return Slide("累計の差（現状 − 導入後）", chart, [note], SOURCE)


def _tornado_slide(moved: pd.DataFrame) -> Slide:
    sides = {"低い値のとき": moved["at_low"], "高い値のとき": moved["at_high"]}
    chart = Chart(
        "bar",
        [ITEMS[name].label for name in moved["name"]],
        {name: list(values / MAN) for name, values in sides.items()},
        "万円",
    )
    note = "1つの前提だけを動かし、ほかは基本のまま。"
    return Slide("結果を動かす前提（全期間の差）", chart, [note], SOURCE)
