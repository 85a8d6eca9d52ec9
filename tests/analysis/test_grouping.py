"""Dividing places into groups: as short as any division, whole, within limits, and honest about who is left out."""

from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import grouping, grouping_program
from analysis.group_parts import compare, pool
from analysis.grouping import Grouping, Limits

DATABASE_QUERY = """
    from municipality_pairs
    full join office_ways using (lg_code, partner_lg_code)
    select lg_code, partner_lg_code, office_ways.way_km, coalesce(is_joined, false) as is_adjacent
"""


def code(number: int) -> str:
    return f"99{number:04d}"


def form_groups(members: pd.DataFrame, links: pd.DataFrame, **limits) -> Grouping:
    return grouping.form_groups(members, links, Limits(**limits))


def members_of(capacity) -> pd.DataFrame:
    return pd.DataFrame({"lg_code": [code(number) for number in range(len(capacity))], "capacity": capacity})


def links_of(positions, edges) -> pd.DataFrame:
    """All pairs of places at `positions` (km), those of `edges` adjacent."""
    positions = np.asarray(positions, dtype=float).reshape(len(positions), -1)
    near = {frozenset(edge) for edge in edges}
    return pd.DataFrame(
        [
            (code(one), code(other), np.linalg.norm(positions[one] - positions[other]), {one, other} in near)
            for one in range(len(positions))
            for other in range(len(positions))
            if one != other
        ],
        columns=["lg_code", "partner_lg_code", "way_km", "is_adjacent"],
    )


def row_of(capacity):
    """Places in a row, 10 km apart, each next to the one before."""
    size = len(capacity)
    return members_of(capacity), links_of(range(0, 10 * size, 10), [(at, at + 1) for at in range(size - 1)])


def hubs(result) -> dict[int, int]:
    return {int(one[2:]): int(hub[2:]) for one, hub in result.assignment.itertuples(index=False, name=None)}


def reasons(result) -> dict[int, str]:
    return {int(one[2:]): reason for one, reason in result.unserved.itertuples(index=False, name=None)}


@st.composite
def regions(draw, largest):
    """Places scattered over 60 km, some of them islands, with whole capacities, neighbours and wishes."""
    size = draw(st.integers(1, largest))
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    positions = chance.uniform(0, 60, (size, 2))
    possible = [(one, other) for one in range(size) for other in range(one)]
    edges = [
        (one, other)
        for one, other in possible
        if np.linalg.norm(positions[one] - positions[other]) < 30 and chance.random() < 0.7
    ]
    wishes = st.lists(st.sampled_from(possible), max_size=2) if possible else st.just([])
    return (
        members_of(chance.integers(0, 8, size).astype(float)).assign(
            load=chance.integers(0, 20, size), hub_capacity=chance.integers(0, 5, size)
        ),
        links_of(positions, edges),
        {
            "min_capacity": draw(st.integers(1, 14)),
            "max_distance_km": draw(st.sampled_from([15, 30, 80])),
            "max_members": draw(st.sampled_from([None, None, 2, 3])),
            "max_load": draw(st.sampled_from([None, None, 2, 4])),
            "hub_capacity": draw(st.sampled_from([None, None, 2, 4])),
            "must_join": [(code(one), code(other)) for one, other in draw(wishes)],
            "must_separate": [(code(one), code(other)) for one, other in draw(wishes)],
        },
    )


def tables(members, links):
    size = len(members)
    place = {one: number for number, one in enumerate(members["lg_code"])}
    distance, adjacent = np.full((size, size), np.inf), np.zeros((size, size), dtype=bool)
    np.fill_diagonal(distance, 0)
    for row in links.itertuples():
        distance[place[row.lg_code], place[row.partner_lg_code]] = row.way_km
        adjacent[place[row.lg_code], place[row.partner_lg_code]] = row.is_adjacent
    return place, distance, adjacent


def steps_to(hub, allowed, adjacent) -> dict[int, int]:
    """Steps to the hub over allowed places."""
    steps, front = {hub: 0}, [hub]
    while front:
        front = [one for one in allowed if one not in steps and any(adjacent[one, other] for other in front)]
        steps |= {one: max(steps.values()) + 1 for one in front}
    return steps


