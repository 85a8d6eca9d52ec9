"""Close bridges: against every pair measured one by one; names, clusters, rules and costs by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis import consolidation, consolidation_options
from analysis.consolidation import BRIDGE, TooMany, close_pairs, plain, river, road_class, route, stem

NAN = math.nan
YEAR = 2025


def apart(one, other):
    """Metres along the sphere, as the textbook has it (haversine)."""
    (la, lo), (lb, ll) = np.radians(one), np.radians(other)
    half = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((ll - lo) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("metres", [50, 300, 5_000])
def test_pairs_of_a_thousand_random_bridges_are_those_found_one_by_one(seed, metres):
    random = np.random.default_rng(seed)
    latitude, longitude = 34 + random.normal(0, 0.05, 1_000), 131 + random.normal(0, 0.05, 1_000)
    latitude[::97] = NAN
    latitude[1], longitude[1] = latitude[2], longitude[2]  # one upon the other
    expected = {
        (one, other): distance
        for one in range(1_000)
        if np.isfinite(latitude[one])
        for other in range(one + 1, 1_000)
        if np.isfinite(latitude[other])
        and (distance := apart((latitude[one], longitude[one]), (latitude[other], longitude[other])))
        <= metres
    }
    found = close_pairs(latitude, longitude, metres)
    pairs = list(zip(found["one"], found["other"], strict=True))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == set(expected)
    assert len(pairs) >= 1
    assert found["distance_m"].is_monotonic_increasing
    for pair, distance in zip(pairs, found["distance_m"], strict=True):
        assert distance == pytest.approx(expected[pair], abs=1e-3)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_bridges_make_no_pair(count):
    assert close_pairs(np.full(count, 34.0), np.full(count, 131.0), 100).empty


def test_too_many_pairs_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(consolidation, "MOST_PAIRS", 9)
    with pytest.raises(TooMany, match="100m以内の組が10組あります。距離を短く"):
        close_pairs(np.full(5, 34.0), np.full(5, 131.0), 100)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("末武大橋側道橋（下り）", "末武大橋"),
        ("坪見橋(下り線)", "坪見橋(上り線)"),
        ("大平橋側道橋-1", "大平橋側道橋-2"),
        ("梅田川橋(上流側)", "梅田川橋梁"),
    ],
)
def test_names_of_one_crossing_have_one_stem(one, other):
    assert stem(plain(one)) == stem(plain(other)) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("第1中川橋", "第2中川橋"), ("上り熊1号B橋", "上り熊3号B橋"), ("甲橋", "乙橋")]
)
def test_names_of_different_crossings_differ(one, other):
    assert stem(plain(one)) != stem(plain(other))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("佐波川大橋側道橋", "佐波川"),
        ("第3山用川橋", "山用川"),
        ("三谷川橋", "三谷川"),
        ("新秋谷川二号橋", "秋谷川"),
        ("川上橋", None),
        ("川上第3歩道橋", None),
        ("甲橋", None),
    ],
)
def test_the_river_a_name_names(name, expected):
    assert river(plain(name)) == expected


def test_routes_are_compared_by_what_they_are():
    assert route("一般国道 315号") == route("国道３１５号") == "国道315号"
    assert [road_class(one) for one in ("一般国道 315号", "主要地方道 甲乙線", "一般県道 甲線", "市道1260号線", "常磐自動車道", None)] == ["国道", "主要地方道", "都道府県道", "市区町村道", "その他", None]  # fmt: skip


NORTH_M = 111_195  # metres of a degree of latitude on the sphere


def bridges(*rows):
    """Bridges one above the other: name, metres north, then whatever differs."""
    made = []
    for number, (name, metres, other) in enumerate(rows):
        usual = dict.fromkeys(BRIDGE) | {
            "bridge_id": f"99-{number}", "bridge_name": name, "route_name": f"市道{number}号線", "structure_ja": "PC橋",
            "manager_lg_code": "992011", "manager_kind": "municipality", "location_lg_code": "992011", "built_fiscal_year": 2000,
            "length_m": 20.0, "width_m": 6.0, "soundness_category": 1, "inspection_fiscal_year": 2024,
            "latitude": 34 + metres / NORTH_M, "longitude": 131.0, "ledger": "甲",
        }  # fmt: skip
        made.append(usual | other)
    table = pd.DataFrame(made)
    return table.astype({"built_fiscal_year": "Int64", "soundness_category": "Int64"})


PREFECTURE = {"manager_lg_code": "990001", "manager_kind": "prefecture"}


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ({}, {}, "other_route"),
        ({"route_name": "市道9号線"}, {"route_name": "市道９号線"}, "same_route"),
        ({"route_name": None}, {}, "unknown"),
        ({"bridge_name": "甲橋側道橋"}, {"bridge_name": "甲橋"}, "twin"),
        ({"bridge_name": "新甲橋"}, {"bridge_name": "甲橋"}, "old_new"),
        ({"bridge_name": "新甲橋", "route_name": "市道9号線"}, {"bridge_name": "旧甲橋", "route_name": "市道9号線"}, "same_route"),
    ],
)  # fmt: skip
def test_what_two_bridges_are_to_each_other(first, second, relation):
    table, _ = consolidation.pairs(bridges(("甲橋", 0, first), ("乙橋", 50, second)), 100)
    assert table["relation"].to_list() == [relation]


@pytest.mark.parametrize(
    ("first", "second", "managers"),
    [
        ({}, {}, "same"),
        ({}, PREFECTURE, "prefecture_municipality"),
        ({"manager_lg_code": "993018"}, {}, "different"),
        ({"manager_kind": "national", "manager_lg_code": None}, PREFECTURE, "different"),
        ({"manager_kind": None}, {}, "unknown"),
    ],
)
def test_whose_the_two_bridges_are(first, second, managers):
    table, _ = consolidation.pairs(bridges(("甲橋", 0, first), ("乙橋", 50, second)), 100)
    assert table["managers"].to_list() == [managers]


def test_the_worse_then_the_older_then_the_narrower_comes_first():
    rows = bridges(
        ("狭い", 0, {"width_m": 3.0}),
        ("古い", 10, {"built_fiscal_year": 1950}),
        ("悪い", 20, {"soundness_category": 3}),
        ("不明", 30, {"soundness_category": pd.NA, "built_fiscal_year": 1900}),
    )
    table, _ = consolidation.pairs(rows, 100)
    order = {tuple(one) for one in table[["first_bridge_name", "second_bridge_name"]].to_numpy()}
    assert order == {("悪い", "古い"), ("悪い", "狭い"), ("悪い", "不明"), ("古い", "狭い"), ("古い", "不明"), ("狭い", "不明")}  # fmt: skip


def test_one_bridge_in_two_ledgers_is_no_pair():
    rows = bridges(("甲橋", 0, {}), ("甲 橋", 5, {"ledger": "乙"}), ("甲橋", 8, {"length_m": 30.0}))
    table, doubled = consolidation.pairs(rows, 100)
    assert doubled == 1
    assert set(zip(table["first_row"], table["second_row"], strict=True)) == {(0, 2), (1, 2)}


def test_clusters_are_chains_of_three_and_more():
    rows = bridges(*((f"{metres}", metres, {}) for metres in (0, 90, 180, 1_000, 1_050)))
    table, _ = consolidation.pairs(rows, 100)
    found = consolidation.clusters(table)
    assert found.to_dict("list") == {"cluster": [1, 1, 1], "row": [0, 1, 2]}
    assert consolidation.clusters(table[:0]).empty


# --- options --------------------------------------------------------------------------------------------------------

NUMBERS = consolidation_options.assumed()
WORDS = {"relation_ja": "新旧", "managers_ja": "甲市と東県", "first_rating": "Ⅲ", "second_rating": "Ⅰ", "detour_ja": "直線"}  # fmt: skip


def one_pair(first, second, metres=100, networks=None, **changed):
    numbers = consolidation_options.assumed(changed)
    table, _ = consolidation.pairs(bridges(("甲橋", 0, first), ("乙橋", metres, second)), 1_000)
    return consolidation_options.with_detours(table, numbers, YEAR, networks)


def listed(pair, numbers=NUMBERS):
    held = consolidation_options.held_rules(pair, numbers)
    row = consolidation_options.options(held).iloc[0]
    return set(row.index[row])


UNSOUND = {"soundness_category": 3}
OLD = {"built_fiscal_year": 1960}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, {"keep"}),  # near, and the other takes cars: no reason by itself
        (OLD, {}, {"removal", "keep"}),
        (UNSOUND, {"width_m": 3.0}, {"removal", "keep"}),
        (UNSOUND, {"bridge_name": "乙歩道橋"}, {"keep"}),
        (UNSOUND | {"route_name": "一般国道 1号"}, {}, {"keep"}),
        (UNSOUND | {"is_emergency_route": True}, {}, {"keep"}),
        (UNSOUND | {"width_m": 3.0}, {}, {"removal", "foot", "keep"}),
        (UNSOUND | {"length_m": 70.0}, {}, {"keep"}),
        (UNSOUND | OLD, OLD | PREFECTURE, {"removal", "merge", "keep"}),
        (UNSOUND | {"route_name": "市道9号線"}, {"route_name": "市道9号線"}, {"keep"}),
    ],
)
def test_what_the_rules_list(first, second, expected):
    assert listed(one_pair(first, second)) == expected


def test_a_pair_too_far_is_listed_for_keeping_alone():
    pair = one_pair(UNSOUND | OLD, OLD | PREFECTURE, metres=900)
    assert pair["detour_m"].iloc[0] == pytest.approx(2 * 900 * 1.3, rel=1e-4)
    assert listed(pair) == {"keep"}


def test_a_network_stands_before_the_straight_line_and_tells_what_is_cut_off():
    networks = pd.DataFrame({"is_on_network": [True], "detour_m": [NAN], "is_cut_off": [True]}, index=[0])
    pair = one_pair(UNSOUND, {}, networks=networks)
    assert pair["detour_basis"].to_list() == ["network"]
    assert listed(pair) == {"keep"}
    keep = consolidation_options.reasons(pair, NUMBERS, WORDS)[-1]
    assert "ほかに渡る道がありません" in "".join(keep.for_ja)
    off = networks.assign(is_on_network=False, is_cut_off=False)
    assert one_pair(UNSOUND, {}, networks=off)["detour_basis"].to_list() == ["line"]


@pytest.mark.parametrize("blank", ["built_fiscal_year", "soundness_category", "length_m", "width_m", "structure_ja", "bridge_name", "route_name", "manager_kind"])  # fmt: skip
def test_what_a_ledger_leaves_blank_is_no_reason(blank):
    lacking = {blank: None if blank.endswith(("ja", "name", "kind")) else pd.NA}
    if blank.endswith("_m"):
        lacking = {blank: NAN}
    for first, second in ((lacking, {}), ({}, lacking), (lacking, lacking)):
        pair = one_pair(first, second)
        said = consolidation_options.reasons(pair, NUMBERS, WORDS)
        assert [one.option for one in said] == list(consolidation_options.OPTIONS)
        assert not any(
            word in sentence
            for one in said
            for sentence in one.for_ja + one.against_ja
            for word in ("nan", "NA", "None")
        )


def test_costs_are_area_times_unit_cost():
    costs = consolidation_options.costs(one_pair(UNSOUND | {"length_m": 10.0, "width_m": 5.0}, {}), NUMBERS)
    assert {name: table.iloc[0].to_list() for name, table in costs.items()} == {
        "removal": [50 * 50_000, 50 * 100_000, 50 * 200_000],
        "foot": [50 * 20_000, 50 * 50_000, 50 * 120_000],
        "merge": pytest.approx(
            [170 * 50_000 + 120 * 300_000, 170 * 100_000 + 120 * 448_000, 170 * 200_000 + 120 * 900_000]
        ),
        "keep": [50 * 30_000, 50 * 100_000, 50 * 250_000],
        "keep_renewal": pytest.approx([50 * 350_000, 50 * 548_000, 50 * 1_100_000]),
    }
    sound = consolidation_options.costs(one_pair({}, {}), NUMBERS)
    assert sound["keep"].iloc[0].to_list() == [0, 0, 0]
    unknown = consolidation_options.costs(one_pair({"length_m": NAN}, {}), NUMBERS)
    assert unknown["merge"].isna().all(axis=None)


def test_every_number_has_a_unit_a_source_and_an_order():
    for one in consolidation_options.ASSUMPTIONS:
        assert one.unit
        assert one.source_ja
        low, base, high = NUMBERS.range(one.name)
        assert one.lowest <= low <= base <= high <= one.highest


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"detour_factor": (None, 0.5, None)}, "「直線距離を道のりに直す倍率」には1〜3倍の数を入れてください。"),
        ({"renewal": (50.0, 40.0, 60.0)}, "低い・基本・高いの順に"),
        ({"removal": (None, math.inf, None)}, "の数を入れてください"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_are_refused(changed, sentence):
    with pytest.raises(consolidation_options.NotUsable, match=sentence):
        consolidation_options.assumed(changed)
