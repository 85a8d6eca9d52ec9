"""The outlook to 2045 and the strong and weak points of all municipalities, worked out a second time from the snapshot."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import second_values as second
import traced_figures as traced
import yaml
from traced_figures import EVERY_PLACE, METRICS

from dashboard import queries
from dashboard.shared import outlook

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(EVERY_PLACE)]

RULES = yaml.safe_load((Path(__file__).parents[2] / "etl" / "strengths.yaml").read_text("utf-8"))["types"]
YEARS = (2030, 2035, 2040, 2045)
COUNTED, PROJECTED = 0.25, 0.75  # 1 April and 1 October as parts of a year
TRACED = ("population", "staff", "bridges", "road_km")  # what is old is traced with the ledgers


def edge(rule, values):
    """Where a rule begins to hold, as printed: declared, or the quarter at its end read between two values as a straight line."""
    metric = METRICS[rule["metric"]]
    if "at" in rule:
        return traced.as_printed(rule["at"] / traced.scale(metric), metric)
    ordered = sorted(values)
    at = (len(ordered) - 1) * (0.75 if rule["end"] == "highest" else 0.25)
    low, high = ordered[math.floor(at)], ordered[math.ceil(at)]
    return traced.as_printed(low + (high - low) * (at - math.floor(at)), metric)


def by_chance(rule, chance):
    """The state that a probability gives."""
    instead = rule["instead"]
    is_high = instead["holds"] > instead["fails"]
    if chance >= instead["holds"] if is_high else chance <= instead["holds"]:
        return "yes"
    if chance <= instead["fails"] if is_high else chance >= instead["fails"]:
        return "no"
    return "unknown"


def test_points_of_all_municipalities(tally):
    """State, value and bound of every rule."""
    shown = {code: queries.types_of(code).set_index("type_id") for code in traced.places().index}
    for rule in RULES:
        metric, table = METRICS[rule["metric"]], traced.newest(rule["metric"])
        assert table["less_than"].isna().all(), (
            "a bound below the printing limit needs a second way of its own"
        )
        usable = table.loc[table["mark"] == "", "value"].dropna()
        bound = edge(rule, usable.tolist())
        chances = traced.newest(rule["instead"]["metric"])["value"].dropna() if "instead" in rule else {}
        for code, rows in shown.items():
            row, where = rows.loc[rule["type_id"]], (rule["type_id"], code)
            if code in usable.index:
                printed = traced.as_printed(usable[code], metric)
                holds = printed >= bound if rule["end"] == "highest" else printed <= bound
                tally.same(row["state"], "yes" if holds else "no", *where)
                tally.near(row["value"], usable[code], *where)
                tally.same(traced.as_printed(row["bound"], metric), bound, *where, "bound")
            elif code in chances:
                tally.same(row["state"], by_chance(rule, chances[code]), *where)
                tally.near(row["value"], chances[code], *where)
            else:
                tally.same(row["state"], "unknown", *where)


def figures(people, staff, amounts):
    """(item, scenario, year) → value of one municipality. people, staff: by year; amounts: of bridges and road, with the staff now."""
    found = {("population", "", year): people[year] for year in (2025, *YEARS) if year in people}
    first, last = min(staff), max(staff)
    now = staff[last]
    found["staff", "", last] = now
    for year in YEARS:
        ahead = {"flat": now, "trend": math.nan, "per_resident": math.nan}
        if last > first and staff[first] > 0:
            ahead["trend"] = now * (now / staff[first]) ** ((year - last) / (last - first))
        if people:
            dates = [one + PROJECTED for one in sorted(people)]
            then = np.interp(last + COUNTED, dates, [people[one] for one in sorted(people)])
            ahead["per_resident"] = now * people[year] / then
        for scenario, count in ahead.items():
            found["staff", scenario, year] = count
            for item, amount in amounts.items():
                found[item, "", last] = amount / now * 100
                found[item, scenario, year] = amount / count * 100 if count > 0 else math.nan
    return found


def test_the_outlook_of_all_municipalities(tally):
    """People, staff under each assumption and the load per head, at today's date and at four years."""
    projections = {
        year: second.projected(year).set_index("lg_code")["amount"] for year in (2020, 2025, *YEARS)
    }
    counts = second.staff()
    counts = counts.assign(year=counts["as_of"].dt.year)
    staff = {code: own.set_index("year")["amount"].to_dict() for code, own in counts.groupby("lg_code")}
    stock = {
        item: traced.newest(metric)["value"]
        for item, metric in (("bridges", "bridges_managed"), ("road_km", "road_km"))
    }
    for code in traced.places().index:
        people = {year: own[code] for year, own in projections.items() if code in own.index}
        amounts = {
            item: own[code] for item, own in stock.items() if code in own.index and pd.notna(own[code])
        }
        expected = figures(people, staff[code], amounts)
        rows = outlook.compiled((code,)).rows
        rows = rows[rows["item"].isin(TRACED)].set_index(["item", "scenario", "year"])["value"]
        tally.same(set(rows.index), set(expected), code)
        for place, value in expected.items():
            tally.near(rows.get(place), value, code, *place)
