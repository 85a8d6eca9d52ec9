"""Read the national figures printed in the ministry's materials."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.records import each, printed, read_yaml
from etl.source import Edition

TEXTS = ["label_ja", "unit", "as_of_ja", "text_ja", "document_ja", "document_url"]


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per figure and date.

    figure_id, label_ja, value in `unit`, is_approximate, as_of and how the document dates it (as_of_ja),
    scope_ja (which staff a count of staff counts; null where the document does not say), text_ja (a sentence that says it), basis
    (published), document_ja, document_url.
    """
    columns = {"figure_id": "id"} | {
        name: name for name in ["value", "is_approximate", "as_of", "scope_ja", *TEXTS]
    }
    table = read_yaml(path, "figures", columns, {"is_approximate": False, "scope_ja": None})
    rows = pd.DataFrame(
        {
            "figure_id": printed(table, "figure_id"),
            "value": table.number("value", minimum=None),
            "is_approximate": each(
                table,
                "is_approximate",
                {"True": True, "False": False},
                "true か false が必要です。",
            ).astype(bool),
            "as_of": each(table, "as_of", date.fromisoformat, "「2024-04-01」の形の日付が必要です。"),
            "basis": "published",
            "scope_ja": printed(table, "scope_ja").where(lambda scope: scope != "", None),
        }
        | {name: printed(table, name) for name in TEXTS}
    )
    table.must_be_unique(rows[["figure_id", "as_of"]])
    return rows.reset_index(drop=True)
