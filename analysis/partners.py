"""Whom to team up with: candidates scored in separate parts, combined with weights the reader can move, with reasons in words.

Every part lies between 0 and 1, is the same in both directions of a pair, and never falls when what it measures grows:

- proximity: the way between offices (analysis/ways.py) beside the usual spacing of offices around the two, a border or bridge to
  pass, the border's share of the shorter outline
- functional_ties: common JMA area, commuting zone, secondary medical area (a small area ties more than a large one), and how far
  the two have the same close partners: groups that exist keep together who is close to the same others
- existing_ties: same prefecture, same 郡, in 北海道 same 振興局
- facility_likeness: same standing (政令指定都市・中核市 or not), number of bridges, road length, share of bridges needing action
- capacity: whether at least one of the two has staff for its facilities
- finance_outlook: fiscal strength and population outlook alike

Model areas and joint projects are what the weights are fitted to; they are no input.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis import chances, ways
from analysis.pairs import PAIR, distances, same_county, shared

PARTS = [
    "proximity",
    "functional_ties",
    "existing_ties",
    "facility_likeness",
    "capacity",
    "finance_outlook",
]

# Fitted by benchmarks/fit_partners.py to the 11 groups of two or more (47 municipalities) in data/reference/cooperation_groups.yaml.
DEFAULT_WEIGHTS = {
    "proximity": 0.28,
    "functional_ties": 0.34,
    "existing_ties": 0.17,
    "facility_likeness": 0.12,
    "capacity": 0.04,
    "finance_outlook": 0.05,
}

# Mean over these groups, each left out of the fit; and when the nearest offices come first. From the same script.
R_PRECISION, R_PRECISION_NEAREST = 0.733, 0.522
# Commuting zones of 2 to 6 municipalities, hidden from the score: how many, R-precision of the score, of the nearest offices.
ZONES_WITHIN, ZONES_ACROSS = (106, 0.869, 0.724), (9, 0.487, 0.635)

AT_LEAST = 20  # candidates of every municipality, however far
GROUPINGS_JA = {
    "shares_commuting_zone": "通勤圏",
    "shares_secondary_medical_area": "二次医療圏（非公式）",
    "shares_jma_area": "気象の区域",
}
# What of a municipality is set beside its partner's.
COMPARED = [
    "prefecture_name",
    "has_core_standing",
    "capacity_level",
    "general_admin_staff",
    "bridges_managed",
    "road_km",
    "bridge_action_needed_share",
    "fiscal_strength_index",
    "population_2050_index",
    "zero_probability",
    "construction_establishments",
]
NUMBERS = COMPARED[3:]
CORE_STANDING = {"政令指定都市", "中核市"}
SMALL_AREA = 4  # municipalities; sharing an area of no more than these counts in full
NEAR_OFFICES = 6
# On islands and in the far north offices stand far apart; beyond this, distance is a burden wherever one is used to it.
WIDEST_SPACING_KM = 30
LIKE_WITHIN = {  # difference at which likeness has fallen to 1/e
    "bridges_managed": 2.0,  # of logs
    "road_km": 2.0,
    "bridge_action_needed_share": 0.1,
    "fiscal_strength_index": 0.3,
    "population_2050_index": 15.0,
}
LOGS = {"bridges_managed", "road_km"}
# How clearly a municipality prefers its closest candidates, and how much it counts as its own partner, when partners are compared.
PREFERENCE, ITSELF = 4.0, 0.3

LONGEST_WAY_KM = 80  # of a candidate that is not there for want of nearer ones
FAR_KM = 40
LIKELY, UNLIKELY = 0.5, 0.1
FEW_CONTRACTORS = (
    34  # construction establishments per 100 bridges; a quarter of the municipalities have fewer
)


def with_far_candidates(
    pairs: pd.DataFrame,
    municipalities: pd.DataFrame,
    groupings: dict[str, pd.DataFrame],
    office_ways: pd.DataFrame,
    at_least: int = AT_LEAST,
) -> pd.DataFrame:
    """The pairs whose way is short enough, and for municipalities with fewer than `at_least` of them the nearest other offices; new
    column is_far.

    pairs, groupings: as `analysis.pairs.pairs` gives and takes them, the pairs with way_km and needs_ferry of `ways.Ways.of`.
    municipalities: lg_code, prefecture_code, office_latitude, office_longitude. office_ways: as `ways.Ways.table` gives it.
    Far candidates stand in one direction only: the island's list grows, the mainland's does not.
    """
    joined = pairs.loc[pairs["is_joined"], PAIR]
    pairs = pairs[(pairs["way_km"] <= LONGEST_WAY_KM) | pairs["is_joined"]]
    counts = pairs["lg_code"].value_counts().reindex(municipalities["lg_code"], fill_value=0)
    missing = at_least - counts[counts < at_least]
    if missing.empty:
        return pairs.assign(is_far=False)
    added = _nearest_offices(pairs, municipalities, office_ways, missing)
    prefecture = municipalities.set_index("lg_code")["prefecture_code"]
    codes = prefecture.index
    one, other = (
        codes.get_indexer(pd.Index(added["lg_code"])),
        codes.get_indexer(pd.Index(added["partner_lg_code"])),
    )
    added = added.assign(
        is_adjacent=False,
        shared_border_km=0.0,
        is_joined=False,
        needs_ferry=(land := ways.lands(codes, joined))[one] != land[other],
        is_sea_linked=False,
        sea_link_name=None,
        is_same_prefecture=prefecture.to_numpy()[one] == prefecture.to_numpy()[other],
        is_far=True,
        **{f"shares_{name}": shared(members, codes, one, other) for name, members in groupings.items()},
    )
    both = pd.concat([pairs.assign(is_far=False), added[[*pairs.columns, "is_far"]]])
    return both.sort_values(["lg_code", "distance_km", "partner_lg_code"], ignore_index=True)


def with_censuses(features: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """The features with commuting_censuses (in how many censuses both lay in one commuting zone) and commuting_censuses_known
    (in how many both lay in any).

    zones: lg_code, census_year, zone_id. No input of the score: with it groups that exist are not found better (docs/PARTNERS.md).
    """
    codes = pd.Index(np.unique(features[PAIR]))
    one, other = (codes.get_indexer(pd.Index(features[end])) for end in PAIR)
    censuses = [
        shared(members.rename(columns={"zone_id": "group_id"}), codes, one, other)
        for _, members in zones.groupby("census_year")
    ]
    table = pd.concat([pd.DataFrame(index=range(len(features))), *censuses], axis=1)
    return features.assign(
        commuting_censuses=table.fillna(False).sum(axis=1).to_numpy(dtype=int),
        commuting_censuses_known=table.notna().sum(axis=1).to_numpy(dtype=int),
    )


def _way_or_dear(pairs: pd.DataFrame) -> pd.Series:
    """The way, km; where it is too long to have been worked out, what a ferry would count for."""
    dear = pd.Series(ways.dear_km(pairs["distance_km"].to_numpy(dtype=float)), index=pairs.index)
    return pairs["way_km"].fillna(dear).astype(float)


def _reach(pairs: pd.DataFrame) -> pd.Series:
    """How far a partner is when candidates are scored, km: by way, but within a prefecture a ferry is no dearer than the straight
    line. Islands work with whom they belong to; that finds groups that exist as well or better (docs/PARTNERS.md)."""
    own_ferry = (pairs["needs_ferry"] & pairs["is_same_prefecture"]).to_numpy(dtype=bool)
    return _way_or_dear(pairs).mask(own_ferry, pairs["distance_km"])


def features(pairs: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    """What is known of each pair: the pair's own columns, those of COMPARED for both (the partner's with `partner_`), and
    is_same_county, relative_distance, border_share, common_partners (0–1), and for each of GROUPINGS_JA <name>_strength.

    municipalities: lg_code, prefecture_name, county_name, similar_type and the numbers of COMPARED, null where
        unknown; bridges_managed and road_km (km) are what it manages, zero_probability is of having no technical staff (may be
        left out).
    capacity_level (0–1): mean of the ranks, among the municipalities given, of general staff per bridge and per road km, and of
    the probability of having technical staff. relative_distance: the way (`_reach`) beside the usual spacing of offices around the two
    (1 = as far as the neighbours are). border_share: of the whole land border of the one with the shorter border. <name>_strength: 0 when the two are in different
    areas, 1 when they share one of SMALL_AREA members or fewer, less in a larger one, null when either is in none.
    """
    places = municipalities.set_index("lg_code").reindex(columns=["county_name", "similar_type", *COMPARED])
    places["has_core_standing"] = places["similar_type"].isin(CORE_STANDING)
    places[NUMBERS] = places[NUMBERS].astype(float)
    places["capacity_level"] = _capacity_level(places)
    one, other = places.loc[pairs["lg_code"]], places.loc[pairs["partner_lg_code"]]
    table = pairs.reset_index(drop=True).assign(
        **{name: one[name].to_numpy() for name in COMPARED},
        **{f"partner_{name}": other[name].to_numpy() for name in COMPARED},
    )
    table["is_same_county"] = same_county(
        places, *(places.index.get_indexer(pd.Index(pairs[end])) for end in PAIR)
    )

    reach = _reach(pairs)
    spacing = reach.sort_values().groupby(pairs["lg_code"]).head(NEAR_OFFICES)
    spacing = spacing.groupby(pairs["lg_code"]).mean().reindex(places.index).fillna(WIDEST_SPACING_KM)
    spacing = spacing.clip(upper=WIDEST_SPACING_KM)
    around = np.sqrt(_of(spacing, pairs["lg_code"]) * _of(spacing, pairs["partner_lg_code"]))
    table["relative_distance"] = reach.to_numpy() / around

    for name in GROUPINGS_JA:
        shared = pairs[name].astype("Float64").to_numpy(float, na_value=np.nan)
        size = 1 + pd.Series(np.nan_to_num(shared)).groupby(pairs["lg_code"].to_numpy()).sum().reindex(
            places.index
        )
        larger = np.fmax(_of(size, pairs["lg_code"]), _of(size, pairs["partner_lg_code"]))
        table[f"{name}_strength"] = shared * np.sqrt(SMALL_AREA / np.maximum(larger, SMALL_AREA))

    border = pairs.groupby("lg_code")["shared_border_km"].sum().reindex(places.index).fillna(0)
    shorter = np.minimum(_of(border, pairs["lg_code"]), _of(border, pairs["partner_lg_code"]))
    shared = table["shared_border_km"].to_numpy(dtype=float)
    table["border_share"] = np.divide(shared, shorter, out=np.zeros(len(table)), where=shorter > 0)
    return table.assign(common_partners=common_partners(table))


def common_partners(features: pd.DataFrame) -> np.ndarray:
    """How far the two of each pair have the same close partners (0–1), in the order of `features`, which holds all candidates.

    Every municipality spreads its preference over its candidates, the closer the more, and keeps ITSELF; the result is the cosine
    between the preferences of the two. Close: proximity, shared areas and, half as much, existing ties.
    """
    areas = np.nan_to_num(_mean_of_known(_shared_areas(features)))
    close = np.exp(PREFERENCE * (_proximity(features) + areas + 0.5 * _existing_ties(features)))
    codes = pd.Index(np.unique(features[PAIR]))
    one, other = (codes.get_indexer(features[end]) for end in PAIR)
    preferences = sparse.csr_matrix((close, (one, other)), shape=(len(codes), len(codes)))
    preferences = _scaled(preferences, preferences.sum(axis=1)) + ITSELF * sparse.identity(len(codes))
    preferences = _scaled(preferences, np.sqrt(preferences.multiply(preferences).sum(axis=1)))
    cosine: np.ndarray = np.minimum(np.asarray((preferences @ preferences.T).tocsr()[one, other]).ravel(), 1)
    return cosine


def _scaled(rows: sparse.csr_matrix, lengths: np.ndarray) -> sparse.csr_matrix:
    """Each row divided by its length; rows without any stay empty."""
    lengths = np.asarray(lengths).ravel()
    scaled: sparse.csr_matrix = sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ rows
    return scaled


def parts(features: pd.DataFrame) -> pd.DataFrame:
    """lg_code, partner_lg_code and the PARTS of each pair (0–1); null where nothing of a part is known."""
    level, partner_level = (
        features[f"{side}capacity_level"].to_numpy(dtype=float) for side in ("", "partner_")
    )
    return features[PAIR].assign(
        proximity=_proximity(features),
        functional_ties=_mean_of_known([*_shared_areas(features), (2, features["common_partners"])]),
        existing_ties=_existing_ties(features),
        facility_likeness=_mean_of_known(
            [(4, features["has_core_standing"] == features["partner_has_core_standing"])]
            + [
                (1, _likeness(features, name))
                for name in ("bridges_managed", "road_km", "bridge_action_needed_share")
            ]
        ),
        capacity=1 - (1 - level) * (1 - partner_level),
        finance_outlook=_mean_of_known(
            [(1, _likeness(features, name)) for name in ("fiscal_strength_index", "population_2050_index")]
        ),
    )


def _proximity(features: pd.DataFrame) -> np.ndarray:
    nearness = np.exp(-features["relative_distance"].to_numpy(dtype=float) / 1.5)
    joined = features["is_joined"].to_numpy(dtype=float)
    return 0.8 * nearness + 0.1 * joined + 0.1 * features["border_share"].clip(upper=1).to_numpy(dtype=float)


def _shared_areas(features: pd.DataFrame) -> list[tuple[float, pd.Series]]:
    """Weight and strength of each kind of shared area."""
    return [
        (2, features["shares_jma_area_strength"]),
        (2, features["shares_secondary_medical_area_strength"]),
        (1, features["shares_commuting_zone_strength"]),
    ]


def _existing_ties(features: pd.DataFrame) -> np.ndarray:
    return _mean_of_known(
        [
            (2, features["is_same_prefecture"]),
            (3, features["is_same_county"]),
            (3, features["shares_subprefecture"]),  # unknown outside 北海道
        ]
    )


def score(parts: pd.DataFrame, weights: dict[str, float]) -> pd.Series:
    """The weighted mean (0–1) of the parts that are known, in the order of `parts`.

    weights: one number of 0 or more for each of PARTS; only their proportions matter. Raises ValueError when none is above 0.
    """
    weight = np.array([weights[name] for name in PARTS], dtype=float)
    if (weight < 0).any() or not weight.sum() > 0:
        raise ValueError(f"weights must be 0 or more, and one above 0: {weights}")
    values = parts[PARTS].to_numpy(dtype=float)
    known = ~np.isnan(values)
    total = known @ weight
    return pd.Series(
        np.divide(np.nan_to_num(values) @ weight, total, out=np.zeros(len(parts)), where=total > 0),
        index=parts.index,
        name="score",
    )


def ranks(parts: pd.DataFrame, score: pd.Series, features: pd.DataFrame) -> pd.Series:
    """The place of each candidate among its municipality's, from 1; of equal scores the nearer office comes first."""
    order = pd.DataFrame(
        {
            "lg_code": parts["lg_code"],
            "score": -score.round(12),
            "distance_km": features["distance_km"].to_numpy(),
            "partner_lg_code": parts["partner_lg_code"],
        }
    ).sort_values(["lg_code", "score", "distance_km", "partner_lg_code"])
    return order.groupby("lg_code").cumcount().reindex(parts.index) + 1


