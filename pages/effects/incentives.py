"""支払いと契約のしくみ: payment by results, and unit prices or a framework instead of single orders, by the assumptions one makes."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analysis import contract_ways, effects, incentives
from analysis.contract_ways import SEVERAL, SINGLE, Setting, WrongAssumptions
from analysis.incentives import EFFORT, FIXED, PLAIN, Simulated, Terms, WrongTerms
from dashboard import queries
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Assumption, Form, Result
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import notes, plot, text, value_tables
from pages.effects import charts, incentive_form
from pages.effects.incentive_form import (
    ASSUMED,
    FORMS,
    INDICATORS,
    ORDERS,
    ORDERS_FORM,
    PAY,
    PAY_FORM,
    TITLE,
    TOOL,
)
from pages.effects.queries import benchmarks
from pages.effects.words import NOTE, rough_yen, signed_rough_yen, yen

DESIGNS = {"results": "成果に応じた支払い", "contracts": "個別発注・単価契約・枠組み"}
STEPS, GLIDING = "段階（境を超えたら一度に）", "直線（境の間は比例）"
SAME, ANEW = "契約の間ずっと同じ", "年ごとに別々"
RULES = {
    contract_ways.HELD: "はじめの価格のまま",
    contract_ways.SLIDE: "受注者が負う分を超えた動きだけ改定",
    contract_ways.RENEWED: "毎年、価格の動きどおりに改定",
}
PAYMENTS = {
    FIXED: "固定の支払い",
    PLAIN: "成果に応じた支払い（いまのまま）",
    EFFORT: "成果に応じた支払い（改善に取り組む）",
}
SIDES = {"payment": "発注者の支払い", "profit": "受注者の損益"}
WAYS = {
    SINGLE: "個別発注",
    contract_ways.YEARLY: "年ごとの単価契約",
    SEVERAL: "複数年の単価契約",
    contract_ways.FRAMEWORK: "枠組み（数者から見積り）",
}
DRAWN = f"範囲は、前提を独立に、低い・基本・高いの三角分布から{incentives.DRAWS:,}回引いた10〜90%（乱数の種 {incentives.SEED}）です。"
SHARES = "割合は、引いた前提の中での割合で、実現の確率ではありません。"
PAY_FORMULAS = (
    (
        "指標の増減（段階）",
        "加算の境か、それより良いとき ＋加算、減額の境か、それより悪いとき −減額、間は 0",
    ),
    ("指標の増減（直線）", "減額の境で −減額、加算の境で ＋加算、間は直線"),
    ("1年の支払い", "委託料 ×（1 ＋ 指標の増減の合計）。合計は −減額の上限 〜 ＋加算の上限 に収める"),
    ("受注者の損益", "支払い − 委託料 × 受注者の費用 − 委託料 × 改善の費用（取り組むとき）"),
    ("改善に取り組むときの指標", "測った値を「改善の幅」だけ良くする（0未満や100%超にはしない）"),
    (
        "支払いの両端",
        "委託料 × 年数 ×（1 − 減額の合計か上限の小さい方）〜（1 ＋ 加算の合計か上限の小さい方）",
    ),
    ("見合う値打ち", "（改善に取り組むときの支払いの平均 − 固定の支払い）。マイナスは 0 とする"),
)
ORDER_FORMULAS = (
    ("価格の動き", "（1 ＋ 1年の動き）の、はじめの年からの年数乗"),
    ("入札の回数", "1 ÷（1 − 入札が成立しない割合）"),
    ("個別発注の支払い", "案件の数 × 1件の金額 × 価格の動き"),
    ("個別発注の時間", "案件の数 × 事務の時間 × 入札の回数"),
    ("単価契約・枠組みの支払い", "案件の数 × 1件の金額 ×（1 ＋ 価格の差）× 価格の動き"),
    ("複数年の単価契約の価格", "価格の動きの代わりに、選んだ改定の決まりで動く。払う数は、最低限の数より少なくしない"),
    ("単価契約・枠組みの時間", "準備の時間 × 入札の回数（年ごとの契約は毎年、ほかは1回）＋ 案件の数 × 指示や見積り合わせの時間"),
    ("費用", "支払い ＋ 職員の時間 × 時間単価"),
    ("価格の動きの負担", "案件の数 × 1件の金額 ×（1 ＋ 価格の差）×（価格の動き − 契約の価格）の合計。プラスは受注者が負う"),
    ("見合う価格の差", "費用が個別発注と同じになる価格の差（前提は基本）"),
)  # fmt: skip


def section(plan: effects.Plan | None) -> None:
    """The whole section: which calculator, what it gives, and the assumptions below. plan: what the page reckons with above."""
    st.header(TITLE, divider="gray")
    st.markdown(
        "契約の中身を変えると、発注者と受注者の負担はどう変わるか。払い方（成果に応じた加算・減額）と頼み方（単価契約・枠組み）を、前提から比べます。"
    )
    panel = next(one for one in queries.handbook("next").itertuples() if one.name_ja == "実施検討会")
    st.caption(f"国の検討のテーマ案：{panel.text_ja}（{panel.document_date_ja}）")
    design = place.pick("比べるもの", "design", DESIGNS, default="results")
    result = st.container()
    brought, standard = _brought()
    if design == "contracts":
        _contracts(result, brought, standard)
    else:
        _by_results(result, brought, standard, plan)


def _brought() -> tuple[Brought, dict[str, pd.DataFrame]]:
    """What the reader has brought, else the defaults; and the defaults."""
    standard = _standard()
    if controls.held(TOOL) is None:
        controls.keep(TOOL, {key: rows.copy() for key, rows in standard.items()}, ASSUMED)
    st.subheader("前提を変える")
    st.caption(
        f"はじめは{ASSUMED}です（職員の時間単価など、資料のあるものは「根拠」に示します）。公表された平均値ではありません。"
    )
    brought = controls.bring(TOOL, TITLE, FORMS)
    if brought is None:  # let go of just now
        st.rerun()
    for form, key in ((PAY_FORM, PAY_FORM.key), (ORDERS_FORM, ORDERS_FORM.key)):
        brought.tables[key] = incentive_form.completed(brought.tables[key], standard[key], form)
    if brought.tables[INDICATORS.key].empty:
        brought.tables[INDICATORS.key] = standard[INDICATORS.key].copy()
    return brought, standard


@cached
def _standard() -> dict[str, pd.DataFrame]:
    return incentive_form.defaults(benchmarks())


def _edited(form: Form, standard: pd.DataFrame) -> pd.DataFrame:
    """The assumptions with what the reader typed; a default that was changed is told apart from then on."""
    rows = controls.edit(TOOL, form, fixed=("label", "unit"))
    new = incentive_form.completed(rows, standard, form)
    if not new.equals(rows.reset_index(drop=True)):
        _keep_with({form.key: new})
        st.rerun()
    return new


def _keep_with(changed: dict[str, pd.DataFrame]) -> None:
    """Put changed tables in place of those that are held; for callbacks too."""
    held = controls.held(TOOL)
    controls.keep(
        TOOL,
        held.tables | changed,
        held.origin_ja,
        is_example=held.is_example,
        problems=held.problems,
        notes_ja=held.notes_ja,
        assumptions=held.assumptions,
        records=held.records,
    )


def _take_over(form: Form, values: dict[str, float], source_ja: str) -> None:
    """Put values of another tool into the assumptions; for callbacks."""
    rows = controls.held(TOOL).tables[form.key].copy()
    for label, value in values.items():
        is_item = rows["label"] == label
        rows.loc[is_item, incentive_form.NUMBERS] = [None, value, None]
        rows.loc[is_item, "source_ja"] = source_ja
    _keep_with({form.key: rows})


def _option(brought: Brought, label: str, name: str, options: list[str], help_ja: str) -> str:
    """One of several ways to calculate; of a file we exported the one written there."""
    written = brought.assumptions.get(label)
    key = f"{TOOL}_{name}"
    if st.session_state.get(f"{key}_of") != brought.origin_ja and written in options:
        st.session_state[key] = written
    st.session_state[f"{key}_of"] = brought.origin_ja
    return st.radio(label, options, key=key, help=help_ja, horizontal=True) or options[0]


def _used(*tables: pd.DataFrame) -> None:
    """How many of the assumptions are this dashboard's."""
    every = pd.concat(tables)
    count = int(every["source_ja"].fillna("").str.startswith(ASSUMED).sum())
    st.caption(f"{len(every)}の前提のうち{count}は{ASSUMED}です。数値を書きかえると「利用者の入力」になります。")  # fmt: skip


