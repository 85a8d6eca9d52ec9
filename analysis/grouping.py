"""Dividing municipalities into groups that each reach a capacity, are contiguous, and lie close to a hub, one of the members.

How close is told by the way between offices over land (analysis/ways.py). A hub may have to hold a capacity of its own.

Exact: a mixed-integer program (`grouping_program`) finds the least total distance to the hubs. A group is contiguous when every
member has a neighbour in the group that is fewer steps from the hub, on paths of places near enough to that hub.

Who cannot be served: first comes what no division can change. A place is left out when, for no hub, all who may join it reach the
capacity together. If the rest cannot all be served at once, as many as possible are, and the distance is least among those
divisions. Every place left out gets its reason.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analysis import grouping_program
from analysis.grouping_program import TOLERANCE
from analysis.grouping_reasons import Reasons, shown_number

OPTIMAL, TIME_LIMIT, INFEASIBLE = "optimal", "time_limit", "infeasible"
SECONDS_TO_EXPLAIN = 5
LOWERED = 0.9


@dataclass(frozen=True)
class Grouping:
    """A division into groups.

    assignment: one row per municipality served: lg_code, hub_lg_code (a hub is its own). total_distance_km: of all members to
    their hubs, by way between offices. gap: how much less it could be at most (0–1; null when not known).
    status: "optimal" (proven within 1 %, for as many as can be served), "time_limit" (the best found in time), "infeasible" (nobody
    can be served). unserved: one row per municipality left out: lg_code, reason_ja. seconds: time taken.
    explanation_ja: sentences on which settings bind; empty when everyone is served.
    """

    assignment: pd.DataFrame
    total_distance_km: float
    gap: float
    status: str
    unserved: pd.DataFrame
    seconds: float
    explanation_ja: tuple[str, ...]


@dataclass(frozen=True)
class _Settings:
    """The limits that trials lift one by one; None for no limit. rules: whether who must join or be separate is heeded. hubs: whether
    hubs must hold what is asked of them."""

    max_distance_km: float | None
    max_members: int | None
    rules: bool
    hubs: bool = False


@dataclass(frozen=True, eq=False)
class _Places:
    """Municipalities as arrays, everything in the order of `codes`.

    amount: capacity in the unit of the reader. capacity: as a share of what a group needs, at most 1. load: work of each place.
    max_load: most work per unit of capacity; None for no limit. separate: pairs that must not
    share a group. unit: number of the set of places that must join each other (a place alone is a set of its own).
    may_be_hub: whether a place holds what is asked of a hub.
    """

    codes: np.ndarray
    amount: np.ndarray
    capacity: np.ndarray
    load: np.ndarray
    max_load: float | None
    distance: np.ndarray
    adjacent: sparse.csr_matrix
    separate: np.ndarray
    unit: np.ndarray
    may_be_hub: np.ndarray

    @property
    def spare(self) -> np.ndarray:
        """Work each place could do beside its own, below zero where it has too much; zero without a limit."""
        return np.zeros(len(self.codes)) if self.max_load is None else self.max_load * self.amount - self.load


@dataclass(frozen=True)
class Limits:
    """What a division must keep to. Raises ValueError when a number is negative or none, or no member is allowed.

    min_capacity: of a group, in the unit of the members' capacity. max_distance_km: from a member to its hub. max_members: of a group,
    None for any number. must_join, must_separate: pairs of lg_code; unknown ones are passed over. max_load: most work per unit of
    capacity in a group, such as bridges per engineer; None for no limit. hub_capacity: of the hub alone, in the unit of the members'
    hub_capacity; None for no limit. time_limit_s: seconds to look for a division.
    """

    min_capacity: float
    max_distance_km: float
    max_members: int | None = None
    must_join: Collection[tuple[str, str]] = ()
    must_separate: Collection[tuple[str, str]] = ()
    max_load: float | None = None
    hub_capacity: float | None = None
    time_limit_s: float = 60

    def __post_init__(self) -> None:
        numbers = [
            self.min_capacity,
            self.max_distance_km,
            self.time_limit_s,
            self.max_load or 0,
            self.hub_capacity or 0,
        ]
        if not all(number >= 0 for number in numbers) or (
            self.max_members is not None and self.max_members < 1
        ):
            raise ValueError("limits are expected not to be negative, and at least one member")


def form_groups(members: pd.DataFrame, links: pd.DataFrame, limits: Limits) -> Grouping:
    """Divide `members` into contiguous groups that each reach the capacity, with the least total distance to their hubs.

    members: lg_code, capacity (≥ 0, any unit; unknown counts as 0), with a limit of load also load (≥ 0, unknown counts as 0), with one of
    hubs also hub_capacity. links: lg_code, partner_lg_code, way_km (between offices), is_adjacent (on land or by a bridge or tunnel); one direction is
    enough, pairs with others than members are passed over. A pair without a row or way is too far apart to be member and hub.
    A place that reaches the capacity may be a group of its own. Raises ValueError when a member stands twice.
    """
    begun = time.monotonic()
    if members["lg_code"].duplicated().any():
        raise ValueError("a member stands twice")
    settings = _Settings(limits.max_distance_km, limits.max_members, rules=True, hubs=True)
    deadline = begun + limits.time_limit_s
    places = _places(members, links, limits)
    steps = _steps(places, settings)
    hub = np.full(len(places.codes), -1)
    bounds, proofs = [], []
    for part in _parts(steps):
        division = grouping_program.divide(_part(places, steps, part, settings), deadline)
        hub[part[division.member]] = part[division.hub]
        bounds.append(division.bound_km)
        proofs.append(division.is_proven)
    hub = _abler_hubs(hub, places, members)
    served = hub >= 0
    total = float(places.distance[served, hub[served]].sum())
    gap = float(np.maximum(1 - sum(bounds) / total, 0.0)) if total else 0.0
    status = TIME_LIMIT if not all(proofs) else OPTIMAL if served.any() or not len(hub) else INFEASIBLE
    unserved, explanation_ja = _explain(places, settings, ~served, status, limits, deadline)
    return Grouping(
        assignment=pd.DataFrame({"lg_code": places.codes[served], "hub_lg_code": places.codes[hub[served]]}),
        total_distance_km=total,
        gap=gap,
        status=status,
        unserved=unserved,
        seconds=time.monotonic() - begun,
        explanation_ja=explanation_ja,
    )


def _abler_hubs(hub: np.ndarray, places: _Places, members: pd.DataFrame) -> np.ndarray:
    """The hubs, of two municipalities that make a group the one that holds more: the way between them is the same from both ends."""
    held = (
        members["hub_capacity" if "hub_capacity" in members else "capacity"].fillna(0).to_numpy(dtype=float)
    )
    hub = hub.copy()
    for one in np.flatnonzero(np.bincount(hub[hub >= 0], minlength=len(hub)) == 2):
        [other] = np.setdiff1d(np.flatnonzero(hub == one), one)
        if places.may_be_hub[other] and held[other] > held[one]:
            hub[[one, other]] = other
    return hub


def _places(members: pd.DataFrame, links: pd.DataFrame, limits: Limits) -> _Places:
    codes = pd.Index(members["lg_code"])
    count = len(codes)
    links = links[links["lg_code"].isin(codes) & links["partner_lg_code"].isin(codes)]
    one, other = (
        codes.get_indexer(pd.Index(links["lg_code"])),
        codes.get_indexer(pd.Index(links["partner_lg_code"])),
    )
    km = links["way_km"].to_numpy(dtype=float, na_value=np.nan)
    distance = np.full((count, count), np.inf)
    np.fmin.at(distance, (one, other), km)
    distance = np.minimum(distance, distance.T)
    np.fill_diagonal(distance, 0)
    bordering = links["is_adjacent"].fillna(False).to_numpy(dtype=bool)
    adjacent = sparse.coo_matrix(
        (np.ones(bordering.sum()), (one[bordering], other[bordering])), shape=(count, count)
    )
    joined = _pairs(limits.must_join, codes)
    unit = csgraph.connected_components(
        sparse.coo_matrix((np.ones(len(joined)), (joined[:, 0], joined[:, 1])), shape=(count, count)),
        directed=False,
    )[1]
    separate = np.zeros((count, count), dtype=bool)
    apart = _pairs(limits.must_separate, codes)
    separate[apart[:, 0], apart[:, 1]] = separate[apart[:, 1], apart[:, 0]] = True
    np.fill_diagonal(separate, False)
    amount = members["capacity"].fillna(0).to_numpy(dtype=float)
    return _Places(
        codes=codes.to_numpy(),
        amount=amount,
        # More than a group needs never helps: cut off, the program's fractions lie closer to whole numbers.
        capacity=np.minimum(amount / limits.min_capacity, 1) if limits.min_capacity > 0 else np.ones(count),
        load=np.zeros(count) if limits.max_load is None else members["load"].fillna(0).to_numpy(dtype=float),
        max_load=limits.max_load,
        distance=distance,
        adjacent=((adjacent + adjacent.T) > 0).astype(np.float32).tocsr(),
        separate=separate,
        unit=unit,
        may_be_hub=np.ones(count, dtype=bool)
        if limits.hub_capacity is None
        else members["hub_capacity"].fillna(0).to_numpy(dtype=float) >= limits.hub_capacity,
    )


def _pairs(given: Iterable[tuple[str, str]], codes: pd.Index) -> np.ndarray:
    """Pairs of lg_code as two columns of positions, without those that name somebody else."""
    found = codes.get_indexer(pd.Index([code for pair in given for code in pair])).reshape(-1, 2)
    return found[(found >= 0).all(axis=1)]


def _reach(places: _Places, allowed: np.ndarray) -> np.ndarray:
    """Steps from each place (row) to each hub (column) over neighbours that are allowed to that hub; −1 where there is no way."""
    steps = np.where(np.eye(len(allowed), dtype=bool) & allowed, 0, -1)
    front = steps == 0
    while front.any():
        nearer = front.astype(np.float32)
        front = (places.adjacent @ nearer > 0) & allowed & (steps < 0)
        steps[front] = steps.max() + 1
    return steps


def _steps(places: _Places, settings: _Settings) -> np.ndarray:
    """Steps from member (row) to hub (column), −1 where the two cannot share a group whatever the others do."""
    capacity = places.capacity
    allowed = _near_enough(places, settings)
    if settings.rules:
        allowed &= ~places.separate
    if settings.hubs:
        allowed &= places.may_be_hub
    while True:
        steps = _reach(places, allowed)
        if settings.max_members is not None:
            steps[steps >= settings.max_members] = -1
        possible = (steps >= 0) & (_attainable(capacity, steps >= 0, settings.max_members) >= 1 - TOLERANCE)
        possible &= _bearable(places.spare, possible)
        possible &= np.diag(possible)
        if settings.rules:
            possible = _jointly(possible, places.unit, settings.max_members)
        if (possible == allowed).all():
            return steps
        allowed = possible


def _near_enough(places: _Places, settings: _Settings) -> np.ndarray:
    if settings.max_distance_km is None:
        return np.ones(places.distance.shape, dtype=bool)
    return places.distance <= settings.max_distance_km + TOLERANCE


def _attainable(capacity: np.ndarray, possible: np.ndarray, max_members: int | None) -> np.ndarray:
    """The most capacity a group of each hub (column) can have with each member (row)."""
    if max_members is None or max_members >= len(capacity):
        return np.broadcast_to(capacity @ possible, possible.shape)
    others = np.where(possible & ~np.eye(len(capacity), dtype=bool), capacity[:, None], 0)
    most = -np.sort(-others, axis=0)[: max_members - 1]
    with_member = most[:-1].sum(axis=0) + capacity[:, None]
    np.fill_diagonal(with_member, np.inf)
    reach: np.ndarray = capacity + np.minimum(most.sum(axis=0), with_member)
    return reach


def _bearable(spare: np.ndarray, possible: np.ndarray) -> np.ndarray:
    """Whether each member (row) and hub (column) could bear their work with the help of all who have something to spare."""
    help_ = np.maximum(spare, 0) @ possible + np.minimum(spare, 0)
    bearable: np.ndarray = (
        help_ + np.where(np.eye(len(spare), dtype=bool), 0, np.minimum(spare, 0)[:, None]) >= -TOLERANCE
    )
    return bearable


def _jointly(possible: np.ndarray, unit: np.ndarray, max_members: int | None) -> np.ndarray:
    """What is possible for all places that must join each other."""
    missing = np.zeros((unit.max(initial=-1) + 1, possible.shape[1]))
    np.add.at(missing, unit, ~possible)
    size = np.bincount(unit)[unit]
    fits = np.ones(len(unit), dtype=bool) if max_members is None else size <= max_members
    is_whole: np.ndarray = (missing[unit] == 0) & fits[:, None]
    return is_whole


def _parts(steps: np.ndarray) -> list[np.ndarray]:
    """Sets of places that have no possible group in common, small ones first; places without any are in none."""
    served = np.flatnonzero((steps >= 0).any(axis=1))
    together = csgraph.connected_components(
        sparse.csr_matrix(steps[np.ix_(served, served)] >= 0, dtype=float), directed=False
    )[1]
    return sorted((served[together == part] for part in np.unique(together)), key=len)


def _part(places: _Places, steps: np.ndarray, part: np.ndarray, settings: _Settings) -> grouping_program.Part:
    square = np.ix_(part, part)
    return grouping_program.Part(
        steps=steps[square],
        distance=places.distance[square],
        capacity=places.capacity[part],
        spare=places.spare[part],
        adjacent=places.adjacent[part][:, part],
        separate=places.separate[square] & settings.rules,
        unit=places.unit[part] if settings.rules else np.arange(len(part)),
        max_members=settings.max_members,
    )


def _explain(
    places: _Places,
    settings: _Settings,
    left_out: np.ndarray,
    status: str,
    limits: Limits,
    deadline: float,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Who is left out and why; a sentence per setting that binds, with the number of municipalities.

    Where a place has a possible group, but not with all the others, limits are lifted one at a time to see which would leave
    fewer out.
    """
    reasons = Reasons(left_out)
    if left_out.any():
        _give_binding_limits(reasons, places, settings, limits)
        if status == TIME_LIMIT:
            sentence = "制限時間の中では、入れる分け方が見つかりませんでした。"
            reasons.give(left_out, "{count}団体は、" + sentence, sentence)
        elif reasons.by_place.isna().any():
            reasons.give(
                left_out,
                "{count}団体は、ほかの市区町村と同時には条件を満たせません。",
                "入れるグループはありますが、ほかの市区町村と同時には条件を満たせません（入れない団体が最も少ない分け方です）。",
            )
            reasons.sentences += _what_would_help(
                places, settings, left_out.sum(), limits.min_capacity, deadline
            )
    unserved = pd.DataFrame(
        {"lg_code": places.codes[left_out], "reason_ja": reasons.by_place.to_numpy(dtype=object)}
    )
    return unserved, tuple(reasons.sentences)