def stability(
    parts: pd.DataFrame, weights: dict[str, float], k: int, draws: int = 500, seed: int = 0
) -> pd.Series:
    """The share (0–1) of draws of other weights in which a candidate is among the first `k` of its municipality.

    Weights are drawn from a Dirichlet distribution around the given ones, loose enough that a part may lose or gain about half of
    its weight, and a part without weight may get some.
    """
    share = np.array([weights[name] for name in PARTS], dtype=float)
    drawn = np.random.default_rng(seed).dirichlet(12 * share / share.sum() + 0.3, draws)
    row, place = parts.groupby("lg_code").ngroup().to_numpy(), parts.groupby("lg_code").cumcount().to_numpy()
    values = parts[PARTS].to_numpy(dtype=np.float32)
    values = np.where(np.isnan(values), np.float32(0.5), values)
    scores = np.full((row.max(initial=-1) + 1, max(place.max(initial=-1) + 1, k)), -np.inf, dtype=np.float32)
    times = np.zeros(len(parts))
    for weight in drawn.astype(np.float32):
        scores[row, place] = values @ weight
        last = np.partition(scores, scores.shape[1] - k, axis=1)[:, scores.shape[1] - k]
        times += scores[row, place] >= last[row]
    return pd.Series(times / draws, index=parts.index, name="stability")


