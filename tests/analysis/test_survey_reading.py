"""What people write into questionnaires: every spelling read as what it is, or listed with what it may mean; never taken for another."""

import os
import random

import numpy as np
import pandas as pd
import pytest

from analysis import survey, survey_reading
from analysis.survey_reading import BLANK, COUNTS, Choices

BUSY = ["4〜6月", "7〜9月", "10〜12月", "1〜3月", "特にない"]
SIZE = ["1千万円未満", "1千万〜3千万円", "3千万〜1億円", "1億円以上"]
WORKS = ["巡回", "点検", "清掃", "除草・剪定", "点検、調査", "SNS・アプリ", "特にない"]


def question(kind: str, choices: list[str] | None = None, text: str = "質問ですか。") -> pd.Series:
    return pd.Series({"question_id": "q", "text_ja": text, "kind": kind, "choices_ja": choices or []})


def tallied(answers: list[str], asked: pd.Series) -> dict[str, int]:
    counted = survey.tally(pd.Series(answers), asked)
    return {choice: count for choice, count in zip(counted["choice"], counted["count"], strict=True) if count}


def test_tildes_and_wave_dashes_of_all_keyboards_are_one():
    answers = ["4～6月;10～12月", "7～9月", "特にない"]
    assert tallied(answers, question("multiple", BUSY)) == {
        "4〜6月": 1,
        "7〜9月": 1,
        "10〜12月": 1,
        "特にない": 1,
    }
    for sign in "〜～~∼˜-－‐–—−ー":
        assert tallied([f"4{sign}6月"], question("single", BUSY)) == {"4〜6月": 1}
        assert tallied([f"１千万{sign}３千万円"], question("single", SIZE)) == {"1千万〜3千万円": 1}
        assert tallied([f"10{sign}20代"], question("single", ["10〜20代", "30代"])) == {"10〜20代": 1}
    assert Choices(["メール", "メ-ル"]).one("メール") == "メール"


def test_cp932_bytes_of_a_windows_keyboard():
    answers = b"4\x81`6\x8c\x8e;10\x81`12\x8c\x8e".decode("cp932")
    assert Choices(BUSY).several(answers) == ["4〜6月", "10〜12月"]


@pytest.mark.parametrize(
    "heading",
    [
        "{}", "1. {}", "Q1.{}", "Q1 {}", "問1　{}", "設問１：{}", "【問1】{}", "(1){}", "①{}", "問1-2. {}", "1) {}",
        "{}（必須）", "{} *", "{}【必須】", "※必須 {}（必須）", "[必須] {}", "問３．{}（複数回答可）", "{}（いくつでも）(必須)", "*{}",
        "Q2-1. {} ＊", "{}（１つ選択）",
    ],
)  # fmt: skip
def test_numbers_and_remarks_beside_a_heading_do_not_count(heading):
    asked = pd.DataFrame(
        [("a", "受けたい業務は何ですか（1年当たり）。"), ("b", "3年後はどうですか。")],
        columns=["question_id", "text_ja"],
    )
    labels = [heading.format(text) for text in asked["text_ja"]]
    if heading == "※必須 {}（必須）":
        labels = [label.removeprefix("※必須 ") for label in labels]
    assert survey_reading.match_columns(labels, asked) == dict(zip(labels, ["a", "b"], strict=True))


def test_a_number_that_is_part_of_a_heading_counts():
    asked = pd.DataFrame([("a", "5年後はどうですか。")], columns=["question_id", "text_ja"])
    assert survey_reading.match_columns(["年後はどうですか。", "10年後はどうですか。"], asked) == {
        "年後はどうですか。": None,
        "10年後はどうですか。": None,
    }


def test_two_questions_that_differ_only_in_remarks_are_matched_by_their_whole_text_alone():
    asked = pd.DataFrame(
        [("a", "業務（1つ）"), ("b", "業務（いくつでも）")], columns=["question_id", "text_ja"]
    )
    found = survey_reading.match_columns(["業務（いくつでも）", "業務", "業務（1つ）"], asked)
    assert found == {"業務（いくつでも）": "b", "業務": None, "業務（1つ）": "a"}


