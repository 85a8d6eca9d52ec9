"""What a cell of a ledger says: years, ratings, lengths, positions. None where it says nothing.

Whatever cannot be read for certain raises ValueError with the reason in Japanese.
"""

import re
from collections.abc import Callable
from datetime import date

from japan import calendar, cells
from japan.facilities import EARLIEST_FISCAL_YEAR, Column

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
STAGES = {"健全": 1, "予防保全": 2, "早期措置": 3, "緊急措置": 4}
RATING = re.compile(
    r"(?:判定区分|健全性|健全度|判定)?(?P<sign>iv|i{1,3}|[1-4](?:\.0)?)?(?:判定)?[:(]?"
    r"(?P<stage>健全|予防保全|早期措置|緊急措置)?(?:段階)?\)?"
)
NOT_INSPECTED = {"", "未点検", "未診断", "未判定", "8", "8.0"}  # 8 in xROAD
METRES = {"m": 1, "メートル": 1, "mm": 0.001, "cm": 0.01, "km": 1000}
LENGTH = re.compile(rf"(?P<number>{cells.WHOLE}(?:\.[0-9]+)?)(?P<unit>mm|cm|km|m|メートル)?")
MARKS = str.maketrans({"º": "°", "˚": "°", "゜": "°", "′": "'", "’": "'", "″": '"', "”": '"', "〃": '"'})
SECONDS = r"(?P<second>[0-9]{1,2}(?:\.[0-9]+)?)"
DEGREE_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<degree>[0-9]{1,3}(?:\.[0-9]+)?)[°度]?",
        r"(?P<degree>[0-9]{1,3})[°度](?P<minute>[0-9]{1,2}(?:\.[0-9]+)?)['分]",
        rf"(?P<degree>[0-9]{{1,3}})[°度](?P<minute>[0-9]{{1,2}})['分]{SECONDS}[\"秒]?",
        rf"(?P<degree>[0-9]{{1,3}})(?P<mark>[.:-])(?P<minute>[0-9]{{1,2}})(?P=mark){SECONDS}",
        r"(?P<degree>[0-9]{2,3})(?P<minute>[0-9]{2})(?P<second>[0-9]{2}(?:\.[0-9]+)?)",
    )
]


def years_until(as_of: date) -> Callable[[str], int | None]:
    """`calendar.fiscal_year`, of years that can be by the day the ledger describes."""
    latest = calendar.fiscal_year_of(as_of)

    def parse(cell: str) -> int | None:
        year = calendar.fiscal_year(cell)
        if year is not None and not EARLIEST_FISCAL_YEAR <= year <= latest:
            raise ValueError(
                f"{EARLIEST_FISCAL_YEAR}年度から台帳の時点（{latest}年度）までの年ではありません"
            )
        return year

    return parse


def rating(cell: str) -> int | None:
    """判定区分 as 1–4; None for a blank or 未点検 as well."""
    text = cells.known_text(cell)
    if text in NOT_INSPECTED:
        return None
    found = RATING.fullmatch(text)
    ratings = set()
    if found and found["sign"]:
        ratings.add(ROMAN.get(found["sign"]) or int(found["sign"][0]))
    if found and found["stage"]:
        ratings.add(STAGES[found["stage"]])
    if len(ratings) != 1:
        raise ValueError("判定区分Ⅰ〜Ⅳとして読めません")
    return ratings.pop()


def lengths_of(column: Column, label: str | None) -> Callable[[str], float | None]:
    """`metres` within a column's bounds, in the unit that its label names (橋長(mm))."""
    found = re.search(r"[(_\[](mm|cm|km|m)[)\]]?$", cells.squeeze(label).lower())
    unit = found[1] if found else "m"

    def parse(cell: str) -> float | None:
        length = metres(cell, unit)
        if length is not None and not column.allows(length):
            raise ValueError(f"{column.expected_ja}ではありません")
        return length

    return parse


def metres(cell: str, unit: str = "m") -> float | None:
    """A length in metres. unit: of numbers that carry none."""
    text = cells.known_text(cell)
    if not text:
        return None
    found = LENGTH.fullmatch(text)
    if not found:
        raise ValueError("長さ（数値）として読めません")
    return round(float(found["number"].replace(",", "")) * METRES[found["unit"] or unit], 4)


def degrees(cell: str) -> float | None:
    """Degrees of a latitude or longitude, decimal or in degrees, minutes and seconds."""
    text = cells.known_text(cell.translate(MARKS)).replace("''", '"')
    if not text:
        return None
    text = re.sub(r"^(北緯|東経|[ne])|[ne]$", "", text)
    found = next((match for form in DEGREE_FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        raise ValueError("緯度・経度として読めません")
    parts = found.groupdict()
    minute, second = float(parts.get("minute") or 0), float(parts.get("second") or 0)
    if minute >= 60 or second >= 60:
        raise ValueError("分と秒は60未満です")
    return round(float(parts["degree"]) + minute / 60 + second / 3600, 7)