def is_group(group, hub, members, distance, adjacent, limits, place) -> bool:
    """Whether these places may form a group of this hub, by the words of the rules."""
    capacity, load = members["capacity"].to_numpy(), members.get("load", 0 * members["capacity"]).to_numpy()
    wished = [(place[one], place[other]) for one, other in limits["must_join"]]
    unwished = [(place[one], place[other]) for one, other in limits["must_separate"]]
    allowed = [
        one
        for one in range(len(capacity))
        if distance[one, hub] <= limits["max_distance_km"]
        and not any({one, hub} == set(pair) for pair in unwished)
    ]
    steps = steps_to(hub, allowed, adjacent)
    return (
        set(group) <= set(steps)
        and (limits.get("hub_capacity") is None or members["hub_capacity"][hub] >= limits["hub_capacity"])
        and sum(capacity[one] for one in group) >= limits["min_capacity"]
        and len(group) <= (limits["max_members"] or len(group))
        and (
            limits.get("max_load") is None
            or sum(load[list(group)]) <= limits.get("max_load") * sum(capacity[list(group)])
        )
        and all((one in group) == (other in group) for one, other in wished)
        and not any(one in group and other in group for one, other in unwished)
        and all(
            one == hub or any(adjacent[one, other] and steps[other] < steps[one] for other in group)
            for one in group
        )
    )


def brute_force(members, links, limits) -> tuple[int, float]:
    """Fewest left out, and the least distance among those divisions, over every choice of every place."""
    place, distance, adjacent = tables(members, links)
    size = len(members)
    possible = {}
    for chosen in product([False, True], repeat=size):
        group = np.flatnonzero(chosen)
        for hub in group:
            if is_group(group, hub, members, distance, adjacent, limits, place):
                length = distance[group, hub].sum()
                possible[tuple(group)] = min(length, possible.get(tuple(group), np.inf))

    def best(free: tuple[int, ...]) -> tuple[int, float]:
        if not free:
            return 0, 0.0
        first, rest = free[0], free[1:]
        left_out, length = best(rest)
        results = [(left_out + 1, length)]
        for group, group_length in possible.items():
            if first in group and set(group) <= set(free):
                left_out, length = best(tuple(one for one in rest if one not in group))
                results.append((left_out, length + group_length))
        return min(results, key=lambda result: (result[0], round(result[1], 6)))

    return best(tuple(range(size)))


def check(result, members, links, limits) -> None:
    """Complete, and every group is one."""
    place, distance, adjacent = tables(members, links)
    assigned, unserved = result.assignment, result.unserved
    assert sorted([*assigned["lg_code"], *unserved["lg_code"]]) == sorted(members["lg_code"])
    assert unserved["reason_ja"].str.len().gt(0).all()
    length = 0
    for hub, group in assigned.groupby("hub_lg_code")["lg_code"]:
        group, hub = [place[one] for one in group], place[hub]
        assert hub in group
        assert is_group(group, hub, members, distance, adjacent, limits, place)
        length += distance[group, hub].sum()
    assert result.total_distance_km == pytest.approx(length)


@settings(max_examples=60)
@given(regions(largest=6))
def test_small_regions_are_divided_as_well_as_any_division(region):
    members, links, limits = region
    result = form_groups(members, links, **limits)
    check(result, members, links, limits)
    left_out, length = brute_force(members, links, limits)
    assert (len(result.unserved), result.total_distance_km) == (left_out, pytest.approx(length, abs=1e-6))
    assert result.gap == pytest.approx(0, abs=1e-6)


@settings(max_examples=25)
@given(regions(largest=16))
def test_groups_are_complete_contiguous_and_within_limits(region):
    members, links, limits = region
    check(form_groups(members, links, **limits, time_limit_s=10), members, links, limits)


@settings(max_examples=4)
@given(st.integers(0, 10**6))
def test_cuts_leave_the_best_division(seed):
    chance = np.random.default_rng(seed)
    positions = np.array(list(product(range(0, 40, 10), repeat=2)))
    edges = [
        (one, other)
        for one in range(16)
        for other in range(one)
        if np.abs(positions[one] - positions[other]).sum() == 10
    ]
    members, links = (
        members_of(chance.integers(1, 6, 16)),
        links_of(positions + chance.uniform(-3, 3, (16, 2)), edges),
    )
    plain = form_groups(members, links, min_capacity=9, max_distance_km=25)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping_program, "EXACT_BELOW", 0)
        patch.setattr(grouping_program, "GAP", 0)
        cut = form_groups(members, links, min_capacity=9, max_distance_km=25)
    assert cut.total_distance_km == pytest.approx(plain.total_distance_km)


