"""Advisers found: by hand, and what must hold for any register."""

import itertools
import random
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis import advisers
from analysis.advisers import (
    AVAILABILITY,
    BRIDGES,
    BY_TALK,
    CONTRACTS,
    COOPERATION,
    FIELDS,
    INSPECTION,
    NOT_NOW,
    NOW,
    PLANNING,
    TOPICS,
)

ROOT = Path(__file__).parents[2]
COLUMNS = ["topics", "fields", "qualifications", "regions", "languages", "availability"]


def register(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def wanted(**other):
    usual = {
        "weak": {"many_bridges": "職員に対して橋が多い"},
        "question": "",
        "prefecture": "丙県",
        "block": ("丙県", "丁県"),
    }
    return advisers.need(**(usual | other))  # fmt: skip


def test_points_by_hand_with_a_reason_each():
    found = advisers.matched(
        register(
            ("点検・診断、計画づくり", "橋・トンネル", "道路橋点検士", "丙県", None, NOW),
            ("点検・診断", "道路・舗装", None, "全国", "日本語", BY_TALK),
            ("点検・診断", None, None, "戊県", None, NOW),
            ("資産・財政", "橋・トンネル", None, "丙県", None, NOW),
        ),
        wanted(),
    )
    # Two topics 3 + 3, qualification 1, field 2, prefecture 3, now 1; one topic 3 and the nation 1.
    assert found[["number", "points"]].to_numpy().tolist() == [[0, 13], [1, 4]]
    assert found.loc[0, "reasons"] == [
        "得意な相談「点検・診断」が合う（弱み「職員に対して橋が多い」）",
        "得意な相談「計画づくり」が合う（弱み「職員に対して橋が多い」）",
        "資格「道路橋点検士」（点検・診断）",
        "分野「橋・トンネル」が合う（弱み「職員に対して橋が多い」）",
        "丙県で活動できる",
    ]
    assert found.loc[1, "hindrances"] == ["時期は相談して決める"]


def test_the_words_of_a_question_raise_needs():
    need = advisers.need({}, "ＪＶによる包括的な民間委託の発注図書と、橋梁の点検を相談したい", "丙県")
    assert set(need.topics) == {INSPECTION, CONTRACTS} and set(need.fields) == {BRIDGES}
    assert advisers.need({}, "", "丙県").topics == {}
    assert advisers.need({}, "群マネって何ですか", "丙県").topics == {COOPERATION: "相談の言葉"}


def test_the_same_words_in_half_and_full_width_are_found():
    assert advisers.need({}, "ＡＩ", "丙県").topics == advisers.need({}, "AI", "丙県").topics != {}


def test_who_is_out_comes_last_and_another_language_is_left_out():
    rows = [
        ("点検・診断", None, None, "丙県", "日本語、英語", NOT_NOW),
        ("点検・診断", None, None, "丁県", None, NOW),
    ]
    found = advisers.matched(register(*rows), wanted())
    assert found["number"].to_list() == [1, 0] and found.loc[1, "hindrances"] == [NOT_NOW]
    assert found.loc[0, "reasons"][-1] == "同じ窓口の区域（丁県）で活動できる"
    assert advisers.matched(register(*rows), wanted(language="英語"))["number"].to_list() == [0]


def test_me_is_a_word_of_its_own():
    rows = [(PLANNING, None, name, "全国", None, None) for name in ("ME", "ＭＥ（岐阜）", "MEMS技士")]
    points = advisers.matched(register(*rows), wanted()).set_index("number")["points"]
    assert points[0] == points[1] == points[2] + 1 + 2  # with its field


@pytest.mark.parametrize("cell", [None, float("nan"), "", "、"])
def test_an_empty_cell_has_no_parts(cell):
    assert advisers.parts(cell) == []


def test_an_empty_register_and_a_place_without_needs():
    assert advisers.matched(register(), wanted()).empty
    rows = register(("点検・診断", None, None, "全国", None, NOW))
    assert advisers.matched(rows, wanted(weak={})).empty


def test_any_register_is_ordered_by_points_and_each_fits():
    chance = random.Random(5)
    rows = [
        ("、".join(chance.sample(TOPICS, 2)), chance.choice([None, *FIELDS]), chance.choice([None, "ME", "技術士"]),
         chance.choice(["丙県", "丁県", "戊県", "全国", None]), None, chance.choice(AVAILABILITY))
        for _ in range(300)
    ]  # fmt: skip
    table = register(*rows)
    need = wanted(question="包括")
    found = advisers.matched(table, need)
    out = table.loc[found["number"], "availability"].eq(NOT_NOW).to_numpy()
    assert out.tolist() == sorted(out)
    for part in (found[~out], found[out]):
        assert all(one >= other for one, other in itertools.pairwise(part["points"]))
    for row in found.itertuples():
        assert (
            set(advisers.parts(table.loc[row.number, "topics"])) & set(need.topics)
            or table.loc[row.number, "qualifications"]
        )
        assert table.loc[row.number, "regions"] != "戊県"


TYPES = pd.DataFrame(
    [
        ("丙県", "990001", "few_engineers", "yes"),
        ("丙県", "990001", "many_bridges", "no"),
        ("丙県", "990002", "few_engineers", "unknown"),
        ("丙県", "990002", "many_bridges", "no"),
        ("丁県", "990003", "few_engineers", "no"),
        ("丁県", "990003", "many_bridges", "yes"),
    ],
    columns=["prefecture_name", "lg_code", "type_id", "state"],
)


def test_needs_are_counted_once_per_municipality_and_unknown_is_no_need():
    found = advisers.needs_by_prefecture(TYPES).set_index(["prefecture_name", "topic"])
    assert found.loc[("丙県", INSPECTION)].to_list() == [2, 1, 1]
    assert found.loc[("丁県", INSPECTION)].to_list() == [1, 1, 0]
    assert found.loc[("丁県", COOPERATION)].to_list() == [1, 0, 0]


def test_a_gap_is_a_need_that_nobody_serves():
    needs = advisers.needs_by_prefecture(TYPES)
    table = register(
        (INSPECTION, None, None, "丙県", None, NOW),
        (PLANNING, None, None, "全国", None, BY_TALK),
        (COOPERATION, None, None, "丙県", None, NOT_NOW),
    )
    found = advisers.coverage(needs, table).set_index(["prefecture_name", "topic"])
    assert found.loc[("丙県", INSPECTION), ["own", "anywhere", "is_gap"]].to_list() == [1, 0, False]
    assert found.loc[("丁県", INSPECTION), "is_gap"] and not found.loc[("丁県", PLANNING), "is_gap"]
    assert found.loc[("丙県", COOPERATION), "is_gap"]  # who is out serves nobody
    assert not found.loc[("丁県", COOPERATION), "is_gap"]  # nobody needs it


def test_every_weak_point_that_is_declared_raises_a_topic():
    declared = yaml.safe_load((ROOT / "etl" / "strengths.yaml").read_text("utf-8"))["types"]
    assert {one["type_id"] for one in declared if one["side"] == "weak"} == set(advisers.OF_WEAK)
