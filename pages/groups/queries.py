"""What only this page asks of the database: groups that exist and bridges inspected twice."""

import pandas as pd

from dashboard.runtime.cache import read


def existing_groups() -> pd.DataFrame:
    """Municipalities that really work together, two or more: group_id, group_name, lg_code; each set of members once."""
    return read(
        """
        with members as (
            select case_id as group_id, case_name as group_name, lg_code
            from case_members
            join cases using (case_id)
            where role <> 'planned' and not is_prefecture and lg_code is not null
            union all
            select 'g_' || group_id, group_name, lg_code
            from cooperation_groups
        )

        from members
        where group_id in (
            select min(group_id)
            from (select group_id, list(distinct lg_code order by lg_code) as codes from members group by group_id)
            where len(codes) > 1
            group by codes
        )
        order by group_id, lg_code
        """
    )


def repeated_inspections(prefecture_codes: list[str]) -> pd.DataFrame:
    """Municipal bridges of these prefectures that the records show inspected twice: soundness_before, soundness_after, years.

    The records hold no number of a bridge: one that has a name and stands once a year under its manager, name and route is the same.
    """
    return read(
        """
        with once as (
            select manager_lg_code, bridge_name, route_name, inspection_fiscal_year, any_value(soundness_category) as soundness
            from tidy.mlit_road_inspections
            where list_contains($codes, left(manager_lg_code, 2)) and right(left(manager_lg_code, 5), 3) <> '000'
                and bridge_name is not null and soundness_category is not null
            group by all
            having count(*) = 1
        )

        select
            lag(soundness) over bridge as soundness_before,
            soundness as soundness_after,
            inspection_fiscal_year - lag(inspection_fiscal_year) over bridge as years,
        from once
        window bridge as (partition by manager_lg_code, bridge_name, route_name order by inspection_fiscal_year)
        qualify years is not null
        """,
        codes=prefecture_codes,
    )