def _give_binding_limits(reasons: Reasons, places: _Places, settings: _Settings, limits: Limits) -> None:
    """Apply the limits one after the other: the first under which a place has no possible group is its reason."""
    if places.max_load is None:
        misses_ja = f"必要な体制（{shown_number(limits.min_capacity)}）に届きません"
        total_ja = "{total}で、"
    else:
        misses_ja = f"体制1当たりの仕事の上限（{shown_number(places.max_load)}）を超えます"
        total_ja = ""
    assert settings.max_distance_km is not None  # only the settings tried below go without
    distance_ja = f"道のりの上限（{shown_number(settings.max_distance_km)} km）"
    members_ja = f"団体数の上限（{settings.max_members}）"
    free = _Settings(max_distance_km=None, max_members=None, rules=False)
    near = replace(free, max_distance_km=settings.max_distance_km)
    few = replace(near, max_members=settings.max_members)
    reasons.give(
        _impossible(places, free) & (np.diff(places.adjacent.indptr) == 0),
        "{count}団体には、陸・橋・トンネルでつながる相手がありません。",
        f"陸・橋・トンネルでつながる相手がなく、単独では{misses_ja}。",
    )
    reasons.give(
        _impossible(places, free),
        f"{{count}}団体は、つながる市区町村をすべて合わせても{misses_ja}。",
        f"陸・橋・トンネルでつながる市区町村をすべて合わせても{total_ja}{misses_ja}。",
        _largest_total(places, free),
    )
    reasons.give(
        _impossible(places, near),
        f"{{count}}団体は、{distance_ja}のために{misses_ja}。",
        f"{distance_ja}の中では、つながる市区町村を合わせても{total_ja.replace('で、', 'までで、')}{misses_ja}。",
        _largest_total(places, near),
    )
    reasons.give(
        _impossible(places, few),
        f"{{count}}団体は、{members_ja}のために{misses_ja}。",
        f"{members_ja}の中では、どの組み合わせも{misses_ja}。",
    )
    if limits.hub_capacity is not None:
        hub_ja = f"拠点に必要な体制（{shown_number(limits.hub_capacity)}）"
        reasons.give(
            _impossible(places, replace(few, hubs=True)),
            f"{{count}}団体は、{hub_ja}がある市区町村とは組めません。",
            f"{hub_ja}がある市区町村で、道のりと団体数の上限の中で組めるところがありません。",
        )
    reasons.give(
        _contradictory(places),
        "{count}団体は、「同じグループ」と「別のグループ」の両方に指定されています。",
        "「同じグループ」と「別のグループ」の指定が食い違っています。",
    )
    reasons.give(
        _impossible(places, settings),
        "{count}団体は、「同じグループ」「別のグループ」の指定のためにグループに入れません。",
        f"「同じグループ」「別のグループ」の指定を守ると、どの組み合わせも{misses_ja}。",
    )


