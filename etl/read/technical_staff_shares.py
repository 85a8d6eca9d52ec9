"""Read the published shares of municipalities without engineers, by kind and by class of population."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.records import each, printed, read_yaml
from etl.sheets import Table
from etl.source import Edition

OCCUPATIONS = ("technical_staff", "civil_engineers", "architectural_engineers")
KINDS = ("all", "city", "town", "village")
COUNTS = ("municipalities_without", "municipalities")
BOUNDS = ("population_from", "population_below")
TEXTS = ("printed_ja", "publisher", "published_ja", "document_ja", "document_url")


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per share and document.

    share_id, occupation (OCCUPATIONS), municipality_kind (KINDS), population_from and population_below (residents; null without bound),
    municipalities_without of municipalities (null where worded), share_low and share_high (0–1; equal where counted), printed_ja,
    as_of, publisher, published_ja, document_ja, document_url.
    """
    optional = dict.fromkeys([*BOUNDS, *COUNTS, "share_low", "share_high"]) | {"kind": "all"}
    names = ["occupation", "as_of", *optional, *TEXTS]
    table = read_yaml(path, "shares", {"share_id": "id"} | {name: name for name in names}, optional)
    numbers = {name: table.number(name, missing=("blank",), whole=True) for name in (*BOUNDS, *COUNTS)}
    counted = numbers["municipalities_without"] / numbers["municipalities"]
    rows = pd.DataFrame(
        {
            "share_id": printed(table, "share_id"),
            "occupation": _one_of(table, "occupation", OCCUPATIONS),
            "municipality_kind": _one_of(table, "kind", KINDS),
            **numbers,
            "share_low": counted.astype("Float64").fillna(_percent(table, "share_low")),
            "share_high": counted.astype("Float64").fillna(_percent(table, "share_high")),
            "as_of": each(table, "as_of", date.fromisoformat, "「2024-04-01」の形の日付が必要です。"),
        }
        | {name: printed(table, name) for name in TEXTS}
    )
    _must_be_shares(table, rows)
    table.must_be_unique(rows["share_id"])
    return rows.reset_index(drop=True)


def _one_of(table: Table, column: str, allowed: tuple[str, ...]) -> pd.Series:
    meaning = dict(zip(allowed, allowed, strict=True))
    return each(table, column, meaning, f"{'・'.join(allowed)} のどれかが必要です。").astype("str")


def _percent(table: Table, column: str) -> pd.Series:
    return (table.number(column, missing=("blank",)) / 100).astype("Float64")


def _must_be_shares(table: Table, rows: pd.DataFrame) -> None:
    """Raise BadInput at the first row that gives no share, or one that is none."""
    low, high = rows["share_low"].fillna(-1), rows["share_high"].fillna(-1)
    wrong = (low < 0) | (high > 1) | (low > high)
    if wrong.any():
        raise table.fail(
            int(wrong.index[wrong][0]),
            "share_id",
            "団体数（municipalities_without と municipalities）か、0〜100% の幅（share_low ≤ share_high）が必要です。",
        )
