"""What a scenario would bring, in ranges, beside another, with the assumptions one may replace."""

import pandas as pd
import streamlit as st

from analysis import first_estimate
from analysis.scenario import Range
from dashboard.shared import scenarios, text, value_tables
from dashboard.shared.scenarios import SHOWN, Held
from pages import effects

SCALE = {"割合": 100}  # per cent on screen
ENDS = ["low", "base", "high"]


def show(one: Held, other: Held | None) -> None:
    """The first estimate of the scenario, beside that of the other where there is one."""
    st.warning(effects.NOTE, icon=":material/info:")
    if other is None:
        effects.first_estimate_section(one.groups, one.scenario.assumptions, key="scenario_effect")
    else:
        _beside(one, other)
    _assumptions(one)


def _beside(one: Held, other: Held) -> None:
    found = [effects.of_groups(held.groups, held.scenario.assumptions) for held in (one, other)]
    wholes = [each.of(str(each.coverage["group"].iloc[-1])) for each in found]
    table = pd.DataFrame({"項目（1年当たり）": list(effects.ITEMS.values())})
    for letter, held, whole in zip("AB", (one, other), wholes, strict=True):
        table[f"{letter} {held.scenario.name}"] = [effects.ranged(whole, item) for item in effects.ITEMS]
    value_tables.table_with_downloads(
        table,
        title="2つのシナリオの効果",
        source_ids=effects.source_ids(),
        notes=[effects.NOTE, effects.RANGE_JA],
        key="effects_beside",
        label="効果の表",
        expanded=True,
    )
    st.caption(f"推計｜{effects.covered(found[0], effects.grouped(one.groups))}。{effects.RANGE_JA}")
    if one.scenario.assumptions != other.scenario.assumptions:
        st.info("AとBで、置き換えた前提が違います。", icon=":material/info:")


def _assumptions(held: Held) -> None:
    """The benchmarks, each of which may be replaced; the reader's own become part of the scenario."""
    own = held.scenario.assumptions
    rows, scale = shown(held)
    with st.expander(
        "前提を自分の数に置き換える" + (f"（{len(own)}件を置き換え済み）" if own else ""),
        icon=":material/edit:",
    ):
        st.caption("低い≦基本≦高い の順に入れます。置き換えた前提は、シナリオと一緒に保存されます。")
        edited = st.data_editor(
            rows,
            key=f"assumptions_{held.code[-16:]}",
            disabled=["前提", "単位"],
            hide_index=True,
            num_rows="fixed",
            width="stretch",
        )
        apply, back = st.columns(2)
        with apply:
            if st.button("この前提で計算する", icon=":material/calculate:", type="primary"):
                found, problem = replaced(held, edited, rows, scale)
                if problem:
                    st.warning(text.plain(problem), icon=":material/warning:")
                else:
                    scenarios.assume(held, found)
                    st.rerun()
        with back:
            st.button(
                "目安に戻す",
                icon=":material/restart_alt:",
                disabled=not own,
                on_click=scenarios.assume,
                args=(held, {}, SHOWN),
            )


def shown(held: Held) -> tuple[pd.DataFrame, pd.Series]:
    """Every benchmark as it is to edit (前提, 低い, 基本, 高い, 単位), the reader's own in their places, and how many of the shown one is."""
    rows = effects.benchmarks()
    scale = rows["unit"].map(SCALE).fillna(1)
    values = rows[ENDS].astype(float)
    for name, ends in held.scenario.assumptions.items():
        if name in values.index:
            values.loc[name] = ends
    table = pd.DataFrame(
        {
            "前提": rows["label_ja"],
            "低い": values["low"] * scale,
            "基本": values["base"] * scale,
            "高い": values["high"] * scale,
            "単位": rows["unit"].where(rows["unit"] != "割合", "%"),
        }
    )
    return table, scale


def replaced(
    held: Held, edited: pd.DataFrame, before: pd.DataFrame, scale: pd.Series
) -> tuple[dict[str, Range], str]:
    """The reader's own assumptions with the rows that were edited, and a sentence on the first that makes no sense; nothing of it is kept."""
    columns = ["低い", "基本", "高い"]
    changed = (edited[columns] - before[columns]).abs().max(axis=1) > 1e-9
    changed |= edited[columns].isna().any(axis=1)
    own: dict[str, Range] = dict(held.scenario.assumptions)
    for name, row in edited[changed].iterrows():
        low, base, high = (float(row[column] / scale[name]) for column in columns)
        if problem := first_estimate.problem_ja(str(name), (low, base, high), scale[name], row["単位"]):
            return dict(held.scenario.assumptions), f"「{row['前提']}」：{problem}。"
        own[str(name)] = low, base, high
    return own, ""
