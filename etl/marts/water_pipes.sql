-- One row per municipality and fiscal year: share of water pipes older than the legal 40 years. A share above 1 cannot
-- be (坂東市 2021 is given as 9.78) and is left out.
select
    lg_code,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    water_pipe_overage_share,
from tidy.municipal_infrastructure
where water_pipe_overage_share <= 1
