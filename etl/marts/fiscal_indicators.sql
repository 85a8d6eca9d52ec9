-- One row per municipality and fiscal year: 主要財政指標 as printed. `future_burden_status` is not_calculated where a dash is printed.
select
    lg_code,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    max(value) filter (where indicator = 'fiscal_strength_index') as fiscal_strength_index,
    max(value) filter (where indicator = 'current_balance_ratio') as current_balance_ratio,
    max(value) filter (where indicator = 'real_debt_service_ratio') as real_debt_service_ratio,
    max(value) filter (where indicator = 'future_burden_ratio') as future_burden_ratio,
    if(max(kind) filter (where indicator = 'future_burden_ratio') = 'dash', 'not_calculated', 'value') as future_burden_status,
from tidy.mic_fiscal_indicators
where lg_code in (select lg_code from tidy.mic_lg_codes)
group by lg_code, fiscal_year
