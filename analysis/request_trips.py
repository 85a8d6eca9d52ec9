"""Works of several bodies that one trip could do, and what it might save: by declared assumptions, never a count.

pairs = matched(rows)                     two requests of two bodies, in one month, near each other
saved(len(pairs), handed, Assumed())      hours a year, low, base and high
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from analysis.request_words import DECLINED, MUNICIPAL, NATIONAL, PREFECTURAL
from analysis.requests import METRES, metres

NEAR_M = 500.0
CANDIDATES = 8  # of another body that are looked at for each request: of crowded places fewer pairs are told than there are
Range = tuple[float, float, float]  # low, base, high
CONTRACTS = ("総価", "単価", "単価と総価", "個別", "直営")
PERIODS = ("複数年", "通年", "半期", "四半期", "案件ごと")
AREAS = ("全域", "地域別", "なし")


@dataclass(frozen=True)
class Assumed:
    """What the hours saved rest on. trip: hours of one way there and back; crew: persons; on_the_spot: share of works on another body's road
    that could be done by who is there. All are this dashboard's assumptions until a reader puts in their own."""

    trip: Range = (0.5, 1.0, 1.5)
    crew: Range = (2.0, 2.0, 3.0)
    on_the_spot: Range = (0.0, 0.3, 0.6)


@dataclass(frozen=True)
class Saved:
    """Hours a year (persons × hours) by two trips made one, and by works done on the spot."""

    pairs: Range = field(default=(0.0, 0.0, 0.0))
    handed: Range = field(default=(0.0, 0.0, 0.0))

    @property
    def total(self) -> Range:
        low, base, high = (one + other for one, other in zip(self.pairs, self.handed, strict=True))
        return low, base, high


def saved(pairs: float, handed: float, assumed: Assumed) -> Saved:
    """pairs, handed: a year. One of a pair's two trips is spared."""
    low, base, high = (trip * crew for trip, crew in zip(assumed.trip, assumed.crew, strict=True))
    of_handed = [
        hours * share * handed for hours, share in zip((low, base, high), assumed.on_the_spot, strict=True)
    ]
    return Saved((pairs * low, pairs * base, pairs * high), (of_handed[0], of_handed[1], of_handed[2]))


