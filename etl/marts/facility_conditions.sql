-- One row per municipality, kind and condition of the facilities in its area whose ledgers are held: how many. Structures of roads have
-- 判定区分 (Ⅰ to Ⅳ); the classes of other kinds are those of their ledger, whose schemes differ, so that they are counted and never compared.
select
    location_lg_code as lg_code,
    facility_kind,
    coalesce(['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ'][soundness_category], condition_class) as condition_class,
    max(as_of) as as_of,
    count(*)::integer as facilities_held,
    sum(length_m) / 1000 as facility_km,
from facilities
group by all