def contributions(parts: pd.DataFrame, weights: dict[str, float]) -> pd.DataFrame:
    """What each of PARTS adds to the score of a candidate (0–1), 0 where it is unknown; a row sums to its `score`."""
    weight = parts[PARTS].notna() * pd.Series(weights)[PARTS]
    total = weight.sum(axis=1)
    return (parts[PARTS] * weight).div(total.where(total > 0), axis=0).fillna(0)


def ranked(features: pd.DataFrame, weights: dict[str, float], first: int, among: int) -> pd.DataFrame:
    """The `first` candidates of each municipality in order, with the reasons for and against each.

    Columns: lg_code, partner_lg_code, rank, score, the parts, stability (share of draws among the first `among`, counted within
    the `first`), distance_km, way_km, needs_ferry, is_far, reasons_for, reasons_against (lists of sentences).
    """
    known = features.reset_index(drop=True)
    table = parts(known)
    table["score"] = score(table, weights)
    table["rank"] = ranks(table, table["score"], known)
    table = table[table["rank"] <= first].sort_values(["lg_code", "rank"])
    known = known.loc[table.index]
    both = [reasons(pair) for pair in known.to_dict("records")]
    table["stability"] = stability(table, weights, among)
    of_pair = ["distance_km", "way_km", "needs_ferry", "is_far"]
    table[of_pair] = known[of_pair]
    table["reasons_for"], table["reasons_against"] = zip(*both, strict=True)
    columns = [*PAIR, "rank", "score", *PARTS, "stability", *of_pair]
    return table[[*columns, "reasons_for", "reasons_against"]].reset_index(drop=True)


