"""What follows from the assumptions, how sure that is, and the numbers behind it."""

import pandas as pd
import streamlit as st

from analysis import bundling, effects
from analysis.effects import Band, Plan
from dashboard.shared import plot, value_tables
from pages.effects import charts, form
from pages.effects.form import ITEMS
from pages.effects.tables import cases_table, formulas, years_table
from pages.effects.words import NOTE, signed, signed_yen, yen

EXPONENT_RANGE = (0.0, 0.15)
RANGE_LOOK: dict = {"delta_color": "off", "delta_arrow": "off", "border": True}


def headline(plan: Plan) -> None:
    """What comes out, with its range."""
    years, cases = effects.yearly(plan), effects.scenarios(plan)
    base = cases.loc["base"]
    saving, count = base["saving"], len(years)
    _headline_numbers(plan, years, base)
    direction = "減ります" if saving >= 0 else "増えます"
    share = f"（{abs(base['saving_share']):.1%}）" if pd.notna(base["saving_share"]) else ""
    st.markdown(f"入れた前提では、{count}年の費用は **{yen(abs(saving))}{direction}**{share}。")
    if plan.varied:
        low, high = (signed_yen(cases.loc[case, "saving"]) for case in ("low", "high"))
        st.markdown(f"前提の幅をすべて動かすと、差は {low} 〜 {high} になります。")
    st.caption(f"単位は円（名目、税や物価の変化は見込まない）。値は算出値。{NOTE}")
    if plan.person_hours is not None:
        st.caption(
            f"職員に直す計算：1人 {plan.person_hours:,.0f}時間/年。減る時間は、ほかの仕事に回せる時間です。"
        )


def _headline_numbers(plan: Plan, years: pd.DataFrame, base: pd.Series) -> None:
    count, steady = len(years), years.iloc[-1]
    freed = effects.staff_equivalent(steady["hours_freed"], plan.person_hours)
    year = base["break_even_year"]
    spread = effects.spread(plan)
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


def pictures(plan: Plan) -> None:
    """Cost by kind, the sum over the years, what moves it."""
    years, band = effects.yearly(plan), effects.monte_carlo(plan)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("1年の費用：現状と導入後")
        plot.draw(charts.cost_bars(effects.parts(plan.base)), key="costs", alt="現状と導入後の1年の費用")
    with right:
        st.subheader("累計の差（現状 − 導入後）")
        year = effects.break_even_year(years["cumulative"])
        plot.draw(charts.cumulative(years, band.years, year), key="sum", alt="年ごとの累計の差と範囲")
        st.caption(band_text(plan, band))
    _tornado(plan, years["saving"].sum())


def _tornado(plan: Plan, base: float) -> None:
    moved = effects.tornado(plan)
    st.subheader("結果を動かす前提")
    if moved.empty:
        st.info(
            "「低い」「高い」を入れると、どの前提が結果を大きく動かすかが分かります。", icon=":material/tune:"
        )
        return
    labels = {name: item.label for name, item in ITEMS.items()}
    plot.draw(charts.tornado(moved, labels, base), key="tornado", alt="前提ごとの結果の動き")
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


def tables(plan: Plan, rows: pd.DataFrame) -> None:
    """The numbers behind the pictures, the formulas, the assumptions."""
    notes = [NOTE, "すべて前提からの算出値。"]
    for label, title, table, digits in (
        ("3つの場合", "導入効果_3つの場合", cases_table(plan), {"差の割合（%）": 1}),
        ("年ごとの費用", "導入効果_年ごと", years_table(plan), {}),
    ):
        value_tables.table_with_downloads(
            table, title=title, source_ids=[], notes=notes, key=title, label=label, digits=digits
        )
    with st.expander("計算式", icon=":material/function:"):
        st.table(formulas(plan).set_index("求めるもの"))
        st.caption(
            "式は、群マネの手引き Ver.1（Q2-7）の「直営＋委託のトータルコストを比べる」考え方によります。"
        )
    with st.expander("前提の台帳", icon=":material/receipt_long:"):
        value_tables.grid(form.ledger(rows), height="content", alt="前提の台帳")


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