# --- payment by results ---------------------------------------------------------------------------------------------


def _by_results(
    result, brought: Brought, standard: dict[str, pd.DataFrame], plan: effects.Plan | None
) -> None:
    if plan is not None and plan.base["commission_after"] > 0:
        value = plan.base["commission_after"]
        st.button(
            f"「{PAY['fee'].label}」に、下の「前提」の導入後の委託費（{rough_yen(value)}）を入れる",
            icon=":material/input:",
            key="take_fee",
            on_click=_take_over,
            args=(PAY_FORM, {PAY["fee"].label: value}, "導入効果試算の「導入後の委託費」"),
        )
    how = _option(brought, "増減のしかた", "how", [STEPS, GLIDING], "境の前後で支払いがどう変わるか。")
    years = _option(
        brought,
        "指標の年ごとの動き",
        "years",
        [SAME, ANEW],
        "同じとすると幅は広く、別々とすると狭くなります。",
    )
    st.markdown("**成果の指標**（値・境・加算・減額は例。行を加えたり消したりできます）")
    indicators = controls.edit(TOOL, INDICATORS)
    st.markdown("**支払いと費用**")
    rows = _edited(PAY_FORM, standard[PAY_FORM.key])
    _used(rows)
    try:
        own = incentive_form.terms(indicators, rows, is_gliding=how == GLIDING, is_same=years == SAME)
    except WrongTerms as refused:
        with result:
            st.warning("  \n".join(map(text.plain, refused.sentences)), icon=":material/warning:")
        return
    is_usual = indicators.equals(standard[INDICATORS.key]) and rows.equals(standard[PAY_FORM.key])
    found = _usual_payment(how == GLIDING, years == SAME, _terms=own) if is_usual else _payment(own)
    with result:
        _show_results(own, found)
    _take_away(
        brought,
        {INDICATORS.key: indicators, PAY_FORM.key: rows},
        lambda: [
            Result("成果連動の結果", found.pay_table, DRAWN + NOTE),
            Result("指標の境", found.band_table, SHARES),
            Result("計算式（成果連動）", _formulas(PAY_FORMULAS)),
        ],
        [Assumption("増減のしかた", how), Assumption("指標の年ごとの動き", years)],
    )


