"""What only this page asks of the database: bridge ledgers."""

import pandas as pd

from dashboard.runtime.cache import read
from japan.facilities import MANAGER_LABELS


def bridges(prefecture_code: str, lg_code: str | None = None) -> pd.DataFrame:
    """Bridges of the ledgers held in a prefecture or one municipality, with the Japanese kind of their managers."""
    rows = read(
        """
        select bridges.*, municipality_name
        from bridges
        join municipalities on location_lg_code = lg_code
        where prefecture_code = $prefecture_code and lg_code = coalesce($lg_code, lg_code)
        order by bridge_id
        """,
        prefecture_code=prefecture_code,
        lg_code=lg_code,
    )
    return rows.assign(manager_ja=rows["manager_kind"].map(MANAGER_LABELS))


def prefectures_with_ledgers() -> list[str]:
    """Codes of prefectures in which a bridge ledger is held."""
    rows = read(
        "select distinct prefecture_code from bridges join municipalities on location_lg_code = lg_code order by 1"
    )
    return rows["prefecture_code"].to_list()
