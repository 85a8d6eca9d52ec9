"""What a reader's ledger is; worked out in a child process, so without Streamlit."""

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
