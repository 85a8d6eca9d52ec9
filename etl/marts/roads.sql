-- One row per municipality and date: municipal roads and other stock of 公共施設状況調, as published where its own file is held.
-- The flattened table's edition of year Y is the survey at the end of fiscal year Y − 1, that is 31 March of Y.
select
    lg_code,
    as_of,
    road_length_m / 1000 as road_km,
    park_area_m2,
    public_housing_units,
    sewered_population,
from (
    select
        lg_code,
        make_date(fiscal_year + 1, 3, 31) as as_of,
        road_length_m,
        park_area_m2,
        public_housing_units,
        sewered_population,
        1 as preference,
    from tidy.mic_public_facilities
    where lg_code in (select lg_code from tidy.mic_lg_codes)
    union all by name
    select
        lg_code,
        make_date(fiscal_year, 3, 31) as as_of,
        road_length_m,
        park_area_m2,
        public_housing_units,
        sewered_population,
        2 as preference,
    from tidy.municipal_infrastructure
)
qualify row_number() over (partition by lg_code, as_of order by preference) = 1
