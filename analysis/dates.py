"""Dates as they are written: of a day, of a fiscal year (money of a year is of no day), and of a value whose parts have two."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from japan.calendar import fiscal_year_of


def written(day: date | pd.Timestamp | None, is_fiscal_year: bool = False) -> str:
    """「2024年4月1日」; 「2024年度」 of a year that ends on the day; nothing where there is none."""
    if day is None or pd.isna(day):
        return ""
    return f"{fiscal_year_of(day)}年度" if is_fiscal_year else f"{day.year}年{day.month}月{day.day}日"


def short(value: Mapping[Any, Any]) -> str:
    """「2024年度（分母は2025年1月1日）」 for a cell of a table. value: as for `of_value`."""
    first, second = _parts(value)
    return f"{first}（分母は{second}）" if second else first


def of_value(value: Mapping[Any, Any]) -> str:
    """「2024年4月1日現在」, 「2024年度」; both dates where the parts differ, and of a change from when to when.

    value: as_of and, where there is a denominator, denominator_as_of, numerator_ja, denominator_ja, kind; is_fiscal_year and
    denominator_is_fiscal_year say which of them is a year's.
    """
    first, second = _parts(value)
    if not second:
        return _present(first)
    if value.get("kind") == "change":
        return f"{second}から{first}まで"
    ending = "現在" if "年度" not in second else ""
    begin = first if ending else _present(first)
    return f"{value['numerator_ja']}は{begin}、{value['denominator_ja']}は{second}{ending}"


def _parts(value: Mapping[Any, Any]) -> tuple[str, str]:
    """The date of the value and, where it is another one, that of its denominator."""
    first = written(value["as_of"], bool(value.get("is_fiscal_year")))
    second = written(value.get("denominator_as_of"), bool(value.get("denominator_is_fiscal_year")))
    return first, "" if second == first else second


def _present(written_date: str) -> str:
    return written_date if written_date.endswith("年度") else f"{written_date}現在"
