"""Ways between offices over land: office → points on the borders passed → office, straight on each land part of a municipality.

No road is followed: a way is at least as long as the straight line and shorter than the road. What it tells from a straight line is
that a bay, a strait or a border nobody can cross has to be gone round, and where a ferry has to be taken.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from analysis.pairs import PAIR, great_circle

SPACING_KM = (
    1.5  # between the points at which a border may be passed; at half of it ways shorten by less than 1 %
)
HELD_KM = 100  # longer ways are not worked out

# A ferry is dear: it goes seldom, and one waits. Twice the straight line and 20 km: a judgement, not a measurement.
FERRY_TIMES, FERRY_KM = 2, 20

SAME_PLACE_KM = 0.001


@dataclass(frozen=True)
class Ways:
    """Ways between places, everything in the order of `codes`.

    km: square, infinite beyond HELD_KM; a ferry counts FERRY_TIMES its straight line and FERRY_KM. land: number of the land each
    place lies on; places of one number reach each other without a ferry.
    """

    codes: pd.Index
    km: np.ndarray
    land: np.ndarray

    def needs_ferry(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether pairs (positions in `codes`) lie on different lands."""
        apart: np.ndarray = self.land[one] != self.land[other]
        return apart

    def of(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """The pairs with way_km (null beyond HELD_KM) and needs_ferry, which is known however far they are."""
        one, other = _positions(pairs, self.codes).T
        km = self.km[one, other]
        return pairs.assign(
            way_km=np.where(np.isfinite(km), km, np.nan), needs_ferry=self.needs_ferry(one, other)
        )

    def table(self) -> pd.DataFrame:
        """One row per ordered pair with a way of HELD_KM at most: lg_code, partner_lg_code, way_km, needs_ferry."""
        one, other = np.nonzero(np.isfinite(self.km) & ~np.eye(len(self.codes), dtype=bool))
        return self.of(pd.DataFrame({"lg_code": self.codes[one], "partner_lg_code": self.codes[other]}))


def border_points(borders: gpd.GeoDataFrame) -> pd.DataFrame:
    """Points about every SPACING_KM at which shared borders may be passed: lg_code, partner_lg_code, longitude, latitude.

    borders: PAIR, shared_border_km and geometry, in one direction. Every border has a point at least.
    """
    lines, owner = shapely.get_parts(shapely.line_merge(borders.geometry.to_numpy()), return_index=True)
    length = shapely.length(lines)
    km = length * (borders["shared_border_km"].to_numpy() / np.bincount(owner, length))[owner]
    count = np.round(km / SPACING_KM).astype(int)
    longest = pd.Series(km).groupby(owner).idxmax().to_numpy()
    count[longest] = np.maximum(count[longest], 1)
    line = np.repeat(np.arange(len(lines)), count)
    number = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(lines[line], (number + 0.5) / count[line], normalized=True)
    )
    ends = borders[PAIR].iloc[owner[line]].reset_index(drop=True)
    return ends.assign(longitude=points[:, 0], latitude=points[:, 1])


def ways(places: pd.DataFrame, points: pd.DataFrame, links: pd.DataFrame) -> Ways:
    """The shortest ways between the offices of all places.

    places: lg_code, office_latitude, office_longitude (degrees; null where not known: such an office has no way). points: as
    `border_points` gives them, with part and partner_part, the land parts as `land_parts.apart` numbers them. links: lg_code, partner_lg_code of bridges and tunnels across the sea, passed straight from office to
    office; a ferry too. Raises ValueError when a point or link names a municipality that is not given.
    """
    codes = pd.Index(places["lg_code"])
    count = len(codes)
    latitude = np.r_[places["office_latitude"].to_numpy(dtype=float), points["latitude"].to_numpy()]
    longitude = np.r_[places["office_longitude"].to_numpy(dtype=float), points["longitude"].to_numpy()]

    def apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return great_circle(latitude[one], longitude[one], latitude[other], longitude[other])

    passed, linked = _positions(points, codes), _positions(links, codes)
    on_part = _on_parts(passed, points[["part", "partner_part"]].to_numpy(), count)
    inside, crossing = _inside(on_part, count), (linked[:, 0], linked[:, 1])
    land = _lands(np.r_[on_part, linked], max(count, on_part.max(initial=0) + 1))[:count]
    across = np.nonzero(np.triu(land[:, None] != land))
    ferry = dear_km(apart(*across))
    near = ferry <= HELD_KM
    one = np.r_[inside[0], crossing[0], across[0][near]]
    other = np.r_[inside[1], crossing[1], across[1][near]]
    km = np.r_[apart(*inside), apart(*crossing), ferry[near]]
    known = ~np.isnan(km)
    graph = _graph(np.maximum(km[known], SAME_PLACE_KM), np.array([one[known], other[known]]), len(latitude))
    found = csgraph.dijkstra(graph, indices=np.arange(count), limit=HELD_KM)[:, :count]
    return Ways(codes, np.minimum(found, found.T), land)


