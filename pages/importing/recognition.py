"""What a reader's ledger is and says; worked out in a child process, so without Streamlit."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from analysis import ledger
from dashboard.forms import uploads


def recognised(name: str, content: bytes, kind_id: str | None, sheet: str | None) -> ledger.Recognised:
    """What the file is, as far as the reader has corrected kind and sheet.

    Raises Refused for what no table can be read of, and ValueError, in Japanese, where there is no list of facilities.
    """
    found = ledger.recognise(uploads.read_sheets(name, content), name, kind_id, sheet)
    if found.rows > uploads.MAX_ROWS:
        raise uploads.Refused(f"{name}：{found.rows:,}行あります。{uploads.MAX_ROWS:,}行まで取り込めます。")
    return found


def read(
    name: str,
    content: bytes,
    kind_id: str | None,
    sheet: str | None,
    mapping: Iterable[tuple[str, str | None]],
    municipalities: pd.DataFrame,
    place: str | None,
    as_of: date,
) -> ledger.Ledger:
    """The file, recognised so, in our columns. mapping: field, heading; the others: see `ledger.read`. Raises as `recognised` does."""
    found = recognised(name, content, kind_id, sheet).with_mapping(dict(mapping))
    return ledger.read(found, municipalities, place, as_of)
