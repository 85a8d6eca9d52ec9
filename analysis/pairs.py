"""Pairs of municipalities: who borders whom, how far apart the offices are, and what they already share."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

EARTH_RADIUS_KM = 6371.0088
GEOD = Geod(ellps="GRS80")
PAIR = ["lg_code", "partner_lg_code"]
DIFFERENCES = ["bridges_managed", "road_km", "general_admin_staff", "civil_engineers"]
DESCRIBED = ["is_same_county", "is_same_model_area", *(f"{name}_difference" for name in DIFFERENCES)]

# Published outlines stand on a grid of about 10 m: where four municipalities nearly meet at a point, a few grid steps of
# common line may be left over, and a real line that short carries no work across it.
SHORTEST_BORDER_KM = 0.05

# A border that only islets share (大槌島, 井島), this far off the largest land of both sides, leads nowhere. An islet is less than
# this share of the land of its municipality.
OFF_MAIN_KM, MAIN_SHARE = 1.0, 0.3
KM_PER_DEGREE = 2 * np.pi * EARTH_RADIUS_KM / 360


def adjacency(outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs that share a border on land, in both directions: lg_code, partner_lg_code, shared_border_km, is_passable
    (not where only islets share it: see OFF_MAIN_KM).

    outlines: lg_code and geometry (longitude, latitude), not simplified one by one, so that neighbours share their corners.
    Lengths are geodesic. Touching at a point, or along less than SHORTEST_BORDER_KM, is no border. Lines through lakes and
    rivers that the outlines hold (琵琶湖, 中海) count like any other.
    """
    return both_ways(shared_borders(outlines).drop(columns="geometry"))


