"""What letting the bridge repairs of several municipalities in common brings: expected contracts a year, separately and pooled.

After the paper of SOURCE_JA. Limits its authors state: every bridge has the same repair probability, bridges are independent, any
works may share a contract. The result counts contracts, not money.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special
from scipy.sparse import csgraph

SOURCE_JA = (
    "福山・水谷「広域連携による橋梁群の維持管理最適化に向けた地域分割と集約効果の定量分析」（宮城県のRC橋）"
)

# One year of three states of soundness, the last one repair; rows as printed.
PUBLISHED_MATRIX = np.array(
    [
        [0.9132082587, 0.0861617977, 0.0006299437],
        [0.0, 0.9857337922, 0.0142662078],
        [0.0, 0.0, 1.0],
    ]
)
PUBLISHED_MATRIX.setflags(write=False)

# Bidders are most where a contract holds two to four projects, and fewer beyond.
MOST_BRIDGES_FOR_BIDDERS = 4
MOST_BRIDGES_SOURCE_JA = "米国インディアナ州の契約の分析（Purdue大学 JTRP 1674）"

ASSUMPTIONS_JA = (
    "どの橋も1年に補修が必要になる確率は同じとしています。",
    "補修が必要になる時期は、橋ごとに独立としています。",
    "工種が違っても、同じ契約にまとめられるとしています。",
    "数えているのは契約の件数で、費用ではありません。",
)

REPAIR_CATEGORY = 3  # Ⅲ and Ⅳ are both repaired
ROUNDING = 1e-6
ENOUGH = 1e-10
MOST_STEPS = 10_000


@dataclass(frozen=True)
class Effect:
    """Expected contracts a year of a group.

    separate: each municipality for itself; pooled: all together; saved_share: 1 − pooled / separate (null when nothing is ever
    repaired); bridges_per_contract: expected bridges in a pooled contract (null likewise); is_too_big: these are more than
    bidders like.
    """

    separate: float
    pooled: float
    saved_share: float
    bridges_per_contract: float
    is_too_big: bool


def repair_probability(matrix: np.ndarray) -> float:
    """The share of bridges that come to repair in a year (0–1), in the long run: q = π r.

    matrix: yearly transition probabilities, rows sum to 1; the first state is new, the last one repair, after which a bridge
    starts again as new. π = e₁ᵀ(I−T)⁻¹ / (e₁ᵀ(I−T)⁻¹1) is how often a bridge is found in each state (T without the last row and
    column), r the probability of repair from each. Raises ValueError for anything else.
    """
    matrix = np.asarray(matrix, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        raise ValueError("a square matrix of two states or more is expected")
    if not ((matrix >= 0).all() and np.allclose(matrix.sum(axis=1), 1, atol=ROUNDING, rtol=0)):
        raise ValueError("every row is expected to hold probabilities that sum to 1")
    lived = csgraph.breadth_first_order(matrix, 0, return_predecessors=False)
    lived = lived[lived < len(matrix) - 1]
    remaining = np.eye(len(lived)) - matrix[np.ix_(lived, lived)]
    if np.linalg.matrix_rank(remaining) < len(lived):
        return 0.0  # a state is never left: in the long run nothing comes to repair
    years = np.linalg.solve(remaining.T, np.eye(len(lived))[0])
    return float(years @ matrix[lived, -1] / years.sum())


def transition_matrix(inspections: pd.DataFrame) -> np.ndarray:
    """The yearly transition matrix of Ⅰ, Ⅱ, repair (Ⅲ or Ⅳ) under which what was inspected twice is most likely.

    inspections: one row per structure: soundness_before, soundness_after (1–4), years (between the two, rounded to whole ones).
    Soundness never rises by itself: what improved was repaired in between and says nothing about decay, so it is left out, like
    what stood at Ⅲ or Ⅳ already and what was inspected twice within half a year. A category nobody started from or passed through
    is never left. Raises ValueError when no row can be used.
    """
    known = inspections[["soundness_before", "soundness_after", "years"]].dropna()
    before, after = (
        known[name].astype(int).clip(upper=REPAIR_CATEGORY) - 1
        for name in ("soundness_before", "soundness_after")
    )
    years = known["years"].round().astype(int)
    used = (after >= before) & (before < REPAIR_CATEGORY - 1) & (years > 0)
    if not used.any():
        raise ValueError("no structure was inspected twice without having improved")
    seen = pd.DataFrame({"years": years, "before": before, "after": after})[used].value_counts()
    counts = {
        span: seen.xs(span, level="years")
        .unstack(fill_value=0)
        .reindex(range(3), axis=0)
        .reindex(range(3), axis=1)
        .fillna(0)
        .to_numpy(float)
        for span in sorted(years[used].unique())
    }
    matrix = np.triu(np.ones((3, 3)))
    matrix /= matrix.sum(axis=1, keepdims=True)
    for _ in range(MOST_STEPS):
        moves = sum(
            (_expected_moves(matrix, span, table) for span, table in counts.items()), start=np.zeros((3, 3))
        )
        leaving = moves.sum(axis=1, keepdims=True)
        better = np.where(leaving > 0, moves / np.where(leaving > 0, leaving, 1), np.eye(3))
        if np.abs(better - matrix).max() < ENOUGH:
            break
        matrix = better
    return better


def expected_contracts(n_bridges: int, max_per_contract: int, q: float) -> float:
    """Expected contracts a year of an area: f(N, L) = Σₙ Binomial(n; N, q)·⌈n / L⌉.

    n_bridges: N ≥ 0. max_per_contract: L ≥ 1 bridges. q: yearly repair probability of a bridge (0–1). Raises ValueError else.
    """
    if n_bridges < 0 or max_per_contract < 1 or not 0 <= q <= 1:
        raise ValueError("N ≥ 0, L ≥ 1 and 0 ≤ q ≤ 1 are expected")
    # ⌈n / L⌉ counts the multiples of L below n, so f is a sum of tail probabilities: positive terms, whatever N is.
    full = np.arange(0, n_bridges, max_per_contract)
    return float(special.betainc(full + 1, n_bridges - full, q).sum())


def effect(n_bridges: pd.Series, max_per_contract: int, q: float) -> Effect:
    """Contracts of a group with `n_bridges` per municipality; a municipality whose number is unknown is left out of both sides."""
    counts = n_bridges.dropna().astype(int)
    separate = sum(expected_contracts(count, max_per_contract, q) for count in counts)
    pooled = expected_contracts(int(counts.sum()), max_per_contract, q)
    size = counts.sum() * q / pooled if pooled else np.nan
    return Effect(
        separate=float(separate),
        pooled=pooled,
        saved_share=float(1 - pooled / separate) if separate else np.nan,
        bridges_per_contract=float(size),
        is_too_big=bool(size > MOST_BRIDGES_FOR_BIDDERS),
    )


def effects(n_bridges: pd.Series, limits: Iterable[int], probabilities: Iterable[float]) -> pd.DataFrame:
    """One row per limit L and probability q: max_per_contract, repair_probability, and the fields of Effect."""
    probabilities = list(probabilities)
    return pd.DataFrame(
        [
            {"max_per_contract": limit, "repair_probability": q, **vars(effect(n_bridges, limit, q))}
            for limit in limits
            for q in probabilities
        ]
    )


def _expected_moves(matrix: np.ndarray, years: int, counts: np.ndarray) -> np.ndarray:
    """How often each yearly move is expected to have happened, given where `counts` structures stood before and after `years`."""
    powers = [np.eye(len(matrix))]
    for _ in range(years):
        powers.append(powers[-1] @ matrix)
    weights = np.divide(counts, powers[years], out=np.zeros_like(counts), where=counts > 0)
    moves: np.ndarray = matrix * sum(
        powers[past].T @ weights @ powers[years - 1 - past].T for past in range(years)
    )
    return moves
