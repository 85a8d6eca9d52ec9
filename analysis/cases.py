"""Which cases of others are like one's own place: by size, type, sectors and distance, each with its reason."""

import math
from typing import Any

import pandas as pd

WEIGHTS = {"size": 0.35, "kind": 0.15, "sectors": 0.2, "nearness": 0.3}
HALF_AS_NEAR_KM = 100.0
# What is said as a reason: an office so near, and residents within two thirds and one and a half times as many.
NEAR_KM, ALIKE_DOUBLINGS = 100.0, 0.6
TYPES = {
    "designated_city": "政令指定都市",
    "city": "市",
    "special_ward": "特別区",
    "town": "町",
    "village": "村",
}
# What a municipality must have to share a sector of a case: the column that says how much of it there is.
OWN = {
    "road": ("road_km", "道路"),
    "bridge": ("bridges_managed", "橋"),
    "park": ("park_area_m2", "公園"),
    "sewer": ("sewered_population", "下水道"),
}
EARTH_RADIUS_KM = 6371.0


def near(
    cases: pd.DataFrame,
    members: pd.DataFrame,
    municipalities: pd.DataFrame,
    lg_code: str,
    weights: dict[str, float] = WEIGHTS,
) -> pd.DataFrame:
    """Every case, the likest first, seen from one municipality.

    cases: case_id, sectors_bundled and facilities (lists). members: case_id, lg_code, role, is_prefecture; bodies that are only
    planned do not count. municipalities: lg_code, prefecture_code, municipality_name, municipality_type, population,
    office_latitude, office_longitude and the columns of OWN (null where unknown).

    A town is asked for a few of its columns many times: rows as tuples answer ten times as fast as tables.

    Columns of the result: case_id, score (0–100), size, kind, sectors, nearness (0–1), distance_km (to the nearest member),
    is_own (takes part itself, or its prefecture does for its municipalities), reasons (list of Japanese texts). A case without
    any municipality among its members is placed in the middle of its prefecture and has no size. Raises KeyError when the
    municipality is not among those given.
    """
    active = members[members["role"] != "planned"]
    asked = municipalities[municipalities["lg_code"].isin({lg_code, *active["lg_code"]})]
    towns = {town.lg_code: town for town in asked.itertuples(index=False)}
    bodies: dict[object, dict[str, bool]] = {}
    for body in active.itertuples():
        bodies.setdefault(body.case_id, {})[str(body.lg_code)] = bool(body.is_prefecture)
    rows = []
    for case in cases.itertuples():
        members_of = bodies.get(case.case_id, {})
        prefectures = {code[:2] for code, is_prefecture in members_of.items() if is_prefecture}
        taking_part = [town for code, town in towns.items() if code in members_of]
        rows.append(_seen_from(towns[lg_code], case, taking_part, prefectures, municipalities))
    ranked = pd.DataFrame(rows)
    parts = ranked[list(weights)].mul(pd.Series(weights))
    ranked["score"] = (parts.sum(axis=1) / sum(weights.values()) * 100).round(1)
    return ranked.sort_values(["is_own", "score"], ascending=False, kind="stable").reset_index(drop=True)


