"""Read what the first estimate of an introduction assumes until one's own numbers are there."""

from pathlib import Path

import pandas as pd

from analysis import first_estimate
from etl import declaration
from etl.source import Edition

KINDS = ("published", "derived", "judgement")
FIELDS: declaration.Fields = {
    "id": declaration.one_of(tuple(first_estimate.BENCHMARKS)),
    "label_ja": declaration.text,
    "unit": declaration.text,
    "low": declaration.number,
    "base": declaration.number,
    "high": declaration.number,
    "kind": declaration.one_of(KINDS),
    "reason_ja": declaration.text,
    "page_ja": declaration.maybe(declaration.text),
    "document_ja": declaration.text,
    "document_date_ja": declaration.text,
    "document_url": declaration.maybe(declaration.address),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per assumption: benchmark_id, label_ja, low_value ≤ base_value ≤ high_value in `unit`, within the bounds of the formulas, benchmark_kind (KINDS), reason_ja,
    and where it is printed (page_ja, document_url null where there is none)."""
    records = declaration.read_list(path, "benchmarks", FIELDS, unique="id")
    for one in records:
        if problem := first_estimate.problem_ja(one["id"], [one["low"], one["base"], one["high"]]):
            raise one.refusal("base", f"{problem}。")
        if one["kind"] != "judgement" and not one["page_ja"]:
            raise one.refusal("kind", "公表値と算出値には page_ja（資料のどこか）が必要です。")
    names = {"id": "benchmark_id", "kind": "benchmark_kind"} | {
        end: f"{end}_value" for end in ("low", "base", "high")
    }
    return pd.DataFrame(records).rename(columns=names)