def usable(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a position that were not declined."""
    return rows[rows["latitude"].notna() & (rows["status"] != DECLINED).to_numpy()]


def matched(rows: pd.DataFrame, near_m: float = NEAR_M) -> pd.DataFrame:
    """Pairs of two bodies' requests, received in one calendar month and at most `near_m` metres apart, the nearest first and each request
    once: one, other (labels of rows), month, distance_m."""
    known = usable(rows)
    found = []
    for month, own in known.groupby(known["received"].dt.to_period("M")):
        found += [(*pair, str(month)) for pair in _matched_in(own, near_m)]
    table = pd.DataFrame(found, columns=["one", "other", "distance_m", "month"])
    return table.sort_values("distance_m", kind="stable", ignore_index=True)


def _matched_in(own: pd.DataFrame, near_m: float) -> Iterable[tuple[Any, Any, float]]:
    """The pairs of one month, greedily."""
    plane = metres(own, own["latitude"].median())
    bodies = own["body"].to_numpy()
    options = sorted(_options(plane, bodies, near_m))
    used: set[int] = set()
    labels = own.index
    for distance, one, other in options:
        if one not in used and other not in used:
            used |= {one, other}
            yield labels[one], labels[other], distance


def _options(plane: np.ndarray, bodies: np.ndarray, near_m: float) -> set[tuple[float, int, int]]:
    """Each request with its nearest of every other body: distance, and both by place, the lower first."""
    options: set[tuple[float, int, int]] = set()
    names = pd.unique(bodies)
    for name in names:
        mine, others = np.flatnonzero(bodies == name), np.flatnonzero(bodies != name)
        if not len(others):
            continue
        distances, nearest = cKDTree(plane[others]).query(
            plane[mine], k=min(CANDIDATES, len(others)), distance_upper_bound=near_m * (1 + 1e-12)
        )
        distances = np.reshape(distances, (len(mine), -1))
        nearest = np.reshape(nearest, (len(mine), -1))
        for at, column in np.argwhere(np.isfinite(distances)):
            one, other = int(mine[at]), int(others[nearest[at, column]])
            options.add((float(distances[at, column]), min(one, other), max(one, other)))
    return options


def near_border(rows: pd.DataFrame, outlines: Mapping[str, Any], near_m: float = NEAR_M) -> pd.Series:
    """Which rows lie within `near_m` metres of a line between municipalities: near outlines of two of them. False where a row has no
    position. outlines: GeoJSON, each feature with lg_code and a MultiPolygon; a coast is no border."""
    result = np.zeros(len(rows), dtype=bool)
    placed = np.flatnonzero(rows["latitude"].notna().to_numpy())
    if not len(placed) or not outlines["features"]:
        return pd.Series(result, rows.index)
    own = rows.iloc[placed]
    middle = float(own["latitude"].median())
    points = metres(own, middle)
    lines, owners = _segments(outlines, middle, (points.min(axis=0) - near_m, points.max(axis=0) + near_m))
    if not len(lines):
        return pd.Series(result, rows.index)
    at, line = shapely.STRtree(lines).query(shapely.points(points), predicate="dwithin", distance=near_m)
    pairs = np.unique(np.column_stack([at, owners[line]]), axis=0)
    result[placed] = np.bincount(pairs[:, 0], minlength=len(placed)) >= 2
    return pd.Series(result, rows.index)


def _segments(
    outlines: Mapping[str, Any], middle: float, box: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The sides of outlines in a box as lines in metres, and whose each is (by the feature's place)."""
    scale = np.array([METRES * np.cos(np.radians(middle)), METRES])
    low, high = box
    sides, owners = [], []
    for at, one in enumerate(outlines["features"]):
        for polygon in one["geometry"]["coordinates"]:
            for ring in polygon:
                corners = np.asarray(ring, dtype="float64")[:, :2] * scale
                both = np.stack([corners[:-1], corners[1:]], axis=1)
                is_in = ((both.max(axis=1) >= low) & (both.min(axis=1) <= high)).all(axis=1)
                sides.append(both[is_in])
                owners.append(np.full(int(is_in.sum()), at))
    if not sides:
        return np.array([]), np.array([])
    return np.asarray(shapely.linestrings(np.concatenate(sides))), np.concatenate(owners)


def on_others_road(rows: pd.DataFrame) -> pd.Series:
    """Which rows are of a road that another level of government usually keeps: a city's of 県道 or 国道, a prefecture's of 市町村道.

    A designated city keeps 県道 and some 国道 itself, a prefecture some 国道: 国道 of a prefecture does not count.
    """
    level = rows["body"].str[-1:]
    is_town = level.isin(["市", "町", "村", "区"])
    is_prefecture = level.isin(["県", "都", "道", "府"])
    road = rows["road_class"]
    return (is_town & road.isin([NATIONAL, PREFECTURAL])) | (is_prefecture & (road == MUNICIPAL))


# --- contracts side by side -----------------------------------------------------------------------------------------


def fits(contracts: pd.DataFrame) -> pd.DataFrame:
    """How two bodies' contracts of one work go together: work, one, other, fit, reason_ja. contracts: body, work, contract, period, area.

    fit: 合わせやすい, 期間をそろえる, 段階を踏む or 確かめる. A judgement of this dashboard's by type and period only.
    """
    known = contracts.dropna(subset=["body", "work", "contract"])
    found = []
    for work, own in known.groupby("work", sort=False):
        for one, other in combinations(own.drop_duplicates("body").to_dict("records"), 2):
            fit, reason = _fit(one, other)
            found.append((work, one["body"], other["body"], fit, reason))
    return pd.DataFrame(found, columns=["work", "one", "other", "fit", "reason_ja"])


def _fit(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> tuple[str, str]:
    types: Sequence[str] = sorted({one["contract"], other["contract"]}, key=CONTRACTS.index)
    is_same_period = one["period"] == other["period"] and one["period"] in PERIODS
    if "直営" in types:
        return "確かめる", "一方が直営です。委託にする範囲から話し合います。"
    if "個別" in types:
        return "段階を踏む", "個別の発注は、まず通年の単価契約にまとめると、相手と並べられます。"
    if len(types) > 1:
        return (
            "段階を踏む",
            f"{types[0]}と{types[1]}です。数の読める作業は総価、読めない作業は単価と分けると、1つの契約に入れられます。",
        )
    if not is_same_period:
        return "期間をそろえる", f"どちらも{types[0]}です。始まりと長さをそろえると合わせられます。"
    return "合わせやすい", f"どちらも{types[0]}で、期間も同じです。"
