-- One row per municipality and fiscal year: 土木費 in yen. SSDSE carries 2015 to 2022; later years come from 市町村別決算状況調
-- where it is held, else from the infrastructure table, which agrees with SSDSE where they overlap (a check holds that).
select
    lg_code,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    public_works_expenditure_yen,
from (
    select lg_code, year as fiscal_year, value as public_works_expenditure_yen, 1 as preference,
    from tidy.nstac_ssdse_a
    where variable = 'public_works_expenditure_yen'
    qualify row_number() over (partition by lg_code, year order by edition desc) = 1
    union all by name
    select lg_code, fiscal_year, value as public_works_expenditure_yen, 2 as preference,
    from tidy.mic_settlement_survey
    where item = 'public_works_expenditure_yen' and value is not null and lg_code in (select lg_code from tidy.mic_lg_codes)
    union all by name
    select lg_code, fiscal_year, public_works_expenditure_yen, 3 as preference,
    from tidy.municipal_infrastructure
)
qualify row_number() over (partition by lg_code, fiscal_year order by preference) = 1
