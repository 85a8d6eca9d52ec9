"""What a prefecture would have to support: by hand, and on the real database."""

import pandas as pd
import pytest

from analysis import support

PLACES = pd.DataFrame(
    {
        "lg_code": ["990010", "990028", "990036", "990044", "990052"],  # 甲市, 乙町, 丙村, 丁村, 戊町
        "prefecture_code": ["99", "99", "99", "99", "98"],
        "engineers": [6, None, None, 0, None],
        "zero_probability": [None, 0.5, 0.9, 0.1, None],
        "five_or_fewer_probability": [None, 0.8, 1.0, 0.1, None],
        "bridges_managed": [300, 100, None, 50, 70],
        "bridges_action_needed": [30, 10, None, 5, 7],
        "road_km": [400.0, 90.0, 30.0, 20.0, 60.0],
    }
)
CANDIDATES = pd.DataFrame(
    [
        ("990028", "990010", 40.0),
        ("990036", "990010", 40.1),
        ("990036", "990028", 5.0),
        ("990044", "990028", 5.0),
        ("990052", "990010", 3.0),
    ],
    columns=["lg_code", "partner_lg_code", "way_km"],
)


def test_a_count_decides_before_an_estimate():
    none = support.has_no_engineers(PLACES)
    assert list(none[:4]) == [False, True, True, True]
    assert pd.isna(none[4])


def test_capable_is_six_counted_or_likely():
    table = pd.DataFrame(
        {"engineers": [5, 6, None, None, None], "five_or_fewer_probability": [0.0, 1.0, 0.5, 0.51, None]}
    )
    capable = support.is_capable(table)
    assert list(capable[:4]) == [False, True, True, False]
    assert pd.isna(capable[4])


def test_who_has_neither_engineers_nor_a_capable_partner_needs_support():
    table = support.assess(CANDIDATES, PLACES).set_index("lg_code")
    assert table["capable_partners"].to_dict() == dict(zip(PLACES["lg_code"], [0, 1, 0, 0, 1], strict=True))
    assert list(table.index[table["needs_support"]]) == ["990036", "990044"]


def test_the_load_is_summed_and_set_beside_the_prefectures_own_bridges():
    together = pd.DataFrame({"prefecture_code": ["98", "99"], "bridges_managed": [170, 950]})
    table = support.by_prefecture(support.assess(CANDIDATES, PLACES), together).set_index("prefecture_code")
    own = table.loc["99"]
    assert own["of_municipalities"] == 4
    # 丙村: nobody with 0.9, and 乙町 is no help with 0.8. 丁村: nobody for sure, and the same neighbour. 乙町: 甲市 is counted to help.
    assert own["without_engineers"] == pytest.approx(0.5 + 0.9 + 1)
    assert own["municipalities"] == pytest.approx(0.9 * 0.8 + 0.8)
    assert own["bridges_managed"] == pytest.approx(0.8 * 50)
    assert own["bridges_action_needed"] == pytest.approx(0.8 * 5)
    assert own["road_km"] == pytest.approx(0.72 * 30 + 0.8 * 20)
    assert own["bridges_unknown"] == 1
    assert own["own_bridges"] == 500
    assert own["bridges_beside_own"] == pytest.approx(0.08)
    assert table.loc["98", "municipalities"] == 0
    assert table.loc["98", "own_bridges"] == 100


def test_a_prefecture_that_is_not_in_the_table_has_no_own_bridges():
    nothing = pd.DataFrame({"prefecture_code": [], "bridges_managed": []})
    table = support.by_prefecture(support.assess(CANDIDATES, PLACES), nothing)
    assert table[["own_bridges", "bridges_beside_own"]].isna().all(axis=None)


def test_many_uncertain_places_add_up_where_none_is_likely():
    """Ten places of which each has nobody with 0.3: three are expected, though no single one is likelier than not."""
    places = pd.concat([PLACES.iloc[[1]]] * 10).assign(
        lg_code=[f"99{number:04d}" for number in range(10)], zero_probability=0.3
    )
    assessed = support.assess(CANDIDATES.head(0), places)
    assert not assessed["has_no_engineers"].any()
    table = support.by_prefecture(assessed, pd.DataFrame({"prefecture_code": [], "bridges_managed": []}))
    assert table.loc[0, ["without_engineers", "municipalities"]].to_list() == pytest.approx([3, 3])
