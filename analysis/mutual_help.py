"""Who could help whom: what a municipality and its partners would have together, and sets of three to six for a purpose.

Technical staff are counts where there are any (civil engineers where only those are counted), else estimates, taken as independent. Everything is of the municipalities' own numbers:
nothing is fitted. A partner helps more the nearer it is, the likelier somebody with technical knowledge is there, and the lighter the
load per engineer becomes (bridges per expected engineer).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.support import CAPABLE_STAFF

NEAR_KM = 30.0  # at which the points of nearness have fallen to a third
FAR_KM = (
    40.0  # of the way, from which it is called long: more than an hour's drive, as roads are longer still
)
MOST_KM = 80.0  # farther ones are no candidates
NOBODY_LIKELY = 0.5
OVERLOADED = 0.75  # of the municipalities of the nation have a lighter load per engineer
REACH = 12  # nearest candidates of which sets are made
SMALLEST, LARGEST = 3, 6
WORTH_BUNDLING = 20  # bridges to repair that fill a joint order of some years: this dashboard's assumption


COLUMNS = [
    "partners", "way_km", "needs_ferry", "expected", "is_counted", "somebody", "load", "bridges_managed", "bridges_action_needed", "contractors",
    "somebody_gain", "relief", "warnings_ja",
]  # fmt: skip


POOLED = (
    "expected",
    "is_counted",
    "nobody",
    "bridges_managed",
    "bridges_action_needed",
    "construction_establishments",
)


@dataclass(frozen=True)
class Purpose:
    """What a set is put together for: it must reach `least` of `column`, and then have the shortest ways to its centre."""

    label_ja: str
    column: str
    least: float
    unit: str
    why_ja: str


PURPOSES = (
    Purpose(
        "技術者をそろえる",
        "expected",
        CAPABLE_STAFF,
        "人",
        f"技術系職員が合わせて{CAPABLE_STAFF}人以上（「5人以下」を超える）と見込まれる組",
    ),
    Purpose(
        "修繕をまとめて発注する",
        "bridges_action_needed",
        WORTH_BUNDLING,
        "橋",
        f"修繕が必要な橋が合わせて{WORTH_BUNDLING}橋以上になる組（目安は本ダッシュボードの仮定）",
    ),
    Purpose("近くで巡回・点検する", "members", 4, "団体", "4団体以上で、互いの道のりが最も短い組"),
)


def places(facts: pd.DataFrame) -> pd.DataFrame:
    """What is needed of every municipality, by lg_code: expected (technical staff, people), nobody (0–1), is_counted, bridges_managed,
    bridges_action_needed, construction_establishments, load (bridges per expected engineer), load_rank (0–1, the share of
    municipalities with a lighter load); null where unknown.

    facts: as queries.group_facts.
    """
    counted = facts["technical_staff"].astype(float).fillna(facts["civil_engineers"].astype(float))
    own = pd.DataFrame(
        {
            "expected": counted.fillna(facts["estimate_expected"].astype(float)).to_numpy(),
            "nobody": counted.eq(0).astype(float).where(counted.notna(), facts["estimate_zero_probability"]).to_numpy(float),
            "is_counted": counted.notna().to_numpy(),
        },
        index=pd.Index(facts["lg_code"], name="lg_code"),
    )  # fmt: skip
    for name in ("bridges_managed", "bridges_action_needed", "construction_establishments"):
        own[name] = facts[name].to_numpy(float)
    own["members"] = 1.0
    own["load"] = own["bridges_managed"] / own["expected"].where(own["expected"] > 0)
    own["load_rank"] = own["load"].rank(pct=True)
    return own


def pairs(own: str, places: pd.DataFrame, ways: pd.DataFrame) -> pd.DataFrame:
    """What a municipality would have with each that is within MOST_KM, the most helpful first.

    places: of `places`. ways: lg_code, partner_lg_code, way_km, needs_ferry. Columns: partners (their codes, here one), way_km,
    needs_ferry, those of `together`, somebody_gain (how much likelier it becomes that somebody is there), relief (0–1, by how much
    one's own load falls; 0 when it rises, null where unknown), points (0–100), warnings_ja.
    """
    near = ways[(ways["lg_code"] == own) & (ways["way_km"] <= MOST_KM)]
    near = near[near["partner_lg_code"].isin(places.index)]
    columns = (near["partner_lg_code"], near["way_km"].astype(float), near["needs_ferry"].astype(bool))
    found = [_offer(own, (str(one),), way, ferry, places) for one, way, ferry in zip(*columns, strict=True)]
    return _ordered(found)


def trios(own: str, places: pd.DataFrame, ways: pd.DataFrame, first: int = REACH) -> pd.DataFrame:
    """The same for two partners at once, of the `first` most helpful; way_km is the longest of the three ways. As `pairs`."""
    best = pairs(own, places, ways).head(first)
    codes = [own, *(partners[0] for partners in best["partners"])]
    square, with_ferry = _square(codes, ways, ferries=True), set(best.loc[best["needs_ferry"], "partners"])
    found = [
        _offer(own, (codes[a], codes[b]), way, (codes[a],) in with_ferry or (codes[b],) in with_ferry, places)
        for a, b in combinations(range(1, len(codes)), 2)
        if (way := float(max(square[0, a], square[0, b], square[a, b]))) <= MOST_KM
    ]
    return _ordered(found)


def _offer(
    own: str, partners: tuple[str, ...], way_km: float, needs_ferry: bool, places: pd.DataFrame
) -> dict[str, object]:
    (load,), (nobody,) = _columns([own], places, "load", "nobody")
    joint = together([own, *partners], places)
    relief = 1 - joint["load"] / load if load > 0 else np.nan
    return {
        "partners": partners,
        "way_km": way_km,
        "needs_ferry": needs_ferry,
        **joint,
        "somebody_gain": joint["somebody"] - (1 - nobody),
        "relief": max(relief, 0) if pd.notna(relief) else np.nan,
        "warnings_ja": warnings(own, partners, places, way_km, needs_ferry),
    }


def _ordered(found: list[dict[str, object]]) -> pd.DataFrame:
    """The offers with their points, the most first."""
    table = pd.DataFrame(found, columns=COLUMNS)
    helped = table[["somebody_gain", "relief"]].astype(float).clip(lower=0).mean(axis=1)
    points = 100 * helped.fillna(0) * np.exp(-table["way_km"].astype(float) / NEAR_KM)
    table = table.assign(points=points, key=table["partners"].map("-".join))
    table = table.sort_values(["points", "way_km", "key"], ascending=[False, True, True])
    return table.drop(columns="key").reset_index(drop=True)


def together(codes: Iterable[str], places: pd.DataFrame) -> dict[str, float]:
    """What municipalities have together: expected (people; is_counted: of counts alone), somebody (0–1), load (bridges per expected engineer), bridges_managed,
    bridges_action_needed, contractors; sums over known values, null where nothing is known; somebody and load null where of some
    member it is not known."""
    staff, is_counted, nobody, bridges, to_repair, contractors = _columns(codes, places, *POOLED)
    people = float(staff.sum())
    return {
        "expected": people,
        "is_counted": bool(is_counted.all()),
        "somebody": 1 - _nobody(nobody),
        "load": float(bridges.sum() / people) if people > 0 else np.nan,
        "bridges_managed": _known_sum(bridges),
        "bridges_action_needed": _known_sum(to_repair),
        "contractors": _known_sum(contractors),
    }


def _columns(codes: Iterable[str], places: pd.DataFrame, *names: str) -> list[np.ndarray]:
    """These columns of these municipalities alone; as plain arrays, because sets are looked at by the hundred."""
    at = np.array([places.index.get_loc(code) for code in codes], dtype=int)
    return [places[name].to_numpy()[at] for name in names]


def _known_sum(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else np.nan


def _nobody(each: np.ndarray) -> float:
    """The probability that none of the municipalities has technical staff, from that of each; null where of some it is not known and
    nobody is counted."""
    return 0.0 if (each == 0).any() else float(each.prod())


def without_engineers(codes: Iterable[str], places: pd.DataFrame) -> list[str]:
    """That there is probably nobody with technical knowledge in any of them, as warning; nothing where that is not so."""
    (nobody,) = _columns(codes, places, "nobody")
    who = "どちらにも" if len(nobody) == 2 else "どの団体にも"
    return [f"{who}技術系職員がいない可能性のほうが高い"] if _nobody(nobody) >= NOBODY_LIKELY else []


def overloaded(partners: Iterable[str], places: pd.DataFrame) -> list[str]:
    """That a partner has itself much to do per engineer, as warning; nothing where none has."""
    (ranks,) = _columns(partners, places, "load_rank")
    heaviest = np.fmax.reduce(ranks)
    share = f"{max(round((1 - heaviest) * 100), 1)}%" if heaviest > OVERLOADED else ""
    return [f"相手も、技術系職員1人当たりの橋が多い（全国の重いほうから{share}）"] if share else []


def warnings(
    own: str, partners: tuple[str, ...], places: pd.DataFrame, way_km: float, needs_ferry: bool
) -> list[str]:
    """What speaks against partners, in sentences without 「。」."""
    found = [*without_engineers([own, *partners], places), *overloaded(partners, places)]
    if needs_ferry:
        found.append("行き来に船が要る")
    elif way_km > FAR_KM:
        found.append(f"道のりが長い（概算{way_km:,.0f}km）")
    return found


@dataclass(frozen=True)
class Set:
    """A set of municipalities for a purpose. codes: oneself first. centre: with the shortest ways. total_way_km: to it. reached: of what
    the purpose asks for; is_reached: whether that suffices."""

    purpose: Purpose
    codes: tuple[str, ...]
    centre: str
    total_way_km: float
    reached: float
    is_reached: bool


def best_sets(own: str, places: pd.DataFrame, ways: pd.DataFrame) -> list[Set]:
    """For each purpose the set of SMALLEST to LARGEST municipalities with the shortest ways to its centre that reaches what is asked
    for; where none does, the one that comes nearest to it. Of the REACH nearest that are reached without a ferry; connected over ways
    between members of at most FAR_KM. Nothing where too few are near.

    Every set is looked at: the best is the best.
    """
    near = ways[(ways["lg_code"] == own) & (ways["way_km"] <= MOST_KM) & ~ways["needs_ferry"].astype(bool)]
    near = near[near["partner_lg_code"].isin(places.index)].nsmallest(REACH, "way_km")
    codes = [own, *near["partner_lg_code"]]
    amounts = places.loc[codes, [purpose.column for purpose in PURPOSES]].fillna(0).to_numpy(float)
    found: dict[Purpose, tuple[tuple[float, ...], Set]] = {}
    for at, centre, total in _connected_sets(_square(codes, ways)):
        sums = amounts[at].sum(axis=0).tolist()
        for purpose, reached in zip(PURPOSES, sums, strict=True):
            is_reached = reached >= purpose.least
            order = (0.0, total) if is_reached else (1.0, -reached, total)
            if purpose not in found or order < found[purpose][0]:
                members = tuple(codes[one] for one in at)
                found[purpose] = order, Set(purpose, members, codes[centre], total, reached, is_reached)
    return [found[purpose][1] for purpose in PURPOSES if purpose in found]


def _connected_sets(square: np.ndarray) -> Iterator[tuple[list[int], int, float]]:
    """Every set of SMALLEST to LARGEST places with the first of them that is connected: positions in the square of ways, which of
    them is the centre, and the ways to it together. All sets of one size are worked out at once."""
    for size in range(SMALLEST, LARGEST + 1):
        others = list(combinations(range(1, len(square)), size - 1))
        if not others:
            continue
        sets = np.array([(0, *rest) for rest in others])
        inside = square[sets[:, :, None], sets[:, None, :]]
        totals = inside.sum(axis=1)
        centres = np.take_along_axis(sets, totals.argmin(axis=1)[:, None], axis=1)[:, 0]
        total = totals.min(axis=1)
        kept = np.isfinite(total) & _are_connected(inside)
        yield from zip(sets[kept].tolist(), centres[kept].tolist(), total[kept].tolist(), strict=True)


def _square(codes: list[str], ways: pd.DataFrame, ferries: bool = False) -> np.ndarray:
    """Ways among the codes, infinite where unknown, or by ferry unless those count."""
    known = ways[ways["lg_code"].isin(codes) & ways["partner_lg_code"].isin(codes)]
    known = known[ferries | ~known["needs_ferry"].astype(bool)]
    at = {code: number for number, code in enumerate(codes)}
    square = np.full((len(codes), len(codes)), np.inf)
    square[known["lg_code"].map(at), known["partner_lg_code"].map(at)] = known["way_km"]
    np.fill_diagonal(square, 0)
    return square


def _are_connected(squares: np.ndarray) -> np.ndarray:
    """In which of the squares everybody is reached from the first by steps of at most FAR_KM."""
    near: np.ndarray = squares <= FAR_KM
    reached = near[:, 0]
    for _ in range(squares.shape[1] - 2):
        reached = np.matmul(reached[:, None], near)[:, 0]
    connected: np.ndarray = np.all(reached, axis=1)
    return connected
