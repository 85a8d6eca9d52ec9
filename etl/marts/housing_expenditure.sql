-- One row per municipality and fiscal year: 住宅費 in yen.
select
    lg_code,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    amount_yen as housing_expenditure_yen,
from tidy.civil_works_expenditure
where item_ja = '住宅費'
