-- One row per municipality and survey date: private establishments of the construction industry (places of work, head offices and
-- branches alike) and the people who work in them, from the economic census of 1 June.
select
    lg_code,
    make_date(year, 6, 1) as as_of,
    max(value) filter (where variable = 'construction_establishments')::integer as construction_establishments,
    max(value) filter (where variable = 'construction_employees')::integer as construction_employees,
from (
    from tidy.nstac_ssdse_a
    where variable in ('construction_establishments', 'construction_employees')
    qualify row_number() over (partition by lg_code, variable, year order by edition desc) = 1
)
group by lg_code, year
