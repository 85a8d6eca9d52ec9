"""The scenarios a reader works with: they stand in the address, whole, and every page that shows one takes it from there.

scenario=… is the one that is shown, against=… the one it is compared with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import streamlit as st

from analysis import dates, group_names, scenario, scenario_figures
from analysis.scenario import Range, Scenario, Settled
from dashboard import queries
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import text

SHOWN, AGAINST = "scenario", "against"
SLOTS = {SHOWN: "シナリオ", AGAINST: "比べるシナリオ"}
LONGEST = 20_000  # letters of a code; 300 municipalities take about 900
MOST_NAMED = 5  # of those in no group
PAGE = "pages/scenarios/page.py"


@dataclass(frozen=True)
class Held:
    """A scenario of this database. code: as the address has it. facts: rows of queries.group_facts of its municipalities, by lg_code."""

    code: str
    settled: Settled
    facts: pd.DataFrame

    @property
    def scenario(self) -> Scenario:
        return self.settled.scenario

    @cached_property
    def names(self) -> list[str]:
        """What its groups are called, in their order."""
        number = {code: at for at, group in enumerate(self.scenario.groups) for code in group.members}
        return list(group_names.group_names(self.facts, number).sort_index())

    @property
    def names_by_hub(self) -> dict[str, str]:
        """What its groups are called, by what stands for each in scenario.assignment."""
        return dict(zip(self.scenario.assignment["hub_lg_code"].unique(), self.names, strict=True))

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The members of every group by its name."""
        members = [list(group.members) for group in self.scenario.groups]
        return dict(zip(self.names, members, strict=True))

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The numbers of its groups, as scenario_figures.of_groups."""
        return scenario_figures.of_groups(self.scenario, self.facts, queries.ways(self.scenario.members))

    @property
    def grouped(self) -> pd.DataFrame:
        """The facts of those in a group: of whom everything is said."""
        return self.facts.loc[self.scenario.members]

    @property
    def prefectures_ja(self) -> str:
        return "・".join(dict.fromkeys(self.grouped["prefecture_name"]))

    @property
    def about_ja(self) -> str:
        """長野県、12群77団体."""
        return f"{self.prefectures_ja}、{len(self.scenario.groups)}群{len(self.scenario.members)}団体"

    @property
    def left_out_ja(self) -> str:
        """「どの群にも入らない団体は、長野市・松本市です」: those in no group by name, of many their number; nothing where everybody is in one."""
        left = self.facts.loc[list(self.scenario.left_out), "municipality_name"]
        if left.empty:
            return ""
        who = f"{len(left)}団体" if len(left) > MOST_NAMED else "・".join(left)
        return f"どの群にも入らない団体は、{who}です"


def say_changes(one: Held) -> None:
    """What is otherwise than when the scenario was saved, in one sentence; nothing where all is as it was."""
    found, parts = one.settled, []
    if found.gone:
        parts.append(f"いまの市区町村にない団体コード（{'、'.join(found.gone[:10])}）は外しました")
    if len(found.changes):
        groups = found.changes.groupby("label_ja", sort=False)["group"].nunique()
        parts.append("値が違うもの：" + "、".join(f"{label}（{count}群）" for label, count in groups.items()))
    if len(found.dates):
        days = found.dates.groupby(["before", "now"], sort=False)["label_ja"].agg("・".join)
        parts.append(
            "時点が違うもの："
            + "、".join(
                f"{labels}（{_day_ja(before)}→{_day_ja(now)}）" for (before, now), labels in days.items()
            )
        )
    if parts:
        sentences = "".join(f"{part}。" for part in parts)
        st.warning(
            text.plain(
                f"シナリオ「{one.scenario.name}」は、保存したときとデータが違います。{sentences}いまの値で示します。"
            ),
            icon=":material/update:",
        )


def _day_ja(day: str) -> str:
    return dates.written(pd.Timestamp(day), False) if day else "なし"


def held(slot: str = SHOWN) -> Held | None:
    """The scenario in the address; None where there is none, or nothing that can be read, of which the reader is told."""
    code = place.written(slot, LONGEST)
    if not code:
        return None
    try:
        return of_code(code)
    except ValueError as problem:
        place.refuse(slot, [f"{code[:12]}…" if len(code) > 12 else code], str(problem))
        place.choose(slot, None)
        place.written(slot, LONGEST)  # takes it out of the address
        return None


@cached
def of_code(code: str) -> Held:
    """The scenario of a code. Raises ValueError, in Japanese, for what is none, or none of this database."""
    facts = queries.group_facts()
    settled = scenario.settled(scenario.of_code(code), facts)
    return Held(
        code, settled, facts.set_index("lg_code", drop=False).rename_axis(None).loc[settled.scenario.codes]
    )


@cached
def of_members(codes: Sequence[str]) -> Held:
    """One group put together by hand, as a scenario. Raises KeyError for an unknown code."""
    facts = queries.group_facts()
    own = facts.set_index("lg_code", drop=False).rename_axis(None).loc[list(codes)]
    name = f"{group_names.group_name(own)}の群マネ"[: scenario.LONGEST_NAME]
    one = scenario.remembering(Scenario(name, "hand", (scenario.Group(tuple(codes)),)), facts)
    return Held(scenario.code(one), scenario.settled(one, facts), own)


def hold(one: Scenario, slot: str = SHOWN) -> None:
    """Put a scenario into the address, with what its groups are today; for callbacks."""
    place.choose(slot, scenario.code(scenario.remembering(one, queries.group_facts())))


def offer(one: Scenario, key: str) -> None:
    """Buttons that lead to the scenario, and to its comparison with the one in the address where there is one."""
    labels = {SHOWN: "シナリオとして見る", AGAINST: "いまのシナリオと比べる"}
    with st.container(horizontal=True):
        for slot in labels if place.stated(SHOWN) else [SHOWN]:
            if st.button(labels[slot], key=f"offer_{key}_{slot}", icon=":material/account_tree:"):
                if one.remembered:  # as it was saved, so that what changed since is said
                    place.choose(slot, scenario.code(one))
                else:
                    hold(one, slot)
                place.go(PAGE)


def rename(held: Held, name: str, slot: str = SHOWN) -> None:
    """Call a scenario otherwise; for callbacks."""
    place.choose(slot, scenario.code(replace(held.scenario, name=name[: scenario.LONGEST_NAME])))


def assume(held: Held, assumptions: Mapping[str, Range], slot: str = SHOWN) -> None:
    """Let a scenario be reckoned with other assumptions; for callbacks."""
    place.choose(slot, scenario.code(replace(held.scenario, assumptions=dict(assumptions))))


def swap() -> None:
    """Let each scenario take the other's place; for callbacks."""
    one, other = (",".join(place.stated(slot)) for slot in (SHOWN, AGAINST))
    place.choose(SHOWN, other or None)
    place.choose(AGAINST, one or None)


def let_go(slot: str = SHOWN) -> None:
    """Take a scenario out of the address; for callbacks."""
    place.choose(slot, None)


def in_use(key: str) -> Held | None:
    """The scenario in the address, said on a page that takes it, with a way back to it and one without it."""
    one = held()
    if one is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center", key=f"scenario_{key}"):
        st.markdown(
            f":material/account_tree: シナリオ「{one.scenario.name}」（{one.about_ja}）を使っています。"
        )
        st.page_link(PAGE, label="シナリオを見る", icon=":material/arrow_back:")
        st.button("外す", key=f"scenario_{key}_off", icon=":material/close:", on_click=let_go)
    say_changes(one)
    return one
