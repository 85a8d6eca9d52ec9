"""The mixed-integer program behind `grouping`, solved with HiGHS.

Variables: x_ij = 1 when place i belongs to hub j, only for pairs that may share a group; u_i = 1 when i is left out. Least
Σ d_ij x_ij such that

    Σ_j x_ij + u_i = 1                     everyone belongs to one hub or is left out
    x_ij ≤ x_jj                            only to a place that is a hub
    Σ_i c_i x_ij ≥ x_jj                    a group reaches the capacity (c_i: share of what is needed, at most 1)
    x_ij ≤ Σ x_aj                          over the neighbours a of i that are fewer steps from j: contiguity
    Σ_i x_ij ≤ m x_jj                      at most m members
    Σ_i s_i x_ij ≥ 0                       a group's work does not exceed what its capacity may bear (s_i: what i has to spare)
    x_aj = x_bj, x_aj + x_bj ≤ x_jj        who must join, who must be separate
    Σ_i u_i ≤ k                            k = 0; else the fewest that must be left out, found first

Fractions of this program are far from whole groups, so HiGHS alone is slow. Rows that hold for every division but cut off fractions
bring them nearer (`_violated`): let S be places around hub j, connected to it, that lack δ of the
capacity. A group of j then has a member among the places bordering S, and members outside S that bring δ:

    Σ_{i borders S} x_ij ≥ x_jj            Σ_{i not in S} min(c_i / δ, 1) x_ij ≥ x_jj

and there are no more hubs than the capacity of all suffices for: Σ_j x_jj ≤ ⌊Σ_i c_i⌋.
"""

import time
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

GAP = 0.01
EXACT_BELOW = 600  # pairs of member and hub: so few are solved without any gap, and without cuts
TOLERANCE = 1e-9
NOTICEABLE = 0.01  # violation of a cut, on a scale where one place counts 1
MOST_CUT_ROUNDS = 12
WORTHWHILE = 0.001  # relative rise of the bound below which another round of cuts does not pay
SHARE_FOR_CUTS = 0.15  # of the time left
SHARE_FOR_ALL = (
    0.75  # of the time left, to serve everyone, before the fewest that must be left out are looked for
)
LEAST_SECONDS = 0.01


@dataclass(frozen=True)
class Part:
    """Places of which some may share groups, as arrays in one order.

    steps: from member (row) to hub (column), −1 where they cannot share a group. distance: km. capacity: as a share of what a group
    needs, at most 1. spare: capacity for more work (below zero: has too much). adjacent: sparse, both directions. separate: pairs that must not share a group. unit: number of the set of
    places that must join each other.
    """

    steps: np.ndarray
    distance: np.ndarray
    capacity: np.ndarray
    spare: np.ndarray
    adjacent: sparse.csr_matrix
    separate: np.ndarray
    unit: np.ndarray
    max_members: int | None


@dataclass(frozen=True)
class Division:
    """Who is served (member) by whom (hub). bound_km: no division is shorter; null while it is not proven that nobody more can be
    served. is_proven: within GAP of the bound."""

    member: np.ndarray
    hub: np.ndarray
    bound_km: float
    is_proven: bool


@dataclass(frozen=True)
class _Program:
    """Rows low ≤ matrix · variables ≤ high. Variables: member[v] belongs to hub[v], for every v; then "is left out" per place.

    variable: number of the variable of each pair, −1 where there is none. The first row counts who is left out.
    """

    part: Part
    member: np.ndarray
    hub: np.ndarray
    variable: np.ndarray
    matrix: sparse.csr_matrix
    low: np.ndarray
    high: np.ndarray

    @property
    def km(self) -> np.ndarray:
        distance: np.ndarray = np.r_[
            self.part.distance[self.member, self.hub], np.zeros(len(self.part.steps))
        ]
        return distance

    @property
    def left_out(self) -> np.ndarray:
        cost: np.ndarray = np.r_[np.zeros(len(self.member)), np.ones(len(self.part.steps))]
        return cost


