-- One row per municipality and date: municipal roads and other stock of 公共施設状況調. Its edition of year Y is the survey at
-- the end of fiscal year Y − 1, that is 31 March of Y.
select
    lg_code,
    make_date(fiscal_year, 3, 31) as as_of,
    road_length_m / 1000 as road_km,
    park_area_m2,
    public_housing_units,
    sewered_population,
from tidy.municipal_infrastructure
