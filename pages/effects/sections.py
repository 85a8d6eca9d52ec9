"""導入効果試算: what one assumes, what follows from it, how sure that is, and files to take away."""

from datetime import date

import pandas as pd
import streamlit as st

from analysis import bundling, effects
from analysis.effects import Band, NotComputable, Plan
from dashboard.exports import powerpoint
from dashboard.exports.slide_model import MAX_ROWS, Chart, Slide
from dashboard.forms import controls
from dashboard.forms.declaration import Assumption, Result
from dashboard.shared import place_facts, plot, text, value_tables
from pages.effects import charts, form
from pages.effects.form import FORM, ITEMS, TITLE, TOOL

NOTE = "予測ではありません。入れた前提から計算した概算で、前提が変われば結果も変わります。"
CASES = {"low": "差が最も小さい場合", "base": "基本", "high": "差が最も大きい場合"}
SPENDING = "road_bridge_maintenance"
EXPONENT_RANGE = (0.0, 0.15)
PHASES = {"startup": "準備", "steady": "導入後"}


def place_section() -> None:
    """Published numbers of the places chosen, and a button that takes one of them over."""
    codes = place_facts.pick_members()
    if not codes:
        return
    facts = place_facts.show(codes, key="facts")
    spending = facts[facts["item"] == SPENDING]
    if spending.empty or spending["places"].iloc[0] < len(codes):
        st.caption("委託費や直営の時間は公表されていないため、空欄のままです。手元の資料から入れてください。")
        return
    one = next(spending.itertuples())
    source = f"{place_facts.names(codes)}の{one.label_ja}（{place_facts.dates(one)}現在、{text.BASIS[one.basis]}）。委託以外も含む"
    st.button(
        f"「現状の委託費」に{one.label_ja}（{one.value / 1e4:,.0f}万円）を入れる",
        icon=":material/input:",
        key="take_spending",
        on_click=take_over,
        args=({"commission_now": one.value}, "算出値", source),
    )
    st.caption(
        "維持補修費は委託以外の費用も含むので、委託費が分からないときの上限の目安です。ほかの項目は公表されていないため、空欄のままです。"
    )


def orders_section() -> None:
    """A button that takes over what the orders loaded in ② come to, when there are any."""
    brought = controls.held("orders")
    orders = None if brought is None else brought.tables.get("orders")
    found = None if orders is None else effects.ordered(orders)
    if found is None:
        return
    left_out = f"、金額か開始日のない{found.left_out}件を除く" if found.left_out else ""
    source = (
        f"発注状況の{found.fiscal_year}年度の契約（{brought.origin_ja}。金額は日数で年度に分けた{left_out}）"
    )
    origin = "例" if brought.is_example else "②の発注"
    st.button(
        f"②発注状況から、委託費 {yen(found.commission)}と契約 {found.contracts:,}件（{found.fiscal_year}年度）を入れる",
        icon=":material/input:",
        key="take_orders",
        on_click=take_over,
        args=({"commission_now": found.commission, "contracts_now": found.contracts}, origin, source),
    )


def take_over(values: dict[str, float], origin: str, source_ja: str) -> None:
    """Put values into the assumptions, with where they come from; for callbacks."""
    brought = controls.held(TOOL)
    rows = FORM.table(FORM.blank) if brought is None else form.completed(brought.tables[TOOL])
    for name, value in values.items():
        is_item = rows["label"] == ITEMS[name].label
        rows.loc[is_item, ["low", "base", "high"]] = [None, value, None]
        rows.loc[is_item, ["origin", "source_ja"]] = [origin, source_ja]
    controls.keep(TOOL, {TOOL: rows}, controls.TYPED)


def assumed() -> pd.DataFrame | None:
    """Let the reader bring or type the assumptions; the rows, None while there are none."""
    brought = controls.bring(TOOL, TITLE, [FORM], is_typed=True)
    if brought is None:
        st.info(
            "ひな形に記入して読み込むか、「架空の例で試す」か「白紙から入力」を選んでください。",
            icon=":material/edit_note:",
        )
        return None
    if twice := form.repeated(brought.tables[TOOL]):
        st.warning(
            f"同じ項目が2回あります（{'、'.join(twice)}）。先の行を使います。", icon=":material/warning:"
        )
    brought.tables[TOOL] = form.completed(brought.tables[TOOL])
    return controls.edit(TOOL, FORM, fixed=("label", "unit"))


