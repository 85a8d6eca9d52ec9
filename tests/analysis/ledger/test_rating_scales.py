"""Ratings in digits and letters: a legend is followed, and no other scale becomes the official one."""

from datetime import date

import pandas as pd
import pytest

from analysis import ledger
from japan.sheets import Sheet

TOWNS = pd.DataFrame(
    [("352047", "山口県", "萩市")], columns=["lg_code", "prefecture_name", "municipality_name"]
)


def ratings(cells, label="健全度", above=(), below=(), legend=None, beside=()):
    head = ["橋梁番号", "橋梁名", "所在地", "橋長(m)", label]
    rows = [
        [str(at), f"{at}号橋", "萩市", "10", cell, *beside[at - 1 : at]] for at, cell in enumerate(cells, 1)
    ]
    sheets = [Sheet("台帳", [*[[text] for text in above], head, *rows, *[[text] for text in below]])]
    if legend:
        sheets.append(Sheet("凡例", legend))
    read = ledger.read(ledger.recognise(sheets, "橋梁台帳.xlsx"), TOWNS, None, date(2025, 3, 31))
    found = read.facilities["soundness_category"]
    return [None if pd.isna(one) else int(one) for one in found], "\n".join(read.notes_ja)


STAGES = "4：健全、3：予防保全段階、2：早期措置段階、1：緊急措置段階"
OFFICIAL = {
    "a note above": {"above": [f"※健全度は {STAGES}"]},
    "a note below": {"below": [f"注）{STAGES}"]},
    "a sheet of its own": {"legend": [["健全度", "意味"], ["4", "健全"], ["3", "予防保全"], ["2", "早期措置"], ["1", "緊急措置"]]},
    "in the heading": {"label": f"健全度（{STAGES}）"},
    "beside the table": {"beside": ["4：健全", "3：予防保全", "2：早期措置", "1：緊急措置"]},
    "the word before the digit": {"above": ["健全=4 予防保全=3 早期措置=2 緊急措置=1"]},
}  # fmt: skip


@pytest.mark.parametrize("layout", OFFICIAL)
def test_a_legend_of_the_four_stages_is_followed(layout):
    found, notes = ratings(["4", "3", "1", "2", "4"], **OFFICIAL[layout])
    assert found == [1, 2, 4, 3, 1]
    assert "凡例（1：緊急措置、2：早期措置、3：予防保全、4：健全）のとおり" in notes


def test_letters_with_the_four_stages_are_followed():
    found, notes = ratings(list("ABCD"), above=["A：健全 B：予防保全 C：早期措置 D：緊急措置"])
    assert found == [1, 2, 3, 4] and "凡例" in notes


OTHERS = {
    "5 is sound": ["5：健全 1：危険"],
    "only the best is named": ["（５が健全）"],
    "more is better": ["数値が大きいほど健全です。"],
    "four steps backwards without their names": ["4:良好", "1:悪い"],
    "1 is sound, of five": ["1：健全", "5：緊急"],
    "1 is the worst": ["1：緊急に対策が必要"],
    "from 0": ["0：良好 … 4：危険"],
}


@pytest.mark.parametrize("legend", OTHERS)
@pytest.mark.parametrize("label", ["健全度", "判定区分"])
def test_another_scale_never_becomes_the_official_one(legend, label):
    found, notes = ratings(["4", "3", "2", "1", "4"], label, above=OTHERS[legend])
    assert found == [None] * 5
    assert "別の尺度なので、取り込みません" in notes


def test_letters_of_another_scale_stay_out_whatever_their_order():
    for legend in ("A：良好 E：危険", "Eが健全", "a:異常なし"):
        assert ratings(list("ABCDE"), above=[legend])[0] == [None] * 5


def test_an_official_legend_changes_nothing():
    for legend in ("1：健全 2：予防保全 3：早期措置 4：緊急措置", "Ⅰ：健全、Ⅳ：緊急措置", "1が健全"):
        assert ratings(["4", "3", "2", "1"], "判定区分", above=[legend])[0] == [4, 3, 2, 1]


def test_a_single_5_under_a_heading_that_other_scales_have_shows_another_scale():
    cells = ["1", "2", "3", "4"] * 10
    assert ratings([*cells, "5"])[0] == [None] * 41
    assert ratings([*cells, "5"], "判定区分")[0] == [*map(int, cells), None]


def test_digits_of_which_nothing_is_said_are_mentioned():
    found, notes = ratings(["1", "2", "4"])
    assert found == [1, 2, 4] and "1が健全、4が緊急措置" in notes
    assert "として読みました" not in ratings(["1", "2", "4"], "健全性の診断の区分")[1]


def test_words_of_a_heading_are_no_legend():
    for label in ("健全度（4段階）", "健全性(1～4)", "(5)健全度"):
        assert ratings(["1", "2", "4"], label)[0] == [1, 2, 4], label
    assert ratings(["1", "2", "4"], above=["令和5 健全度の一覧", "(5)健全性の診断"])[0] == [1, 2, 4]
    assert ratings(["1", "4"], "健全度（1:緊急 4:健全）")[0] == [None] * 2
