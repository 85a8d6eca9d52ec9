"""Read the national history of infrastructure maintenance since 2012."""

from pathlib import Path

import pandas as pd

from etl.records import each, printed, read_yaml
from etl.source import Edition

KINDS = ("accident", "law", "proposal", "handbook", "inspection", "support")


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per event: fiscal_year, kind (KINDS), event_ja, document_ja, document_url."""
    texts = ["event_ja", "document_ja", "document_url"]
    table = read_yaml(path, "events", {name: name for name in ["fiscal_year", "kind", *texts]})
    kind = each(
        table,
        "kind",
        dict(zip(KINDS, KINDS, strict=True)),
        f"{'・'.join(KINDS)} のどれかが必要です。",
    )
    rows = pd.DataFrame(
        {"fiscal_year": table.number("fiscal_year", minimum=1800, whole=True), "kind": kind.astype("str")}
        | {name: printed(table, name) for name in texts}
    )
    table.must_be_unique(rows["event_ja"])
    return rows.reset_index(drop=True)