class _Rows:
    """Collects rows of a program."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.blocks: list[sparse.csr_matrix] = []
        self.low: list[np.ndarray] = []
        self.high: list[np.ndarray] = []

    def add(self, low: float, high: float, *terms: tuple[np.ndarray, np.ndarray, float | np.ndarray]) -> None:
        """low ≤ Σ values · variables ≤ high; terms: rows (from 0), variables, and one value or one each."""
        rows, variables = (np.concatenate([term[at] for term in terms]).astype(int) for at in (0, 1))
        values = np.concatenate([np.broadcast_to(term[2], np.shape(term[1])) for term in terms])
        count = rows.max(initial=-1) + 1
        self.blocks.append(
            sparse.csr_matrix((values, (rows, variables)), shape=(count, self.width), dtype=float)
        )
        self.low.append(np.full(count, low))
        self.high.append(np.full(count, high))

    def onto(self, program: _Program) -> _Program:
        return replace(
            program,
            matrix=sparse.vstack([program.matrix, *self.blocks]).tocsr(),
            low=np.concatenate([program.low, *self.low]),
            high=np.concatenate([program.high, *self.high]),
        )


def divide(part: Part, deadline: float) -> Division:
    """The division with the fewest left out and then the least distance; the best found by `deadline` (of time.monotonic)."""
    program = _program(part)
    is_small = len(program.member) < EXACT_BELOW
    if not is_small:
        program = _with_cuts(program, deadline)
    gap = 0 if is_small else GAP
    found = _run(program, program.km, 0, gap, SHARE_FOR_ALL * _left(deadline))
    count_is_proven = True
    if found.x is None:
        fewest = _fewest(program, deadline)
        count_is_proven = fewest.status == 0
        if fewest.x is not None:
            found = _run(program, program.km, round(fewest.fun), gap, _left(deadline))
            if found.x is None:
                found, count_is_proven = fewest, False
    if found.x is None:
        return Division(np.empty(0, int), np.empty(0, int), np.nan, False)
    chosen = found.x[: len(program.member)] > 0.5
    return Division(
        member=program.member[chosen],
        hub=program.hub[chosen],
        bound_km=max(found.mip_dual_bound, 0.0) if count_is_proven else np.nan,
        is_proven=count_is_proven and found.status == 0,
    )


def fewest_left_out(part: Part, deadline: float) -> int:
    """How many must be left out at least, or the fewest found by `deadline`."""
    found = _fewest(_program(part), deadline)
    return len(part.steps) if found.x is None else round(found.fun)


def _fewest(program: _Program, deadline: float) -> OptimizeResult:
    return _run(program, program.left_out, len(program.part.steps), 0, _left(deadline) / 2)


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), LEAST_SECONDS)


def _run(
    program: _Program, cost: np.ndarray, most_left_out: int, gap: float, seconds: float, whole: bool = True
) -> OptimizeResult:
    high = program.high.copy()
    high[0] = most_left_out
    return milp(
        cost,
        constraints=LinearConstraint(program.matrix, program.low, high),
        integrality=np.full(len(cost), int(whole)),
        bounds=Bounds(0, np.where(program.left_out > 0, min(most_left_out, 1), 1)),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )


def _program(part: Part) -> _Program:
    size = len(part.steps)
    member, hub = np.nonzero(part.steps >= 0)
    variable = np.full(part.steps.shape, -1)
    variable[member, hub] = pairs = np.arange(len(member))
    places = np.arange(size)
    hubs = np.flatnonzero(np.diag(variable) >= 0)
    hub_row, every_hub = np.searchsorted(hubs, hub), np.arange(len(hubs))
    is_hub = variable[hubs, hubs]

    rows = _Rows(len(member) + size)
    rows.add(0, 0, (np.zeros(size), len(member) + places, 1))
    rows.add(1, 1, (member, pairs, 1), (places, len(member) + places, 1))
    rows.add(0, np.inf, (hub_row, pairs, part.capacity[member]), (every_hub, is_hub, -1))
    rows.add(-np.inf, np.floor(part.capacity.sum() + TOLERANCE), (np.zeros(len(hubs)), is_hub, 1))
    if (part.spare < 0).any():
        rows.add(0, np.inf, (hub_row, pairs, part.spare[member] / np.abs(part.spare).max()))
    if part.max_members is not None:
        rows.add(-np.inf, 0, (hub_row, pairs, 1), (every_hub, is_hub, -part.max_members))

    place, neighbour, target = _nearer(part)
    far, far_row, ways = np.unique(variable[place, target], return_inverse=True, return_counts=True)
    rows.add(-np.inf, 0, (np.arange(len(far)), far, 1), (far_row, variable[neighbour, target], -1))
    # Who has one way in only follows that neighbour, and so the hub.
    direct = np.setdiff1d(pairs[member != hub], far[ways == 1])
    number = np.arange(len(direct))
    rows.add(-np.inf, 0, (number, direct, 1), (number, variable[hub[direct], hub[direct]], -1))

    order = np.argsort(part.unit, kind="stable")
    joined = np.flatnonzero(part.unit[order][1:] == part.unit[order][:-1])
    first, target = np.nonzero(part.steps[order[joined]] >= 0)
    number = np.arange(len(first))
    one, other = order[joined[first]], order[joined[first] + 1]
    rows.add(0, 0, (number, variable[one, target], 1), (number, variable[other, target], -1))

    one, other = np.nonzero(np.triu(part.separate))
    pair, target = np.nonzero((part.steps[one] >= 0) & (part.steps[other] >= 0))
    number = np.arange(len(pair))
    both = (number, variable[one[pair], target], 1), (number, variable[other[pair], target], 1)
    rows.add(-np.inf, 0, *both, (number, variable[target, target], -1))

    empty = sparse.csr_matrix((0, len(member) + size))
    return rows.onto(_Program(part, member, hub, variable, empty, np.empty(0), np.empty(0)))


def _nearer(part: Part) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place, neighbour, hub: wherever the neighbour is fewer steps from the hub, and both may belong to it."""
    edges = part.adjacent.tocoo()
    before, after = part.steps[edges.row], part.steps[edges.col]
    edge, target = np.nonzero((after >= 0) & (after < before))
    return edges.row[edge], edges.col[edge], target


