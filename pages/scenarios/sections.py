"""One scenario: its name, what changed since it was saved, its groups."""

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analysis import chances, scenario
from analysis import dates as date_words
from dashboard import queries
from dashboard.exports import mime
from dashboard.shared import notes, scenarios, text, value_tables
from dashboard.shared.scenarios import AGAINST, SHOWN, Held

TABLES = (
    "municipalities",
    "office_ways",
    "staffing",
    "technical_staff",
    "technical_staff_estimates",
    "bridge_inspections",
    "roads",
)
MOST_NAMED = 5  # groups of which something is wanting
NOTES = [
    "群の値は構成団体の合計（算出値）。値のない団体は合計に入れず、その数を示す。",
    "拠点は、技術系職員が目安に届く団体のうち、ほかの団体からの道のりの合計が最も短い団体（決められているときはその団体）。目安は群の橋の点検と修繕に要る人数（本ダッシュボードの仮定）で、届く団体がなければ最も多い団体から選ぶ。道のりは役所間で、陸上と固定の橋・トンネルをたどる（道路の延長ではない）。船が要る団体は道のりに入れず、その数を示す。",
    "「技術系職員のいない確率」は、実数のある団体は実数（土木技師の数だけが分かる団体では土木技師）、ない団体は推計の確率から、団体ごとに独立とみて求めた（推計値）。",
]


def source_ids() -> list[str]:
    return queries.sources_of(*TABLES)


def sources(*held: Held | None) -> None:
    """Whose numbers these are, and whose areas where groups are areas that exist."""
    has_areas = any(one is not None and one.scenario.origin == "existing" for one in held)
    areas = queries.sources_of("groupings", "cooperation_groups") if has_areas else []
    notes.source_line(list(dict.fromkeys([*source_ids(), *areas])))


def heading(one: Held, other: Held | None) -> None:
    """The name of each scenario, to change, and what can be done with it."""
    for held, slot in ((one, SHOWN), (other, AGAINST)):
        if held is not None:
            _heading(held, slot, both=other is not None)


def _heading(held: Held, slot: str, both: bool) -> None:
    letter = {SHOWN: "A", AGAINST: "B"}[slot]
    name, save, swap, off = st.columns([5, 2, 2, 1.4], vertical_alignment="bottom")
    with name:
        key = f"name_{slot}"
        st.session_state[key] = held.scenario.name

        def renamed() -> None:
            new = "".join(one for one in st.session_state[key] if one.isprintable()).strip()
            if new:
                scenarios.rename(held, new, slot)

        label = f"シナリオ{letter}の名前（{held.about_ja}）" if both else f"名前（{held.about_ja}）"
        st.text_input(label, key=key, max_chars=scenario.LONGEST_NAME, on_change=renamed)
    with save:
        st.download_button(
            "ファイルに保存",
            data=lambda: scenario.content(
                scenario.remembering(held.scenario, queries.group_facts()),
                held.facts["municipality_name"].to_dict(),
            ),
            file_name=f"{held.scenario.name}.json",
            mime=mime.JSON,
            icon=":material/save:",
            on_click="ignore",
            key=f"save_{slot}",
            width="stretch",
        )
    with swap:
        if slot == AGAINST:
            st.button(
                "AとBを入れ替える",
                key="swap",
                icon=":material/swap_vert:",
                on_click=scenarios.swap,
                width="stretch",
            )
        elif held.scenario.conditions:
            st.link_button("条件を開く", _conditions_address(held), icon=":material/tune:", width="stretch")
    with off:
        st.button(
            "外す",
            key=f"off_{slot}",
            icon=":material/close:",
            on_click=scenarios.let_go,
            args=(slot,),
            width="stretch",
        )
    origin = scenario.ORIGINS[held.scenario.origin]
    st.caption(text.plain(origin + (f"：{held.scenario.origin_ja}" if held.scenario.origin_ja else "")))


def _conditions_address(held: Held) -> str:
    return "groups?" + urlencode({"how": "auto", **held.scenario.conditions}, safe=",")


