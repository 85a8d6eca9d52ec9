"""Candidate partners: parts, score, ranks, stability, reasons; and on real data, islands and known groups."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import etl.partners
from analysis import partners
from benchmarks import fit_partners

CODES = ["a", "b", "c", "d"]
PLACES = pd.DataFrame(
    {
        "lg_code": CODES,
        "municipality_name": ["甲市", "乙市", "丙町", "丁町"],
        "prefecture_code": ["01", "01", "01", "02"],
        "prefecture_name": ["東県", "東県", "東県", "西県"],
        "county_name": [None, None, "北郡", "北郡"],
        "similar_type": ["Ⅰ－０", "Ⅰ－０", "Ⅰ－０", "中核市"],
        "office_latitude": [35.0, 35.05, 35.1, 36.0],
        "office_longitude": [136.0, 136.0, 136.1, 137.0],
        "general_admin_staff": [200, 150, 40, 900],
        "bridges_managed": [334, 289, None, 2000],
        "road_km": [500.0, 400.0, 100.0, 2000.0],
        "bridge_action_needed_share": [0.1, 0.12, None, 0.05],
        "fiscal_strength_index": [0.5, 0.45, 0.2, 0.9],
        "population_2050_index": [80.0, 75.0, None, 95.0],
        "zero_probability": [0.05, 0.6, 0.7, 0.0],
    }
)
PAIRS = pd.DataFrame(
    [
        ("a", "b", 5.6, True, 12.0, True, True, True, True),
        ("a", "c", 14.4, False, 0.0, True, False, True, None),
        ("b", "c", 10.7, True, 3.0, True, False, True, None),
        ("a", "d", 62.0, False, 0.0, False, False, False, False),
    ],
    columns=[
        "lg_code",
        "partner_lg_code",
        "distance_km",
        "is_adjacent",
        "shared_border_km",
        "is_same_prefecture",
        "shares_jma_area",
        "shares_commuting_zone",
        "shares_secondary_medical_area",
    ],
)
TURNED = PAIRS.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})
PAIRS = (
    pd.concat([PAIRS, TURNED])
    .assign(
        way_km=lambda rows: rows["distance_km"] * 1.2,
        needs_ferry=False,
        is_joined=lambda rows: rows["is_adjacent"],
        is_sea_linked=False,
        sea_link_name=None,
        is_far=False,
        shares_subprefecture=pd.NA,
    )
    .astype({"shares_secondary_medical_area": "boolean", "shares_subprefecture": "boolean"})
    .sort_values(["lg_code", "distance_km"], ignore_index=True)
)
WAYS = PAIRS[["lg_code", "partner_lg_code", "way_km", "needs_ferry"]]
ZONES = pd.DataFrame(
    [
        ("a", 1980, "1"),
        ("b", 1980, "1"),
        ("c", 1980, "2"),
        ("a", 2015, "7"),
        ("b", 2015, "7"),
        ("c", 2015, "7"),
    ],
    columns=["lg_code", "census_year", "zone_id"],
)


def features_of(pairs, places=PLACES):
    return partners.with_censuses(partners.features(pairs, places), ZONES)


FEATURES = features_of(PAIRS)
PARTS = partners.parts(FEATURES)

shares = st.floats(0, 1)
tables = st.lists(st.tuples(st.sampled_from("abc"), *[shares] * len(partners.PARTS)), min_size=1, max_size=20)
weights = st.lists(st.floats(0, 1), min_size=6, max_size=6).filter(lambda drawn: sum(drawn) > 0.01)


def named(values):
    return dict(zip(partners.PARTS, values, strict=True))


def as_parts(rows) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["lg_code", *partners.PARTS])
    return table.assign(partner_lg_code=[f"p{number}" for number in range(len(table))])


def one(table, lg_code, partner):
    return table[(table["lg_code"] == lg_code) & (table["partner_lg_code"] == partner)].iloc[0]


def reasons_of(lg_code, partner):
    return partners.reasons(one(FEATURES, lg_code, partner).to_dict())


def test_the_default_weights_are_shares_of_one():
    assert list(partners.DEFAULT_WEIGHTS) == partners.PARTS
    assert sum(partners.DEFAULT_WEIGHTS.values()) == pytest.approx(1)
    assert min(partners.DEFAULT_WEIGHTS.values()) > 0


def test_parts_lie_between_0_and_1():
    assert PARTS[partners.PARTS].stack().between(0, 1).all()


def test_parts_are_the_same_in_both_directions():
    turned = PARTS.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})
    both = PARTS.merge(turned, on=partners.PAIR, suffixes=("", "_turned"))
    assert len(both) == len(PARTS)
    for name in partners.PARTS:
        np.testing.assert_allclose(both[name], both[f"{name}_turned"])


@pytest.mark.parametrize(
    ("part", "column", "better"),
    [
        ("proximity", "relative_distance", 0.1),
        ("proximity", "is_joined", True),
        ("proximity", "border_share", 1.0),
        ("functional_ties", "shares_jma_area_strength", 1.0),
        ("functional_ties", "shares_commuting_zone_strength", 1.0),
        ("functional_ties", "common_partners", 1.0),
        ("existing_ties", "is_same_prefecture", True),
        ("existing_ties", "is_same_county", True),
        ("existing_ties", "shares_subprefecture", True),
        ("facility_likeness", "partner_bridges_managed", 334.0),
        ("capacity", "partner_capacity_level", 1.0),
        ("finance_outlook", "partner_fiscal_strength_index", 0.5),
    ],
)
def test_a_part_rises_with_what_it_measures(part, column, better):
    row = FEATURES[(FEATURES["lg_code"] == "a") & (FEATURES["partner_lg_code"] == "d")]
    improved = partners.parts(row.assign(**{column: better}))[part]
    assert improved.iloc[0] > partners.parts(row)[part].iloc[0]


def test_what_is_unknown_is_left_out_of_a_part():
    pair, known = one(PARTS, "a", "c"), one(FEATURES, "a", "c")
    # A common commuting zone (1), no common JMA area (2), and the common partners (2).
    assert pair["functional_ties"] == pytest.approx((1 + 2 * known["common_partners"]) / 5)
    assert pair["finance_outlook"] == pytest.approx(np.exp(-1))
    nothing = features_of(PAIRS, PLACES.assign(fiscal_strength_index=None, population_2050_index=None))
    parts = partners.parts(nothing)
    assert parts["finance_outlook"].isna().all()
    assert partners.score(parts, partners.DEFAULT_WEIGHTS).between(0, 1).all()


def test_a_small_common_area_ties_more_than_a_large_one():
    crowd = pd.DataFrame({"lg_code": "a", "partner_lg_code": [f"x{n}" for n in range(30)]})
    crowd = crowd.assign(**{name: PAIRS[name].iloc[0] for name in PAIRS.columns[2:]})
    places = pd.concat([PLACES, pd.DataFrame({"lg_code": crowd["partner_lg_code"]})])
    large = partners.features(pd.concat([PAIRS, crowd], ignore_index=True), places)
    assert (
        one(large, "a", "b")["shares_jma_area_strength"] < one(FEATURES, "a", "b")["shares_jma_area_strength"]
    )


def test_who_is_close_to_the_same_others_has_common_partners():
    """a, b and c are all close to each other, d to a alone, e and f to each other alone."""
    close = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "d"), ("e", "f"), ("d", "e")]
    distance = [1, 1, 1, 1, 1, 9]
    rows = pd.DataFrame(close, columns=partners.PAIR).assign(relative_distance=distance)
    turned = rows.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})
    table = pd.concat([rows, turned], ignore_index=True).assign(
        is_joined=False,
        border_share=0.0,
        is_same_prefecture=True,
        is_same_county=False,
        shares_subprefecture=pd.NA,
        **{f"{name}_strength": np.nan for name in partners.GROUPINGS_JA},
    )
    table["common"] = partners.common_partners(table)
    assert table["common"].between(0, 1).all()
    assert one(table, "a", "b")["common"] == pytest.approx(one(table, "b", "a")["common"])
    assert one(table, "b", "c")["common"] > one(table, "a", "d")["common"] > one(table, "d", "e")["common"]


@given(tables, weights, st.sampled_from(partners.PARTS))
def test_the_score_never_falls_when_a_part_rises(rows, drawn, name):
    parts = as_parts(rows)
    raised = parts.assign(**{name: parts[name] + (1 - parts[name]) / 2})
    before, after = (partners.score(table, named(drawn)) for table in (parts, raised))
    assert (after >= before - 1e-9).all()
    assert before.between(0, 1 + 1e-9).all()


@given(tables, weights)
def test_ranks_count_from_1_within_each_municipality(rows, drawn):
    parts = as_parts(rows)
    features = parts.assign(distance_km=range(len(parts)))
    places = partners.ranks(parts, partners.score(parts, named(drawn)), features)
    for _, group in places.groupby(parts["lg_code"]):
        assert sorted(group) == list(range(1, len(group) + 1))


@given(tables, weights, st.integers(1, 4))
def test_stability_is_a_share_and_fills_the_first_k(rows, drawn, k):
    parts = as_parts(rows)
    share = partners.stability(parts, named(drawn), k, draws=20)
    assert share.between(0, 1).all()
    for _, group in share.groupby(parts["lg_code"]):
        assert group.sum() >= min(k, len(group)) - 1e-9


def test_stability_is_the_same_for_the_same_seed_and_certain_for_the_best_in_everything():
    parts = as_parts([("a", *[0.9] * 6), ("a", *[0.5] * 6), ("a", *[0.1] * 6)])
    first = partners.stability(parts, partners.DEFAULT_WEIGHTS, 1, seed=3)
    assert list(first) == [1, 0, 0]
    pd.testing.assert_series_equal(first, partners.stability(parts, partners.DEFAULT_WEIGHTS, 1, seed=3))


@given(tables, weights)
def test_contributions_sum_to_the_score(rows, drawn):
    parts = as_parts(rows)
    parts.loc[0, "capacity"] = None
    added = partners.contributions(parts, named(drawn))
    np.testing.assert_allclose(added.sum(axis=1), partners.score(parts, named(drawn)), atol=1e-12)


@pytest.mark.parametrize("wrong", [[0] * 6, [1, -1, 1, 1, 1, 1]])
def test_weights_that_rank_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match="weights"):
        partners.score(PARTS, named(wrong))


def test_reasons_name_what_speaks_for_a_candidate():
    reasons_for, reasons_against = reasons_of("a", "b")
    assert "隣接しています（共有する境界 12km）" in reasons_for
    assert "同じ通勤圏・二次医療圏（非公式）・気象の区域です" in reasons_for
    assert "橋梁の規模が近いです（334橋と289橋）" in reasons_for
    assert reasons_against == []


def test_reasons_name_what_speaks_against_a_candidate():
    _, reasons_against = reasons_of("a", "d")
    assert "離れています（道のり（概算）74km・直線62km）" in reasons_against
    assert "都道府県が違います（東県と西県）" in reasons_against
    assert "通勤圏・二次医療圏・気象の区域のどれも違います" in reasons_against
    assert "橋梁の規模が大きく違います（334橋と2,000橋）" in reasons_against
    assert any("両者とも技術職員がいない" in one for one in reasons_of("b", "c")[1])
    assert not any("両者とも技術職員がいない" in one for one in reasons_of("a", "b")[1])


def test_a_count_and_an_estimate_of_nobody_are_told_apart():
    pair = one(FEATURES, "b", "c").to_dict() | {"zero_probability": 1, "partner_zero_probability": 0.82}
    assert any("（土木技師の実数0人、推計の確率82%）" in reason for reason in partners.reasons(pair)[1])


@pytest.mark.parametrize(("same", "reason"), [(True, "同じ振興局です"), (False, "振興局が違います")])
def test_reasons_name_the_subprefecture_where_there_are_any(same, reason):
    pair = one(FEATURES, "a", "b").to_dict()
    assert "振興局" not in str(partners.reasons(pair))
    assert reason in partners.reasons(pair | {"shares_subprefecture": same})[not same]


@pytest.mark.parametrize(
    ("own", "theirs", "side", "reason"),
    [
        (50, 200, 0, "相手の方が、橋の数に対して建設業の事業所が多いです（100橋当たり15と69）"),
        (0, 200, 0, "相手の方が、橋の数に対して建設業の事業所が多いです（100橋当たり0と69）"),
        (50, 60, 1, "両者とも橋の数に対して建設業の事業所が少ないです（100橋当たり15と21）"),
        (0, 0, 1, "両者とも橋の数に対して建設業の事業所が少ないです（100橋当たり0と0）"),
    ],
)
def test_few_local_contractors_are_a_reason(own, theirs, side, reason):
    places = PLACES.assign(construction_establishments=[own, theirs, 10, 900])
    found = partners.reasons(one(features_of(PAIRS, places), "a", "b").to_dict())
    assert reason in found[side]
    assert "建設業" not in str(found[1 - side])


def test_enough_or_unknown_local_contractors_are_no_reason():
    for establishments in ([200, 400, 10, 900], [50, None, 10, 900], [None, 10, 10, 900]):
        places = PLACES.assign(construction_establishments=establishments)
        pair = one(features_of(PAIRS, places), "a", "b").to_dict()
        assert "建設業" not in str(partners.reasons(pair))


def test_reasons_stay_silent_about_what_is_unknown():
    unknown = PLACES.assign(**dict.fromkeys(partners.NUMBERS, None))
    rows = features_of(PAIRS, unknown).to_dict("records")
    sentences = [sentence for row in rows for side in partners.reasons(row) for sentence in side]
    assert not [sentence for sentence in sentences if "nan" in sentence or "橋梁" in sentence]


def test_places_with_few_pairs_get_the_nearest_offices_marked_far():
    areas = pd.DataFrame({"lg_code": ["a", "d"], "group_id": ["1", "1"]})
    remaining = PAIRS[(PAIRS["lg_code"] != "d") & (PAIRS["partner_lg_code"] != "d")].drop(columns="is_far")
    groupings = {
        name.removeprefix("shares_"): areas for name in [*partners.GROUPINGS_JA, "shares_subprefecture"]
    }
    filled = partners.with_far_candidates(remaining, PLACES, groupings, WAYS.head(0), at_least=3)
    far = filled[filled["is_far"]]
    assert set(filled.groupby("lg_code").size()) == {3}
    assert list(far.loc[far["lg_code"] == "d", "partner_lg_code"]) == ["c", "b", "a"]
    assert far.loc[far["lg_code"] == "d", "distance_km"].is_monotonic_increasing
    assert bool(one(far, "d", "a")["shares_jma_area"])
    assert pd.isna(one(far, "d", "b")["shares_jma_area"])
    assert (
        "近くに相手がいないため、遠い候補も挙げています"
        in partners.reasons(one(features_of(filled), "d", "c").to_dict())[1]
    )


def test_candidates_are_limited_by_way_and_joined_neighbours_are_kept():
    long = PAIRS.drop(columns="is_far").assign(way_km=PAIRS["way_km"].mask(PAIRS["distance_km"] > 11, np.nan))
    kept = partners.with_far_candidates(long, PLACES, {}, WAYS.head(0), at_least=0)
    assert set(kept[partners.PAIR].itertuples(index=False, name=None)) == {
        ("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")
    }  # fmt: skip
    joined = partners.with_far_candidates(long.assign(is_joined=True), PLACES, {}, WAYS.head(0), at_least=0)
    assert len(joined) == len(PAIRS)


def test_a_longer_way_is_less_near_and_a_ferry_within_the_prefecture_counts_straight():
    for change, pair in (({"way_km": PAIRS["way_km"] * 2}, ("a", "c")), ({"needs_ferry": True}, ("a", "d"))):
        longer = PAIRS.assign(**change)
        near, far = (
            partners.parts(features_of(rows)).set_index(partners.PAIR)["proximity"]
            for rows in (PAIRS, longer)
        )
        assert far[pair] <= near[pair]
    by_ferry = features_of(PAIRS.assign(needs_ferry=True, way_km=np.nan)).set_index(partners.PAIR)
    straight = features_of(PAIRS.assign(way_km=PAIRS["distance_km"])).set_index(partners.PAIR)
    assert (
        by_ferry.loc[("b", "c"), "relative_distance"] < straight.loc[("b", "c"), "relative_distance"] * 1.01
    )
    assert by_ferry.loc[("a", "d"), "relative_distance"] > straight.loc[("a", "d"), "relative_distance"]


def test_a_ferry_and_the_censuses_are_said():
    pair = one(FEATURES, "a", "b").to_dict()
    assert "1980〜2015年の国勢調査2回とも、同じ通勤圏でした" in partners.reasons(pair)[0]
    pair = one(FEATURES, "a", "c").to_dict()
    assert "1980〜2015年の国勢調査2回のうち1回、同じ通勤圏でした" in partners.reasons(pair)[0]
    pair = one(features_of(PAIRS.assign(needs_ferry=True)), "a", "d").to_dict()
    assert "行き来に船が要ります（直線62km）" in partners.reasons(pair)[1]
    assert not [sentence for sentence in partners.reasons(pair)[0] if "役所が近く" in sentence]


@pytest.fixture(scope="module")
def candidates(database):
    """The candidates of the whole country, made in a copy of what they need."""
    with duckdb.connect() as copy:
        copy.execute(f"attach '{database}' as built (read_only)")
        for table in (
            "municipalities",
            "municipality_pairs",
            "office_ways",
            "groupings",
            "commuting_zones",
            "municipality_facts",
        ):
            copy.execute(f"create table {table} as from built.{table}")
        etl.partners.candidates(copy)
        return copy.execute("from partner_candidates order by lg_code, rank").df()


def test_every_municipality_has_at_least_20_candidates(candidates):
    count = candidates.groupby("lg_code").size()
    assert len(count) == 1741
    assert count.min() >= 20
    assert (candidates["rank"] == candidates.groupby("lg_code").cumcount() + 1).all()
    assert (candidates["lg_code"] != candidates["partner_lg_code"]).all()
    assert not candidates.duplicated(partners.PAIR).any()
    assert candidates[[*partners.PARTS, "score", "stability"]].stack().between(0, 1).all()


@pytest.mark.parametrize("lonely", ["134210", "473821"])
def test_islands_far_from_everyone_have_only_far_candidates(candidates, lonely):
    own = candidates[candidates["lg_code"] == lonely]
    assert own["is_far"].all()
    assert all("近くに相手がいない" in " ".join(reasons) for reasons in own["reasons_against"])


def test_places_without_a_projection_of_their_own_are_ranked_like_all_others(candidates):
    iwaki, hirono = "072044", "075418"
    assert candidates[candidates["lg_code"].isin([iwaki, hirono])]["finance_outlook"].notna().all()


def test_yonaguni_is_offered_the_islands_of_its_own_county(candidates):
    own = candidates[candidates["lg_code"] == "473821"]
    assert own.iloc[0]["partner_lg_code"] == "473812"


def test_groups_left_out_of_the_fit_are_found_better_than_by_distance(db):
    known, groups = etl.partners.features(db), fit_partners.real_groups(db)
    parts = partners.parts(known)
    found = fit_partners.left_out(known, parts, groups).mean()
    for score in fit_partners.baselines(known).values():
        assert found > fit_partners.r_precision(known, score, groups).mean() + 0.1
    fitted = fit_partners.fit(parts, groups)
    assert fitted == pytest.approx(partners.DEFAULT_WEIGHTS, abs=0.03)
    assert round(found, 3) == partners.R_PRECISION
    nearest = fit_partners.r_precision(known, -known["distance_km"], groups).mean()
    assert round(nearest, 3) == partners.R_PRECISION_NEAREST


def test_zones_within_a_prefecture_and_across_a_border_are_reported_apart(db):
    zones = fit_partners.hidden_areas(db, etl.partners.features(db))["commuting_zone"]
    for side, told in (("within", partners.ZONES_WITHIN), ("across", partners.ZONES_ACROSS)):
        assert (zones[f"areas_{side}"], zones[f"score_{side}"], zones[f"nearest_{side}"]) == told
    assert partners.ZONES_WITHIN[0] + partners.ZONES_ACROSS[0] == zones["areas"]
