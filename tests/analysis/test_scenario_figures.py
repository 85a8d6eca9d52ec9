"""What groups come to, by hand: ways over land, and members who need a ferry counted apart."""

import math

import pandas as pd

from analysis import scenario_figures
from analysis.scenario import Group, Scenario

NUMBERS = dict.fromkeys(scenario_figures.ADDED, 10.0) | {
    "technical_staff": math.nan, "civil_engineers": math.nan, "estimate_zero_probability": 0.5,
}  # fmt: skip
FACTS = pd.DataFrame([{"lg_code": code} | NUMBERS for code in "abcde"])
WAYS = pd.DataFrame(
    [("a", "b", 12.0, False), ("a", "c", 60.0, True), ("b", "c", 70.0, True), ("d", "e", 30.0, True)],
    columns=["lg_code", "partner_lg_code", "way_km", "needs_ferry"],
)
BOTH = pd.concat([WAYS, WAYS.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})])


def figures(*groups: tuple[str, ...]) -> pd.DataFrame:
    scenario = Scenario("案", "hand", tuple(Group(members, members[0]) for members in groups))
    return scenario_figures.of_groups(scenario, FACTS, BOTH)


def test_what_a_ferry_counts_for_is_no_way():
    (one,) = figures(("a", "b", "c", "d")).to_dict("records")
    assert (one["total_way_km"], one["longest_way_km"]) == (12, 12)
    assert (one["by_ferry"], one["far"]) == (1, 1)  # c by ferry; of d nothing is known


def test_a_group_of_islands_has_no_way_at_all():
    groups = figures(("a", "b", "c"), ("d", "e"))
    assert math.isnan(groups.loc[1, "longest_way_km"])
    whole = scenario_figures.of_scenario(groups, 0)
    assert (whole["mean_way_km"], whole["longest_way_km"], whole["by_ferry"]) == (12, 12, 2)
    assert math.isnan(scenario_figures.of_scenario(groups.tail(1), 0)["mean_way_km"])