class _Payment(NamedTuple):
    """What follows from terms: numbers as analysis.incentives gives them, pictures and tables as they are shown."""

    outcomes: pd.DataFrame
    effort: incentives.Effort
    pictures: dict[str, plot.Picture]
    pay_table: pd.DataFrame
    band_table: pd.DataFrame


@cached
def _usual_payment(is_gliding: bool, is_same: bool, *, _terms: Terms) -> _Payment:
    """Of the defaults, which are the same for all readers; what a reader brought is never held for others."""
    return _payment(_terms)


def _payment(own: Terms) -> _Payment:
    found = incentives.simulate(own)
    outcomes = incentives.outcomes(found)
    names = [name.replace("（", "<br>（") for name in PAYMENTS.values()]
    pictures = {}
    for name, title in SIDES.items():
        ends = outcomes[[f"{name}_{end}" for end in ("low", "median", "high")]]
        ends = ends.set_axis(["low", "middle", "high"], axis=1)
        figure = charts.ranges(names, ends, f"{title}（万円）", marks_zero=name == "profit")
        pictures[name] = plot.written(figure)
    return _Payment(outcomes, incentives.effort(found), pictures, pay_table(outcomes), band_table(found))


def _show_results(own: Terms, found: _Payment) -> None:
    table = found.outcomes
    least, most = incentives.extent(own)
    whole = own.fee * own.years
    low, high = table.loc[EFFORT, ["payment_low", "payment_high"]]
    st.markdown(
        f"**入れた前提では、{own.years}年の支払いは、固定なら {yen(whole)}、成果に応じて払い受注者が改善に取り組むと {_between(low, high)} です。**"
    )
    st.markdown(f"契約の決まりの上では {_between(least, most)} の間で、予算は上の端まで要ります。")
    losses = "、".join(f"{PAYMENTS[way]} {row['loss_share']:.0%}" for way, row in table.iterrows())
    st.markdown(f"受注者が赤字になる割合は、{losses}。")
    _say_effort(own, found.effort)
    for column, (name, title) in zip(st.columns(2, gap="medium"), SIDES.items(), strict=True):
        with column:
            st.subheader(f"{title}（{own.years}年の計）")
            plot.draw(found.pictures[name], key=f"{name}_ranges", alt=f"{title}の範囲")
    st.caption(f"算出値。{DRAWN}{SHARES}{NOTE}")
    value_tables.table_with_downloads(
        found.pay_table, title="成果に応じた支払い", source_ids=[], notes=[DRAWN, NOTE], key="pay_table"
    )
    value_tables.table_with_downloads(
        found.band_table, title="成果の指標の境", source_ids=[], notes=[SHARES], key="band_table", label="指標ごとの表"
    )  # fmt: skip
    with st.expander("計算式（成果に応じた支払い）", icon=":material/function:"):
        value_tables.written(_formulas(PAY_FORMULAS), alt="計算式（成果に応じた支払い）")
        st.caption(
            "受注者の費用と改善の費用は、契約の間ずっと同じ割合とします。税・物価・利息は入っていません。指標どうしの関係（片方が良いともう片方も良いなど）は見込みません。"
        )


