"""A ledger as the file that the build reads."""

from datetime import date

from analysis.ledger import Ledger
from dashboard.exports import tables
from dashboard.forms.uploads import Refused


def ledger_csv(ledger: Ledger, title: str, as_of: date) -> bytes:
    """A ledger as the file of source `user_ledgers`. Raises Refused when it has no title or no bridge."""
    if not title.strip():
        raise Refused("台帳の名前を入れてください。")
    if ledger.bridges.empty:
        raise Refused("取り込める橋がありません。列の対応と市区町村を確かめてください。")
    return tables.csv_bytes(ledger.bridges.assign(ledger_title_ja=title.strip(), as_of=as_of.isoformat()))
