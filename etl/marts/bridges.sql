-- One row per bridge of the ledgers held: a view of the facilities, with the columns that bridges have.
select
    source_id,
    facility_id as bridge_id,
    facility_name as bridge_name,
    route_name,
    structure_ja,
    manager_lg_code,
    manager_kind,
    location_lg_code,
    built_fiscal_year,
    length_m,
    width_m,
    soundness_category,
    inspection_fiscal_year,
    latitude,
    longitude,
    as_of,
from facilities
where facility_kind = 'bridge'
