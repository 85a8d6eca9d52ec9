"""What a division into groups amounts to: its sums, its connected parts, its colours on a map, its likeness to groups that exist."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analysis import pairs


def compare(assignment: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """How well a division agrees with groups that exist: one row per existing group of two or more of the municipalities.

    assignment: lg_code, hub_lg_code. groups: lg_code, group_id; a municipality may belong to several groups. Columns: group_id,
    members, pairs, pairs_together (pairs of its members that the division keeps together), together_share (0–1), parts (into how
    many groups of the division it falls), largest_part (members).
    """
    known = groups[["lg_code", "group_id"]].dropna().drop_duplicates().merge(assignment, on="lg_code")
    sizes = known.groupby(["group_id", "hub_lg_code"]).size().reset_index(name="size")
    sizes["pairs_together"] = sizes["size"] * (sizes["size"] - 1) // 2
    table = sizes.groupby("group_id").agg(
        members=("size", "sum"),
        pairs_together=("pairs_together", "sum"),
        parts=("size", "count"),
        largest_part=("size", "max"),
    )
    table = table[table["members"] > 1].reset_index()
    table["pairs"] = table["members"] * (table["members"] - 1) // 2
    table["together_share"] = table["pairs_together"] / table["pairs"]
    return table[
        ["group_id", "members", "pairs", "pairs_together", "together_share", "parts", "largest_part"]
    ]


def pool(members: pd.DataFrame, assignment: pd.DataFrame) -> pd.DataFrame:
    """One row per group: hub_lg_code, members, longest_distance_km (between any two offices of the group), and what adds up.

    members: lg_code, office_latitude, office_longitude (degrees), and number columns to add up, whatever they are. A sum is over
    the known values (null when none is known); <column>_unknown says of how many members the value is not known.
    """
    table = assignment.merge(members, on="lg_code", how="left", validate="one_to_one")
    added = members.drop(columns=["office_latitude", "office_longitude"]).select_dtypes("number").columns
    rows = []
    for hub, group in table.groupby("hub_lg_code"):
        distance = pairs.distances(group)
        sums = {name: group[name].sum(min_count=1) for name in added}
        unknown = {f"{name}_unknown": int(group[name].isna().sum()) for name in added}
        rows.append(
            {
                "hub_lg_code": hub,
                "members": len(group),
                "longest_distance_km": distance.max(),
                **sums,
                **unknown,
            }
        )
    columns = [
        "hub_lg_code",
        "members",
        "longest_distance_km",
        *added,
        *(f"{name}_unknown" for name in added),
    ]
    return pd.DataFrame(rows, columns=columns)


def connected_parts(codes: Iterable[str], links: pd.DataFrame) -> list[list[str]]:
    """Municipalities in sets that are connected among themselves on land or by a bridge or tunnel; the largest first.

    links: lg_code, partner_lg_code, is_adjacent; as `grouping.form_groups` takes them.
    """
    codes = pd.Index(codes)
    number = csgraph.connected_components(_bordering(links, codes), directed=False)[1]
    parts = [codes[number == part].to_list() for part in np.unique(number)]
    return sorted(parts, key=len, reverse=True)


def centre(codes: Iterable[str], links: pd.DataFrame) -> str | None:
    """Whose office has the least total way to all others; of equal ones the first. None where a way is not held or needs a ferry.

    links: lg_code, partner_lg_code, way_km, needs_ferry.
    """
    codes = pd.Index(codes)
    km = _ways(codes, links)
    total = km.sum(axis=1)
    return None if not len(codes) or not np.isfinite(total).all() else str(codes[total.argmin()])


def longest_way(codes: Iterable[str], links: pd.DataFrame) -> float | None:
    """The longest way between two of the municipalities, km; None where one is not held or needs a ferry. links: as `centre`."""
    km = _ways(pd.Index(codes), links)
    return None if not km.size or not np.isfinite(km).all() else float(km.max())


def apart_by_ferry(codes: Iterable[str], links: pd.DataFrame) -> list[str]:
    """Who is reached from the largest set of the others by ferry only, as far as ways are held. links: as `centre`, with is_adjacent."""
    codes = pd.Index(codes)
    needs = links[links["needs_ferry"].to_numpy(dtype=bool)]
    by_ferry = set(needs["lg_code"]) | set(needs["partner_lg_code"])
    over_land = links[~links["needs_ferry"].to_numpy(dtype=bool)].assign(is_adjacent=True)
    parts = connected_parts(codes, over_land)
    return [code for code in codes if code in by_ferry and code not in parts[0]]


def _ways(codes: pd.Index, links: pd.DataFrame) -> np.ndarray:
    """Ways without a ferry between municipalities as a square, km; infinite where there is none, or none is held."""
    links = links[~links["needs_ferry"].to_numpy(dtype=bool)]
    one, other = (codes.get_indexer(pd.Index(links[end])) for end in pairs.PAIR)
    known = (one >= 0) & (other >= 0)
    km = np.full((len(codes), len(codes)), np.inf)
    np.fill_diagonal(km, 0)
    np.fmin.at(km, (one[known], other[known]), links["way_km"].to_numpy(dtype=float)[known])
    both: np.ndarray = np.minimum(km, km.T)
    return both


def colours(assignment: pd.DataFrame, links: pd.DataFrame, most: int) -> pd.Series:
    """A colour number (from 0) per group, index hub_lg_code: groups that border each other differ as long as `most` suffice.

    Greedy, groups with the most neighbours first; of the colours no neighbour has, the one used least so far.
    """
    hubs = pd.Index(assignment["hub_lg_code"].unique())
    group = hubs.get_indexer(pd.Index(assignment["hub_lg_code"]))
    borders = _bordering(links, pd.Index(assignment["lg_code"])).tocoo()
    near = np.zeros((len(hubs), len(hubs)), dtype=bool)
    near[group[borders.row], group[borders.col]] = True
    np.fill_diagonal(near, False)
    colour, used = np.full(len(hubs), -1), np.zeros(most, dtype=int)
    for one in np.argsort(-near.sum(axis=1), kind="stable"):
        taken = np.isin(np.arange(most), colour[near[one]])
        colour[one] = np.where(taken, used + len(hubs), used).argmin()
        used[colour[one]] += 1
    return pd.Series(colour, index=hubs)


def _bordering(links: pd.DataFrame, codes: pd.Index) -> sparse.coo_matrix:
    """Which of the codes border each other, both ways."""
    links = links[links["is_adjacent"].fillna(False).to_numpy(dtype=bool)]
    one, other = (
        codes.get_indexer(pd.Index(links["lg_code"])),
        codes.get_indexer(pd.Index(links["partner_lg_code"])),
    )
    known = (one >= 0) & (other >= 0)
    ends = np.r_[one[known], other[known]], np.r_[other[known], one[known]]
    return sparse.coo_matrix((np.ones(2 * known.sum()), ends), shape=(len(codes), len(codes)))