def reasons(pair: Mapping[Hashable, Any]) -> tuple[list[str], list[str]]:
    """What speaks for and against a candidate, in Japanese sentences, the weightiest first. pair: one row of `features`."""
    return _reasons_for(pair), _reasons_against(pair)


def _reasons_for(pair: Mapping[Hashable, Any]) -> list[str]:
    sentences = []
    is_neighbour = pair["is_adjacent"] and pair["is_joined"]
    if is_neighbour:
        sentences.append(f"隣接しています（共有する境界 {ways.short_km(pair['shared_border_km'])}）")
    if pair["is_sea_linked"]:
        sentences.append(f"{pair['sea_link_name']}でつながっています")
    if not is_neighbour and not pair["needs_ferry"] and pair["way_km"] <= FAR_KM / 2:
        sentences.append(f"役所が近くにあります（{_way_in_words(pair)}）")
    shared = [name for column, name in GROUPINGS_JA.items() if _is(pair[column], True)]
    if shared:
        sentences.append(f"同じ{'・'.join(shared)}です")
    together, censuses = pair["commuting_censuses"], pair["commuting_censuses_known"]
    if together:
        times = "とも" if together == censuses else f"のうち{together}回"
        sentences.append(f"1980〜2015年の国勢調査{censuses}回{times}、同じ通勤圏でした")
    if pair["is_same_county"]:
        sentences.append("同じ郡です")
    elif _is(pair["shares_subprefecture"], True):
        sentences.append("同じ振興局です")
    elif pair["is_same_prefecture"]:
        sentences.append(f"同じ{pair['prefecture_name']}です")
    bridges, theirs = pair["bridges_managed"], pair["partner_bridges_managed"]
    if _ratio(bridges, theirs) <= 1.5:
        sentences.append(f"橋梁の規模が近いです（{bridges:,.0f}橋と{theirs:,.0f}橋）")
    road, their_road = pair["road_km"], pair["partner_road_km"]
    if _ratio(road, their_road) <= 1.5:
        sentences.append(f"道路の規模が近いです（{road:,.0f}kmと{their_road:,.0f}km）")
    zero, their_zero = pair["zero_probability"], pair["partner_zero_probability"]
    if zero >= LIKELY and their_zero <= UNLIKELY:
        sentences.append(
            "相手には技術職員がいます（実数）"
            if their_zero == 0
            else f"相手には技術職員がいる可能性が高いです（いない確率{chances.percent(their_zero)}、推計）"
        )
    elif pair["partner_capacity_level"] - pair["capacity_level"] >= 0.3:
        sentences.append("相手の方が、施設の量に対して職員が多いです")
    own, theirs = _contractors(pair, ""), _contractors(pair, "partner_")
    if own < FEW_CONTRACTORS <= theirs and theirs >= 2 * own:
        sentences.append(
            f"相手の方が、橋の数に対して建設業の事業所が多いです（100橋当たり{own:,.0f}と{theirs:,.0f}）"
        )
    return sentences


