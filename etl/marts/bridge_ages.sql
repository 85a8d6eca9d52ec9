-- One row per municipality with bridges in a ledger: how many have a known construction year, and how many of those are 50 years
-- or older at the end of the ledger's fiscal year.
with dated as (
    select
        bridges.*,
        sources.as_of,
        year(sources.as_of) - if(month(sources.as_of) < 4, 1, 0) as ledger_fiscal_year,
    from bridges
    join sources using (source_id)
)

select
    location_lg_code as lg_code,
    max(as_of) as as_of,
    count(*)::integer as ledger_bridges,
    count(built_fiscal_year)::integer as bridges_with_year,
    count(*) filter (where ledger_fiscal_year - built_fiscal_year >= 50)::integer as bridges_50_years,
from dated
group by location_lg_code
