"""What only this page asks of the database: national series."""

import pandas as pd

from dashboard.runtime.cache import read


def staff_by_date() -> pd.DataFrame:
    """One row per survey date: general administration staff of all municipalities together."""
    return read(
        """
        select as_of, sum(general_admin_staff) as general_admin_staff, count(*) as municipalities
        from staffing
        group by as_of
        order by as_of
        """
    )


def national_staff() -> pd.DataFrame:
    """All staff of all local governments, prefectures among them, by survey date: as_of, staff, basis, source_ja, note_ja."""
    return read(
        """
        select as_of, staff, basis, source_ja, note_ja
        from national_staff
        where series = 'all_local_gov_total'
        order by as_of
        """
    )