def _contractors(pair: Mapping[Hashable, Any], side: str) -> float:
    """Construction establishments per 100 bridges of one of the two (side: "" or "partner_"); nan where unknown or without bridges."""
    bridges = pair[f"{side}bridges_managed"]
    return pair[f"{side}construction_establishments"] / bridges * 100 if bridges > 0 else float("nan")


def _reasons_against(pair: Mapping[Hashable, Any]) -> list[str]:
    sentences = []
    if pair["needs_ferry"]:
        sentences.append(f"行き来に船が要ります（直線{ways.short_km(pair['distance_km'])}）")
    elif not pair["way_km"] <= FAR_KM:
        sentences.append(f"離れています（{_way_in_words(pair)}）")
    zero, their_zero = pair["zero_probability"], pair["partner_zero_probability"]
    if zero >= LIKELY and their_zero >= LIKELY:
        both = "、".join(_nobody_ja(one) for one in (zero, their_zero))
        sentences.append(f"両者とも技術職員がいないか、いない可能性の方が高いです（{both}）")
    if pair["capacity_level"] < 0.3 and pair["partner_capacity_level"] < 0.3:
        sentences.append("両者とも施設の量に対して職員が少ないです")
    own, their_own = _contractors(pair, ""), _contractors(pair, "partner_")
    if own < FEW_CONTRACTORS and their_own < FEW_CONTRACTORS:
        sentences.append(
            f"両者とも橋の数に対して建設業の事業所が少ないです（100橋当たり{own:,.0f}と{their_own:,.0f}）"
        )
    if not pair["is_same_prefecture"]:
        sentences.append(
            f"都道府県が違います（{pair['prefecture_name']}と{pair['partner_prefecture_name']}）"
        )
    if _is(pair["shares_subprefecture"], False):
        sentences.append("振興局が違います")
    apart = [name for column, name in GROUPINGS_JA.items() if _is(pair[column], False)]
    if len(apart) == len(GROUPINGS_JA):
        sentences.append("通勤圏・二次医療圏・気象の区域のどれも違います")
    bridges, theirs = pair["bridges_managed"], pair["partner_bridges_managed"]
    if _ratio(bridges, theirs) >= 5:
        sentences.append(f"橋梁の規模が大きく違います（{bridges:,.0f}橋と{theirs:,.0f}橋）")
    if pair["has_core_standing"] != pair["partner_has_core_standing"]:
        sentences.append("政令指定都市・中核市とそれ以外で、立場が違います")
    if pair["is_far"]:
        sentences.append("近くに相手がいないため、遠い候補も挙げています")
    return sentences


