"""What the groups of a scenario come to, by hand: which member is the centre and whether it has the engineers for it; ways over land,
and members who need a ferry counted apart."""

import math

import pandas as pd
import pytest

from analysis import scenario_figures
from analysis.scenario import Group, Scenario

TOWNS = ["992011", "993018", "993026"]  # 甲市, 乙町, 丙村, along a road: 丙村 lies in the middle


def figures(engineers: list[float | None], centre: str | None = None) -> pd.Series:
    """The one group of the three: 500 bridges each, 50 to repair, which ask for more than one engineer."""
    facts = pd.DataFrame(
        {
            "lg_code": TOWNS,
            "technical_staff": pd.Series([None] * 3, dtype=float),
            "civil_engineers": pd.Series([None] * 3, dtype=float),
            "every_estimate": pd.Series(engineers, dtype=float),
            "estimate_zero_probability": 0.5,
            "population": 1.0,
            "general_admin_staff": 100.0,
            "bridges_managed": 500.0,
            "bridges_action_needed": 50.0,
            "road_km": 1.0,
        }
    )
    km = {("992011", "993018"): 30.0, ("992011", "993026"): 10.0, ("993018", "993026"): 20.0}
    ways = pd.DataFrame(
        [(*pair, way, False) for (a, b), way in km.items() for pair in ((a, b), (b, a))],
        columns=["lg_code", "partner_lg_code", "way_km", "needs_ferry"],
    )
    one = Scenario("案", "hand", (Group(tuple(TOWNS), centre),))
    return scenario_figures.of_groups(one, facts, ways).iloc[0]


@pytest.mark.parametrize(
    ("engineers", "centre"),
    [
        ([9, 9, 9], "993026"),  # all are able: the shortest ways
        ([9, 9, 0], "992011"),  # the middle has nobody: the next
        ([2, 1, 0], "992011"),  # nobody has enough: the most there are
        ([0, 0, 0], "993026"),  # nobody has anybody: the shortest ways
        ([None, 9, None], "993018"),  # of whom nothing is known is not able
    ],
)
def test_a_centre_is_an_able_member_with_short_ways(engineers, centre):
    found = figures(engineers)
    assert found["centre"] == centre
    assert (
        found["centre_needed"] == 5
    )  # 300 inspections of a day and 30 repairs of 20 days a year: 900 days, 200 a person


def test_a_centre_that_was_chosen_stays_and_its_engineers_are_told():
    found = figures([9, 9, 0], "993026")
    assert (found["centre"], found["centre_engineers"]) == ("993026", 0)


NUMBERS = dict.fromkeys(scenario_figures.ADDED, 10.0) | {
    "technical_staff": math.nan, "civil_engineers": math.nan, "estimate_zero_probability": 0.5, "every_estimate": math.nan, "bridges_action_needed": 1.0,
}  # fmt: skip
FACTS = pd.DataFrame([{"lg_code": code} | NUMBERS for code in "abcde"])
WAYS = pd.DataFrame(
    [("a", "b", 12.0, False), ("a", "c", 60.0, True), ("b", "c", 70.0, True), ("d", "e", 30.0, True)],
    columns=["lg_code", "partner_lg_code", "way_km", "needs_ferry"],
)
BOTH = pd.concat([WAYS, WAYS.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})])


def of(*groups: tuple[str, ...]) -> pd.DataFrame:
    scenario = Scenario("案", "hand", tuple(Group(members, members[0]) for members in groups))
    return scenario_figures.of_groups(scenario, FACTS, BOTH)


def test_what_a_ferry_counts_for_is_no_way():
    (one,) = of(("a", "b", "c", "d")).to_dict("records")
    assert (one["total_way_km"], one["longest_way_km"]) == (12, 12)
    assert (one["by_ferry"], one["far"]) == (1, 1)  # c by ferry; of d nothing is known


def test_a_group_of_islands_has_no_way_at_all():
    groups = of(("a", "b", "c"), ("d", "e"))
    assert math.isnan(groups.loc[1, "longest_way_km"])
    whole = scenario_figures.of_scenario(groups, 0)
    assert (whole["mean_way_km"], whole["longest_way_km"], whole["by_ferry"]) == (12, 12, 2)
    assert math.isnan(scenario_figures.of_scenario(groups.tail(1), 0)["mean_way_km"])
