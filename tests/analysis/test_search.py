"""Searching Japanese texts as people type."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import search

TEXTS = pd.DataFrame(
    {
        "name": ["貝塚市ほか", "幕別町と音更町", "大館市"],
        "body": [["ＡＩ道路点検（12市町）", "遊具"], ["除雪管理システム", None], ["地元業者だけのJV"]],
    },
    index=["kaizuka", "makubetsu", "odate"],
)
WEIGHTS = {"name": 3.0, "body": 1.0}
KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"


def found(query: str) -> list[str]:
    return search.find(query, TEXTS, WEIGHTS).index.to_list()


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("貝塚", ["kaizuka"]),
        ("ai 道路", ["kaizuka"]),
        ("ＡＩ　１２市町", ["kaizuka"]),
        ("ｼｽﾃﾑ", ["makubetsu"]),
        ("しすてむ", ["makubetsu"]),
        ("jv", ["odate"]),
        ("貝塚 除雪", []),
        ("町", ["makubetsu", "kaizuka"]),
        ("", ["kaizuka", "makubetsu", "odate"]),
    ],
)
def test_words_are_found_however_they_are_typed(query, ids):
    assert found(query) == ids


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("金ヶ崎町", "金ケ崎町"),
        ("霞ｹ関", "霞ヶ関"),
        ("髙﨑", "高崎"),
        ("大舘", "大館"),
        ("R7.12.18", "令和7年12月18日時点"),
        ("Ｈ２８．１１．２８", "平成28年11月28日"),
        ("R7.12", "令和7年12月18日"),
        ("R6年度", "令和6年度"),
        ("R7.12.18時点", "令和7年12月18日時点"),
        ("ごみ処理、し尿処理", "ごみ処理・し尿処理"),
        ("3162", "3,162者"),
    ],
)
def test_other_ways_to_write_the_same_are_found(typed, printed):
    assert search.fold(typed) in search.fold(printed)


@pytest.mark.parametrize("written", ["Ver.1", "hr2", "1.2.3", "r7z", "R7.12.18.5"])
def test_what_is_no_date_stays(written):
    assert "令和" not in search.fold(written)


def test_a_hit_says_where_its_words_stand():
    assert search.find("町", TEXTS, WEIGHTS)["fields"].to_dict() == {
        "makubetsu": ["name"],
        "kaizuka": ["body"],
    }


@given(st.data())
def test_every_part_of_a_text_finds_it(data):
    text = data.draw(st.sampled_from(["ＡＩ道路点検（12市町）", "除雪管理システム", "地元業者だけのJV"]))
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    owner = next(key for key, row in TEXTS.iterrows() if text in row["body"])
    assert owner in found(part)


@given(st.text(alphabet=KATAKANA, min_size=1, max_size=8))
def test_hiragana_katakana_and_half_width_are_one(word):
    hiragana = "".join(chr(ord(letter) - 0x60) for letter in word)
    assert search.fold(word) == search.fold(hiragana) == search.fold(unicodedata.normalize("NFKC", word))


@given(
    st.lists(st.sampled_from(["市", "町", "道路", "JV", "貝塚", "x"]), max_size=4),
    st.sampled_from(["市", "雪"]),
)
def test_another_word_never_finds_more_and_order_does_not_matter(words, another):
    before, after = set(found(" ".join(words))), set(found(" ".join([*words, another])))
    assert after <= before
    assert set(found(" ".join(reversed(words)))) == before


@given(st.text(max_size=30))
def test_any_query_is_answered(query):
    assert set(found(query)) <= set(TEXTS.index)
    assert search.fold(search.fold(query)) == search.fold(query)
