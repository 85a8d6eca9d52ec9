"""What follows from the assumptions, how sure that is, and the numbers behind it."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from analysis import bundling, effects
from analysis.effects import Band, Plan
from dashboard.runtime.cache import cached
from dashboard.shared import plot, value_tables
from pages.effects import charts, form, prefill
from pages.effects.form import ITEMS
from pages.effects.tables import cases_table, formulas, years_table
from pages.effects.words import NOTE, signed, signed_yen, yen

EXPONENT_RANGE = (0.0, 0.15)
RANGE_LOOK: dict = {"delta_color": "off", "delta_arrow": "off", "border": True}


class Found(NamedTuple):
    """All that follows from a plan: numbers as analysis.effects gives them, pictures and tables as they are shown."""

    years: pd.DataFrame
    cases: pd.DataFrame
    spread: pd.DataFrame
    band: Band
    costs: plot.Picture
    total: plot.Picture
    tornado: plot.Picture | None
    cases_table: pd.DataFrame
    years_table: pd.DataFrame


def found(plan: Plan, rows: pd.DataFrame, *, is_of_places: bool) -> Found:
    """What follows from a plan. rows: the form's, of which the plan was made. Where places are chosen, benchmarks are made anew of what is
    published, whatever a file says of itself: if all rows are benchmarks then, what follows is the same for all readers and is worked out
    once. What a reader brought is never held for others."""
    if not is_of_places or len(prefill.benchmarks_in(rows)) < len(rows):
        return _found(plan)
    numbers = tuple(plan.ranges.itertuples(name=None))
    return _of_benchmarks(numbers, plan.startup_years, plan.steady_years, plan.person_hours, _plan=plan)


@cached
def _of_benchmarks(
    numbers: tuple[tuple[float, ...], ...],
    startup_years: int,
    steady_years: int,
    person_hours: float | None,
    *,
    _plan: Plan,
) -> Found:
    return _found(_plan)


def _found(plan: Plan) -> Found:
    years, band, moved = effects.yearly(plan), effects.monte_carlo(plan), effects.tornado(plan)
    cumulative = charts.cumulative(years, band.years, effects.break_even_year(years["cumulative"]))
    labels = {name: item.label for name, item in ITEMS.items()}
    return Found(
        years,
        effects.scenarios(plan),
        effects.spread(plan),
        band,
        plot.written(charts.cost_bars(effects.parts(plan.base))),
        plot.written(cumulative),
        None if moved.empty else plot.written(charts.tornado(moved, labels, years["saving"].sum())),
        cases_table(plan),
        years_table(plan),
    )


def headline(plan: Plan, of: Found) -> None:
    """What comes out, with its range."""
    years, cases = of.years, of.cases
    base = cases.loc["base"]
    saving, count = base["saving"], len(years)
    _headline_numbers(plan, of, base)
    direction = "減ります" if saving >= 0 else "増えます"
    share = f"（{abs(base['saving_share']):.1%}）" if pd.notna(base["saving_share"]) else ""
    st.markdown(f"入れた前提では、{count}年の費用は **{yen(abs(saving))}{direction}**{share}。")
    if plan.varied:
        low, high = (signed_yen(cases.loc[case, "saving"]) for case in ("low", "high"))
        st.markdown(f"前提の幅をすべて動かすと、差は {low} 〜 {high} になります。")
    persons = (
        ""
        if plan.person_hours is None
        else f"\n\n職員に直す計算：1人 {plan.person_hours:,.0f}時間/年。減る時間は、ほかの仕事に回せる時間です。"
    )
    st.caption(f"単位は円（名目、税や物価の変化は見込まない）。値は算出値。{NOTE}{persons}")


def _headline_numbers(plan: Plan, of: Found, base: pd.Series) -> None:
    count, steady = len(of.years), of.years.iloc[-1]
    freed = effects.staff_equivalent(steady["hours_freed"], plan.person_hours)
    year = base["break_even_year"]
    spread = of.spread
    persons = spread.loc["hours_freed"] / (plan.person_hours or 1)
    with st.container(horizontal=True):
        st.metric(
            f"費用の差（{count}年の計）",
            signed_yen(base["saving"]),
            _between(plan, spread.loc["saving_sum"].map(signed_yen)),
            **RANGE_LOOK,
            help="現状 − 導入後。プラスは減る。",
        )
        st.metric(
            "費用の差（導入後の1年）",
            signed_yen(steady["saving"]),
            _between(plan, spread.loc["saving"].map(signed_yen)),
            **RANGE_LOOK,
        )
        st.metric(
            "減る時間（導入後の1年）",
            f"{signed(steady['hours_freed'], 0)}時間",
            _between(plan, spread.loc["hours_freed"].map(lambda hours: f"{signed(hours, 0)}時間")),
            **RANGE_LOOK,
        )
        st.metric(
            "職員に直すと",
            "未入力" if freed is None else f"{signed(freed, 1)}人分",
            None if freed is None else _between(plan, persons.map(lambda count: f"{signed(count, 1)}人分")),
            **RANGE_LOOK,
        )
        st.metric(
            "黒字になる年",
            f"{count}年では黒字にならない" if pd.isna(year) else f"{year:.0f}年目",
            border=True,
        )
    if plan.varied:
        again = "項目ごとに引き直すので、「はじめの試算」の幅とは少し違います。" if plan.linked else ""
        st.caption(f"数値の下は、前提を乱数で引いた10〜90%の範囲です。{again}")


def _between(plan: Plan, ends: pd.Series) -> str | None:
    """「＋1,000万円〜＋2,000万円」 below a number; nothing where no assumption has a range."""
    return f"{ends['low']}〜{ends['high']}" if plan.varied else None


def pictures(plan: Plan, of: Found) -> None:
    """Cost by kind, the sum over the years, what moves it."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("1年の費用：現状と導入後")
        plot.draw(of.costs, key="costs", alt="現状と導入後の1年の費用")
    with right:
        st.subheader("累計の差（現状 − 導入後）")
        plot.draw(of.total, key="sum", alt="年ごとの累計の差と範囲")
        st.caption(band_text(plan, of.band))
    st.subheader("結果を動かす前提")
    if of.tornado is None:
        st.info(
            "「低い」「高い」を入れると、どの前提が結果を大きく動かすかが分かります。", icon=":material/tune:"
        )
        return
    plot.draw(of.tornado, key="tornado", alt="前提ごとの結果の動き")
    st.caption(
        "1つの前提だけを低い値と高い値に動かし、ほかは基本のままにしたときの、全期間の差。実線は基本、点線は0です。"
    )


