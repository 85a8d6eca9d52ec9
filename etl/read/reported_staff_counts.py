"""Read staff counts, and lower bounds of them, that articles give of single municipalities."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.records import each, printed
from etl.sheets import find_table, read_csv
from etl.source import Edition

OCCUPATIONS = ("technical_staff", "civil_engineers", "architectural_engineers")
TEXTS = ("note_ja", "publisher", "published_ja", "document_ja", "document_url")
COLUMNS = (
    "lg_code",
    "employer_ja",
    "occupation",
    "occupation_printed_ja",
    "staff_count",
    "is_at_least",
    "is_of_survey",
    "as_of",
    *TEXTS,
)


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality and occupation.

    lg_code, employer_ja, occupation (OCCUPATIONS) and its printed name, staff_count (people; the least where is_at_least), is_of_survey
    (the article gives a value of 定員管理調査 and its date), as_of (null where the article gives no date), and TEXTS.
    """
    table = find_table(read_csv(path), {name: name for name in COLUMNS})
    occupations = dict(zip(OCCUPATIONS, OCCUPATIONS, strict=True))
    answers = {"true": True, "false": False}
    flags = {
        name: each(table, name, answers, "true か false が必要です。").astype(bool)
        for name in ("is_at_least", "is_of_survey")
    }
    occupation = each(table, "occupation", occupations, f"{'・'.join(OCCUPATIONS)} のどれかが必要です。")
    rows = pd.DataFrame(
        {
            "lg_code": table.lg_code("lg_code"),
            "employer_ja": table.name("employer_ja"),
            "occupation": occupation.astype("str"),
            "occupation_printed_ja": table.name("occupation_printed_ja"),
            "staff_count": table.number("staff_count", whole=True),
            **flags,
            "as_of": pd.to_datetime(each(table, "as_of", _day, "「2024-04-01」の形の日付か空欄が必要です。")),
        }
        | {name: printed(table, name) for name in TEXTS}
    )
    undated = rows["is_of_survey"] & (rows["is_at_least"] | rows["as_of"].isna())
    if undated.any():
        raise table.fail(int(undated.index[undated][0]), "is_of_survey", "調査の値には人数と時点が必要です。")
    table.must_be_unique(rows[["lg_code", "occupation"]])
    return rows.reset_index(drop=True)


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
