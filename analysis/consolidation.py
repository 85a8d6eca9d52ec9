"""Bridges that could be looked at together: pairs that stand close, what the two are to each other, clusters of them.

A list to look at, never a verdict. What a pair is told by is declared here; thresholds, costs and options: consolidation_options.

bridges: one row per bridge, columns BRIDGE (as the view of ledgers has them) and, where somebody gave them, NOTES.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from analysis.pairs import EARTH_RADIUS_KM

BRIDGE = (
    "bridge_id", "bridge_name", "route_name", "structure_ja", "manager_lg_code", "manager_kind", "location_lg_code",
    "built_fiscal_year", "length_m", "width_m", "soundness_category", "inspection_fiscal_year", "latitude", "longitude", "ledger",
)  # fmt: skip
NOTES = ("river_ja", "traffic", "closure_ja", "is_emergency_route")
METRES_OF_KM = 1000
EARTH_RADIUS_M = EARTH_RADIUS_KM * METRES_OF_KM
MOST_PAIRS = 20_000_000  # of two whole numbers and a distance each: half a gigabyte

RELATIONS = {
    "old_new": "新旧の橋らしい",
    "twin": "上下線・側道橋らしい",
    "other_route": "路線が違う",
    "unknown": "路線が分からない",
    "same_route": "同じ路線の前後",
}
MANAGERS = {
    "prefecture_municipality": "県と市区町村",
    "different": "そのほかの違う管理者",
    "same": "同じ管理者",
    "unknown": "管理者の記載なし",
}
REMEMBERED = 50_000  # names and routes whose meaning is kept, so that a change of filter reads none anew
MUNICIPAL = ("municipality", "designated_city")
SAME_PLACE_M, SAME_LENGTH_M = 50, 0.15  # within which one bridge of two ledgers is taken for the same

BESIDE = re.compile("側道|歩道|人道|自転車道")
SIDE = re.compile(r"[(（](上り|下り|上流側?|下流側?|左|右|東|西|南|北)線?[)）]|(上|下)り?線")
BRACKETS = re.compile(r"[(（][^)）]*[)）]")
ENDS = re.compile(r"(側道|歩道|人道|自転車道)?橋(梁)?(-?[0-9A-Z]+)?$|(側道|歩道|人道|自転車道)橋?$")
# 「第3山用川橋」 stands over 山用川; 川 within a longer name (川上橋) tells no river.
RIVER = re.compile(
    r"^(?:第[0-9一二三四五六七八九十]+号?|[0-9一二三四五六七八九十]+号)?[新旧]?(.{1,6}?川)[0-9一二三四五六七八九十第A-Z号新大小]*橋"
)
NUMBERED_ROUTE = re.compile(r"国道[^0-9]*([0-9]+)号")
WALK = re.compile("歩道|人道|自転車道|側道")

Metres = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class TooMany(ValueError):
    """More pairs than can be held; the message is one Japanese sentence."""


# --- pairs that stand close ---------------------------------------------------------------------------------------


def close_pairs(latitude: Metres, longitude: Metres, metres: float) -> pd.DataFrame:
    """Every two points at most so far apart: one < other (positions in the arrays), distance_m along the sphere; nearest first.

    latitude, longitude: degrees; a point without either is in no pair. Raises TooMany.
    """
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if len(known) < 2:
        return _pairs(np.empty((0, 2), dtype=np.int64), np.empty(0))
    places = _on_sphere(latitude[known], longitude[known])
    tree = cKDTree(places)
    reach = 2 * EARTH_RADIUS_M * np.sin(metres / 2 / EARTH_RADIUS_M) * (1 + 1e-9) + 1e-6
    # Each pair is counted twice, and each point with itself.
    count = (tree.count_neighbors(tree, reach) - len(known)) // 2
    if count > MOST_PAIRS:
        raise TooMany(f"{metres:,.0f}m以内の組が{count:,}組あります。距離を短くしてください。")
    found = tree.query_pairs(reach, output_type="ndarray")
    chord = np.linalg.norm(places[found[:, 0]] - places[found[:, 1]], axis=1)
    distance = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2 / EARTH_RADIUS_M, 1))
    within = distance <= metres
    return _pairs(known[found[within]], distance[within])


def _on_sphere(latitude: Metres, longitude: Metres) -> Metres:
    """Points (metres from the centre of the Earth), shape (n, 3)."""
    north, east = np.radians(latitude), np.radians(longitude)
    return (
        np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
        * EARTH_RADIUS_M
    )


def _pairs(rows: Rows, distance: Metres) -> pd.DataFrame:
    one, other = np.minimum(rows[:, 0], rows[:, 1]), np.maximum(rows[:, 0], rows[:, 1])
    order = np.lexsort((other, one, distance))
    return pd.DataFrame({"one": one[order], "other": other[order], "distance_m": distance[order]})


# --- what the two are to each other -------------------------------------------------------------------------------


def pairs(bridges: pd.DataFrame, metres: float) -> tuple[pd.DataFrame, int]:
    """Close pairs with what is known of both, and how many were left out as one bridge that two ledgers hold.

    Columns: distance_m, relation (RELATIONS), managers (MANAGERS), river_ja (where both stand over one), and first_*, second_* with
    every column of a bridge, its `row` in bridges and its road class. First is the one looked at first: in the worse condition,
    then the older, the narrower, the shorter; what is unknown comes last. Raises TooMany.
    """
    known = _with_names(bridges.reset_index(drop=True))
    close = close_pairs(known["latitude"].to_numpy(float), known["longitude"].to_numpy(float), metres)
    is_swapped = _rank(known).to_numpy()[close["other"]] < _rank(known).to_numpy()[close["one"]]
    first = np.where(is_swapped, close["other"], close["one"])
    second = np.where(is_swapped, close["one"], close["other"])
    table = pd.concat(
        [
            close[["distance_m"]],
            known.iloc[first].reset_index(drop=True).add_prefix("first_"),
            known.iloc[second].reset_index(drop=True).add_prefix("second_"),
        ],
        axis=1,
    )
    is_same = _is_one_bridge(table)
    table = table[~is_same].reset_index(drop=True)
    table["relation"] = _relation(table)
    table["managers"] = _managers(table)
    rivers_agree = table["first_river"].notna() & (table["first_river"] == table["second_river"])
    table["river_ja"] = table["first_river"].where(rivers_agree)
    return table, int(is_same.sum())


def _with_names(bridges: pd.DataFrame) -> pd.DataFrame:
    """Bridges with what their names tell: stem, is_new, is_old, is_side, is_walk, river, road_class, row."""
    notes: dict[str, Any] = {name: None for name in NOTES if name not in bridges}
    known = bridges.assign(**notes, row=np.arange(len(bridges)))
    names = known["bridge_name"].map(plain)
    stems = names.map(stem)
    rivers = known["river_ja"].map(plain).replace("", None)
    return known.assign(
        stem=stems.str.replace("^[新旧]", "", regex=True),
        is_renewed=stems.str.match("^[新旧]"),
        is_side=names.map(lambda name: bool(SIDE.search(name) or BESIDE.search(name))),
        is_walk=names.map(lambda name: bool(WALK.search(name))),
        river=rivers.where(rivers.notna(), names.map(river)),
        road_class=known["route_name"].map(road_class),
        route=known["route_name"].map(route),
    )


@lru_cache(REMEMBERED)
def plain(name: object) -> str:
    """A name without variants of width and blanks; empty where there is none."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)) if isinstance(name, str) else ""