def _say_effort(own: Terms, done: incentives.Effort) -> None:
    low, mean, high = done.more_paid
    st.markdown(
        f"改善に取り組むと、受注者の受け取りは {_signed_between(low, high)}（平均 {signed_rough_yen(mean)}）、"
        f"改善の費用は {_between(done.cost[0], done.cost[2])}。増えた受け取りが費用を上回る割合は {done.pays_share:.0%} です。"
    )
    if done.pays_share < 0.5:
        st.markdown(
            "**この決まりでは、改善に取り組む動機が弱い** 結果です。加算・減額を大きくするか、境を実際の値に近づけると変わります。"
        )
    worth = (
        f"指標が良くなることの値打ちが{own.years}年で {rough_yen(done.worth)} 以上なら、固定の支払いより見合います。"
        if done.worth
        else "支払いの平均は、固定の支払いより増えません。"
    )
    st.markdown(f"発注者から見ると、{worth}")


def pay_table(table: pd.DataFrame) -> pd.DataFrame:
    """The three ways as shown and exported. table: as `incentives.outcomes`."""
    columns = {
        "payment_low": "支払い：10%（円）",
        "payment_median": "支払い：50%（円）",
        "payment_high": "支払い：90%（円）",
        "payment_mean": "支払い：平均（円）",
        "profit_low": "受注者の損益：10%（円）",
        "profit_median": "受注者の損益：50%（円）",
        "profit_high": "受注者の損益：90%（円）",
        "profit_mean": "受注者の損益：平均（円）",
    }
    shown = table[list(columns)].round().rename(columns=columns)
    shown.insert(0, "払い方", [PAYMENTS[way] for way in table.index])
    for name, label in (("loss_share", "赤字の割合（%）"), ("rises", "加算の年の割合（%）"), ("falls", "減額の年の割合（%）")):  # fmt: skip
        shown[label] = (table[name] * 100).round(1)
    return shown.reset_index(drop=True)