def planned(rows: pd.DataFrame) -> Plan | None:
    """The checked assumptions; None, with what is missing or wrong said, when they do not suffice."""
    try:
        return effects.plan(form.assumptions(rows))
    except NotComputable as refused:
        if refused.missing:
            wanted = "、".join(f"「{ITEMS[name].label}」" for name in refused.missing)
            st.info(f"計算には、あと {wanted} の「基本」が必要です。", icon=":material/edit_note:")
        for name, said in refused.wrong.items():
            st.warning(f"「{ITEMS[name].label}」：{said}", icon=":material/warning:")
        return None


def headline(made: Plan) -> None:
    """What comes out, with its range."""
    years, cases = effects.yearly(made), effects.scenarios(made)
    base = cases.loc["base"]
    saving, count = base["saving"], len(years)
    steady = years.iloc[-1]
    freed = effects.staff_equivalent(steady["hours_freed"], made.person_hours)
    with st.container(horizontal=True):
        st.metric(
            f"費用の差（{count}年の計）",
            signed_yen(saving),
            border=True,
            help="現状 − 導入後。プラスは減る。",
        )
        st.metric("費用の差（導入後の1年）", signed_yen(steady["saving"]), border=True)
        st.metric("減る時間（導入後の1年）", f"{steady['hours_freed']:,.0f}時間", border=True)
        st.metric("職員に直すと", "未入力" if freed is None else f"{freed:,.1f}人分", border=True)
        year = base["break_even_year"]
        st.metric(
            "黒字になる年",
            f"{count}年では黒字にならない" if pd.isna(year) else f"{year:.0f}年目",
            border=True,
        )
    direction = "減ります" if saving >= 0 else "増えます"
    st.markdown(
        f"入れた前提では、{count}年の費用は **{yen(abs(saving))}{direction}**（{abs(base['saving_share']):.1%}）。"
        if pd.notna(base["saving_share"])
        else f"入れた前提では、{count}年の費用は **{yen(abs(saving))}{direction}**。"
    )
    if made.varied:
        st.markdown(f"前提の幅をすべて動かすと、差は {signed_yen(cases.loc['low', 'saving'])} 〜 {signed_yen(cases.loc['high', 'saving'])} になります。")  # fmt: skip
    st.caption(f"単位は円（名目、税や物価の変化は見込まない）。値は算出値。{NOTE}")
    if made.person_hours is not None:
        st.caption(
            f"職員に直す計算：1人 {made.person_hours:,.0f}時間/年。減る時間は、ほかの仕事に回せる時間です。"
        )


def pictures(made: Plan) -> None:
    """Cost by kind, the sum over the years, what moves it."""
    years, band = effects.yearly(made), effects.monte_carlo(made)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("1年の費用：現状と導入後")
        plot.draw(charts.cost_bars(effects.parts(made.base)), key="costs", alt="現状と導入後の1年の費用")
    with right:
        st.subheader("累計の差（現状 − 導入後）")
        year = effects.break_even_year(years["cumulative"])
        plot.draw(charts.cumulative(years, band.years, year), key="sum", alt="年ごとの累計の差と範囲")
        st.caption(band_text(made, band))
    moved = effects.tornado(made)
    st.subheader("結果を動かす前提")
    if moved.empty:
        st.info(
            "「低い」「高い」を入れると、どの前提が結果を大きく動かすかが分かります。", icon=":material/tune:"
        )
        return
    labels = {name: item.label for name, item in ITEMS.items()}
    base = years["saving"].sum()
    plot.draw(charts.tornado(moved, labels, base), key="tornado", alt="前提ごとの結果の動き")
    st.caption(
        "1つの前提だけを低い値と高い値に動かし、ほかは基本のままにしたときの、全期間の差。実線は基本、点線は0です。"
    )


