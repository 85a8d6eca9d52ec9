"""What one assumes: published numbers of the places, orders loaded in ②, the reader's own values."""

import pandas as pd
import streamlit as st

from analysis import effects
from analysis.effects import NotComputable, Plan
from dashboard.forms import controls
from dashboard.shared import place_facts, text
from pages.effects import form
from pages.effects.form import FORM, ITEMS, TITLE, TOOL
from pages.effects.words import yen

SPENDING = "road_bridge_maintenance_yen"


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
    source = f"{place_facts.names(codes)}の{one.label_ja}（{place_facts.dates(one)}{'' if one.is_fiscal_year else '現在'}、{text.BASIS[one.basis]}）。委託以外も含む"
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
    """The checked assumptions; None when they do not suffice, after telling what is missing or wrong."""
    try:
        return effects.plan(form.assumptions(rows))
    except NotComputable as refused:
        if refused.missing:
            wanted = "、".join(f"「{ITEMS[name].label}」" for name in refused.missing)
            st.info(f"計算には、あと {wanted} の「基本」が必要です。", icon=":material/edit_note:")
        for name, problem in refused.wrong.items():
            st.warning(f"「{ITEMS[name].label}」：{problem}", icon=":material/warning:")
        return None
