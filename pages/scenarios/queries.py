"""What only this page asks of the database: areas and groups that exist."""

import pandas as pd

from dashboard.runtime.cache import read

AREAS = {
    "secondary_medical_area": "二次医療圏",
    "commuting_zone": "通勤圏",
    "jma_area": "気象庁の市町村等をまとめた地域",
    "subprefecture": "振興局（北海道）",
}
COOPERATION = "cooperation"


def areas(kind: str, prefecture_code: str) -> pd.DataFrame:
    """The municipalities of a prefecture in the areas of a kind (AREAS), or in the groups that cooperate (COOPERATION): lg_code,
    group_id, by size of the group, the largest first. A municipality may stand in several groups that cooperate."""
    if kind == COOPERATION:
        return read(
            """
            from cooperation_groups
            select lg_code, group_id
            where left(lg_code, 2) = $prefecture_code
            order by count(*) over (partition by group_id) desc, group_id, lg_code
            """,
            prefecture_code=prefecture_code,
        )
    return read(
        """
        from groupings
        select lg_code, group_id
        where grouping = $kind and left(lg_code, 2) = $prefecture_code
        order by count(*) over (partition by group_id) desc, group_id, lg_code
        """,
        kind=kind,
        prefecture_code=prefecture_code,
    )
