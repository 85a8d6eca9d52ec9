"""What a slide says, at the edges: nothing known, nothing there, ties, one alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import briefing

NONE = np.nan


def test_municipalities_are_called_by_the_kinds_they_are():
    assert briefing.kinds_ja(["city", "town"]) == "市町"
    assert briefing.kinds_ja(["village", "city", "town"]) == "市町村"
    assert briefing.kinds_ja(["designated_city", "special_ward", "town", "village"]) == "市区町村"


def test_unknown_bridges_are_said_to_be_unknown():
    assert briefing.size("甲市", 1000, 20, NONE).endswith("管理する橋の数はデータがありません。")
    assert "橋0橋" in briefing.size("甲市", 1000, 20, 0)


@pytest.mark.parametrize(
    ("counts", "members", "expected"),
    [
        ({"甲市": NONE}, 1, None),
        ({"甲市": 0}, 1, "甲市の土木技師は0人です。"),
        ({"甲市": 3, "乙町": 3}, 2, "計6人です（どの団体も3人）。"),
        ({"甲市": 3, "乙町": 0, "丙村": 0}, 3, "最も少ない乙町など2団体の0人まで"),
        ({"甲市": 3, "乙町": 1, "丙村": NONE}, 3, "値のある2団体で計4人"),
    ],
)
def test_engineers(counts, members, expected):
    sentence = briefing.engineers("甲市", pd.Series(counts, dtype=float), members)
    assert sentence is None if expected is None else expected in sentence


def estimates(**zero_probabilities: float) -> pd.DataFrame:
    table = pd.DataFrame({"zero_probability": pd.Series(zero_probabilities, dtype=float)})
    return table.assign(median=2, low=0, high=1_005)


def test_estimates_are_marked():
    one = briefing.engineers_estimated("甲市", estimates(甲市=0.3), "市")
    assert one == "甲市の技術系職員は、推計では中央値2人（80%区間0〜1,005人）で、0人である確率は30%です。"
    assert briefing.engineers_estimated("甲県", estimates(甲市=NONE), "市町") is None


def test_nobody_is_a_probability_in_words():
    nobody = estimates(甲市=0.88).assign(median=0, high=0)
    assert briefing.engineers_estimated("甲市", nobody, "市") == (
        "甲市の技術系職員は、推計ではいない可能性が高い（確率88%）です。"
    )


def test_of_several_the_probabilities_are_added_up():
    """Three of which none is likelier than not: one is expected without anybody."""
    several = briefing.engineers_estimated("甲県", estimates(甲市=0.4, 乙町=0.4, 丙村=0.4), "市町村")
    assert several == (
        "甲県の推計のある3市町村のうち、技術系職員がいないのは約1団体と見込まれます（推計、0人である確率の合計）。"
    )
    assert "1未満団体" not in several
    few = briefing.engineers_estimated("甲県", estimates(甲市=0.1, 乙町=0.2), "市町")
    assert "いないのは1団体未満と見込まれます" in few


def test_the_largest_member_and_ties():
    assert briefing.largest_member(pd.Series({"甲市": 5, "乙町": 1_000})) == (
        "2団体の一般行政部門の職員は計1,005人で、最も多い乙町は1,000人です。"
    )
    assert "最も多い甲市など2団体は3人です" in briefing.largest_member(pd.Series({"甲市": 3, "乙町": 3}))


def test_half_and_upper_tenth():
    sentence = briefing.upper_half("橋", pd.Series([*range(1, 12), NONE]), "橋", 0)
    assert sentence == "橋は、半数の市区町村で6橋以上、上位1割では10橋以上です。"


def test_offices_in_one_town_are_not_at_no_distance():
    assert briefing.partners("甲村", "乙村", "船が要る・直線62km").endswith(
        "（役所間は船が要る・直線62km）。"
    )
    assert briefing.partners("甲村", "乙村", "道のり（概算）12km・直線9.9km").endswith(
        "（役所間は道のり（概算）12km・直線9.9km）。"
    )


def test_values_that_are_written_alike_are_the_same():
    assert briefing.against("甲市の橋", 10.2, 10.4, "全国", "橋", 0).endswith("10橋と同じです。")
    assert briefing.against("甲市の橋", 12, 10, "全国", "橋", 0).endswith("10橋を上回ります。")
    assert briefing.against("甲市の橋", 8, 10, "全国", "橋", 0).endswith("10橋を下回ります。")


def test_places_and_ties():
    values = pd.Series({"甲市": 5.0, "乙町": 3.0, "丙村": 3.0, "丁町": NONE})
    assert briefing.place_among("乙町の橋", 3.0, values, "甲県の", "橋", 0) == (
        "乙町の橋は3橋で、甲県の3団体のうち多い方から2番目です（同じ値がほかに1）。"
    )
    assert "最も少ないのは乙町など2団体の3橋" in briefing.highest("甲県", "橋", values, "橋", 0)
    assert briefing.highest("甲県", "橋", pd.Series({"甲市": NONE}), "橋", 0) is None
    assert "どの団体も3橋" in briefing.highest("甲県", "橋", values.drop("甲市"), "橋", 0)


def test_bridges_that_need_action():
    assert briefing.action_needed("甲市", NONE, NONE, 0.06) is None
    assert briefing.action_needed("甲市", 0, 0, 0.06) == "甲市は、橋を管理していません。"
    assert "200橋のうち20橋（10.0%）" in briefing.action_needed("甲市", 200, 20, 0.06)


def test_money():
    yen = pd.Series({2015: 2e9, 2024: 3e9})
    assert briefing.money("甲市", yen) == "甲市の土木費は、2024年度に30億円で、2015年度より50%多い額です。"
    assert briefing.money("甲市", yen.iloc[::-1].set_axis([2015, 2024])).endswith("より33%少ない額です。")
    assert briefing.money("甲市", pd.Series({2015: 1e9, 2024: 1.001e9})).endswith("ほぼ同じです。")
    assert briefing.money("甲市", pd.Series({2015: NONE, 2024: 1e9})) is None
    assert "1.50兆円" in briefing.money("国", pd.Series({2015: 1e12, 2024: 1.5e12}))


def test_population_without_projection_is_not_spoken_of():
    assert briefing.population("甲市", pd.Series(dtype=float)) is None
    assert "6,000人、2020年の60%" in briefing.population("甲市", pd.Series({2020: 1e4, 2050: 6e3}))
    assert "1億469万人" in briefing.population("日本", pd.Series({2020: 1.26e8, 2050: 1.0469e8}))


def test_places_where_both_burdens_are_heavy():
    assert "77市町村のうち21団体です。うち7団体は特に重い" in briefing.both_heavy("甲県", 77, 21, 7, "市町村")
    assert "特に重い" not in briefing.both_heavy("甲県", 5, 1, 0, "市町村")
    heavy, heaviest = pd.Series({"甲市": True, "乙町": False}), pd.Series({"甲市": True, "乙町": False})
    group = briefing.both_heavy_of("甲市・乙町", "甲県", heavy, heaviest)
    assert "甲市・乙町の2団体のうち、どちらも重いのは1団体です（甲市）" in group
    assert "甲市はどちらも重い場所です（特に重い" in briefing.both_heavy_of(
        "甲市", "甲県", heavy[:1], heaviest[:1]
    )
    assert "ではありません" in briefing.both_heavy_of("乙町", "甲県", heavy[1:], heaviest[1:])


def test_the_printed_changes_say_whose_they_are():
    assert "どちらも一般行政部門" in briefing.staff_decline(-26, -16, "一般行政部門")
    assert "一般行政部門に技術系職員がいません" in briefing.technical_classes(0.25, 0.5, "一般行政部門")


@given(
    st.floats(0, 1e6),
    st.floats(0, 1e6),
    st.lists(st.integers(0, 10_000) | st.none(), min_size=2, max_size=20),
)
def test_no_sentence_claims_a_cause_or_breaks(one, other, many):
    values = pd.Series(many, index=[f"{number}村" for number in range(len(many))], dtype=float)
    years = values.set_axis(range(2000, 2000 + len(values)))
    sentences = [
        briefing.against("甲市の橋", one, other, "全国", "橋", 1),
        briefing.highest("甲県", "橋", values, "橋", 0),
        briefing.engineers("甲県", values, len(values)),
        briefing.money("甲県", years * 1e8),
        briefing.population("甲県", years),
        briefing.action_needed("甲県", one, min(one, other), 0.065),
    ]
    for sentence in sentences:
        assert sentence is None or sentence.endswith("。")
        assert not any(word in (sentence or "") for word in ("ため", "原因", "から減", "nan", "None", "inf"))
