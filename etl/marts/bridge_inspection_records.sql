-- One row per municipality: bridges it manages, of the inspection records held (道路メンテナンス年報), by rating and age. A bridge is
-- inspected every five years: of bridges with equal manager, name and route the newest inspection counts; equal ones of one year
-- and those without a name are bridges of their own. Age is that at the end of the newest fiscal year held.
with newest as (
    select
        manager_lg_code as lg_code,
        built_fiscal_year,
        soundness_category,
    from tidy.mlit_road_inspections
    where manager_lg_code in (select lg_code from tidy.mic_lg_codes)
    qualify bridge_name is null
        or inspection_fiscal_year = max(inspection_fiscal_year) over (partition by manager_lg_code, bridge_name, route_name)
),

held as (
    select
        max(inspection_fiscal_year) as newest_fiscal_year,
        count(distinct inspection_fiscal_year) as fiscal_years,
    from tidy.mlit_road_inspections
)

select
    lg_code,
    make_date(newest_fiscal_year + 1, 3, 31) as as_of,
    fiscal_years::integer as fiscal_years_held,
    count(*)::integer as bridges_recorded,
    count(*) filter (where soundness_category = 1)::integer as bridges_rated_1,
    count(*) filter (where soundness_category = 2)::integer as bridges_rated_2,
    count(*) filter (where soundness_category = 3)::integer as bridges_rated_3,
    count(*) filter (where soundness_category = 4)::integer as bridges_rated_4,
    count(built_fiscal_year)::integer as bridges_with_year,
    count(*) filter (where newest_fiscal_year - built_fiscal_year >= 50)::integer as bridges_50_years,
from newest
cross join held
group by lg_code, newest_fiscal_year, fiscal_years
