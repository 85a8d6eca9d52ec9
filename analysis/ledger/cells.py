"""What a cell of a ledger says: years, ratings, lengths, positions. None where it says nothing.

Whatever cannot be read for certain raises ValueError with the reason in Japanese.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from japan import calendar, cells
from japan.facilities import EARLIEST_FISCAL_YEAR, Column

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
STAGES = {"健全": 1, "予防保全": 2, "早期措置": 3, "緊急措置": 4}
RATING = re.compile(
    r"(?:判定区分|健全性|健全度|判定)?"
    r"(?:(?P<sign>iv|i{1,3}|[1-4](?:\.0)?)|(?P<divided>iv|i{1,3})(?:-?[a-c]|-[1-3]|\([a-c]\)))?(?:判定)?[:(]?"
    r"(?P<stage>健全|予防保全|早期措置|緊急措置)?(?:段階)?\)?"
)
NOT_INSPECTED = {"", "未点検", "未診断", "未判定", "8", "8.0"}  # 8 in xROAD
METRES = {"mm": 0.001, "cm": 0.01, "km": 1000, "メートル": 1, "m": 1}
AREAS = {"m2": 1, "平方メートル": 1, "平米": 1, "ha": 10_000, "ヘクタール": 10_000, "千m2": 1000, "a": 100}
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


def is_divided(cell: str) -> bool:
    """Whether a rating is one of the classes that some managers divide a category into: Ⅱa, Ⅲ-1."""
    found = RATING.fullmatch(cells.known_text(cell))
    return found is not None and found["divided"] is not None


def rating(cell: str) -> int | None:
    """判定区分 as 1–4; a class within it (Ⅱa) as its category; None for a blank or 未点検 as well."""
    text = cells.known_text(cell)
    if text in NOT_INSPECTED:
        return None
    found = RATING.fullmatch(text)
    ratings = set()
    if found and (sign := found["sign"] or found["divided"]):
        ratings.add(ROMAN.get(sign) or int(sign[0]))
    if found and found["stage"]:
        ratings.add(STAGES[found["stage"]])
    if len(ratings) != 1:
        raise ValueError("判定区分Ⅰ〜Ⅳとして読めません")
    return ratings.pop()


def quantities_of(
    column: Column, label: str | None, corner: Sequence[str] = ()
) -> Callable[[str], float | None]:
    """A length, diameter or area within a column's bounds, in the column's unit.

    What a cell names no unit for is in the unit of its label (橋長(mm)), else of the table's corner (a length only), else in the
    column's own.
    """
    scales = AREAS if column.unit == "m²" else METRES
    own = "m2" if column.unit == "m²" else column.unit
    plain = cells.squeeze(label).lower()
    found = re.search(rf"[(_\[:](?:単位:?)?({'|'.join(scales)})[)\]]?$", plain)
    of_corner = next((one for unit in corner if (one := cells.squeeze(unit).lower()) in scales), own)
    may_be_corner = column.name in ("length_m", "area_m2")
    unit = found[1] if found else of_corner if may_be_corner else own

    def parse(cell: str) -> float | None:
        value = quantity(cell, scales, unit)
        if value is not None and column.unit == "mm":
            value = round(value * 1000, 2)
        if value is not None and not column.allows(value):
            raise ValueError(f"{column.expected_ja}ではありません")
        return value

    return parse


def quantity(cell: str, scales: Mapping[str, float], unit: str) -> float | None:
    """A length in metres or an area in m². scales: unit → metres or m²; unit: of numbers that carry none."""
    text = cells.known_text(cell)
    if not text:
        return None
    found = re.fullmatch(rf"φ?(?P<number>{cells.WHOLE}(?:\.[0-9]+)?)(?P<unit>{'|'.join(scales)})?", text)
    if not found:
        raise ValueError(
            "長さ（数値）として読めません" if scales is METRES else "面積（数値）として読めません"
        )
    return round(float(found["number"].replace(",", "")) * scales[found["unit"] or unit], 4)


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