def lands(codes: pd.Index, joined: pd.DataFrame) -> np.ndarray:
    """The number of the land each of `codes` lies on. joined: lg_code, partner_lg_code of all that border each other so that one can
    pass, or are linked across the sea."""
    return _lands(_positions(joined, codes), len(codes))


def dear_km(straight_km: np.ndarray) -> np.ndarray:
    """What a ferry counts for, km; also where a way is longer than is worked out."""
    return FERRY_TIMES * straight_km + FERRY_KM


def in_words(straight_km: float, way_km: float, needs_ferry: bool) -> str:
    """How far apart two offices are, the way beside the straight line: 「道のり（概算）24km・直線18km」, 「船が要る・直線62km」."""
    straight = f"直線{short_km(straight_km)}"
    if needs_ferry:
        return f"船が要る・{straight}"
    return f"道のり（概算）{way_ja(way_km)}・{straight}"


def way_ja(way_km: float) -> str:
    """A way as it is written; of one that was not worked out, that it is longer."""
    return f"{HELD_KM}km超" if pd.isna(way_km) else short_km(way_km)


def short_km(km: float) -> str:
    """「5.6km」, from 10 km on in whole kilometres."""
    return f"{km:.1f}km" if km < 10 else f"{km:,.0f}km"


def _lands(joined: np.ndarray, count: int) -> np.ndarray:
    land: np.ndarray = csgraph.connected_components(
        _graph(np.ones(len(joined)), joined.T, count), directed=False
    )[1]
    return land


def _positions(pairs: pd.DataFrame, codes: pd.Index) -> np.ndarray:
    found = np.column_stack([codes.get_indexer(pd.Index(pairs[end])) for end in PAIR])
    unknown = pairs[(found < 0).any(axis=1)]
    if len(unknown):
        raise ValueError(f"unknown municipality in pair {unknown.iloc[0][PAIR].tolist()}")
    return found


def _on_parts(passed: np.ndarray, part: np.ndarray, count: int) -> np.ndarray:
    """The two land parts each point lies between: those of offices are numbered as their municipalities, the others from `count` on."""
    ends = pd.DataFrame({"place": passed.ravel(), "part": part.ravel()})
    other = ends["part"] > 0
    number = ends[other].groupby(["place", "part"]).ngroup() + count
    found: np.ndarray = ends["place"].where(~other, number.reindex(ends.index)).to_numpy(int)
    return found.reshape(-1, 2)


def _inside(passed: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """What can be gone straight on one land part: from its office to border points, and between points of its different borders.

    passed: the two parts of each point as `_on_parts` numbers them; `count` have an office. Two points of one border need no line
    between them: who passes both might have gone straight to the second.
    """
    point = count + np.arange(len(passed))
    node = np.r_[np.arange(count), point, point]
    home = np.r_[np.arange(count), passed[:, 0], passed[:, 1]]
    parts = max(count, passed.max(initial=0) + 1)
    border = np.r_[
        np.full(count, -1), passed[:, 0] * parts + passed[:, 1], passed[:, 0] * parts + passed[:, 1]
    ]
    order = np.argsort(home, kind="stable")
    starts = np.searchsorted(home[order], np.arange(1, parts))
    ends = []
    for own in np.split(order, starts):
        one, other = np.triu_indices(len(own), 1)
        differ = border[own[one]] != border[own[other]]
        ends.append(np.array([node[own[one[differ]]], node[own[other[differ]]]]))
    one, other = np.concatenate(ends, axis=1) if ends else np.empty((2, 0), dtype=int)
    return one, other


def _graph(km: np.ndarray, ends: np.ndarray, size: int) -> sparse.csr_matrix:
    """Lines between nodes, both ways; of several between two nodes the shortest."""
    one, other = ends.min(axis=0), ends.max(axis=0)
    order = np.lexsort((km, other, one))
    one, other, km = one[order], other[order], km[order]
    first = np.ones(len(km), dtype=bool)
    first[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    one, other, km = one[first], other[first], km[first]
    return sparse.csr_matrix((np.r_[km, km], (np.r_[one, other], np.r_[other, one])), shape=(size, size))