def band_table(found: Simulated) -> pd.DataFrame:
    """How often each indicator is good, between and bad, now and with an effort."""
    bands = found.bands
    return pd.DataFrame(
        {
            "指標": bands["label"],
            **{
                f"{when}：{word}（%）": (bands[f"{name}{ending}"] * 100).round(1)
                for ending, when in (("", "いまのまま"), ("_effort", "改善に取り組む"))
                for name, word in (("good", "加算"), ("between", "増減なし"), ("bad", "減額"))
            },
        }
    )


# --- single orders, unit prices, frameworks ---------------------------------------------------------------------------


def _contracts(result, brought: Brought, standard: dict[str, pd.DataFrame]) -> None:
    _orders_button()
    written = {words: rule for rule, words in RULES.items()}
    words = _option(
        brought,
        "複数年の単価契約の価格",
        "rule",
        list(written),
        "物価が動いたとき、だれがどこまで負うか。",
    )
    rows = _edited(ORDERS_FORM, standard[ORDERS_FORM.key])
    _used(rows)
    try:
        own = incentive_form.setting(rows, written[words])
    except WrongAssumptions as refused:
        with result:
            for name, problem in refused.wrong.items():
                st.warning(f"「{ORDERS[name].label}」：{problem}", icon=":material/warning:")
        return
    table = contract_ways.compared(own)
    with result:
        _show_contracts(own, table, words)
    _take_away(
        brought,
        {ORDERS_FORM.key: rows},
        lambda: [
            Result("契約の結果", contracts_table(own, table), DRAWN + NOTE),
            Result("計算式（契約）", _formulas(ORDER_FORMULAS)),
        ],
        [Assumption("複数年の単価契約の価格", words)],
    )


def _orders_button() -> None:
    """A button that takes over how many works the orders loaded in ② are, and what one costs."""
    brought = controls.held("orders")
    orders = None if brought is None else brought.tables.get("orders")
    found = None if orders is None else effects.ordered(orders)
    if found is None or not found.contracts:
        return
    each = found.commission / found.contracts
    st.button(
        f"②発注状況から、{found.contracts:,}件・1件{rough_yen(each)}（{found.fiscal_year}年度）を入れる",
        icon=":material/input:",
        key="take_works",
        on_click=_take_over,
        args=(
            ORDERS_FORM,
            {ORDERS["works"].label: found.contracts, ORDERS["amount"].label: each},
            f"発注状況の{found.fiscal_year}年度の契約（{brought.origin_ja}。1件は平均）",
        ),
    )


