-- One row per municipality and survey date: staff of the general administration (一般行政部門).
select
    lg_code,
    make_date(year, 4, 1) as as_of,
    value::integer as general_admin_staff,
from tidy.nstac_ssdse_a
where variable = 'general_admin_staff'
qualify row_number() over (partition by lg_code, year order by edition desc) = 1
