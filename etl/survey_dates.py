"""The date a survey's table is of, from its title. The staffing survey is taken on 1 April of every year."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

ERAS = {"令和": 2018, "平成": 1988, "R": 2018, "H": 1988}
YEAR = (
    r"(?:(?P<era>令和|平成|(?<![A-Za-z])[RH])(?P<era_year>元|\d{1,2})|(?<!\d)(?P<year>(?:19|20)\d\d))(?!\d)"
)
DAY = re.compile(
    YEAR + r"(?:年|[./-])(?P<month>\d{1,2})(?:月|[./-])(?P<day>\d{1,2})(?!\d)日?(?P<after>\)?現在)?"
)
YEAR_ALONE = re.compile(YEAR + r"(?:年度?(?!\d)|(?<!\d{4})$)")  # a bare 1900 is a count, R6 is a year


def find(cells: Iterable[object]) -> set[date]:
    """The dates that texts and date cells of a title may mean: one when it is plain, several when it is not.

    What is followed by 現在 comes first, then days that are a 1 April, then years.
    """
    said, first_of_april, years = set(), set(), set()
    for cell in cells:
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            first_of_april |= {day} if (day.month, day.day) == (4, 1) else set()
            continue
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", "" if cell is None else str(cell)))
        text = re.sub(
            r"\(((19|20)\d\d|(令和|平成)(元|\d{1,2}))年?\)", "", text
        )  # the same year in the other calendar
        for match in DAY.finditer(text):
            try:
                day = date(_year(match), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
            if match["after"]:
                said.add(day)
            if (day.month, day.day) == (4, 1):
                first_of_april.add(day)
        years |= {date(_year(match), 4, 1) for match in YEAR_ALONE.finditer(text)}
    return said or first_of_april or years


def _year(match: re.Match) -> int:
    if match["year"]:
        return int(match["year"])
    return ERAS[match["era"]] + (1 if match["era_year"] == "元" else int(match["era_year"]))
