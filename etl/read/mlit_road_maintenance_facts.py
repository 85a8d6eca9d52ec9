"""Read national facts of the road maintenance reports (道路メンテナンス年報)."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from etl.declaration import Named, any_address, maybe, text
from etl.records import each, printed
from etl.sheets import find_table, read_csv
from etl.source import Edition

LAYOUT = {
    "columns": {
        "as_of": text,
        "report": text,
        "facility": text,
        "item": text,
        "value": text,
        "unit": text,
        "source": text,
    },
    "sources": Named({"title": text, "url": any_address, "via": maybe(text)}),
}
SCALES = {"": 1, "万": 10_000, "億": 100_000_000}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per printed fact.

    as_of (the end of the fiscal year where only that is printed), report_ja, facility_ja, item_ja, value_text
    (as printed), value in `unit` (約23万 is 230,000; percentages stay so), is_approximate, source_key, source_ja,
    source_url, via_ja (how it reached us; null when read at the source).
    """
    layout = edition.layout
    table = find_table(read_csv(path), layout["columns"])
    source = each(table, "source", layout["sources"], "出典の定義にある略号が必要です。")
    value_text = printed(table, "value")
    rows = pd.DataFrame(
        {
            "as_of": each(table, "as_of", _as_of, "「2026-03-31」または「2024年度」の形が必要です。"),
            "report_ja": printed(table, "report"),
            "facility_ja": printed(table, "facility"),
            "item_ja": printed(table, "item"),
            "value_text": value_text,
            "value": each(table, "value", _number, "数値（「約23万」のような概数を含む）が必要です。").astype(
                float
            ),
            "is_approximate": value_text.str.startswith("約"),
            "unit": printed(table, "unit"),
            "source_key": printed(table, "source"),
            "source_ja": source.map(lambda declared: declared["title"]).astype("str"),
            "source_url": source.map(lambda declared: declared["url"]).astype("str"),
            "via_ja": source.map(lambda declared: declared["via"]),
        }
    )
    table.must_be_unique(rows[["as_of", "report_ja", "facility_ja", "item_ja", "source_key"]])
    return rows.reset_index(drop=True)


def _as_of(text: str) -> date:
    """Raises ValueError when it is neither a date nor a fiscal year."""
    if re.fullmatch(r"\d{4}年度", text):
        return date(int(text[:4]) + 1, 3, 31)
    return date.fromisoformat(text)


def _number(text: str) -> float:
    """Raises ValueError when it is no number, about or exact."""
    found = re.fullmatch(r"約?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(万|億|)", text)
    if found is None:
        raise ValueError(text)
    number, scale = found.groups()
    return round(float(number.replace(",", "")) * SCALES[scale], 6)