def test_row_of_places_is_divided_around_hubs_in_the_middle():
    members, links = row_of([1, 1, 1, 1, 1, 1])
    result = form_groups(members, links, min_capacity=3, max_distance_km=10)
    assert hubs(result) == {0: 1, 1: 1, 2: 1, 3: 4, 4: 4, 5: 4}
    assert (result.total_distance_km, result.status, result.gap) == (40, "optimal", 0)
    assert result.unserved.empty
    assert result.explanation_ja == ()


def test_place_with_enough_capacity_stands_alone():
    members, links = row_of([5, 5, 5])
    assert hubs(form_groups(members, links, min_capacity=5, max_distance_km=0)) == {0: 0, 1: 1, 2: 2}


def test_no_capacity_asked_leaves_everyone_alone():
    members, links = row_of([0, None, 2])
    assert hubs(form_groups(members, links, min_capacity=0, max_distance_km=30)) == {0: 0, 1: 1, 2: 2}


def test_nobody_reaches_over_a_place_of_another_group():
    """0 and 2 would do, but between them lies 1, which must stay away from 0."""
    members, links = row_of([1, 2, 1])
    result = form_groups(
        members, links, min_capacity=2, max_distance_km=30, must_separate=[(code(0), code(1))]
    )
    assert set(hubs(result)) == {1, 2}
    assert "同時には" in reasons(result)[0]
    assert (
        "「同じグループ」「別のグループ」の指定をなくすと、入れない団体は1から0に減ります。"
        in result.explanation_ja
    )


def test_place_next_to_none_it_may_join_is_told_so():
    members, links = row_of([1, 2])
    result = form_groups(
        members, links, min_capacity=3, max_distance_km=30, must_separate=[(code(0), code(1))]
    )
    assert all("「別のグループ」の指定を守ると" in reason for reason in reasons(result).values())


def test_island_joins_over_a_bridge_only():
    members, links = row_of([3, 3, 1])
    apart = links.assign(
        is_adjacent=links["is_adjacent"] & ~links[["lg_code", "partner_lg_code"]].eq(code(2)).any(axis=1)
    )
    assert hubs(form_groups(members, links, min_capacity=3, max_distance_km=30)) == {0: 0, 1: 1, 2: 1}
    island = form_groups(members, apart, min_capacity=3, max_distance_km=30)
    assert hubs(island) == {0: 0, 1: 1}
    assert reasons(island) == {
        2: "陸・橋・トンネルでつながる相手がなく、単独では必要な体制（3）に届きません。"
    }
    assert island.explanation_ja == ("1団体には、陸・橋・トンネルでつながる相手がありません。",)
    assert island.status == "optimal"


def test_capacity_nobody_reaches_is_explained_with_the_total():
    members, links = row_of([1, 2, 3.5])
    result = form_groups(members, links, min_capacity=1000, max_distance_km=30)
    assert result.status == "infeasible"
    assert result.assignment.empty
    assert list(result.assignment.columns) == ["lg_code", "hub_lg_code"]
    assert set(reasons(result).values()) == {
        "陸・橋・トンネルでつながる市区町村をすべて合わせても6.5で、必要な体制（1,000）に届きません。"
    }


def test_distance_limit_is_named_when_it_binds():
    members, links = row_of([2, 2, 1])
    result = form_groups(members, links, min_capacity=3, max_distance_km=9.5)
    assert reasons(result)[2] == (
        "道のりの上限（9.5 km）の中では、つながる市区町村を合わせても1までで、必要な体制（3）に届きません。"
    )
    assert result.explanation_ja == ("3団体は、道のりの上限（9.5 km）のために必要な体制（3）に届きません。",)


def test_member_limit_is_named_when_it_binds():
    members, links = row_of([1, 1, 1])
    result = form_groups(members, links, min_capacity=3, max_distance_km=30, max_members=2)
    assert result.explanation_ja == ("3団体は、団体数の上限（2）のために必要な体制（3）に届きません。",)


def test_contradictory_wishes_concern_only_those_who_are_named():
    members, links = row_of([3, 3, 3, 3])
    pair = [(code(1), code(2))]
    result = form_groups(
        members, links, min_capacity=3, max_distance_km=30, must_join=pair, must_separate=pair
    )
    assert hubs(result) == {0: 0, 3: 3}
    assert set(reasons(result).values()) == {"「同じグループ」と「別のグループ」の指定が食い違っています。"}


def test_who_must_join_shares_a_hub_even_when_apart_is_shorter():
    members, links = row_of([3, 3, 3])
    result = form_groups(members, links, min_capacity=3, max_distance_km=30, must_join=[(code(0), code(2))])
    assert hubs(result) == {0: 1, 1: 1, 2: 1}


