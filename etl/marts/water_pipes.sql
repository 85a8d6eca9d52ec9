-- One row per municipality and fiscal year: share of water pipes older than the legal 40 years, from the database's own file
-- where that is held. A share above 1 (坂東市 2021 is given as 9.78) is marked as the metric declares.
select
    lg_code,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    water_pipe_overage_share,
from (
    select
        lg_code,
        fiscal_year,
        water_pipe_overage_share,
        1 as preference,
    from tidy.cao_water_pipes
    where lg_code in (select lg_code from tidy.mic_lg_codes)
    union all by name
    select
        lg_code,
        fiscal_year,
        water_pipe_overage_share,
        2 as preference,
    from tidy.municipal_infrastructure
)
where water_pipe_overage_share is not null
qualify row_number() over (partition by lg_code, fiscal_year order by preference) = 1
