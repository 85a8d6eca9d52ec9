"""What is put in order once answers as what is worked out anew."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import profile
from analysis.standings import Standings

ITEMS = pd.DataFrame(
    [("count", "人", 0, "level"), ("share", "share", 1, "ratio"), ("empty", "人", 0, "level")],
    columns=["item", "unit", "digits", "kind"],
)
CODES = [f"99{at:04}" for at in range(12)]


@st.composite
def everyones(draw):
    """Values of both items for some of twelve towns, with ties, and bounds below a printing limit."""
    rows = []
    for code in CODES:
        if draw(st.booleans()):
            rows.append(("count", code, float(draw(st.integers(0, 4))), float("nan")))
        kind = draw(st.sampled_from(["value", "below", "nothing"]))
        if kind != "nothing":
            value = draw(st.floats(0.05, 1, allow_nan=False)) if kind == "value" else float("nan")
            rows.append(("share", code, value, 0.05 if kind == "below" else float("nan")))
    return pd.DataFrame(rows, columns=["item", "lg_code", "value", "less_than"])


@settings(max_examples=60)
@given(everyones(), st.sampled_from(CODES), st.sets(st.sampled_from(CODES)))
def test_places_and_medians_are_those_of_the_profile(values, lg_code, some):
    if values.empty:
        return
    order = Standings(values, ITEMS)
    own = values[values["lg_code"] == lg_code].set_index("item").reindex(ITEMS["item"]).reset_index()
    own = own[["item", "value", "less_than"]]
    pd.testing.assert_frame_equal(order.standing(own), profile.standing(own, values, True, ITEMS))
    near = {lg_code, *some}
    among = values[values["lg_code"].isin(near)]
    pd.testing.assert_frame_equal(order.standing(own, near), profile.standing(own, among, True, ITEMS))
    sets = {"全国": pd.Series(CODES), "近く": pd.Series(sorted(near))}
    found, wanted = order.medians(sets), profile.medians(values, sets)
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


def test_a_place_by_hand():
    values = pd.DataFrame(
        [("count", code, value, None) for code, value in zip(CODES, [5.0, 3.0, 3.0, 1.0], strict=False)],
        columns=["item", "lg_code", "value", "less_than"],
    )
    own = pd.DataFrame([("count", 3.0, None)], columns=["item", "value", "less_than"])
    placed = Standings(values, ITEMS).standing(own).iloc[0]
    assert placed[["above", "same", "below", "median"]].to_list() == [1, 1, 1, 3.0]
