"""What a scenario would bring, in ranges, beside another, with the assumptions one may replace."""

import pandas as pd
import streamlit as st

from analysis.scenario import Range
from dashboard.shared import scenarios, text, value_tables
from dashboard.shared.scenarios import SHOWN, Held
from pages import effects

SCALE = {"割合": 100}  # per cent on screen


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
    rows = effects.benchmarks()
    own = held.scenario.assumptions
    scale = rows["unit"].map(SCALE).fillna(1)
    values = rows[["low", "base", "high"]].astype(float)
    for name, (low, base, high) in own.items():
        if name in values.index:
            values.loc[name] = [low, base, high]
    shown = pd.DataFrame(
        {
            "前提": rows["label_ja"],
            "低い": values["low"] * scale,
            "基本": values["base"] * scale,
            "高い": values["high"] * scale,
            "単位": rows["unit"].where(rows["unit"] != "割合", "%"),
        }
    )
    with st.expander(
        "前提を自分の数に置き換える" + (f"（{len(own)}件を置き換え済み）" if own else ""),
        icon=":material/edit:",
    ):
        st.caption("低い≦基本≦高い の順に入れます。置き換えた前提は、シナリオと一緒に保存されます。")
        edited = st.data_editor(
            shown,
            key=f"assumptions_{held.code[-16:]}",
            disabled=["前提", "単位"],
            hide_index=True,
            num_rows="fixed",
            width="stretch",
        )
        apply, back = st.columns(2)
        with apply:
            if st.button("この前提で計算する", icon=":material/calculate:", type="primary"):
                _apply(held, edited, shown, scale)
        with back:
            st.button(
                "目安に戻す",
                icon=":material/restart_alt:",
                disabled=not own,
                on_click=scenarios.assume,
                args=(held, {}, SHOWN),
            )


def _apply(held: Held, edited: pd.DataFrame, shown: pd.DataFrame, scale: pd.Series) -> None:
    """Take the edited rows over, or say what is wrong with one."""
    columns = ["低い", "基本", "高い"]
    changed = (edited[columns] - shown[columns]).abs().max(axis=1) > 1e-9
    changed |= edited[columns].isna().any(axis=1)
    own: dict[str, Range] = dict(held.scenario.assumptions)
    for name, row in edited[changed].iterrows():
        low, base, high = (row[column] for column in columns)
        if not (pd.notna(row[columns]).all() and 0 <= low <= base <= high):
            st.warning(
                text.plain(f"「{row['前提']}」：低い≦基本≦高い の0以上の数が必要です。"),
                icon=":material/warning:",
            )
            return
        own[str(name)] = tuple(float(value / scale[name]) for value in (low, base, high))
    scenarios.assume(held, own)
    st.rerun()
