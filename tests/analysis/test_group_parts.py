"""What a division looks like: connected parts, and colours that differ between neighbours."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.group_parts import apart_by_ferry, centre, colours, connected_parts, longest_way


def links_of(pairs) -> pd.DataFrame:
    return pd.DataFrame(
        [(one, other, 1.0, True) for one, other in pairs],
        columns=["lg_code", "partner_lg_code", "way_km", "is_adjacent"],
    )


def test_parts_are_connected_and_the_largest_comes_first():
    links = links_of([("c", "b"), ("b", "d"), ("e", "x")])
    assert connected_parts(["a", "b", "c", "d", "e"], links) == [["b", "c", "d"], ["a"], ["e"]]


def test_near_offices_without_a_common_border_are_not_connected():
    links = links_of([("a", "b")]).assign(is_adjacent=False)
    assert connected_parts(["a", "b"], links) == [["a"], ["b"]]


def test_one_municipality_is_one_part():
    assert connected_parts(["a"], links_of([])) == [["a"]]


places = [f"{number:02}" for number in range(12)]


@given(
    st.lists(st.tuples(st.sampled_from(places), st.sampled_from(places)), max_size=30),
    st.lists(st.sampled_from(places), min_size=len(places), max_size=len(places)),
)
def test_bordering_groups_differ_in_colour(pairs, hubs):
    assignment = pd.DataFrame({"lg_code": places, "hub_lg_code": hubs})
    colour = colours(assignment, links_of(pairs), most=12)
    assert set(colour.index) == set(hubs)
    assert colour.between(0, 11).all()
    hub = dict(zip(places, hubs, strict=True))
    for one, other in pairs:
        if hub[one] != hub[other]:
            assert colour[hub[one]] != colour[hub[other]]


def test_too_few_colours_still_colour_everybody():
    ring = [("a", "b"), ("b", "c"), ("a", "c")]
    assignment = pd.DataFrame({"lg_code": list("abc"), "hub_lg_code": list("abc")})
    assert colours(assignment, links_of(ring), most=2).between(0, 1).all()


def ways_of(rows) -> pd.DataFrame:
    columns = ["lg_code", "partner_lg_code", "way_km", "needs_ferry"]
    return pd.DataFrame(rows, columns=columns).assign(is_adjacent=False)


ROW = ways_of([("a", "b", 10.0, False), ("b", "c", 12.0, False), ("a", "c", 22.0, False)])


def test_the_centre_has_the_least_total_way_and_the_longest_way_is_that_of_the_ends():
    assert centre(["a", "b", "c"], ROW) == "b"
    assert longest_way(["a", "b", "c"], ROW) == 22
    assert apart_by_ferry(["a", "b", "c"], ROW) == []


def test_a_ferry_or_a_way_not_held_leaves_no_centre():
    by_ferry = ways_of([("a", "b", 10.0, False), ("b", "c", 60.0, True), ("a", "c", None, True)])
    assert centre(["a", "b", "c"], by_ferry) is None
    assert longest_way(["a", "b", "c"], by_ferry) is None
    assert apart_by_ferry(["a", "b", "c"], by_ferry) == ["c"]
    assert centre(["a", "x"], ROW) is None
    assert apart_by_ferry(["a", "x"], ROW) == []
    assert centre(["a"], ROW) == "a"
    assert (centre([], ROW), longest_way([], ROW)) == (None, None)
