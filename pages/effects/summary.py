"""What other features show of 導入効果試算: the plan of this session, its result in words, one year's cost as a chart."""

from collections.abc import Hashable, Iterable, Mapping

import pandas as pd

from analysis import effects
from analysis.effects import NotComputable, Plan
from analysis.scenario import Range
from dashboard.exports.slide_model import Chart
from dashboard.forms import controls
from dashboard.shared.scenarios import Held
from pages.effects import form
from pages.effects.charts import COSTS, MAN
from pages.effects.form import BENCHMARK, ITEMS, TOOL
from pages.effects.words import CASES, NOTE, signed, signed_yen


def made_for(chosen: Held | None) -> Hashable:
    """What a plan depends on of the scenario it is made for: its groups and its assumptions, whatever it is called. None without one."""
    if chosen is None:
        return None
    return _made_for((group.members for group in chosen.scenario.groups), chosen.scenario.assumptions)


def _made_for(groups: Iterable[Iterable[str]], assumptions: Mapping[str, Range]) -> Hashable:
    return frozenset(map(frozenset, groups)), tuple(sorted(assumptions.items()))


def keep_made_for(groups: Iterable[Iterable[str]], assumptions: Mapping[str, Range]) -> None:
    """Say of what this session holds that it is of these groups, reckoned with these assumptions; the worked example is of nobody."""
    brought = controls.held(TOOL)
    if brought is not None and not brought.is_example:
        brought.made_for = _made_for(groups, assumptions)


def is_made_for(chosen: Held | None) -> bool:
    """Whether what this session holds is of a scenario, or of nobody where none is chosen."""
    brought = controls.held(TOOL)
    return brought is not None and brought.made_for == made_for(chosen)


def held_plan() -> Plan | None:
    """The plan made of what this session holds; None while there is nothing, or too little to compute."""
    brought = controls.held(TOOL)
    if brought is None:
        return None
    try:
        return form.plan(form.completed(brought.tables[TOOL]))
    except NotComputable:
        return None


def is_example_held() -> bool:
    """Whether what this session holds is the worked example."""
    brought = controls.held(TOOL)
    return brought is not None and brought.is_example


def held_note() -> str:
    """NOTE, and how many of the assumptions this session holds are benchmarks."""
    brought = controls.held(TOOL)
    count = 0 if brought is None else int((brought.tables[TOOL]["origin"] == BENCHMARK).sum())
    return NOTE + (
        f"前提{len(ITEMS)}のうち{count}は目安（公表値と本ダッシュボードの仮定）です。" if count else ""
    )


def cases_in_words(plan: Plan) -> pd.DataFrame:
    """The three cases, in words short enough for a page."""
    cases = effects.scenarios(plan)
    return pd.DataFrame(
        {
            "場合": [CASES[case] for case in cases.index],
            "費用の差（現状−導入後、全期間）": [signed_yen(value) for value in cases["saving"]],
            "減る時間": [f"{signed(hours, 0)}時間/年" for hours in cases["hours_freed"]],
            "黒字になる年": [
                "期間内にない" if pd.isna(year) else f"{year:.0f}年目" for year in cases["break_even_year"]
            ],
        }
    )


def cost_chart(plan: Plan) -> Chart:
    """One year's cost by kind, now and after."""
    one = effects.parts(plan.base)
    return Chart(
        "stacked",
        ["現状", "導入後"],
        {
            name: [one[f"{kind}_{when}"] / MAN for when in ("now", "after")]
            for kind, (name, _) in COSTS.items()
        },
        "万円/年",
        with_values=True,
    )
