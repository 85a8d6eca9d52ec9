"""What the groups of a scenario come to: sums, loads, ways to the centre, and how likely it is that nobody is a technician."""

import numpy as np
import pandas as pd

from analysis import hub_capacity
from analysis.scenario import Scenario

ADDED = ("population", "general_admin_staff", "bridges_managed", "bridges_action_needed", "road_km")
# What two scenarios are compared by: column of `of_scenario`, label, unit, decimals.
COMPARED = (
    ("groups", "群", "群", 0),
    ("members", "群に入る団体", "団体", 0),
    ("single", "1団体だけの群", "群", 0),
    ("left_out", "群に入らない団体", "団体", 0),
    ("least_staff", "職員が最も少ない群の職員数", "人", 0),
    ("most_load", "負荷が最も重い群の橋（職員100人当たり）", "橋", 1),
    ("expected_without", "技術系職員のいない群の見込み", "群", 1),
    ("mean_way_km", "拠点までの道のり（1団体の平均）", "km", 1),
    ("longest_way_km", "拠点までの最長の道のり", "km", 1),
    ("by_ferry", "拠点まで船が要る団体", "団体", 0),
)


def of_groups(scenario: Scenario, facts: pd.DataFrame, ways: pd.DataFrame) -> pd.DataFrame:
    """One row per group, in its order.

    facts: as queries.group_facts, of its municipalities at least. ways: lg_code, partner_lg_code, way_km, needs_ferry, both directions,
    where known.

    Columns: members; the sums of ADDED over the known values, each with <name>_known (of how many members); load (bridges per 100
    staff, of the members of which both are known); nobody (0–1, probability that no member has technical staff, taken as
    independent; null where of some member nothing is known); centre (the scenario's, else of the members with enough engineers for the
    group's bridges the one with the shortest ways); centre_engineers (count or estimate, null where unknown) and centre_needed, how many
    those bridges ask for by the usual yardstick, of which where no member reaches it the most there are is asked of a centre;
    total_way_km, longest_way_km (from the members to the centre, over those with a known way over land; null where others are all
    without one), by_ferry (members who need a ferry: what that counts for is no way), far (members without a known way).
    """
    rows = facts.set_index("lg_code", drop=False).rename_axis(None)
    known = ways.set_index(["lg_code", "partner_lg_code"])[["way_km", "needs_ferry"]]
    known = known[~known.index.duplicated()]
    return pd.DataFrame([_group(rows.loc[list(one.members)], one.centre, known) for one in scenario.groups])


def _group(own: pd.DataFrame, centre: str | None, known: pd.DataFrame) -> dict[str, object]:
    found: dict[str, object] = {"members": len(own)}
    for name in ADDED:
        found[name] = own[name].sum(min_count=1)
        found[f"{name}_known"] = int(own[name].notna().sum())
    both = own.dropna(subset=["bridges_managed", "general_admin_staff"])
    staff = both["general_admin_staff"].sum()
    found["load"] = both["bridges_managed"].sum() / staff * 100 if staff else np.nan
    found["nobody"] = nobody(own)
    codes = list(own["lg_code"])
    among = known.reindex(pd.MultiIndex.from_product([codes, codes]))
    square = among["way_km"].to_numpy(float).reshape(len(codes), -1).copy()
    np.fill_diagonal(square, 0)
    by_ferry = among["needs_ferry"].eq(True).to_numpy().reshape(len(codes), -1)
    held = hub_capacity.engineers(own).to_numpy(float)
    needed = hub_capacity.needed(own, 1, hub_capacity.Yardstick()).staff
    at = codes.index(centre) if centre is not None else _most_central(square, _able(held, needed))
    found["centre"] = codes[at]
    found["centre_engineers"], found["centre_needed"] = held[at], needed
    over_land = np.where(by_ferry, np.nan, square)[:, at]
    to_centre = pd.Series(np.delete(over_land, at))
    found["total_way_km"] = to_centre.sum()
    found["longest_way_km"] = to_centre.max() if len(to_centre) else 0.0
    ships = int(by_ferry[:, at].sum())
    found["by_ferry"], found["far"] = ships, int(to_centre.isna().sum()) - ships
    return found


def _able(held: np.ndarray, needed: float) -> np.ndarray:
    """Which places have engineers enough for a centre; where none has, those with the most."""
    known = np.nan_to_num(held)
    able: np.ndarray = known >= min(needed, known.max())
    return able


def _most_central(square: np.ndarray, able: np.ndarray) -> int:
    """Of the able places the one with the fewest unknown ways from the others, and of those the shortest."""
    return int(np.lexsort((np.nansum(square, axis=0), np.isnan(square).sum(axis=0), ~able))[0])


def nobody(own: pd.DataFrame) -> float:
    """The probability that none of the municipalities has technical staff, counts where there are any (civil engineers where only
    those are counted); null where something is unknown."""
    counted = own["technical_staff"].astype(float).fillna(own["civil_engineers"].astype(float))
    each = counted.eq(0).astype(float).where(counted.notna(), own["estimate_zero_probability"].astype(float))
    if each.eq(0).any():  # somebody is counted, whatever is unknown of the others
        return 0.0
    return float(each.to_numpy(float).prod())


def of_scenario(groups: pd.DataFrame, left_out: int) -> dict[str, float]:
    """A scenario in the numbers it is compared by: COMPARED. groups: as `of_groups`.

    expected_without: the sum of the probabilities, over groups of which it is known.
    """
    to_go = groups["members"].sum() - len(groups) - groups["far"].sum() - groups["by_ferry"].sum()
    return {
        "groups": len(groups),
        "members": int(groups["members"].sum()),
        "single": int((groups["members"] == 1).sum()),
        "left_out": left_out,
        "least_staff": float(groups["general_admin_staff"].min()),
        "most_load": float(groups["load"].max()),
        "expected_without": float(groups["nobody"].sum(min_count=1)),
        "mean_way_km": float(groups["total_way_km"].sum() / to_go) if to_go else np.nan,
        "longest_way_km": float(groups["longest_way_km"].max()),
        "by_ferry": int(groups["by_ferry"].sum()),
    }
