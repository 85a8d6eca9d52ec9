"""The small file of headings that a reader keeps."""

import json

import pytest
from workbooks import book

from dashboard.forms import choices, controls, reader
from pages.orders.form import FORM
from pages.workforce.form import STAFF

MAPPING = {"title": "なまえ", "amount": "おかね", "number": None}


@pytest.mark.parametrize("place", [None, "甲市", "周南市"])
def test_what_is_written_is_read(place):
    saved = choices.read_headings(choices.write_headings(FORM, MAPPING, place), FORM)
    assert saved.place == place
    assert {key: heading for key, heading in saved.mapping.items() if heading} == {
        "title": "なまえ",
        "amount": "おかね",
    }


def changed(**more: object) -> bytes:
    return json.dumps(json.loads(choices.write_headings(FORM, MAPPING, None)) | more).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "JSON ではない"),
        (b"[" * 100_000, "JSON ではない"),
        (b"x" * 200_000, "大きすぎます"),
        (b"[]", "書き出したファイルではありません"),
        (changed(format="gunmane ledger headings 1"), "書き出したファイルではありません"),
        (choices.write_headings(STAFF, {"occupation": "職"}, None), "「発注」の列の対応ではありません"),
        (changed(headings={"title": "a", "color": "b"}), "知らない項目"),
        (changed(headings=["title"]), "知らない項目"),
        (changed(headings={"title": 3}), "文字ではありません"),
        (changed(place=["甲市"]), "文字ではありません"),
    ],
)
def test_what_is_no_such_file_is_named(content, reason):
    with pytest.raises(ValueError, match=reason):
        choices.read_headings(content, FORM)


ORDERS = [["件名", "市町村", "受注者", "契約金額（円）"], ["道", "甲市", "乙", "多額"], ["橋", "", "乙", 5]]


@pytest.mark.parametrize("name", ["とても長い名前の契約一覧（令和6年度）.xlsx", "a シート 一覧.xlsx"])
def test_a_table_of_what_was_not_read_begins_with_the_sentence(name):
    found = reader.read(name, book({"契約の一覧": ORDERS}), FORM)
    table = controls.listing(found.problems)
    assert table.columns[0] == "内容"
    for one, problem in zip(table.to_dict("records"), found.problems, strict=True):
        assert one["内容"].startswith(problem.cell) and "契約の一覧" not in one["内容"]
        assert (one["シート"], one["セル"], one["ファイル"]) == ("契約の一覧", problem.cell, name)
    texts = controls.listing(
        reader.read("一覧.csv", "件名,市町村,金額\n道,甲市,多額\n".encode(), FORM).problems
    )
    assert texts.iloc[0].to_list()[1:] == ["", "C2", "一覧.csv"]
