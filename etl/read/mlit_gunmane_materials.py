"""Read staff counts printed in materials about 群マネ."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.records import each, flag, one_of, printed
from etl.sheets import find_table, read_csv
from etl.source import Edition

COLUMNS = (
    "lg_code",
    "employer_ja",
    "occupation",
    "occupation_printed_ja",
    "staff_count",
    "as_of",
    "is_whole_municipality",
    "note_ja",
    "document_ja",
    "document_url",
)
OCCUPATIONS = ("civil_engineers", "technical_staff")


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per employer, occupation and date.

    lg_code (a prefecture's for its offices), employer_ja, occupation (civil_engineers | technical_staff) and
    its printed name, staff_count (people), as_of, is_whole_municipality (false for one office), note_ja,
    document_ja, document_url.
    """
    table = find_table(read_csv(path), {name: name for name in COLUMNS})
    rows = pd.DataFrame(
        {
            "lg_code": table.lg_code("lg_code"),
            "employer_ja": table.name("employer_ja"),
            "occupation": one_of(table, "occupation", OCCUPATIONS),
            "occupation_printed_ja": table.name("occupation_printed_ja"),
            "staff_count": table.number("staff_count", whole=True),
            "as_of": each(table, "as_of", date.fromisoformat, "「2024-04-01」の形の日付が必要です。"),
            "is_whole_municipality": flag(table, "is_whole_municipality"),
            "note_ja": printed(table, "note_ja").replace("", None),
            "document_ja": printed(table, "document_ja"),
            "document_url": printed(table, "document_url"),
        }
    )
    table.must_be_unique(rows[["employer_ja", "occupation", "as_of"]])
    return rows.reset_index(drop=True)
