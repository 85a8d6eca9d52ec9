"""What one assumes: published numbers of the places, orders loaded in ②, the reader's own values."""

import pandas as pd
import streamlit as st

from analysis import effects
from analysis.effects import NotComputable, Plan
from dashboard.forms import controls
from dashboard.shared import place_facts, text
from pages.effects import form, prefill
from pages.effects.form import BENCHMARK, FORM, ITEMS, TITLE, TOOL
from pages.effects.words import yen

SPENDING = "road_bridge_maintenance_yen"
PREFILLED = "公表値と目安"


def facts_section(codes: list[str]) -> None:
    """Published numbers of the places chosen, and a button that takes one of them over."""
    facts = place_facts.show(codes, key="facts")
    spending = facts[facts["item"] == SPENDING]
    if spending.empty or spending["places"].iloc[0] < len(codes):
        st.caption("委託費や直営の時間は公表されていません。試算では目安で補っています。")
        return
    one = next(spending.itertuples())
    source = f"{place_facts.names(codes)}の{one.label_ja}（{place_facts.dates(one)}{'' if one.is_fiscal_year else '現在'}、{text.BASIS[one.basis]}）。委託以外も含む"
    st.button(
        f"「現状の委託費」に{one.label_ja}（{one.value / 1e4:,.0f}万円）を入れる",
        icon=":material/input:",
        key="take_spending",
        on_click=take_over,
        args=({"commission_now": one.value}, "算出値", source),
    )
    st.caption(
        "維持補修費は委託以外の費用も含むので、委託費が分からないときの上限です。ほかの項目は公表されていません。"
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


def hours_section() -> None:
    """A button that takes over what the hours loaded in ① come to, when there are any."""
    brought = controls.held("workforce")
    hours = None if brought is None else brought.tables.get("hours")
    found = None if hours is None else effects.worked(hours)
    if found is None:
        return
    values = {"hours_now": found.own}
    words = f"直営の時間 {found.own:,.0f}時間"
    contracts = _own_contracts()
    if contracts and found.of_contracts:
        values["hours_per_contract"] = found.of_contracts / contracts
        words += f"と契約1件の事務 {found.of_contracts / contracts:,.0f}時間"
    left_out = f"、実際の時間のない{found.left_out}行を除く" if found.left_out else ""
    source = (
        f"現状把握の実際の時間（{brought.origin_ja}。直営は{'・'.join(effects.OWN_TASKS)}、"
        f"契約の事務は{'・'.join(effects.CONTRACT_TASKS)}{left_out}。道路と橋以外の部署も含むことがある）"
    )
    st.button(
        f"①現状把握から、{words}（1年）を入れる",
        icon=":material/input:",
        key="take_hours",
        on_click=take_over,
        args=(values, "例" if brought.is_example else "①の現状把握", source),
    )


def _own_contracts() -> float | None:
    """The contracts of now where the reader has a number of their own."""
    brought = controls.held(TOOL)
    if brought is None:
        return None
    row = brought.tables[TOOL].set_index("label").loc[:, ["base", "origin"]]
    label = ITEMS["contracts_now"].label
    if label not in row.index or row.loc[label, "origin"] == BENCHMARK or pd.isna(row.loc[label, "base"]):
        return None
    return float(row.loc[label, "base"])


def prefilled(of_ja: str, table: pd.DataFrame) -> None:
    """Keep the form filled with benchmarks of the places wherever the reader has no number of their own.

    of_ja: which places those are; table: as `first_estimate.Estimate.tables` of them. A blank form stays blank until its button is pressed.
    """
    standard = prefill.defaults(table, of_ja)
    brought = controls.held(TOOL)
    if brought is None:
        controls.keep(TOOL, {TOOL: standard}, f"{PREFILLED}（{of_ja}）")
        return
    rows = form.completed(brought.tables[TOOL])
    _keep_anew(rows, prefill.filled(rows, standard))
    if rows["base"].isna().any():
        st.button(
            f"空欄の{int(rows['base'].isna().sum())}項目に目安を入れる",
            icon=":material/auto_fix_high:",
            key="fill_blanks",
            on_click=_fill_blanks,
            args=(standard,),
        )


def _fill_blanks(standard: pd.DataFrame) -> None:
    rows = form.completed(controls.held(TOOL).tables[TOOL])
    _keep_anew(rows, prefill.filled(rows, standard, also_blank=True))


def _keep_anew(rows: pd.DataFrame, new: pd.DataFrame) -> bool:
    """Put new rows in place of rows where they differ, with all else that was brought; whether they differed."""
    if new.equals(rows):
        return False
    brought = controls.held(TOOL)
    origin = brought.origin_ja
    controls.keep(
        TOOL,
        {TOOL: new},
        origin,
        is_example=brought.is_example,
        problems=brought.problems,
        notes_ja=brought.notes_ja,
        assumptions=brought.assumptions,
        records=brought.records,
        made_for=brought.made_for,
    )
    return True


def take_over(values: dict[str, float], origin: str, source_ja: str) -> None:
    """Put values into the assumptions, with where they come from; for callbacks."""
    brought = controls.held(TOOL)
    rows = FORM.table(FORM.blank) if brought is None else form.completed(brought.tables[TOOL])
    for name, value in values.items():
        is_item = rows["label"] == ITEMS[name].label
        rows.loc[is_item, ["low", "base", "high"]] = [None, value, None]
        rows.loc[is_item, ["origin", "source_ja"]] = [origin, source_ja]
    made_for = None if brought is None else brought.made_for
    controls.keep(TOOL, {TOOL: rows}, controls.TYPED, made_for=made_for)


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
    before = form.completed(brought.tables[TOOL])
    brought.tables[TOOL] = before
    rows = controls.edit(TOOL, FORM, fixed=("label", "unit"))
    if _keep_anew(rows, prefill.told_apart(rows, _first_shown(before))):
        st.rerun()
    _say_benchmarks(rows)
    return rows


def _first_shown(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as they stood before the reader typed into this grid."""
    number = controls.held(TOOL).number
    if st.session_state.get("effects_shown_number") != number:
        st.session_state["effects_shown_number"], st.session_state["effects_shown"] = number, rows.copy()
    return st.session_state["effects_shown"]


def _say_benchmarks(rows: pd.DataFrame) -> None:
    """How many of the rows are benchmarks, and how they are replaced."""
    count = len(prefill.benchmarks_in(rows))
    if count:
        st.caption(
            f"「どこから」が「{BENCHMARK}」の{count}項目は、公表値と前提の目安からの値です（本ダッシュボードの仮定を含む）。"
            "数値を書きかえると「利用者の入力」になります。現状の値を入れると、導入後の目安は同じ割合で変わります。"
        )


def planned(rows: pd.DataFrame) -> Plan | None:
    """The checked assumptions; None when they do not suffice, after telling what is missing or wrong."""
    try:
        return form.plan(rows)
    except NotComputable as refused:
        if refused.missing:
            wanted = "、".join(f"「{ITEMS[name].label}」" for name in refused.missing)
            st.info(f"計算には、あと {wanted} の「基本」が必要です。", icon=":material/edit_note:")
        for name, problem in refused.wrong.items():
            st.warning(f"「{ITEMS[name].label}」：{problem}", icon=":material/warning:")
        return None