def band_text(made: Plan, band: Band) -> str:
    """How the band was made and what it says."""
    if not made.varied:
        return "前提に幅がないため、範囲は線と重なります。"
    return (
        f"範囲は、幅のある{len(made.varied)}の前提を独立に、低い・基本・高いの三角分布から{band.draws:,}回引いた10〜90%（乱数の種 {band.seed}）。"
        f"全期間で費用が減ったのは、そのうち{band.gain_share:.0%}。前提の幅の中での割合で、実現の確率ではありません。"
    )


def tables(made: Plan, rows: pd.DataFrame) -> None:
    """The numbers behind the pictures, the formulas, the assumptions."""
    notes = [NOTE, "すべて前提からの算出値。"]
    for label, title, table, digits in (
        ("3つの場合", "導入効果_3つの場合", cases_table(made), {"差の割合（%）": 1}),
        ("年ごとの費用", "導入効果_年ごと", years_table(made), {}),
    ):
        value_tables.table_with_downloads(
            table, title=title, source_ids=[], notes=notes, key=title, label=label, digits=digits
        )
    with st.expander("計算式", icon=":material/function:"):
        st.table(formulas(made).set_index("求めるもの"))
        st.caption(
            "式は、群マネの手引き Ver.1（Q2-7）の「直営＋委託のトータルコストを比べる」考え方によります。"
        )
    with st.expander("前提の台帳", icon=":material/receipt_long:"):
        st.dataframe(form.ledger(rows), hide_index=True, height="content", alt="前提の台帳")


def scale_section(made: Plan) -> None:
    """A rule of thumb for the commission after bundling; nothing is taken over by itself."""
    with st.expander("委託費の変化の目安（規模の効果）", icon=":material/calculate:"):
        base = made.base
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


def take_away(made: Plan, rows: pd.DataFrame) -> None:
    """Excel that can be brought back, and PowerPoint."""
    controls.take_away(
        TITLE,
        [FORM],
        {TOOL: rows},
        results=lambda: [
            Result("3つの場合", cases_table(made), NOTE),
            Result("年ごとの費用", years_table(made), NOTE),
            Result("前提の感度", tornado_table(made), "1つの前提だけを動かし、ほかは基本のまま。"),
            Result("乱数による範囲", band_table(made), band_text(made, effects.monte_carlo(made))),
            Result("計算式", formulas(made), "式は群マネの手引き Ver.1（Q2-7）の考え方による。"),
            Result("前提の台帳", form.ledger(rows)),
        ],
        assumptions=[
            Assumption("この試算について", NOTE),
            Assumption("乱数の種", effects.SEED),
            Assumption("乱数の回数", effects.DRAWS, "回"),
        ],
        key=TOOL,
        deck=lambda: deck(made, rows),
    )


def deck(made: Plan, rows: pd.DataFrame) -> bytes:
    """The slides: result, cost, sum, what moves it, assumptions."""
    years = effects.yearly(made)
    cases, moved = effects.scenarios(made), effects.tornado(made)
    saving = cases.loc["base", "saving"]
    band, source = effects.monte_carlo(made).years, f"算出値。{NOTE}"
    direction = "減る" if saving >= 0 else "増える"
    count = len(years)
    pages = [
        Slide(
            f"{count}年の費用は、入れた前提では{yen(abs(saving))}{direction}",
            cases_table(made),
            [NOTE],
            source,
        ),
        Slide(
            "1年の費用：現状と導入後",
            cost_chart(made),
            [f"減る時間は{years['hours_freed'].iloc[-1]:,.0f}時間/年。"],
            source,
        ),
        Slide(
            "累計の差（現状 − 導入後）",
            Chart(
                "line",
                [f"{year}年目" for year in years["year"]],
                {
                    "基本": list(years["cumulative"] / charts.MAN),
                    "10%": list(band["low"] / charts.MAN),
                    "90%": list(band["high"] / charts.MAN),
                },
                "万円",
            ),
            [f"10%と90%は、前提の幅から{effects.DRAWS:,}回引いた範囲。"],
            source,
        ),
    ]
    if len(moved):
        chart = Chart(
            "bar",
            [ITEMS[name].label for name in moved["name"]],
            {
                "低い値のとき": list(moved["at_low"] / charts.MAN),
                "高い値のとき": list(moved["at_high"] / charts.MAN),
            },
            "万円",
        )
        pages.append(
            Slide(
                "結果を動かす前提（全期間の差）", chart, ["1つの前提だけを動かし、ほかは基本のまま。"], source
            )
        )
    for at in range(0, len(ITEMS), MAX_ROWS):
        used = form.ledger(rows).drop(columns="根拠").iloc[at : at + MAX_ROWS]
        pages.append(Slide("前提の台帳" + ("（続き）" if at else ""), used, (), source))
    return powerpoint.deck_bytes(TITLE, pages, made_on=date.today(), subtitle=NOTE)