def shared_borders(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What `adjacency` finds, in one direction (lg_code below partner_lg_code where outlines are in order), with the lines as geometry."""
    geometry, codes = outlines.geometry.to_numpy(), outlines["lg_code"].to_numpy()
    one, other = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    borders = shapely.intersection(shapely.boundary(geometry[one]), shapely.boundary(geometry[other]))
    km = np.array([GEOD.geometry_length(border) / 1000 for border in borders])
    found = gpd.GeoDataFrame(
        {"lg_code": codes[one], "partner_lg_code": codes[other], "shared_border_km": km},
        geometry=borders,
        crs=outlines.crs,
    )
    is_passable = [
        not (_is_off_main(geometry[place], border) and _is_off_main(geometry[partner], border))
        for place, partner, border in zip(one, other, borders, strict=True)
    ]
    return found.assign(is_passable=is_passable)[km >= SHORTEST_BORDER_KM].reset_index(drop=True)


def _is_off_main(area: shapely.Geometry, border: shapely.Geometry) -> bool:
    """Whether a border lies on nothing but islets of a municipality, off its largest land."""
    lands = shapely.get_parts(area)
    size = shapely.area(lands)
    touched = size[shapely.intersects(lands, border)].max(initial=0)
    if touched >= MAIN_SHARE * size.sum():
        return False
    return bool(shapely.distance(lands[size.argmax()], border) * KM_PER_DEGREE > OFF_MAIN_KM)


def pairs(
    municipalities: pd.DataFrame,
    borders: pd.DataFrame,
    links: pd.DataFrame,
    groupings: dict[str, pd.DataFrame],
    max_distance_km: float = 80,
) -> pd.DataFrame:
    """One row per ordered pair that is near (offices at most `max_distance_km` apart), adjacent, or linked across the sea.

    municipalities: lg_code, prefecture_code, office_latitude, office_longitude (degrees).
    borders: as `adjacency` gives them. links: lg_code, partner_lg_code, link_name, one row per bridge or tunnel, any direction.
    groupings: name → lg_code, group_id; a municipality may belong to several groups of one grouping, or to none.

    Columns: lg_code, partner_lg_code, distance_km (great circle between offices), is_adjacent, shared_border_km (0 when
    not adjacent), is_sea_linked, is_joined (by a border that can be passed or a link), sea_link_name (null when not; several joined by 「・」), is_same_prefecture, and for each
    grouping shares_<name>: null when either of the two belongs to no group. Sorted by lg_code, distance_km.
    Raises ValueError when a border or link names a municipality that is not given.
    """
    places = municipalities.sort_values("lg_code", ignore_index=True)
    codes = pd.Index(places["lg_code"])
    distance = distances(places)
    bordering = _matrix(borders, codes, borders["shared_border_km"].to_numpy())
    passable = _matrix(borders, codes, borders["is_passable"].to_numpy(dtype=float))
    crossings = both_ways(links[[*PAIR, "link_name"]]).groupby(PAIR)["link_name"].agg(_joined).reset_index()
    crossing = _matrix(crossings, codes, np.arange(1, len(crossings) + 1))

    related = (distance <= max_distance_km) | (bordering > 0) | (crossing > 0)
    np.fill_diagonal(related, False)
    one, other = np.nonzero(related)
    prefecture = places["prefecture_code"].to_numpy()
    link_number = crossing[one, other].astype(int)
    table = pd.DataFrame(
        {
            "lg_code": codes[one],
            "partner_lg_code": codes[other],
            "distance_km": distance[one, other],
            "is_adjacent": bordering[one, other] > 0,
            "shared_border_km": bordering[one, other],
            "is_sea_linked": link_number > 0,
            "is_joined": (passable[one, other] > 0) | (link_number > 0),
            "sea_link_name": np.array([None, *crossings["link_name"]], dtype=object)[link_number],
            "is_same_prefecture": prefecture[one] == prefecture[other],
        }
    )
    for name, members in groupings.items():
        table[f"shares_{name}"] = shared(members, codes, one, other)
    return table.sort_values(["lg_code", "distance_km", "partner_lg_code"], ignore_index=True)


def described(pairs: pd.DataFrame, places: pd.DataFrame, model_areas: pd.DataFrame) -> pd.DataFrame:
    """The pairs with the columns of DESCRIBED: whether both lie in one 郡 and work in one model area, and the partner's amount
    less one's own, null where either is unknown.

    places: lg_code, prefecture_name, county_name and DIFFERENCES. model_areas: lg_code, group_id.
    """
    known = places.set_index("lg_code")
    codes = known.index
    one, other = (
        codes.get_indexer(pd.Index(pairs["lg_code"])),
        codes.get_indexer(pd.Index(pairs["partner_lg_code"])),
    )
    amounts = known[DIFFERENCES].astype(float).to_numpy()
    differences = pd.DataFrame(amounts[other] - amounts[one], columns=DIFFERENCES, index=pairs.index)
    return pairs.assign(
        is_same_county=same_county(known, one, other),
        is_same_model_area=shared(model_areas, codes, one, other).fillna(False).to_numpy(dtype=bool),
        **differences.add_suffix("_difference"),
    )


def same_county(places: pd.DataFrame, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """For each pair (positions in `places`) whether both lie in one 郡; counties of different prefectures may bear one name.

    places: prefecture_name, county_name (null for cities).
    """
    county = (places["prefecture_name"] + places["county_name"]).fillna("").to_numpy(dtype=object)
    is_same: np.ndarray = (county[one] == county[other]) & (county[one] != "")
    return is_same


def both_ways(table: pd.DataFrame) -> pd.DataFrame:
    """Each pair as it stands and turned round."""
    turned = table.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})
    return pd.concat([table, turned[table.columns]]).sort_values(PAIR, kind="stable", ignore_index=True)


def distances(places: pd.DataFrame) -> np.ndarray:
    """Great-circle distances between all offices, km. An office without a position is near nobody (null)."""
    latitude, longitude = (
        places[f"office_{axis}"].to_numpy(dtype=float) for axis in ("latitude", "longitude")
    )
    return great_circle(latitude[:, None], longitude[:, None], latitude, longitude)


def great_circle(
    latitude: np.ndarray, longitude: np.ndarray, other_latitude: np.ndarray, other_longitude: np.ndarray
) -> np.ndarray:
    """Great-circle distances between places given in degrees, km."""
    latitude, longitude, other_latitude, other_longitude = map(
        np.radians, (latitude, longitude, other_latitude, other_longitude)
    )
    half_chord = (
        np.sin((latitude - other_latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(other_latitude) * np.sin((longitude - other_longitude) / 2) ** 2
    )
    kilometres: np.ndarray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord))
    return kilometres


def _matrix(table: pd.DataFrame, codes: pd.Index, values: np.ndarray) -> np.ndarray:
    """Values of pairs as a square in the order of `codes`, 0 where there is none."""
    one, other = (
        codes.get_indexer(pd.Index(table["lg_code"])),
        codes.get_indexer(pd.Index(table["partner_lg_code"])),
    )
    unknown = table[(one < 0) | (other < 0)]
    if len(unknown):
        raise ValueError(f"unknown municipality in pair {unknown.iloc[0][PAIR].tolist()}")
    square = np.zeros((len(codes), len(codes)))
    square[one, other] = values
    return square


def shared(members: pd.DataFrame, codes: pd.Index, one: np.ndarray, other: np.ndarray) -> pd.Series:
    """For each pair (positions in `codes`) whether the two have a group in common; null where either has none.

    members: lg_code, group_id; a municipality may belong to several groups, or to none.
    """
    members = members[members["lg_code"].isin(codes)].dropna(subset="group_id")
    groups, group_ids = pd.factorize(members["group_id"])
    belongs = np.zeros((len(codes), len(group_ids)), dtype=bool)
    belongs[codes.get_indexer(pd.Index(members["lg_code"])), groups] = True
    common = pd.Series((belongs[one] & belongs[other]).any(axis=1), dtype="boolean")
    has_any = np.asarray(belongs.any(axis=1))
    return common.where(has_any[one] & has_any[other])


def _joined(names: pd.Series) -> str:
    return "・".join(dict.fromkeys(names))
