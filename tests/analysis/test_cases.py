"""Cases like one's own place, with reasons."""

import pandas as pd
import pytest

from analysis import cases as likeness

TOWNS = pd.DataFrame(
    [
        ("011002", "01", "甲市", "city", 50_000, 35.0, 135.0),
        ("011011", "01", "乙町", "town", 8_000, 35.1, 135.0),
        ("021002", "02", "丙町", "town", 9_000, 35.2, 135.1),
        ("031003", "03", "丁市", "city", 900_000, 43.0, 141.0),
    ],
    columns=[
        "lg_code",
        "prefecture_code",
        "municipality_name",
        "municipality_type",
        "population",
        "office_latitude",
        "office_longitude",
    ],
).assign(
    road_km=100.0,
    bridges_managed=pd.array([50, None, 3, 900], dtype="Int32"),
    park_area_m2=0.0,
    sewered_population=0.0,
)
CASES = pd.DataFrame(
    {
        "case_id": ["small", "large", "prefecture"],
        "sectors_bundled": [["road"], ["road", "sewer"], ["road"]],
        "facilities": [["bridge"], [], []],
    }
)
MEMBERS = pd.DataFrame(
    [
        ("small", "021002", "lead", False),
        ("large", "031003", "lead", False),
        ("large", "011011", "planned", False),
        ("prefecture", "010006", "lead", True),
    ],
    columns=["case_id", "lg_code", "role", "is_prefecture"],
)


def seen_from(lg_code: str) -> pd.DataFrame:
    return likeness.near(CASES, MEMBERS, TOWNS, lg_code).set_index("case_id")


def test_the_small_neighbour_is_liker_than_the_far_city():
    ranked = seen_from("011011")
    assert list(ranked.index) == ["small", "prefecture", "large"]
    assert ranked["score"].between(0, 100).all()


def test_reasons_say_what_is_alike():
    reasons = "、".join(seen_from("011011").loc["small", "reasons"])
    assert "丙町と人口が近い（9,000人）" in reasons
    assert "道路を対象にしている" in reasons
    assert "丙町まで約14km" in reasons


def test_a_case_of_one_town_says_that_it_is_of_the_same_type():
    assert "同じ「町」が参加している" in seen_from("011011").loc["small", "reasons"]
    assert "同じ「市」が参加している" not in seen_from("031003").loc["large", "reasons"]


def test_a_prefecture_alone_is_near_its_own_municipalities():
    ranked = seen_from("011002")
    assert ranked.loc["prefecture", "distance_km"] == 0
    assert "同じ都道府県の取組" in ranked.loc["prefecture", "reasons"]


def test_a_case_one_takes_part_in_comes_first():
    ranked = seen_from("031003")
    assert ranked.index[0] == "large"
    assert ranked.loc["large", "is_own"]
    assert "この市区町村が参加しています" in ranked.loc["large", "reasons"]


def test_who_is_only_planned_does_not_take_part():
    assert not seen_from("011011")["is_own"].any()


def test_stock_that_nobody_counted_is_left_out():
    assert seen_from("011011").loc["small", "sectors"] == 1


def test_an_unknown_municipality_is_refused():
    with pytest.raises(KeyError):
        seen_from("999999")


def test_a_group_under_two_programmes_is_told_once():
    ranked = pd.DataFrame(
        {"case_id": ["model", "other", "joint", "alone", "planned"], "score": [9, 8, 7, 6, 5]}
    )
    members = pd.DataFrame(
        [
            ("model", "990019", "lead"),
            ("model", "990027", "member"),
            ("other", "990019", "lead"),
            ("joint", "990027", "lead"),
            ("joint", "990019", "member"),
            ("planned", "990019", "planned"),
        ],
        columns=["case_id", "lg_code", "role"],
    )
    found = likeness.distinct(ranked, members).set_index("case_id")
    assert found["same_as"].to_dict() == {"model": ["joint"], "other": [], "alone": [], "planned": []}
    assert found["score"].to_list() == [9, 8, 6, 5]
    assert likeness.distinct(ranked.iloc[:0], members).empty