def changes(one: Held, other: Held | None) -> None:
    """What is otherwise than when each scenario was saved, and a way to take today's for granted."""
    for held, slot in ((one, SHOWN), (other, AGAINST)):
        if held is None or held.settled.is_as_saved:
            continue
        scenarios.say_changes(held)
        st.button(
            "いまの値で覚え直す",
            key=f"renew_{slot}",
            icon=":material/check:",
            on_click=scenarios.hold,
            args=(held.scenario, slot),
        )
        if len(held.settled.changes):
            value_tables.table_with_downloads(
                _changes_table(held),
                title=f"{held.scenario.name}の変わった値",
                source_ids=source_ids(),
                notes=[],
                key=f"changes_{slot}",
                label=f"「{held.scenario.name}」の変わった値",
                expanded=True,
            )


def _changes_table(held: Held) -> pd.DataFrame:
    found, names = held.settled.changes, held.names
    return pd.DataFrame(
        {"群": [names[at] for at in found["group"]], "項目": found["label_ja"]}
        | {
            heading: [
                text.number(value, unit, 0) for value, unit in zip(found[column], found["unit"], strict=True)
            ]
            for heading, column in (("保存したとき", "before"), ("いま", "now"))
        }
    )


def groups_table(one: Held, other: Held | None) -> None:
    """The groups of each scenario, one by one."""
    for held, slot in ((one, SHOWN), (other, AGAINST)):
        if held is None:
            continue
        value_tables.table_with_downloads(
            table_of(held),
            title=f"{held.scenario.name}の群",
            source_ids=source_ids(),
            notes=[*NOTES, dates_ja(held)],
            key=f"groups_{slot}",
            label=f"「{held.scenario.name}」の群の表",
            expanded=other is None,
        )
        if short := short_of_engineers(held):
            st.info(text.plain(short), icon=":material/group_off:")


def short_of_engineers(held: Held) -> str:
    """Which groups have a centre that is expected to have fewer engineers than their bridges ask for; nothing where none."""
    groups = held.figures
    is_short = ~(groups["centre_engineers"].to_numpy(float) >= groups["centre_needed"].to_numpy(float))
    names = [name for name, short in zip(held.names, is_short, strict=True) if short]
    more = f"ほか{len(names) - MOST_NAMED}群" if len(names) > MOST_NAMED else ""
    return (
        f"拠点の技術系職員が目安に届かないとみられる群があります（{'、'.join(names[:MOST_NAMED])}{more}）。"
        "県や近くの団体の応援も考えられます。"
        if names
        else ""
    )


def table_of(held: Held) -> pd.DataFrame:
    """One row per group as shown and taken away."""
    groups, towns = held.figures, held.facts["municipality_name"]
    members = [list(group.members) for group in held.scenario.groups]
    return pd.DataFrame(
        {
            "群": held.names,
            "拠点": list(towns[groups["centre"]]),
            "拠点の技術系職員（人、実数か推計）": groups["centre_engineers"].round(1),
            "拠点に要る技術系職員の目安（人）": groups["centre_needed"],
            "団体数": groups["members"],
            "人口（人）": groups["population"],
            "一般行政部門の職員（人）": groups["general_admin_staff"],
            "技術系職員のいない確率（推計値）": [_chance(one) for one in groups["nobody"]],
            "管理する橋（橋）": groups["bridges_managed"],
            "修繕が必要な橋（橋）": groups["bridges_action_needed"],
            "橋の数が不明の団体": groups["members"] - groups["bridges_managed_known"],
            "職員100人当たりの橋（橋）": groups["load"].round(1),
            "拠点までの道のりの平均（km）": (
                groups["total_way_km"]
                / (groups["members"] - 1 - groups["far"] - groups["by_ferry"]).where(lambda count: count > 0)
            ).round(1),
            "拠点までの最長の道のり（km）": groups["longest_way_km"].round(1),
            "拠点まで船が要る団体": groups["by_ferry"],
            "道のりの分からない団体": groups["far"],
            "構成団体": ["・".join(towns[codes]) for codes in members],
            "団体コード": ["・".join(codes) for codes in members],
            "値の種類": text.BASIS["derived"],
        }
    )


def _chance(nobody: float) -> str:
    return "不明" if pd.isna(nobody) else chances.percent(nobody)


def dates_ja(held: Held) -> str:
    """Which days the numbers are of."""
    days = {
        "人口": "population_as_of",
        "職員": "general_admin_staff_as_of",
        "橋": "bridges_as_of",
        "推計": "estimate_as_of",
    }
    found = {name: held.grouped[column].max() for name, column in days.items()}
    return (
        "、".join(
            f"{name}は{date_words.written(day, False)}現在" for name, day in found.items() if pd.notna(day)
        )
        + "。"
    )