@pytest.mark.parametrize(
    ("written", "choice"),
    [
        ("1. 巡回", "巡回"), ("①巡回", "巡回"), ("3 清掃", "清掃"), ("(4) 除草・剪定", "除草・剪定"), ("４：除草･剪定", "除草・剪定"),
        ("除草剪定", "除草・剪定"), ("【1】巡回", "巡回"), ("巡 回", "巡回"), ("SNS アプリ", "SNS・アプリ"), ("巡回業務", None), ("1", None),
    ],
)  # fmt: skip
def test_numbers_before_choices_do_not_count(written, choice):
    assert Choices(WORKS).one(written) == choice


def test_a_number_that_is_the_answer_is_no_number_before_it():
    years = Choices(["1年", "2年", "5年"])
    assert [years.one(text) for text in ("1.5年", "15年", "1年", "2. 5年")] == [None, None, "1年", "5年"]


@pytest.mark.parametrize(
    "sign",
    [
        ";",
        "；",
        ",",
        "，",
        "、",
        "/",
        "／",
        "|",
        "｜",
        "\n",
        "\t",
        ";#",
        " ",
        "　",
        "・",
        "+",
        "＋",
        "&",
        ", ",
    ],
)
def test_several_answers_are_divided_by_any_usual_sign(sign):
    found = Choices(WORKS).several(sign.join(["巡回", "除草・剪定", "清掃", "SNS・アプリ"]))
    assert found == ["巡回", "除草・剪定", "清掃", "SNS・アプリ"]


def test_what_is_no_choice_stays_whole_between_choices():
    assert Choices(WORKS).several('["巡回","橋の 塗装・清掃 など","点検、調査"]') == [
        "巡回",
        "橋の 塗装",
        "清掃",
        "など",
        "点検、調査",
    ]
    assert Choices(WORKS).several("巡回、橋の 塗り替え") == ["巡回", "橋の 塗り替え"]


def test_a_choice_of_choices_is_one_only_as_it_is_written():
    both = Choices(["清掃", "除草", "清掃・除草"])
    assert both.several("清掃・除草") == ["清掃・除草"]
    assert both.several("清掃、除草") == ["清掃", "除草"]


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("5", "5"),
        ("５ そう思う", "5"),
        ("1（思わない）", "1"),
        ("4点", "4"),
        ("3.0", "3"),
        ("3〜4", None),
        ("3、4", None),
        ("9", None),
        ("45", None),
    ],
)
def test_points_of_a_scale(written, point):
    assert survey_reading.scale_point(written) == point


def test_codes_for_no_answer_are_never_quantities_and_may_be_made_some():
    answers = pd.Series(["12", "-1", "99", "9", "△9", "－99", "9人", "", "無回答", "999", "９"])
    asked = question("number", text="何人ですか（人）。")
    found = survey.summary(answers, "人")
    assert found[["answered", "codes", "unreadable", "blank", "total"]].to_list() == [2, 7, 0, 2, 21]
    assert found[["answered", "codes", "unreadable", "blank"]].sum() == len(answers)
    listed = survey_reading.unfit(answers, asked).set_index("answer")["nearest"]
    assert set(listed.index) == {"-1", "99", "9", "△9", "－99", "999", "９"}
    assert set(listed) == {BLANK}
    meant = survey_reading.mended(answers, asked, {"9": COUNTS, "-1": BLANK})
    assert survey.summary(meant, "人")[["answered", "blank", "total"]].to_list() == [3, 3, 30]


def test_a_number_of_another_unit_is_converted_or_not_read():
    answers = pd.Series(["300", "300万円", "3,000千円", "3000000円", "0.03億円", "300人", "約300"])
    values = survey_reading.numbers(answers, "万円")
    assert values[:5].to_list() == pytest.approx([300] * 5)
    assert np.isnan(values[5])
    assert values[6] == 300
    mixed = survey_reading.numbers(pd.Series(["2人", "3時間", "4"]))
    assert mixed.isna().to_list() == [True, True, False]


def test_a_number_by_about_is_counted_and_told():
    found = survey.summary(pd.Series(["約5", "約５人", "5", "約半数", "約5km", ""]), "人")
    assert found[["answered", "approximate", "unreadable", "total"]].to_list() == [3, 2, 2, 15]


