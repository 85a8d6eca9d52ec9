"""What a reader's ledger is, as the import page has it worked out."""

import pytest

from dashboard.forms import uploads
from dashboard.forms.uploads import Refused
from pages.importing import recognition

LEDGER = "橋梁名,所在地,橋長（m）\r\n"


def recognised(text: str) -> object:
    return recognition.recognised("台帳.csv", text.encode(), None, None)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_ROWS", 2)
    rows = "".join(f"{at}号橋,甲市,3\r\n" for at in range(3))
    with pytest.raises(Refused, match="3行あります。2行まで"):
        recognised(LEDGER + rows)


def test_a_heading_without_rows_is_no_ledger():
    with pytest.raises(ValueError, match="下にデータの行がありません"):
        recognised(LEDGER)


def test_a_sheet_of_too_many_columns_is_no_ledger():
    with pytest.raises(ValueError, match="301列あります"):
        recognised(",".join(f"列{at}" for at in range(301)) + "\r\n1\r\n")
