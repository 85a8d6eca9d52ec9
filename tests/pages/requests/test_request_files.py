"""Exports of reporting apps and office lists as they differ: read as one table, bad rows told, and nothing that says who."""

import io
from datetime import date

import pandas as pd
import pytest
from request_exports import EXPORTS, MAIL, NAME, PHONE, PLANTED, written

from analysis import requests
from dashboard.forms import controls, reader, workbook
from dashboard.forms.reader import Place
from pages.requests.form import FORM, TITLE


def read(name: str, rows: list[list[str]]):
    return reader.read(name, written(name, rows), FORM, None, Place("甲市"))


@pytest.mark.parametrize("name", EXPORTS)
def test_differing_exports_say_the_same(name):
    rows = read(name, EXPORTS[name]).rows
    assert len(rows) == 1
    one = rows.iloc[0]
    assert one["body"] == "甲市"
    assert one["kind"] == "舗装の穴"
    assert one["received"] == pd.Timestamp("2026-04-01")
    assert one["completed"] == pd.Timestamp("2026-04-04")
    is_placed = name not in {"電話受付簿.xlsx", "台帳.xlsx"}
    assert (one["latitude"] == 34.10001 and one["longitude"] == 131.40002) == is_placed
    states = requests.with_state(rows, pd.Timestamp("2026-04-30"))
    assert states["state"].to_list() == ["完了"]
    assert states["days"].to_list() == [3]


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_of_a_reading_says_who(name):
    """Not the rows, not what is said of them, not the record, not the file that is taken away."""
    found = read(name, EXPORTS[name])
    record = controls.record(FORM, [name], [found])
    book = workbook.export_bytes(TITLE, (FORM,), {FORM.key: found.rows}, issued_on=date(2026, 4, 30))
    sheets = pd.read_excel(io.BytesIO(book), sheet_name=None, header=None, engine="calamine")
    seen = [found.rows.to_csv(), record.to_csv(), repr(found.problems), repr(found.notes_ja)]
    seen += [sheet.to_csv() for sheet in sheets.values()]
    public = requests.public(requests.with_state(found.rows, pd.Timestamp("2026-04-30")), 0.001)
    for text in [*seen, public.to_csv()]:
        assert not [one for one in PLANTED if one in text]
    assert "東町" not in public.to_csv()


def test_own_columns_that_hold_a_name_are_emptied_and_it_is_told():
    rows = [
        ["団体", "受付日", "種類", "路線", "場所", "班・会社", "受付番号", "写真のリンク", "種類の語"],
        ["甲市", "2026/4/1", "穴", f"{NAME}宅前の道", f"{NAME}様方", NAME, PHONE, MAIL, f"{NAME}宅"],
    ]
    found = read("x.csv", rows)
    assert not [one for one in PLANTED if one in found.rows.to_csv()]
    told = "".join(one.message_ja for one in found.problems)
    assert all(word in told for word in ("路線として", "班・会社として", "受付番号として"))
    assert not [one for one in PLANTED if one in told]


def test_bad_rows_are_told_and_none_is_lost():
    rows = [
        ["団体", "受付日", "種類", "状態", "緯度", "経度", "費用"],
        ["甲市", "2026/4/1", "穴", "完了", "34.1", "131.4", "1000"],
        ["甲市", "4月ごろ", "穴", "完了", "34.1", "131.4", ""],
        ["甲市", "", "穴", "受付", "", "", ""],
        ["甲市", "2026/4/3", "なぞ", "？？", "131.4", "34.1", "約5"],
        ["", "2026/4/4", "穴", "受付", "34.1", "131.4", ""],
    ]
    found = read("x.csv", rows)
    assert found.record["行"].to_list() == [2, 3, 4, 5, 6]
    assert found.record["結果"].to_list() == [
        "取り込む",
        "取り込まない",
        "取り込まない",
        "取り込む（理由のとおり）",
        "取り込まない",
    ]
    assert found.rows.index.to_list() == [2, 5]
    bad = found.rows.loc[5]
    assert (bad["kind"], bad["kind_word"]) == ("その他", "なぞ")
    assert bad[["status", "latitude", "longitude", "cost"]].isna().all()
    told = found.record.loc[found.record["行"] == 5, "理由"].iloc[0]
    assert all(cell in told for cell in ("D5", "E5", "F5", "G5"))


def test_what_is_taken_away_is_read_back_as_it_was():
    rows = FORM.table(FORM.examples)
    book = workbook.export_bytes(TITLE, (FORM,), {FORM.key: rows}, issued_on=date(2026, 4, 30))
    again = reader.read("対応状況.xlsx", book, FORM)
    assert again.problems == []
    pd.testing.assert_frame_equal(again.rows.reset_index(drop=True), rows)
