"""What only this page asks of the database: what only slides show."""

import pandas as pd

from dashboard.runtime.cache import read


def candidates_of_each_other(lg_codes: list[str], first: int) -> pd.DataFrame:
    """Pairs among the municipalities that stand among the `first` candidates of each other under the default weights, best first.

    Columns: lg_code, name, partner_lg_code, partner_name, rank, partner_rank, distance_km, way_km, needs_ferry, reasons_for (of the first for the second).
    """
    return read(
        """
        select
            one.lg_code, mine.municipality_name as name, one.partner_lg_code, theirs.municipality_name as partner_name,
            one.rank, other.rank as partner_rank, one.distance_km, one.way_km, one.needs_ferry, one.reasons_for,
        from partner_candidates as one
        join partner_candidates as other on other.lg_code = one.partner_lg_code and other.partner_lg_code = one.lg_code
        join municipalities as mine on mine.lg_code = one.lg_code
        join municipalities as theirs on theirs.lg_code = one.partner_lg_code
        where one.lg_code < one.partner_lg_code and one.rank <= $first and other.rank <= $first
            and list_contains($codes, one.lg_code) and list_contains($codes, one.partner_lg_code)
        order by one.rank + other.rank, one.score + other.score desc, one.lg_code
        """,
        codes=lg_codes,
        first=first,
    )


def name_points(lg_codes: list[str]) -> pd.DataFrame:
    """Where the names of municipalities may be written on a map: lg_code, municipality_name, point_longitude, point_latitude, and
    the bounds of each (west, south, east, north)."""
    return read(
        """
        select outlines.*, municipality_name
        from outlines
        join municipalities using (lg_code)
        where list_contains($codes, lg_code)
        order by lg_code
        """,
        codes=lg_codes,
    )
