"""Small files as apps, telephone lists, patrols and works leave offices: six that differ of each sort, and all say the same three things.

A hole of 1 April 2026 done on the 4th, a ditch of 10 April not yet begun, weeds of 2 May that nobody will cut. The place is invented.
"""

from pathlib import Path

import pandas as pd
import pytest

from dashboard.forms import reader
from dashboard.forms.reader import Place
from pages.requests.form import FORM

FILES = sorted((Path(__file__).parent / "exports").iterdir())
SORTS = ("app", "phone", "patrol", "works")
KINDS = ["舗装の穴", "側溝・排水", "雑草・樹木"]
WITHOUT_POSITIONS = {
    "phone_1.xlsx", "phone_2.csv", "phone_3.xlsx", "phone_5.xlsx", "phone_6.csv", "patrol_6.csv",
    "works_2.xlsx", "works_4.xlsx", "works_5.csv",
}  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.name)
def test_differing_files_say_the_same(file):
    found = reader.read(file.name, file.read_bytes(), FORM, None, Place("甲市"))
    rows = found.rows
    assert list(rows["kind"]) == KINDS, found.problems
    assert list(rows["received"]) == [pd.Timestamp(day) for day in ("2026-04-01", "2026-04-10", "2026-05-02")]
    assert list(rows["completed"].isna()) == [False, True, True]
    assert rows["completed"].iloc[0] == pd.Timestamp("2026-04-04")
    assert list(rows["status"]) == ["完了", "受付", "対応しない"]
    assert set(rows["body"]) == {"甲市"}
    if file.name in WITHOUT_POSITIONS:
        assert rows["latitude"].isna().all()
    else:
        assert rows["latitude"].iloc[0] == pytest.approx(34.10001, abs=1e-9)
        assert rows["longitude"].iloc[0] == pytest.approx(131.40002, abs=1e-9)
        assert rows["latitude"].iloc[1] == pytest.approx(34.2, abs=2e-4)
    if "hours" in rows and rows["hours"].notna().any():
        assert rows["hours"].iloc[0] == 4
    if rows["cost"].notna().any():
        assert rows["cost"].iloc[0] == 12_000


@pytest.mark.parametrize("sort", SORTS)
def test_there_are_six_of_each_sort_and_no_two_have_the_same_headings(sort):
    own = [one for one in FILES if one.name.startswith(sort)]
    assert len(own) == 6
    headings = [tuple(sorted(reader.look(one.name, one.read_bytes(), [FORM]).headings)) for one in own]
    assert len(set(headings)) == 6
