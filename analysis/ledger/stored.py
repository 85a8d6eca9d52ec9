"""A ledger as the file that the build reads (source `user_ledgers`): its columns, its bytes and its name."""

import re
from datetime import date

from analysis.ledger.recognise import Recognised
from analysis.ledger.tidy import Ledger
from japan.facilities import BRIDGE


def content(ledger: Ledger, title: str, as_of: date) -> bytes:
    """The facilities, the ledger's title and its day, as CSV (UTF-8 with BOM).

    Texts stay as they are; what a spreadsheet would run as a formula is marked where a table leaves the dashboard. Raises
    ValueError, in Japanese, when the ledger has no title or nothing in it.
    """
    if not title.strip():
        raise ValueError("台帳の名前を入れてください。")
    if ledger.facilities.empty:
        raise ValueError(
            f"取り込める{ledger.kind.called_ja}がありません。列の対応と市区町村を確かめてください。"
        )
    table = ledger.facilities.assign(ledger_title_ja=title.strip(), as_of=as_of.isoformat())
    if ledger.kind is not BRIDGE:
        table.insert(0, "facility_kind", ledger.kind.kind_id)
    return table.to_csv(index=False).encode("utf-8-sig")


def stored_as(title: str) -> str:
    """Where below the raw folder the build looks for a ledger of this title; a name that any system allows."""
    name = re.sub(r'[\\/:*?"<>|\s.]+', "_", title).strip("_")
    return f"user_ledgers/{name or 'ledger'}.csv"


def title_of(name: str, found: Recognised) -> str:
    """The title a ledger goes by unless its owner gives another; of a list of several kinds with the kind that is read."""
    return f"{name}（{found.kind.name_ja}）" if found.kinds and found.kind else name