def band_text(plan: Plan, band: Band) -> str:
    """How the band was drawn and what it shows."""
    if not plan.varied:
        return "前提に幅がないため、範囲は線と重なります。"
    return (
        f"範囲は、幅のある{len(plan.varied)}の前提を{'、導入後の目安は現状と同じ割合で動くとして' if plan.linked else '独立に'}、低い・基本・高いの三角分布から{band.draws:,}回引いた10〜90%（乱数の種 {band.seed}）。"
        f"全期間で費用が減ったのは、そのうち{band.gain_share:.0%}。前提の幅の中での割合で、実現の確率ではありません。"
    )


def tables(plan: Plan, of: Found, rows: pd.DataFrame) -> None:
    """The numbers behind the pictures, the formulas, the assumptions."""
    notes = [NOTE, "すべて前提からの算出値。"]
    for label, title, table, digits in (
        ("3つの場合", "導入効果_3つの場合", of.cases_table, {"差の割合（%）": 1}),
        ("年ごとの費用", "導入効果_年ごと", of.years_table, {}),
    ):
        value_tables.table_with_downloads(
            table, title=title, source_ids=[], notes=notes, key=title, label=label, digits=digits
        )
    fold = st.expander("計算式", icon=":material/function:", on_change="rerun", key="fold_formulas")
    if fold.open:
        with fold:
            value_tables.written(formulas(plan), alt="計算式")
            st.caption(
                "式は、群マネの手引き Ver.1（Q2-7）の「直営＋委託のトータルコストを比べる」考え方によります。"
            )
    fold = st.expander(
        "前提の台帳", icon=":material/receipt_long:", on_change="rerun", key="fold_assumptions"
    )
    if fold.open:
        with fold:
            value_tables.show(form.ledger(rows), alt="前提の台帳")


def scale_section(plan: Plan) -> None:
    """A rule of thumb for the commission after bundling; nothing is taken over by itself."""
    with st.expander("委託費の変化の目安（規模の効果）", icon=":material/calculate:"):
        base = plan.base
        if not base["contracts_now"] or not base["contracts_after"]:
            st.markdown("現状と導入後の契約の数を入れると、1件が何倍の大きさになるかから目安を計算できます。")
            return
        size = base["contracts_now"] / base["contracts_after"]
        exponent = st.slider(
            "規模の効果 e", *EXPONENT_RANGE, 0.03, 0.01, help="0は効果なし。例として動かす値です。"
        )
        after = effects.scaled_commission(base["commission_now"], size, exponent)
        st.markdown(
            f"委託費 ＝ 現状の委託費 × 倍率<sup>−e</sup> ＝ {yen(base['commission_now'])} × {size:,.1f}<sup>−{exponent:.2f}</sup>"
            f" ＝ **{yen(after)}**（{after / base['commission_now'] - 1:+.1%}）"
            if base["commission_now"]
            else "現状の委託費が0です。",
            unsafe_allow_html=True,
        )
        st.caption(
            "算出値。上の表には自動で入りません。大きすぎる契約は応札者を減らします"
            f"（1件に2〜{bundling.MOST_BRIDGES_FOR_BIDDERS}件の工事のとき応札者が最も多い。{bundling.MOST_BRIDGES_SOURCE_JA}）。"
        )