def distinct(ranked: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """The ranked cases without those of the very same bodies as one before them, and `same_as`: the case_ids of those left out.

    ranked: case_id. members: as of `near`; cases without active bodies are distinct. A group that stands under two programmes is one.
    """
    active = members[members["role"] != "planned"]
    bodies: dict[object, set[str]] = {}
    for case_id, code in zip(active["case_id"], active["lg_code"], strict=True):
        bodies.setdefault(case_id, set()).add(code)
    first: dict[object, str] = {}
    same: dict[str, list[str]] = {}
    for case_id in ranked["case_id"]:
        leading = first.setdefault(frozenset(bodies.get(case_id, ())) or case_id, case_id)
        same.setdefault(leading, []).append(case_id)
    kept = ranked[ranked["case_id"].isin(same)]
    others = pd.Series([same[str(case_id)][1:] for case_id in kept["case_id"]], kept.index, dtype=object)
    return kept.assign(same_as=others).reset_index(drop=True)


def _seen_from(
    own: Any, case: Any, towns: list[Any], prefectures: set[str], known: pd.DataFrame
) -> dict[str, object]:
    reasons: list[str] = []
    takes_part = any(town.lg_code == own.lg_code for town in towns)
    if takes_part:
        reasons.append("この市区町村が参加しています")
    size = _size(own, towns, reasons)
    kind = _kind(own, towns, reasons)
    sectors = _sectors(own, case, reasons)
    distance = _distance(own, towns, prefectures, known, reasons)
    return {
        "case_id": case.case_id,
        "size": size,
        "kind": kind,
        "sectors": sectors,
        "nearness": 0.5 ** (distance / HALF_AS_NEAR_KM),
        "distance_km": round(distance, 1),
        "is_own": takes_part,
        "reasons": reasons,
    }


def _size(own: Any, towns: list[Any], reasons: list[str]) -> float:
    """1 where a member has as many residents, 0.5 where twice or half as many."""
    doublings = [(abs(math.log2(town.population / own.population)), town) for town in towns]
    if not doublings:
        return 0.0
    least, likest = min(doublings, key=lambda one: one[0])
    if least <= ALIKE_DOUBLINGS and likest.lg_code != own.lg_code:
        reasons.append(f"{likest.municipality_name}と人口が近い（{likest.population:,.0f}人）")
    return float(0.5**least)


def _kind(own: Any, towns: list[Any], reasons: list[str]) -> float:
    """The share of members of the same type."""
    if not towns:
        return 0.0
    same = sum(town.municipality_type == own.municipality_type for town in towns) / len(towns)
    if same > 0 and [town.lg_code for town in towns] != [own.lg_code]:
        reasons.append(f"同じ「{TYPES[own.municipality_type]}」が参加している")
    return float(same)


def _sectors(own: Any, case: Any, reasons: list[str]) -> float:
    """The share of the case's sectors and facilities that the place has too; what nobody has counted is left out."""
    bundled = [name for name in dict.fromkeys((*case.facilities, *case.sectors_bundled)) if name in OWN]
    known = [name for name in bundled if pd.notna(getattr(own, OWN[name][0]))]
    shared = [name for name in known if getattr(own, OWN[name][0]) > 0]
    if shared:
        reasons.append(f"{'・'.join(OWN[name][1] for name in shared)}を対象にしている")
    return len(shared) / len(known) if known else 0.0


def _distance(
    own: Any, towns: list[Any], prefectures: set[str], known: pd.DataFrame, reasons: list[str]
) -> float:
    """Kilometres between offices to the nearest member; a prefecture stands in the middle of its municipalities."""
    if own.prefecture_code in prefectures or own.prefecture_code in {town.prefecture_code for town in towns}:
        reasons.append("同じ都道府県の取組")
    if not towns:
        if own.prefecture_code in prefectures:
            return 0.0
        theirs = known[known["prefecture_code"].isin(prefectures)]
        return _kilometres(own, theirs["office_latitude"].mean(), theirs["office_longitude"].mean())
    distances: list[tuple[float, Any]] = [
        (_kilometres(own, town.office_latitude, town.office_longitude), town) for town in towns
    ]
    nearest, closest = min(distances, key=lambda one: one[0])  # of equal ones the first in the nation's order
    if nearest <= NEAR_KM and closest.lg_code != own.lg_code:
        reasons.append(f"{closest.municipality_name}まで約{nearest:.0f}km")
    return nearest


def _kilometres(own: Any, latitude: float, longitude: float) -> float:
    """Great-circle distance from the own office."""
    phi, other = math.radians(own.office_latitude), math.radians(latitude)
    turn = math.radians(longitude - own.office_longitude)
    share = math.sin((other - phi) / 2) ** 2 + math.cos(phi) * math.cos(other) * math.sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(share))
