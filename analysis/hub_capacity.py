"""How many engineers the centre of a group needs for the group's bridges: inspections and repairs of a year, by declared yardsticks."""

import math
from dataclasses import dataclass

import pandas as pd

# 道路法施行規則: every bridge is inspected once in five years; what needs action (Ⅲ・Ⅳ) is repaired before the next inspection.
CYCLE_YEARS = 5


@dataclass(frozen=True)
class Yardstick:
    """Days of staff. No publication says them for all of Japan: assumptions of this dashboard, for the reader to replace.

    per_inspection: to order and attend the inspection of one bridge and to record its result. per_repair: to order design and works
    for one bridge, and to supervise and accept them. of_one: what one person has for such work in a year.
    """

    per_inspection: float = 1.0
    per_repair: float = 20.0
    of_one: float = 200.0


@dataclass(frozen=True)
class Need:
    """What an average group's bridges ask of staff in a year. staff: whole people, one at least."""

    groups: int
    bridges: float
    inspections: float
    repairs: float
    days: float
    staff: int


def needed(area: pd.DataFrame, groups: int, yardstick: Yardstick) -> Need:
    """The need of an average of `groups` (≥ 1) groups of an area.

    area: bridges_managed, bridges_action_needed (null where unknown: not counted). Raises ValueError without days of a person.
    """
    if not yardstick.of_one > 0:
        raise ValueError("a person is expected to have days for the work")
    bridges = float(area["bridges_managed"].sum()) / groups
    repairs = float(area["bridges_action_needed"].sum()) / groups / CYCLE_YEARS
    inspections = bridges / CYCLE_YEARS
    days = inspections * yardstick.per_inspection + repairs * yardstick.per_repair
    staff = max(1, math.ceil(days / yardstick.of_one - 1e-9))
    return Need(groups, bridges, inspections, repairs, days, staff)


def groups_expected(total: float, needed_each: float, municipalities: int) -> int:
    """How many groups an area has at most when each needs so much of the total; one at least, and no more than there are municipalities."""
    return min(max(1, int(total // needed_each)), municipalities) if needed_each > 0 else 1


def engineers(facts: pd.DataFrame) -> pd.Series:
    """Technical staff of each municipality: counted where it is (technical_staff, else civil_engineers), else the estimate's median."""
    counted = facts["technical_staff"].combine_first(facts["civil_engineers"])
    return counted.astype(float).combine_first(facts["every_estimate"].astype(float))


def usual_staff(facts: pd.DataFrame, staff: int) -> int:
    """The number of general administration staff that three quarters of the municipalities with so many engineers reach.

    facts: of the whole country, as `engineers` takes them, and general_admin_staff. Where nobody has so many, the largest staff.
    """
    own = facts.loc[engineers(facts) >= staff, "general_admin_staff"].dropna()
    return int(own.quantile(0.25)) if len(own) else int(facts["general_admin_staff"].max())
