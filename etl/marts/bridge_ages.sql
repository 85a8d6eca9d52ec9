-- One row per municipality whose bridges' construction years are held: how many have a known year, and how many of those are 50
-- years or older at the end of the records' fiscal year; managers says whose they are (null: all are the municipality's own). From the inspection records of the bridges it manages where there are
-- any, else from the ledgers of bridges in its area.
with dated as (
    select
        *,
        year(as_of) - if(month(as_of) < 4, 1, 0) as ledger_fiscal_year,
    from bridges
)

select
    location_lg_code as lg_code,
    max(as_of) as as_of,
    count(*)::integer as ledger_bridges,
    count(built_fiscal_year)::integer as bridges_with_year,
    count(*) filter (where ledger_fiscal_year - built_fiscal_year >= 50)::integer as bridges_50_years,
    case
        when bool_and(coalesce(manager_lg_code = location_lg_code, false)) then null
        when bool_and(coalesce(manager_kind = 'prefecture', false)) then 'managed_by_prefecture'
        when bool_or(manager_kind is null) then 'managed_by_unknown'
        else 'managed_by_several'
    end as managers,
from dated
where location_lg_code not in (select lg_code from bridge_inspection_records)
group by location_lg_code
union all by name
select
    lg_code,
    as_of,
    bridges_recorded as ledger_bridges,
    bridges_with_year,
    bridges_50_years,
from bridge_inspection_records
