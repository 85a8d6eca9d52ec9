-- One row per prefecture and date: roads, bridges and 土木費 of the prefecture and its municipalities together. Roads are as of the
-- end of fiscal year Y − 1; bridges and accounts as of the end of fiscal year Y.
select
    prefecture_code,
    fiscal_year,
    make_date(fiscal_year, 3, 31) as road_as_of,
    road_length_m / 1000 as road_km,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    bridges_inspected::integer as bridges_managed,
    bridges_action_needed::integer as bridges_action_needed,
    public_works_expenditure_yen,
from tidy.prefecture_infrastructure
