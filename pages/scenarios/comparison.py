"""Two scenarios side by side: maps, counts, who changes group; of one alone its own."""

import pandas as pd
import streamlit as st

from analysis import scenario, scenario_figures
from dashboard import queries
from dashboard.maps.choropleth import HoverColumn
from dashboard.shared import group_map, text, value_tables
from dashboard.shared.scenarios import AGAINST, SHOWN, Held
from pages.scenarios import sections

HEADLINES = ("groups", "members", "least_staff", "most_load", "mean_way_km")


def maps(one: Held, other: Held | None) -> None:
    """The map of one, or of both side by side."""
    if other is None:
        _map(one, SHOWN, 560)
    else:
        for column, held, slot in zip(st.columns(2), (one, other), (SHOWN, AGAINST), strict=True):
            with column:
                st.subheader(text.plain(held.scenario.name))
                _map(held, slot, 440)
    st.caption(f"太い枠は拠点です。{group_map.NOTE_JA}")


def _map(held: Held, slot: str, height: int) -> None:
    facts = queries.group_facts().set_index("lg_code", drop=False).rename_axis(None)
    groups = held.figures
    one = held.scenario
    hover = [
        HoverColumn(queries.metric(name)["label_ja"], unit, 0, facts[name])
        for name, unit in (("population", "人"), ("general_admin_staff", "人"), ("bridges_managed", "橋"))
    ]
    group_map.draw(
        facts,
        one.assignment,
        held.names_by_hub,
        hover,
        key=f"scenario_map_{slot}",
        note=sections.dates_ja(held),
        left_out=list(one.left_out),
        centres=list(groups["centre"]),
        height=height,
    )


def numbers(one: Held, other: Held | None) -> None:
    """The scenario in a few numbers, beside those of the other."""
    found = [_figures(held) for held in (one, other) if held is not None]
    with st.container(horizontal=True):
        for name, label, unit, digits in scenario_figures.COMPARED:
            if name in HEADLINES:
                st.metric(
                    label,
                    text.number(found[0][name], unit, digits),
                    None if other is None else f"B は {text.number(found[1][name], unit, digits)}",
                    delta_color="off",
                    delta_arrow="off",
                    border=True,
                )
    table = pd.DataFrame(
        {"項目": text.with_unit(label, unit)}
        | {
            held.scenario.name + ("" if len(found) == 1 or held is one else "（B）"): round(
                values[name], digits
            )
            for held, values in zip([one, other], found, strict=False)
        }
        for name, label, unit, digits in scenario_figures.COMPARED
    )
    value_tables.table_with_downloads(
        table,
        title="シナリオの数字",
        source_ids=sections.source_ids(),
        notes=[*sections.NOTES, sections.dates_ja(one)],
        key="scenario_numbers",
        label="数字の表",
        expanded=other is not None,
    )
    st.caption(
        "".join(sections.NOTES) + sections.dates_ja(one) + "値は算出値、技術系職員の見込みは推計値です。"
    )


def _figures(held: Held) -> dict[str, float]:
    return scenario_figures.of_scenario(held.figures, len(held.scenario.left_out))


def moved(one: Held, other: Held) -> None:
    """Who is in another group in the other scenario."""
    rows = scenario.moved(one.scenario, other.scenario)
    in_groups = {*one.scenario.members, *other.scenario.members}
    both = len(in_groups.intersection(one.scenario.codes, other.scenario.codes))
    if not both:
        st.info("2つのシナリオに共通の団体がありません。", icon=":material/info:")
        return
    if rows.empty:
        st.markdown(f"共通の{both}団体は、すべて同じ群に入ります。")
        return
    st.markdown(f"共通の{both}団体のうち、**{len(rows)}団体**の群が変わります。")
    nowhere = "（群なし）"
    table = pd.DataFrame(
        {
            "団体コード": rows["lg_code"],
            "都道府県": list(one.facts.loc[rows["lg_code"], "prefecture_name"]),
            "市区町村": list(one.facts.loc[rows["lg_code"], "municipality_name"]),
            f"A {one.scenario.name}": [one.names[at] if at >= 0 else nowhere for at in rows["before"]],
            f"B {other.scenario.name}": [other.names[at] if at >= 0 else nowhere for at in rows["after"]],
        }
    )
    value_tables.table_with_downloads(
        table,
        title="群が変わる団体",
        source_ids=sections.source_ids(),
        notes=["群どうしの対応は、同じ群に残る団体が最も多くなるように決めた。"],
        key="moved",
        label="群が変わる団体の表",
        expanded=True,
    )
    st.caption("群どうしの対応は、同じ群に残る団体が最も多くなるように決めました。")