def _with_cuts(program: _Program, deadline: float) -> _Program:
    """The program with rows that its fractions violate, round after round."""
    part = program.part
    near = part.adjacent.toarray() > 0
    end = time.monotonic() + SHARE_FOR_CUTS * _left(deadline)
    bound = 0.0
    for _ in range(MOST_CUT_ROUNDS):
        found = _run(program, program.km, 0, 0, _left(end), whole=False)
        if found.x is None or found.status or found.fun <= bound * (1 + WORTHWHILE):
            break
        bound = found.fun
        shares = np.zeros(part.steps.shape)
        shares[program.member, program.hub] = found.x[: len(program.member)]
        rows = _Rows(len(found.x))
        for hub in np.flatnonzero((np.diag(shares) > NOTICEABLE) & (part.capacity < 1)):
            places = np.flatnonzero(part.steps[:, hub] >= 0)
            closer = near[np.ix_(places, places)] & (
                part.steps[places, hub] < part.steps[places, hub][:, None]
            )
            share = shares[places, hub] / shares[hub, hub]
            for values in _violated(share, part.capacity[places], closer, places == hub):
                used = np.flatnonzero(values)
                terms = np.r_[program.variable[places[used], hub], program.variable[hub, hub]]
                rows.add(0, np.inf, (np.zeros(len(terms)), terms, np.r_[values[used], -1]))
        if not rows.blocks:
            break
        program = rows.onto(program)
    return program


def _violated(
    share: np.ndarray, capacity: np.ndarray, closer: np.ndarray, inside: np.ndarray
) -> list[np.ndarray]:
    """The most violated cut of each kind for one hub: one value per place, of which Σ values · share ≥ 1 should hold.

    share: how much of each place belongs to the hub, per whole hub. closer: place, neighbour fewer steps away. inside: S at first,
    the hub alone; it grows by the bordering place with the largest share.
    """
    inside = inside.copy()
    bordering, bringing = [], []
    while (missing := 1 - capacity[inside].sum()) > TOLERANCE:
        border = closer[:, inside].any(axis=1) & ~inside
        if not border.any():
            break
        bordering.append(border.astype(float))
        bringing.append(np.where(inside, 0, np.minimum(capacity / missing, 1)))
        inside[np.flatnonzero(border)[share[border].argmax()]] = True
    found = []
    for cuts in (np.array(bordering), np.array(bringing)):
        if len(cuts):
            violation = (1 - cuts @ share) / np.linalg.norm(cuts, axis=1)
            if violation.max() > NOTICEABLE:
                found.append(cuts[violation.argmax()])
    return found
