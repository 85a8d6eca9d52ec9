"""Answers counted by hand: columns matched, choices split, tallies, cross-tabs, texts, rounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import survey, survey_reading

QUESTIONS = pd.DataFrame(
    [
        ("join", "参加したいですか。", "single", ["参加したい", "条件が合えば参加したい", "参加しない"]),
        ("works", "受けたい業務をすべて選んでください。", "multiple", ["巡回", "清掃", "除草・剪定", "点検、調査", "点検"]),
        ("share", "融通し合えますか（1〜5）。", "scale", []),
        ("staff", "何人ですか（人）。", "number", []),
        ("why", "理由をお書きください。", "text", []),
    ],
    columns=["question_id", "text_ja", "kind", "choices_ja"],
)  # fmt: skip
JOIN, WORKS, SHARE = (QUESTIONS.iloc[at] for at in range(3))
ANSWERS = pd.DataFrame(
    {
        "join": ["参加したい", "参加しない", "参加したい", "", "検討中"],
        "works": ["巡回;清掃", "点検、調査", "巡回、点検", "除草・剪定", ""],
        "share": ["5", "１", "3", "", "9"],
        "staff": ["12人", "１，２００", "", "多数", "3"],
        "why": ["人手が足りない", "", "ＪＶなら参加", "ひとで不足", ""],
        "地区": ["甲市", "乙町", "甲市", "甲市", ""],
    }
)


def test_columns_are_matched_by_text_id_and_number():
    labels = [
        "タイムスタンプ",
        "Q1. 参加したいですか。",
        "works",
        "３．融通し合えますか(1〜5)。",
        "参加したいですか。",
    ]
    matched = survey_reading.match_columns(labels, QUESTIONS)
    assert matched == dict(zip(labels, [None, "join", "works", "share", None], strict=True))


def test_columns_that_answer_nothing_are_kept_and_blank_rows_left_out():
    table = pd.DataFrame(
        {"参加したいですか。": ["参加したい", " "], "タイムスタンプ": ["2026-04-01", "2026-04-02"]}
    )
    matched = survey_reading.match_columns(list(table), QUESTIONS)
    answers = survey.arranged(table, matched, QUESTIONS)
    assert list(answers.columns) == [*QUESTIONS["question_id"], "タイムスタンプ"]
    assert answers["join"].to_list() == ["参加したい"]
    assert answers["why"].to_list() == [""]


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("巡回;清掃;", ["巡回", "清掃"]),
        ("巡回、清掃", ["巡回", "清掃"]),
        ("巡回, 点検、調査", ["巡回", "点検、調査"]),
        ("点検,調査", ["点検、調査"]),
        ("点検", ["点検"]),
        ("巡　回；除草・剪定", ["巡回", "除草・剪定"]),
        ("巡回\n巡回", ["巡回"]),
        ("巡回、橋の塗装", ["巡回", "橋の塗装"]),
        ("", []),
    ],
)
def test_several_choices_are_split(answer, named):
    assert survey_reading.Choices(WORKS["choices_ja"]).several(answer) == named


def test_a_choice_that_is_part_of_another_is_not_taken_for_it():
    assert survey.tally(pd.Series(["条件が合えば参加したい"]), JOIN)["count"].to_list() == [0, 1, 0]


def test_tally_by_hand():
    counted = survey.tally(ANSWERS["join"], JOIN).set_index("choice")
    assert counted["count"].to_dict() == {
        "参加したい": 2, "条件が合えば参加したい": 0, "参加しない": 1, survey.OTHER: 1, survey_reading.BLANK: 1,
    }  # fmt: skip
    assert counted.loc["参加したい", "share"] == 0.5
    assert pd.isna(counted.loc[survey_reading.BLANK, "share"])
    assert counted["count"].sum() == len(ANSWERS)


def test_several_choices_are_shares_of_those_who_answered():
    counted = survey.tally(ANSWERS["works"], WORKS).set_index("choice")
    assert counted["count"].to_list() == [2, 1, 1, 1, 1, 1]
    assert counted.loc["巡回", "share"] == 0.5


def test_scale_and_what_lies_outside():
    counted = survey.tally(ANSWERS["share"], SHARE).set_index("choice")["count"]
    assert counted.to_dict() == {
        "1": 1,
        "2": 0,
        "3": 1,
        "4": 0,
        "5": 1,
        survey.OTHER: 1,
        survey_reading.BLANK: 1,
    }
    assert survey_reading.unfit(ANSWERS["share"], SHARE).iloc[0].to_list() == ["9", 1, survey_reading.BLANK]


def test_numbers_by_hand():
    found = survey.summary(ANSWERS["staff"])
    assert found[["answered", "unreadable", "blank"]].to_list() == [3, 1, 1]
    assert found[["total", "median", "least", "greatest"]].to_list() == [1215, 12, 3, 1200]
    assert survey.histogram(ANSWERS["staff"])["count"].sum() == 3
    assert survey.histogram(pd.Series([""])).empty


def test_cross_by_hand():
    table = survey.cross(ANSWERS, "join", "works", QUESTIONS)
    assert table.loc["参加したい", ["巡回", "清掃", "点検", "回答者"]].to_list() == [2, 1, 1, 2]
    assert table.loc["検討中", survey_reading.BLANK] == 1
    assert table.loc["回答者", "回答者"] == 5
    assert table["回答者"].drop("回答者").sum() == 5
    shares = survey.cross_shares(table)
    assert shares.loc["参加したい", ["巡回", "清掃"]].to_list() == [1.0, 0.5]
    assert shares.loc["条件が合えば参加したい"].isna().all()


def test_cross_with_a_column_of_the_file():
    table = survey.cross(ANSWERS, "地区", "join", QUESTIONS)
    assert list(table.index) == ["乙町", "甲市", survey_reading.BLANK, "回答者"]
    assert table.loc["甲市", ["参加したい", survey_reading.BLANK, "回答者"]].to_list() == [2, 1, 3]


def test_texts_are_found_by_every_word():
    assert survey.free_texts(ANSWERS["why"])["respondent"].to_list() == [1, 3, 4]
    assert survey.free_texts(ANSWERS["why"], "jv 参加")["answer"].to_list() == ["ＪＶなら参加"]
    assert survey.free_texts(ANSWERS["why"], "除雪").empty


def test_rounds_side_by_side():
    later = pd.Series(["参加したい", "参加したい", "参加しない", ""])
    table = survey.compare({"1回目": ANSWERS["join"], "2回目": later}, JOIN)
    first = table[table["choice"] == "参加したい"].set_index("round")
    assert first["count"].to_list() == [2, 2]
    assert first["share"].to_list() == pytest.approx([1 / 2, 2 / 3])
    assert first["answered"].to_list() == [4, 3]


@given(
    st.lists(st.lists(st.sampled_from(WORKS["choices_ja"]), unique=True), min_size=1, max_size=20),
    st.sampled_from(";；\n|、"),
)
def test_what_is_joined_is_split_again(picks, sign):
    """Any choices, joined by any sign: each is counted as often as it was picked, unless joining itself is ambiguous."""
    picks = [[pick for pick in one if sign != "、" or not pick.startswith("点検")] for one in picks]
    counted = survey.tally(pd.Series([sign.join(one) for one in picks]), WORKS).set_index("choice")["count"]
    for choice in WORKS["choices_ja"]:
        assert counted[choice] == sum(choice in one for one in picks)
    assert survey.OTHER not in counted


@given(st.lists(st.sampled_from(["参加したい", "参加しない", "", "？"]), max_size=30))
def test_a_single_choice_and_its_blanks_add_up(cells):
    assert survey.tally(pd.Series(cells, dtype=str), JOIN)["count"].sum() == len(cells)


def test_two_thousand_answers_are_split_once_each():
    cells = pd.Series(np.random.default_rng(1).choice(["巡回、清掃", "点検"], 2_000))
    assert survey.tally(cells, WORKS)["count"].sum() == (cells == "点検").sum() + 2 * (cells != "点検").sum()