def _what_would_help(
    places: _Places, settings: _Settings, left_out: int, min_capacity: float, deadline: float
) -> list[str]:
    """Sentences on the settings with one of which taken off or lowered fewer are left out."""
    trials = [
        ("道のりの上限をなくす", places, replace(settings, max_distance_km=None)),
        ("団体数の上限をなくす", places, replace(settings, max_members=None)),
        ("「同じグループ」「別のグループ」の指定をなくす", places, replace(settings, rules=False)),
        (
            "拠点に必要な体制をなくす",
            places,
            settings if places.may_be_hub.all() else replace(settings, hubs=False),
        ),
        (*_eased(places, min_capacity), settings),
    ]
    helpful = []
    for change_ja, trial_places, trial in trials:
        if trial == settings and trial_places is places:
            continue
        end = min(deadline, time.monotonic() + SECONDS_TO_EXPLAIN)
        steps = _steps(trial_places, trial)
        parts = _parts(steps)
        still = len(places.codes) - sum(map(len, parts))
        still += sum(
            grouping_program.fewest_left_out(_part(trial_places, steps, part, trial), end) for part in parts
        )
        if still < left_out:
            helpful.append(f"{change_ja}と、入れない団体は{left_out}から{still}に減ります。")
    return helpful


def _eased(places: _Places, min_capacity: float) -> tuple[str, _Places]:
    """What a group needs, a little less of it: in words, and the places under it."""
    if places.max_load is not None:
        higher = places.max_load / LOWERED
        return f"体制1当たりの仕事の上限を{shown_number(higher)}に上げる", replace(places, max_load=higher)
    lower = LOWERED * min_capacity
    return f"必要な体制を{shown_number(lower)}に下げる", replace(
        places, capacity=np.minimum(places.amount / lower, 1)
    )


def _impossible(places: _Places, settings: _Settings) -> np.ndarray:
    """Whether a place has no possible group, whatever the others do."""
    return np.logical_not((_steps(places, settings) >= 0).any(axis=1))


def _largest_total(places: _Places, settings: _Settings) -> np.ndarray:
    """The largest total of all places that may join some hub together with each place, in the reader's unit."""
    reached = _reach(places, _near_enough(places, settings)) >= 0
    totals: np.ndarray = np.where(reached, places.amount @ reached, 0).max(axis=1, initial=0)
    return totals


def _contradictory(places: _Places) -> np.ndarray:
    """Whether a place must join somebody whom it, or another that must join it, must not share a group with."""
    same = places.unit[:, None] == places.unit
    return np.isin(places.unit, places.unit[(same & places.separate).any(axis=1)])
