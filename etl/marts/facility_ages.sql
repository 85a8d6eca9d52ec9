-- One row per municipality and kind of the facilities in its area whose ledgers are held: how many, how much of what is summed (km or
-- m²), how many have a known construction year, and how many of those have reached the kind's age of concern (table facility_kinds) at
-- the end of the fiscal year of the newest ledger, ten and twenty years later. Unknown years stand beside, in no share.
with dated as (
    select
        facilities.*,
        length_m / 1000 as length_km,
        age_of_concern,
        max(year(as_of) - if(month(as_of) < 4, 1, 0)) over (partition by location_lg_code, facility_kind) - built_fiscal_year as age,
    from facilities
    join facility_kinds using (facility_kind)
)

select
    location_lg_code as lg_code,
    facility_kind,
    max(as_of) as as_of,
    count(*)::integer as facilities_held,
    sum(length_km) as facility_km,
    sum(area_m2) as facility_area_m2,
    count(built_fiscal_year)::integer as facilities_with_year,
    count(*) filter (where age >= age_of_concern)::integer as facilities_aged,
    count(*) filter (where age + 10 >= age_of_concern)::integer as facilities_aged_in_10,
    count(*) filter (where age + 20 >= age_of_concern)::integer as facilities_aged_in_20,
    sum(length_km) filter (where built_fiscal_year is not null) as facility_km_with_year,
    if(facility_km_with_year is null, null, coalesce(sum(length_km) filter (where age >= age_of_concern), 0)) as facility_km_aged,
    count(soundness_category)::integer as facilities_rated,
    count(*) filter (where soundness_category >= 3)::integer as facilities_action_needed,
from dated
group by location_lg_code, facility_kind