def _nobody_ja(zero_probability: float) -> str:
    """「推計の確率77%」, or that it is counted: without 土木技師, whether or not 建築技師 are counted too."""
    return "土木技師の実数0人" if zero_probability == 1 else f"推計の確率{chances.percent(zero_probability)}"


def _nearest_offices(
    pairs: pd.DataFrame, municipalities: pd.DataFrame, office_ways: pd.DataFrame, missing: pd.Series
) -> pd.DataFrame:
    """For each municipality of `missing` as many of the nearest offices, by way, it is not paired with: PAIR, distance_km, way_km."""
    codes = municipalities["lg_code"].to_numpy()
    wanted = np.flatnonzero(np.isin(codes, missing.index))
    every = pd.DataFrame(
        {
            "lg_code": np.repeat(codes[wanted], len(codes)),
            "partner_lg_code": np.tile(codes, len(wanted)),
            "distance_km": distances(municipalities)[wanted].ravel(),
        }
    ).dropna(subset="distance_km")
    every = every[every["lg_code"] != every["partner_lg_code"]]
    every = every.merge(office_ways[[*PAIR, "way_km"]], on=PAIR, how="left")
    paired = pd.MultiIndex.from_frame(pairs[PAIR])
    every = every[~pd.MultiIndex.from_frame(every[PAIR]).isin(paired)]
    every = every.assign(reach=_way_or_dear(every)).sort_values(["lg_code", "reach", "partner_lg_code"])
    number = every.groupby("lg_code").cumcount()
    return every[number < every["lg_code"].map(missing)].drop(columns="reach").reset_index(drop=True)


