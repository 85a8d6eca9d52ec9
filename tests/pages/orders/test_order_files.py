"""Files of 発注状況 as offices keep and save them. workbooks/: invented orders, saved by LibreOffice Calc 7.4."""

from pathlib import Path

import pandas as pd
import pytest

from dashboard.forms import declaration, reader
from pages.orders.form import FORM

WORKBOOKS = Path(__file__).parent / "workbooks"


def read(name: str) -> declaration.Filled:
    return reader.read(name, (WORKBOOKS / name).read_bytes(), FORM)


class TestFilledTemplate:
    """Full-width digits, days as Excel counts them, era years, merged cells, an extra column, blanks far below."""

    FILLED = read("template_saved_by_libreoffice.xlsx")

    def test_good_rows_are_read(self):
        rows = self.FILLED.rows
        assert rows["municipality"].to_list() == ["甲市", "甲市", "乙町", "乙町", "丙村"]
        assert rows["department"].to_list() == ["道路課", "公園課", "建設課", "建設課", "産業課"]
        assert rows["amount"].sum() == 16_900_000
        assert rows["start"].iloc[:3].eq(pd.Timestamp("2026-04-01")).all()
        assert rows["end"].iloc[:4].eq(pd.Timestamp("2027-03-31")).all()

    def test_what_was_not_read_is_listed_by_sheet_and_cell(self):
        problems = {one.cell: one for one in self.FILLED.problems}
        assert list(problems) == ["N7", "B8", "M9", "B10"]
        assert [one.is_row_dropped for one in problems.values()] == [False, True, False, True]
        assert all(f"シート「発注」 {cell}：" in one.message_ja for cell, one in problems.items())


class TestListOfAnOffice:
    """Other headings in two rows below a title, thousands of yen, a row of sums, a value of an error."""

    FILLED = read("list_saved_by_libreoffice.xlsx")

    def test_its_headings_are_known_without_mapping(self):
        rows = self.FILLED.rows
        assert rows["title"].to_list() == ["市道巡回", "清掃", "除雪"]
        assert rows["municipality"].to_list() == ["甲市", "甲市", "乙町"]
        assert rows["amount"].to_list() == [12_000_000, 3_000_000, 1_500_000]
        assert rows["end"].eq(pd.Timestamp("2027-03-31")).all()
        assert self.FILLED.notes_ja == ("「契約金額（千円）」は1,000倍して円に直しました。",)

    @pytest.mark.parametrize("cell", ["A7", "F8"])
    def test_the_row_of_sums_and_the_wrong_day_are_listed(self, cell):
        assert cell in [one.cell for one in self.FILLED.problems]