def test_no_answer_in_words_is_none():
    for words in ("無回答", "（無回答）", "未記入", "N/A", "回答なし"):
        assert tallied(["する", words], question("single", ["する", "しない"])) == {"する": 1, BLANK: 1}
    assert tallied(["答えない"], question("single", ["答えない"])) == {"答えない": 1}


def test_answers_that_fit_nothing_are_listed_with_the_nearest_and_mended_all_alike():
    asked = question("multiple", WORKS)
    answers = pd.Series(["巡回;除草・せん定", "除草・せん定", "3", "-1", "雪かき", "点検業務"])
    listed = survey_reading.unfit(answers, asked).set_index("answer")
    nearest = listed["nearest"].fillna("").to_dict()
    assert nearest == {
        "除草・せん定": "除草・剪定",
        "3": "清掃",
        "-1": BLANK,
        "雪かき": "",
        "点検業務": "点検",
    }
    assert listed.loc["除草・せん定", "count"] == 2
    mended = survey_reading.mended(answers, asked, {"除草・せん定": "除草・剪定", "-1": BLANK})
    assert tallied(list(mended), asked) == {"巡回": 1, "除草・剪定": 2, survey.OTHER: 3, BLANK: 1}


# --- generated ------------------------------------------------------------------------------------------------------

SPELLINGS = int(os.environ.get("GENERATED", "400"))


def spelled(choice: str, at: int, rng: random.Random) -> str:
    """A choice as somebody might write it."""
    text = choice
    if "〜" in text:
        text = text.replace("〜", rng.choice("〜～~-－–"))
    if rng.random() < 0.3:
        text = text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if rng.random() < 0.2:
        text = text.replace("・", rng.choice(["･", "・", ""]))
    return rng.choice(["", "", "", f"{at + 1}. ", f"({at + 1}) ", f"{at + 1}："]) + text


@pytest.mark.parametrize("seed", range(4))
def test_generated_answers_are_read_back_or_listed_never_as_something_else(seed):
    """Whatever is read is what was meant; a piece that is not read is listed as it was written."""
    rng = random.Random(seed)
    pools = [
        BUSY,
        SIZE,
        WORKS,
        ["1年", "2年", "3年", "4〜5年", "6年以上"],
        ["清掃", "除草", "清掃・除草"],
        ["橋・トンネル", "橋", "道路"],
    ]
    signs = [";", "；", "、", ",", "，", "/", "|", "\n", " ", "　", ", ", ";#", "・"]
    read = 0
    for _ in range(SPELLINGS // 4):
        choices = rng.choice(pools)
        meant = rng.sample(choices, rng.randint(1, min(3, len(choices))))
        sign = rng.choice(signs)
        written = sign.join(spelled(choice, choices.index(choice), rng) for choice in meant)
        found = Choices(choices).several(written)
        taken = [pick for pick in found if pick in choices]
        # 清掃・除草 as written is the choice of that name: nobody could tell it from two.
        is_ambiguous = any(
            "".join(meant[at : at + 2]) == one.replace("・", "")
            for at in range(len(meant) - 1)
            for one in choices
        )
        if not is_ambiguous:
            assert set(taken) <= set(meant), (written, found)
            assert len(taken) == len(meant) or any(pick not in choices for pick in found), (written, found)
        read += found == meant
    assert read > SPELLINGS / 4 * 0.8


def test_of_very_many_kinds_of_answers_the_frequent_ones_have_a_nearest_choice(monkeypatch):
    monkeypatch.setattr(survey_reading, "NEAREST_OF", 1)
    answers = pd.Series(["除草・せん定", "除草・せん定;点検業務"])
    listed = survey_reading.unfit(answers, question("multiple", WORKS))
    assert listed["answer"].to_list() == ["除草・せん定", "点検業務"]
    assert listed["count"].to_list() == [2, 1]
    assert listed["nearest"].isna().to_list() == [False, True]


def test_a_long_choice_is_found_in_half_width_kana_between_others():
    choices = Choices(["プロポーザルガイドライン・ドキュメント", "巡回"])
    written = "巡回、ﾌﾟﾛﾎﾟｰｻﾞﾙｶﾞｲﾄﾞﾗｲﾝ・ﾄﾞｷｭﾒﾝﾄ、巡回、ほか"
    assert choices.several(written) == ["巡回", "プロポーザルガイドライン・ドキュメント", "ほか"]
