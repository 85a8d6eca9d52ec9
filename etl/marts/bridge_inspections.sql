-- One row per municipality: road bridges it manages, inspected in fiscal years 2020 to 2024, and those rated Ⅲ or Ⅳ. The source
-- repeats this one merge in every year; only the newest is kept.
select
    lg_code,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    bridges_inspected::integer as bridges_managed,
    bridges_action_needed::integer as bridges_action_needed,
from tidy.municipal_infrastructure
where bridges_inspected is not null
qualify fiscal_year = max(fiscal_year) over ()
