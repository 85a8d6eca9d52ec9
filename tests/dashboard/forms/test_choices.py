"""The small file of headings that a reader keeps."""

import json

import pytest

from dashboard.forms import choices
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
