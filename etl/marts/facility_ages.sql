-- One row per municipality and kind of the facilities in its area whose ledgers are held: how many, how much of what is summed (m
-- or m²), how many have a known construction year, and how many of those are 50 years or older at the end of the fiscal year of the
-- newest ledger, ten and twenty years later. Unknown years stand beside, in no share.
with dated as (
    select
        *,
        max(year(as_of) - if(month(as_of) < 4, 1, 0)) over (partition by location_lg_code, facility_kind) as ledger_fiscal_year,
    from facilities
)

select
    location_lg_code as lg_code,
    facility_kind,
    max(as_of) as as_of,
    count(*)::integer as facilities_held,
    sum(length_m) as facility_length_m,
    sum(area_m2) as facility_area_m2,
    count(built_fiscal_year)::integer as facilities_with_year,
    count(*) filter (where ledger_fiscal_year - built_fiscal_year >= 50)::integer as facilities_50_years,
    count(*) filter (where ledger_fiscal_year + 10 - built_fiscal_year >= 50)::integer as facilities_50_years_in_10,
    count(*) filter (where ledger_fiscal_year + 20 - built_fiscal_year >= 50)::integer as facilities_50_years_in_20,
    count(soundness_category)::integer as facilities_rated,
    count(*) filter (where soundness_category >= 3)::integer as facilities_action_needed,
from dated
group by location_lg_code, facility_kind