def _show_contracts(own: Setting, table: pd.DataFrame, rule: str) -> None:
    others = table.drop(index=SINGLE)
    freed = others["freed_base"].idxmax()
    row = table.loc[freed]
    st.markdown(
        f"**入れた前提では、職員の時間が最も減るのは「{WAYS[freed]}」で、個別発注より{own.years}年で "
        f"{row['freed_low']:,.0f}〜{row['freed_high']:,.0f}時間です。**"
    )
    shares = "、".join(f"{WAYS[way]} {one['cheaper_share']:.0%}" for way, one in others.iterrows())
    st.markdown(f"費用（支払いと職員の時間）が個別発注より小さくなる割合は、{shares}。")
    risk = table.loc[SEVERAL]
    st.markdown(
        f"複数年の単価契約（{rule}）では、価格の動きのうち受注者が負うのは {_signed_between(risk['risk_low'], risk['risk_high'])} です"
        "（プラスは受注者の負担、マイナスは発注者が高く払う分）。"
    )
    if own.guarantee:
        idle = f"使わない案件にも払うのは {_between(risk['idle_low'], risk['idle_high'])} です。"
        st.markdown(f"最低限の量（{own.guarantee:.0%}）を約束すると、{idle}")
    left, right = st.columns(2, gap="medium")
    for column, name, title, unit, per in (
        (left, "saving", "費用の差（個別発注 − この頼み方）", "万円", charts.MAN),
        (right, "freed", "減る職員の時間", "時間", 1),
    ):
        with column:
            st.subheader(f"{title}、{own.years}年の計")
            rows = others[[f"{name}_{end}" for end in ("low", "base", "high")]]
            rows = rows.set_axis(["low", "middle", "high"], axis=1)
            names = [WAYS[way].replace("（", "<br>（") for way in others.index]
            fig = charts.ranges(names, rows, f"{title}（{unit}）", per, marks_zero=True)
            plot.draw(fig, key=f"{name}_ranges", alt=f"{title}の範囲")
    st.caption(f"算出値。点は基本。{DRAWN}{SHARES}{NOTE}")
    value_tables.table_with_downloads(
        contracts_table(own, table),
        title="個別発注と単価契約と枠組み",
        source_ids=queries.sources_of("benchmarks"),
        notes=[DRAWN, NOTE],
        key="contracts_table",
    )
    with st.expander("計算式（個別発注・単価契約・枠組み）", icon=":material/function:"):
        value_tables.written(_formulas(ORDER_FORMULAS), alt="計算式（契約）")
        st.caption(
            "枠組みは、はじめに数者を選び、案件ごとにその中で見積りを比べて頼むしくみとして計算します。選んだ者がだれも応じない場合は見込みません。頼む相手が減って競争が弱まること、品質の違い、利息も入っていません。"
        )
    notes.source_line(queries.sources_of("benchmarks"))


def contracts_table(own: Setting, table: pd.DataFrame) -> pd.DataFrame:
    """The four ways as shown and exported."""
    shown = pd.DataFrame({"頼み方": [WAYS[way] for way in table.index]}, index=table.index)
    for name, label, digits in (
        ("cost", "費用（円）", 0),
        ("saving", "費用の差（円）", 0),
        ("hours", "職員の時間（時間）", 0),
        ("freed", "減る時間（時間）", 0),
        ("days", "始まるまで（日）", 1),
        ("risk", "受注者が負う価格の動き（円）", 0),
        ("idle", "使わない分の支払い（円）", 0),
    ):
        head, _, unit = label.partition("（")
        for end, word in (("low", "10%"), ("base", "基本"), ("high", "90%")):
            shown[f"{head}：{word}（{unit}"] = table[f"{name}_{end}"].round(digits)
    shown["費用が個別発注より小さい割合（%）"] = (table["cheaper_share"] * 100).round(1)
    prices = {way: contract_ways.break_even_price(own, way) for way in table.index if way != SINGLE}
    shown["見合う価格の差（%）"] = [
        None if prices.get(way) is None else round(prices[way] * 100, 1) for way in table.index
    ]
    return shown.reset_index(drop=True)


# --- both -----------------------------------------------------------------------------------------------------------


def _take_away(
    brought: Brought,
    changed: dict[str, pd.DataFrame],
    results: Callable[[], list[Result]],
    options: list[Assumption],
) -> None:
    controls.take_away(
        TITLE,
        FORMS,
        brought.tables | changed,
        results=results,
        assumptions=[
            Assumption("この試算について", NOTE),
            *options,
            Assumption("乱数の種", incentives.SEED),
            Assumption("乱数の回数", incentives.DRAWS, "回"),
        ],
        key=TOOL,
    )


def _formulas(written: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame(written, columns=["求めるもの", "式"])


def _between(low: float, high: float) -> str:
    """「49,210万円〜51,030万円」 with four digits, one of them where both are written alike."""
    return "〜".join(dict.fromkeys(yen(float(f"{end:.4g}")) for end in (low, high)))


def _signed_between(low: float, high: float) -> str:
    return "〜".join(dict.fromkeys((signed_rough_yen(low), signed_rough_yen(high))))
