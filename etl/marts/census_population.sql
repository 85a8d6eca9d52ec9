-- One row per municipality and census (国勢調査): its residents, within the borders of today.
select lg_code, make_date(year, 10, 1) as as_of, value::integer as population,
from tidy.nstac_ssdse_a
where variable = 'population'
qualify row_number() over (partition by lg_code, year order by edition desc) = 1