@lru_cache(REMEMBERED)
def stem(name: str) -> str:
    """What two names of one crossing share: 「末武大橋側道橋(下り)」 and 「末武大橋」 are 末武大."""
    bare = SIDE.sub("", name)
    bare = BRACKETS.sub("", bare)
    former = ""
    while bare != former:
        former, bare = bare, ENDS.sub("", bare)
    return bare


@lru_cache(REMEMBERED)
def river(name: str) -> str | None:
    """The river that a bridge's name names: 「第1中川橋」 → 中川; None where it names none."""
    found = RIVER.match(name)
    return found[1] if found else None


@lru_cache(REMEMBERED)
def road_class(route_name: object) -> str | None:
    """国道, 主要地方道, 都道府県道, 市区町村道, その他; None where no route is given."""
    name = plain(route_name)
    for word, kind in (
        ("国道", "国道"),
        ("自動車道|高速", "その他"),
        ("主要地方道|\\(主\\)|^主\\)", "主要地方道"),
        ("市道|町道|村道|区道", "市区町村道"),
        ("県道|都道|府道|道道", "都道府県道"),
    ):
        if re.search(word, name):
            return kind
    return "その他" if name else None


@lru_cache(REMEMBERED)
def route(route_name: object) -> str | None:
    """A route as it can be compared: 一般国道 315号 and 国道315号 are one."""
    name = plain(route_name)
    found = NUMBERED_ROUTE.search(name)
    return f"国道{found[1]}号" if found else re.sub("^(一般県道|主要地方道|県道)", "", name) or None