def _capacity_level(places: pd.DataFrame) -> pd.Series:
    """Mean of what is known of: rank of staff per bridge, rank of staff per road km, probability of technical staff (0–1)."""
    staff = places["general_admin_staff"]
    per_facility = [
        (staff / places[name].where(lambda amount: amount > 0)).rank(pct=True)
        for name in ("bridges_managed", "road_km")
    ]
    return pd.concat([*per_facility, 1 - places["zero_probability"]], axis=1).mean(axis=1)


def _likeness(features: pd.DataFrame, name: str) -> np.ndarray:
    """1 where the two are the same, falling towards 0 with their difference; null where either is unknown."""
    one, other = (features[f"{side}{name}"].to_numpy(dtype=float) for side in ("", "partner_"))
    if name in LOGS:
        one, other = np.log1p(one), np.log1p(other)
    likeness: np.ndarray = np.exp(-np.abs(one - other) / LIKE_WITHIN[name])
    return likeness


def _mean_of_known(weighted: Sequence[tuple[float, pd.Series | np.ndarray]]) -> np.ndarray:
    """The weighted mean of what is known of each row; null where nothing is."""
    values = np.column_stack(
        [pd.Series(value).astype("Float64").to_numpy(float, na_value=np.nan) for _, value in weighted]
    )
    weight = np.array([weight for weight, _ in weighted], dtype=float)
    known = ~np.isnan(values)
    total = known @ weight
    mean: np.ndarray = np.divide(
        np.nan_to_num(values) @ weight, total, out=np.full(len(values), np.nan), where=total > 0
    )
    return mean


def _of(values: pd.Series, codes: pd.Series) -> np.ndarray:
    return values.loc[codes].to_numpy(dtype=float)


def _ratio(one: float, other: float) -> float:
    """How many times the larger is the smaller; null when either is unknown or 0."""
    return max(one, other) / min(one, other) if one > 0 and other > 0 else np.nan


def _is(flag: object, wanted: bool) -> bool:
    return flag is not pd.NA and flag is not None and flag == wanted


def _way_in_words(pair: Mapping[Hashable, Any]) -> str:
    return ways.in_words(pair["distance_km"], pair["way_km"], pair["needs_ferry"])
