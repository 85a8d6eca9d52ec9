"""The numbers of a plan as tables, as shown and exported."""

import pandas as pd

from analysis import effects
from analysis.effects import Plan
from pages.effects.form import ITEMS
from pages.effects.words import CASES, PHASES


def cases_table(plan: Plan) -> pd.DataFrame:
    """The three cases: cost now and after, difference, hours freed, year of break-even."""
    cases = effects.scenarios(plan)
    freed = [effects.staff_equivalent(hours, plan.person_hours) for hours in cases["hours_freed"]]
    return pd.DataFrame(
        {
            "場合": [CASES[case] for case in cases.index],
            "現状の費用（円）": cases["total_now"].round(),
            "導入後の費用（円）": cases["total_after"].round(),
            "差（円）": cases["saving"].round(),
            "差の割合（%）": (cases["saving_share"] * 100).round(1),
            "減る時間（時間/年）": cases["hours_freed"].round(1),
            "職員に直すと（人分）": [None if one is None else round(one, 1) for one in freed],
            "黒字になる年（年目）": cases["break_even_year"],
        }
    ).reset_index(drop=True)


def years_table(plan: Plan) -> pd.DataFrame:
    """Year by year: cost by kind, difference, hours."""
    years = effects.yearly(plan)
    headings = {
        "in_house_now": "現状：直営（円）",
        "commission_now": "現状：委託（円）",
        "total_now": "現状：合計（円）",
        "in_house_after": "導入後：直営（円）",
        "commission_after": "導入後：委託（円）",
        "new_after": "導入後：新しい経費（円）",
        "total_after": "導入後：合計（円）",
        "saving": "差（円）",
        "cumulative": "累計の差（円）",
        "hours_now": "現状の時間（時間）",
        "hours_after": "導入後の時間（時間）",
        "hours_freed": "減る時間（時間）",
    }
    shown = years[list(headings)].round().rename(columns=headings)
    shown.insert(0, "年目", years["year"])
    shown.insert(1, "段階", years["phase"].map(PHASES))
    return shown


def tornado_table(plan: Plan) -> pd.DataFrame:
    """What each assumption moves the difference by."""
    moved = effects.tornado(plan)
    scale = moved["name"].map({name: item.scale for name, item in ITEMS.items()}).astype(float)
    return pd.DataFrame(
        {
            "前提": moved["name"].map({name: item.label for name, item in ITEMS.items()}),
            "低い値": moved["low"] / scale,
            "高い値": moved["high"] / scale,
            "単位": moved["name"].map({name: item.unit for name, item in ITEMS.items()}),
            "低い値のときの差（円）": moved["at_low"].round(),
            "高い値のときの差（円）": moved["at_high"].round(),
            "動く幅（円）": moved["span"].round(),
        }
    )


def band_table(plan: Plan) -> pd.DataFrame:
    """The range of the random draws by year."""
    band = effects.monte_carlo(plan).years
    headings = {"year": "年目", "low": "10%（円）", "median": "50%（円）", "high": "90%（円）"}
    return band.round().rename(columns=headings)


def formulas(plan: Plan) -> pd.DataFrame:
    """Every formula in words and with the numbers of the base: 求めるもの, 式, 数値."""
    one = effects.parts(plan.base)
    now = one["in_house_now"] + one["commission_now"]
    after = one["in_house_after"] + one["commission_after"] + one["new_after"]
    rows = [
        *_hours_formulas(plan.base, one, "now", "現状"),
        *_hours_formulas(plan.base, one, "after", "導入後"),
        *_cost_formulas(plan.base, one, now, after),
        *_total_formulas(plan, now - after),
    ]
    if plan.person_hours is not None:
        hours = one["hours_now"] - one["hours_after"]
        rows.append(
            (
                "職員に直すと（人分）",
                "（現状の時間 − 導入後の時間）÷ 職員1人の勤務時間",
                f"{hours:,.0f} ÷ {plan.person_hours:,.0f} ＝ {hours / plan.person_hours:,.2f}",
            )
        )
    return pd.DataFrame(rows, columns=["求めるもの", "式", "数値（基本）"])


def _hours_formulas(base, one: dict[str, float], when: str, word: str) -> list[tuple[str, str, str]]:
    return [
        (
            f"{word}の時間（時間/年）",
            f"{word}の直営の時間 ＋ {word}の契約の数 × 契約1件の事務の時間",
            f"{base[f'hours_{when}']:,.0f} ＋ {base[f'contracts_{when}']:,.0f} × {base['hours_per_contract']:,.0f} ＝ {one[f'hours_{when}']:,.0f}",
        ),
        (
            f"{word}の直営の費用（円/年）",
            f"{word}の時間 × 職員の時間単価",
            f"{one[f'hours_{when}']:,.0f} × {base['hourly_rate']:,.0f} ＝ {one[f'in_house_{when}']:,.0f}",
        ),
    ]


def _cost_formulas(base, one: dict[str, float], now: float, after: float) -> list[tuple[str, str, str]]:
    return [
        (
            "現状の合計（円/年）",
            "直営 ＋ 委託",
            f"{one['in_house_now']:,.0f} ＋ {one['commission_now']:,.0f} ＝ {now:,.0f}",
        ),
        (
            "導入後の合計（円/年）",
            "直営 ＋ 委託 ＋ 全体マネジメント ＋ 調整",
            f"{one['in_house_after']:,.0f} ＋ {one['commission_after']:,.0f} ＋ {base['management']:,.0f} ＋ {base['coordination']:,.0f} ＝ {after:,.0f}",
        ),
        (
            "導入後の1年の差（円）",
            "現状の合計 − 導入後の合計",
            f"{now:,.0f} − {after:,.0f} ＝ {now - after:,.0f}",
        ),
    ]


def _total_formulas(plan: Plan, steady: float) -> list[tuple[str, str, str]]:
    """steady: the difference of one year after the start."""
    base, years = plan.base, effects.yearly(plan)
    extra = base["startup_cost"] + base["startup_hours"] * base["hourly_rate"]
    startup = steady * base["startup_share"] - extra
    return [
        (
            "準備の1年の差（円）",
            "導入後の差 × 準備の年に出る効果 − 準備の経費 − 準備の時間 × 時間単価",
            f"{steady:,.0f} × {base['startup_share']:.0%} − {base['startup_cost']:,.0f} − {base['startup_hours']:,.0f} × {base['hourly_rate']:,.0f} ＝ {startup:,.0f}",
        ),
        (
            "全期間の差（円）",
            "準備の差 × 準備の年数 ＋ 導入後の差 × 導入後の年数",
            f"{startup:,.0f} × {plan.startup_years} ＋ {steady:,.0f} × {plan.steady_years} ＝ {years['saving'].sum():,.0f}",
        ),
    ]