def cost_chart(made: Plan) -> Chart:
    """One year's cost by kind, now and after."""
    one = effects.parts(made.base)
    return Chart(
        "stacked",
        ["現状", "導入後"],
        {
            name: [one[f"{kind}_{when}"] / charts.MAN for when in ("now", "after")]
            for kind, (name, _) in charts.COSTS.items()
        },
        "万円/年",
        with_values=True,
    )


# --- tables as shown and exported ---------------------------------------------------------------------------------


def cases_table(made: Plan) -> pd.DataFrame:
    cases = effects.scenarios(made)
    freed = [effects.staff_equivalent(hours, made.person_hours) for hours in cases["hours_freed"]]
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


def years_table(made: Plan) -> pd.DataFrame:
    years = effects.yearly(made)
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


def tornado_table(made: Plan) -> pd.DataFrame:
    moved = effects.tornado(made)
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


def band_table(made: Plan) -> pd.DataFrame:
    band = effects.monte_carlo(made).years
    headings = {"year": "年目", "low": "10%（円）", "median": "50%（円）", "high": "90%（円）"}
    return band.round().rename(columns=headings)


def formulas(made: Plan) -> pd.DataFrame:
    """Every formula in words and with the numbers of the base: 求めるもの, 式, 数値."""
    base, one = made.base, effects.parts(made.base)
    years = effects.yearly(made)
    rows = []
    for when, word in (("now", "現状"), ("after", "導入後")):
        rows += [
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
    now = one["in_house_now"] + one["commission_now"]
    after = one["in_house_after"] + one["commission_after"] + one["new_after"]
    extra = base["startup_cost"] + base["startup_hours"] * base["hourly_rate"]
    begin = (now - after) * base["startup_share"] - extra
    rows += [
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
        (
            "準備の1年の差（円）",
            "導入後の差 × 準備の年に出る効果 − 準備の経費 − 準備の時間 × 時間単価",
            f"{now - after:,.0f} × {base['startup_share']:.0%} − {base['startup_cost']:,.0f} − {base['startup_hours']:,.0f} × {base['hourly_rate']:,.0f} ＝ {begin:,.0f}",
        ),
        (
            "全期間の差（円）",
            "準備の差 × 準備の年数 ＋ 導入後の差 × 導入後の年数",
            f"{begin:,.0f} × {made.startup_years} ＋ {now - after:,.0f} × {made.steady_years} ＝ {years['saving'].sum():,.0f}",
        ),
    ]
    if made.person_hours is not None:
        hours = one["hours_now"] - one["hours_after"]
        rows.append(
            (
                "職員に直すと（人分）",
                "（現状の時間 − 導入後の時間）÷ 職員1人の勤務時間",
                f"{hours:,.0f} ÷ {made.person_hours:,.0f} ＝ {hours / made.person_hours:,.2f}",
            )
        )
    return pd.DataFrame(rows, columns=["求めるもの", "式", "数値（基本）"])


def yen(value: float) -> str:
    """1,234万円, or yen where that is little."""
    return f"{value / 1e4:,.0f}万円" if abs(value) >= 1e4 else f"{value:,.0f}円"


def signed_yen(value: float) -> str:
    return ("＋" if value > 0 else "−" if value < 0 else "") + yen(abs(value))
