"""Numbers and dates as they are written on screen and in exports."""

import re
from datetime import date

import pandas as pd

from analysis import dates, few, limits, rounding

BASIS = {"published": "公表値", "derived": "算出値", "estimated": "推計"}
STATUS = {"not_calculated": "算定なし（－）", "below_limit": "印刷の下限未満"}
MARKS = {  # of values that are shown but compared with nobody's
    "managed_by_prefecture": "都道府県が管理する橋",
    "managed_by_several": "国・都道府県などが管理する橋を含む",
    "managed_by_unknown": "管理者の記載がない橋を含む",
    "zero_of_pipes": "経年管なし、または台帳なしの可能性",
    "jump": "前の時点から大きく変化",
    "out_of_bounds": "あり得る範囲の外",
}
RATING_NAMES = {"Ⅰ": "健全", "Ⅱ": "予防保全段階", "Ⅲ": "早期措置段階", "Ⅳ": "緊急措置段階"}
MUNICIPALITY_TYPES = {
    "designated_city": "政令指定都市",
    "city": "市",
    "special_ward": "特別区",
    "town": "町",
    "village": "村",
}


def shown_unit(unit: str) -> str:
    """The unit a reader sees: a share (0–1) is shown in percent."""
    return "%" if unit == "share" else unit


def with_unit(label: str, unit: str) -> str:
    """A heading: 「管理する橋の数（橋）」; the label itself where there is no unit."""
    return f"{label}（{shown_unit(unit)}）" if unit else label


def labelled(metric: pd.Series) -> str:
    """Label and unit of a metric as a heading."""
    return with_unit(metric["label_ja"], metric["unit"])


def shown(values: pd.Series | float, unit: str) -> pd.Series | float:
    """Values on the scale a reader sees."""
    return values * 100 if unit == "share" else values


def printed(values: pd.Series | float, unit: str, digits: int) -> pd.Series | float:
    """Values on the scale a reader sees, with as many decimals as are printed: of tables and files."""
    return rounding.printed(shown(rounding.printed(values, unit, digits), unit), "", digits)


def median(values: pd.DataFrame, unit: str, digits: int) -> str:
    """The median of the known values as it is shown; where they are too few for one, that they are. values: value, less_than."""
    if 0 < limits.compared(values).count() < few.MEDIAN_OF:
        return f"値のある団体が{few.MEDIAN_OF}未満"
    return between(*limits.median(values), unit, digits)


def between(lowest: float, highest: float, unit: str, digits: int) -> str:
    """What lies between two bounds: 「11%」 where both are written alike, 「5%未満」 from nothing, 「17〜19%」."""
    low, high = number(lowest, unit, digits), number(highest, unit, digits)
    if low == high or pd.isna(lowest):
        return low
    return f"{high}未満" if lowest == 0 else f"{low.removesuffix(shown_unit(unit))}〜{high}"


def missing(status: str | None, less_than: float | None, unit: str, digits: int) -> str | None:
    """Why there is no value, where that is stated: 「算定なし（－）」, 「5%未満」."""
    known = less_than is not None and not pd.isna(less_than)
    return between(0, less_than, unit, digits) if known else STATUS.get(status)


def number(value: float | None, unit: str, digits: int) -> str:
    """A value with its unit: 「1,234人」, 「12.3%」; 「データなし」 where there is none."""
    if value is None or pd.isna(value):
        return "データなし"
    return f"{shown(rounding.printed(value, unit, digits), unit):,.{digits}f}{shown_unit(unit)}"


def mark(marks: str | None, denominator: float | None) -> str:
    """What the marks of a value say: 「母数3」, 「都道府県が管理する橋・母数3」; nothing where there is none. marks: joined by commas."""
    if marks is None or pd.isna(marks):
        return ""
    return "・".join(f"母数{denominator:,.0f}" if one == "few" else MARKS[one] for one in marks.split(","))


def plain(words: str) -> str:
    """Words of a file or a refusal as Markdown that shows them as they are."""
    return re.sub(r"([\\`*_{}\[\]<>#$~:|!])", r"\\\1", words)


def japanese_date(day: date | pd.Timestamp | None) -> str:
    """「2024年4月1日」; months and days without leading zeros on every system."""
    return dates.written(day)