def test_fewest_are_left_out_when_not_all_can_be_served_and_what_would_help_is_said():
    """Five in a row, two to a group: one is always over."""
    members, links = row_of([1, 1, 1, 1, 1])
    result = form_groups(members, links, min_capacity=2, max_distance_km=30, max_members=2)
    assert len(result.unserved) == 1
    assert "同時には" in next(iter(reasons(result).values()))
    assert result.explanation_ja == (
        "1団体は、ほかの市区町村と同時には条件を満たせません。",
        "団体数の上限をなくすと、入れない団体は1から0に減ります。",
    )


def test_unknown_capacity_and_unknown_distance_break_nothing():
    members, links = row_of([None, 2, 2])
    result = form_groups(members, links, min_capacity=2, max_distance_km=30)
    assert hubs(result) == {0: 1, 1: 1, 2: 2}
    unplaced = links.assign(
        way_km=links["way_km"].where(~links["lg_code"].eq(code(0)) & ~links["partner_lg_code"].eq(code(0)))
    )
    assert list(reasons(form_groups(members, unplaced, min_capacity=2, max_distance_km=30))) == [0]


def test_one_direction_of_links_is_enough_and_strangers_are_passed_over():
    members, links = row_of([1, 1, 1])
    one_way = links[links["lg_code"] < links["partner_lg_code"]]
    stranger = pd.DataFrame(
        {"lg_code": [code(2)], "partner_lg_code": ["980001"], "way_km": [1.0], "is_adjacent": [True]}
    )
    result = form_groups(
        members,
        pd.concat([one_way, stranger]),
        min_capacity=3,
        max_distance_km=10,
        must_join=[(code(0), "980001")],
    )
    assert hubs(result) == {0: 1, 1: 1, 2: 1}


def test_empty_selection_and_no_links_give_empty_answers():
    members, links = row_of([1, 1])
    nobody = form_groups(members.head(0), links, min_capacity=1, max_distance_km=10)
    assert nobody.assignment.empty
    assert nobody.unserved.empty
    assert len(form_groups(members, links.head(0), min_capacity=2, max_distance_km=10).unserved) == 2


def test_no_time_gives_an_honest_answer():
    chance = np.random.default_rng(0)
    positions = np.array(list(product(range(0, 100, 10), repeat=2)))
    edges = [
        (one, other)
        for one in range(100)
        for other in range(one)
        if np.abs(positions[one] - positions[other]).sum() == 10
    ]
    result = form_groups(
        members_of(chance.integers(1, 6, 100)),
        links_of(positions, edges),
        min_capacity=17,
        max_distance_km=60,
        time_limit_s=0,
    )
    assert result.status == "time_limit"
    assert len(result.assignment) + len(result.unserved) == 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_capacity": -1},
        {"min_capacity": np.nan},
        {"max_distance_km": -1},
        {"max_distance_km": np.nan},
        {"max_members": 0},
        {"time_limit_s": -1},
        {"max_load": -1},
    ],
)
def test_limits_below_zero_or_no_number_are_refused(wrong):
    members, links = row_of([1, 1])
    with pytest.raises(ValueError, match="limits"):
        form_groups(members, links, **{"min_capacity": 1, "max_distance_km": 10, **wrong})


def test_member_named_twice_is_refused():
    members, links = row_of([1, 1])
    with pytest.raises(ValueError, match="twice"):
        form_groups(pd.concat([members, members]), links, min_capacity=1, max_distance_km=10)


def test_division_is_compared_with_groups_that_exist():
    members, links = row_of([1, 1, 1, 1, 1, 1])
    assignment = form_groups(members, links, min_capacity=3, max_distance_km=10).assignment
    existing = pd.DataFrame(
        {
            "lg_code": [code(number) for number in (0, 1, 2, 1, 2, 3, 5)],
            "group_id": ["a", "a", "a", "b", "b", "b", "alone"],
        }
    )
    table = compare(assignment, existing).set_index("group_id")
    assert list(table.index) == ["a", "b"]
    assert table.loc["a"].to_dict() == {
        "members": 3,
        "pairs": 3,
        "pairs_together": 3,
        "together_share": 1,
        "parts": 1,
        "largest_part": 3,
    }
    assert table.loc["b", ["pairs_together", "parts", "largest_part"]].tolist() == [1, 2, 2]
    assert table.loc["b", "together_share"] == pytest.approx(1 / 3)