def _rank(bridges: pd.DataFrame) -> pd.Series:
    """The place of each bridge among all when those to look at first come first."""
    order = bridges.sort_values(
        ["soundness_category", "built_fiscal_year", "width_m", "length_m", "bridge_id"],
        ascending=[False, True, True, True, True],
        na_position="last",
        kind="stable",
    ).index
    return pd.Series(np.arange(len(order)), index=order).reindex(bridges.index)


def _is_one_bridge(table: pd.DataFrame) -> pd.Series:
    """Whether two rows of different ledgers are one bridge: the same name and length, in nearly the same place."""
    return (
        (table["first_ledger"] != table["second_ledger"])
        & (table["distance_m"] <= SAME_PLACE_M)
        & (table["first_bridge_name"].map(plain) == table["second_bridge_name"].map(plain))
        & ((table["first_length_m"] - table["second_length_m"]).abs() <= SAME_LENGTH_M)
    )


def _relation(table: pd.DataFrame) -> pd.Series:
    is_one_name = (table["first_stem"] == table["second_stem"]) & (table["first_stem"] != "")
    routes_known = table["first_route"].notna() & table["second_route"].notna()
    return pd.Series(
        np.select(
            [
                is_one_name & (table["first_is_side"] | table["second_is_side"]),
                is_one_name & (table["first_is_renewed"] != table["second_is_renewed"]),
                ~routes_known,
                table["first_route"] == table["second_route"],
            ],
            ["twin", "old_new", "unknown", "same_route"],
            "other_route",
        ),
        index=table.index,
        dtype="object",
    )


def _managers(table: pd.DataFrame) -> pd.Series:
    first, second = (table[f"{side}_manager_kind"].astype("object") for side in ("first", "second"))
    is_municipal = first.isin(MUNICIPAL), second.isin(MUNICIPAL)
    is_known = first.notna() & second.notna()
    codes_agree = table["first_manager_lg_code"].fillna("") == table["second_manager_lg_code"].fillna("")
    return pd.Series(
        np.select(
            [
                ~is_known,
                (first == second) & codes_agree,
                ((first == "prefecture") & is_municipal[1]) | ((second == "prefecture") & is_municipal[0]),
            ],
            ["unknown", "same", "prefecture_municipality"],
            "different",
        ),
        index=table.index,
        dtype="object",
    )


# --- clusters -----------------------------------------------------------------------------------------------------


def clusters(table: pd.DataFrame) -> pd.DataFrame:
    """Bridges that pairs hold together, largest first: cluster (from 1), row, name, per bridge; those of two are left out.

    table: as `pairs`. A chain holds together too: its ends may stand farther apart than the distance asked for.
    """
    if table.empty:
        return pd.DataFrame({"cluster": [], "row": []}, dtype="int64")
    rows, places = np.unique(
        np.concatenate([table["first_row"].to_numpy(), table["second_row"].to_numpy()]), return_inverse=True
    )
    one, other = np.split(places, 2)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(rows), len(rows)))
    _, labels = connected_components(graph, directed=False)
    members = pd.DataFrame({"label": labels, "row": rows})
    sizes = members.groupby("label")["row"].transform("size")
    members = members[sizes > 2].assign(size=sizes[sizes > 2])
    members = members.sort_values(["size", "label", "row"], ascending=[False, True, True])
    return pd.DataFrame(
        {"cluster": pd.factorize(members["label"])[0] + 1, "row": members["row"].to_numpy()}, dtype="int64"
    )
