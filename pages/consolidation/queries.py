"""What only this page asks of the database: bridges of ledgers with their managers, and where ledgers are held."""

from dataclasses import dataclass

import pandas as pd

from dashboard.runtime.cache import cached, read
from japan.facilities import MANAGER_LABELS

MARGIN = 0.03  # degrees, some 3 km: bridges beyond the border may stand close too


def held() -> pd.DataFrame:
    """Where ledgers of bridges are held: prefecture_code, prefecture_name, bridges, placed (with a position), the most first."""
    return read(
        """
        select prefecture_code, prefecture_name, count(*)::integer as bridges, count(latitude)::integer as placed
        from facilities
        join municipalities on location_lg_code = lg_code
        where facility_kind = 'bridge'
        group by all
        order by bridges desc
        """
    )


@dataclass(frozen=True)
class Ledgers:
    """Bridges of the ledgers in a prefecture, and those just beyond its border: columns of consolidation.BRIDGE, and is_inside,
    municipality_name, manager_ja, source_id, as_of."""

    bridges: pd.DataFrame


@cached
def ledgers(prefecture_code: str) -> Ledgers:
    """What the ledgers hold; a run needs all of it and cannot be quick where it asks for thousands of bridges anew."""
    rows = read(
        """
        with placed as (
            select facilities.*, municipality_name, coalesce(prefecture_code = $code, false) as is_inside
            from facilities
            left join municipalities on location_lg_code = lg_code
            where facility_kind = 'bridge'
        ),

        box as (
            select min(latitude) - $margin as south, max(latitude) + $margin as north,
                   min(longitude) - $margin as west, max(longitude) + $margin as east
            from placed
            where is_inside
        )

        select
            placed.* exclude (facility_kind, facility_id, facility_name),
            facility_id as bridge_id,
            facility_name as bridge_name,
            coalesce(ledger_title_ja, source_id) as ledger,
            coalesce(managing.municipality_name, prefectures.prefecture_name) as manager_name,
        from placed
        cross join box
        left join municipalities as managing on manager_lg_code = managing.lg_code
        left join prefectures on manager_kind = 'prefecture' and manager_lg_code[:2] = prefectures.prefecture_code
        where is_inside or (latitude between box.south and box.north and longitude between box.west and box.east)
        order by is_inside desc, bridge_id, ledger
        """,
        code=prefecture_code,
        margin=MARGIN,
    )
    kinds = rows["manager_kind"].map(MANAGER_LABELS)
    return Ledgers(rows.assign(manager_ja=rows["manager_name"].fillna(kinds).fillna("記載なし")))