def test_pooled_sums_count_what_is_unknown():
    members = pd.DataFrame(
        {
            "lg_code": [code(0), code(1), code(2)],
            "municipality_name": ["甲市", "乙町", "丙村"],
            "office_latitude": [35.0, 35.0, 36.0],
            "office_longitude": [136.0, 136.1, None],
            "population": [1000, 200, 30],
            "bridges_managed": [10, None, None],
        }
    )
    assignment = pd.DataFrame({"lg_code": members["lg_code"], "hub_lg_code": [code(0), code(0), code(2)]})
    table = pool(members, assignment).set_index("hub_lg_code")
    pair, single = table.loc[code(0)], table.loc[code(2)]
    assert (
        pair["members"],
        pair["population"],
        pair["bridges_managed"],
        pair["bridges_managed_unknown"],
    ) == (2, 1200, 10, 1)
    assert pair["longest_distance_km"] == pytest.approx(9.11, abs=0.01)
    assert pd.isna(single["bridges_managed"])


@pytest.fixture(scope="module")
def staff_and_links(database: Path):
    with duckdb.connect(str(database), read_only=True) as connection:
        staff = connection.execute(
            "select lg_code, prefecture_code, value as capacity from newest_values "
            "join municipalities using (lg_code) where metric_id = 'general_admin_staff'"
        ).df()
        return staff, connection.execute(DATABASE_QUERY).df()


@pytest.mark.parametrize("prefecture", ["07", "13", "42", "47"])
def test_real_prefectures_with_islands_and_nulls_are_divided(staff_and_links, prefecture):
    staff, links = staff_and_links
    members = staff[staff["prefecture_code"] == prefecture]
    links = links[
        links["lg_code"].isin(members["lg_code"]) & links["partner_lg_code"].isin(members["lg_code"])
    ]
    limits = {
        "min_capacity": 150,
        "max_distance_km": 40,
        "max_members": None,
        "must_join": [],
        "must_separate": [],
    }
    result = form_groups(members, links, **limits)
    check(result, members, links, limits)
    assert (result.status, result.gap <= grouping_program.GAP) == (grouping.OPTIMAL, True)


def test_of_two_the_one_that_holds_more_is_the_hub():
    members, links = row_of([1, 2, 2, 1])
    limits = {"min_capacity": 3, "max_distance_km": 30}
    assert hubs(form_groups(members, links, **limits)) == {0: 1, 1: 1, 2: 2, 3: 2}
    able = members.assign(hub_capacity=[5, 0, 4, 3])
    assert hubs(form_groups(able, links, hub_capacity=1, **limits)) == {0: 0, 1: 0, 2: 2, 3: 2}


def test_only_places_that_hold_what_is_asked_are_hubs():
    members, links = row_of([1, 1, 1, 1, 1, 1])
    able = members.assign(hub_capacity=[3, 0, None, 0, 0, 5])
    result = form_groups(able, links, min_capacity=3, max_distance_km=30, hub_capacity=3)
    assert hubs(result) == {0: 0, 1: 0, 2: 0, 3: 5, 4: 5, 5: 5}
    assert hubs(form_groups(able, links, min_capacity=3, max_distance_km=30)) == {
        0: 1,
        1: 1,
        2: 1,
        3: 4,
        4: 4,
        5: 4,
    }


def test_who_finds_no_able_hub_is_told_so():
    members, links = row_of([1, 1, 1, 1, 1, 1])
    able = members.assign(hub_capacity=[3, 0, 0, 0, 0, 0])
    result = form_groups(able, links, min_capacity=3, max_distance_km=20, hub_capacity=3)
    assert hubs(result) == {0: 0, 1: 0, 2: 0}
    assert set(reasons(result).values()) == {
        "拠点に必要な体制（3）がある市区町村で、道のりと団体数の上限の中で組めるところがありません。"
    }
    assert "3団体は、拠点に必要な体制（3）がある市区町村とは組めません。" in result.explanation_ja
    nobody = form_groups(able, links, min_capacity=3, max_distance_km=20, hub_capacity=9)
    assert nobody.status == grouping.INFEASIBLE


def test_without_the_wish_for_able_hubs_more_are_served_and_it_is_said():
    """Two able hubs, and two to a group: the two in the middle of five cannot both be served."""
    members, links = row_of([1, 1, 1, 1])
    able = members.assign(hub_capacity=[0, 3, 0, 0])
    result = form_groups(able, links, min_capacity=2, max_distance_km=30, max_members=2, hub_capacity=3)
    assert len(result.unserved) == 2
    assert "拠点に必要な体制をなくすと、入れない団体は2から0に減ります。" in result.explanation_ja
