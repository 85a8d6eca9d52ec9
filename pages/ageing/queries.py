"""What only this page asks of the database: the ledgers of facilities."""

import pandas as pd

from dashboard.runtime.cache import read
from japan.facilities import MANAGER_LABELS


def facilities(kind_id: str, prefecture_code: str, lg_code: str | None = None) -> pd.DataFrame:
    """Facilities of a kind in the ledgers held of a prefecture or one municipality, with the Japanese kind of their managers.

    is_brought: whether the ledger was brought by someone, and not published.
    """
    rows = read(
        """
        select facilities.*, municipality_name, source_id = 'user_ledgers' as is_brought
        from facilities
        join municipalities on location_lg_code = lg_code
        where facility_kind = $kind_id and prefecture_code = $prefecture_code and lg_code = coalesce($lg_code, lg_code)
        order by facility_id
        """,
        kind_id=kind_id,
        prefecture_code=prefecture_code,
        lg_code=lg_code,
    )
    return rows.assign(manager_ja=rows["manager_kind"].map(MANAGER_LABELS))


def held() -> pd.DataFrame:
    """Where ledgers are held: facility_kind, prefecture_code, facilities (how many)."""
    return read(
        """
        select facility_kind, prefecture_code, sum(facilities_held)::integer as facilities
        from facility_ages
        join municipalities using (lg_code)
        group by all
        order by all
        """
    )
