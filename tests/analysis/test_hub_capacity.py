"""What a hub needs for its group's bridges."""

import pandas as pd
import pytest

from analysis import hub_capacity
from analysis.hub_capacity import Yardstick, engineers, groups_expected, needed, usual_staff

AREA = pd.DataFrame({"bridges_managed": [900, 100, None], "bridges_action_needed": [90, 10, None]})


def test_inspections_and_repairs_of_a_year_become_people():
    """1,000 bridges and 100 to repair in two groups: 100 inspected and 10 repaired a year in each, 100 + 200 days, two people."""
    need = needed(AREA, 2, Yardstick(per_inspection=1, per_repair=20, of_one=200))
    assert (need.bridges, need.inspections, need.repairs, need.days, need.staff) == (500, 100, 10, 300, 2)


def test_at_least_one_and_a_whole_number_is_not_rounded_up():
    assert needed(AREA.iloc[[2]], 1, Yardstick()).staff == 1
    assert needed(AREA, 1, Yardstick(1, 20, 600)).staff == 1
    assert needed(AREA, 1, Yardstick(1, 20, 300)).staff == 2


@pytest.mark.parametrize("change", [{"per_inspection": 3.0}, {"per_repair": 60.0}, {"of_one": 50.0}])
def test_a_heavier_yardstick_never_asks_for_fewer(change):
    assert needed(AREA, 2, Yardstick(**change)).staff >= needed(AREA, 2, Yardstick()).staff


def test_a_person_without_days_is_refused():
    with pytest.raises(ValueError, match="days"):
        needed(AREA, 1, Yardstick(of_one=0))


def test_as_many_groups_as_the_total_suffices_for():
    assert [groups_expected(total, 500, 9) for total in (0, 499, 1000, 1499)] == [1, 1, 2, 2]
    assert groups_expected(1000, 0, 9) == 1
    assert groups_expected(75_000, 500, 62) == 62


FACTS = pd.DataFrame(
    {
        "technical_staff": [8, None, None, None],
        "civil_engineers": [5, 0, None, None],
        "every_estimate": [3, 4, 6, None],
        "general_admin_staff": [400, 50, 300, 900],
    }
)


def test_counts_come_before_estimates():
    assert engineers(FACTS).tolist()[:3] == [8, 0, 6]
    assert pd.isna(engineers(FACTS)[3])


def test_staff_stands_for_engineers_by_those_who_have_them():
    assert usual_staff(FACTS, 6) == 325  # a quarter of the way from 300 to 400
    assert usual_staff(FACTS, 99) == 900
    assert hub_capacity.CYCLE_YEARS == 5
