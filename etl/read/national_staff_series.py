"""Read national counts of local government staff, gathered from several publications."""

from datetime import date
from pathlib import Path

import pandas as pd

from etl.declaration import Named, any_address, maybe, one_of, text
from etl.records import each, printed
from etl.sheets import find_table, read_csv
from etl.source import Edition

LAYOUT = {
    "columns": {"series": text, "label": text, "year": text, "staff": text, "status": text, "source": text},
    "labels": Named(text),
    "statuses": Named({"basis": one_of(("published", "derived")), "note": maybe(text)}),
    "sources": Named({"title": text, "url": any_address}),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per series and year: as_of (1 April), staff (people), basis (published | derived), source.

    Series differ in what they count and must not be joined; where label_ja changes within a series, so does
    what is counted.
    """
    layout = edition.layout
    table = find_table(read_csv(path), layout["columns"])
    series = table.text("series")
    year = table.number("year", minimum=1900, whole=True)
    table.must_be_unique(pd.DataFrame({"series": series, "year": year}))
    label = printed(table, "label")
    label = label.mask(label == "同上").ffill().replace(layout["labels"])
    # A value derived from the next year's is of that year's source.
    source = printed(table, "source")
    table.rows["source"] = source.mask(source == "same").groupby(series).bfill()
    status = each(table, "status", layout["statuses"], "公表・算出の定義にある表記が必要です。")
    source = each(table, "source", layout["sources"], "出典の定義にある表記が必要です。")
    return pd.DataFrame(
        {
            "series": series,
            "label_ja": label,
            "as_of": year.map(lambda number: date(number, 4, 1)).astype(object),
            "staff": table.number("staff", whole=True),
            "basis": status.map(lambda declared: declared["basis"]).astype("str"),
            "source_ja": source.map(lambda declared: declared["title"]).astype("str"),
            "source_url": source.map(lambda declared: declared["url"]).astype("str"),
            "note_ja": status.map(lambda declared: declared["note"]),
        }
    ).reset_index(drop=True)
